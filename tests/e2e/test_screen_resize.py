"""A window that changes its width erases nothing and shows nothing twice."""

import unittest

from phrases import PROMPT, connected, joined, said, typed
from support import CLIENT, Case, main
import tmux

TEXT = "a line of sixty-two characters that nobody has sent until now."
MESSAGES = ("first", "second", "third")


def end_of(line, columns):
    """What the client shows of a line that is longer than the row."""
    room = columns - 1
    step = room // 2
    left = -(-(len(line) + 2 - room) // step) * step
    return "<" + line[left + 1:]


class Resizing(Case):
    """The story: at 50 columns, with three messages and an unsent line of 62 characters, the
    window became 100 columns wide. The terminal joined the rows of the unsent line; the client
    still went up by a row before it erased, and the last message was gone. In a window that became
    30 columns wide, the unsent line was there twice."""

    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, = self.room(self.server, "Ann")

    def fill(self, screen, name="Bob"):
        screen.wait_last(connected(name), PROMPT)
        self.ann.skip_to(joined(name))
        for message in MESSAGES:
            self.ann.line(message)
            self.ann.expect(said("Ann", message))
        self.shown = [connected(name), *(said("Ann", message) for message in MESSAGES)]
        screen.wait_last(*self.shown, PROMPT)

    def say(self, text):
        self.ann.line(text)
        self.shown.append(said("Ann", text))


@unittest.skipUnless(tmux.INSTALLED, "tmux is not installed")
class InTmux(Resizing):
    def open(self, columns, name="Bob"):
        window = tmux.Window(self, CLIENT, "--name", name, self.server.address, columns=columns)
        self.fill(window, name)
        window.type(TEXT)
        return window

    def test_a_wider_window(self):
        window = self.open(50)
        window.wait_rows(*self.shown, end_of(typed(TEXT), 50))
        window.resize(100, 24)
        window.wait_rows(*self.shown, typed(TEXT))
        self.say("after")
        window.wait_rows(*self.shown, typed(TEXT))

    def test_a_narrower_window(self):
        window = self.open(50)
        window.wait_rows(*self.shown, end_of(typed(TEXT), 50))
        window.resize(30, 24)
        window.wait_rows(*self.shown, end_of(typed(TEXT), 30))
        self.say("after")
        window.wait_rows(*self.shown, end_of(typed(TEXT), 30))

    def test_the_row_is_found_in_any_narrower_window(self):
        """The cursor ends up to two rows below the beginning of the line, or at the end of one."""
        for name, columns in {"Bob": 63, "Rob": 41, "Tom": 32, "Tim": 30, "Joe": 23}.items():
            with self.subTest(columns):
                window = self.open(80, name)
                window.wait_rows(*self.shown, typed(TEXT))
                window.resize(columns, 24)
                window.wait_last(self.shown[-1], end_of(typed(TEXT), columns))

    def test_at_the_bottom_of_a_small_window(self):
        window = self.open(80)
        window.resize(80, 4)
        window.wait_rows(*self.shown, typed(TEXT))
        window.resize(23, 4)
        rows = [*self.shown, end_of(typed(TEXT), 23)]
        window.wait_last(*rows[-3:])
        window.resize(80, 24)
        window.wait_rows(*self.shown, typed(TEXT))

    def test_messages_that_arrive_meanwhile(self):
        window = self.open(80)
        window.wait_rows(*self.shown, typed(TEXT))
        for number in range(10):
            window.resize(30 if number % 2 == 0 else 80, 24)
            self.say(f"number {number}")
        window.wait_rows(*self.shown, typed(TEXT))


class WithoutReflow(Resizing):
    """A terminal that cuts rows off, and does not say where its cursor is."""

    def open(self, columns):
        screen = self.terminal(self.server, "--name", "Bob", columns=columns)
        self.fill(screen)
        screen.type(TEXT)
        return screen

    def expect(self, screen, row):
        screen.wait_last(*self.shown, row)
        self.assertEqual(screen.scrolled(), [*self.shown, row])

    def test_a_wider_window(self):
        screen = self.open(50)
        screen.wait_last(*self.shown, end_of(typed(TEXT), 50))
        screen.resize(100, 24)
        self.expect(screen, typed(TEXT))
        self.say("after")
        self.expect(screen, typed(TEXT))

    def test_a_narrower_window(self):
        screen = self.open(50)
        screen.wait_last(*self.shown, end_of(typed(TEXT), 50))
        screen.resize(30, 24)
        self.expect(screen, end_of(typed(TEXT), 30))
        self.say("after")
        self.expect(screen, end_of(typed(TEXT), 30))

    def test_a_window_that_becomes_narrow_and_wide_again(self):
        screen = self.open(80)
        screen.wait_last(*self.shown, typed(TEXT))
        for columns in (40, 60, 30, 80):
            screen.resize(columns, 24)
        self.expect(screen, typed(TEXT))


if __name__ == "__main__":
    main()
