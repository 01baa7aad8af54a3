"""The clients: witnesses, which follow the rules and record all lines, and visitors, which follow a
script. Each tick of one loop moves all of them on by one step."""

import re
import selectors
import socket
import struct

from phrases import connected, line_forms, said

CHUNK = 65536
NO_LINGER = struct.pack("ii", 1, 0)
FORMS = line_forms()
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARK = re.compile(r"from:(\w+)")


def connect(address, receive_buffer=None):
    """A connection, which may not be established yet. `address` is as in the log."""
    host, _, port = address.rpartition(":")
    if host == "unix":
        family, target = socket.AF_UNIX, port
    else:
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        target = (host.strip("[]"), int(port))
    connection = socket.socket(family, socket.SOCK_STREAM)
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.setblocking(False)
    connection.connect_ex(target)
    return connection


class Connection:
    """Queues bytes to send, and reads received bytes."""

    def __init__(self, connection):
        self.socket = connection
        self.out = bytearray()
        self.ended = False  # The server sends no more.

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
    """Sends numbered lines, each after the previous one has returned, and records all it receives."""

    def __init__(self, connection, name, lines):
        super().__init__(connection)
        self.name = name
        self.lines = lines
        self.said = 0
        self.heard = []  # All messages to everyone, in order.
        self.wrong = []
        self.rest = b""
        self.joined = False
        self.send(f"{name}\n".encode())

    def expected(self, number):
        return said(self.name, f"line {number}")

    def tick(self):
        self.flush()
        while data := self.receive():
            self.rest += data
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            self.handle(line)

    def handle(self, raw):
        line = raw.decode("utf-8", "surrogateescape")
        form = FORMS.fullmatch(line)
        speaker = form and (form["said"] or form["acted"] or form["whispered"])
        mark = MARK.search(line)
        # A line may be cut off within its mark.
        forged = mark and speaker and not speaker.startswith(mark[1])
        if not form or forged or UNSAFE.search(line):
            self.wrong.append(line)
        if form and (form["said"] or form["acted"]):
            self.heard.append(line)
        if line == connected(self.name):
            self.joined = True
        elif self.said and line == self.expected(self.said - 1):
            self.say()

    def say(self):
        if self.said < self.lines:
            self.send(f"line {self.said}\n".encode())
            self.said += 1

    def done(self):
        return self.said == self.lines and not self.out and not self.ended


class Visitor(Connection):
    """Follows a script: a generator of steps. A step is the name of a method, and its arguments."""

    def __init__(self, connection, script):
        super().__init__(connection)
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
    """All clients, in one loop."""

    def __init__(self):
        self.witnesses = []
        self.visitors = []

    def tick(self):
        self.wait_for_input()
        for one in (*self.witnesses, *self.visitors):
            one.tick()
        self.visitors = [visitor for visitor in self.visitors if not visitor.over]

    def wait_for_input(self, timeout=0.002):
        with selectors.DefaultSelector() as selector:
            for witness in self.witnesses:
                selector.register(witness.socket, selectors.EVENT_READ)
            selector.select(timeout)
