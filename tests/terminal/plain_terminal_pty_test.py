#!/usr/bin/python3
"""The plain terminal, for screen readers and for terminals without a cursor: whole lines only.

CONSOLE_DEMO is the path of the program under test.
"""

import signal
import unittest

from line_editor_pty_test import DEMO
from pty_terminal import Terminal


class PlainTerminal(unittest.TestCase):
    def start(self, *arguments, **options):
        terminal = Terminal([DEMO, *arguments], **options)
        self.addCleanup(terminal.close)
        terminal.reported("interactive")
        return terminal

    def ping(self, terminal):
        terminal.command("ping")
        terminal.reported("pong")

    def check_lines(self, terminal):
        terminal.command("print (Ann) hi")
        terminal.shows("(Ann) hi", cursor=(0, 1))
        terminal.type("hello\n")
        terminal.reported("line hello")
        terminal.shows("(Ann) hi", "hello", "got: hello")
        self.assertEqual(terminal.attributes(), terminal.initial_attributes)
        self.assertNotIn(b"\x1b", terminal.raw)

    def test_it_is_there_if_it_is_wanted(self):
        self.check_lines(self.start("plain"))

    def test_it_is_there_if_the_terminal_is_dumb_or_unknown(self):
        for name in ("dumb", ""):
            with self.subTest(name):
                self.check_lines(self.start(environment={"TERM": name}))

    def test_everything_is_whole_lines_without_sequences(self):
        terminal = self.start("plain")
        terminal.command("prompt > ")
        terminal.command("colors red")
        terminal.command("log something")
        terminal.command("guard 1")
        terminal.command("names Ann")
        terminal.command("print \x1b[2J" + "word " * 20)
        self.ping(terminal)
        terminal.wait(lambda: len(terminal.rows()) >= 5)
        self.assertNotIn(b"\x1b", terminal.raw)
        self.assertNotIn(b"> ", terminal.raw)
        self.assertTrue(terminal.raw.endswith(b"\n"))

    def test_each_status_is_a_line_once(self):
        terminal = self.start("plain")
        for text in ("reconnecting", "reconnecting", "connected", "", "connected"):
            terminal.command(f"status {text}")
        self.ping(terminal)
        terminal.shows("reconnecting", "connected", "connected")
        self.assertEqual(len(terminal.rows()), 3)

    def test_what_is_typed_can_be_hidden(self):
        terminal = self.start("plain")
        terminal.command("hide")
        self.ping(terminal)
        terminal.type("password\n")
        terminal.reported("line password")
        terminal.shows("", "got: password")
        self.assertNotIn(b"password\r\n\r\n", terminal.raw)
        terminal.command("prompt > ")
        self.ping(terminal)
        self.assertEqual(terminal.attributes(), terminal.initial_attributes)
        terminal.type("shown\n")
        terminal.reported("line shown")
        terminal.shows("shown", "got: shown")

    def test_the_mode_is_restored_at_the_end(self):
        for command, status in (("stop", 0), ("exit", 0), ("abort", -signal.SIGABRT)):
            with self.subTest(command):
                terminal = self.start("plain")
                terminal.command("hide")
                self.ping(terminal)
                self.assertNotEqual(terminal.attributes(), terminal.initial_attributes)
                terminal.command(command)
                self.assertEqual(terminal.ended(), status)
                self.assertEqual(terminal.attributes(), terminal.initial_attributes)

    def test_half_a_hidden_line_is_discarded_at_the_end(self):
        """The shell would have read it, and shown it."""
        for command in ("stop", "exit", "abort"):
            with self.subTest(command):
                terminal = self.start("plain")
                terminal.command("hide")
                self.ping(terminal)
                terminal.type("password\nhalf of ano")
                terminal.reported("line password")
                terminal.command(command)
                terminal.ended()
                self.assertEqual(terminal.typed_ahead(), b"")

    def test_control_d_may_be_followed_by_more(self):
        terminal = self.start("plain")
        terminal.type("\x04")
        terminal.reported("end")
        terminal.type("more\n\x04")
        terminal.reported("line more", "end")

    def test_a_hangup_ends_the_input_once(self):
        terminal = self.start("plain", ignore_hangup=True)
        terminal.hang_up()
        terminal.reported("end")
        self.ping(terminal)
        self.assertEqual(terminal.reports, [])
        terminal.command("stop")
        terminal.reported("left")

    def test_lines_that_wait_can_be_discarded(self):
        terminal = self.start("plain")
        terminal.command("discard")
        terminal.reported("nothing")
        terminal.type("hold\nnext\n")
        terminal.reported("line hold")
        terminal.command("discard")
        terminal.reported("discarded")
        terminal.command("resume")
        terminal.type("new\n")
        terminal.reported("line new")

    def test_it_rings(self):
        terminal = self.start("plain")
        terminal.command("ring")
        terminal.wait(lambda: b"\a" in terminal.raw)

    def test_stopped_and_continued_while_the_input_is_hidden(self):
        terminal = Terminal(["sh", "-i"], shell=True, environment={"PS1": "sh: "})
        self.addCleanup(terminal.close)
        terminal.shows("sh:")
        terminal.type(f"clear; {DEMO} plain {terminal.control_descriptor}\n")
        terminal.reported("interactive")
        terminal.command("hide")
        self.ping(terminal)
        hidden = terminal.attributes()[3]
        terminal.type("\x1a")
        terminal.wait(lambda: terminal.rows()[-1:] == ["sh:"])
        self.assertEqual(terminal.attributes()[3], terminal.initial_attributes[3])
        terminal.type("fg\n")
        terminal.wait(lambda: terminal.attributes()[3] == hidden)
        terminal.type("password\n")
        terminal.reported("line password")
        self.assertNotIn("password", [row for row in terminal.rows() if "got" not in row])


if __name__ == "__main__":
    unittest.main()
