#!/usr/bin/python3
"""A line that is typed unseen, such as a password, on a pseudo-terminal.

CONSOLE_DEMO is the path of the program under test.
"""

import unittest

from line_editor_pty_test import LineEditorCase


class HiddenLine(LineEditorCase):
    def hide(self, terminal):
        terminal.command("hide")
        terminal.command("ping")
        terminal.reported("pong")

    def test_what_was_typed_unseen_does_not_become_visible(self):
        terminal = self.start()
        self.hide(terminal)
        terminal.type("password\rhalf of another one")
        terminal.reported("line password")
        terminal.command("prompt > ")
        terminal.command("ping")
        terminal.reported("pong")
        terminal.type("next\r")
        terminal.reported("line next")
        self.assertNotIn("half", "\n".join(terminal.rows()))

    def test_a_question_that_hides_the_input_interrupts_no_line(self):
        """What was typed before became a part of the password."""
        for typed in ("half line", "\x12half"):
            with self.subTest(typed):
                terminal = self.start()
                terminal.type("half line\r")
                terminal.reported("line half line")
                terminal.type(typed)
                terminal.wait(lambda: "half line" in terminal.rows()[-1])
                self.hide(terminal)
                terminal.type("password\r")
                terminal.reported("line password")
                terminal.command("prompt > ")
                terminal.shows("> half line")
                terminal.type("\x1f\x1f\x1f")  # Undo has nothing of the password.
                terminal.command("ping")
                terminal.reported("pong")
                self.assertNotIn("password", terminal.rows()[-1])

    def test_a_hidden_line_cannot_be_searched_for(self):
        """The text that is searched for is shown."""
        terminal = self.start()
        self.hide(terminal)
        terminal.type("\x12password\r")
        terminal.reported("line password")
        self.assertNotIn("search", "\n".join(terminal.rows()))


if __name__ == "__main__":
    unittest.main()
