"""What fails around the daemon: descriptors, standard error, time while it was stopped."""

import os
import resource
import signal
import subprocess

from processes import DAEMON
from sockets import Client
from support import Case, main
from waiting import pause, wait_until


class Faults(Case):
    def processor_time(self, server):
        """In seconds, of user and system."""
        with open(f"/proc/{server.child.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def limit_descriptors(self, server, number):
        """Sets the soft limit; returns what it was."""
        limit = resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE, (number, limit[1]))
        return limit[0]

    def test_without_descriptors_those_inside_talk_on_and_the_others_come_later(self):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        in_use = len(os.listdir(f"/proc/{server.child.pid}/fd"))
        former = self.limit_descriptors(server, in_use)
        waiting = [self.client(server) for _ in range(5)]
        for number, client in enumerate(waiting):
            client.line(f"guest{number}")
        server.err.wait_for("cannot accept connections on")
        begin = self.processor_time(server)
        pause(1)
        self.assertLess(self.processor_time(server) - begin, 0.5)
        ann.line("still here")
        ann.expect("(Ann) still here")
        bob.expect("(Ann) still here")
        self.limit_descriptors(server, former)
        for number, client in enumerate(waiting):
            client.skip_to(f"You are now connected, guest{number}!")
        self.assertEqual(server.err.text().count("cannot accept"), 1)

    def serve_blindly(self, stderr):
        """A daemon whose log cannot be read; its address is known before."""
        path = f"{self.directory()}/socket"
        child = subprocess.Popen([DAEMON, "--listen", f"unix:{path}"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=stderr)
        self.addCleanup(child.wait)
        self.addCleanup(child.terminate)

        def connected():
            try:
                return Client(self, f"unix:{path}")
            except OSError:
                return None

        client = wait_until(connected, lambda: "the daemon to listen")
        return child, client

    def talk_and_end(self, child, client):
        client.join("Ann")
        client.line("/nick Anna")  # Which is logged.
        client.expect("-- Ann is now known as Anna")
        child.terminate()
        client.skip_to("-- The server is shutting down")
        client.close()
        self.assertEqual(child.wait(), 0)

    def test_a_full_disk_for_the_log_stops_nobody(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.talk_and_end(*self.serve_blindly(full))

    def test_a_log_that_nobody_reads_any_more_stops_nobody(self):
        reader, writer = os.pipe()
        child, client = self.serve_blindly(writer)
        os.close(writer)
        os.close(reader)
        self.talk_and_end(child, client)

    def test_nobody_is_blamed_for_the_time_that_the_server_stood(self):
        """Its clock had gone on: all but the first 32 were closed as idle, whatever they had said."""
        server = self.serve("--idle-timeout", "2s", "--login-timeout", "1s", "--rate", "0")
        inside = [self.client(server, f"guest{number}") for number in range(60)]
        server.signal(signal.SIGSTOP)
        newcomers = [self.client(server) for _ in range(20)]
        for number, client in enumerate(newcomers):
            client.line(f"newcomer{number}")
        for client in inside:
            client.line("")
        pause(2.5)
        server.signal(signal.SIGCONT)
        for number, client in enumerate(newcomers):
            client.skip_to(f"You are now connected, newcomer{number}!")
        inside[-1].line("here")
        for client in inside:
            client.skip_to("(guest59) here")


if __name__ == "__main__":
    main()
