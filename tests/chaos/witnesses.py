"""The witnesses: clients that follow the rules, say numbered lines in several rooms and to each other,
and record all that they hear."""

import re

from crowd import Connection
from phrases import NOTICE, connected, line_forms, said, whispered
from room_phrases import NOW_IN, runs

ROOMS = ("lobby", "games", "café")
FORMS = line_forms()
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MARK = re.compile(r"from:(\w+)")
HERE = re.compile(rf"{NOTICE}\d+ here: (.*)")
OPERATOR = runs("")
# Every so many lines a witness sends a private message, to another witness each time.
PRIVATE_EVERY = 5


def is_forged(speaker, text):
    """A visitor names itself in what it says. A line may be cut off within its name."""
    mark = MARK.search(text)
    return mark is not None and not speaker.startswith(mark[1])


class Witness(Connection):
    kept = None  # The members of each room, if it keeps lists of them.
    gaps = ()    # What it was told that it has missed.
    unsure = ()  # The numbers of lines that may never have been said.

    def __init__(self, connection, name, lines):
        super().__init__(connection)
        self.name = name
        self.others = []  # The names of those that get its private messages.
        self.lines = lines
        self.said = 0
        self.heard = {room: [] for room in ROOMS}  # The messages of each room, in order.
        self.private = []
        self.wrong = []
        self.rest = b""
        self.ready = False  # It is in all rooms.
        self.members = {}   # The members of each room, as the server has answered.
        self.hushed = False  # It says nothing for a while.

    def target(self, number):
        """The room of its line with this number, and the recipient instead, if there is one."""
        if self.others and number % PRIVATE_EVERY == PRIVATE_EVERY - 1:
            return None, self.others[number // PRIVATE_EVERY % len(self.others)]
        return ROOMS[number % len(ROOMS)], None

    def expected(self, number):
        room, recipient = self.target(number)
        if recipient:
            return whispered(self.name, recipient, f"line {number}")
        return said(self.name, f"line {number}")

    def tick(self):
        self.flush()
        while data := self.receive():
            self.rest += data
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            self.handle(line.decode("utf-8", "surrogateescape"))

    def hush(self, hushed):
        self.hushed = hushed

    def done(self):
        return self.said == self.lines and not self.out and not self.ended

    def summary(self):
        return (self.name, self.said, self.ended, self.wrong[-3:], self.kept, self.members,
                {room: lines[-1:] for room, lines in self.heard.items()})

    def listening(self):
        """Whether its socket is worth waiting for."""
        return True

    def hear(self, room, line):
        if room not in self.heard:
            self.wrong.append(f"{line} in {room}")
        else:
            self.heard[room].append(line)


class PlainWitness(Witness):
    """Sends each line after the previous one has returned."""

    def __init__(self, connection, name, lines):
        super().__init__(connection, name, lines)
        self.current = None
        self.waiting = False  # It would say something.
        self.send(f"{name}\n".encode() + b"".join(f"/join {room}\n".encode() for room in ROOMS))

    def handle(self, line):
        room, rest = self.current, line
        if line.startswith("#"):
            prefix, _, rest = line.partition(" ")
            room = prefix[1:]
        form = FORMS.fullmatch(rest)
        speaker = form and (form["said"] or form["acted"] or form["whispered"])
        misplaced = rest is not line and (room == self.current or room not in ROOMS)
        if not form or misplaced or speaker and is_forged(speaker, rest) or UNSAFE.search(line):
            self.wrong.append(line)
        elif form["whispered"]:
            self.hear_private(rest)
        elif speaker:
            self.hear(room, rest)
        elif line.startswith(NOW_IN):
            self.enter(line.removeprefix(NOW_IN).partition(" ")[0])
        elif line == connected(self.name):
            self.current = ROOMS[0]
        elif names := HERE.fullmatch(rest):
            self.members[room] = set(re.split(", | and ", names[1].replace(OPERATOR, "")))
        elif "reads slowly" in line:
            self.said -= 1
            self.say()
        if self.said and rest == self.expected(self.said - 1):
            self.say()

    def hear_private(self, line):
        if f"[{self.name} -> " not in line and f" -> {self.name}] " not in line:
            self.wrong.append(line)
        self.private.append(line)

    def enter(self, room):
        self.current = room
        if room not in ROOMS:
            self.wrong.append(f"in {room}")
        self.ready = self.ready or room == ROOMS[-1]

    def say(self):
        self.waiting = self.hushed
        if self.said == self.lines or self.hushed:
            return
        room, recipient = self.target(self.said)
        if recipient:
            self.send(f"/msg {recipient} line {self.said}\n".encode())
        else:
            step = f"/join {room}\n" if room != self.current else ""
            self.send(f"{step}line {self.said}\n".encode())
        self.said += 1

    def hush(self, hushed):
        self.hushed = hushed
        if not hushed and self.waiting:
            self.waiting = False
            self.say()

    def ask_members(self):
        self.members = {}
        self.send("".join(f"/who {room}\n" for room in ROOMS).encode())
