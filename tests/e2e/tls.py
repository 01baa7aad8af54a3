"""A raw connection that uses TLS."""

import os
import socket
import ssl

from sockets import Client
from waiting import wait_until


def client_context(alpn=()):
    """Settings of a client that trusts each server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


class TlsClient(Client):
    """A connection whose lines are encrypted. The test can also send raw bytes."""

    def __init__(self, test, address, context=None, handshake=True, **more):
        self.incoming = ssl.MemoryBIO()
        self.outgoing = ssl.MemoryBIO()
        self.tls = (context or client_context()).wrap_bio(self.incoming, self.outgoing)
        self.ready = False
        self.notified = False  # The server has said that it sends no more.
        self.failure = None
        super().__init__(test, address, **more)
        if handshake:
            self.decrypt()
            wait_until(lambda: self.ready or self.failure or self.ended, self.seen)

    def first_bytes(self):
        """The ClientHello. The test sends it itself."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()

    def receive(self):
        try:
            chunk = os.read(self.fd, 65536)
        except ConnectionResetError:
            chunk, self.reset = b"", True
        if not chunk:
            self.ended = True
            return self.stall()
        self.incoming.write(chunk)
        self.decrypt()

    def decrypt(self):
        try:
            if not self.ready:
                self.tls.do_handshake()
                self.ready = True
            while part := self.tls.read(65536):
                self.data += part
            self.notified = True
        except ssl.SSLZeroReturnError:  # The same, after notify_end().
            self.notified = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            self.failure = error
        self.send_raw(self.outgoing.read())

    def send_raw(self, data):
        if data:
            super().send(data)

    def send(self, data):
        self.tls.write(data.encode() if isinstance(data, str) else data)
        self.send_raw(self.outgoing.read())

    def notify_end(self):
        """Half-closes as TLS wants it: with close_notify."""
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            pass  # It waits for the server's close_notify.
        self.send_raw(self.outgoing.read())
        self.sock.shutdown(socket.SHUT_WR)
