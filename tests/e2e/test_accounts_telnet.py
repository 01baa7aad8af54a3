"""Passwords of users of telnet: what they type is not shown, and only then."""

from account_phrases import PASSWORD_PROMPT, registered, wrong_password
from archive import ArchiveCase
from phrases import USERNAME_PROMPT, connected
from support import main

SECRET = "correct horse"
HIDE, SHOW = b"\xff\xfb\x01", b"\xff\xfc\x01"  # IAC WILL ECHO and IAC WONT ECHO.
ACCEPT, REFUSE = b"\xff\xfd\x01", b"\xff\xfe\x01"  # IAC DO ECHO and IAC DONT ECHO.
WINDOW_SIZE, NO_WINDOW_SIZE = b"\xff\xfb\x1f", b"\xff\xfe\x1f"


class Telnet(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        ann = self.client(self.server, "Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(registered("Ann"))
        ann.close()

    def test_the_echo_is_off_while_a_password_is_typed(self):
        ann = self.client(self.server)
        ann.expect(USERNAME_PROMPT)
        ann.send(WINDOW_SIZE)
        ann.expect_bytes(NO_WINDOW_SIZE)
        ann.line("Ann\r")
        ann.expect(PASSWORD_PROMPT)
        ann.expect_bytes(HIDE)
        ann.send(ACCEPT)
        ann.send("wrong secret\r\n")
        ann.expect_bytes(SHOW)
        ann.send(REFUSE)
        ann.expect(wrong_password("Ann"), PASSWORD_PROMPT)
        ann.expect_bytes(HIDE)
        ann.send(ACCEPT + SECRET.encode() + b"\r\0")
        ann.expect_bytes(SHOW)
        ann.send(REFUSE)
        ann.expect(connected("Ann"))

    def test_other_clients_get_no_command(self):
        ann = self.client(self.server)
        ann.line("Ann\r")
        ann.skip_to(PASSWORD_PROMPT)
        ann.line(SECRET + "\r")
        ann.expect(connected("Ann"))


if __name__ == "__main__":
    main()
