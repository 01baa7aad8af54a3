"""The daemon's command line: each error is one line, and --help lists every option."""

import os
import re
import signal
import socket

from phrases import LOG_EVENT_LOOP
from support import Case, main
from waiting import wait_until

DEFAULTS = {
    "--listen": "[::]:7788",
    "--config": "none",
    "--data": "none",
    "--duo": "off",
    "--name": "Servidor",
    "--idle-timeout": "15m",
    "--login-timeout": "30s",
    "--drain-timeout": "5s",
    "--send-timeout": "60s",
    "--resume-timeout": "60s",
    "--max-clients": "10000",
    "--max-clients-per-address": "0",
    "--max-rooms": "1000",
    "--max-rooms-per-client": "20",
    "--max-accounts": "10000",
    "--max-accounts-per-address": "10",
    "--operator": "none",
    "--passwords-in-plain": "off",
    "--max-line": "4096",
    "--send-queue": "1MiB",
    "--send-queue-total": "64MiB",
    "--resume-buffer": "256KiB",
    "--rate": "5",
    "--burst": "20",
    "--print-messages": "off",
    "--log-level": "info",
}


class Daemon(Case):
    def refused(self, *options):
        """Checks that the daemon does not start. Returns its one-line error and its status."""
        process = self.run_daemon(*options)
        error = process.err.text()
        self.assertGreater(process.child.returncode, 0, f"{options}: {process.seen()}")
        self.assertEqual(process.out.text(), "")
        self.assertRegex(error, r"^[^\n]+\n$", f"{options}")
        self.assertNotIn("terminate", error)
        return error, process.child.returncode


class BadUsage(Daemon):
    def refused(self, *options):
        said, status = super().refused(*options)
        self.assertEqual(status, 2, f"{options}")
        return said, status

    def test_a_bad_value_is_reported_with_its_option(self):
        for option, *values in (
                ("--listen", "", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "[::1", ":x",
                 "unix:"),
                ("--unix-mode", "0999", "1777", "rw", "-1"),
                ("--unix-group", "no such group", "-1"),
                ("--idle-timeout", "", "soon", "-1", "1.5us", "1min 30", "8d", "s", "99999h"),
                ("--login-timeout", "0", "x"),
                ("--drain-timeout", "2h", "x"),
                ("--max-clients", "0", "-1", "many", "1k", "99999999999999999999"),
                ("--max-clients-per-address", "-1", "x"),
                ("--resume-timeout", "25h", "x"),
                ("--max-rooms", "0", "x"),
                ("--max-rooms-per-client", "1001", "x"),
                ("--max-accounts", "-1", "1000001"), ("--operator", "a b", "exit"),
                ("--resume-buffer", "4095", "x"),
                ("--max-line", "63", "2MiB", "1GB", "x"),
                ("--send-queue", "1", "4000", "x"),
                ("--rate", "-1", "fast", "0.5"),
                ("--burst", "0", "x"),
                ("--log-level", "loud", ""),
                ("--name", "a b", "x" * 33, "exit")):
            for value in values:
                error, _ = self.refused(f"{option}={value}")
                self.assertIn(option, error, value)

    def test_the_limits_of_a_range_are_accepted(self):
        for option in ("--idle-timeout=0", "--login-timeout=10ms", "--drain-timeout=0",
                       "--max-clients=1", "--max-clients-per-address=0", "--max-line=64",
                       "--max-line=1MiB", "--send-queue=4KiB", "--send-queue-total=1MiB", "--rate=0",
                       "--burst=1", "--resume-timeout=0", "--max-rooms=1", "--max-rooms-per-client=0",
                       "--resume-buffer=4KiB"):
            process = self.run_daemon("--check-config", "--max-line=64", "--send-queue=4MiB", option)
            self.assertEqual(process.child.returncode, 0, process.seen())

    def test_a_send_queue_that_is_too_small_for_its_lines_is_refused(self):
        process = self.run_daemon("--check-config", "--max-line=1MiB")
        process.expect_status(1)
        self.assertEqual(process.err.text(), "tertuliad: send-queue 1MiB is less than 4 times "
                         "max-line 1MiB\n")

    def test_an_unknown_option_is_reported(self):
        self.assertIn("--colour", self.refused("--colour")[0])

    def test_an_argument_without_an_option_is_reported(self):
        self.assertIn("7788", self.refused("7788")[0])

    def test_a_missing_value_is_reported(self):
        for option in ("--listen", "--config", "--rate", "--name"):
            self.assertIn(option, self.refused(option)[0])


class NoStart(Daemon):
    def fails(self, *options):
        error, status = self.refused(*options)
        self.assertEqual(status, 1)
        return error

    def test_a_taken_port(self):
        server = self.serve()
        error = self.fails("--listen", server.address)
        self.assertIn(server.address, error)
        self.assertIn("in use", error)

    def test_a_host_that_cannot_be_resolved(self):
        self.assertIn("host.invalid:7788", self.fails("--listen", "host.invalid:7788"))

    def test_an_address_of_another_machine(self):
        self.assertIn("192.0.2.1:7788", self.fails("--listen", "192.0.2.1:7788"))

    def test_a_unix_socket_in_a_missing_directory(self):
        path = f"{self.directory()}/none/socket"
        self.assertIn(path, self.fails("--listen", f"unix:{path}"))

    def test_a_regular_file_at_the_path_of_a_unix_socket_is_kept(self):
        path = self.file("precious")
        self.assertIn(path, self.fails("--listen", f"unix:{path}"))
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")

    def test_a_configuration_that_cannot_be_read(self):
        directory = self.directory()
        for path in (f"{directory}/none", directory):
            error = self.fails("--config", path)
            self.assertIn(path, error)

    def test_a_configuration_without_permission(self):
        path = self.file("rate = 3\n")
        os.chmod(path, 0)
        if os.access(path, os.R_OK):
            self.skipTest("this user can read every file")
        self.assertIn(path, self.fails("--config", path))

    def test_one_address_of_two_is_taken(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = "127.0.0.1:%d" % other.getsockname()[1]
            process = self.run_daemon("--listen", "127.0.0.1:0", "--listen", taken)
        self.assertEqual(process.child.returncode, 1)
        self.assertIn(taken, process.err.text())


class Help(Case):
    def test_it_lists_every_option_and_its_default(self):
        for option in ("--help", "-h"):
            process = self.run_daemon(option)
            process.expect_status(0)
            self.assertEqual(process.err.text(), "")
        for name, default in DEFAULTS.items():
            self.assertIn(default, self.paragraph(process.out.text(), name), name)

    def test_it_has_the_default_of_duo(self):
        process = self.run_daemon("--help")
        self.assertIn("60s", self.paragraph(process.out.text(), "--idle-timeout"))

    def test_no_line_is_longer_than_100_columns(self):
        for line in self.run_daemon("--help").out.text().splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_it_has_groups_and_examples_and_names_the_configuration_file(self):
        text = self.run_daemon("--help").out.text()
        for heading in ("General", "Timeouts", "Limits", "Archive", "Message of the day",
                        "Monitoring and log", "Examples", "Configuration file"):
            self.assertIn(f"\n\n{heading}:\n  ", text)
        self.assertIn("/tertulia/tertuliad.conf\n", text)
        self.assertNotIn("\n\n\n", text)

    def paragraph(self, text, option):
        """The text of the option, up to the next option or heading."""
        found = re.search(rf"{option}\b(?!-)(.*\n(?: {{10,}}.*\n)*)", text)
        self.assertTrue(found, f"{option} in {text}")
        return " ".join(found[1].split())

    def test_the_version(self):
        for option in ("--version", "-V"):
            process = self.run_daemon(option)
            process.expect_status(0)
            self.assertRegex(process.out.text(), r"^tertuliad \d+\.\d+\.\d+\n$")

    def test_the_short_options(self):
        path = self.file("rate = 3\n")
        process = self.run_daemon("--check-config", "-l", "127.0.0.1:4242", "-c", path)
        process.expect_status(0)
        self.assertIn("127.0.0.1:4242", process.out.text())
        self.assertIn("rate = 3\n", process.out.text())


class LogLevel(Case):
    def test_off_logs_nothing(self):
        path = f"{self.directory()}/socket"
        process = self.daemon("--listen", f"unix:{path}", "--log-level", "off")
        wait_until(lambda: os.path.exists(path), lambda: "the socket")
        process.signal(signal.SIGTERM)
        process.expect_status(0)
        self.assertEqual(process.err.text(), "")

    def test_debug_logs_more_than_info(self):
        debug = self.serve("--log-level", "debug")
        debug.err.wait_for(LOG_EVENT_LOOP)
        self.assertNotIn(LOG_EVENT_LOOP, self.serve().err.text())


if __name__ == "__main__":
    main()
