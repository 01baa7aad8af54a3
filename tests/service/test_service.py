"""The service as the package installs it."""

import json
import re
import threading

from sockets import Client
from boxed import (ADDRESS, CONFIG, Case, boot_marker, install, journal, main_pid, property_of, run,
                     shell)
from waiting import wait_until


class Service(Case):
    @classmethod
    def setUpClass(cls):
        install("tertulia-server")

    @classmethod
    def tearDownClass(cls):
        run("dpkg", "--purge", "tertulia-server")

    def setUp(self):
        run("systemctl", "restart", "tertuliad.service")

    def test_ready_when_it_listens(self):
        self.client("Bob").leave("Bob")
        self.assertEqual(property_of("Type"), "notify")
        self.assertIn("clients", property_of("StatusText"))

    def test_not_ready_where_it_cannot_listen(self):
        self.configure('listen = "192.0.2.1:7788"')
        cursor = boot_marker()
        run("systemctl", "restart", "tertuliad.service", status=1)
        self.assertIn("cannot listen on 192.0.2.1:7788", journal(cursor))
        run("systemctl", "stop", "tertuliad.service")

    def test_netcat(self):
        self.converse("Ann")

    def test_reload(self):
        ann = self.client("Ann")
        pid = main_pid()
        self.configure('motd = "Tea at five"')
        run("systemctl", "reload", "tertuliad.service")
        bob = Client(self, ADDRESS)
        bob.line("Bob")
        bob.skip_to("-- Tea at five")
        ann.expect("-- Bob has joined")
        self.assertEqual(main_pid(), pid)

    def test_reload_refused(self):
        ann = self.client("Ann")
        cursor = boot_marker()
        self.configure('motd = "Tea at five"', "burst = many")
        run("systemctl", "reload", "tertuliad.service", status=1)
        number = len(run("cat", CONFIG).splitlines())
        self.assertIn(f"{CONFIG}:{number}: burst: 'many' is not a number", journal(cursor))
        self.client("Bob").leave("Bob")  # Nothing is said of tea.
        ann.expect("-- Bob has joined", "-- Bob has left")

    def test_hangup_refused(self):
        """Who signals by hand is told by the daemon itself."""
        cursor = boot_marker()
        self.configure("burst = many")
        run("systemctl", "kill", "--signal", "HUP", "tertuliad.service")
        wait_until(lambda: "not reloaded" in journal(cursor), lambda: journal(cursor))
        self.assertEqual(property_of("ActiveState"), "active")

    def test_watchdog(self):
        self.override("WatchdogSec=1s")
        run("systemctl", "restart", "tertuliad.service")
        pid, cursor = main_pid(), boot_marker()
        run("systemctl", "kill", "--signal", "STOP", "tertuliad.service")
        self.wait_active(but=pid)
        self.assertIn("Watchdog timeout", journal(cursor))
        self.converse("Ann")

    def test_crash(self):
        pid = main_pid()
        run("systemctl", "kill", "--signal", "SEGV", "tertuliad.service")
        self.wait_active(but=pid)
        self.converse("Ann")

    def test_stop(self):
        ann = self.client("Ann")
        run("systemctl", "stop", "tertuliad.service")
        ann.expect("-- The server is shutting down")
        ann.expect_end()
        self.assertEqual(property_of("Result"), "success")

    def test_descriptors(self):
        limits = shell(f"grep 'Max open files' /proc/{main_pid()}/limits").split()
        self.assertGreaterEqual(int(limits[3]), 10000)

    def test_journal(self):
        cursor = boot_marker()
        run("systemctl", "restart", "tertuliad.service")
        ann = self.client("Ann")
        ann.line("a secret")
        ann.expect("(Ann) a secret")
        self.configure("burst = many")
        run("systemctl", "kill", "--signal", "HUP", "tertuliad.service")
        wait_until(lambda: "not reloaded" in journal(cursor), lambda: journal(cursor))
        lines = map(json.loads, journal(cursor, "--output", "json").splitlines())
        said = {line["MESSAGE"]: line["PRIORITY"] for line in lines
                if line.get("_COMM") == "tertuliad"}
        self.assertEqual(said["listening on [::]:7788"], "6")
        self.assertEqual([said[text] for text in said if text.startswith("not reloaded")], ["3"])
        self.assertNotIn("secret", "".join(said))

    def test_score(self):
        score = run("systemd-analyze", "security", "tertuliad.service")
        self.assertLessEqual(float(re.search(r"exposure level.*: ([0-9.]+)", score)[1]), 1.0, score)


class Sandbox(Case):
    """What a process of the unit can and cannot do: a shell in the place of the daemon."""

    @classmethod
    def setUpClass(cls):
        install("tertulia-server")
        run("systemctl", "stop", "tertuliad.service")

    @classmethod
    def tearDownClass(cls):
        run("dpkg", "--purge", "tertulia-server")

    def setUp(self):
        self.override("Type=oneshot", "Restart=no", "WatchdogSec=0", "ExecStart=",
                      "ExecStart=/bin/sh -e /etc/tertulia/script")
        self.addCleanup(lambda: run("rm", "/etc/tertulia/script"))

    def run_inside(self, script):
        """Runs a script as the service; it ends with 0, or the test fails."""
        shell("cat >/etc/tertulia/script", stdin=script)
        cursor = boot_marker()
        run("systemctl", "restart", "tertuliad.service", status=None)
        self.assertEqual(property_of("Result"), "success", journal(cursor))

    def test_writes_nowhere_but_to_its_own_place(self):
        self.run_inside("""
          touch /run/tertulia/file
          for place in / /etc /etc/tertulia /usr /usr/sbin /run /run/tertulia-root /var /dev /root \
              /proc/sys/kernel /sys/kernel; do
            if touch $place/file; then echo "wrote to $place"; exit 1; fi
          done
        """)

    def test_reads_nothing_of_others(self):
        self.run_inside(f"""
          test -r {CONFIG}
          for path in /etc/passwd /etc/shadow /home /var/lib /boot /run/dbus /proc/1/status \
              /proc/meminfo; do
            if test -e $path; then echo "sees $path"; exit 1; fi
          done
        """)

    def test_has_no_rights(self):
        self.run_inside("""
          test "$(id -u)" != 0
          grep NoNewPrivs:.1 /proc/self/status
          if grep '^Cap...:.*[1-9a-f]' /proc/self/status; then exit 1; fi
          unshare --help >/dev/null
          if unshare --user true; then exit 1; fi
          touch /run/tertulia/file
          chmod 600 /run/tertulia/file
          if chown $(id -u) /run/tertulia/file; then exit 1; fi
        """)


class Socket(Case):
    """systemd listens in the daemon's place."""

    @classmethod
    def setUpClass(cls):
        install("tertulia-server")
        run("systemctl", "stop", "tertuliad.service")
        run("systemctl", "enable", "--now", "tertuliad.socket")

    @classmethod
    def tearDownClass(cls):
        run("dpkg", "--purge", "tertulia-server")

    def test_starts_the_service(self):
        run("systemctl", "stop", "tertuliad.service")
        self.converse("Ann")
        self.assertEqual(property_of("ActiveState"), "active")

    def test_name(self):
        self.assertEqual(property_of("FileDescriptorName", "tertuliad.socket"), "tertuliad")

    def test_restart_refuses_nobody(self):
        run("systemctl", "start", "tertuliad.service")
        ann, pid = self.client("Ann"), main_pid()
        restart = threading.Thread(target=run, args=("systemctl", "restart", "tertuliad.service"))
        restart.start()
        met = 0
        while restart.is_alive() or met < 20:
            visitor = Client(self, ADDRESS)  # A refusal would raise.
            met += 1
            visitor.close()
        restart.join()
        ann.skip_to("-- The server is shutting down")
        self.assertNotEqual(main_pid(), pid)
        self.converse("Bob")

    def test_waits_during_a_restart(self):
        """Whoever came while there was no daemon is served by the next."""
        self.override("ExecStartPre=/bin/sh -c 'until test -e /etc/tertulia/go; do sleep 0.05; done'")
        run("systemctl", "stop", "tertuliad.service")
        ann = Client(self, ADDRESS)
        ann.line("Ann")
        wait_until(lambda: property_of("ActiveState") == "activating", lambda: "the service to start")
        self.addCleanup(lambda: run("rm", "/etc/tertulia/go"))
        run("touch", "/etc/tertulia/go")
        ann.skip_to("You are now connected, Ann!")
        self.wait_active()
