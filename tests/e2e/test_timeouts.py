"""Connections that say nothing are closed, and are told why."""

import time

from support import Case, main
from waiting import pause


class Idle(Case):
    def test_a_silent_member_is_told_and_closed(self):
        server = self.serve("--idle-timeout", "500ms")
        bob = self.client(server, "Bob")
        start = time.monotonic()
        bob.expect("-- Closing: idle for 500 ms")
        bob.expect_end()
        self.assertGreaterEqual(time.monotonic() - start, 0.45)
        server.logged("Client disconnected: Bob")

    def test_nc_is_closed_too(self):
        nc = self.nc(self.serve("--idle-timeout", "500ms"))
        nc.line("Bob")
        nc.out.skip_to("-- Closing: idle for 500 ms")
        nc.end_input()
        nc.expect_status(0)

    def test_what_is_received_counts(self):
        """Bob says nothing for longer than the time-out, but hears Ann."""
        server = self.serve("--idle-timeout", "1500ms", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        start = time.monotonic()
        while time.monotonic() - start < 2.5:
            ann.line("hello")
            bob.expect("(Ann) hello")
            pause(0.1)
        bob.line("here")
        bob.expect("(Bob) here")

    def test_an_empty_line_shows_life(self):
        """One sends empty lines until the other, who is silent, has been closed."""
        server = self.serve("--idle-timeout", "1500ms", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        while not bob.ended:
            ann.line("")
            pause(0.1)
        bob.expect("-- Closing: idle for 1500 ms")
        ann.expect("-- Bob has left")
        ann.line("here")
        ann.expect("(Ann) here")

    def test_0_is_never(self):
        server = self.serve("--idle-timeout", "0", "--login-timeout", "400ms")
        bob = self.client(server, "Bob")
        nobody = self.client(server)
        nobody.skip_to("-- Closing: no name for 400 ms")  # By now a short time-out had passed.
        bob.line("here")
        bob.expect("(Bob) here")

    def test_others_are_told_that_an_idle_member_left(self):
        server = self.serve("--idle-timeout", "1s")
        ann, bob = self.room(server, "Ann", "Bob")
        while not bob.ended:
            ann.line("")
            pause(0.2)
        ann.expect("-- Bob has left")


class Login(Case):
    def test_who_gives_no_name_is_told_and_closed(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.expect("Username?", "-- Closing: no name for 500 ms")
        client.expect_end()

    def test_a_refused_name_is_no_name(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.line("not a name")
        client.skip_to("-- Closing: no name for 500 ms")
        client.expect_end()

    def test_half_a_name_is_no_name(self):
        client = self.client(self.serve("--login-timeout", "500ms"))
        client.send("Bo")
        client.skip_to("-- Closing: no name for 500 ms")
        client.expect_end()

    def test_a_member_is_not_closed_for_want_of_a_name(self):
        server = self.serve("--login-timeout", "500ms")
        bob = self.client(server, "Bob")
        self.client(server).skip_to("-- Closing: no name for 500 ms")
        bob.line("here")
        bob.expect("(Bob) here")

    def test_one_second_is_told_as_1_s(self):
        client = self.client(self.serve("--login-timeout", "1"))
        client.skip_to("-- Closing: no name for 1 s")
        client.expect_end()


class Drain(Case):
    def test_a_peer_that_never_ends_is_closed_at_the_deadline(self):
        server = self.serve("--drain-timeout", "300ms", "--log-level", "debug")
        bob = self.client(server, "Bob")
        bob.line("exit")
        bob.expect("Goodbye Bob!")
        bob.expect_end()
        server.err.wait_for(" closed: drain timeout\n")

    def test_a_peer_that_ends_too_is_gone_at_once(self):
        server = self.serve("--drain-timeout", "1h", "--log-level", "debug")
        self.client(server, "Bob").leave("Bob")
        server.err.wait_for(" closed: orderly\n")


if __name__ == "__main__":
    main()
