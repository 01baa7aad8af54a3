"""A program on a pseudo-terminal, and its emulated screen."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios

import pyte

from processes import check_reports, environment
from waiting import Inbox, wait_until, write_all

PASTE = 2004 << 5  # Bracketed paste mode, as pyte stores it.
# The shell leads the session. It outlives the program, so that the test can check the terminal.
SHELL = r'trap : INT; "$0" "$@"; printf "[status %s]\n" $?; read -r _'


def _acquire_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # `nohup` ignores the first in all that it runs, a script the others in what it starts with `&`.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """Runs the command on a terminal of its own."""

    def __init__(self, test, *command, columns=80, rows=24, shell=True, extra=None,
                 non_blocking=False, screen=pyte.HistoryScreen, history=2000):
        self.screen = screen(columns, rows, history=history)
        stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        self._set_size(columns, rows)
        os.set_blocking(slave, not non_blocking)
        self.attributes = termios.tcgetattr(self.master)
        # An interactive shell passes a hangup on to its jobs, which have groups of their own.
        self.last_signal = signal.SIGKILL if shell else signal.SIGHUP
        wrapped = ["/bin/sh", "-c", SHELL, *command] if shell else list(command)
        self.child = subprocess.Popen(wrapped, stdin=slave, stdout=slave, stderr=slave,
                                      preexec_fn=_acquire_terminal, env=environment(extra))
        os.close(slave)
        os.set_blocking(self.master, False)
        self.inbox = Inbox(self.master, "the terminal", stream.feed)
        test.addCleanup(self.finish)

    def type(self, text):
        write_all(self.master, text)

    def enter(self, text):
        self.type(text + "\r")

    def paste(self, text):
        """Pastes as a terminal does: lines end with CR, and brackets surround them if enabled."""
        text = text.replace("\n", "\r")
        brackets = PASTE in self.screen.mode
        self.type(f"\x1b[200~{text}\x1b[201~" if brackets else text)

    def program(self):
        """The process id of the program under the shell."""
        shell = self.child.pid
        with open(f"/proc/{shell}/task/{shell}/children", encoding="ascii") as file:
            return int(file.read().split()[0])

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def lines(self):
        """The lines of the screen, without blank lines at the end."""
        shown = [line.rstrip() for line in self.screen.display]
        while shown and not shown[-1]:
            shown.pop()
        return shown

    def scrolled(self):
        """The lines that scrolled off the top, and the lines of the screen."""
        top = ["".join(row[x].data for x in range(self.screen.columns)).rstrip()
               for row in self.screen.history.top]
        return top + self.lines()

    def cursor(self):
        return self.screen.cursor.x, self.screen.cursor.y

    def shown(self):
        return "the screen shows\n" + "\n".join(self.scrolled()) + f"\ncursor {self.cursor()}"

    def wait_screen(self, fact, what):
        """Waits until fact(lines of the screen) is true."""
        return wait_until(lambda: fact(self.lines()), lambda: f"{what}; {self.shown()}")

    def wait_for(self, *lines):
        """Waits until the screen has these lines, one below the other."""
        wanted = list(lines)

        def has_lines(shown):
            return any(shown[i : i + len(wanted)] == wanted for i in range(len(shown)))

        self.wait_screen(has_lines, f"{wanted}")

    def wait_text(self, text):
        """Waits until a line of the screen contains the text."""
        self.wait_screen(lambda lines: any(text in line for line in lines), f"{text!r}")

    def wait_cursor(self, column):
        """Waits until the cursor is in this column, counted from 0."""
        self.wait_screen(lambda _: self.cursor()[0] == column, f"the cursor at {column}")

    def wait_bracketed_paste(self):
        self.wait_screen(lambda _: PASTE in self.screen.mode, "bracketed paste")

    def wait_last(self, *lines):
        """Waits until the screen ends with these lines, and the cursor is in the last."""
        wanted = list(lines)
        self.wait_screen(lambda shown: shown[-len(wanted):] == wanted and
                         self.cursor()[1] == len(shown) - 1, f"{wanted} at the end")

    def wait_last_row(self, row):
        """Waits until this is the last row of the screen, wherever the cursor is."""
        self.wait_screen(lambda shown: shown[-1:] == [row], f"{row!r} at the end")

    def expect_status(self, status):
        """Waits for the program to end with this status, and to restore the terminal."""
        self.wait_text("[status ")
        last = next(line for line in reversed(self.lines()) if "[status " in line)
        if last != f"[status {status}]":
            raise AssertionError(f"expected the status {status}; {self.shown()}")
        self.expect_restored()

    def expect_restored(self):
        if termios.tcgetattr(self.master) != self.attributes or PASTE in self.screen.mode:
            raise AssertionError(f"the terminal is not as it was; {self.shown()}")

    def finish(self):
        try:
            os.killpg(self.child.pid, self.last_signal)
        except ProcessLookupError:
            pass
        self.inbox.stall()
        os.close(self.master)
        self.child.wait()
        check_reports("the program on the terminal", self.inbox.text())

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
