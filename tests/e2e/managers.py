"""The service manager's end of the notify protocol."""

import os
import socket

from waiting import Inbox


class Manager(Inbox):
    """Reads the daemon's notifications: the lines of each datagram, then an empty line."""

    def __init__(self, test, abstract=False):
        name = f"{test.directory()}/notify"
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(name.replace("/", "\0", 1) if abstract else name)
        self.environment = {"NOTIFY_SOCKET": name.replace("/", "@", 1) if abstract else name}
        super().__init__(self.sock.fileno(), "the daemon's notifications")
        test.addCleanup(self.close)

    def receive(self):
        self.data += os.read(self.fd, 65536) + b"\n\n"

    def close(self):
        self.stall()
        self.sock.close()
