"""A person who uses the real client on a pseudo-terminal: types and pastes numbered lines, searches in
the history, asks for earlier messages, changes rooms, resizes the window, stops the client, and is quiet
for a while, in any order. Meanwhile a relay cuts the connection. What the person has seen is judged by
the screen and by the client's log: see transcript.py."""

import contextlib
import os
import re
import select
import signal
import tempfile

import pyte

from phrases import said
from relay import Relay
from terminals import Terminal
from transcript import GAP, Transcript, check_screen
from witnesses import ROOMS

NAME = "Petra"
MIN_COLUMNS, MAX_COLUMNS = 90, 140  # No line that is judged fills a row.
MIN_ROWS, MAX_ROWS = 12, 40
UNLIMITED = 10_000_000
STATUS = "-- Not connected"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (.*)")
SEARCH_BACK, LINE_BEGIN, LINE_END, ERASE, ERASE_LINE = "\x12", "\x01", "\x05", "\x7f", "\x15"
ENTER = "\r"


class Window(pyte.HistoryScreen):
    """Keeps all that scrolls away, also when the window becomes lower."""

    def resize(self, lines=None, columns=None):
        lines, columns = lines or self.lines, columns or self.columns
        for _ in range(max(0, self.cursor.y + 2 - lines)):  # The status is below the cursor.
            self.history.top.append(self.buffer[0])
            self.buffer.update({y: self.buffer[y + 1] for y in range(self.lines - 1)})
            self.buffer.pop(self.lines - 1, None)
            self.cursor.y -= 1
        for y in [y for y in self.buffer if y >= lines]:
            del self.buffer[y]
        for row in self.buffer.values():
            for x in [x for x in row if x >= columns]:
                del row[x]
        self.lines, self.columns = lines, columns
        self.set_margins()


class Person:
    def __init__(self, program, server, random, lines):
        self.random = random
        self.lines = lines
        self.cleanups = contextlib.ExitStack()
        self.addCleanup = self.cleanups.callback  # As a test has it.
        home = self.cleanups.enter_context(tempfile.TemporaryDirectory(prefix="tertulia-person-"))
        self.log_path = f"{home}/log"
        self.relay = Relay(server, random)
        self.cleanups.callback(self.relay.close)
        self.terminal = Terminal(
            self, program, "--name", NAME, "--log", self.log_path, self.relay.address, columns=100,
            rows=24, shell=False, screen=Window, history=UNLIMITED,
            extra={"HOME": home, "XDG_DATA_HOME": f"{home}/data", "XDG_CONFIG_HOME": f"{home}/config"})
        self.room = ROOMS[0]
        self.joined = {ROOMS[0]}
        self.said = []  # The room and the text of each line, in order.
        self.plain = []  # Lines that the history has once.
        self.keys = []
        self.pause = 0
        self.stopped = 0  # Ticks until the client is continued.
        self.hushed = False
        self.gaps_before = 0
        self.log = []
        self.log_size = 0
        self.log_rest = b""
        self.shown = set()  # The lines of the log.
        self.wrong = []
        self.counts = dict.fromkeys(
            ("lines typed", "lines pasted", "lines from the history", "questions", "changes of the room",
             "times stopped", "resized", "times quiet"), 0)
        self.script = self.steps()
        self.finished = False

    # What happens.

    def tick(self):
        self.relay.tick()
        if self.stopped > 0:
            self.stopped -= 1
            if self.stopped == 0:
                self.signal(signal.SIGCONT)
        self.read()
        if self.stopped == 0:
            self.act()

    def signal(self, number):
        os.kill(self.terminal.child.pid, number)

    def read(self):
        inbox = self.terminal.inbox
        if inbox.ended or not select.select([inbox.fd], [], [], 0)[0]:
            return
        inbox.receive()
        if len(self.status_rows()) > 1:
            self.wrong.append(f"two rows with the status: {self.terminal.shown()}")

    def act(self):
        if self.keys:
            try:
                rest = self.keys[0][os.write(self.terminal.master, self.keys[0]):]
            except BlockingIOError:
                return
            self.keys[:1] = [rest] if rest else []
        elif self.pause > 0:
            self.pause -= 1
        elif not self.hushed and not self.finished:
            self.finished = not next(self.script, None)

    def press(self, text):
        """One key after the other."""
        self.keys += [key.encode() for key in text]

    def has(self, *words):
        return any(all(word in line for word in words) for line in self.log)

    # What the person does.

    def steps(self):
        """Yields after each step."""
        while "You are now connected" not in "".join(self.read_log()):
            yield True
        actions = (self.say, self.say, self.say, self.say, self.paste, self.recall, self.ask, self.change,
                   self.stop, self.resize, self.rest, self.correct, self.complete)
        while len(self.said) < self.lines:
            self.random.choice(actions)()
            yield True

    def line(self, more=""):
        return f"p{len(self.said)}.{more}"

    def add(self, text, kind):
        self.said.append((self.room, text))
        self.counts[kind] += 1
        return text

    def say(self):
        text = self.add(self.line(self.random.choice(("", " ¿qué tal?", " 日本", " a few words"))),
                        "lines typed")
        self.plain.append(text)
        self.press(text + ENTER)

    def correct(self):
        """A line with a mistake at its begin and one at its end."""
        text = self.add(self.line(), "lines typed")
        self.press(f"never sent{ERASE_LINE}{text[1:]}xy{ERASE}{ERASE}{LINE_BEGIN}{text[0]}{LINE_END}{ENTER}")

    def complete(self):
        self.counts["questions"] += 1
        self.press(f"/his\t5{ENTER}")

    def paste(self):
        lines = [self.add(self.line(), "lines pasted") for _ in range(self.random.randint(2, 4))]
        self.keys.append("".join(("\x1b[200~", *(f"{line}{ENTER}" for line in lines), "\x1b[201~")).encode())

    def recall(self):
        """Finds a line in the history and says it again, with more."""
        if not self.plain:
            return
        found = self.plain.pop(self.random.randrange(len(self.plain)))
        number = found.partition(" ")[0]
        text = self.add(f"{found} {self.line()}", "lines from the history")
        self.press(f"{SEARCH_BACK}{number}{LINE_END} p{len(self.said) - 1}.{ENTER}")
        assert text.endswith(f" p{len(self.said) - 1}.")

    def ask(self):
        self.counts["questions"] += 1
        self.press(self.random.choice(("/history 5", "/history", "/search line", "/search #games line",
                                       "/who", "/rooms", "/history x", "/nosuch")) + ENTER)

    def change(self):
        self.counts["changes of the room"] += 1
        leave = sorted(self.joined - {ROOMS[0]})
        if leave and self.random.random() < 0.4:
            room = self.random.choice(leave)
            self.joined.discard(room)
            self.press(f"/leave {room}{ENTER}")
        self.enter(self.random.choice(ROOMS))

    def enter(self, room):
        self.room = room
        self.joined.add(room)
        self.press(f"/join {room}{ENTER}")

    def stop(self):
        self.counts["times stopped"] += 1
        self.signal(signal.SIGSTOP)
        self.stopped = self.random.randint(1, 200)

    def resize(self):
        self.counts["resized"] += 1
        self.terminal.resize(self.random.randint(MIN_COLUMNS, MAX_COLUMNS),
                             self.random.randint(MIN_ROWS, MAX_ROWS))

    def rest(self):
        self.counts["times quiet"] += 1
        self.pause = self.random.randint(1, 300)

    # What the person sees.

    def status_rows(self):
        screen = self.terminal.screen
        starts = ["".join(screen.buffer[y][x].data for x in range(len(STATUS))) for y in range(screen.lines)
                  if screen.buffer[y][3].data == STATUS[3]]
        return [start for start in starts if start == STATUS]

    def is_away(self):
        """Whether the client says that it has no connection. A stopped one says nothing."""
        return self.stopped == 0 and len(self.status_rows()) == 1

    def read_log(self):
        """Returns all lines so far."""
        if not os.path.exists(self.log_path):
            return self.log
        with open(self.log_path, "rb") as file:
            file.seek(self.log_size)
            data = file.read()
        self.log_size += len(data)
        *lines, self.log_rest = (self.log_rest + data).split(b"\n")
        for line in lines:
            form = LOG_LINE.fullmatch(line.decode())
            if not form:
                self.wrong.append(f"in the log: {line!r}")
                continue
            self.log.append(form[1])
            self.shown.add(form[1])
        return self.log

    def seen(self):
        """The lines of messages so far."""
        return {line for lines in Transcript(self.read_log()).all_lines().values() for line in lines}

    def missing(self):
        """The own lines that have not come back. Some never do: those that a gap has, and those of a
        room that was left before a new connection replayed it. Others have got them; see judge()."""
        self.read_log()
        return [text for room, text in self.said
                if said(NAME, text) not in self.shown and f"#{room} {said(NAME, text)}" not in self.shown]

    def is_known(self):
        """Whether some of its lines have come back."""
        return len(self.said) > len(self.missing())

    def hush(self):
        """Says a last line."""
        self.hushed = True
        self.say()
        self.gaps_before = self.gaps()

    def is_back(self):
        """Whether there is a connection, and the last line has come back, or is in a gap."""
        return not self.keys and (self.said[-1][1] not in self.missing() or self.gaps() > self.gaps_before)

    def gaps(self):
        return sum(GAP.fullmatch(line) is not None for line in self.read_log())

    def done(self):
        return self.finished and not self.keys and self.stopped == 0

    def say_last(self):
        """Without cuts, a line in each room. When they come back, so has all before them."""
        for room in ROOMS:
            self.enter(room)
            self.say()

    def has_all(self):
        return not self.keys and not set(text for _, text in self.said[-len(ROOMS):]) & set(self.missing())

    def summary(self):
        return (f"{NAME}: said {len(self.said)}, finished {self.finished}, missing {self.missing()[:5]}, "
                f"{self.wrong[:3]}, {self.relay.counts}\n{self.terminal.shown()[-6000:]}")

    # The end.

    def leave(self):
        self.press("/quit" + ENTER)

    def has_left(self):
        return self.terminal.inbox.ended and self.terminal.child.poll() is not None

    def close(self):
        self.cleanups.close()

    def judge(self, ledger, excused=(), strangers=False):
        """`ledger` has the lines of each room in order. What is excused was shown, and then lost by the
        server: it may stand where it was shown. Returns figures."""
        status = self.terminal.child.returncode
        if status != 0:
            self.wrong.append(f"the client's exit status was {status}")
        transcript = Transcript(self.read_log())
        self.wrong += transcript.wrong
        self.wrong += transcript.compare(ledger, excused)
        self.wrong += self.compare_own(ledger)
        self.wrong += check_screen(self.rows(), transcript, strangers)
        if self.wrong:
            raise AssertionError(f"{NAME}: {len(self.wrong)} wrong: " + "\n".join(self.wrong[:8])[:6000])
        return {**{f"person: {name}": count for name, count in {**self.counts, **self.relay.counts}.items()},
                "person: times connected again": self.log.count("-- Connected again"),
                "person: gaps": transcript.gaps,
                "person: messages seen": sum(map(len, transcript.all_lines().values()))}

    def compare_own(self, ledger):
        for room in ROOMS:
            texts = [said(NAME, text) for there, text in self.said if there == room]
            kept = [line for line in ledger[room] if line.startswith(said(NAME, ""))]
            if texts != kept:
                wrong = next(pair for pair in zip([*texts, None], [*kept, None]) if pair[0] != pair[1])
                yield f"#{room} has {len(kept)} of {len(texts)} lines of {NAME}; first other one: {wrong}"

    def rows(self):
        screen = self.terminal.screen
        rows = [*screen.history.top, *(screen.buffer[y] for y in range(screen.lines))]
        return ["".join(row[x].data for x in range(MAX_COLUMNS)).rstrip() for row in rows]
