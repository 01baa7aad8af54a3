"""Failures around the daemon: no descriptors, no standard error, a stopped process."""

import os
import resource
import signal
import subprocess

from phrases import LOG_CANNOT_ACCEPT, SHUTTING_DOWN, connected, renamed, said
from processes import DAEMON
from sockets import Client
from support import Case, main
from waiting import pause, wait_until


class Faults(Case):
    def processor_time(self, server):
        """User and system time in seconds."""
        with open(f"/proc/{server.child.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def limit_descriptors(self, server, number):
        """Sets the soft limit. Returns the previous one."""
        limit = resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE, (number, limit[1]))
        return limit[0]

    def test_without_free_descriptors_members_keep_talking_and_new_clients_wait(self):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        in_use = len(os.listdir(f"/proc/{server.child.pid}/fd"))
        previous = self.limit_descriptors(server, in_use)
        waiting = [self.client(server) for _ in range(5)]
        for number, client in enumerate(waiting):
            client.line(f"guest{number}")
        server.err.wait_for(LOG_CANNOT_ACCEPT)
        begin = self.processor_time(server)
        pause(1)
        self.assertLess(self.processor_time(server) - begin, 0.5)
        ann.line("still here")
        ann.expect(said("Ann", "still here"))
        bob.expect(said("Ann", "still here"))
        self.limit_descriptors(server, previous)
        for number, client in enumerate(waiting):
            client.skip_to(connected(f"guest{number}"))
        self.assertEqual(server.err.text().count(LOG_CANNOT_ACCEPT), 1)

    def serve_without_log(self, stderr):
        """Starts a daemon whose log the test cannot read, at an address of the test's choice."""
        path = f"{self.directory()}/socket"
        child = subprocess.Popen([DAEMON, "--listen", f"unix:{path}"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=stderr)
        self.addCleanup(child.wait)
        self.addCleanup(child.terminate)

        def try_connect():
            try:
                return Client(self, f"unix:{path}")
            except OSError:
                return None

        client = wait_until(try_connect, lambda: "the daemon to listen")
        return child, client

    def talk_and_end(self, child, client):
        client.join("Ann")
        client.line("/nick Anna")  # The server logs this.
        client.expect(renamed("Ann", "Anna"))
        child.terminate()
        client.skip_to(SHUTTING_DOWN)
        client.close()
        self.assertEqual(child.wait(), 0)

    def test_a_full_disk_for_the_log_does_not_stop_the_chat(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.talk_and_end(*self.serve_without_log(full))

    def test_a_closed_log_pipe_does_not_stop_the_chat(self):
        reader, writer = os.pipe()
        child, client = self.serve_without_log(writer)
        os.close(writer)
        os.close(reader)
        self.talk_and_end(child, client)

    def test_no_client_times_out_while_the_server_is_stopped(self):
        """The clock continued while the server was stopped. The server then closed all but the first
        32 clients as idle, although they had sent lines."""
        server = self.serve("--idle-timeout", "2s", "--login-timeout", "1s", "--rate", "0")
        members = [self.client(server, f"guest{number}") for number in range(60)]
        server.signal(signal.SIGSTOP)
        newcomers = [self.client(server) for _ in range(20)]
        for number, client in enumerate(newcomers):
            client.line(f"newcomer{number}")
        for client in members:
            client.line("")
        pause(2.5)
        server.signal(signal.SIGCONT)
        for number, client in enumerate(newcomers):
            client.skip_to(connected(f"newcomer{number}"))
        members[-1].line("here")
        for client in members:
            client.skip_to(said("guest59", "here"))


if __name__ == "__main__":
    main()
