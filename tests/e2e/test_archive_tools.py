"""What an operator does with the archive: --check-data, --export and --import."""

import json
import os
import subprocess

from archive import ArchiveCase
from archive_phrases import NOT_EMPTY, RESTORE, imported, in_use, sound, wrong_line
from processes import DAEMON
from support import main

HEAD = '{"type":"meta","format":1,"reserved":100}'
LOBBY = ('{"type":"room","id":1,"name":"lobby","topic":"","founder":0,"private":false,"operators":[],'
         '"invited":[],"views":[]}')
MESSAGE = ('{"type":"message","id":7,"at":1795702220108684,"room":1,"author":5,"cid":0,"from":"Bob",'
           '"style":"said","hidden":false,"text":"hello"}')


class Tools(ArchiveCase):
    def load(self, data, text, status=0):
        """Imports this text into another directory."""
        command = [DAEMON, "--data", data, "--import", "-"]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
        self.assertEqual(done.returncode, status, done)
        return (done.stdout if status == 0 else done.stderr).decode().strip()

    def talk(self):
        """A server with a conversation in several rooms, and with a private one."""
        server = self.start()
        bob = self.json_client(server, "Bob")
        self.say_stored(bob, "hello", "naïve café \u2603 \"quoted\" \\ back", "北京")
        bob.send(bob.session.numbered("say", text="waves", action=True))
        for command in ("/join club", "/topic Chess & Go", "/private on"):
            bob.send(bob.session.numbered("command", text=command))
        self.say_stored(bob, "in private", room="club")
        return server, bob

    def test_beside_a_running_server(self):
        server, bob = self.talk()
        self.check_sound()
        self.assertEqual(self.texts(), ["hello", 'naïve café \u2603 "quoted" \\ back', "北京", "waves",
                                        "in private"])
        self.assertEqual([(room["name"], room["topic"], room["private"])
                          for room in self.exported("room")],
                         [("lobby", "", False), ("club", "Chess & Go", True)])
        self.say_stored(bob, "and on")
        self.assertEqual(self.texts()[-1], "and on")
        server.stop()

    def test_a_file_is_for_its_owner_alone(self):
        self.talk()
        path = f"{self.directory()}/export"
        self.assertEqual(self.tool("--export", path), ([], []))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read().splitlines(), self.tool("--export", "-")[0])

    def test_there_and_back(self):
        server, bob = self.talk()
        server.stop()
        exported, _ = self.tool("--export", "-")
        former, self.data = self.data, f"{self.directory()}/copy"
        self.database = f"{self.data}/tertulia.db"
        self.assertEqual(self.load(self.data, "\n".join(exported)),
                         imported(5, self.database, rooms=1))
        self.check_sound()
        self.assertEqual(self.tool("--export", "-")[0], exported)
        server = self.start()
        ann = self.json_client(server, "Ann")
        self.assertEqual(self.ask_history(ann)[0], "hello")
        ann.ask("search", text="cafe")
        self.assertEqual(len(ann.skip_to_type("results")["messages"]), 1)
        self.say_stored(ann, "new")
        self.assertGreater(ann.session.seen["lobby"], bob.session.seen["club"])
        self.assertNotEqual(former, self.data)

    def test_not_into_one_that_has_something(self):
        server, _ = self.talk()
        exported = "\n".join(self.tool("--export", "-")[0])
        self.assertIn(in_use(self.data), self.load(self.data, exported, status=1))
        server.stop()
        self.assertIn(NOT_EMPTY, self.load(self.data, exported, status=1))
        self.assertEqual("\n".join(self.tool("--export", "-")[0]), exported)

    def test_nonsense_is_refused_with_its_line(self):
        other = json.loads(MESSAGE)
        for lines, number in (
                (["Dear diary"], 1), ([LOBBY], 1), ([HEAD, HEAD], 2), ([HEAD, LOBBY, "{"], 3),
                ([HEAD, LOBBY, MESSAGE, MESSAGE], 4), ([HEAD, "", LOBBY], 2), ([HEAD, "[]"], 2),
                ([HEAD, LOBBY, json.dumps(other | {"room": 9})], 3),
                ([HEAD, LOBBY, json.dumps(other | {"id": -1})], 3),
                ([HEAD, LOBBY, json.dumps(other | {"id": "7"})], 3),
                ([HEAD, LOBBY, json.dumps(other | {"text": None})], 3),
                ([HEAD, LOBBY, json.dumps(other | {"style": "sung"})], 3),
                ([HEAD, LOBBY, json.dumps(other | {"at": 2 ** 64})], 3),
                ([HEAD.replace("1", "2", 1), LOBBY], 1), ([HEAD, LOBBY, LOBBY], 3),
                ([HEAD, LOBBY, "[" * 100_000], 3)):
            with self.subTest(lines[-1][:100]):
                data = f"{self.directory()}/data"
                self.assertIn(wrong_line(number, ""), self.load(data, "\n".join(lines), status=1))
                self.load(data, "\n".join([HEAD, LOBBY, MESSAGE]))  # It is as empty as before.

    def test_nothing_is_no_export(self):
        self.load(f"{self.directory()}/data", "", status=1)

    def test_a_damaged_archive(self):
        server = self.start()
        self.store(server, *(f"word{number} {'x' * 300}" for number in range(300)))
        server.stop()
        with open(self.database, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(size // 2)
            file.write(b"\xa5" * 9000)
        lines, errors = self.tool("--check-data", status=1)
        self.assertTrue(lines or errors)
        with open(self.database, "r+b") as file:
            file.truncate(size // 3)
        _, errors = self.tool("--check-data", status=1)
        self.assertIn(RESTORE, errors[0])

    def test_an_index_that_is_out_of_step(self):
        """SQLite's own check does not see it."""
        server = self.start()
        self.store(server, "hello")
        server.stop()
        with self.sql() as database:
            database.create_function("search_text", 1, str.lower, deterministic=True)
            database.execute("UPDATE messages SET text = 'other words'")
        lines, _ = self.tool("--check-data", status=1)
        self.assertEqual(len(lines), 1)
        self.assertIn("search index", lines[0])

    def test_there_must_be_an_archive(self):
        for tool in (["--check-data"], ["--export", "-"]):
            self.tool(*tool, status=1)
            self.assertFalse(os.path.exists(self.database))
            self.run_daemon(*tool).expect_status(1)

    def test_checking_changes_nothing(self):
        server, _ = self.talk()
        server.stop()
        with open(self.database, "rb") as file:
            before = file.read()
        self.check_sound()
        self.tool("--export", "-")
        with open(self.database, "rb") as file:
            self.assertEqual(file.read() == before, True)
        self.assertEqual(self.tool("--check-data")[0], [sound(self.database)])


if __name__ == "__main__":
    main()
