"""A raw connection that sends and receives lines."""

import os
import socket
import struct
import time

from phrases import USERNAME_PROMPT, connected, goodbye
from waiting import TIMEOUT, Inbox

PROMPT_DELAY = 0.3  # Seconds after which the server asks a silent client for its name.


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
        return True
    except OSError:
        return False


def free_port():
    """A port that no socket has, below those that the kernel gives out."""
    for port in range(20000 + os.getpid() % 1000, 32000):
        with socket.socket(socket.AF_INET6 if has_ipv6() else socket.AF_INET) as sock:
            try:
                sock.bind(("", port))
                return port
            except OSError:
                continue
    raise AssertionError("no port is free")


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
    """Returns a socket of the address's family, and the target for connect()."""
    if address.startswith("unix:"):
        return socket.socket(socket.AF_UNIX), address.removeprefix("unix:")
    host, port = address.rsplit(":", 1)
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    return socket.socket(family), (host.strip("[]"), int(port))


class Client(Inbox):
    """A connection. The test reads all input at once, unless the connection is stalled."""

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
        """Sends the name at once. The server may ask for it only if this was too slow."""
        self.line(name)
        slow = time.monotonic() - self.connected_at >= PROMPT_DELAY
        answer = self.next_line()
        if slow and answer == USERNAME_PROMPT:
            answer = self.next_line()
        if answer != connected(name):
            raise AssertionError(f"{name} got the answer {answer!r}")
        return self

    def end_input(self):
        """Half-closes: sends no more, and still reads."""
        self.sock.shutdown(socket.SHUT_WR)

    def leave(self, name):
        self.line("exit")
        self.skip_to(goodbye(name))
        self.expect_end()
        self.close()

    def reset_connection(self):
        """Closes so that the server gets a reset instead of an end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        self.stall()
        self.sock.close()
