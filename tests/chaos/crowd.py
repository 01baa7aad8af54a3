"""Those who connect: witnesses, who keep to the rules and write everything down, and visitors, who
follow a script. All of them move on one step with each tick of one loop."""

import re
import selectors
import socket
import struct

CHUNK = 65536
NO_LINGER = struct.pack("ii", 1, 0)
FORMS = re.compile(
    r"Username\?|You are now connected, \S+!|\((?P<said>\S+)\) .*|\* (?P<acted>\S+) .*"
    r"|\[(?P<whispered>\S+) -> \S+\] .*|-- \S.*|! \S.*|Goodbye \S+!")
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARK = re.compile(r"from:(\w+)")


def connect(address, receive_buffer=None):
    """A connection that may still be under way; `address` as the log says it."""
    host, _, port = address.rpartition(":")
    if host == "unix":
        family, target = socket.AF_UNIX, port
    else:
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        target = (host.strip("[]"), int(port))
    made = socket.socket(family, socket.SOCK_STREAM)
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.setblocking(False)
    made.connect_ex(target)
    return made


class Connection:
    """Bytes that wait to go out, and what to do with those that come in."""

    def __init__(self, made):
        self.socket = made
        self.out = bytearray()
        self.ended = False  # The other end will send no more.

    def send(self, data):
        self.out += data

    def flush(self):
        try:
            while self.out:
                del self.out[: self.socket.send(self.out[:CHUNK])]
        except BlockingIOError:
            return
        except OSError:
            self.out.clear()

    def receive(self):
        try:
            data = self.socket.recv(CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        self.ended = self.ended or not data
        return data

    def close(self):
        self.socket.close()


class Witness(Connection):
    """Says its numbered lines, one after each echo, and keeps all that it is told."""

    def __init__(self, made, name, lines):
        super().__init__(made)
        self.name = name
        self.lines = lines
        self.said = 0
        self.heard = []  # All messages to everyone, in order.
        self.wrong = []
        self.rest = b""
        self.welcome = False
        self.send(f"{name}\n".encode())

    def expected(self, number):
        return f"({self.name}) line {number}"

    def tick(self):
        self.flush()
        while data := self.receive():
            self.rest += data
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            self.take(line)

    def take(self, raw):
        line = raw.decode("utf-8", "surrogateescape")
        form = FORMS.fullmatch(line)
        speaker = form and (form["said"] or form["acted"] or form["whispered"])
        mark = MARK.search(line)
        # A line may have been cut off in its mark.
        forged = mark and speaker and not speaker.startswith(mark[1])
        if not form or forged or UNSAFE.search(line):
            self.wrong.append(line)
        if form and (form["said"] or form["acted"]):
            self.heard.append(line)
        if line == f"You are now connected, {self.name}!":
            self.welcome = True
        elif self.said and line == self.expected(self.said - 1):
            self.say()

    def say(self):
        if self.said < self.lines:
            self.send(f"line {self.said}\n".encode())
            self.said += 1

    def done(self):
        return self.said == self.lines and not self.out and not self.ended


class Visitor(Connection):
    """Follows a script: a generator of steps, which are methods with their arguments."""

    def __init__(self, made, script):
        super().__init__(made)
        self.script = script
        self.reading = True
        self.pause = 0
        self.over = False

    def tick(self):
        self.flush()
        if self.reading:
            self.receive()
        if self.pause > 0:
            self.pause -= 1
        elif self.ended or not self.step():
            self.over = True
            self.close()

    def step(self):
        step, *arguments = next(self.script, (None,))
        if step:
            getattr(self, step)(*arguments)
        return step is not None

    def wait(self, ticks):
        self.pause = ticks

    def read(self, whether):
        self.reading = whether

    def half_close(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def reset(self):
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        except OSError:
            pass
        self.ended = True


class Crowd:
    """Everyone, in one loop."""

    def __init__(self):
        self.witnesses = []
        self.visitors = []

    def tick(self):
        self.wait_for_input()
        for one in (*self.witnesses, *self.visitors):
            one.tick()
        self.visitors = [visitor for visitor in self.visitors if not visitor.over]

    def wait_for_input(self, longest=0.002):
        with selectors.DefaultSelector() as selector:
            for witness in self.witnesses:
                selector.register(witness.socket, selectors.EVENT_READ)
            selector.select(longest)
