"""What the service keeps, and the tools for it, beside a running service and without one."""

import json
import re

from boxed import (ADDRESS, CONFIG, DATA, Installed, boot_marker, journal, main_pid, run, shell)
from json_client import JsonClient

DATABASE = f"{DATA}/tertulia.db"
TOOL = ("tertuliad", "--config", CONFIG, "--data", DATA)
# How the manual runs a tool as the user of the service.
AS_SERVICE = ("systemd-run", "--pipe", "--wait", "--quiet", "--property", "DynamicUser=yes",
              "--property", "User=tertuliad", "--property", "StateDirectory=tertulia")


class Archive(Installed):
    def setUp(self):
        self.addCleanup(lambda: shell("rm -rf /root/saved*"))

    def say(self, *texts):
        """Returns when the messages are stored."""
        ann = JsonClient(self, ADDRESS)
        ann.hello("Ann")
        for text in texts:
            ann.send(ann.session.numbered("say", text=text))
        while ann.session.unstored:
            ann.next()
        ann.get_bye()
        ann.close()

    def history(self):
        """The texts of the last messages, the oldest first."""
        bob = JsonClient(self, ADDRESS)
        bob.hello("Bob")
        bob.ask("history", room="lobby", limit=200)
        texts = [message["text"] for message in bob.skip_to_type("history")["messages"]]
        bob.get_bye()
        bob.close()
        return texts

    def exported(self, *prefix):
        lines = run(*prefix, *TOOL, "--export", "-").splitlines()
        return [one["text"] for one in map(json.loads, lines) if one["type"] == "message"]

    def assert_owned_by_the_service(self):
        self.assertEqual(shell(f"find {DATA}/ -user root"), "")
        self.assertEqual(shell(f"stat -c %a {DATABASE}"), "600\n")

    def begin_anew(self):
        """Stops the service, and moves its database away."""
        run("systemctl", "stop", "tertuliad.service")
        shell(f"rm -f {DATABASE}*")

    def test_messages_survive_a_restart(self):
        self.say("before a restart")
        run("systemctl", "restart", "tertuliad.service")
        self.assertEqual(self.history()[-1], "before a restart")

    def test_messages_survive_a_kill(self):
        self.say("one before a kill", "two before a kill")
        pid = main_pid()
        run("systemctl", "kill", "--signal", "KILL", "tertuliad.service")
        self.wait_active(but=pid)
        self.assertEqual(self.history()[-2:], ["one before a kill", "two before a kill"])
        self.assert_owned_by_the_service()

    def test_people_see_them(self):
        self.say("for people")
        run("systemctl", "restart", "tertuliad.service")
        output = run("nc", "-N", "127.0.0.1", "7788", stdin="Eve\n/history 1\n/search PÉOPLE\nexit\n")
        seen = re.findall(r"^~ (?:[-\d]+ )?\d\d:\d\d \(Ann\) for people$", output, re.MULTILINE)
        self.assertEqual(len(seen), 3, output)  # On entering, and as the two answers.

    def test_tools_beside_the_service(self):
        self.say("beside the service")
        pid = main_pid()
        for user in ((), AS_SERVICE):
            with self.subTest(user=user):
                self.assertEqual(run(*user, *TOOL, "--check-data"), f"{DATABASE} is sound\n")
                self.assertEqual(self.exported(*user), self.history())
        self.say("after the tools")
        self.assertEqual(main_pid(), pid)
        self.assert_owned_by_the_service()

    def test_tools_without_the_service(self):
        """SQLite makes files beside the database also for who only reads it. The service must be able to
        use them afterwards."""
        self.say("without the service")
        run("systemctl", "stop", "tertuliad.service")
        self.assertEqual(run(*TOOL, "--check-data"), f"{DATABASE} is sound\n")
        self.assertEqual(self.exported()[-1], "without the service")
        self.assert_owned_by_the_service()
        run("systemctl", "start", "tertuliad.service")
        self.say("after the tools")

    def test_an_export_is_for_root_alone(self):
        self.say("to a file")
        run(*TOOL, "--export", "/root/saved.jsonl")
        self.assertEqual(shell("stat -c %a /root/saved.jsonl"), "600\n")
        self.assertIn("to a file", run("cat", "/root/saved.jsonl"))

    def test_an_import_by_root_is_for_the_service(self):
        self.say("exported")
        before = self.history()
        run(*TOOL, "--export", "/root/saved.jsonl")
        self.begin_anew()
        said = run(*TOOL, "--import", "/root/saved.jsonl")
        self.assertEqual(said, f"read {len(before)} messages into {DATABASE}\n")
        self.assert_owned_by_the_service()
        run("systemctl", "start", "tertuliad.service")
        self.assertEqual(self.history(), before)

    def test_an_import_into_a_new_directory_is_for_the_service(self):
        """As on a new machine, where the service has never run."""
        self.say("moved")
        before = self.history()
        run(*TOOL, "--export", "/root/saved.jsonl")
        self.begin_anew()
        shell(f"rm {DATA}/lock")
        run(*TOOL, "--import", "/root/saved.jsonl")
        self.assert_owned_by_the_service()
        run("systemctl", "start", "tertuliad.service")
        self.assertEqual(self.history(), before)

    def test_no_import_beside_the_service(self):
        shell("echo >/root/saved.jsonl")
        said = run(*TOOL, "--import", "/root/saved.jsonl", status=1)
        self.assertIn(f"another tertuliad uses {DATA}\n", said)

    def test_backup_and_restore(self):
        """The commands of the manual."""
        self.say("in the backup")
        before = self.history()
        shell(f"umask 077; sqlite3 {DATABASE} '.backup /root/saved.db'")
        self.assertEqual(shell("stat -c %a /root/saved.db"), "600\n")
        self.say("after the backup")
        self.assert_owned_by_the_service()
        shell(f"systemctl stop tertuliad; cd {DATA}; rm -f tertulia.db*; cp /root/saved.db tertulia.db;"
              " chown --reference=. tertulia.db; systemctl start tertuliad")
        self.assertEqual(self.history(), before)
        self.assertEqual(run(*TOOL, "--check-data"), f"{DATABASE} is sound\n")
        self.assert_owned_by_the_service()

    def test_a_damaged_database_is_not_touched(self):
        self.say("precious")
        shell(f"umask 077; sqlite3 {DATABASE} '.backup /root/saved.db'")
        self.begin_anew()
        shell(f"cd {DATA}; head --bytes 5000 /dev/zero >tertulia.db; chown --reference=. tertulia.db")
        cursor = boot_marker()
        run("systemctl", "start", "tertuliad.service", status=1)
        run("systemctl", "stop", "tertuliad.service")
        self.assertIn(f"cannot use {DATABASE}: ", journal(cursor))
        self.assertEqual(shell(f"head --bytes 5000 /dev/zero | cmp - {DATABASE}"), "")
        shell(f"cd {DATA}; rm -f tertulia.db*; cp /root/saved.db tertulia.db; chown --reference=. tertulia.db")
        run("systemctl", "start", "tertuliad.service")
        self.assertEqual(self.history()[-1], "precious")

    def test_its_threads_give_way_to_the_loop_where_the_unit_allows_it(self):
        self.assertEqual(self.policies(), ["SCHED_OTHER"] * 3)
        self.addCleanup(run, "systemctl", "restart", "tertuliad.service")
        self.override("SystemCallFilter=sched_setattr")
        run("systemctl", "restart", "tertuliad.service")
        self.assertEqual(self.policies(), ["SCHED_OTHER", "SCHED_BATCH", "SCHED_BATCH"])

    def policies(self):
        """Of the loop's thread, and then of the others."""
        self.say("by a thread")
        threads = run("chrt", "--all-tasks", "--pid", str(main_pid()))
        return re.findall(r"scheduling policy: (\w+)", threads)
