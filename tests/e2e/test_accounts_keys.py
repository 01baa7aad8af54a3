"""Registered names and the bundled client: its key, its hidden question, and files with passwords."""

from account_phrases import (PASSWORD_PROMPT, key_added, key_removed, registered,
                             registered_before, wrong_password)
from archive import ArchiveCase
from phrases import NOTICE, PROMPT, connected, error, said, typed
from processes import CLIENT, Process
from support import Terminal, main

SECRET = "correct horse"
REFUSED = 2


class ClientCase(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        process = self.run_daemon("--data", self.data, "--fingerprint")
        self.pin = process.out.text().strip()
        self.home = self.directory()

    def environment(self):
        return {"XDG_DATA_HOME": self.home}

    def pipe(self, *options, lines=(), name="Ann"):
        client = Process(self, [CLIENT, "--name", name, *options, self.server.address],
                         extra=self.environment())
        for line in lines:
            client.line(line)
        client.end_input()
        return client

    def screen(self, *options):
        return Terminal(self, CLIENT, *options, self.server.address, columns=100,
                        extra=self.environment())

    def password_file(self, text):
        return self.file(text)


class Keys(ClientCase):
    def test_a_name_belongs_to_the_key_of_the_client(self):
        first = self.pipe("--pin", self.pin, "--register")
        first.expect_status(0)
        self.assertIn(registered("Ann"), first.out.text())
        again = self.pipe("--pin", self.pin, "--register", lines=["hello"])
        again.expect_status(0)
        self.assertIn(said("Ann", "hello"), again.out.text())
        other = self.home
        self.home = self.directory()
        self.pipe("--pin", self.pin).expect_status(REFUSED)
        self.pipe().expect_status(REFUSED)
        self.home = other
        self.pipe("--pin", self.pin).expect_status(0)

    def test_a_key_that_is_added_is_a_proof(self):
        ann = self.client(self.server, "Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(registered("Ann"))
        process = self.pipe("--pin", self.pin, "--commands", "--password-file",
                            self.password_file(SECRET + "\n"), lines=["/key add", "/key list"])
        process.expect_status(0)
        self.pipe("--pin", self.pin).expect_status(0)
        fingerprint = [line for line in process.out.text().splitlines() if "of this connection" in line][0]
        fingerprint = fingerprint.removeprefix(NOTICE).split(" ")[0]
        self.assertIn(key_added(fingerprint), process.out.text())
        process = self.pipe("--pin", self.pin, "--commands", lines=[f"/key remove {fingerprint}"])
        process.expect_status(0)
        self.assertIn(key_removed(fingerprint), process.out.text())
        self.pipe("--pin", self.pin).expect_status(REFUSED)


class Passwords(ClientCase):
    def test_a_file_has_the_password(self):
        path = self.password_file(f"  {SECRET}  \nanother line\n")
        first = self.pipe("--register", "--password-file", path)
        first.expect_status(0)
        self.assertIn(registered("Ann"), first.out.text())
        self.pipe("--register", "--password-file", path).expect_status(0)
        wrong = self.pipe("--password-file", self.password_file("wrong secret\n"))
        wrong.expect_status(REFUSED)
        self.assertIn(wrong_password("Ann").removeprefix("! "), wrong.err.text())

    def test_a_file_that_cannot_be_read(self):
        self.pipe("--password-file", "/nonexistent").expect_status(1)
        self.pipe("--password-file", self.password_file("\n")).expect_status(1)

    def test_a_pipe_without_a_password(self):
        self.pipe("--register", "--password-file", self.password_file(SECRET)).expect_status(0)
        process = self.pipe(lines=["hello"])
        process.expect_status(REFUSED)
        self.assertIn("--password-file", process.err.text())

    def test_a_line_of_a_pipe_is_never_a_password(self):
        self.pipe("--register", "--password-file", self.password_file(SECRET)).expect_status(0)
        process = self.pipe(name="Bob", lines=["/nick Ann", "hello"])
        process.expect_status(4)
        self.assertIn(said("Bob", "hello"), process.out.text())


class Screens(ClientCase):
    def setUp(self):
        super().setUp()
        self.pipe("--register", "--password-file", self.password_file(SECRET)).expect_status(0)

    def test_the_password_is_not_shown(self):
        screen = self.screen("--name", "Ann")
        screen.wait_last(PASSWORD_PROMPT, PROMPT)
        screen.enter("wrong secret")
        screen.wait_last(wrong_password("Ann"), PASSWORD_PROMPT, PROMPT)
        screen.type(SECRET)
        screen.wait_last(PROMPT)
        screen.enter("")
        screen.wait_last(connected("Ann"), PROMPT)
        screen.enter("hello")
        screen.wait_last(typed("hello"), said("Ann", "hello"), PROMPT)
        screen.type("\x1b[A\x1b[A\x1b[A")
        screen.wait_last(typed("hello"))
        self.assertNotIn("secret", "".join(screen.lines()))
        self.assertNotIn(SECRET, "".join(screen.lines()))

    def test_a_name_that_is_another_s(self):
        screen = self.screen("--name", "Bob")
        screen.wait_last(connected("Bob"), PROMPT)
        screen.enter("/nick Ann")
        screen.wait_last(PASSWORD_PROMPT, PROMPT)
        screen.enter("")
        screen.wait_last(error("'Ann' is taken; choose another name"), PROMPT)
        screen.enter("/register another secret")
        screen.wait_last(registered("Bob"), PROMPT)
        screen.enter("hello")
        screen.wait_last(said("Bob", "hello"), PROMPT)
        screen.type("\x1b[A\x1b[A")
        screen.wait_last(typed("/nick Ann"))


if __name__ == "__main__":
    main()
