"""tertuliad --account: registered names from the shell, with a running server and without one."""

from account_phrases import PASSWORD_PROMPT, registered, wrong_password
from archive import ArchiveCase
from phrases import connected
from support import main

SECRET = "correct horse"
GIVEN = "The password of Ann is "  # The password follows.


class Tool(ArchiveCase):
    def account(self, *words, status=0):
        return self.tool("--account", *words, status=status)

    def given(self, *words):
        """The password that the tool prints."""
        lines, errors = self.account(*words)
        self.assertEqual(errors, [])
        self.assertTrue(lines[0].startswith(GIVEN), lines)
        return lines[0].removeprefix(GIVEN)

    def log_in(self, server, password):
        ann = self.client(server)
        ann.line("Ann")
        ann.skip_to(PASSWORD_PROMPT)
        ann.line(password)
        ann.expect(connected("Ann"))
        ann.leave("Ann")

    def test_with_a_running_server(self):
        server = self.start()
        self.assertEqual(self.account("list"), (["No name is registered"], []))
        self.log_in(server, self.given("add", "Ann"))
        self.log_in(server, self.given("reset", "Ann"))
        (line,), _ = self.account("list")
        self.assertRegex(line, "^Ann since [0-9:]+: password, 0 keys$")
        self.assertEqual(self.account("remove", "Ann"), (["The name Ann is free"], []))
        self.client(server, "Ann")

    def test_without_a_server(self):
        self.start().stop()
        password = self.given("add", "Ann")
        self.log_in(self.start(), password)
        self.check_sound()

    def test_a_lost_password(self):
        server = self.start()
        ann = self.client(server, "Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(registered("Ann"))
        ann.leave("Ann")
        server.stop()
        password = self.given("reset", "Ann")
        server = self.start()
        ann = self.client(server)
        ann.line("Ann")
        ann.skip_to(PASSWORD_PROMPT)
        ann.line(SECRET)
        ann.expect(wrong_password("Ann"), PASSWORD_PROMPT)
        ann.line(password)
        ann.expect(connected("Ann"))
        self.assertNotIn(password, server.err.text())

    def test_what_cannot_be_done(self):
        server = self.start()
        self.client(server, "Bob")
        for words in (("reset", "Ann"), ("remove", "Ann"), ("add", "Bob")):
            lines, errors = self.account(*words, status=1)
            self.assertEqual((lines, len(errors)), ([], 1), words)
        for words in (("list", "Ann"), ("add",), ("burn", "Ann"), ("add", "a b"), ("add", "a", "b")):
            self.account(*words, status=2)

    def test_an_operator_of_the_configuration(self):
        """Only the administrator registers its name."""
        server = self.start("--operator", "Ann")
        password = self.given("add", "Ann")
        ann = self.client(server)
        ann.line("Ann")
        ann.skip_to(PASSWORD_PROMPT)
        ann.line(password)
        ann.expect(connected("Ann"))
        ann.line("/bans")
        self.assertFalse(ann.next_line().startswith("!"))


if __name__ == "__main__":
    main()
