"""Bans: of names, addresses and networks, until they end."""

from archive import ArchiveCase
from json_client import JsonClient
from order import OrderCase
from order_phrases import (NOBODY_BANNED, banned, listed_ban, unbanned, was_banned, without_end,
                           you_are_banned)
from phrases import ERROR, said
from sockets import Client, has_ipv6
from support import main


class Bans(OrderCase):
    def refused(self, source, reason=None):
        """A connection from there is told why, and closed before it has said anything."""
        client = self.client(self.server, source=source)
        client.expect(you_are_banned(reason))
        client.expect_end()

    def test_a_banned_name_is_put_out_and_does_not_come_back(self):
        self.ask(self.olga, "/ban bob spam", banned("Olga", "bob", "spam"))
        self.all_see(was_banned("Bob", "Olga", "spam"))
        self.bob.expect(you_are_banned("spam"))
        self.bob.expect_end()
        again = self.client(self.server)
        self.ask(again, "BOB", you_are_banned("spam"))
        again.expect_end()
        self.ask(self.carl, "/nick Bob", f"{ERROR}'Bob' is banned; choose another name")
        self.ask(self.olga, "/bans", listed_ban("Olga", "bob", "spam"))
        self.ask(self.olga, "/unban Bob", unbanned("Olga", "Bob"))
        self.ask(self.olga, "/bans", NOBODY_BANNED)
        self.client(self.server, "Bob")
        self.server.logged(banned("Olga", "bob", "spam"))

    def test_a_banned_network_is_refused_before_anything_is_read(self):
        self.ask(self.olga, f"/ban {self.BOBS} flood", banned("Olga", self.BOBS, "flood"))
        self.all_see(was_banned("Bob", "Olga", "flood"))
        self.bob.expect(you_are_banned("flood"))
        self.bob.expect_end()
        self.refused(self.BOBS, "flood")
        self.ask(self.carl, "still here", said("Carl", "still here"))
        self.olga.expect(said("Carl", "still here"))
        self.ask(self.olga, "/ban ::ffff:127.0.0.0/126", banned("Olga", "127.0.0.0/30"))
        self.olga.expect(was_banned("Carl", "Olga"))
        self.refused(self.CARLS)
        self.client(self.server, "Dan", source="127.0.0.4")
        self.server.err.wait_for("turned away: 127.0.0.0/30 is banned")

    def test_a_ban_of_ipv6(self):
        if not has_ipv6():
            self.skipTest("there is no IPv6")
        server = self.serve("--listen", "[::1]:0", "--listen", f"unix:{self.path}2")
        olga = Client(self, f"unix:{self.path}2").join("Olga")
        bob = self.client(server, "Bob")
        olga.line("/ban ::/112 flood")
        olga.skip_to(banned("Olga", "::/112", "flood"))
        bob.skip_to(you_are_banned("flood"))
        bob.expect_end()
        self.client(server).expect(you_are_banned("flood"))

    def test_a_duration_is_shown_to_all(self):
        self.olga.line("/ban Bob 2h calm down")
        line = self.olga.next_line()
        self.assertIn(" until 20", line)
        self.assertEqual(without_end(line), banned("Olga", "Bob", "calm down"))
        self.bob.skip_to(was_banned("Bob", "Olga", "calm down"))
        line = self.bob.next_line()
        self.assertIn(" until 20", line)
        self.assertEqual(without_end(line), you_are_banned("calm down"))

    def test_a_slip_bans_neither_oneself_nor_everybody(self):
        self.olga.line("/ban Olga")
        self.olga.expect_start(f"{ERROR}That would keep you out yourself")
        self.olga.line("/ban 0.0.0.0/0")
        self.olga.expect_start(f"{ERROR}That would keep out a large part of the world")
        otto = self.arrive(self.here("Otto"), "Otto")
        self.olga.line("/ban Otto")
        self.olga.expect_start(f"{ERROR}That would keep out an operator of this server")
        self.ask(self.olga, "/ban Otto force", banned("Olga", "Otto"))
        otto.skip_to(you_are_banned())
        otto.expect_end()

    def test_a_program_is_told_in_its_own_words(self):
        dan = JsonClient(self, self.server.address)
        dan.hello("Dan")
        self.olga.line("/ban Dan 1h spam")
        closing = dan.skip_to_type("closing")
        self.assertEqual(closing["reason"], "banned")
        self.assertIn("until", closing)
        again = JsonClient(self, self.server.address)
        again.ask("hello", name="Dan")
        self.assertEqual(again.skip_to_type("closing")["reason"], "banned")

    def test_what_was_kicked_or_banned_cannot_resume(self):
        for act in ("/kick Dan", "/ban Dan 1h"):
            with self.subTest(act):
                name = f"Dan{len(act)}"
                dan = JsonClient(self, self.server.address)
                dan.hello(name)
                self.olga.line(act.replace("Dan", name))
                dan.skip_to_type("closing")
                again = JsonClient(self, self.server.address)
                again.send(dan.session.login())
                self.assertEqual(again.skip_to_type("error")["code"], "unknown_session")


class AfterARestart(ArchiveCase, OrderCase):
    """With `--data`."""

    def setUp(self):
        ArchiveCase.setUp(self)
        self.path = f"{self.directory()}/socket"
        self.options = ("--data", self.data)
        OrderCase.start(self)

    def test_bans_are_there(self):
        self.ask(self.olga, f"/ban {self.BOBS}", banned("Olga", self.BOBS),
                 was_banned("Bob", "Olga"))
        self.bob.wait_end()
        self.ask(self.olga, "/ban Eve for good", banned("Olga", "Eve", "for good"))
        self.server.stop()
        self.server = self.serve("--listen", "127.0.0.1:0", "--listen", f"unix:{self.path}",
                                 "--data", self.data)
        again = self.client(self.server, source=self.BOBS)
        again.expect(you_are_banned())
        eve = self.client(self.server)
        self.ask(eve, "Eve", you_are_banned("for good"))
        self.server.stop()
        self.check_sound()

    start = OrderCase.start


if __name__ == "__main__":
    main()
