"""A socket that encrypts: it has the methods of a socket that the clients use, and one for raw bytes."""

import socket
import ssl

from tls import client_context

CHUNK = 65536
CONTEXT = client_context()
BROWSER = client_context(["h2", "http/1.1"])


class EncryptedSocket:
    """The handshake follows from sending and receiving. Like a socket that does not block, it raises
    BlockingIOError when there is nothing to read, or no room to write."""

    def __init__(self, plain, context=CONTEXT):
        self.plain = plain
        self.incoming = ssl.MemoryBIO()
        self.outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing)
        self.unsent = bytearray()
        self.ready = False
        self.at_end = False  # Of the raw input.

    def fileno(self):
        return self.plain.fileno()

    def send(self, data):
        self.shake_hands()
        if not self.ready or self.unsent:
            raise BlockingIOError
        self.tls.write(data)
        self.flush()
        return len(data)

    def recv(self, size):
        self.shake_hands()
        self.take_input()
        try:
            return self.tls.read(size) if self.ready else self.wait()
        except ssl.SSLZeroReturnError:
            return b""
        except ssl.SSLWantReadError:
            return self.wait()
        finally:
            self.flush()

    def wait(self):
        if self.at_end:
            return b""
        raise BlockingIOError

    def shake_hands(self):
        if self.ready:
            return self.flush()
        self.take_input()
        try:
            self.tls.do_handshake()
            self.ready = True
        except ssl.SSLWantReadError:
            pass
        self.flush()

    def take_input(self):
        try:
            while not self.at_end:
                data = self.plain.recv(CHUNK)
                self.at_end = not data
                self.incoming.write(data)
        except BlockingIOError:
            pass

    def flush(self):
        self.unsent += self.outgoing.read()
        try:
            while self.unsent:
                del self.unsent[: self.plain.send(self.unsent)]
        except BlockingIOError:
            pass

    def send_raw(self, data):
        """Bytes that are not encrypted, after those that are."""
        self.unsent += data
        self.flush()

    def shutdown(self, how):
        """Says first that no more follows."""
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            pass
        self.flush()
        self.plain.shutdown(how)

    def truncate(self):
        """Ends the output without a word."""
        self.plain.shutdown(socket.SHUT_WR)

    def setsockopt(self, *option):
        self.plain.setsockopt(*option)

    def close(self):
        self.plain.close()


def client_hello(context=CONTEXT):
    """The first bytes of a client."""
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()
