#!/usr/bin/python3
"""The line editor on a pseudo-terminal that misbehaves, and keys that were too much for Readline.

CONSOLE_DEMO is the path of the program under test.
"""

import os
import unittest

from line_editor_pty_test import PASTE_BEGIN, PASTE_END, LineEditorCase


class Stalled(LineEditorCase):
    """A terminal that nobody reads: the program must neither wait for it nor lose lines."""

    LINES = [f"{number} " + "x" * 1500 for number in range(100)]

    def check_all_lines_arrive(self, terminal):
        terminal.stalled = True
        for line in self.LINES:
            terminal.command(f"print {line}")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.stalled = False
        terminal.wait(lambda: b"99 xxx" in terminal.raw and terminal.rows()[-1:] == [">"])
        shown = terminal.raw.replace(b"\r\n  ", b"")
        for line in self.LINES:
            self.assertIn(line.encode(), shown)

    def test_the_program_goes_on_and_all_lines_arrive(self):
        self.check_all_lines_arrive(self.start(columns=100))

    def test_a_terminal_that_was_left_non_blocking_loses_nothing(self):
        terminal = self.start(columns=100)
        os.set_blocking(terminal.slave, False)
        self.check_all_lines_arrive(terminal)
        self.assertFalse(os.get_blocking(terminal.slave))

    def test_log_lines_are_counted_and_not_collected(self):
        terminal = self.start(columns=100)
        terminal.stalled = True
        for line in self.LINES * 3:
            terminal.command(f"log {line}")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.stalled = False
        terminal.wait(lambda: b"log lines were dropped" in terminal.raw)

    def test_the_program_can_end(self):
        terminal = self.start(columns=100)
        terminal.stalled = True
        for line in self.LINES:
            terminal.command(f"print {line}")
        terminal.command("stop")
        terminal.reported("left")


class Discarding(LineEditorCase):
    def test_typed_text(self):
        terminal = self.start()
        terminal.command("discard")
        terminal.reported("nothing")
        terminal.type("half")
        terminal.shows("> half")
        terminal.command("discard")
        terminal.reported("discarded")
        terminal.shows(">", cursor=(2, 0))
        terminal.type("whole\r")
        terminal.reported("line whole")

    def test_a_search(self):
        terminal = self.start()
        terminal.type("first\r\x12fi")
        terminal.shows("(reverse-i-search)`fi': first")
        terminal.command("discard")
        terminal.shows("> first", "got: first", ">", cursor=(2, 2))

    def test_the_rest_of_a_paste(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"one\ntwo")
        terminal.reported("line one")
        terminal.shows("> two")
        terminal.command("discard")
        terminal.reported("discarded")
        terminal.type(b"more\nand more\n" + PASTE_END[:3])
        terminal.type(PASTE_END[3:] + b"typed\r")
        terminal.reported("line typed")

    def test_lines_that_wait_during_a_pause(self):
        terminal = self.start()
        terminal.type("hold\rnext\rlast")
        terminal.reported("line hold")
        terminal.command("discard")
        terminal.reported("discarded")
        terminal.command("resume")
        terminal.type("new\r")
        terminal.reported("line new")


class Searching(LineEditorCase):
    """Readline's own search crashed at some keys; the fuzzer tests/fuzz/keys_fuzz.cpp has more."""

    def after(self, *keys):
        terminal = self.start()
        terminal.type("first\rsecond\r")
        terminal.reported("line first", "line second")
        for key in keys:
            terminal.type(key)
            terminal.command("ping")
            terminal.wait(lambda: "pong" in terminal.reports)
            terminal.reports.remove("pong")
        return terminal

    def test_a_key_that_begins_a_sequence_ends_it(self):
        terminal = self.after("\x12", "\x18", "a", "b\r")
        terminal.reported("line b")

    def test_a_count_before_enter(self):
        terminal = self.after("\x1b", "-", "\r", "\x12", "\x1b", "-", "\r", "x\r")
        terminal.wait(lambda: "line x" in terminal.reports)

    def test_arrow_keys_end_it(self):
        terminal = self.after("\x12", "fir", "\x1b[C", "!\r")
        terminal.wait(lambda: any("!" in report for report in terminal.reports))

    def test_both_directions(self):
        terminal = self.after("\x12", "s", "\x12", "\x13")
        terminal.shows("(i-search)`s': second")

    def test_ctrl_g_brings_the_typed_line_back(self):
        terminal = self.after("typed", "\x12", "fir", "\x07")
        terminal.shows("> typed")

    def test_bytes_that_are_not_utf8_are_shown_as_such(self):
        terminal = self.start()
        terminal.type(b"caf\xe9!\r")
        terminal.reported("line caf�!")


if __name__ == "__main__":
    unittest.main()
