"""The real programs that play the scene: a server, and users at terminals."""

import contextlib
import fcntl
import os
import pty
import signal
import socket
import struct
import subprocess
import tempfile
import termios

from processes import CLIENT, Server, check_reports, environment
from waiting import Inbox, wait_until, write_all

from picture.emulator import Emulator


class Stage(contextlib.ExitStack):
    """Ends at its end what was started on it."""

    addCleanup = contextlib.ExitStack.callback  # Server takes it for a test.

    def __init__(self, columns, rows):
        super().__init__()
        self.size = columns, rows
        self.folder = self.enter_context(tempfile.TemporaryDirectory(prefix="tertulia-picture-"))
        # While no server runs, connections wait here, as they do with socket activation. So no
        # client reads about a refused connection, with a port that is different each time.
        self.listener = self.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.server = None

    def start_server(self):
        self.server = Server(self, "--data", f"{self.folder}/server", inherited=self.listener)

    def stop_server(self):
        self.server.stop()

    def shell(self, user):
        """A user at a shell, whose settings name the server."""
        home = self._home(user)
        programs = os.path.dirname(os.path.abspath(CLIENT))
        return User(self, ["/bin/sh"], {**home, "PS1": "$ ", "ENV": "",
                                        "PATH": f"{programs}:{os.environ['PATH']}"})

    def client(self, name):
        """A user in the client."""
        return User(self, [CLIENT, "--name", name], self._home(name))

    def _home(self, user):
        home = f"{self.folder}/{user}"
        os.makedirs(f"{home}/tertulia")
        host, port = self.listener.getsockname()
        with open(f"{home}/tertulia/tertulia.conf", "w", encoding="utf-8") as settings:
            settings.write(f"server = {host}:{port}\n")
        return {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home,
                "TERM": "xterm-256color"}


class User:
    """A program on a terminal, and what the terminal shows."""

    def __init__(self, stage, command, variables):
        columns, rows = stage.size
        self.screen = Emulator(columns, rows)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave,
                                      preexec_fn=_acquire_terminal, env=environment(variables))
        os.close(slave)
        os.set_blocking(self.master, False)
        self.inbox = Inbox(self.master, "the terminal", self.screen.feed)
        stage.addCleanup(self._leave)

    def type(self, text):
        write_all(self.master, text)

    def frame(self):
        return self.screen.frame()

    def wait(self, fact):
        """Waits until fact(frame) is true."""
        wait_until(lambda: fact(self.frame()), lambda: "\n".join(
            ["the screen shows", *self.frame().lines(), f"cursor {self.frame().cursor}"]))

    def wait_text(self, text):
        self.wait(lambda frame: any(text in line for line in frame.lines()))

    def wait_last(self, line):
        """Waits until this is the last line of the screen."""
        self.wait(lambda frame: frame.lines()[-1:] == [line])

    def _leave(self):
        """Closes the terminal, as when its window is closed."""
        self.inbox.stall()
        os.close(self.master)
        self.child.wait()
        check_reports("the program on the terminal", self.inbox.text())


def _acquire_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
