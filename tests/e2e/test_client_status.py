"""The client's exit status, and what it says when something went wrong."""

import os
import signal
import socket
from subprocess import DEVNULL, PIPE

from support import CLIENT, Case, Program, Terminal, main


class Status(Case):
    def one_line(self, process, *words):
        said = process.err.text()
        self.assertRegex(said, r"^[^\n]+\n$")
        for word in words:
            self.assertIn(word, said)

    def refused_address(self):
        """An address that is taken, and at which nobody listens."""
        taken = socket.socket()
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % taken.getsockname()[1]

    def test_0_after_goodbye(self):
        client = self.tertulia(self.serve(), "--name", "Bob", stdin=DEVNULL)
        client.expect_status(0)
        self.assertTrue(client.out.text().endswith("Goodbye Bob!\n"))

    def test_0_after_goodbye_without_a_name(self):
        client = self.tertulia(self.serve())
        client.line("exit")
        client.out.skip_to("Goodbye!")
        client.expect_status(0)

    def test_1_without_connection(self):
        address = self.refused_address()
        for options in (("--name", "Bob"), (), ("--duo", "--name", "Bob")):
            process = self.run_client(*options, address)
            process.expect_status(1)
            self.one_line(process, address, "refused")
            self.assertEqual(process.out.text(), "")

    def test_1_when_the_host_is_unknown(self):
        process = self.run_client("--name", "Bob", "host.invalid:7788")
        process.expect_status(1)
        self.one_line(process, "host.invalid:7788")

    def test_1_when_there_is_no_such_unix_socket(self):
        path = f"{self.directory()}/none"
        process = self.run_client("--name", "Bob", f"unix:{path}")
        process.expect_status(1)
        self.one_line(process, f"unix:{path}")

    def test_1_without_connection_on_a_terminal(self):
        address = self.refused_address()
        screen = Terminal(self, CLIENT, address)
        screen.wait_text(address)
        screen.expect_status(1)

    def lost(self, *options):
        """The server vanishes without a word."""
        server = self.serve(*options, stdin=PIPE)
        client = self.tertulia(server, *(("--duo",) if "--duo" in options else ()), "--name", "Bob")
        client.out.skip_to("-- You are talking with Servidor" if "--duo" in options
                           else "You are now connected, Bob!")
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        client.expect_status(1)
        self.one_line(client, server.address)

    def test_1_when_the_connection_is_lost_before_goodbye(self):
        self.lost()

    def test_1_when_the_connection_for_two_is_lost(self):
        self.lost("--duo")

    def test_1_when_it_was_closed_for_being_idle(self):
        client = self.tertulia(self.serve("--idle-timeout", "300ms"), "--name", "Bob")
        client.out.skip_to("-- Closing: idle for 300 ms")
        client.expect_status(1)

    def test_1_when_the_server_is_full(self):
        server = self.serve("--max-clients", "1")
        self.room(server, "Ann")
        client = self.tertulia(server, "--name", "Bob", stdin=DEVNULL)
        client.expect_status(1)
        self.assertIn("The server is full; try again later", client.err.text())

    def test_2_when_the_name_is_taken(self):
        server = self.serve()
        ann, = self.room(server, "Bob")
        client = self.tertulia(server, "--name", "bob")
        client.line("lost words")
        client.expect_status(2)
        self.assertIn("'bob' is taken", client.out.text() + client.err.text())
        ann.line("marker")
        ann.expect("(Bob) marker")

    def test_2_when_the_first_line_is_no_name(self):
        client = self.tertulia(self.serve())
        client.line("make: *** Error 1")
        client.line("more")
        client.expect_status(2)

    def test_sigterm_ends_it(self):
        server = self.serve()
        client = self.tertulia(server, "--name", "Bob")
        client.out.skip_to("You are now connected, Bob!")
        client.signal(signal.SIGTERM)
        client.wait()
        server.logged("Client disconnected: Bob")

    def test_sigint_leaves_politely(self):
        client = self.tertulia(self.serve(), "--name", "Bob")
        client.out.skip_to("You are now connected, Bob!")
        client.signal(signal.SIGINT)
        client.out.skip_to("Goodbye Bob!")
        client.expect_status(0)


class Addresses(Case):
    def joins(self, address):
        client = Program(self, "--name", "Bob", address, stdin=DEVNULL)
        client.expect_status(0)

    def test_a_unix_socket(self):
        path = f"{self.directory()}/socket"
        self.serve("--listen", f"unix:{path}")
        self.joins(f"unix:{path}")

    def test_ipv6_in_brackets(self):
        if not os.path.exists("/proc/net/if_inet6"):
            self.skipTest("no IPv6 here")
        self.joins(self.serve("--listen", "[::1]:0").address)

    def test_a_host_name(self):
        server = self.serve("--listen", "127.0.0.1:0")
        self.joins(f"localhost:{server.port}")


if __name__ == "__main__":
    main()
