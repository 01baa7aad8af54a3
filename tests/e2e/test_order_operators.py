"""Operators: who is one, and what they may do to others."""

import os
import unittest

from order import OrderCase
from order_phrases import (MUTED, OPERATORS_ONLY, announced, guests, muted, not_registered, unmuted,
                           without_end, you_are_muted, you_can_speak, you_were_kicked)
from phrases import connected, no_such_user, notice, said
from room_phrases import entered, kicked
from support import main


class Operators(OrderCase):
    def test_who_came_over_the_network_is_none(self):
        for line in ("/ban Carl", "/unban Carl", "/bans", "/mute Carl", "/unmute Carl",
                     "/announce hi", "/guests off"):
            with self.subTest(line):
                self.ask(self.bob, line, OPERATORS_ONLY)

    def test_a_kick_in_the_lobby_is_out_of_the_server(self):
        self.olga.line("/kick Bob too loud")
        self.all_see(kicked("Bob", "Olga", "too loud"))
        self.bob.expect(you_were_kicked("too loud"))
        self.bob.expect_end()
        self.ask(self.olga, "/kick Bob", no_such_user("Bob"))
        self.server.logged(kicked("Bob", "Olga", "too loud"))
        self.client(self.server, "Bob")

    def test_an_announcement_reaches_all_rooms(self):
        self.ask(self.bob, "/join games", *entered("games", 1))
        self.olga.line("/announce Tea at five")
        self.all_see(announced("Olga", "Tea at five"))
        self.server.logged(announced("Olga", "Tea at five"))

    def test_who_is_muted_reads_and_does_not_speak(self):
        self.olga.line("/mute Bob 1h too loud")
        self.assertEqual(without_end(self.olga.next_line()), muted("Olga", "Bob", "too loud"))
        self.assertEqual(without_end(self.bob.next_line()), you_are_muted("Olga", "too loud"))
        for line in ("hello", "/me waves", "/msg Carl psst", "/nick Robert", "/join words"):
            with self.subTest(line):
                self.ask(self.bob, line, MUTED)
        self.carl.line("poor Bob")
        self.bob.expect(said("Carl", "poor Bob"))
        self.olga.expect(said("Carl", "poor Bob"))
        self.ask(self.olga, "/unmute Bob", unmuted("Olga", "Bob"))
        self.bob.expect(you_can_speak("Olga"))
        self.ask(self.bob, "hello", said("Bob", "hello"))

    def test_without_guests_nobody_comes_in(self):
        self.olga.line("/guests off")
        self.all_see(guests("Olga", False))
        eve = self.client(self.server)
        self.ask(eve, "Eve", not_registered("Eve"))
        self.ask(self.bob, "/nick Robert", not_registered("Robert"))
        self.olga.line("/guests on")
        self.all_see(guests("Olga", True))
        eve.line("Eve")
        eve.skip_to(connected("Eve"))

    def test_help_shows_what_an_operator_may_do(self):
        self.olga.line("/help")
        shown = self.help_of(self.olga)
        for command in ("/kick ", "/ban ", "/unban ", "/bans ", "/mute ", "/announce ", "/guests "):
            self.assertTrue([line for line in shown if command in line], shown)
        shown = self.help_of(self.bob)
        self.assertFalse([line for line in shown if "/ban" in line or "/kick" in line], shown)

    def help_of(self, client):
        client.line("/help")
        lines = []
        while not lines or not lines[-1].startswith(notice("//TEXT")):
            lines.append(client.next_line())
        return lines


@unittest.skipUnless(os.geteuid() == 0, "needs root, to run as another user")
class OtherUsers(OrderCase):
    options = ("--unix-mode", "0666")

    def test_another_user_of_this_machine_is_no_operator(self):
        os.chmod(os.path.dirname(self.path), 0o755)
        other = 12345
        os.seteuid(other)
        try:
            eve = self.here()
        finally:
            os.seteuid(0)
        self.arrive(eve.join("Eve"), "Eve")
        self.ask(eve, "/announce hi", OPERATORS_ONLY)


if __name__ == "__main__":
    main()
