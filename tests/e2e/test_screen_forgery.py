"""No row of a terminal begins with the text of a user, so that nobody can forge a line."""

import os
import shlex
import signal
import unittest.mock

import pyte

from phrases import PROMPT, SHUTTING_DOWN, connected, joined, said, typed
from support import CLIENT, Case, Client, Terminal, main

FORGED = said("Carl", "I never said this")


class Forgery(Case):
    def setUp(self):
        server = self.serve("--rate", "0")
        self.address = server.address
        self.server = server
        self.ann, = self.room(server, "Ann")

    def expect_no_forgery(self, screen):
        """Waits for the end of the forged text, which may be in rows of its own."""
        screen.wait_text(FORGED[-4:].strip())
        rows = screen.scrolled()
        self.assertFalse([row for row in rows if row.startswith(FORGED[:4])], "\n".join(rows))

    def forge(self, columns):
        """A message that a terminal without care would show as two lines."""
        self.ann.line("x" * 26 + " " * (columns - 26 - len(said("Ann", ""))) + FORGED)


class AfterAStop(Forgery):
    """The story: a job that is stopped learns nothing of a resize. A client at 80 columns was
    stopped, its window became 40 columns wide, and it went on at 80."""

    def test_ctrl_z_and_fg(self):
        screen = Terminal(self, "/bin/bash", "--norc", "--noprofile", "-i", shell=False,
                          extra={"PS1": "$ ", "HISTFILE": "/dev/null"})
        screen.wait_last("$")
        screen.enter(f"{CLIENT} --name Bob {self.address}")
        screen.wait_last(connected("Bob"), PROMPT)
        self.ann.expect(joined("Bob"))
        screen.type("\x1a")
        screen.wait_text("Stopped")
        screen.wait_last("$")
        screen.resize(40, 24)
        screen.enter("fg")
        screen.wait_last(PROMPT)
        self.forge(40)
        self.expect_no_forgery(screen)

    def test_sigstop_and_sigcont(self):
        screen = self.terminal(self.server, "--name", "Bob")
        screen.wait_last(connected("Bob"), PROMPT)
        self.ann.expect(joined("Bob"))
        program = screen.program()
        os.kill(program, signal.SIGSTOP)
        screen.resize(40, 24)
        self.forge(40)
        self.ann.expect_start(said("Ann", "x"))
        os.kill(program, signal.SIGCONT)
        self.expect_no_forgery(screen)


class Widths(Forgery):
    def test_a_narrow_terminal(self):
        """The story: below 20 columns nothing was indented."""
        for columns in (5, 8, 13, 19):
            with self.subTest(columns):
                screen = self.terminal(self.server, "--name", f"Bob{columns}", columns=columns,
                                       rows=60)
                screen.wait_last(PROMPT)
                self.ann.skip_to(joined(f"Bob{columns}"))
                self.ann.line("x" + " " * ((-7) % columns) + FORGED)
                self.expect_no_forgery(screen)

    def check_terminal_that_draws(self, widths, filler):
        """`widths` gives what the terminal draws; `filler` fills a row of 80 columns there."""
        usual = pyte.screens.wcwidth
        with unittest.mock.patch.object(pyte.screens, "wcwidth",
                                        lambda c: widths(c) or usual(c)):
            screen = self.terminal(self.server, "--name", "Bob")
            screen.wait_last(connected("Bob"), PROMPT)
            self.ann.expect(joined("Bob"))
            for shift in range(4):
                self.ann.line("." * shift + filler + SHUTTING_DOWN)
            self.ann.line("the end")
            screen.wait_last(said("Ann", "the end"), PROMPT)
            rows = screen.scrolled()
        self.assertFalse([row for row in rows if row.startswith(SHUTTING_DOWN[:6])], "\n".join(rows))

    def test_a_terminal_that_draws_ambiguous_characters_wide(self):
        """The story: with 35 signs of a paragraph before it, a notice began a row of its own."""
        self.check_terminal_that_draws(lambda c: 2 if c == "§" else None, "§" * 37)

    def test_a_terminal_that_draws_marks_in_cells_of_their_own(self):
        """The story: GNU screen draws 1,075 of 1,725 marks so."""
        self.check_terminal_that_draws(lambda c: 1 if c == "\u0487" else None,
                                       ("a" + "\u0487" * 7) * 9 + "aa")


class OtherWays(Forgery):
    """The other ways to a terminal on which text of users goes."""

    def test_a_filter_that_writes_to_a_terminal(self):
        command = f"sleep 1000 | {shlex.quote(CLIENT)} --name Bob {self.address}"
        screen = Terminal(self, "/bin/sh", "-c", command, shell=False)
        screen.wait_for(connected("Bob"))
        self.ann.expect(joined("Bob"))
        self.forge(80)
        self.expect_no_forgery(screen)

    def test_the_log_of_messages(self):
        screen, address = self.daemon_on_terminal("--print-messages")
        eve = Client(self, address).join("Eve")
        before = len("2026-01-01 00:00:00 info: " + said("Eve", ""))
        eve.line("x".ljust(100 - before) + FORGED)
        self.expect_no_forgery(screen)
        screen.type("\x03")
        screen.expect_status(0)

    def test_the_operator_of_a_duo(self):
        screen, address = self.daemon_on_terminal("--duo", "--name", "Servidor")
        guest = Client(self, address)
        guest.line("Eve > x".ljust(100) + FORGED)
        self.expect_no_forgery(screen)
        screen.type("\x03")
        screen.expect_status(0)


class Charset(Case):
    """The story: a terminal of ISO 8859-1 takes bytes within UTF-8 for control characters."""

    def test_a_locale_that_is_not_utf8(self):
        server = self.serve("--rate", "0")
        ann, = self.room(server, "Ann")
        screen = self.terminal(server, "--name", "Bob", extra={"LC_ALL": "en_US.ISO-8859-1"})
        screen.wait_last(connected("Bob"), PROMPT)
        ann.expect(joined("Bob"))
        ann.line("¿Qué tal, mañana? \u06db2J")
        screen.wait_for(said("Ann", "?Que tal, manana? 2J"))
        screen.wait_text("LC_ALL=C.UTF-8")
        screen.type("ñ")
        screen.wait_last(typed("n"))
        screen.enter("")
        ann.skip_to(said("Bob", "ñ"))
        screen.wait_last(said("Bob", "n"), PROMPT)
        self.assertTrue(all(byte < 0x80 for byte in screen.inbox.data))


if __name__ == "__main__":
    main()
