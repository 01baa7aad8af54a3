"""The network between two hosts fails. The hosts are network namespaces with a cable."""

import itertools
import os
import shutil
import subprocess
import unittest

from phrases import (LINE_PERHAPS_NOT_STORED, NO_ANSWER, connected, joined, left, log_listening,
                     said)
from processes import CLIENT, DAEMON, Process
from sockets import Client
from support import Case, main
from waiting import wait_until

SERVER, GUEST = "192.0.2.1", "192.0.2.2"  # RFC 5737: documentation.
_numbers = itertools.count()


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def why_not():
    """Why no command can run in a network namespace here; None where one can."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "network namespaces need root, and ip"
    name = f"tertulia-try-{os.getpid()}"
    try:
        ip("netns", "add", name)
        try:
            ip("netns", "exec", name, "true")
        finally:
            ip("netns", "delete", name)
    except subprocess.CalledProcessError as failure:
        return f"this system cannot run a command in a network namespace: {failure.stderr.decode().strip()}"
    return None


class Vanished(Case):
    def setUp(self):
        if reason := why_not():
            raise unittest.SkipTest(reason)
        self.here, self.there = (f"tertulia-{os.getpid()}-{next(_numbers)}" for _ in range(2))
        for host in (self.here, self.there):
            ip("netns", "add", host)
            self.addCleanup(ip, "netns", "delete", host)
        ip("-n", self.here, "link", "add", "cable", "type", "veth", "peer", "name", "cable",
           "netns", self.there)
        for host, address in ((self.here, SERVER), (self.there, GUEST)):
            ip("-n", host, "address", "add", f"{address}/24", "dev", "cable")
            ip("-n", host, "link", "set", "cable", "up")

    def cut(self):
        ip("-n", self.here, "link", "set", "cable", "down")

    def run_at(self, host, *command):
        return Process(self, ["ip", "netns", "exec", host, *command])

    def room_at_both_ends(self, *options):
        """Starts a server and Ann on one host, and Bob on the other."""
        path = f"{self.directory()}/socket"
        server = self.run_at(self.here, DAEMON, "--listen", f"{SERVER}:7788", "--listen",
                             f"unix:{path}", *options)
        server.err.wait_for(log_listening(f"unix:{path}"))
        ann = Client(self, f"unix:{path}").join("Ann")
        bob = self.run_at(self.there, CLIENT, "--name", "Bob", "--keepalive", "1s",
                          "--tls", "off", SERVER)
        ann.expect(joined("Bob"))
        bob.out.expect(connected("Bob"))
        return server, ann, bob

    def test_both_ends_notice_that_the_network_failed(self):
        server, ann, bob = self.room_at_both_ends("--send-timeout", "2s", "--resume-timeout", "1s")
        self.cut()
        ann.line("anyone?")
        bob.line("unsent")
        ann.expect(said("Ann", "anyone?"), left("Bob", reason="connection lost"))
        bob.expect_status(1)
        self.assertEqual(bob.err.text(), f"tertulia: {SERVER}:7788: {LINE_PERHAPS_NOT_STORED}\n"
                         f"tertulia: {SERVER}:7788: {NO_ANSWER}\n")
        server.signal(15)
        wait_until(lambda: not server.running(), lambda: "the server to end")


if __name__ == "__main__":
    main()
