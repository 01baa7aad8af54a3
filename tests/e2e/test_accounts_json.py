"""Registered names for programs: the JSON dialect."""

from account_phrases import registered
from archive import ArchiveCase
from support import main

SECRET = "correct horse"


class Json(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        ann = self.json_client(self.server, "Ann")
        ann.ask("register", password=SECRET, tag="r")
        ann.get(type_="notice", text=registered("Ann").removeprefix("-- "), tag="r")
        ann.get_bye()

    def hello(self, code, **fields):
        client = self.json_client(self.server)
        client.ask("hello", **fields)
        client.get(type_="error", code=code)
        return client

    def test_a_password_with_the_name(self):
        self.json_client(self.server).hello("Ann", password=SECRET)

    def test_a_name_without_its_password(self):
        client = self.hello("password_required", name="Ann")
        client.hello("Ann", password=SECRET)

    def test_three_wrong_passwords(self):
        client = self.hello("password_wrong", name="Ann", password="wrong secret")
        client.ask("hello", name="Ann", password="wrong secret", tag="2")
        client.get(type_="error", code="password_wrong", tag="2")
        client.ask("hello", name="Ann", password="wrong secret")
        client.get(type_="error", code="too_many_tries")
        client.expect_end()

    def test_a_member_takes_the_name(self):
        bob = self.json_client(self.server, "Bob")
        bob.ask("rename", name="Ann")
        bob.get(type_="error", code="password_required")
        bob.ask("rename", name="Ann", password=SECRET)
        bob.get(type_="renamed", to="Ann")

    def test_the_owner_replaces_another_connection(self):
        first = self.json_client(self.server)
        first.hello("Ann", password=SECRET)
        second = self.json_client(self.server)
        second.hello("Ann", password=SECRET)
        first.get(type_="closing", reason="replaced")
        first.expect_end()

    def test_commands_and_their_errors(self):
        bob = self.json_client(self.server, "Bob")
        for text, code in (("/register short", "password_length"), ("/register", "no_key"),
                           ("/password 12345678", "not_registered"), ("/key list", "not_registered"),
                           ("/key", "missing_argument"), ("/key burn", "invalid_argument"),
                           ("/unregister", "not_registered"), ("/whois Eve", "no_such_member"),
                           ("/op Ann", "not_server_operator"), ("/deop Ann", "not_server_operator")):
            bob.ask("command", text=text, cid=bob.session.said + 1)
            bob.session.said += 1
            bob.get(type_="error", code=code, cid=bob.session.said)
            bob.skip_to_type("stored")
        bob.ask("password", password=SECRET)
        bob.get(type_="error", code="not_registered")
        bob.ask("register", password=7)
        bob.get(type_="error", code="bad_field")

    def test_names_that_are_refused(self):
        for name, code in (("1.2.3.4", "name_address"), ("ANN", "password_required")):
            self.hello(code, name=name)


if __name__ == "__main__":
    main()
