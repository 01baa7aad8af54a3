"""The other end of a client's connections, where it is not the server: a proxy that cuts, and a
server that the test plays."""

import contextlib
import json
import socket
import struct
import threading

from sockets import prepare
from waiting import Inbox, wait_until

RESET = struct.pack("ii", 1, 0)


def close_with_reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    sock.close()


def listen(port=0):
    sock = socket.create_server(("127.0.0.1", port))
    sock.setblocking(False)
    return sock


def address_of(listener):
    return "%s:%d" % listener.getsockname()


class Proxy:
    """Passes bytes between clients and a server, in threads, until the test cuts the connections."""

    def __init__(self, test, target):
        self.target = target
        self.sockets = []
        self.listener = None
        self.port = 0
        self.open()
        self.address = address_of(self.listener)
        test.addCleanup(self.block)

    def open(self):
        """Takes connections, after `block()` again."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        """Resets all connections at both ends. New ones are taken."""
        cut, self.sockets = self.sockets, []
        for sock in cut:
            with contextlib.suppress(OSError):  # It is closed already.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                sock.shutdown(socket.SHUT_RD)  # Its thread closes it then.

    def block(self):
        """Resets all connections, and takes no new ones."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        self.cut()

    def _accept(self, listener):
        try:
            while True:
                client, _ = listener.accept()
                server, target = prepare(self.target)
                server.connect(target)
                self.sockets += (client, server)
                both_closed = threading.Barrier(2)
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(*pair, both_closed), daemon=True).start()
        except OSError:
            pass  # block() was called.

    @staticmethod
    def _pass(source, sink, both_closed):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        both_closed.wait()  # The other thread uses them, too.
        source.close()


class Peer(Inbox):
    """A connection of a client to a server that the test plays."""

    def __init__(self, test, sock):
        self.sock = sock
        super().__init__(sock.fileno(), "the client's connection")
        test.addCleanup(self.close)

    def send(self, text):
        self.sock.sendall(text.encode())

    def line(self, text):
        self.send(text + "\n")

    def tell(self, kind, **fields):
        self.line(json.dumps({"type": kind, **fields}))

    def welcome(self, name="Bob", **fields):
        self.tell("welcome", **{"name": name, "session": "s" * 22, "origin": "o", "server": "played",
                                "max_line": 4096, "id": 1,
                                "rooms": [{"room": "lobby", "topic": "", "count": 1,
                                           "members": [name]}], **fields})

    def next(self, kind):
        """The next object, which must be of this type. That the client asks what was said in a room
        that it enters is left out."""
        request = {"tag": "recent"}
        while request.get("tag") == "recent":
            line = self.next_line()
            request = json.loads(line)
        if request["type"] != kind:
            raise AssertionError(f"expected {kind}, got {line!r}; {self.seen()}")
        return request

    def close(self):
        self.stall()
        self.sock.close()

    def reset_connection(self):
        self.stall()
        close_with_reset(self.sock)


class PlayedServer:
    """Listens. The test says what its connections say."""

    def __init__(self, test):
        self.test = test
        self.listener = listen()
        self.address = address_of(self.listener)
        test.addCleanup(self.listener.close)

    def accept(self):
        """Waits for the next connection."""
        return Peer(self.test, wait_until(self._accepted, lambda: "a connection"))

    def _accepted(self):
        try:
            sock, _ = self.listener.accept()
        except BlockingIOError:
            return None
        sock.setblocking(True)
        return sock
