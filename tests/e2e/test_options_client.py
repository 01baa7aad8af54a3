"""The client's command line, and its settings file."""

import contextlib
import os
import socket

from phrases import closing_idle, connected, said
from support import CLIENT, Case, Process, Terminal, main


class Usage(Case):
    def refused(self, *options):
        process = self.run_client(*options)
        self.assertEqual(process.child.returncode, 64, f"{options}")
        self.assertEqual(process.out.text(), "")
        self.assertRegex(process.err.text(), r"^[^\n]+\n$", f"{options}")
        return process.err.text()

    def test_a_bad_value_is_reported_with_its_option(self):
        for option in ("--idle-timeout", "--keepalive"):
            for value in ("soon", "-1", "1.5us", "1min 30", "8d", "s"):
                error = self.refused("--duo", f"{option}={value}", "127.0.0.1:1")
                self.assertIn(option, error, value)

    def test_a_missing_value_is_reported(self):
        for option in ("--name", "--keepalive"):
            self.assertIn(option, self.refused("127.0.0.1:1", option))

    def test_a_bad_address_is_reported(self):
        for address in ("127.0.0.1:x", "127.0.0.1:65536", "[::1", ":x", "unix:"):
            self.refused("--name", "Bob", address)

    def test_an_unknown_option_is_reported(self):
        self.assertIn("--colour", self.refused("--colour"))

    def test_a_port_without_a_host_is_reported_with_a_hint(self):
        self.assertIn("localhost:7799", self.refused("--name", "Bob", "7799"))

    def test_two_ports_are_refused(self):
        self.refused("127.0.0.1:1", "2")

    def test_two_addresses_are_refused(self):
        self.refused("127.0.0.1:1", "127.0.0.1:2")

    def test_help_lists_every_option_and_its_default(self):
        for option in ("--help", "-h"):
            process = self.run_client(option)
            process.expect_status(0)
            for text in ("localhost:7788", "--name", "--duo", "--idle-timeout", "--keepalive",
                         "60s", "--version", "Examples:"):
                self.assertIn(text, process.out.text())

    def test_no_line_of_help_is_longer_than_100_columns(self):
        for line in self.run_client("--help").out.text().splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_the_version(self):
        for option in ("--version", "-V"):
            process = self.run_client(option)
            process.expect_status(0)
            self.assertRegex(process.out.text(), r"^tertulia \d+\.\d+\.\d+\n$")


class Settings(Case):
    """The settings file."""

    def start(self, text, *options):
        """The user's own file has this text."""
        home = self.directory()
        os.mkdir(f"{home}/tertulia")
        path = f"{home}/tertulia/tertulia.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        client = Process(self, [CLIENT, *options], extra={"XDG_CONFIG_HOME": home})
        client.path = path
        return client

    def test_the_file_names_server_and_user(self):
        server = self.serve()
        bob = self.start(f"# mine\nserver = {server.address}\nname = Bob\n")
        bob.out.skip_to(connected("Bob"))
        bob.line("hello")
        bob.out.skip_to(said("Bob", "hello"))

    def test_the_command_line_wins(self):
        server = self.serve()
        ann = self.start("server = 127.0.0.1:1\nname = Bob\n", "--name", "Ann", server.address)
        ann.out.skip_to(connected("Ann"))

    def test_a_mistake_is_one_line_with_its_place(self):
        for line, problem in (("nam = Bob", "unknown setting 'nam'"), ("name", "not of the form name = value"),
                              ("keepalive = soon", "keepalive: 'soon' is not a number"),
                              ("password = secret", "a password does not belong into this file; see password-file")):
            with self.subTest(line=line):
                client = self.start(f"# mine\n\n{line}\n", "127.0.0.1:1")
                client.expect_status(64)
                self.assertEqual(client.out.text(), "")
                self.assertEqual(client.err.text(), f"tertulia: {client.path}:3: {problem}\n")

    def test_a_file_that_is_named_must_exist(self):
        client = self.start("nonsense", "--settings", "/nonexistent/file", "127.0.0.1:1")
        client.expect_status(64)
        self.assertEqual(client.err.text(), "tertulia: cannot read /nonexistent/file: No such file or directory\n")

    def test_none_reads_no_file(self):
        for name in ("none", ""):
            server = self.serve()
            bob = self.start("nonsense", "--settings", name, "--name", "Bob", server.address)
            bob.out.skip_to(connected("Bob"))


def is_free(port):
    """Whether nobody on this machine listens on the port."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family) as probe:
            probe.connect((address, port))
            return False
    return True


class FirstMinute(Case):
    """A user who has just installed the client starts it, and has no server."""

    def setUp(self):
        if not is_free(7788):
            self.skipTest("a server listens on port 7788 of this machine")

    def test_three_lines_say_what_to_do(self):
        screen = Terminal(self, CLIENT)
        screen.wait_for("tertulia: there is no server on this machine. Start one: tertuliad",
                        "Or connect to a server elsewhere: tertulia HOST",
                        "The manual says more: man tertulia",
                        "[status 1]")

    def test_a_server_that_was_named_gets_its_reason(self):
        screen = Terminal(self, CLIENT, "localhost:7788")
        screen.expect_status(1)
        self.assertIn("tertulia: cannot connect to localhost:7788: Connection refused", screen.lines()[0])

    def test_a_script_gets_one_line(self):
        client = self.run_client("--name", "Bob")
        client.expect_status(1)
        self.assertRegex(client.err.text(), r"^tertulia: cannot connect to localhost:7788: [^\n]+\n$")


class Keepalive(Case):
    def test_regular_empty_lines_keep_the_connection(self):
        server = self.serve("--idle-timeout", "900ms", "--rate", "0")
        bob = self.tertulia(server, "--name", "Bob", "--keepalive", "100ms")
        bob.out.skip_to(connected("Bob"))
        silent = self.client(server, "Silent")
        silent.skip_to(closing_idle("900 ms"))
        bob.line("still here")
        bob.out.skip_to(said("Bob", "still here"))

    def test_without_keepalive_the_server_closes_the_connection(self):
        server = self.serve("--idle-timeout", "500ms")
        bob = self.tertulia(server, "--name", "Bob", "--keepalive", "0")
        bob.out.skip_to(closing_idle("500 ms"))
        bob.expect_status(1)


if __name__ == "__main__":
    main()
