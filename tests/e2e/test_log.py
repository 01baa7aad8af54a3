"""The log while its reader is slow."""

from phrases import LOG_DROPPED, lines_were_dropped, said
from support import Case, main

FLOOD = "x" * 4000
CONNECTIONS = 8
LINES = 60  # Of each connection: together they are more than the server keeps.


class SlowReader(Case):
    """A user sent long lines just before somebody wrote what should not be in the log. The journal
    did not take them at once, and the server dropped what followed."""

    def setUp(self):
        self.server = self.serve("--print-messages", "--rate", "0")
        self.bob = self.client(self.server, "Bob")
        self.server.err.stall()

    def flood(self, source):
        crowd = [self.client(self.server, f"Flood{i}", source=source) for i in range(CONNECTIONS)]
        for i, one in enumerate(crowd):
            one.send(f"{FLOOD}\n" * LINES + "end\n")
            self.bob.wait_for(said(f"Flood{i}", "end"))

    def say(self, client, name, text):
        client.line(text)
        self.bob.wait_for(said(name, text))

    def test_a_flood_from_one_address_keeps_no_message_of_others_out_of_the_log(self):
        self.say(self.bob, "Bob", "before")
        self.flood("127.0.0.2")
        self.say(self.bob, "Bob", "after")
        self.server.err.resume()
        self.server.logged(said("Bob", "before"))
        self.server.logged(said("Bob", "after"))
        self.server.logged(lines_were_dropped("127.0.0.2"))

    def test_nor_does_a_flood_from_the_same_address(self):
        self.flood("127.0.0.1")
        self.say(self.bob, "Bob", "after")
        self.server.err.resume()
        self.server.logged(said("Bob", "after"))

    def test_what_fits_is_not_dropped(self):
        for i in range(100):
            self.say(self.bob, "Bob", f"{i} {FLOOD}")
        self.server.err.resume()
        for i in range(100):
            self.server.logged(said("Bob", f"{i} {FLOOD}"))
        self.assertNotIn(LOG_DROPPED, self.server.err.text())


if __name__ == "__main__":
    main()
