"""./dev chat and packaging/install.sh, in a copy of the tree whose programs are built already. Other
programs stand in for the tools that build and install."""

import http.server
import os
import pathlib
import pty
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = {"daemon/tertuliad": os.environ["TERTULIAD"], "client/tertulia": os.environ["TERTULIA"]}
TIMEOUT = 60  # Seconds; only a failed test waits so long.
STAND_INS = {
    "ninja": 'echo "ninja: no work to do."',
    "dpkg-query": 'shift 3; for name; do echo "installed $name"; done',
    # Of the arguments of `meson setup`, the last but one is the folder of the build.
    "meson": '[ "$1" = setup ] || exit 0; while [ $# -gt 2 ]; do shift; done\n'
             'mkdir -p "$1/meson-logs"; touch "$1/meson-logs/install-log.txt"',
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tree(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tertulia-dev-")
        self.addCleanup(directory.cleanup)
        self.tree = pathlib.Path(directory.name)
        for name in ("dev", "packaging/install.sh", "packaging/tertuliad.conf", "tests/prerequisites.sh",
                     "tests/steps.sh", "tests/coverage.sh"):
            (self.tree / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.tree / name)
        for name, text in STAND_INS.items():
            path = self.tree / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            path.chmod(0o755)
        release = self.tree / "build" / "release"
        release.mkdir(parents=True)
        (release / "build.ninja").touch()
        for name, program in PROGRAMS.items():
            (release / "src" / name).parent.mkdir(parents=True)
            (release / "src" / name).symlink_to(os.path.abspath(program))
        self.environment = {**os.environ, "PATH": f"{self.tree}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        self.environment.pop("TERTULIA_PORT", None)

    def run_it(self, *command, stdin="", **environment):
        return subprocess.run([self.tree / command[0], *command[1:]], input=stdin, text=True, check=False,
                              capture_output=True, timeout=TIMEOUT, env={**self.environment, **environment})


class Chat(Tree):
    def setUp(self):
        super().setUp()
        self.port = str(free_port())

    def chat(self, stdin, *arguments):
        return self.run_it("dev", "chat", *arguments, stdin=stdin, TERTULIA_PORT=self.port)

    def test_it_posts_its_input(self):
        done = self.chat("hello there\n", "--name", "Ann")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("(Ann) hello there\n", done.stdout)
        self.assertNotIn("--name", done.stderr)

    def test_a_refused_first_line_is_explained(self):
        """`echo hello there | ./dev chat` said only that "hello there" cannot be a name."""
        done = self.chat("hello there\n")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--name NAME", done.stderr)

    def test_a_port_of_another_program_is_an_error(self):
        """./dev chat joined what was there, and showed the HTML of a web server."""
        with http.server.ThreadingHTTPServer(("127.0.0.1", int(self.port)),
                                             http.server.SimpleHTTPRequestHandler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            done = self.chat("hello\n", "--name", "Ann")
            server.shutdown()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("another program", done.stderr)
        self.assertIn("TERTULIA_PORT=", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_a_second_one_joins_with_the_same_port(self):
        """The hint for the second terminal named no port, so that it started a server of its own."""
        master, terminal = pty.openpty()
        first = subprocess.Popen([self.tree / "dev", "chat", "--name", "Ann"], stdin=terminal,
                                 stdout=terminal, stderr=terminal, start_new_session=True,
                                 env={**self.environment, "TERTULIA_PORT": self.port, "NO_COLOR": "1"})
        os.close(terminal)
        self.addCleanup(os.close, master)
        self.addCleanup(self.end, first)
        shown = self.read_to(master, "connected, Ann!")
        self.assertIn(f"TERTULIA_PORT={self.port} ./dev chat in a second terminal", shown)
        done = self.chat("hello\n", "--name", "Bob")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("joining the server", done.stderr)
        self.read_to(master, "(Bob) hello")
        os.write(master, b"exit\r")
        self.assertEqual(first.wait(TIMEOUT), 0)

    @staticmethod
    def end(process):
        """The shell and its client; the server of a shell ends with it."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()

    def read_to(self, terminal, text):
        shown, deadline = "", time.monotonic() + TIMEOUT
        while text not in shown:
            if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"expected {text!r}, got {shown!r}")
            shown += os.read(terminal, 65536).decode("utf-8", "replace")
        return shown


class Install(Tree):
    def test_without_systemd_it_says_what_it_did(self):
        """A user without systemd saw the log of the build, and did not know what to start."""
        done = self.run_it("packaging/install.sh", DESTDIR=f"{self.tree}/stage", PREFIX="/opt/tertulia")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{self.tree}/stage/opt/tertulia: sbin/tertuliad", done.stderr)
        self.assertIn("/etc/tertulia/tertuliad.conf", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    @unittest.skipIf(os.path.isdir("/run/systemd/system"), "systemd runs here")
    def test_without_systemd_it_says_how_to_start_the_server(self):
        prefix = f"{self.tree}/prefix"
        for expected in (f"{prefix}/sbin/tertuliad --config /etc/tertulia/tertuliad.conf\n", "restart it\n"):
            done = self.run_it("packaging/install.sh", DESTDIR="", PREFIX=prefix)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(expected, done.stderr)
            self.assertIn("listens on port 7788 of all addresses", done.stderr)
            self.assertIn("--uninstall", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
