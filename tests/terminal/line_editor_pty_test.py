#!/usr/bin/python3
"""The line editor on a pseudo-terminal: what a user types and sees.

Usage: line_editor_pty_test.py CONSOLE_DEMO [unittest's arguments]
"""

import os
import signal
import sys
import unittest

from pty_terminal import Terminal

DEMO = os.environ.get("CONSOLE_DEMO", "")
PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"


class LineEditorCase(unittest.TestCase):
    def start(self, **options):
        terminal = Terminal([DEMO], **options)
        self.addCleanup(terminal.close)
        terminal.reported("interactive")
        terminal.shows(">", cursor=(2, 0))
        return terminal


class Typing(LineEditorCase):
    def test_a_typed_line_stays_unchanged(self):
        terminal = self.start()
        terminal.type("Hello everyone\r")
        terminal.reported("line Hello everyone")
        terminal.shows("> Hello everyone", "got: Hello everyone", ">", cursor=(2, 2))

    def test_type_ahead_is_shown_once_and_not_lost(self):
        terminal = self.start(rows=100)
        lines = [f"line {number}" for number in range(40)]
        terminal.type("".join(f"{line}\r" for line in lines) + "rest")
        terminal.reported(*(f"line {line}" for line in lines))
        expected = [row for line in lines for row in (f"> {line}", f"got: {line}")]
        terminal.shows(*expected, "> rest")
        self.assertEqual(terminal.rows(), [*expected, "> rest"])

    def test_editing(self):
        terminal = self.start()
        terminal.type("world\x01hello \x05!\x1b[D\x1b[D\x1b[3~\r")
        terminal.reported("line hello worl!")

    def test_the_history_has_no_repetitions(self):
        terminal = self.start()
        terminal.type("one\rtwo\rtwo\r\x1b[A")
        terminal.shows("> two")
        terminal.type("\x1b[A")
        terminal.shows("> one")
        terminal.type("\x1b[B\x1b[B")
        terminal.shows(">")

    def test_the_history_skips_lines_of_a_secret_prompt(self):
        terminal = self.start()
        terminal.type("kept\r")
        terminal.reported("line kept")
        terminal.command("secret name? ")
        terminal.shows("name?")
        terminal.type("Bob\r")
        terminal.reported("line Bob")
        terminal.type("\x1b[A")
        terminal.shows("name? kept")

    def test_a_tab_is_inserted(self):
        terminal = self.start()
        terminal.type("a\t\tb\x1b?\x1b*\r")
        terminal.reported("line a\t\tb")

    def test_wide_and_combining_characters_are_edited_as_units(self):
        terminal = self.start()
        terminal.type("日本é語")
        terminal.shows("> 日本é語", cursor=(9, 0))
        terminal.type("\x7f\x7f\x7f")
        terminal.shows("> 日", cursor=(4, 0))
        terminal.type("\r")
        terminal.reported("line 日")

    def test_a_character_can_arrive_in_parts(self):
        terminal = self.start()
        terminal.type(b"a\xe6")
        terminal.shows("> a")
        terminal.type(b"\x97\xa5\r")
        terminal.reported("line a日")

    def test_a_locale_without_utf8_changes_nothing(self):
        terminal = self.start(environment={"LC_ALL": "C"})
        terminal.type("日本\x7f語\r")
        terminal.reported("line 日語")

    def test_control_d_ends_the_input_or_deletes(self):
        terminal = self.start()
        terminal.type("\x04")
        terminal.reported("end")
        terminal.shows(">", cursor=(2, 0))
        terminal.type("ab\x01\x04\r")
        terminal.reported("line b")
        terminal.type("\x04")
        terminal.reported("end")
        terminal.shows("> b", "got: b", ">", cursor=(2, 2))

    def test_nothing_is_read_while_paused(self):
        terminal = self.start()
        terminal.type("hold\rnext\r")
        terminal.reported("line hold")
        terminal.command("print still here")
        terminal.shows("got: hold", "still here", ">")
        self.assertEqual(terminal.reports, [])
        terminal.command("resume")
        terminal.reported("line next")

    def test_a_new_prompt_replaces_the_old_one(self):
        terminal = self.start()
        terminal.type("rename\rx")
        terminal.shows("> rename", "got: rename", "renamed> x", cursor=(10, 2))

    def test_escape_alone_is_a_key(self):
        terminal = self.start()
        terminal.type("one two\x1b")
        terminal.shows("> one two")
        terminal.type("b")
        terminal.shows("> one two", cursor=(6, 0))


class Printing(LineEditorCase):
    def check(self, typed, shown, cursor):
        terminal = self.start()
        terminal.type(typed)
        terminal.shows(*shown, cursor=cursor)
        for number in range(3):
            terminal.command(f"print from elsewhere {number}")
        above = [f"from elsewhere {number}" for number in range(3)]
        terminal.shows(*above, *shown, cursor=(cursor[0], cursor[1] + 3))
        self.assertEqual(terminal.rows(), [*above, *shown])
        return terminal

    def test_above_ascii(self):
        self.check("half typed\x1b[D\x1b[D", ["> half typed"], (10, 0))

    def test_above_wide_text(self):
        self.check("日本語\x1b[D", ["> 日本語"], (6, 0))

    def test_above_combining_text(self):
        self.check("cafe\u0301 x\x1b[D\x1b[D", ["> café x"], (6, 0))

    def test_above_the_end_of_a_long_line(self):
        self.check("x" * 50 + "yz", ["<" + "x" * 32 + "yz"], (35, 0))

    def test_above_the_beginning_of_a_long_line(self):
        self.check("x" * 50 + "\x01\x06", ["> " + "x" * 36 + ">"], (3, 0))

    def test_above_the_middle_of_a_long_line(self):
        self.check("x" * 60 + "\x1b[D" * 20, ["<" + "x" * 37 + ">"], (23, 0))

    def test_above_half_of_a_wide_character(self):
        self.check("x" + "日" * 40, ["< " + "日" * 12], (26, 0))

    def test_a_line_that_wraps(self):
        terminal = self.start()
        terminal.type("half")
        terminal.command("print " + "y" * 100)
        terminal.shows("y" * 40, "  " + "y" * 38, "  " + "y" * 22, "> half", cursor=(6, 3))

    def test_a_line_as_wide_as_the_screen(self):
        terminal = self.start()
        terminal.type("half")
        terminal.command("print " + "y" * 40)
        terminal.shows("y" * 40, "> half")
        self.assertEqual([row for row in terminal.rows() if row], ["y" * 40, "> half"])

    def test_at_the_bottom_of_the_screen(self):
        terminal = self.start(rows=5)
        terminal.type("half")
        for number in range(30):
            terminal.command(f"print {number}")
        terminal.shows("26", "27", "28", "29", "> half", cursor=(6, 4))

    def test_printed_text_cannot_control_the_terminal(self):
        terminal = self.start()
        terminal.command("print \x1b[2J\x07\x9b\x7f")
        terminal.shows("␛[2J␇�␡", ">")

    def test_the_log_appears_above_the_typed_line(self):
        terminal = self.start()
        terminal.type("half")
        terminal.command("log something happened")
        terminal.wait(lambda: "something|  happened" in "|".join(terminal.rows()))
        terminal.shows("> half", cursor=(6, 2))

    def test_within_an_incremental_search(self):
        terminal = self.start(rows=20)
        terminal.type("first line\rsecond line\r\x12fir")
        terminal.shows("(reverse-i-search)`fir': first line")
        cursor = terminal.cursor()
        terminal.command("print news")
        terminal.shows("news", "(reverse-i-search)`fir': first line",
                       cursor=(cursor[0], cursor[1] + 1))
        terminal.type("\r")
        terminal.reported("line first line", "line second line", "line first line")
        terminal.shows("> first line", "got: first line", ">")

    def test_a_prompt_that_is_set_during_a_search_appears_after_it(self):
        terminal = self.start(rows=20)
        terminal.type("first\r\x12fi")
        terminal.shows("(reverse-i-search)`fi': first")
        terminal.command("prompt new> ")
        terminal.command("print news")
        terminal.shows("news", "(reverse-i-search)`fi': first")
        terminal.type("\x07")
        terminal.shows("news", "new>", cursor=(5, 3))


class Pasting(LineEditorCase):
    def test_two_hundred_lines_in_odd_splits(self):
        lines = [f"línea {number} 日本" for number in range(200)]
        text = "\r\n".join(lines[:100]) + "\n" + "\r".join(lines[100:]) + "\rrest"
        data = PASTE_BEGIN + text.encode() + PASTE_END
        terminal = self.start(rows=24)
        position, size = 0, 1
        while position < len(data):
            terminal.type(data[position:position + size])
            position, size = position + size, size % 97 + 13
        terminal.reported(*(f"line {line}" for line in lines))
        terminal.shows("> " + lines[-1], "got: " + lines[-1], "> rest", cursor=(6, 23))
        transcript = terminal.raw.decode()
        for line in lines:
            self.assertIn("> " + line, transcript)

    def test_one_byte_at_a_time(self):
        terminal = self.start()
        for byte in PASTE_BEGIN + b"one\ntwo" + PASTE_END:
            terminal.type(bytes([byte]))
        terminal.reported("line one")
        terminal.shows("> one", "got: one", "> two")
        terminal.type("\r")
        terminal.reported("line two")

    def test_into_the_middle_of_a_line(self):
        terminal = self.start()
        terminal.type(b"ac\x1b[D" + PASTE_BEGIN + b"b\x01\t" + PASTE_END + b"\r")
        terminal.reported("line ab\x01\tc")

    def test_a_marker_that_arrives_slowly(self):
        terminal = self.start()
        terminal.type("x")
        terminal.type(PASTE_BEGIN[:3])
        # These commands take longer than the delay after an escape.
        for number in range(3):
            terminal.command(f"print {number}")
            terminal.shows(str(number), "> x")
        terminal.type(PASTE_BEGIN[3:] + b"one\ntwo" + PASTE_END)
        terminal.reported("line xone")
        terminal.shows("> two")

    def test_a_paste_without_an_end_blocks_nothing(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"one\ntwo\x1b[20")
        terminal.reported("line one")
        terminal.shows("> one", "got: one", "> two", cursor=(5, 2))
        terminal.command("print news")
        terminal.shows("> one", "got: one", "news", "> two", cursor=(5, 3))
        terminal.type(b"1~ three\r")
        terminal.reported("line two three")

    def test_a_pause_delays_the_rest(self):
        terminal = self.start()
        terminal.type(PASTE_BEGIN + b"one\nhold\nthree\nfour" + PASTE_END)
        terminal.reported("line one", "line hold")
        terminal.command("print waiting")
        terminal.shows("got: hold", "waiting", ">")
        self.assertEqual(terminal.reports, [])
        terminal.command("resume")
        terminal.reported("line three")
        terminal.shows("> four")

    def test_a_paste_ends_a_search(self):
        terminal = self.start()
        terminal.type(b"first\r\x12fi")
        terminal.shows("(reverse-i-search)`fi': first")
        terminal.type(PASTE_BEGIN + b"!\nnext" + PASTE_END)
        terminal.reported("line first", "line !first")
        terminal.shows("> !first", "got: !first", "> next")

    def test_after_an_escape_key(self):
        terminal = self.start()
        terminal.type(b"\x1b" + PASTE_BEGIN + b"one\n" + PASTE_END)
        terminal.reported("line one")


class Resizing(LineEditorCase):
    def test_the_line_follows_the_width(self):
        terminal = self.start()
        terminal.type("x" * 50)
        terminal.shows("<" + "x" * 32)
        terminal.resize(60, 12)
        terminal.shows("> " + "x" * 50, cursor=(52, 0))
        terminal.command("print news")
        terminal.shows("news", "> " + "x" * 50)

    def test_a_finished_line_is_shown_whole(self):
        terminal = self.start()
        terminal.type("word " * 12 + "end\r")
        terminal.reported("line " + "word " * 12 + "end")
        rows = ["word " * 6 + "word", "  " + "word " * 5 + "end"]
        terminal.shows("> " + rows[0], rows[1], "got: " + rows[0], rows[1], ">")


class Leaving(LineEditorCase):
    def test_a_hangup_ends_the_input(self):
        terminal = self.start(ignore_hangup=True)
        terminal.type("half")
        terminal.shows("> half")
        terminal.hang_up()
        terminal.reported("end")
        terminal.command("print into the void")
        terminal.command("stop")
        terminal.reported("left")
        self.assertEqual(terminal.ended(), 0)

    def test_the_terminal_is_restored(self):
        for command, status in (("stop", 0), ("exit", 0), ("abort", -signal.SIGABRT)):
            with self.subTest(command):
                terminal = self.start()
                terminal.type("half")
                terminal.shows("> half")
                self.assertNotEqual(terminal.attributes(), terminal.initial_attributes)
                self.assertTrue(terminal.brackets_pastes())
                terminal.command(command)
                self.assertEqual(terminal.ended(), status)
                self.assertEqual(terminal.attributes(), terminal.initial_attributes)
                self.assertFalse(terminal.brackets_pastes())
                self.assertEqual(terminal.cursor()[0], 0)
                self.assertEqual(terminal.rows(), ["> half"])

    def test_stopped_and_continued_by_a_shell(self):
        terminal = Terminal(["sh", "-i"], shell=True, environment={"PS1": "sh: "})
        self.addCleanup(terminal.close)
        terminal.shows("sh:")
        terminal.type(f"clear; {DEMO} {terminal.control_descriptor}\n")
        terminal.reported("interactive")
        terminal.type("half\x1b[D")
        terminal.shows("> half", cursor=(5, terminal.cursor()[1]))
        terminal.type("\x1a")
        terminal.wait(lambda: "Stopped" in " ".join(terminal.rows()))
        terminal.wait(lambda: terminal.rows()[-1] == "sh:")
        self.assertEqual(terminal.attributes()[3], terminal.initial_attributes[3])
        self.assertFalse(terminal.brackets_pastes())
        terminal.type("clear; fg\n")
        terminal.wait(lambda: terminal.rows()[-1:] == ["> half"])
        terminal.wait(terminal.brackets_pastes)
        terminal.type("!\r")
        terminal.reported("line hal!f")
        terminal.command("stop")
        terminal.reported("left")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        DEMO = sys.argv.pop(1)
    unittest.main()
