"""The client in a pipe: what it promises to scripts."""

import json
import signal

from archive import ArchiveCase
from peers import PlayedServer, Proxy
from phrases import (client_error, connected, goodbye, joined, left, no_such_user, said,
                     text_of)
from room_phrases import entered
from sockets import free_port
from support import Case, Program, main
from waiting import wait_until


class Acknowledged(Case):
    """The test plays the server, and says when a line is stored."""

    def setUp(self):
        self.server = PlayedServer(self)

    def start(self, *options):
        self.client = Program(self, "--name", "ci", *options, self.server.address)
        self.client.line("the line")
        self.client.end_input()
        return self.greet()

    def greet(self):
        peer = self.server.accept()
        peer.next("hello")
        peer.welcome("ci")
        return peer

    def order(self, peer, text="the line", cid=1):
        """Takes the line, and shows it to everyone."""
        say = peer.next("say")
        self.assertEqual((say["cid"], say["text"]), (cid, text))
        peer.tell("message", id=cid + 1, time="2026-01-01T00:00:00.000Z", room="lobby", text=text,
                  cid=cid, origin="o", **{"from": "ci"})
        self.client.out.skip_to(said("ci", text))

    def say_goodbye(self, peer):
        peer.next("bye")
        peer.tell("goodbye", name="ci")
        peer.close()

    def test_0_only_when_it_is_stored(self):
        peer = self.start()
        self.order(peer)
        self.assertEqual(peer.data.count(b"\n"), 2, peer.seen())  # It does not leave yet.
        peer.tell("stored", cid=1)
        self.say_goodbye(peer)
        self.client.expect_status(0)
        self.assertEqual(self.client.err.text(), "")

    def test_4_when_it_will_never_be_stored(self):
        peer = self.start()
        self.order(peer)
        peer.tell("error", code="not_stored", text="That line is not stored", cid=1)
        peer.tell("stored", cid=1)
        self.say_goodbye(peer)
        self.client.expect_status(4)
        self.assertEqual(self.client.err.text(),
                         f"tertulia: {self.server.address}: That line is not stored\n")

    def test_1_when_the_connection_is_lost_before(self):
        peer = self.start()
        self.order(peer)
        peer.close()
        self.client.expect_status(1)

    def test_a_retry_sends_again_what_is_not_stored(self):
        peer = self.start("--retry", "1m")
        self.order(peer)
        peer.reset_connection()
        peer = self.server.accept()
        peer.next("resume")
        peer.welcome("ci", resumed=True, cid=0)
        self.assertEqual(peer.next("say")["cid"], 1)
        peer.tell("stored", cid=1)
        self.say_goodbye(peer)
        self.client.expect_status(0)
        self.assertEqual(self.client.err.text(), "")

    def test_4_when_nobody_knows_whether_it_was_stored(self):
        peer = self.start("--retry", "1m")
        self.assertEqual(peer.next("say")["cid"], 1)
        peer.reset_connection()
        peer = self.server.accept()
        peer.next("resume")
        peer.tell("error", code="unknown_session", text="")
        peer.next("hello")
        peer.welcome("ci")
        self.say_goodbye(peer)
        self.client.expect_status(4)
        self.assertIn("Perhaps sent: the line", self.client.err.text())


class Stored(ArchiveCase):
    def test_what_a_pipe_has_said_is_on_the_disk_when_it_ends(self):
        server = self.start()
        path = self.file("".join(f"line {number}\n" for number in range(300)))
        with open(path, "rb") as file:
            client = self.tertulia(server, "--name", "ci", stdin=file)
        client.expect_status(0)
        self.kill(server)
        self.assertEqual(self.texts(), [f"line {number}" for number in range(300)])

    def test_killed_servers_lose_and_double_nothing(self):
        """The pipe fills while the server is away, and its writer waits."""
        slow = ("--rate", "50", "--burst", "10")
        server = self.start(*slow)
        client = self.tertulia(server, "--name", "ci", "--retry", "1m")
        lines = [f"line {number}" for number in range(120)]
        client.line(lines[0])
        wait_until(lambda: self.texts() == lines[:1], client.seen)  # The session is stored, too.
        client.write("".join(f"{line}\n" for line in lines[1:]))
        client.end_input()
        for number in (10, 60):
            client.out.wait_for(text_of(said("ci", lines[number])))
            self.kill(server)
            self.assertTrue(client.running(), client.seen())
            server = self.again(server, *slow)
        client.expect_status(0)
        self.assertEqual(self.texts(), lines)
        own = [line for line in client.out.text().splitlines() if line.startswith(said("ci", ""))]
        self.assertEqual(own, [said("ci", line) for line in lines])
        self.assertEqual(client.err.text(), "")


class Retry(Case):
    def test_a_server_that_comes_later(self):
        address = f"127.0.0.1:{free_port()}"
        client = Program(self, "--name", "ci", "--retry", "1m", address)
        client.line("early")
        client.end_input()
        self.run_client("--name", "ci", address).expect_status(1)  # The first one has tried, too.
        self.assertTrue(client.running(), client.seen())
        self.serve("--listen", address)
        client.expect_status(0)
        self.assertEqual(client.out.text(), text_of(connected("ci"), said("ci", "early"), goodbye("ci")))
        self.assertEqual(client.err.text(), "")

    def test_a_server_that_does_not_come(self):
        address = f"127.0.0.1:{free_port()}"
        client = Program(self, "--name", "ci", "--retry", "300ms", address)
        client.expect_status(1)
        self.assertEqual(client.out.text(), "")
        self.assertEqual(client.err.text(),
                         f"tertulia: cannot connect to {address}: Connection refused\n")

    def test_a_server_that_does_not_come_back(self):
        server = self.serve()
        client = self.tertulia(server, "--name", "ci", "--retry", "300ms")
        client.out.skip_to(connected("ci"))
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        client.expect_status(1)
        self.assertEqual(client.err.text(),
                         f"tertulia: cannot connect to {server.address}: Connection refused\n")

    def test_a_refused_name_is_not_tried_again(self):
        server = self.serve()
        self.room(server, "ci")
        client = self.tertulia(server, "--name", "ci", "--retry", "1m")
        client.expect_status(2)

    def test_a_cut_connection_is_not_noticed(self):
        server = self.serve("--rate", "0")
        ann, = self.room(server, "Ann")
        proxy = Proxy(self, server.address)
        client = Program(self, "--name", "ci", "--retry", "1m", proxy.address)
        ann.expect(joined("ci"))
        for number in range(3):
            client.line(f"line {number}")
            ann.expect(said("ci", f"line {number}"))
            proxy.cut()
        client.end_input()
        client.expect_status(0)
        ann.expect(left("ci"))
        self.assertEqual(client.out.text(), text_of(
            connected("ci"), *(said("ci", f"line {number}") for number in range(3)), goodbye("ci")))
        self.assertEqual(client.err.text(), "")


class Scripts(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def test_lines_for_a_room(self):
        ann, = self.room(self.server, "Ann")
        ann.line("/join builds")
        ann.expect(*entered("builds", 1))
        with open(self.file("one\n/op Eve\ntwo\n"), "rb") as log:
            client = self.tertulia(self.server, "--name", "ci", "--room", "builds", stdin=log)
        client.expect_status(0)
        ann.skip_to(said("ci", "one"))
        ann.expect(said("ci", "/op Eve"), said("ci", "two"))
        self.assertEqual(client.out.text(), text_of(
            connected("ci"), *entered("builds", 2), said("ci", "one"), said("ci", "/op Eve"),
            said("ci", "two"), goodbye("ci")))
        self.assertEqual(client.err.text(), "")

    def test_only_with_commands_all_commands_are_taken(self):
        for options, answer in (((), (said("ci", "/join x"),)), (("--commands",), entered("x", 1))):
            with self.subTest(options=options):
                client = self.tertulia(self.server, "--name", "ci", *options)
                client.line("/join x")
                client.end_input()
                client.expect_status(0)
                self.assertEqual(client.out.text(),
                                 text_of(connected("ci"), *answer, goodbye("ci")))

    def test_count_ends_after_so_many_messages_of_others(self):
        client = self.tertulia(self.server, "--name", "ci", "--count", "2")
        client.line("mine")
        client.end_input()
        client.out.skip_to(said("ci", "mine"))
        ann, = self.room(self.server, "Ann")  # Says the first one.
        client.out.expect(joined("Ann"), said("Ann", "here"))
        self.assertTrue(client.running())
        ann.line("the second")
        client.out.expect(said("Ann", "the second"), goodbye("ci"))
        client.expect_status(0)

    def test_until_quiet_ends_when_nothing_comes_in(self):
        client = self.tertulia(self.server, "--name", "ci", "--until-quiet", "300ms")
        client.line("mine")
        client.end_input()
        client.expect_status(0)
        self.assertEqual(client.out.text(), text_of(connected("ci"), said("ci", "mine"), goodbye("ci")))

    def test_json_prints_the_lines_of_the_server(self):
        client = self.tertulia(self.server, "--name", "ci", "--json", "--count", "2")
        client.line("mine")
        ann = None

        def kinds():
            return [json.loads(line)["type"] for line in client.out.text().splitlines()]

        wait_until(lambda: "message" in kinds(), client.seen)
        ann, = self.room(self.server, "Ann")
        ann.line("to all")
        client.expect_status(0)
        self.assertEqual(client.err.text(), "")
        events = [json.loads(line) for line in client.out.text().splitlines()]
        self.assertEqual([(event["type"], event.get("text")) for event in events], [
            ("message", "mine"), ("joined", None), ("message", "here"), ("message", "to all"),
            ("goodbye", None)])
        self.assertNotIn("session", client.out.text())  # It is a secret.

    def test_errors_are_on_standard_error_only(self):
        client = self.tertulia(self.server, "--name", "ci", "--json")
        client.line("/msg Nobody hi")
        client.line("fine")
        client.end_input()
        client.expect_status(4)
        self.assertEqual(client.err.text(), text_of(client_error(self.server, no_such_user("Nobody"))))
        self.assertEqual([json.loads(line).get("text") for line in client.out.text().splitlines()],
                         ["fine", None])

    def test_a_line_for_a_room_that_is_closed_goes_nowhere_else(self):
        """It would be read in the lobby."""
        ann, = self.room(self.server, "Ann")
        for line in ("/join vault", "/private on"):
            ann.line(line)
        ann.skip_to("-- Ann has made #vault private: only invited people can enter")
        client = self.tertulia(self.server, "--name", "ci", "--room", "vault")
        client.line("secret")
        client.end_input()
        client.expect_status(4)
        self.assertNotIn(said("ci", "secret"), client.out.text())
        ann.line("marker")
        self.assertNotIn("secret", "".join(ann.skip_to(said("Ann", "marker"))))


if __name__ == "__main__":
    main()
