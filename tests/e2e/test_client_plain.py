"""A terminal for screen readers, or one that cannot move its cursor: it gets nothing but whole lines."""

import signal

from account_phrases import PASSWORD_PROMPT, registered
from phrases import (AGAIN, NOT_CONNECTED, USERNAME_PROMPT, acted, connected, goodbye, joined, said)
from support import Case, main


class PlainCase(Case):
    options = ()
    extra = {"TERM": "dumb"}

    def setUp(self):
        self.server = self.serve("--rate", "0")

    def bob(self, *options):
        return self.terminal(self.server, *self.options, *options, extra=self.extra)

    def check(self, screen):
        """There is no escape sequence, and no carriage return but the terminal's own. The bell
        moves nothing."""
        text = screen.inbox.text().replace("\r\n", "\n").replace("\a", "")
        self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f]")


class Dumb(PlainCase):
    """A terminal without any abilities."""

    def test_a_conversation(self):
        screen = self.bob()
        screen.wait_for(USERNAME_PROMPT)
        screen.type("Bob\n")
        screen.wait_for(connected("Bob"))
        screen.type("Hello\n")
        screen.wait_for(said("Bob", "Hello"))
        ann, = self.room(self.server, "Ann")
        screen.wait_for(joined("Ann"))
        ann.line("Hi Bob")
        screen.wait_for(said("Ann", "Hi Bob"))
        screen.type("/me waves\n")
        screen.wait_for(acted("Bob", "waves"))
        screen.type("exit\n")
        screen.wait_for(goodbye("Bob"))
        screen.expect_status(0)
        self.assertEqual(screen.scrolled(), [
            USERNAME_PROMPT, "Bob", connected("Bob"), "Hello", said("Bob", "Hello"),
            joined("Ann"), said("Ann", "here"), said("Ann", "Hi Bob"), "/me waves",
            acted("Bob", "waves"), "exit", goodbye("Bob"), "[status 0]"])
        self.check(screen)

    def test_a_lost_connection_is_a_line(self):
        screen = self.bob("--name", "Bob")
        screen.wait_for(connected("Bob"))
        self.server.status = -signal.SIGKILL
        self.server.stop(signal.SIGKILL)
        screen.wait_text(NOT_CONNECTED)
        screen.type("meanwhile\n")
        self.serve("--listen", self.server.address)
        screen.wait_for(AGAIN, said("Bob", "meanwhile"))
        tries = [row for row in screen.scrolled() if row.startswith(NOT_CONNECTED)]
        self.assertEqual(len(tries), len(set(tries)), screen.shown())
        self.check(screen)

    def test_a_mention_rings_the_bell(self):
        screen = self.bob("--name", "Bob")
        screen.wait_for(connected("Bob"))
        ann, = self.room(self.server, "Ann")
        ann.line("Bob?")
        screen.wait_for(said("Ann", "Bob?"))
        screen.inbox.wait_for("\a")

    def test_a_password_is_not_shown(self):
        """The terminal itself shows what is typed; for a password it does not."""
        data = f"{self.directory()}/data"
        self.server = self.serve("--rate", "0", "--data", data)
        ann, = self.room(self.server, "Ann")
        ann.line("/register secret-words")
        ann.expect(registered("Ann"))
        ann.leave("Ann")
        screen = self.bob("--name", "Ann")
        screen.wait_for(PASSWORD_PROMPT)
        screen.type("secret-words\n")
        screen.wait_text(connected("Ann"))
        screen.wait_text(said("Ann", "here"))  # From before.
        self.assertNotIn("secret-words", screen.inbox.text())
        screen.type("shown again\n")
        screen.wait_for("shown again", said("Ann", "shown again"))
        self.check(screen)


class ScreenReader(Dumb):
    """Any terminal, with --plain."""

    options = ("--plain",)
    extra = {"TERM": "xterm-256color"}


class Color(PlainCase):
    def test_color_makes_no_difference(self):
        screen = self.bob("--name", "Bob", "--color", "always")
        screen.wait_for(connected("Bob"))
        ann, = self.room(self.server, "Ann")
        ann.line("Bob?")
        screen.wait_for(said("Ann", "Bob?"))
        self.check(screen)


if __name__ == "__main__":
    main()
