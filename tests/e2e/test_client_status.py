"""The client's exit status, and its message after a failure."""

import os
import signal
import socket
from subprocess import DEVNULL, PIPE

from duo_phrases import talking_with
from phrases import (ERROR, INVALID_NAME, SERVER_FULL, closing_idle, connected, goodbye,
                     log_disconnected, name_taken, said, text_of)
from support import CLIENT, Case, Program, Terminal, main


class Status(Case):
    def has_one_error(self, process, *words):
        text = process.err.text()
        self.assertRegex(text, r"^[^\n]+\n$")
        for word in words:
            self.assertIn(word, text)

    def refused_address(self):
        """An address that is bound, but does not listen."""
        taken = socket.socket()
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % taken.getsockname()[1]

    def test_0_after_goodbye(self):
        client = self.tertulia(self.serve(), "--name", "Bob", stdin=DEVNULL)
        client.expect_status(0)
        self.assertTrue(client.out.text().endswith(text_of(goodbye("Bob"))))

    def test_0_after_goodbye_without_a_name(self):
        client = self.tertulia(self.serve())
        client.line("exit")
        client.out.skip_to(goodbye())
        client.expect_status(0)

    def test_1_without_connection(self):
        address = self.refused_address()
        for options in (("--name", "Bob"), (), ("--duo", "--name", "Bob")):
            process = self.run_client(*options, address)
            process.expect_status(1)
            self.has_one_error(process, address, "refused")
            self.assertEqual(process.out.text(), "")

    def test_1_when_the_host_is_unknown(self):
        process = self.run_client("--name", "Bob", "host.invalid:7788")
        process.expect_status(1)
        self.has_one_error(process, "host.invalid:7788")

    def test_1_when_there_is_no_such_unix_socket(self):
        path = f"{self.directory()}/none"
        process = self.run_client("--name", "Bob", f"unix:{path}")
        process.expect_status(1)
        self.has_one_error(process, f"unix:{path}")

    def test_1_without_connection_on_a_terminal(self):
        address = self.refused_address()
        screen = Terminal(self, CLIENT, address)
        screen.wait_text(address)
        screen.expect_status(1)

    def lost(self, *options):
        """Checks the client's end after its server is killed."""
        server = self.serve(*options, stdin=PIPE)
        client = self.tertulia(server, *(("--duo",) if "--duo" in options else ()), "--name", "Bob")
        client.out.skip_to(talking_with("Servidor") if "--duo" in options
                           else connected("Bob"))
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        client.expect_status(1)
        self.has_one_error(client, server.address)

    def test_1_when_the_connection_is_lost_before_goodbye(self):
        self.lost()

    def test_1_when_the_duo_connection_is_lost(self):
        self.lost("--duo")

    def test_1_when_the_connection_was_idle(self):
        client = self.tertulia(self.serve("--idle-timeout", "300ms"), "--name", "Bob")
        client.out.skip_to(closing_idle("300 ms"))
        client.expect_status(1)

    def test_1_when_the_server_is_full(self):
        server = self.serve("--max-clients", "1")
        self.room(server, "Ann")
        client = self.tertulia(server, "--name", "Bob", stdin=DEVNULL)
        client.expect_status(1)
        self.assertIn(SERVER_FULL.removeprefix(ERROR), client.err.text())

    def test_2_when_the_name_is_taken(self):
        server = self.serve()
        ann, = self.room(server, "Bob")
        client = self.tertulia(server, "--name", "bob")
        client.line("lost words")
        client.expect_status(2)
        self.assertIn(name_taken("bob").removeprefix(ERROR), client.out.text() + client.err.text())
        ann.line("marker")
        ann.expect(said("Bob", "marker"))

    def test_2_when_the_first_line_is_not_a_name(self):
        client = self.tertulia(self.serve())
        client.line("make: *** Error 1")
        client.line("more")
        client.expect_status(2)
        self.assertIn("--name", client.err.text())

    def test_2_when_the_name_on_the_command_line_is_not_one(self):
        """--name $'Eve\\n/nick Root' sent a command."""
        server = self.serve()
        ann, = self.room(server, "Ann")
        client = self.tertulia(server, "--name", "Eve\n/nick Root")
        client.expect_status(2)
        self.has_one_error(client, INVALID_NAME)
        ann.line("marker")
        ann.expect(said("Ann", "marker"))

    def test_errors_about_the_command_line_are_safe_to_print(self):
        """HOST, and values of options, put their escapes on the terminal."""
        for options in (("\x1b[2Jhost:7788",), ("--keepalive", "\x1b[2J"), ("--\x1b[2J",)):
            process = self.run_client(*options)
            self.assertNotEqual(process.wait(), 0)
            self.assertNotIn("\x1b", process.err.text() + process.out.text())

    def test_sigterm_ends_the_client(self):
        server = self.serve()
        client = self.tertulia(server, "--name", "Bob")
        client.out.skip_to(connected("Bob"))
        client.signal(signal.SIGTERM)
        client.wait()
        server.logged(log_disconnected("Bob"))

    def test_sigint_leaves_with_goodbye(self):
        client = self.tertulia(self.serve(), "--name", "Bob")
        client.out.skip_to(connected("Bob"))
        client.signal(signal.SIGINT)
        client.out.skip_to(goodbye("Bob"))
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
