"""The configuration file, and --check-config."""

import os
import signal

from phrases import (LOG_NOT_RELOADED, LOG_RELOADED, SERVER_FULL, cannot_listen, former_name, joined,
                     line_too_long, log_listening, said, text_of)
from support import Case, main


class CheckConfig(Case):
    def check(self, *options):
        process = self.run_daemon("--check-config", *options)
        process.expect_status(0)
        self.assertEqual(process.err.text(), "")
        return process.out.text()

    def values_in_force(self, *options):
        return dict(line.split(" = ", 1) for line in self.check(*options).splitlines())

    def error_in(self, text):
        """Checks that the daemon refuses this file. Returns its one-line error."""
        path = self.file(text)
        for options in ((), ("--check-config",)):
            process = self.run_daemon("--config", path, *options)
            self.assertEqual(process.child.returncode, 1, text)
            self.assertEqual(process.out.text(), "")
            self.assertRegex(process.err.text(), r"^[^\n]+\n$", text)
            self.assertIn(path, process.err.text())
        return process.err.text()

    def test_it_shows_every_default(self):
        self.assertEqual(self.values_in_force(), {
            "listen": '"[::]:7788"', "duo": "false", "idle-timeout": "15m", "login-timeout": "30s",
            "drain-timeout": "5s", "send-timeout": "60s", "max-clients": "10000", "max-clients-per-address": "0",
            "max-line": "4KiB", "send-queue": "1MiB", "send-queue-total": "64MiB", "rate": "5", "burst": "20",
            "resume-timeout": "60s", "max-rooms": "1000", "max-rooms-per-client": "20",
            "max-accounts": "10000", "max-accounts-per-address": "10", "operator": '""',
            "passwords-in-plain": "false", "resume-buffer": "256KiB",
            "unix-mode": '""', "unix-group": '""', "name": '""', "motd": '""', "motd-file": '""', "metrics": '""',
            "keep": "2160h", "keep-size": "1GiB", "history-on-join": "10",
            "data": '""', "certificate": '""', "key": '""', "tls": "auto",
            "print-messages": "false", "log-level": "info"})

    def test_duo_has_its_own_idle_timeout(self):
        self.assertEqual(self.values_in_force("--duo")["idle-timeout"], "60s")
        self.assertEqual(self.values_in_force("--duo", "--idle-timeout", "5m")["idle-timeout"], "5m")

    def test_its_output_is_a_configuration_file(self):
        options = ("--listen", "127.0.0.1:4001", "-l", "[::1]:4002", "-l", "unix:/tmp/a b",
                   "--duo", "--name", "José", "--print-messages", "--log-level", "debug",
                   "--idle-timeout", "90s", "--login-timeout", "1500ms", "--max-line", "5000",
                   "--send-queue", "64KiB", "--rate", "0")
        for given in ((), options):
            output = self.check(*given)
            self.assertEqual(self.check("--config", self.file(output)), output)

    def test_it_does_not_disturb_a_running_server(self):
        server = self.serve()
        path = f"{self.directory()}/socket"
        self.check("--listen", server.address, "--listen", f"unix:{path}")
        self.assertFalse(os.path.exists(path))
        self.client(server, "Bob")

    def test_it_refuses_what_cannot_be_listened_on(self):
        """An administrator checked the file, and the restart failed nevertheless."""
        missing = f"unix:{self.directory()}/none/socket"
        occupied = f"unix:{self.file('precious')}"
        for option, address in (("--listen", "host.invalid:7788"), ("--listen", "192.0.2.1:7788"),
                                ("--listen", missing), ("--metrics", missing), ("--listen", occupied)):
            with self.subTest(address):
                process = self.run_daemon("--check-config", option, address)
                process.expect_status(1)
                self.assertEqual(process.out.text(), "")
                self.assertIn(cannot_listen(address), process.err.text())

    def test_the_runtime_directory_of_a_service_is_made_at_its_start(self):
        """The service was stopped, and the check refused the socket in its runtime directory."""
        self.check("--listen", "unix:/run/tertulia-none/socket")

    def test_words_and_units_that_people_write_are_read(self):
        path = self.file("idle-timeout = 15min\nlogin-timeout = 1min 30s\nmax-line = 8K\n"
                         "send-queue = 1M\nprint-messages = yes\nduo = off\nlog-level = warning\n")
        force = self.values_in_force("--config", path)
        self.assertEqual([force[name] for name in ("idle-timeout", "login-timeout", "max-line",
                                                   "send-queue", "print-messages", "duo", "log-level")],
                         ["15m", "90s", "8KiB", "1MiB", "true", "false", "warn"])

    def test_duo_in_the_file_has_the_limits_of_duo_in_any_word(self):
        force = self.values_in_force("--config", self.file("duo = Yes\n"))
        self.assertEqual((force["duo"], force["idle-timeout"]), ("true", "60s"))

    def test_a_byte_order_mark_is_skipped(self):
        self.assertEqual(self.values_in_force("--config", self.file("\ufeffrate = 7\n"))["rate"], "7")

    def test_the_file_is_used(self):
        path = self.file("# A comment.\n\nidle-timeout = 2h\nrate=7\nprint-messages = true\n"
                         'listen = "127.0.0.1:4001"\n')
        force = self.values_in_force("--config", path)
        self.assertEqual(force["idle-timeout"], "2h")
        self.assertEqual(force["rate"], "7")
        self.assertEqual(force["print-messages"], "true")
        self.assertEqual(force["listen"], '"127.0.0.1:4001"')

    def test_the_command_line_overrides_the_file(self):
        path = self.file('rate = 7\nburst = 9\nlisten = "127.0.0.1:4001"\n')
        force = self.values_in_force("--config", path, "--rate", "3", "--listen", "127.0.0.1:4002")
        self.assertEqual((force["rate"], force["burst"]), ("3", "9"))
        self.assertEqual(force["listen"], '"127.0.0.1:4002"')

    def test_an_empty_file_changes_nothing(self):
        self.assertEqual(self.check("--config", self.file("")), self.check())

    def test_an_error_is_reported_with_its_line(self):
        for text, line, word in (("rate = fast\n", 1, "fast"), ("\n# x\nburst = 0\n", 3, "burst"),
                                 ("colour = red\n", 1, "colour"), ("rate = 3 4\n", 1, "rate"),
                                 ("listen = x:y\n", 1, "listen"), ("duo = maybe\n", 1, "duo"),
                                 ("[section]\nrate = 1\n", 1, "section"),
                                 ("max-line = 1\n", 1, "max-line"),
                                 ("config = other\n", 1, "config")):
            with self.subTest(text):
                error = self.error_in(text)
                self.assertIn(f":{line}: ", error)
                self.assertIn(word, error)


class SafeErrors(Case):
    def test_an_error_never_prints_the_files_escapes(self):
        for text in ("\x1b[2J = 1\n", "rate = \x1b[2J\n", "motd-file = /\x1b[2J\n", "\x1b[2J\n"):
            process = self.run_daemon("--check-config", "--config", self.file(text))
            self.assertNotEqual(process.wait(), 0)
            self.assertNotIn("\x1b", process.err.text() + process.out.text())

    def test_nor_does_a_reload(self):
        path = self.file("")
        server = self.serve("--config", path)
        with open(path, "w", encoding="utf-8") as file:
            file.write("rate = \x1b[2J\n")
        server.signal(signal.SIGHUP)
        server.err.wait_for(LOG_NOT_RELOADED)
        server.stop()  # Now it has written all of the line.
        self.assertNotIn("\x1b", server.err.text())


class FormerName(Case):
    """send-queue-total was called send-queues in 0.1. The old name is still read."""

    def test_the_command_line_reads_it_with_one_warning(self):
        process = self.run_daemon("--check-config", "--send-queues", "2MiB", "--send-queues=3MiB")
        process.expect_status(0)
        self.assertIn("send-queue-total = 3MiB\n", process.out.text())
        self.assertNotIn("send-queues", process.out.text())
        self.warned(process.err.text(), "")

    def test_a_file_reads_it_with_one_warning(self):
        path = self.file("rate = 1\nsend-queues = 2MiB\nsend-queues = 3MiB\n")
        process = self.run_daemon("--check-config", "--config", path, "--send-queues", "4MiB")
        process.expect_status(0)
        self.assertIn("send-queue-total = 4MiB\n", process.out.text())
        self.warned(process.err.text(), f"{path}:2: ")

    def test_a_running_server_logs_the_warning_at_its_start_and_at_a_reload(self):
        path = self.file("send-queues = 2MiB\n")
        server = self.serve("--config", path)
        warning = text_of(f"{path}:1: {former_name('send-queues', 'send-queue-total')}")
        server.err.wait_for(warning)
        server.signal(signal.SIGHUP)
        server.err.wait_for(text_of(LOG_RELOADED))
        self.assertEqual(server.err.text().count(warning), 2)

    def test_a_bad_value_is_bad_usage(self):
        process = self.run_daemon("--send-queues", "1")
        self.assertEqual(process.child.returncode, 2)
        self.assertIn("--send-queues", process.err.text())

    def test_help_does_not_name_it(self):
        self.assertNotIn("--send-queues", self.run_daemon("--help").out.text())

    def warned(self, log, place):
        self.assertRegex(log, r"^[^\n]+\n$")
        self.assertIn(place + text_of(former_name("send-queues", "send-queue-total")), log)


class Running(Case):
    def test_a_server_uses_the_file(self):
        path = self.file('listen = "127.0.0.1:0"\nmax-clients = 1\nprint-messages = true\n')
        server = self.serve("--config", path, "--listen", "127.0.0.1:0")
        bob, = self.room(server, "Bob")
        self.client(server).expect(SERVER_FULL)
        bob.line("hello")
        server.logged(said("Bob", "hello"))

    def test_a_server_listens_on_the_addresses_of_the_file(self):
        first, second = f"{self.directory()}/a", f"{self.directory()}/b"
        path = self.file(f'listen = "unix:{first}"\nlisten = unix:{second}\n')
        process = self.daemon("--config", path)
        process.err.wait_for(text_of(log_listening(f"unix:{first}")))
        process.err.wait_for(text_of(log_listening(f"unix:{second}")))
        process.signal(signal.SIGTERM)
        process.expect_status(0)

    def reload(self, server, path, text, logged):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        server.signal(signal.SIGHUP)
        server.err.wait_for(logged)

    def test_sighup_reads_the_file_again(self):
        path = self.file("max-clients = 1\nmax-line = 100\n")
        server = self.serve("--config", path)
        bob, = self.room(server, "Bob")
        self.client(server).expect(SERVER_FULL)
        self.reload(server, path, "max-clients = 2\nmax-line = 200\n", LOG_RELOADED)
        self.client(server, "Ann")
        bob.expect(joined("Ann"))
        bob.line("x" * 200)
        bob.expect(said("Bob", "x" * 200))

    def test_an_error_in_the_file_changes_nothing(self):
        path = self.file("max-line = 100\n")
        server = self.serve("--config", path)
        bob, = self.room(server, "Bob")
        self.reload(server, path, "max-line = 200\nrate = fast\n", f"{LOG_NOT_RELOADED}{path}:2: ")
        bob.line("x" * 101)
        bob.expect(line_too_long(100))

    def test_the_command_line_overrides_the_file_in_a_server(self):
        path = self.file("max-clients = 1\n")
        self.room(self.serve("--config", path, "--max-clients", "2"), "Ann", "Bob")


if __name__ == "__main__":
    main()
