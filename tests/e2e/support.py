"""The base of all tests: the real programs, on free ports, ended by the test's cleanup."""

import functools
import subprocess
import tempfile
import unittest

from json_client import JsonClient
from phrases import LOG_LISTENING, joined, said
from processes import CLIENT, DAEMON, Nc, Process, Program, Server
from sockets import Client
from terminals import Terminal
from waiting import wait_until

__all__ = ["CLIENT", "Case", "Client", "Nc", "Process", "Program", "Terminal", "main"]

main = functools.partial(unittest.main, verbosity=2)  # So that it says why a case was skipped.


class Case(unittest.TestCase):
    """A test that starts programs."""

    maxDiff = None
    daemon_environment = {}  # Added to the daemon's environment.

    def serve(self, *options, extra=None, **more):
        return Server(self, *options, extra={**self.daemon_environment, **(extra or {})}, **more)

    def client(self, server, name=None, **more):
        """A raw connection, which joins if there is a name."""
        client = Client(self, server.address, **more)
        return client.join(name) if name else client

    def json_client(self, server, name=None, **more):
        """A connection that speaks JSON, and has said hello if there is a name."""
        client = JsonClient(self, server.address, **more)
        if name:
            client.hello(name)
        return client

    def duo(self, *options, stdin=subprocess.PIPE):
        """The daemon in duo mode, with its operator in a pipe."""
        return self.serve("--duo", "--name", "Servidor", *options, stdin=stdin)

    def guest(self, server, name="Facundo", *options, **more):
        """The client in duo mode, in a pipe."""
        return Program(self, "--duo", "--name", name, *options, server.address, **more)

    def room(self, server, *names):
        """Connections that joined one after the other, and have read all lines so far."""
        members = []
        for name in names:
            client = self.client(server, name)
            client.line("here")
            client.expect(said(name, "here"))
            for other in members:
                other.expect(joined(name), said(name, "here"))
            members.append(client)
        return members

    def tertulia(self, server, *options, **more):
        """The client in a pipe."""
        return Program(self, *options, server.address, **more)

    def nc(self, server, *options, **more):
        host, port = server.address.rsplit(":", 1)
        return Nc(self, *options, host.strip("[]"), port, **more)

    def terminal(self, server, *options, **more):
        """The client on a terminal."""
        return Terminal(self, CLIENT, *options, server.address, **more)

    def daemon_on_terminal(self, *options):
        """The daemon on a terminal, and its address, once it has printed the line with it."""
        screen = Terminal(self, DAEMON, "--listen", "127.0.0.1:0", *options, columns=100)

        def address():
            ended = screen.lines()[: screen.cursor()[1]]
            return next((row.split(LOG_LISTENING)[1] for row in ended if LOG_LISTENING in row), None)

        return screen, wait_until(address, screen.shown)

    def run_to_end(self, command, stdin=subprocess.DEVNULL):
        """Runs a program that ends by itself."""
        process = Process(self, command, stdin)
        process.wait()
        return process

    def daemon(self, *options, **more):
        """Starts a daemon without waiting for it to listen."""
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
