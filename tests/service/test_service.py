"""The service that the package installs."""

import json
import re
import threading

from phrases import (LOG_NOT_RELOADED, SHUTTING_DOWN, cannot_listen, connected, joined, left,
                     log_listening, notice, said)
from sockets import Client
from boxed import (ADDRESS, CONFIG, Installed, boot_marker, journal, main_pid, property_of, run,
                     shell)
from waiting import wait_until


class Service(Installed):
    def setUp(self):
        run("systemctl", "restart", "tertuliad.service")

    def test_ready_when_listening(self):
        self.client("Bob").leave("Bob")
        self.assertEqual(property_of("Type"), "notify")
        self.assertIn("clients", property_of("StatusText"))

    def test_not_ready_when_it_cannot_listen(self):
        self.configure('listen = "192.0.2.1:7788"')
        cursor = boot_marker()
        run("systemctl", "restart", "tertuliad.service", status=1)
        self.assertIn(cannot_listen("192.0.2.1:7788"), journal(cursor))
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
        bob.skip_to(notice("Tea at five"))
        ann.expect(joined("Bob"))
        self.assertEqual(main_pid(), pid)

    def test_reload_refused(self):
        ann = self.client("Ann")
        cursor = boot_marker()
        self.configure('motd = "Tea at five"', "burst = many")
        run("systemctl", "reload", "tertuliad.service", status=1)
        number = len(run("cat", CONFIG).splitlines())
        self.assertIn(f"{CONFIG}:{number}: burst: 'many' is not a number", journal(cursor))
        self.client("Bob").leave("Bob")  # The server sends no motd.
        ann.expect(joined("Bob"), left("Bob"))

    def test_hangup_refused(self):
        """After a SIGHUP by hand, the daemon itself reports the error."""
        cursor = boot_marker()
        self.configure("burst = many")
        run("systemctl", "kill", "--signal", "HUP", "tertuliad.service")
        wait_until(lambda: LOG_NOT_RELOADED in journal(cursor), lambda: journal(cursor))
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
        ann.expect(SHUTTING_DOWN)
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
        ann.expect(said("Ann", "a secret"))
        self.configure("burst = many")
        run("systemctl", "kill", "--signal", "HUP", "tertuliad.service")
        wait_until(lambda: LOG_NOT_RELOADED in journal(cursor), lambda: journal(cursor))
        lines = map(json.loads, journal(cursor, "--output", "json").splitlines())
        logged = {line["MESSAGE"]: line["PRIORITY"] for line in lines
                if line.get("_COMM") == "tertuliad"}
        self.assertEqual(logged[log_listening("[::]:7788")], "6")
        self.assertEqual([logged[text] for text in logged if text.startswith(LOG_NOT_RELOADED)], ["3"])
        self.assertNotIn("secret", "".join(logged))

    def test_score(self):
        score = run("systemd-analyze", "security", "tertuliad.service")
        self.assertLessEqual(float(re.search(r"exposure level.*: ([0-9.]+)", score)[1]), 1.0, score)


class Sandbox(Installed):
    """What a process of the unit can and cannot do. A shell takes the place of the daemon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run("systemctl", "stop", "tertuliad.service")

    def setUp(self):
        self.override("Type=oneshot", "Restart=no", "WatchdogSec=0", "ExecStart=",
                      "ExecStart=/bin/sh -e /etc/tertulia/script")
        self.addCleanup(lambda: run("rm", "/etc/tertulia/script"))

    def run_inside(self, script):
        """Runs a script as the service. The test fails if its status is not 0."""
        shell("cat >/etc/tertulia/script", stdin=script)
        cursor = boot_marker()
        run("systemctl", "restart", "tertuliad.service", status=None)
        self.assertEqual(property_of("Result"), "success", journal(cursor))

    def test_writes_only_to_its_own_folders(self):
        self.run_inside("""
          touch /run/tertulia/file /var/lib/tertulia/file
          rm /var/lib/tertulia/file
          for place in / /etc /etc/tertulia /usr /usr/sbin /run /run/tertulia-root /var /var/lib /dev /root \
              /proc/sys/kernel /sys/kernel; do
            if touch $place/file; then echo "wrote to $place"; exit 1; fi
          done
        """)

    def test_reads_no_other_files(self):
        self.run_inside(f"""
          test -r {CONFIG}
          for path in /etc/passwd /etc/shadow /home /var/lib/dpkg /var/lib/private /boot /run/dbus /proc/1/status \
              /proc/meminfo; do
            if test -e $path; then echo "sees $path"; exit 1; fi
          done
        """)

    def test_has_no_privileges(self):
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


class Socket(Installed):
    """systemd listens for the daemon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run("systemctl", "stop", "tertuliad.service")
        run("systemctl", "enable", "--now", "tertuliad.socket")

    def test_starts_the_service(self):
        run("systemctl", "stop", "tertuliad.service")
        self.converse("Ann")
        self.assertEqual(property_of("ActiveState"), "active")

    def test_name(self):
        self.assertEqual(property_of("FileDescriptorName", "tertuliad.socket"), "tertuliad")

    def test_restart_refuses_no_connection(self):
        run("systemctl", "start", "tertuliad.service")
        ann, pid = self.client("Ann"), main_pid()
        restart = threading.Thread(target=run, args=("systemctl", "restart", "tertuliad.service"))
        restart.start()
        count = 0
        while restart.is_alive() or count < 20:
            connection = Client(self, ADDRESS)  # A refusal would raise.
            count += 1
            connection.close()
        restart.join()
        ann.skip_to(SHUTTING_DOWN)
        self.assertNotEqual(main_pid(), pid)
        self.converse("Bob")

    def test_connections_wait_during_a_restart(self):
        """The next daemon serves a client that connected while there was no daemon."""
        self.override("ExecStartPre=/bin/sh -c 'until test -e /etc/tertulia/go; do sleep 0.05; done'")
        run("systemctl", "stop", "tertuliad.service")
        ann = Client(self, ADDRESS)
        ann.line("Ann")
        wait_until(lambda: property_of("ActiveState") == "activating", lambda: "the service to start")
        self.addCleanup(lambda: run("rm", "/etc/tertulia/go"))
        run("touch", "/etc/tertulia/go")
        ann.skip_to(connected("Ann"))
        self.wait_active()
