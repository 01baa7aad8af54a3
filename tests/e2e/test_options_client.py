"""The client's command line."""

from phrases import closing_idle, connected, said
from support import Case, main


class Usage(Case):
    def refused(self, *options):
        process = self.run_client(*options)
        self.assertEqual(process.child.returncode, 64, f"{options}")
        self.assertEqual(process.out.text(), "")
        self.assertRegex(process.err.text(), r"^[^\n]+\n$", f"{options}")
        return process.err.text()

    def test_a_bad_value_is_reported_with_its_option(self):
        for option in ("--idle-timeout", "--keepalive"):
            for value in ("soon", "-1", "1.5", "10 s", "5d", "s"):
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
