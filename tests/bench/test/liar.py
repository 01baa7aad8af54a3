"""A server like the floor that delivers wrong lines from its fifth batch on."""

import selectors
import socket


def lose(lines):
    return lines[1:]


def double(lines):
    return lines[:1] + lines


def swap(lines):
    return lines[1:2] + lines[:1] + lines[2:]


def garble(lines):
    return [lines[0].replace(b"f", b"g", 1), *lines[1:]]


def truth(lines):
    return lines


class Liar:
    """Serves in the thread that calls `serve()`, until `stop()`. With `tls`, a context of ssl, it
    speaks TLS."""

    HONEST = 4  # The number of batches that it delivers unchanged.

    def __init__(self, lie, tls=None):
        self.lie = lie
        self.tls = tls
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.waker, self.woken = socket.socketpair()
        self.members = []
        self.batches = 0

    def stop(self):
        self.waker.close()

    def serve(self):
        with selectors.DefaultSelector() as selector:
            for source in (self.listener, self.woken):
                selector.register(source, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.woken:
                        return self.close()
                    self.handle(selector, key.fileobj)

    def handle(self, selector, source):
        if source is self.listener:
            member, _ = source.accept()
            if self.tls:
                member = self.tls.wrap_socket(member, server_side=True)
            self.members.append(member)
            selector.register(member, selectors.EVENT_READ)
            member.sendall(b"\n")
            return
        try:
            came = source.recv(65536)
            while self.tls and source.pending():
                came += source.recv(65536)
        except ConnectionError:
            came = b""
        if came:
            return self.deliver(came)
        selector.unregister(source)
        self.members.remove(source)
        source.close()

    def deliver(self, came):
        self.batches += 1
        lines = came.splitlines(keepends=True)
        for number, member in enumerate(self.members):
            lying = self.batches > self.HONEST and number == len(self.members) - 1
            try:
                member.sendall(b"".join(self.lie(lines) if lying else lines))
            except ConnectionError:
                pass

    def close(self):
        for open_socket in (*self.members, self.listener, self.woken):
            open_socket.close()
