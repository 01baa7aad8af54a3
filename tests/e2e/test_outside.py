"""What an administrator sees: the report on SIGUSR1, the status, the format of the journal."""

import re
import signal

from duo_phrases import duo_said
from managers import Manager
from phrases import (ADDRESS_FULL, LOG_LISTENING, LOG_NOT_RELOADED, LOG_SHUTTING_DOWN, NOTICE,
                     SERVER_FULL, SHUTTING_DOWN, USERNAME_PROMPT, cannot_listen, connected, joined,
                     said, text_of)
from processes import DAEMON, Process
from support import Case, main

JOURNAL = 'JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec "$0" "$@"'


class Report(Case):
    def report(self, server):
        """The numbers of the report, by name."""
        seen = len(server.err.text())
        server.signal(signal.SIGUSR1)
        server.err.wait_for("most_descriptors=")
        line = re.search(r" info: (uptime=\S+s .*)\n", server.err.text()[seen:])
        pairs = dict(pair.split("=") for pair in line.group(1).split(" "))
        return {name: int(value.removesuffix("s")) for name, value in pairs.items()}

    def test_in_the_hub(self):
        server = self.serve("--max-clients", "3")
        ann, _ = self.room(server, "Ann", "Bob")
        nameless = self.client(server)
        nameless.expect(USERNAME_PROMPT)
        self.client(server).expect(SERVER_FULL)
        numbers = self.report(server)
        self.assertEqual({name: numbers[name] for name in (
            "named", "nameless", "waiting", "connections", "refused_full", "refused_address",
            "slow_readers_dropped", "lines_received")}, {
                "named": 2, "nameless": 1, "waiting": 0, "connections": 3, "refused_full": 1,
                "refused_address": 0, "slow_readers_dropped": 0, "lines_received": 4})
        self.assertEqual(numbers["bytes_received"], len("Ann\nhere\nBob\nhere\n"))
        to_unnamed = text_of(USERNAME_PROMPT, SERVER_FULL)
        to_ann = text_of(connected("Ann"), said("Ann", "here"), joined("Bob"), said("Bob", "here"))
        to_bob = text_of(connected("Bob"), said("Bob", "here"))
        sent = to_unnamed + to_ann + to_bob
        self.assertEqual(numbers["bytes_sent"], len(sent))
        self.assertEqual(numbers["lines_sent"], sent.count("\n"))
        self.assertGreater(numbers["memory"], 100_000)
        self.assertGreater(numbers["descriptors"], 6)
        ann.line("still here")
        ann.skip_to(said("Ann", "still here"))

    def test_a_refused_address_is_counted(self):
        server = self.serve("--max-clients-per-address", "1")
        self.client(server, "Ann")
        self.client(server).expect(ADDRESS_FULL)
        self.assertEqual(self.report(server)["refused_address"], 1)

    def test_in_duo(self):
        server = self.duo()
        first = self.client(server)
        first.expect_start(NOTICE)
        second = self.client(server)
        second.expect_start(NOTICE)
        first.line(duo_said("Facundo", "Hola"))
        server.out.skip_to(duo_said("Facundo", "Hola"))
        numbers = self.report(server)
        self.assertEqual((numbers["named"], numbers["waiting"], numbers["connections"]), (1, 1, 2))
        self.assertEqual((numbers["lines_received"], numbers["lines_sent"]), (1, 2))

    def test_a_report_during_the_shutdown(self):
        server = self.serve("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        self.assertEqual(self.report(server)["named"], 1)
        bob.close()
        server.expect_status(0)


class State(Case):
    def test_the_manager_gets_the_clients_and_the_rate(self):
        manager = Manager(self)
        server = self.serve("--config", self.file(""), extra=manager.environment)
        manager.expect("READY=1", "STATUS=0 clients, 0.0 lines/s", "")
        self.room(server, "Ann", "Bob")
        server.signal(signal.SIGHUP)
        manager.skip_to("READY=1")
        self.assertRegex(manager.next_line(), r"^STATUS=2 clients, \d+\.\d lines/s$")


class Journal(Case):
    def run_in_the_journal(self, *options):
        return Process(self, ["/bin/sh", "-c", JOURNAL, DAEMON, *options])

    def test_log_lines_have_priorities_and_no_time(self):
        path = self.file("")
        process = self.run_in_the_journal("--config", path, "--listen", "127.0.0.1:0")
        process.err.wait_for("\n")
        self.assertRegex(process.err.next_line(), rf"^<6>{LOG_LISTENING}127\.0\.0\.1:\d+$")
        with open(path, "w", encoding="utf-8") as file:
            file.write("rate = fast\n")
        process.signal(signal.SIGHUP)
        process.err.expect(f"<3>{LOG_NOT_RELOADED}{path}:1: rate: 'fast' is not a number")
        process.signal(signal.SIGTERM)
        process.expect_status(0)
        process.err.expect(f"<6>{LOG_SHUTTING_DOWN}")

    def test_a_failed_start_is_logged_as_an_error(self):
        taken = self.serve()
        process = self.run_in_the_journal("--listen", taken.address)
        process.expect_status(1)
        process.err.expect(
            f"<3>tertuliad: {cannot_listen(taken.address)}Address already in use")

    def test_another_stream_is_not_the_journal(self):
        server = self.serve(extra={"JOURNAL_STREAM": "1:1"})
        self.assertRegex(server.err.text(), rf"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d info: {LOG_LISTENING}")


if __name__ == "__main__":
    main()
