"""A client on a terminal loses its server, or its connection, and goes on by itself."""

import signal

from archive import ArchiveCase
from archive_phrases import without_time
from peers import PlayedServer, Proxy
from phrases import (AGAIN, NO_ANSWER, NOT_CONNECTED, NOT_SENT, PROMPT, SHUTTING_DOWN, connected,
                     goodbye, joined, not_connected, perhaps_sent, said, typed)
from room_phrases import entered
from support import CLIENT, Terminal, main
from waiting import wait_until


SEARCH_BACK = "\x12"  # Ctrl-R


def rows_about(screen):
    """The rows with the state of the connection, and how many there ever were on the screen."""
    return [row for row in screen.scrolled() if NOT_CONNECTED in row]


class ReconnectCase(ArchiveCase):
    def bob(self, address, *options, **more):
        screen = Terminal(self, CLIENT, "--name", "Bob", *options, address, **more)
        screen.wait_last(connected("Bob"), PROMPT)
        return screen

    def wait_away(self, screen):
        screen.wait_text(NOT_CONNECTED)

    def wait_back(self, screen, times=1):
        screen.wait_screen(lambda _: screen.scrolled().count(AGAIN) == times, AGAIN)
        screen.wait_screen(lambda _: not rows_about(screen), "no row with the state")

    def begin(self, *options, data=True):
        self.data_options = ("--data", self.data) if data else ()
        self.server = self.serve(*self.data_options, *self.options, *options)

    def restart(self, *options):
        self.server = self.serve("--listen", self.server.address, *self.data_options, *self.options,
                                 *options)


class KilledServer(ReconnectCase):
    def test_in_the_middle_of_a_line(self):
        """With what a server keeps, the session goes on; without it, a new one begins."""
        for data in (True, False):
            with self.subTest(data=data):
                self.begin(data=data)
                self.loses_the_server(self.kill, [])

    def test_a_restart_in_the_middle_of_a_line(self):
        self.begin()
        self.loses_the_server(lambda server: server.stop(), [SHUTTING_DOWN])
        self.assertEqual(self.texts(), ["first", "half a line, and the rest"])

    def loses_the_server(self, end, notices):
        screen = self.bob(self.server.address)
        screen.enter("first")
        screen.wait_last(said("Bob", "first"), PROMPT)
        screen.type("half a line")
        screen.wait_last(typed("half a line"))
        end(self.server)
        screen.wait_screen(lambda rows: len(rows) > 1 and rows[-2] == typed("half a line") and
                           rows[-1].startswith(NOT_CONNECTED), "the row below the typed line")
        screen.wait_cursor(len(typed("half a line")))
        screen.enter(", and the rest")
        screen.wait_text("1 line waiting >")
        self.restart()
        self.wait_back(screen)
        screen.wait_last(said("Bob", "half a line, and the rest"), PROMPT)
        self.assertEqual(screen.scrolled(), [
            connected("Bob"), typed("first"), said("Bob", "first"), *notices,
            typed("half a line, and the rest"), AGAIN, said("Bob", "half a line, and the rest"),
            PROMPT])
        screen.type("\x04")
        screen.wait_for(goodbye("Bob"))
        screen.expect_status(0)

    def test_in_the_middle_of_a_paste(self):
        """Nothing is lost or doubled, whatever the server has read and stored of it."""
        slow = ("--rate", "20", "--burst", "5")
        self.begin(*slow)
        screen = self.bob(self.server.address, "--paste-guard", "0")
        screen.wait_bracketed_paste()
        lines = [f"line {number}" for number in range(80)]
        screen.enter(lines[0])
        wait_until(lambda: self.texts() == lines[:1], screen.shown)  # The session is stored, too.
        screen.paste("".join(f"{line}\n" for line in lines[1:]))
        for times, number in enumerate((5, 30), 1):
            self.wait_said(screen, f"line {number}")
            self.kill(self.server)
            self.wait_away(screen)
            self.assertNotIn(said("Bob", lines[-1]), screen.scrolled())
            self.restart(*slow)
            self.wait_back(screen, times)
        self.wait_said(screen, lines[-1])
        self.assertEqual([row for row in screen.scrolled() if row.startswith(said("Bob", ""))],
                         [said("Bob", line) for line in lines])
        screen.type("\x04")
        screen.expect_status(0)
        self.assertEqual(self.texts(), lines)

    def wait_said(self, screen, text):
        screen.wait_screen(lambda _: said("Bob", text) in screen.scrolled(), text)

    def test_in_the_middle_of_a_search(self):
        self.begin()
        self.store(self.server, "a needle")
        screen = self.bob(self.server.address)
        screen.enter("first")
        wait_until(lambda: "first" in self.texts(), screen.shown)  # So the session is stored, too.
        screen.wait_last(said("Bob", "first"), PROMPT)
        self.server.signal(signal.SIGSTOP)  # So it does not answer.
        screen.enter("/search needle")
        screen.wait_last(typed("/search needle"), PROMPT)
        self.kill(self.server)
        self.wait_away(screen)
        self.restart()
        self.wait_back(screen)
        needle = said("Scribe", "a needle")
        screen.wait_screen(lambda _: [without_time(row) for row in screen.scrolled()].count(needle) == 2,
                           "what was said before, and what was found")

    def test_rooms_are_entered_again(self):
        """A server that keeps nothing has forgotten them."""
        self.begin(data=False)
        screen = self.bob(self.server.address)
        screen.enter("/join games")
        screen.wait_last(*entered("games", 1), f"#games {PROMPT}")
        self.kill(self.server)
        self.wait_away(screen)
        screen.enter("still here")
        self.restart()
        ann = self.client(self.server, "Ann")
        ann.line("/join games")
        self.wait_back(screen)
        ann.skip_to("(Bob) still here")
        screen.wait_text(said("Bob", "still here"))
        screen.wait_last(f"#games {PROMPT}")

    def test_ctrl_c_discards_what_waits(self):
        self.begin()
        screen = self.bob(self.server.address)
        self.kill(self.server)
        self.wait_away(screen)
        screen.enter("one")
        screen.enter("two")
        screen.wait_text("2 lines waiting >")
        screen.type("\x03")
        screen.wait_text(f"2{NOT_SENT}")
        self.restart()
        self.wait_back(screen)
        screen.enter("three")
        screen.wait_last(said("Bob", "three"), PROMPT)
        wait_until(lambda: self.texts() == ["three"], lambda: f"stored: {self.texts()}")


class CutConnection(ReconnectCase):
    def setUp(self):
        super().setUp()
        self.begin()
        self.proxy = Proxy(self, self.server.address)
        self.ann, = self.room(self.server, "Ann")
        self.screen = self.bob(self.proxy.address, "--paste-guard", "0")
        self.ann.expect(joined("Bob"))
        self.screen.wait_text(said("Ann", "here"))  # From before.

    def test_in_the_middle_of_a_line_and_nobody_else_notices(self):
        self.screen.type("half a")
        self.screen.wait_last(typed("half a"))
        self.proxy.block()
        self.wait_away(self.screen)
        self.screen.enter(" line")
        self.ann.line("meanwhile")
        self.ann.expect(said("Ann", "meanwhile"))
        self.proxy.open()
        self.wait_back(self.screen)
        self.ann.expect(said("Bob", "half a line"))
        self.screen.wait_last(said("Bob", "half a line"), PROMPT)
        self.assertEqual([without_time(row) or row for row in self.screen.scrolled()], [
            connected("Bob"), said("Ann", "here"), typed("half a line"), AGAIN, said("Ann", "meanwhile"),
            said("Bob", "half a line"), PROMPT])

    def test_in_the_middle_of_a_paste(self):
        self.screen.wait_bracketed_paste()
        lines = [f"line {number}" for number in range(200)]
        self.screen.paste("".join(f"{line}\n" for line in lines))
        for number in (20, 100):
            self.screen.wait_screen(lambda _: said("Bob", lines[number]) in self.screen.scrolled(),
                                    lines[number])
            self.proxy.cut()
        self.ann.expect(*(said("Bob", line) for line in lines))
        self.screen.wait_screen(lambda _: said("Bob", lines[-1]) in self.screen.scrolled(), "the end")
        own = [row for row in self.screen.scrolled() if row.startswith(said("Bob", ""))]
        self.assertEqual(own, [said("Bob", line) for line in lines])

    def test_in_the_middle_of_a_search(self):
        """Both searches: in the typed lines, and in what was said."""
        self.screen.enter("a needle")
        self.screen.wait_last(said("Bob", "a needle"), PROMPT)
        self.screen.type(SEARCH_BACK + "nee")
        self.screen.wait_screen(lambda rows: "nee" in rows[-1] and rows[-1].endswith("a needle"),
                                "what was typed before")
        self.proxy.cut()
        self.wait_back(self.screen)
        self.screen.enter("dle")
        self.ann.expect(said("Bob", "a needle"), said("Bob", "a needle"))
        self.screen.enter("/search needle")
        self.proxy.cut()
        self.wait_back(self.screen, times=2)
        self.screen.wait_screen(lambda _: len([row for row in self.screen.scrolled()
                                               if without_time(row) == said("Bob", "a needle")]) == 2,
                                "what was found")

    def test_again_and_again(self):
        for number in range(3):
            self.proxy.cut()
            self.screen.enter(f"line {number}")
            self.ann.expect(said("Bob", f"line {number}"))
            self.screen.wait_last(said("Bob", f"line {number}"), PROMPT)
        self.assertEqual(self.screen.scrolled().count(AGAIN), 3)


class PlayedReconnect(ReconnectCase):
    def setUp(self):
        super().setUp()
        self.server = PlayedServer(self)
        self.screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
        self.peer = self.server.accept()
        self.assertEqual(self.peer.next("hello")["name"], "Bob")
        self.peer.welcome()
        self.screen.wait_last(connected("Bob"), PROMPT)

    def test_the_tries_are_one_row(self):
        self.peer.reset_connection()
        for number in range(3):
            peer = self.server.accept()
            self.assertEqual(peer.next("resume")["session"], "s" * 22)
            peer.tell("closing", reason="shutdown", text=f"reason {number}")
            peer.close()
            self.screen.wait_last_row(not_connected(f"reason {number}"))
            self.assertEqual(len(rows_about(self.screen)), 1)
        peer = self.server.accept()
        peer.next("resume")
        peer.welcome(resumed=True, cid=0)
        self.screen.wait_last(AGAIN, PROMPT)
        self.assertEqual(rows_about(self.screen), [])
        self.assertEqual(self.screen.scrolled()[0], connected("Bob"))

    def test_what_the_server_had_not_stored_is_sent_again_with_its_number(self):
        self.screen.enter("one")
        self.screen.enter("two")
        self.assertEqual([self.peer.next("say")["cid"] for _ in range(2)], [1, 2])
        self.peer.tell("message", id=2, time="2026-01-01T00:00:00.000Z", room="lobby", text="one",
                       cid=1, origin="o", **{"from": "Bob"})
        self.screen.wait_for(said("Bob", "one"))
        self.peer.reset_connection()
        peer = self.server.accept()
        self.assertEqual(peer.next("resume")["seen"], {"lobby": 2})
        peer.welcome(resumed=True, cid=1)
        again = peer.next("say")
        self.assertEqual((again["cid"], again["text"]), (2, "two"))

    def test_what_a_forgotten_session_has_said_was_perhaps_sent(self):
        """The lines that were typed meanwhile were not, and are sent."""
        self.screen.enter("perhaps")
        self.peer.next("say")
        self.peer.reset_connection()
        self.wait_away(self.screen)
        self.screen.enter("surely")
        peer = self.server.accept()
        peer.next("resume")
        peer.tell("error", code="unknown_session", text="This session is unknown")
        self.assertEqual(peer.next("hello")["name"], "Bob")
        peer.welcome(session="t" * 22)
        self.assertEqual(peer.next("say")["text"], "surely")
        self.screen.wait_for(AGAIN, perhaps_sent("perhaps"))
        self.assertNotIn("unknown", self.screen.shown())

    def test_a_password_that_was_perhaps_sent_is_not_shown(self):
        self.screen.enter("/register secret-words")
        self.peer.next("command")
        self.peer.reset_connection()
        peer = self.server.accept()
        peer.next("resume")
        peer.tell("error", code="unknown_session", text="")
        peer.next("hello")
        peer.welcome()
        self.screen.wait_text("A line with a password was perhaps sent")
        self.assertEqual("\n".join(self.screen.scrolled()).count("secret-words"), 1)  # As typed.

    def test_a_server_that_only_listens_is_no_connection(self):
        self.peer.close()
        self.wait_away(self.screen)
        self.screen.type("typed meanwhile")
        self.server.accept().next("resume")  # Without an answer.
        self.screen.wait_screen(lambda rows: rows[-1].startswith(NOT_CONNECTED + NO_ANSWER[:6]) and
                                rows[-2] == typed("typed meanwhile"), "the reason")

    def test_it_stays_away_when_it_is_told_to(self):
        for reason in ("kicked", "banned", "replaced"):
            with self.subTest(reason):
                screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
                peer = self.server.accept()
                peer.next("hello")
                peer.welcome()
                screen.wait_last(connected("Bob"), PROMPT)
                peer.tell("closing", reason=reason, text=f"you were {reason}")
                peer.close()
                screen.wait_for(f"tertulia: {self.server.address}: you were {reason}", "[status 1]")
                screen.expect_restored()
                self.assertEqual(rows_about(screen), [])


if __name__ == "__main__":
    main()
