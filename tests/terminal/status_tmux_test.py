#!/usr/bin/python3
"""The line editor in a window of tmux, which moves text into other rows when its width changes: what
was printed is there once, whatever happens to the window, and below it are the edited line and the
status.

CONSOLE_DEMO is the path of the program under test.
"""

import os
import random
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "e2e"))

import tmux  # pylint: disable=wrong-import-position

DEMO = os.environ.get("CONSOLE_DEMO", "")
PROMPT = "> "
SHELL = '"$0" "$1"; echo ended; read -r _'


def cut(text, columns):
    """What the console shows of a text that is longer than the row."""
    room = columns - 1
    return text if len(text) <= room else text[:room - 1] + ">"


@unittest.skipUnless(tmux.INSTALLED, "tmux is not installed")
class StatusInTmux(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tertulia-console-")
        self.addCleanup(directory.cleanup)
        path = os.path.join(directory.name, "control")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(path)
        listener.listen()
        listener.settimeout(20)
        self.window = tmux.Window(self, "sh", "-c", SHELL, DEMO, path)
        self.control = listener.accept()[0]
        self.addCleanup(self.control.close)
        self.control.settimeout(20)
        self.reports = self.control.makefile()
        self.assertEqual(self.reports.readline(), "interactive\n")
        self.printed = []

    def command(self, text):
        self.control.sendall(text.encode() + b"\n")

    def ping(self):
        self.command("ping")
        self.assertEqual(self.reports.readline(), "pong\n")

    def print(self):
        text = f"({len(self.printed)})"
        self.printed.append(text)
        self.command(f"print {text}")

    def expect(self, edited, status, columns):
        below = [cut(PROMPT + edited, columns).rstrip()] + ([cut(status, columns)] if status else [])
        self.window.wait_rows(*self.printed, *below)

    def test_what_is_printed_scrolls_and_the_status_does_not(self):
        self.window.type("half")
        self.command("status connecting")
        for _ in range(40):
            self.print()
        self.expect("half", "connecting", 80)
        self.command("status")
        self.expect("half", "", 80)

    def test_the_text_of_the_status_changes(self):
        self.command("status " + "s" * 100)
        self.expect("", "s" * 100, 20)  # It is short until there are rows above it.
        for _ in range(3):
            self.print()
        self.expect("", "s" * 100, 80)
        for number in range(30, 0, -1):
            self.command(f"status in {number} s")
            if number % 5 == 0:
                self.print()
        self.expect("", "in 1 s", 80)

    def test_a_window_of_any_width(self):
        status = "connecting to the server in a while, " * 6
        typed = "a line that nobody has sent until now"
        self.window.type(typed)
        for _ in range(10):
            self.print()
        for columns in (80, 200, 42, 45, 120, 60):
            self.command(f"status {status}")
            self.window.resize(columns, 30)
            self.print()
            self.expect(typed, status.rstrip() if len(status) < columns else status, columns)

    def test_a_window_that_is_dragged_about(self):
        """The prompt is short: then the row is found at once in a window of any width."""
        choose = random.Random(16)
        status = ""
        for step in range(60):
            columns = choose.randrange(20, 201)
            self.window.resize(columns, choose.randrange(8, 41))
            if choose.random() < 0.5:
                status = "=" * choose.randrange(0, 220)
                self.command(f"status {status}")
            if choose.random() < 0.5:
                self.print()
            if step % 20 == 19:
                self.ping()
                self.expect("", status, columns)

    def test_nothing_of_it_stays_at_the_end(self):
        self.command("status connecting")
        self.print()
        self.expect("", "connecting", 80)
        self.command("stop")
        self.window.wait_rows(*self.printed, "ended")


if __name__ == "__main__":
    unittest.main()
