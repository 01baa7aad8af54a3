"""The client, and a peer that does not speak JSON: it sees one line of JSON, and then plain ones."""

from peers import PlayedServer
from phrases import (PROMPT, SERVER_FULL, USERNAME_PROMPT, connected, goodbye, joined, name_taken, said,
                     text_of, typed)
from support import CLIENT, Case, Program, Terminal, main


class OldServer(Case):
    """A server of tertulia 0.1, which takes the JSON for a name, and asks for another one."""

    def setUp(self):
        self.server = PlayedServer(self)

    def refuse_json(self, peer, prompt=True):
        if prompt:
            peer.line(USERNAME_PROMPT)
        start = peer.next_line()
        self.assertTrue(start.startswith('{"type":"hello","name":"Bob"'), start)
        peer.line(f"! '{start[:32]}…' is too long: a name has at most 32 characters")
        peer.line(USERNAME_PROMPT)

    def take_name(self, peer):
        peer.expect("Bob")
        peer.line(connected("Bob"))

    def take_exit(self, peer):
        peer.expect("exit")
        peer.line(goodbye("Bob"))
        peer.close()

    def test_a_conversation_on_a_terminal(self):
        """The same screen as of old, whether the server asks for the name first or not."""
        for prompt in (True, False):
            with self.subTest(prompt=prompt):
                screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
                peer = self.server.accept()
                self.refuse_json(peer, prompt)
                self.take_name(peer)
                screen.wait_last(connected("Bob"), PROMPT)
                screen.enter("Hello everyone")
                peer.expect("Hello everyone")
                peer.line(said("Bob", "Hello everyone"))
                peer.line(joined("Ann"))
                screen.wait_last(said("Bob", "Hello everyone"), joined("Ann"), PROMPT)
                screen.enter("exit")
                self.take_exit(peer)
                screen.expect_status(0)
                self.assertEqual(screen.scrolled(), [
                    connected("Bob"), typed("Hello everyone"), said("Bob", "Hello everyone"),
                    joined("Ann"), typed("exit"), goodbye("Bob"), "[status 0]"])

    def test_the_user_is_asked_for_the_name_once(self):
        screen = Terminal(self, CLIENT, self.server.address)
        peer = self.server.accept()
        peer.line(USERNAME_PROMPT)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.enter("Bob")
        self.refuse_json(peer, prompt=False)
        self.take_name(peer)
        screen.wait_last(USERNAME_PROMPT, typed("Bob"), connected("Bob"), PROMPT)
        self.assertEqual(screen.scrolled().count(USERNAME_PROMPT), 1)

    def test_a_name_that_is_taken_is_asked_for_again(self):
        screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
        peer = self.server.accept()
        self.refuse_json(peer)
        peer.expect("Bob")
        peer.line(name_taken("Bob"))
        peer.line(USERNAME_PROMPT)
        screen.wait_last(name_taken("Bob"), USERNAME_PROMPT, PROMPT)
        screen.enter("Rob")
        peer.expect("Rob")

    def test_a_pipe(self):
        client = Program(self, "--name", "Bob", self.server.address)
        client.line("one")
        client.end_input()
        peer = self.server.accept()
        self.refuse_json(peer)
        self.take_name(peer)
        peer.expect("one")
        peer.line(said("Bob", "one"))
        self.take_exit(peer)
        client.expect_status(0)
        self.assertEqual(client.out.text(), text_of(connected("Bob"), said("Bob", "one"),
                                                    goodbye("Bob")))
        self.assertEqual(client.err.text(), "")

    def test_a_full_server(self):
        client = Program(self, "--name", "Bob", self.server.address)
        peer = self.server.accept()
        peer.next_line()
        peer.line(SERVER_FULL)
        peer.close()
        client.expect_status(1)
        self.assertEqual(client.err.text(),
                         f"tertulia: {self.server.address}: {SERVER_FULL.removeprefix('! ')}\n")

    def test_a_connection_that_is_lost_later_is_the_end(self):
        """What was typed could be lost or doubled, for this server has no sessions."""
        screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
        peer = self.server.accept()
        self.refuse_json(peer)
        self.take_name(peer)
        screen.wait_last(connected("Bob"), PROMPT)
        peer.close()
        screen.wait_text(f"tertulia: {self.server.address}: the server closed the connection")
        screen.expect_status(1)


class Netcat(Case):
    """`nc -l`, whose user types the lines of a server."""

    def setUp(self):
        self.server = PlayedServer(self)

    def test_whatever_it_says_first_decides(self):
        screen = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
        peer = self.server.accept()
        peer.next_line()
        peer.line(connected("Bob"))
        peer.expect("Bob")
        screen.wait_last(connected("Bob"), PROMPT)

    def test_a_silent_one_gets_the_name_after_a_while(self):
        client = Program(self, "--name", "Bob", self.server.address)
        peer = self.server.accept()
        self.assertTrue(peer.next_line().startswith("{"))
        peer.expect("Bob")
        peer.line(connected("Bob"))
        client.line("hello")
        peer.expect("hello")
        peer.line(said("Bob", "hello"))
        client.out.expect(connected("Bob"), said("Bob", "hello"))


if __name__ == "__main__":
    main()
