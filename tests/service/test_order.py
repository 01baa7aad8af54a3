"""Who runs the service: root, from the shell or through a unix socket, and no other user. The service
is in a user namespace, so all users but root and itself look alike to it."""

from boxed import CONFIG, DATA, Installed, main_pid, run
from order_phrases import (ADMINISTRATOR, NOBODY_BANNED, OPERATORS_ONLY, announced, banned, listed_ban,
                           unbanned)
from phrases import NOTICE, goodbye

TOOL = ("tertuliad", "--config", CONFIG, "--data", DATA, "--ban")
SOCKET = "/run/tertulia/socket"


class Order(Installed):
    def ban(self, *words):
        """The tool prints the server's notices without their mark."""
        return [f"{NOTICE}{line}" for line in run(*TOOL, *words).splitlines()]

    def announce_as(self, user):
        """The lines that a client of this user gets."""
        output = run("setpriv", "--reuid", user, "--regid", "nogroup", "--clear-groups",
                     "nc", "-N", "-U", SOCKET, stdin="Eve\n/announce Tea at five\nexit\n")
        self.assertIn(goodbye("Eve"), output)
        return output.splitlines()

    def test_root_bans_beside_the_service(self):
        pid = main_pid()
        self.assertEqual(self.ban("list"), [NOBODY_BANNED])
        self.assertEqual(self.ban("add", "Eve", "spam"), [banned(ADMINISTRATOR, "Eve", "spam")])
        self.assertEqual(self.ban("list"), [listed_ban(ADMINISTRATOR, "Eve", "spam")])
        self.assertEqual(self.ban("remove", "Eve"), [unbanned(ADMINISTRATOR, "Eve")])
        self.assertEqual(main_pid(), pid)

    def test_only_root_runs_the_server_through_a_unix_socket(self):
        self.addCleanup(run, "systemctl", "restart", "tertuliad.service")
        self.configure(f'listen = "unix:{SOCKET}"', "unix-mode = 0666")
        run("systemctl", "restart", "tertuliad.service")
        self.assertIn(announced("Eve", "Tea at five"), self.announce_as("root"))
        for user in ("daemon", "nobody"):
            with self.subTest(user=user):
                lines = self.announce_as(user)
                self.assertIn(OPERATORS_ONLY, lines)
                self.assertNotIn(announced("Eve", "Tea at five"), lines)
