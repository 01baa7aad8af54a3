"""The base of the tests in a box. This process is in the box's network. Commands run in the box."""

import os
import subprocess
import unittest

from phrases import EARLIER, NOTICE, USERNAME_PROMPT, connected, goodbye, said
from sockets import Client
from waiting import wait_until

SHARE = "/run/host"  # The folder of the packages, inside the box.
CONFIG = "/etc/tertulia/tertuliad.conf"
DATA = "/var/lib/tertulia"
ADDRESS = "127.0.0.1:7788"
ENTER = ["nsenter", "--target", os.environ["BOX_PID"], "--mount", "--uts", "--ipc", "--net", "--pid",
         "--cgroup", "--"]
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
               "TERM": "dumb", "DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_PAGER": ""}
TIMEOUT = 60  # Seconds; only a failed test waits so long.


def run(*command, status=0, stdin=""):
    """Runs a command in the box. Returns its output. With None, any status is right."""
    done = subprocess.run([*ENTER, *command], input=stdin, text=True, env=ENVIRONMENT, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{command} ended with {done.returncode}, not {status}: {done.stdout}")
    return done.stdout


def shell(script, **more):
    return run("sh", "-ec", script, **more)


def install(*names):
    return run("dpkg", "--install", *(f"{SHARE}/{name}.deb" for name in names))


def show_fingerprint():
    """What the operator does to see the fingerprint of the key."""
    return run("tertuliad", "--config", CONFIG, "--data", DATA, "--fingerprint").strip()


def property_of(name, unit="tertuliad.service"):
    return run("systemctl", "show", "--property", name, "--value", unit).strip()


def main_pid():
    return int(property_of("MainPID"))


def boot_marker():
    """The current end of the journal, for journal()."""
    return run("journalctl", "--quiet", "--lines", "1", "--show-cursor").split("-- cursor: ")[1].strip()


def journal(cursor, *fields):
    """The lines of the service, and of systemd about it, since the cursor."""
    run("journalctl", "--sync")
    return run("journalctl", "--unit", "tertuliad.service", "--after-cursor", cursor, "--quiet",
               *(fields or ("--output", "cat")))


class Newcomer:
    """A part of clients: they do not see what was said before, since tests share a server."""

    def next_line(self):
        while (line := super().next_line()).startswith(EARLIER):
            pass
        return line


class Person(Newcomer, Client):
    """A client in plain text."""


class Case(unittest.TestCase):
    maxDiff = None

    def client(self, name, address=ADDRESS):
        return Person(self, address).join(name)

    def configure(self, *lines):
        """Adds lines to the configuration file until the end of the test."""
        before = run("cat", CONFIG)
        self.addCleanup(lambda: shell(f"cat >{CONFIG}", stdin=before))
        shell(f"cat >>{CONFIG}", stdin="".join(f"{line}\n" for line in lines))

    def override(self, *lines):
        """Adds lines to the unit until the end of the test."""
        directory = "/run/systemd/system/tertuliad.service.d"
        shell(f"mkdir -p {directory}; cat >{directory}/test.conf", stdin="\n".join(["[Service]", *lines, ""]))
        self.addCleanup(lambda: shell(f"rm -rf {directory}; systemctl daemon-reload"))
        run("systemctl", "daemon-reload")

    def wait_active(self, but=0):
        """Waits until the service is active, in a process other than `but`."""

        def up():
            state = property_of("ActiveState")
            return state == "active" and main_pid() not in (0, but) and main_pid()

        return wait_until(up, lambda: run("systemctl", "status", "tertuliad.service", status=3))

    def assert_state(self, active, enabled):
        self.assertEqual((property_of("ActiveState"), property_of("UnitFileState")), (active, enabled))

    def converse(self, name):
        """Joins, sends a message and leaves, with nc."""
        output = run("nc", "-N", "127.0.0.1", "7788", stdin=f"{name}\nhere\nexit\n")
        lines = [line for line in output.splitlines()
                 if not line.startswith((NOTICE, EARLIER, USERNAME_PROMPT))]
        self.assertEqual(lines, [connected(name), said(name, "here"), goodbye(name)])


class Installed(Case):
    """The package is there while these tests run, and nothing of it afterwards."""

    @classmethod
    def setUpClass(cls):
        install("tertulia-server")

    @classmethod
    def tearDownClass(cls):
        run("dpkg", "--purge", "tertulia-server")
