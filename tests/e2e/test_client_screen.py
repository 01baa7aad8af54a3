"""The line that the user types, and the messages that appear above it."""

import re

from phrases import PROMPT, connected, joined, said, typed
from support import Case, main

LEFT, RIGHT, UP, DOWN, HOME = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x01"
BACKSPACE = "\x7f"


class Screen(Case):
    options = ()

    def setUp(self):
        server = self.serve("--rate", "0")
        self.ann, = self.room(server, "Ann")
        self.bob = self.terminal(server, "--name", "Bob", *self.options)
        self.bob.wait_last(connected("Bob"), PROMPT)
        self.ann.expect(joined("Bob"))


class HalfTyped(Screen):
    def test_a_message_appears_above_the_line_and_leaves_it_intact(self):
        self.bob.type("half a line")
        self.bob.wait_last(typed("half a line"))
        self.ann.line("Hi")
        self.bob.wait_last(connected("Bob"), said("Ann", "Hi"), typed("half a line"))
        self.assertEqual(self.bob.cursor()[0], len(typed("half a line")))
        self.bob.enter(", and the rest")
        self.ann.expect(said("Ann", "Hi"), said("Bob", "half a line, and the rest"))

    def test_the_cursor_stays_where_it_was(self):
        self.bob.type("half line" + LEFT * 4)
        self.bob.wait_last(typed("half line"))
        self.bob.wait_cursor(7)
        self.ann.line("Hi")
        self.bob.wait_last(said("Ann", "Hi"), typed("half line"))
        self.bob.wait_cursor(7)
        self.bob.enter("a ")
        self.ann.expect(said("Ann", "Hi"), said("Bob", "half a line"))

    def test_many_messages_appear_in_order(self):
        self.bob.type("half")
        self.bob.wait_last(typed("half"))
        self.ann.send("".join(f"line {i}\n" for i in range(100)))
        expected = [said("Ann", f"line {i}") for i in range(100)]
        self.bob.wait_last(*expected[-20:], typed("half"))
        shown = [line for line in self.bob.scrolled() if line.startswith(said("Ann", ""))]
        self.assertEqual(shown, expected)

    def test_of_a_typed_line_wider_than_the_screen_the_end_is_shown(self):
        text = "".join(f"word{i:02} " for i in range(30)).strip()  # 209 characters.
        self.bob.type(text)
        self.bob.wait_screen(lambda lines: re.fullmatch("<.*word29", lines[-1]), "the end")
        row = self.bob.lines()[-1]
        self.ann.line("Hi")
        self.bob.wait_last(connected("Bob"), said("Ann", "Hi"), row)
        self.bob.type(HOME)
        self.bob.wait_screen(lambda lines: re.fullmatch("> word00.*>", lines[-1]), "the beginning")
        self.bob.enter("")
        self.ann.expect(said("Ann", "Hi"), said("Bob", text))
        self.bob.wait_screen(
            lambda lines: typed(text) in " ".join(line.strip() for line in lines), "the whole line")

    def test_a_message_wider_than_the_screen_is_shown_in_whole_words(self):
        text = "".join(f"word{i:02} " for i in range(30)).strip()
        self.bob.type("half")
        self.bob.wait_last(typed("half"))
        self.ann.line(text)
        words = text.split()
        rows = [said("Ann", " ".join(words[:10])), "  " + " ".join(words[10:21]),
                "  " + " ".join(words[21:])]
        self.bob.wait_last(*rows, typed("half"))

    def test_a_padded_message_does_not_look_like_two(self):
        self.ann.line("x".ljust(80 - len(said("Ann", ""))) + said("Bob", "I quit"))
        self.bob.wait_last(said("Ann", "x"), "  " + said("Bob", "I quit"), PROMPT)

    def test_a_message_as_wide_as_the_screen_adds_no_blank_row(self):
        text = "x" * (80 - len(said("Ann", "")))
        self.bob.type("half")
        self.bob.wait_last(typed("half"))
        self.ann.line(text)
        self.bob.wait_last(said("Ann", text), typed("half"))
        self.ann.line("next")
        self.bob.wait_last(said("Ann", text), said("Ann", "next"), typed("half"))

    def test_the_typed_line_stays_behind_its_prompt(self):
        self.bob.enter("Hello")
        self.bob.wait_last(typed("Hello"), said("Bob", "Hello"), PROMPT)


class Editing(Screen):
    def test_wide_characters_and_their_cursor(self):
        self.bob.type("日本語")
        self.bob.wait_last(typed("日本語"))
        self.bob.wait_cursor(8)
        self.bob.type(LEFT)
        self.bob.wait_cursor(6)
        self.ann.line("Hi")
        self.bob.wait_last(said("Ann", "Hi"), typed("日本語"))
        self.bob.wait_cursor(6)
        self.bob.type(BACKSPACE)
        self.bob.wait_last(typed("日語"))
        self.bob.enter("x")
        self.ann.expect(said("Ann", "Hi"), said("Bob", "日x語"))

    def test_accents_are_one_character_each(self):
        self.bob.type("¿Qué?" + LEFT + BACKSPACE + "e")
        self.bob.wait_last(typed("¿Que?"))
        self.bob.enter("")
        self.ann.expect(said("Bob", "¿Que?"))

    def test_utf8_typed_byte_by_byte(self):
        for byte in "é語🎉".encode():
            self.bob.type(bytes([byte]))
        self.bob.wait_last(typed("é語🎉"))
        self.bob.enter("")
        self.ann.expect(said("Bob", "é語🎉"))

    def test_the_history_brings_lines_back(self):
        for text in ("first", "second"):
            self.bob.enter(text)
            self.bob.wait_last(said("Bob", text), PROMPT)
        self.bob.type(UP)
        self.bob.wait_last(typed("second"))
        self.bob.type(UP)
        self.bob.wait_last(typed("first"))
        self.bob.type(DOWN)
        self.bob.wait_last(typed("second"))
        self.bob.enter(" again")
        self.ann.skip_to(said("Bob", "second again"))

    def test_the_line_can_be_edited_at_its_beginning(self):
        self.bob.type("world" + HOME + "hello " + RIGHT)
        self.bob.wait_last(typed("hello world"))
        self.bob.enter("")
        self.ann.expect(said("Bob", "hello world"))

    def test_ctrl_d_within_a_line_deletes_and_does_not_leave(self):
        self.bob.type("abc" + LEFT + "\x04")
        self.bob.wait_last(typed("ab"))
        self.bob.enter("")
        self.ann.expect(said("Bob", "ab"))

    def test_tab_is_no_text(self):
        self.bob.type("x\ty")
        self.bob.enter("")
        self.ann.expect(said("Bob", "xy"))


class Resize(Screen):
    def test_the_line_survives_a_narrower_and_a_wider_screen(self):
        text = "a line of thirty-five characters ok"
        self.bob.type(text)
        self.bob.wait_last(typed(text))
        self.bob.resize(50, 20)
        self.ann.line("narrower")
        self.bob.wait_last(said("Ann", "narrower"), typed(text))
        self.bob.resize(100, 30)
        self.ann.line("wider")
        self.bob.wait_last(said("Ann", "wider"), typed(text))
        self.bob.enter("!")
        self.ann.expect(said("Ann", "narrower"), said("Ann", "wider"), said("Bob", f"{text}!"))

    def test_lines_are_wrapped_at_the_new_width(self):
        self.bob.resize(40, 20)
        self.ann.line("ready")
        self.bob.wait_last(said("Ann", "ready"), PROMPT)
        text = "x" * 60
        self.ann.line(text)
        self.bob.wait_last(said("Ann", "x" * 34), "  " + "x" * 26, PROMPT)


class Paste(Screen):
    options = ("--paste-guard", "0")
    LINES = [f"pasted line {i}" for i in range(50)]

    def setUp(self):
        super().setUp()
        self.bob.wait_bracketed_paste()

    def expect_messages(self, lines):
        self.ann.expect(*(said("Bob", line) for line in lines))

    def test_50_lines_are_all_sent_in_order(self):
        self.bob.paste("\n".join(self.LINES) + "\n")
        self.expect_messages(self.LINES)

    def test_text_after_the_last_newline_stays_editable(self):
        self.bob.paste("\n".join(self.LINES))
        self.expect_messages(self.LINES[:-1])
        self.bob.wait_last(typed(self.LINES[-1]))
        self.bob.enter("!")
        self.expect_messages([self.LINES[-1] + "!"])

    def test_lf_and_crlf_end_pasted_lines_too(self):
        self.bob.type("\x1b[200~one\ntwo\r\nthree\r\x1b[201~")
        self.expect_messages(["one", "two", "three"])

    def test_50_lines_typed_ahead_are_all_sent_in_order(self):
        self.bob.type("".join(line + "\r" for line in self.LINES))
        self.expect_messages(self.LINES)

    def test_a_paste_continues_the_half_typed_line(self):
        self.bob.type("before ")
        self.bob.paste("one\ntwo\n")
        self.expect_messages(["before one", "two"])

    def test_pasted_keys_are_text(self):
        self.bob.paste("a\tb\x01c\x04d\n")
        line = self.ann.next_line()
        self.assertRegex(line, rf"^{re.escape(said('Bob', 'a'))}\s*b.?c.?d$")
        self.bob.enter("still here")
        self.ann.expect(said("Bob", "still here"))

    def test_a_message_appears_after_a_paste(self):
        self.bob.paste("\n".join(self.LINES) + "\n")
        self.expect_messages(self.LINES)
        self.ann.line("Hi")
        self.bob.wait_last(said("Ann", "Hi"), PROMPT)
        sent = [line for line in self.bob.scrolled() if line.startswith(said("Bob", "pasted"))]
        self.assertEqual(sent, [said("Bob", line) for line in self.LINES])


if __name__ == "__main__":
    main()
