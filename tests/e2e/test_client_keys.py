"""Keys that do something, and sequences that are no text."""

from phrases import PROMPT, connected, said, typed
from support import Case, main

MOVING = {
    "Home": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"],
    "End": ["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"],
}
ANSWERS = {
    "device attributes": "\x1b[?62;1;2;4c", "secondary attributes": "\x1b[>41;379;0c",
    "cursor": "\x1b[12;40R", "mode": "\x1b[?2004;1$y", "size": "\x1b[8;24;80t",
    "background": "\x1b]11;rgb:0000/0000/0000\x1b\\", "palette": "\x1b]4;1;rgb:cd/00/00\a",
    "version": "\x1bP>|XTerm(379)\x1b\\", "status string": "\x1bP1$r0m\x1b\\",
    "unit": "\x1bP!|00000000\x1b\\", "title": "\x1b]lshell\x1b\\", "image": "\x1b_Gi=31;OK\x1b\\",
}
KEYS = {
    "F1": "\x1bOP", "F1 of the Linux console": "\x1b[[A", "F5": "\x1b[15~", "F12": "\x1b[24~",
    "Shift F5": "\x1b[15;2~",
    "mouse": "\x1b[<0;10;5M\x1b[<0;10;5m", "old mouse": "\x1b[M !!\x1b[M#!!", "focus": "\x1b[I\x1b[O",
    "kitty": "\x1b[97;5u\x1b[57399;1:3u", "rxvt": "\x1b[23$", "stray end of a paste": "\x1b[201~",
    "Alt and a letter": "\x1bé", "Alt and an arrow": "\x1b\x1b[A",
}


class Keys(Case):
    def setUp(self):
        server = self.serve("--rate", "0")
        self.bob = self.terminal(server, "--name", "Bob")
        self.bob.wait_last(connected("Bob"), PROMPT)

    def test_keys_and_answers_without_a_meaning_are_no_text(self):
        """The story: a user pressed F5, and `5~` was sent with the message. The terminal's answer
        to the editor that had just ended was sent, too."""
        for name, sequence in {**ANSWERS, **KEYS}.items():
            with self.subTest(name):
                self.bob.enter(f"a{sequence}b {name}")
                self.bob.wait_last(typed(f"ab {name}"), said("Bob", f"ab {name}"), PROMPT)

    def test_the_same_in_pieces(self):
        for name, sequence in ANSWERS.items():
            with self.subTest(name):
                self.bob.type("a" + sequence[:4])
                self.bob.wait_last(typed("a"))
                self.bob.enter(sequence[4:] + name)
                self.bob.wait_last(typed(f"a{name}"), said("Bob", f"a{name}"), PROMPT)

    def test_keys_that_move_the_cursor(self):
        for name, sequences in MOVING.items():
            for number, sequence in enumerate(sequences):
                with self.subTest(name, sequence=sequence):
                    self.bob.type(f"abc{number}\x1b[D" + sequence)
                    self.bob.enter("!")
                    text = f"!abc{number}" if name == "Home" else f"abc{number}!"
                    self.bob.wait_last(typed(text), said("Bob", text), PROMPT)

    def test_arrows_delete_and_words(self):
        self.bob.enter("one two thre\x1b[D\x1bOD\x1b[3~\x1b[1;5D\x1b[1;3D\x1b[1;5Cx\x1b[C\x1bOCy")
        self.bob.wait_last(typed("one twox tyhe"), said("Bob", "one twox tyhe"), PROMPT)
        self.bob.type("\x1b[A")
        self.bob.wait_last(typed("one twox tyhe"))
        self.bob.type("\x1b[B\x1bOA\x1bOB")
        self.bob.wait_last(PROMPT)

    def test_page_up_and_page_down_are_no_text(self):
        """Readline looks in the history with them."""
        self.bob.enter("before")
        self.bob.wait_last(said("Bob", "before"), PROMPT)
        self.bob.enter("\x1b[5~\x1b[6~after")
        self.bob.wait_last(said("Bob", "after"), PROMPT)

    def test_an_answer_without_an_end_ends_with_the_line(self):
        self.bob.type("a\x1b]11;rgb:00")
        self.bob.enter("")
        self.bob.wait_last(typed("a"), said("Bob", "a"), PROMPT)
        self.bob.enter("b")
        self.bob.wait_last(typed("b"), said("Bob", "b"), PROMPT)


if __name__ == "__main__":
    main()
