"""A terminal for tests: a program runs on a pseudo-terminal, and pyte emulates its screen."""

import fcntl
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import termios
import time

import pyte

TIMEOUT = 30  # Seconds; only a failed test waits so long.
BRACKETED_PASTE = 2004 << 5  # As pyte stores private modes.


class Terminal:
    """Runs `command`, with the descriptor of a control socket as its last argument."""

    def __init__(self, command, columns=40, rows=12, environment=None, shell=False,
                 ignore_hangup=False):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.reports = []
        self.stalled = False  # Whether nobody reads the terminal.
        self.raw = b""
        self._unread = b""
        self.control, program_end = socket.socketpair()
        self.master, self.slave = pty.openpty()
        self._set_size(columns, rows)
        self.initial_attributes = termios.tcgetattr(self.slave)
        arguments = [*command] if shell else [*command, str(program_end.fileno())]
        self.control_descriptor = program_end.fileno()
        self.process = subprocess.Popen(
            arguments,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            pass_fds=[program_end.fileno()],
            start_new_session=True,
            preexec_fn=lambda: self._acquire_terminal(ignore_hangup),
            env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null",
                 **(environment or {})},
        )
        program_end.close()

    @staticmethod
    def _acquire_terminal(ignore_hangup):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        if ignore_hangup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()
        self.control.close()

    def hang_up(self):
        for descriptor in (self.master, self.slave):
            if descriptor is not None:
                os.close(descriptor)
        self.master = self.slave = None

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            self._read_input(0)
            data = data[os.write(self.master, data[:1000]):]

    def command(self, text):
        self.control.sendall(text.encode() + b"\n")

    def _read_input(self, timeout):
        sources = [self.control]
        if self.master is not None and not self.stalled:
            sources.append(self.master)
        ready, _, _ = select.select(sources, [], [], timeout)
        if self.master in ready:
            data = os.read(self.master, 65536)
            self.raw += data
            self.stream.feed(data)
        if self.control in ready:
            *lines, self._unread = (self._unread + self.control.recv(65536)).split(b"\n")
            self.reports += [line.decode(errors="replace") for line in lines]
        return bool(ready)

    def wait(self, fact, what=""):
        deadline = time.monotonic() + TIMEOUT
        while not fact():
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"timed out {what}\n{self}")
            self._read_input(min(left, 0.1))

    def rows(self):
        """The rows of the screen, without empty rows at the end."""
        rows = [row.rstrip() for row in self.screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def cursor(self):
        return self.screen.cursor.x, self.screen.cursor.y

    def shows(self, *rows, cursor=None):
        """Waits until these are the last rows of the screen, with the cursor at (column, row)."""
        count = len(rows)
        self.wait(lambda: self.rows()[-count:] == list(rows)
                  and (cursor is None or self.cursor() == cursor), f"for {rows} {cursor}")

    def reported(self, *reports):
        """Waits for the next reports, checks that they are these, and removes them."""
        count = len(reports)
        self.wait(lambda: len(self.reports) >= count, f"for {reports}")
        taken, self.reports = self.reports[:count], self.reports[count:]
        if taken != list(reports):
            raise AssertionError(f"{taken} instead of {list(reports)}\n{self}")

    def ended(self):
        """Waits for the end of the program. Returns its exit status."""
        self.wait(lambda: self.process.poll() is not None, "for the end")
        while self._pending():
            self._read_input(0)
        return self.process.returncode

    def _pending(self):
        return self.master is not None and self.master in select.select([self.master], [], [], 0)[0]

    def attributes(self):
        return termios.tcgetattr(self.slave)

    def typed_ahead(self):
        """What the next program would read."""
        mode = self.attributes()
        mode[3] &= ~termios.ICANON
        mode[6][termios.VMIN] = 0
        termios.tcsetattr(self.slave, termios.TCSANOW, mode)
        return os.read(self.slave, 1000)

    def brackets_pastes(self):
        return BRACKETED_PASTE in self.screen.mode

    def __str__(self):
        lines = "\n".join(f"|{row}|" for row in self.screen.display)
        return f"{lines}\ncursor {self.cursor()} reports {self.reports[-8:]} raw {self.raw[-300:]}"
