"""A raw connection that speaks lines."""

import socket
import time

from waiting import TIMEOUT, Inbox

ASKING_DELAY = 0.3  # How long a silent client is left alone before it is asked for its name.


def connect(address, source=None, receive_buffer=None):
    sock, target = prepare(address)
    try:
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            sock.bind((source, 0))
        sock.settimeout(TIMEOUT)
        sock.connect(target)
    except OSError:
        sock.close()
        raise
    return sock


def prepare(address):
    """A socket of the right family, and where to connect it to."""
    if address.startswith("unix:"):
        return socket.socket(socket.AF_UNIX), address.removeprefix("unix:")
    host, port = address.rsplit(":", 1)
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    return socket.socket(family), (host.strip("[]"), int(port))


class Client(Inbox):
    """A connection; everything that comes is read all the time, unless it is stalled."""

    def __init__(self, test, address, source=None, receive_buffer=None):
        self.connected_at = time.monotonic()
        self.sock = connect(address, source, receive_buffer)
        if self.sock.family != socket.AF_UNIX:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(self.sock.fileno(), f"the connection to {address}")
        test.addCleanup(self.close)

    def send(self, data):
        self.sock.sendall(data.encode() if isinstance(data, str) else data)

    def line(self, text):
        self.send(text + "\n")

    def join(self, name):
        """Gives the name at once. Only who was too slow may be asked for it."""
        self.line(name)
        slow = time.monotonic() - self.connected_at >= ASKING_DELAY
        answer = self.next_line()
        if slow and answer == "Username?":
            answer = self.next_line()
        if answer != f"You are now connected, {name}!":
            raise AssertionError(f"{name} was answered {answer!r}")
        return self

    def end_input(self):
        """Half-closes: will send no more, and still reads."""
        self.sock.shutdown(socket.SHUT_WR)

    def leave(self, name):
        self.line("exit")
        self.skip_to(f"Goodbye {name}!")
        self.expect_end()
        self.close()

    def close(self):
        self.stall()
        self.sock.close()
