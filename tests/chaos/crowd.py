"""The clients: witnesses, which follow the rules and record all lines (witnesses.py), and visitors,
which follow a script. Each tick of one loop moves all of them on by one step."""

import itertools
import selectors
import socket
import struct

from encrypted import EncryptedSocket

CHUNK = 65536
NO_LINGER = struct.pack("ii", 1, 0)


def connect(address, receive_buffer=None, tls=False):
    """A connection, which may not be established yet. `address` is as in the log."""
    host, _, port = address.removeprefix("tls:").rpartition(":")
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
    return EncryptedSocket(connection) if tls else connection


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

    def reset(self):
        """The connection will end with a reset when it is closed."""
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        except OSError:
            pass


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

    def raw(self, data):
        """What is not encrypted, on an encrypted connection. During the handshake some of it would be
        right, such as an alert that a user has cancelled something."""
        if self.out or not self.socket.ready:
            self.script = itertools.chain([("raw", data)], self.script)
            return
        try:
            self.socket.send_raw(data)
        except OSError:
            pass

    def truncate(self):
        self.flush()
        try:
            self.socket.truncate()
        except OSError:
            pass

    def reset(self):
        super().reset()
        self.ended = True


class Crowd:
    """All clients, in one loop."""

    def __init__(self):
        self.witnesses = []
        self.visitors = []
        self.people = []

    def tick(self):
        self.wait_for_input()
        for one in (*self.witnesses, *self.visitors, *self.people):
            one.tick()
        self.visitors = [visitor for visitor in self.visitors if not visitor.over]

    def wait_for_input(self, timeout=0.002):
        with selectors.DefaultSelector() as selector:
            for witness in filter(lambda one: one.listening(), self.witnesses):
                selector.register(witness.socket, selectors.EVENT_READ)
            selector.select(timeout)
