"""The line being typed, and what comes in above it."""

from support import Case, main
from terminals import PASTE
from waiting import wait_until

LEFT, RIGHT, UP, DOWN, HOME = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x01"
BACKSPACE = "\x7f"


class Screen(Case):
    def setUp(self):
        server = self.serve("--rate", "0")
        self.ann, = self.room(server, "Ann")
        self.bob = self.terminal(server, "--name", "Bob")
        self.bob.wait_last("You are now connected, Bob!", ">")
        self.ann.expect("-- Bob has joined")


class HalfTyped(Screen):
    def test_a_message_appears_above_the_line_and_leaves_it_intact(self):
        self.bob.type("half a line")
        self.bob.wait_last("> half a line")
        self.ann.line("Hi")
        self.bob.wait_last("You are now connected, Bob!", "(Ann) Hi", "> half a line")
        self.assertEqual(self.bob.cursor()[0], len("> half a line"))
        self.bob.enter(", and the rest")
        self.ann.expect("(Ann) Hi", "(Bob) half a line, and the rest")

    def test_the_cursor_stays_where_it_was(self):
        self.bob.type("half line" + LEFT * 4)
        self.bob.wait_last("> half line")
        self.bob.wait_cursor(7)
        self.ann.line("Hi")
        self.bob.wait_last("(Ann) Hi", "> half line")
        self.bob.wait_cursor(7)
        self.bob.enter("a ")
        self.ann.expect("(Ann) Hi", "(Bob) half a line")

    def test_many_messages_appear_in_order(self):
        self.bob.type("half")
        self.bob.wait_last("> half")
        self.ann.send("".join(f"line {i}\n" for i in range(100)))
        expected = [f"(Ann) line {i}" for i in range(100)]
        self.bob.wait_last(*expected[-20:], "> half")
        shown = [line for line in self.bob.scrolled() if line.startswith("(Ann) ")]
        self.assertEqual(shown, expected)

    def test_a_line_longer_than_the_screen_is_wide_stays_intact(self):
        text = "".join(f"word{i:02} " for i in range(30)).strip()  # 209 characters: three rows.
        self.bob.type(text)
        whole = "> " + text
        rows = [whole[i : i + 80].rstrip() for i in range(0, len(whole), 80)]
        self.bob.wait_last(*rows)
        self.ann.line("Hi")
        self.bob.wait_last("You are now connected, Bob!", "(Ann) Hi", *rows)
        self.bob.enter("")
        self.ann.expect("(Ann) Hi", f"(Bob) {text}")

    def test_a_message_longer_than_the_screen_is_wide_is_shown_whole(self):
        text = "".join(f"word{i:02} " for i in range(30)).strip()
        self.bob.type("half")
        self.bob.wait_last("> half")
        self.ann.line(text)
        whole = "(Ann) " + text
        rows = [whole[:80].rstrip(), "  " + whole[80:158].rstrip(), "  " + whole[158:]]
        self.bob.wait_last(*rows, "> half")

    def test_a_padded_message_does_not_look_like_two(self):
        self.ann.line("x".ljust(80 - len("(Ann) ")) + "(Bob) I quit")
        self.bob.wait_last("(Ann) x", "  (Bob) I quit", ">")

    def test_a_message_as_wide_as_the_screen_costs_no_blank_row(self):
        text = "x" * (80 - len("(Ann) "))
        self.bob.type("half")
        self.bob.wait_last("> half")
        self.ann.line(text)
        self.bob.wait_last("(Ann) " + text, "> half")
        self.ann.line("next")
        self.bob.wait_last("(Ann) " + text, "(Ann) next", "> half")

    def test_the_typed_line_stays_behind_its_prompt(self):
        self.bob.enter("Hello")
        self.bob.wait_last("> Hello", "(Bob) Hello", ">")


class Editing(Screen):
    def test_wide_characters_and_their_cursor(self):
        self.bob.type("日本語")
        self.bob.wait_last("> 日本語")
        self.bob.wait_cursor(8)
        self.bob.type(LEFT)
        self.bob.wait_cursor(6)
        self.ann.line("Hi")
        self.bob.wait_last("(Ann) Hi", "> 日本語")
        self.bob.wait_cursor(6)
        self.bob.type(BACKSPACE)
        self.bob.wait_last("> 日語")
        self.bob.enter("x")
        self.ann.expect("(Ann) Hi", "(Bob) 日x語")

    def test_accents_are_one_character_each(self):
        self.bob.type("¿Qué?" + LEFT + BACKSPACE + "e")
        self.bob.wait_last("> ¿Que?")
        self.bob.enter("")
        self.ann.expect("(Bob) ¿Que?")

    def test_utf8_typed_byte_by_byte(self):
        for byte in "é語🎉".encode():
            self.bob.type(bytes([byte]))
        self.bob.wait_last("> é語🎉")
        self.bob.enter("")
        self.ann.expect("(Bob) é語🎉")

    def test_the_history_brings_lines_back(self):
        for text in ("first", "second"):
            self.bob.enter(text)
            self.bob.wait_last(f"(Bob) {text}", ">")
        self.bob.type(UP)
        self.bob.wait_last("> second")
        self.bob.type(UP)
        self.bob.wait_last("> first")
        self.bob.type(DOWN)
        self.bob.wait_last("> second")
        self.bob.enter(" again")
        self.ann.skip_to("(Bob) second again")

    def test_the_line_can_be_edited_at_its_beginning(self):
        self.bob.type("world" + HOME + "hello " + RIGHT)
        self.bob.wait_last("> hello world")
        self.bob.enter("")
        self.ann.expect("(Bob) hello world")

    def test_ctrl_d_within_a_line_deletes_and_does_not_leave(self):
        self.bob.type("abc" + LEFT + "\x04")
        self.bob.wait_last("> ab")
        self.bob.enter("")
        self.ann.expect("(Bob) ab")

    def test_a_tab_is_no_completion(self):
        self.bob.type("a\tb")
        self.bob.enter("")
        self.assertRegex(self.ann.next_line(), r"^\(Bob\) a\s*b$")


class Resize(Screen):
    def test_the_line_survives_a_narrower_and_a_wider_screen(self):
        text = "a line of thirty-five characters ok"
        self.bob.type(text)
        self.bob.wait_last("> " + text)
        self.bob.resize(50, 20)
        self.ann.line("narrower")
        self.bob.wait_last("(Ann) narrower", "> " + text)
        self.bob.resize(100, 30)
        self.ann.line("wider")
        self.bob.wait_last("(Ann) wider", "> " + text)
        self.bob.enter("!")
        self.ann.expect("(Ann) narrower", "(Ann) wider", f"(Bob) {text}!")

    def test_lines_are_wrapped_at_the_new_width(self):
        self.bob.resize(40, 20)
        self.ann.line("ready")
        self.bob.wait_last("(Ann) ready", ">")
        text = "x" * 60
        self.bob.type(text)
        self.bob.wait_last("> " + "x" * 38, "x" * 22)
        self.ann.line("Hi")
        self.bob.wait_last("(Ann) Hi", "> " + "x" * 38, "x" * 22)


class Paste(Screen):
    LINES = [f"pasted line {i}" for i in range(50)]

    def setUp(self):
        super().setUp()
        wait_until(lambda: PASTE in self.bob.screen.mode, lambda: "bracketed paste")

    def arrived(self, lines):
        self.ann.expect(*(f"(Bob) {line}" for line in lines))

    def test_50_lines_are_all_sent_in_order(self):
        self.bob.paste("\n".join(self.LINES) + "\n")
        self.arrived(self.LINES)

    def test_what_follows_the_last_newline_stays_to_be_edited(self):
        self.bob.paste("\n".join(self.LINES))
        self.arrived(self.LINES[:-1])
        self.bob.wait_last("> " + self.LINES[-1])
        self.bob.enter("!")
        self.arrived([self.LINES[-1] + "!"])

    def test_lf_and_crlf_end_pasted_lines_too(self):
        self.bob.type("\x1b[200~one\ntwo\r\nthree\r\x1b[201~")
        self.arrived(["one", "two", "three"])

    def test_50_lines_typed_ahead_are_all_sent_in_order(self):
        self.bob.type("".join(line + "\r" for line in self.LINES))
        self.arrived(self.LINES)

    def test_a_paste_continues_the_half_typed_line(self):
        self.bob.type("before ")
        self.bob.paste("one\ntwo\n")
        self.arrived(["before one", "two"])

    def test_pasted_keys_are_text(self):
        self.bob.paste("a\tb\x01c\x04d\n")
        line = self.ann.next_line()
        self.assertRegex(line, r"^\(Bob\) a\s*b.?c.?d$")
        self.bob.enter("still here")
        self.ann.expect("(Bob) still here")

    def test_messages_come_between(self):
        self.bob.paste("\n".join(self.LINES) + "\n")
        self.arrived(self.LINES)
        self.ann.line("Hi")
        self.bob.wait_last("(Ann) Hi", ">")
        sent = [line for line in self.bob.scrolled() if line.startswith("(Bob) pasted")]
        self.assertEqual(sent, [f"(Bob) {line}" for line in self.LINES])


if __name__ == "__main__":
    main()
