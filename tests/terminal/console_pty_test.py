#!/usr/bin/python3
"""What the line editor shows and asks besides the edited line: the status, completions, a question
before a long paste, the history of earlier runs.

CONSOLE_DEMO is the path of the program under test.
"""

import os
import re
import stat
import tempfile
import unittest

from line_editor_pty_test import DEMO, PASTE_BEGIN, PASTE_END, LineEditorCase
from pty_terminal import Terminal

QUESTION = "Send {} lines?"
NOTHING_SENT = "-- Nothing was sent"


class Status(LineEditorCase):
    def start(self, **options):
        terminal = super().start(**options)
        terminal.type("half\x1b[D")
        terminal.command("status connecting")
        terminal.shows("> half", "connecting", cursor=(5, 0))
        return terminal

    def test_it_stays_below_what_is_printed_and_typed(self):
        terminal = self.start(rows=5)
        for number in range(10):
            terminal.command(f"print {number}")
        terminal.type("!")
        terminal.shows("7", "8", "9", "> hal!f", "connecting", cursor=(6, 3))

    def test_it_changes_in_its_place(self):
        terminal = self.start()
        for second in range(30, 0, -1):
            terminal.command(f"status in {second} s")
        terminal.command("print news")
        terminal.shows("news", "> half", "in 1 s", cursor=(5, 1))
        terminal.command("status")
        terminal.shows("news", "> half", cursor=(5, 1))
        self.assertEqual(terminal.rows(), ["news", "> half"])

    def test_it_is_cut_and_follows_the_width(self):
        terminal = self.start()
        for text in "abc":
            terminal.command(f"print {text}")
        terminal.command("status " + "s" * 50)
        terminal.shows("c", "> half", "s" * 38 + ">")
        terminal.resize(60, 12)
        terminal.shows("c", "> half", "s" * 50)
        terminal.resize(20, 12)
        terminal.shows("c", "> half", "s" * 18 + ">")
        self.assertEqual(terminal.rows(), ["a", "b", "c", "> half", "s" * 18 + ">"])

    def test_nothing_of_it_stays_at_the_end(self):
        for command in ("stop", "exit", "abort"):
            with self.subTest(command):
                terminal = self.start()
                terminal.command(command)
                terminal.ended()
                self.assertEqual(terminal.rows(), ["> half"])
                self.assertEqual(terminal.cursor(), (0, 1))

    def test_nothing_of_it_stays_while_the_program_is_stopped(self):
        terminal = Terminal(["sh", "-i"], shell=True, environment={"PS1": "sh: "})
        self.addCleanup(terminal.close)
        terminal.shows("sh:")
        terminal.type(f"clear; {DEMO} {terminal.control_descriptor}\n")
        terminal.reported("interactive")
        terminal.command("status connecting")
        terminal.shows("connecting")
        terminal.type("\x1a")
        terminal.wait(lambda: terminal.rows()[-1:] == ["sh:"])
        self.assertNotIn("connecting", terminal.rows())
        terminal.type("clear; fg\n")
        terminal.shows(">", "connecting")
        terminal.command("stop")
        terminal.reported("left")
        terminal.wait(lambda: terminal.rows()[-1:] == ["sh:"])
        self.assertNotIn("connecting", terminal.rows())

    def test_a_search_has_it_below(self):
        terminal = self.start()
        terminal.type("\r\x12ha")
        terminal.shows("> half", "got: half", "(reverse-i-search)`ha': half", "connecting")


class Colors(LineEditorCase):
    def test_a_part_of_a_line(self):
        terminal = self.start(environment={"TERM": "xterm-256color"})
        terminal.command("colors red")
        terminal.shows("red", ">")
        self.assertNotEqual(terminal.screen.buffer[0][0].fg, "default")
        self.assertEqual(terminal.screen.buffer[1][0].fg, "default")


class Bell(LineEditorCase):
    def test_it_rings_once(self):
        terminal = self.start()
        terminal.type("half")
        terminal.shows("> half")
        terminal.command("ring")
        terminal.wait(lambda: b"\a" in terminal.raw)
        terminal.command("print news")
        terminal.shows("news", "> half")
        self.assertEqual(terminal.raw.count(b"\a"), 1)

    def test_a_terminal_that_accepts_nothing_does_not_collect_bells(self):
        terminal = self.start()
        terminal.stalled = True
        for number in range(100):
            terminal.command(f"print {number} " + "x" * 1500)
        for _ in range(50):
            terminal.command("ring")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.stalled = False
        terminal.shows(">")
        self.assertEqual(terminal.raw.count(b"\a"), 0)


class Completing(LineEditorCase):
    def start(self, names="Ann Anna Bob Rosa"):
        terminal = super().start()
        terminal.command(f"names {names}")
        terminal.command("ping")
        terminal.reported("pong")
        return terminal

    def test_the_only_name(self):
        terminal = self.start()
        terminal.type("B\thi\r")
        terminal.reported("line Bob: hi")

    def test_a_second_tab_lists_the_names(self):
        terminal = self.start()
        terminal.type("hi A\t")
        terminal.shows("> hi Ann", cursor=(8, 0))
        terminal.type("\t")
        terminal.shows("Ann   Anna", "> hi Ann", cursor=(8, 1))
        terminal.type("a\t")
        terminal.shows("Ann   Anna", "> hi Anna:", cursor=(11, 1))

    def test_in_the_middle_of_a_line(self):
        terminal = self.start()
        terminal.type("R!\x1b[D\t\r")
        terminal.reported("line Rosa: !")

    def test_one_undo_takes_it_back(self):
        terminal = self.start()
        terminal.type("hi B\t")
        terminal.shows("> hi Bob:")
        terminal.type("\x1f")
        terminal.shows("> hi B")

    def test_nothing_fits(self):
        terminal = self.start()
        terminal.type("x\t\t\r")
        terminal.reported("line x")

    def test_many_names(self):
        terminal = self.start(" ".join(f"name{number:03}" for number in range(100)))
        terminal.type("\t")
        terminal.shows("> name0")
        terminal.type("\t")
        terminal.shows("name012  name013  name014  name015", "… and 84 more", "> name0")

    def test_a_tab_inserts_itself_while_the_line_is_hidden(self):
        terminal = self.start()
        terminal.command("hide")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.type("B\t\r")
        terminal.reported("line B\t")


class Guarding(LineEditorCase):
    LINES = [f"line {number}" for number in range(6)]
    PASTE = PASTE_BEGIN + "\n".join(LINES).encode() + b"\n" + PASTE_END

    def start(self):
        terminal = super().start(rows=20)
        terminal.command("guard 5")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.type("half")
        terminal.shows("> half")
        return terminal

    def test_yes_sends_all(self):
        terminal = self.start()
        terminal.type(self.PASTE)
        terminal.shows(QUESTION.format(6), "> half", cursor=(6, 1))
        self.assertEqual(terminal.reports, [])
        terminal.type("y")
        terminal.reported("line half" + self.LINES[0], *(f"line {line}" for line in self.LINES[1:]))
        terminal.type("next\r")
        terminal.reported("line next")

    def test_any_other_key_sends_nothing_and_leaves_the_line(self):
        for key in ("n", "\r", "x", "\x1b[A", "ñ", "\x1b", "\x1by", "\x04", "\t"):
            with self.subTest(key):
                terminal = self.start()
                terminal.type(self.PASTE)
                terminal.shows(QUESTION.format(6), "> half")
                terminal.type(key)
                terminal.shows(QUESTION.format(6), NOTHING_SENT, "> half", cursor=(6, 2))
                terminal.type("!\r")
                terminal.reported("line half!")

    def test_few_lines_need_no_question(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"1\n2\n3\n4\n5" + PASTE_END)
        terminal.reported("line half1", "line 2", "line 3", "line 4")
        terminal.shows("> 5")

    def test_the_last_line_counts_without_its_end(self):
        terminal = self.start()
        terminal.type(self.PASTE.replace(b"\n" + PASTE_END, PASTE_END))
        terminal.shows(QUESTION.format(6), "> half")
        terminal.type("y")
        terminal.reported("line half" + self.LINES[0],
                          *(f"line {line}" for line in self.LINES[1:5]))
        terminal.shows("> " + self.LINES[5])

    def test_control_c_discards_it(self):
        terminal = self.start()
        terminal.type(self.PASTE)
        terminal.shows(QUESTION.format(6), "> half")
        terminal.command("discard")
        terminal.reported("discarded")
        terminal.type("yes\r")
        terminal.reported("line yes")

    def test_a_paste_without_an_end_is_shown_in_the_end(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"1\n2")
        terminal.reported("line half1")
        terminal.shows("> 2")

    def test_more_of_a_slow_paste_needs_the_question(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"1\n2")
        terminal.reported("line half1")
        terminal.shows("> 2")
        terminal.type(b"\n3\n4\n5\n6\n" + PASTE_END)
        terminal.shows(QUESTION.format(5), "> 2")
        terminal.type("n")
        terminal.shows(NOTHING_SENT, "> 2")

    def test_a_second_paste_is_no_answer(self):
        terminal = self.start()
        terminal.type(self.PASTE)
        terminal.shows(QUESTION.format(6), "> half")
        terminal.type(PASTE_BEGIN + b"y" + PASTE_END)
        terminal.shows(NOTHING_SENT, "> halfy")

    def test_a_pause_delays_the_rest(self):
        terminal = self.start()
        terminal.type("\x15" + self.PASTE.replace(b"line 2", b"hold").decode())
        terminal.shows(QUESTION.format(6), ">")
        terminal.type("y")
        terminal.reported("line line 0", "line line 1", "line hold")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.command("resume")
        terminal.reported("line line 3", "line line 4", "line line 5")

    def test_a_paste_that_is_too_large_is_not_kept(self):
        terminal = self.start()
        line = b"x" * 1000 + b"\n"
        terminal.type(PASTE_BEGIN + line * 1100 + PASTE_END)
        terminal.wait(lambda: any("! A paste of more than 1048576" in row
                                  for row in terminal.rows()))
        terminal.type("!\r")
        terminal.reported("line half!")


class KeptHistory(LineEditorCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tertulia-history-")
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "history")

    def start(self):
        terminal = super().start(rows=24)
        terminal.command(f"history {self.path}")
        terminal.command("ping")
        terminal.reported("pong")
        return terminal

    def lines(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read().splitlines()

    def test_the_next_run_has_the_lines(self):
        terminal = self.start()
        terminal.type("one\rdos ñ\rdos ñ\r")
        terminal.reported("line one", "line dos ñ", "line dos ñ")
        terminal.command("stop")
        terminal.reported("left")
        self.assertEqual(self.lines(), ["one", "dos ñ"])
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        terminal = self.start()
        terminal.type("\x1b[A")
        terminal.shows("> dos ñ")
        terminal.type("\x1b[A")
        terminal.shows("> one")
        terminal.type("\x12os")
        terminal.shows("(reverse-i-search)`os': dos ñ")

    def test_what_is_forgotten_hidden_or_skipped_is_not_in_the_file(self):
        terminal = self.start()
        terminal.type("kept\rforget me\r")
        terminal.reported("line kept", "line forget me")
        terminal.command("hide")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.type("password\r")
        terminal.reported("line password")
        terminal.command("secret name? ")
        terminal.shows("name?")
        terminal.type("Bob\r")
        terminal.reported("line Bob")
        terminal.command("stop")
        terminal.reported("left")
        self.assertEqual(self.lines(), ["kept"])

    def test_a_line_that_is_no_text_does_no_harm(self):
        with open(self.path, "wb") as file:
            file.write(b"caf\xe9\x00!\x1b[2J\n")
        terminal = self.start()
        terminal.type("\x1b[A\r")
        terminal.reported("line caf�!\x1b[2J")

    def test_a_failure_is_reported_once(self):
        terminal = self.start()
        os.unlink(self.path)
        os.mkdir(self.path)
        terminal.type("one\rtwo\r")
        terminal.reported("line one", "line two")
        terminal.shows("> two", "got: two", ">")
        text = " ".join(row.strip() for row in terminal.rows())
        self.assertEqual(len(re.findall("! The lines that you type are not kept", text)), 1)


if __name__ == "__main__":
    unittest.main()
