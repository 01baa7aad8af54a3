"""What every test starts from: the real programs, on free ports, ended when the test is done."""

import functools
import subprocess
import tempfile
import unittest

from processes import CLIENT, DAEMON, Nc, Process, Program, Server
from sockets import Client
from terminals import Terminal

__all__ = ["CLIENT", "Case", "Client", "Nc", "Program", "Terminal", "main"]

main = functools.partial(unittest.main, verbosity=2)  # So that it says why a case was skipped.


class Case(unittest.TestCase):
    """A test that starts programs."""

    maxDiff = None
    daemon_environment = {}  # Added to what the daemon gets.

    def serve(self, *options, extra=None, **more):
        return Server(self, *options, extra={**self.daemon_environment, **(extra or {})}, **more)

    def client(self, server, name=None, **more):
        """A raw connection, under a name if one is given."""
        client = Client(self, server.address, **more)
        return client.join(name) if name else client

    def duo(self, *options, stdin=subprocess.PIPE):
        """The daemon for two, with its operator in a pipe."""
        return self.serve("--duo", "--name", "Servidor", *options, stdin=stdin)

    def guest(self, server, name="Facundo", *options, **more):
        """The client for two, as a filter."""
        return Program(self, "--duo", "--name", name, *options, server.address, **more)

    def room(self, server, *names):
        """People who have come one after the other, and have read all that was due."""
        inside = []
        for name in names:
            client = self.client(server, name)
            client.line("here")
            client.expect(f"({name}) here")
            for other in inside:
                other.expect(f"-- {name} has joined", f"({name}) here")
            inside.append(client)
        return inside

    def tertulia(self, server, *options, **more):
        """The client as a filter."""
        return Program(self, *options, server.address, **more)

    def nc(self, server, *options, **more):
        host, port = server.address.rsplit(":", 1)
        return Nc(self, *options, host.strip("[]"), port, **more)

    def terminal(self, server, *options, **more):
        """The client on a terminal."""
        return Terminal(self, CLIENT, *options, server.address, **more)

    def run_to_end(self, command, stdin=subprocess.DEVNULL):
        """Runs a program that ends by itself."""
        process = Process(self, command, stdin)
        process.wait()
        return process

    def daemon(self, *options, **more):
        """A daemon that is not waited for."""
        return Process(self, [DAEMON, *options], subprocess.DEVNULL, **more)

    def run_daemon(self, *options):
        return self.run_to_end([DAEMON, *options])

    def run_client(self, *options):
        return self.run_to_end([CLIENT, *options])

    def directory(self):
        directory = tempfile.TemporaryDirectory(prefix="tertulia-e2e-")
        self.addCleanup(directory.cleanup)
        return directory.name

    def file(self, text):
        path = f"{self.directory()}/file"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
