"""The server closes silent connections, and sends them the reason."""

import time

from phrases import (USERNAME_PROMPT, closing_idle, closing_no_name, goodbye, left, log_closed,
                     log_disconnected, said, text_of)
from support import Case, main
from waiting import pause


class Idle(Case):
    def test_a_silent_member_gets_a_notice_and_is_closed(self):
        server = self.serve("--idle-timeout", "500ms")
        bob = self.client(server, "Bob")
        start = time.monotonic()
        bob.expect(closing_idle("500 ms"))
        bob.expect_end()
        self.assertGreaterEqual(time.monotonic() - start, 0.45)
        server.logged(log_disconnected("Bob"))

    def test_a_silent_nc_is_closed(self):
        nc = self.nc(self.serve("--idle-timeout", "500ms"))
        nc.line("Bob")
        nc.out.skip_to(closing_idle("500 ms"))
        nc.end_input()
        nc.expect_status(0)

    def test_received_messages_count_as_activity(self):
        """Bob sends nothing for longer than the timeout, but receives Ann's messages."""
        server = self.serve("--idle-timeout", "1500ms", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        start = time.monotonic()
        while time.monotonic() - start < 2.5:
            ann.line("hello")
            bob.expect(said("Ann", "hello"))
            pause(0.1)
        bob.line("here")
        bob.expect(said("Bob", "here"))

    def test_an_empty_line_counts_as_activity(self):
        """Ann sends empty lines until the server has closed Bob, who is silent."""
        server = self.serve("--idle-timeout", "1500ms", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        while not bob.ended:
            ann.line("")
            pause(0.1)
        bob.expect(closing_idle("1500 ms"))
        ann.expect(left("Bob"))
        ann.line("here")
        ann.expect(said("Ann", "here"))

    def test_0_disables_the_timeout(self):
        server = self.serve("--idle-timeout", "0", "--login-timeout", "400ms")
        bob = self.client(server, "Bob")
        nobody = self.client(server)
        nobody.skip_to(closing_no_name("400 ms"))  # By now a short timeout would have passed.
        bob.line("here")
        bob.expect(said("Bob", "here"))

    def test_the_leave_of_an_idle_member_is_announced(self):
        server = self.serve("--idle-timeout", "1s")
        ann, bob = self.room(server, "Ann", "Bob")
        while not bob.ended:
            ann.line("")
            pause(0.2)
        ann.expect(left("Bob"))


class Login(Case):
    def test_a_client_without_a_name_gets_a_notice_and_is_closed(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.expect(USERNAME_PROMPT, closing_no_name("500 ms"))
        client.expect_end()

    def test_a_refused_name_does_not_stop_the_login_timeout(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.line("not a name")
        client.skip_to(closing_no_name("500 ms"))
        client.expect_end()

    def test_half_a_name_does_not_stop_the_login_timeout(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.send("Bo")
        client.skip_to(closing_no_name("500 ms"))
        client.expect_end()

    def test_the_login_timeout_does_not_close_members(self):
        server = self.serve("--login-timeout", "500ms")
        bob = self.client(server, "Bob")
        self.client(server).skip_to(closing_no_name("500 ms"))
        bob.line("here")
        bob.expect(said("Bob", "here"))

    def test_one_second_is_shown_as_1_s(self):
        client = self.client(self.serve("--login-timeout", "1"))
        client.skip_to(closing_no_name("1 s"))
        client.expect_end()


class Drain(Case):
    def test_a_client_that_does_not_close_is_closed_after_the_drain_timeout(self):
        server = self.serve("--drain-timeout", "300ms", "--log-level", "debug")
        bob = self.client(server, "Bob")
        bob.line("exit")
        bob.expect(goodbye("Bob"))
        bob.expect_end()
        server.err.wait_for(text_of(log_closed("drain timeout")))

    def test_a_client_that_closes_is_removed_at_once(self):
        server = self.serve("--drain-timeout", "1h", "--log-level", "debug")
        self.client(server, "Bob").leave("Bob")
        server.err.wait_for(text_of(log_closed("orderly")))


if __name__ == "__main__":
    main()
