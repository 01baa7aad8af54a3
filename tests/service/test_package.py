"""Install, upgrade, downgrade, remove and purge the packages."""

import os
import re
import shutil
import subprocess
import unittest

from boxed import CONFIG, DATA, Case, install, main_pid, property_of, run, shell, show_fingerprint
from phrases import EARLIER, SHUTTING_DOWN, connected, goodbye, said, text_of

SHARE = os.environ["BOX_SHARE"]  # The folder of the packages, outside the box.


class Package(Case):
    def setUp(self):
        self.addCleanup(self.purge)
        self.said = install("tertulia-server")

    def purge(self):
        run("dpkg", "--purge", "tertulia", "tertulia-server", "tertulia-client")
        self.assertEqual(run("find", "/etc", "/run", "/usr", "/lib/systemd", "/var/lib", "-xdev",
                             "-name", "*tertulia*", "-not", "-path", "/run/host/*"), "")
        self.assertEqual(run("systemctl", "list-units", "--all", "--plain", "--no-legend", "tertulia*"), "")

    def test_install(self):
        self.assert_state("active", "enabled")
        self.assertEqual(property_of("UnitFileState", "tertuliad.socket"), "disabled")
        self.assertIn(f"The fingerprint of the server's key is {show_fingerprint()}\n", self.said)
        self.converse("Ann")

    def replace(self, package):
        """Installs another version. Connected clients get the notice, and are drained."""
        ann, pid = self.client("Ann"), main_pid()
        self.configure("burst = 30")
        install(package)
        ann.expect(SHUTTING_DOWN)
        ann.expect_end()
        ann.close()
        self.assert_state("active", "enabled")
        self.assertNotEqual(main_pid(), pid)
        self.assertIn("burst = 30", run("cat", CONFIG))
        self.converse("Bob")

    def test_upgrade_and_downgrade(self):
        self.replace("tertulia-server-newer")
        self.replace("tertulia-server")

    def earlier(self):
        """The messages that a client gets when it enters."""
        output = run("nc", "-N", "127.0.0.1", "7788", stdin="Eve\nexit\n")
        return re.findall(r"^~ (?:[-\d]+ )?\d\d:\d\d (.*)$", output, re.MULTILINE)

    def test_an_upgrade_keeps_what_was_said(self):
        self.converse("Ann")
        install("tertulia-server-newer")
        self.assertEqual(self.earlier(), [said("Ann", "here")])

    def test_upgrade_of_a_version_that_kept_nothing(self):
        """Version 0.1 had no directory."""
        run("systemctl", "stop", "tertuliad.service")
        shell(f"rm -r {DATA} /var/lib/private/tertulia")
        install("tertulia-server-newer")
        self.assert_state("active", "enabled")
        self.converse("Ann")
        run("systemctl", "restart", "tertuliad.service")
        self.assertEqual(self.earlier(), [said("Ann", "here")])

    def test_upgrade_without_tls(self):
        self.configure("tls = off")
        self.assertNotIn("fingerprint", install("tertulia-server-newer"))
        self.assert_state("active", "enabled")

    def test_upgrade_keeps_a_disabled_service(self):
        run("systemctl", "disable", "--now", "tertuliad.service")
        install("tertulia-server-newer")
        self.assert_state("inactive", "disabled")

    def test_upgrade_keeps_the_socket(self):
        run("systemctl", "stop", "tertuliad.service")
        run("systemctl", "enable", "--now", "tertuliad.socket")
        install("tertulia-server-newer")
        self.assertEqual(property_of("ActiveState", "tertuliad.socket"), "active")
        self.assertEqual(property_of("UnitFileState", "tertuliad.socket"), "enabled")
        self.converse("Ann")

    def test_remove_and_install(self):
        key = show_fingerprint()
        self.converse("Bob")
        self.configure("burst = 30")
        ann = self.client("Ann")
        run("dpkg", "--remove", "tertulia-server")
        ann.expect(SHUTTING_DOWN)
        ann.expect_end()
        self.assertEqual(property_of("ActiveState"), "inactive")
        self.assertIn("burst = 30", run("cat", CONFIG))
        install("tertulia-server")
        self.assert_state("active", "enabled")
        self.assertIn("burst = 30", run("cat", CONFIG))
        self.assertEqual(show_fingerprint(), key)
        self.assertEqual(self.earlier(), [said("Bob", "here")])

    def test_purge_and_install(self):
        """A purge asks nothing, and leaves nothing."""
        key = show_fingerprint()
        self.converse("Bob")
        self.purge()
        install("tertulia-server")
        self.assert_state("active", "enabled")
        self.assertNotEqual(show_fingerprint(), key)
        self.assertEqual(self.earlier(), [])

    def test_install_twice(self):
        install("tertulia-server")
        self.assert_state("active", "enabled")

    def test_all_three(self):
        install("tertulia-server", "tertulia-client", "tertulia")
        for options in ((), ("--pin", show_fingerprint())):
            output = run("tertulia", "--name", "Ann", *options, stdin="hello\n")
            lines = [line for line in output.splitlines() if not line.startswith(EARLIER)]
            self.assertEqual(text_of(*lines), text_of(connected("Ann"), said("Ann", "hello"), goodbye("Ann")))

    def test_without_systemd(self):
        """As in a chroot: the package starts nothing, and enables the service for the next boot."""
        self.purge()
        said_then = shell(f"unshare --mount sh -ec 'mkdir /tmp/p; cp {'/run/host'}/*.deb /tmp/p; mount -t tmpfs no /run;"
              " dpkg --install /tmp/p/tertulia-server.deb'; rm -r /tmp/p")
        self.assert_state("inactive", "enabled")
        self.assertIn(f"  tertuliad --config {CONFIG} --data {DATA} --fingerprint\n", said_then)
        run("systemctl", "start", "tertuliad.service")
        self.converse("Ann")


class Contents(unittest.TestCase):
    def test_same_bytes(self):
        """The newer packages differ from the others only in their version."""
        for name in ("tertulia-server", "tertulia-client"):
            first, second = (subprocess.run(["dpkg-deb", "--fsys-tarfile", f"{SHARE}/{name}{end}.deb"],
                                            check=True, capture_output=True).stdout
                             for end in ("", "-newer"))
            self.assertEqual(first, second)

    def test_documents(self):
        """Who has only the package finds what it is, what it promises and what is new."""
        for name in ("tertulia-server", "tertulia-client"):
            package = f"/run/host/{name}.deb"
            listed = run("dpkg-deb", "--contents", package)
            for document in ("README.md", "SECURITY.md", "changelog.gz", "changelog.Debian.gz", "copyright"):
                self.assertIn(f"./usr/share/doc/{name}/{document}\n", listed)
            self.assertRegex(run("dpkg-deb", "--field", package, "Homepage"), r"^https://\S+\n$")

    def test_the_description_says_where_the_service_listens(self):
        description = run("dpkg-deb", "--field", "/run/host/tertulia-server.deb", "Description")
        self.assertIn("on port 7788 of all network interfaces", " ".join(description.split()))

    @unittest.skipUnless(shutil.which("lintian"), "there is no lintian here")
    def test_lintian(self):
        packages = [f"{SHARE}/{name}.deb" for name in ("tertulia-server", "tertulia-client", "tertulia")]
        done = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", *packages],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
