"""The witnesses that speak JSON. Some of them lose their connection again and again, and resume."""

from crowd import Connection, connect
from json_lines import request
from json_session import JsonSession
from phrases import acted, said, whispered
from witnesses import ROOMS, Witness, is_forged

WINDOW = 8  # Lines that are not stored yet.
MAX_IN, MAX_OUT = 8_000, 1_500  # Bytes after which a connection is cut, at most.
FULL = ("server_full", "address_full")  # Why it must try to resume again.
MAX_PAUSE = 30  # Ticks before the next connection, at most.
MAX_HALF_OPEN = 100  # Ticks for which a connection stays half-open, at most.


class JsonWitness(Witness):
    def __init__(self, connection, name, lines):
        super().__init__(connection, name, lines)
        self.session = JsonSession(name)
        self.online = False  # The server has welcomed this connection.
        self.begun = False
        self.numbers = {}    # The numbers of its lines, by cid.
        self.again = []      # The numbers of lines that were refused for the moment.
        self.retrying = set()  # Those, until they are heard: their order would change otherwise.
        self.refused = 0
        self.ids = {room: [] for room in self.heard}  # Of the messages that it has heard.
        self.gaps = []       # What it was told that it cannot hear any more.
        self.gapped = False  # It was told so since it has last heard all that it missed.
        self.unsure = []     # The numbers of lines that may have been refused or may be in a gap.
        self.send(self.session.login())

    def tick(self):
        super().tick()
        while self.may_talk() and len(self.session.unstored) < WINDOW:
            if not self.say_next():
                break

    def may_talk(self):
        return self.begun and self.online and not self.hushed

    def say(self):
        self.begun = True

    def say_next(self):
        """Says a line, and returns whether there is one."""
        if self.again:
            number = self.again.pop(0)
        elif self.said == self.lines or self.retrying or self.session.doubtful:
            return False
        else:
            number = self.said
            self.said += 1
        room, recipient = self.target(number)
        text = f"line {number}"
        self.send(self.session.numbered("whisper", to=recipient, text=text) if recipient
                  else self.session.numbered("say", room=room, text=text))
        self.numbers[self.session.said] = number
        return True

    def done(self):
        return (super().done() and not self.session.unstored and not self.session.doubtful
                and not self.again)

    @property
    def kept(self):
        return self.session.rooms

    def handle(self, line):
        if not line.startswith("{") and not self.online:
            return  # A prompt, or why the server takes nobody.
        try:
            answer = self.session.handle(line)
        except (AssertionError, KeyError) as error:
            self.wrong.append(f"{error!r}: {line}")
            return
        handler = getattr(self, f"on_{answer['type']}", None)
        if handler:
            handler(answer)

    def on_welcome(self, answer):
        self.online = True
        if self.ready and set(self.session.rooms) != set(ROOMS):
            self.wrong.append(f"not in its rooms: {answer}")
        self.ready = set(self.session.rooms) == set(ROOMS)
        if not answer.get("resumed"):
            self.send(b"".join(self.session.numbered("join", room=room) for room in ROOMS[1:]))

    def on_entered(self, _answer):
        self.ready = set(ROOMS) == set(self.session.rooms)

    def on_message(self, answer):
        self.check_speaker(answer)
        form = acted if answer.get("action") else said
        self.hear(answer["room"], form(answer["from"], answer["text"]))
        self.ids.setdefault(answer["room"], []).append(answer["id"])

    def on_private(self, answer):
        self.check_speaker(answer)
        self.private.append(whispered(answer["from"], answer["to"], answer["text"]))
        if answer["origin"] == self.session.origin:
            self.retrying.discard(self.numbers.get(answer.get("cid")))

    def check_speaker(self, answer):
        if is_forged(answer["from"], answer["text"]):
            self.wrong.append(str(answer))

    def on_members(self, answer):
        self.members[answer["room"]] = set(answer["members"])

    def on_gap(self, answer):
        self.gaps.append(answer)
        self.gapped = True

    def on_error(self, answer):
        if answer["code"] == "recipient_busy":
            self.say_again(answer["cid"])
        elif self.online or answer["code"] not in FULL:
            self.wrong.append(str(answer))

    def say_again(self, cid):
        if cid in self.numbers:
            self.again.append(self.numbers[cid])
            self.retrying.add(self.numbers[cid])
            self.refused += 1

    def on_closing(self, answer):
        if self.online:
            self.wrong.append(str(answer))

    def ask_members(self):
        self.members = {}
        self.send(b"".join(request("who", room=room) for room in ROOMS))


class Intruder(Connection):
    """Has the token of a session in TLS, and tries to resume it in plain text."""

    def __init__(self, address, login):
        super().__init__(connect(address))
        self.send(login)
        self.left = MAX_HALF_OPEN  # Ticks.
        self.answer = b""

    def tick(self):
        self.flush()
        self.answer += self.receive()
        self.left = 0 if self.ended or b"\n" in self.answer else self.left - 1
        if self.left == 0:
            self.close()


class ResumingWitness(JsonWitness):
    """Its connections are cut after any number of bytes, sent or received, and some stay half-open."""

    def __init__(self, address, name, lines, random, tls):
        super().__init__(connect(address, tls=tls), name, lines)
        self.address = address
        self.random = random
        self.tls = tls
        self.intruders = []
        self.refused_in_plain = 0
        self.left_in = self.left_out = None  # Bytes to the cut; None: there is none.
        self.pause = 0
        self.half_open = []  # Connections, and the ticks that are left to them.
        self.cuts = self.half_open_cuts = 0
        self.cutting = True
        self.caught_up = True  # It has read all that it missed.

    def tick(self):
        self.end_half_open()
        self.watch_intruders()
        if self.pause > 0:
            self.pause -= 1
            if self.pause == 0:
                self.reconnect()
            return
        super().tick()
        if self.left_in == 0 or self.left_out == 0:
            self.cut()
        elif self.ended:
            self.close()
            self.lose()

    def flush(self):
        if self.left_out is None:
            return super().flush()
        rest = self.out[self.left_out:]
        del self.out[self.left_out:]
        before = len(self.out)
        super().flush()
        self.left_out -= before - len(self.out)
        self.out += rest

    def receive(self):
        data = super().receive()
        if self.left_in is None:
            return data
        data = data[:self.left_in]
        self.left_in -= len(data)
        return data

    def on_welcome(self, answer):
        super().on_welcome(answer)
        if answer.get("resumed"):
            self.caught_up = False
            self.send(self.session.unsent() + request("ping"))
        elif self.session.resumes or self.cuts:
            self.wrong.append(f"a new session: {answer}")
        else:
            self.choose_cut()

    def on_pong(self, _answer):
        """All that was missed has come."""
        self.caught_up = True
        self.handle_unheard()

    def on_stored(self, _answer):
        """Also of a line that was refused while it was away, and had to be sent again: an archive may
        take longer than to resume."""
        if self.caught_up:
            self.handle_unheard()

    def handle_unheard(self):
        """A private line that has not come was refused while it was away."""
        for cid in self.session.unheard():
            if self.gapped:
                self.unsure.append(self.numbers.get(cid))
                self.retrying.discard(self.numbers.get(cid))
            else:
                self.say_again(cid)
        self.gapped = self.gapped and bool(self.session.resent)

    def choose_cut(self):
        self.left_in = self.left_out = None
        if not self.cutting:
            return
        if self.random.random() < 0.5:
            self.left_in = self.random.randint(0, self.random.choice((300, MAX_IN)))
        else:
            self.left_out = self.random.randint(0, self.random.choice((300, MAX_OUT)))

    def cut(self):
        self.cuts += 1
        if self.random.random() < 0.3:
            self.half_open_cuts += 1
            self.half_open.append([Connection(self.socket), self.random.randint(1, MAX_HALF_OPEN)])
        else:
            if self.random.random() < 0.5:
                self.reset()
            self.close()
        self.lose()

    def lose(self):
        """The connection is gone, and so is what it had not sent or received whole."""
        self.online = False
        self.out.clear()
        self.rest = b""
        self.pause = self.random.randint(1, self.random.choice((2, MAX_PAUSE)))

    def reconnect(self):
        self.socket = connect(self.address, tls=self.tls)
        self.ended = False
        self.choose_cut()
        self.send(self.session.login())
        if self.tls and self.session.token and self.random.random() < 0.2:
            self.intruders.append(Intruder(self.address, self.session.login()))

    def watch_intruders(self):
        for one in self.intruders:
            one.tick()
            if b'"welcome"' in one.answer:
                self.wrong.append(f"resumed in plain text: {one.answer}")
            self.refused_in_plain += one.left == 0 and b'"unknown_session"' in one.answer
        self.intruders = [one for one in self.intruders if one.left > 0]

    def end_half_open(self):
        for one in self.half_open:
            one[1] -= 1
            if one[1] == 0:
                one[0].close()
        self.half_open = [one for one in self.half_open if one[1] > 0]

    def stop_cutting(self):
        self.cutting = False
        self.left_in = self.left_out = None

    def done(self):
        return super().done() and self.online

    def listening(self):
        return self.pause == 0
