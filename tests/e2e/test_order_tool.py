"""Bans from the shell, with a server and without one: --ban, and admin.sock."""

import fcntl
import os
import socket
import stat
import unittest

from archive import ArchiveCase
from order_phrases import (ADMINISTRATOR, MEMBERS_ONLY, NOBODY_BANNED, announced, banned,
                           listed_ban, unbanned, was_banned, you_are_banned)
from phrases import NOTICE
from sockets import Client
from support import main
from waiting import wait_until


def shown(line):
    """The line as the tool prints it."""
    return line.removeprefix(NOTICE)


class Tool(ArchiveCase):
    def ban(self, *words, status=0):
        return self.tool("--ban", *words, status=status)

    def check(self):
        """The same with a server and without one."""
        self.assertEqual(self.ban("list"), ([shown(NOBODY_BANNED)], []))
        self.assertEqual(self.ban("add", "Eve", "loud", "music"),
                         ([shown(banned(ADMINISTRATOR, "Eve", "loud music"))], []))
        self.assertEqual(self.ban("add", "192.0.2.77/24"),
                         ([shown(banned(ADMINISTRATOR, "192.0.2.0/24"))], []))
        self.assertEqual(self.ban("list"),
                         ([shown(listed_ban(ADMINISTRATOR, "192.0.2.0/24")),
                           shown(listed_ban(ADMINISTRATOR, "Eve", "loud music"))], []))
        self.assertEqual(self.ban("remove", "192.0.2.0/24"),
                         ([shown(unbanned(ADMINISTRATOR, "192.0.2.0/24"))], []))
        output, errors = self.ban("remove", "192.0.2.0/24", status=1)
        self.assertEqual((output, errors),
                         ([], ["tertuliad: '192.0.2.0/24' is not banned; /bans lists all bans"]))
        self.assertEqual(self.ban("add", "0.0.0.0/0", status=1)[0], [])

    def test_without_a_server(self):
        self.start().stop()
        self.check()
        self.check_sound()
        server = self.start()
        eve = self.client(server)
        eve.line("Eve")
        eve.expect(you_are_banned("loud music"))

    def test_with_a_server(self):
        server = self.start()
        eve = self.client(server, "Eve")
        self.check()
        eve.expect(was_banned("Eve", ADMINISTRATOR, "loud music"), you_are_banned("loud music"))
        eve.expect_end()
        server.stop()
        self.assertEqual(self.ban("list"),
                         ([shown(listed_ban(ADMINISTRATOR, "Eve", "loud music"))], []))

    def test_the_operators_of_the_configuration(self):
        # Story: without a running server, the tool did not know whom the configuration makes an
        # operator, and banned an operator by a slip.
        self.start().stop()
        self.tool("--account", "add", "Ann")
        self.check_operator_stays()
        self.start("--operator", "Ann")
        self.check_operator_stays()

    def check_operator_stays(self):
        lines, errors = self.tool("--operator", "Ann", "--ban", "add", "Ann", status=1)
        self.assertEqual((lines, len(errors)), ([], 1))
        self.assertIn("That would keep out an operator of this server", errors[0])

    def test_what_was_there_before_stays(self):
        server = self.start()
        self.store(server, "one", "two")
        server.stop()
        self.ban("add", "Eve")
        self.assertEqual(self.texts(), ["one", "two"])
        self.check_sound()

    def test_bad_usage(self):
        for words in ((), ("nonsense",), ("list", "Eve"), ("add",), ("remove",),
                      ("remove", "Eve", "Bob"), ("add", "Eve\n/guests off"), ("add", "")):
            with self.subTest(words):
                self.assertTrue(self.ban(*words, status=2)[1])

    def test_there_must_be_an_archive(self):
        os.mkdir(self.data)
        _, errors = self.ban("list", status=1)
        self.assertIn("a server makes it", errors[0])
        self.assertEqual(os.listdir(self.data), [])

    def test_a_process_that_is_no_server_holds_the_directory(self):
        self.start().stop()

        with open(f"{self.data}/lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _, errors = self.ban("list", status=1)
        self.assertIn("admin.sock", errors[0])


class Console(ArchiveCase):
    def path(self):
        """The socket, when the server listens on it. Its file is there a moment earlier."""
        path = f"{self.data}/admin.sock"

        def listens():
            with socket.socket(socket.AF_UNIX) as sock:
                return sock.connect_ex(path) == 0

        wait_until(listens, lambda: path)
        return path

    def test_a_person_may_use_it_with_nc(self):
        server = self.start()
        bob = self.client(server, "Bob")
        path = self.path()
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        console = Client(self, f"unix:{path}")
        console.line("/announce Down at six")
        console.expect(announced(ADMINISTRATOR, "Down at six"))
        bob.expect(announced(ADMINISTRATOR, "Down at six"))
        console.line("hello")
        console.expect(MEMBERS_ONLY)
        console.line("/quit")
        console.expect("Goodbye!")
        console.expect_end()
        bob.line("/who")
        bob.expect(f"{NOTICE}1 here: Bob")
        server.stop()
        self.assertFalse(os.path.exists(path))

    def test_a_path_that_is_too_long_is_no_reason_not_to_start(self):
        self.data = f"{self.directory()}/{'long' * 25}"
        server = self.start()
        server.err.wait_for("no administration from the shell")
        server.stop()
        _, errors = self.tool("--ban", "list", status=1)
        self.assertTrue(errors)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to run as another user")
    def test_another_user_is_refused_even_if_the_mode_lets_them_in(self):
        self.start()
        path = self.path()
        for place in (os.path.dirname(self.data), self.data):
            os.chmod(place, 0o755)
        os.chmod(path, 0o666)
        sock = socket.socket(socket.AF_UNIX)
        self.addCleanup(sock.close)
        os.seteuid(12345)
        try:
            sock.connect(path)
        finally:
            os.seteuid(0)
        self.assertEqual(sock.makefile().readline(),
                         "! Only who runs this server may do that\n")


if __name__ == "__main__":
    main()
