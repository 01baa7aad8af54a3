"""How long messages are kept: --keep and --keep-size."""

import os

from archive import ArchiveCase
from archive_phrases import NOTHING_FOUND, NOTHING_KEPT
from phrases import LOG_RELOADED, said
from support import main
from waiting import pause, wait_until

MAX_SIZE = 1300 * 1024  # Bytes, for a limit of 1 MiB: the next minute removes the rest.


class Keep(ArchiveCase):
    def configured(self, text):
        self.config = self.file(text)
        return self.start("--config", self.config)

    def configure(self, server, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)
        server.reload(LOG_RELOADED)

    def test_old_messages_are_removed_at_the_start(self):
        server = self.start()
        self.store(server, "old", "older than that")
        server.stop()
        with self.sql() as database:
            database.execute("UPDATE messages SET at = at - 90 * 86400 * 1000000")
        server = self.start("--keep", "91d")
        self.store(server, "new")
        self.assertEqual(self.texts(), ["old", "older than that", "new"])
        server.stop()
        self.start()  # 90 days.
        wait_until(lambda: self.texts() == ["new"], self.texts)
        self.check_sound()

    def test_a_reload_changes_how_long(self):
        server = self.configured("keep = 1h\n")
        self.store(server, "old")
        pause(1.1)
        self.configure(server, "keep = 1s\n")
        wait_until(lambda: self.texts() == [], self.texts)
        bob = self.client(server, "Bob")
        for line, answer in (("/history", NOTHING_KEPT), ("/search old", NOTHING_FOUND)):
            bob.line(line)
            bob.expect(answer)
        self.check_sound()

    def test_who_enters_sees_nothing_that_is_too_old(self):
        """The last lines of a quiet room were shown long after the archive had removed them."""
        server = self.configured("keep = 1h\n")
        self.store(server, "old")
        pause(1.1)
        self.configure(server, "keep = 1s\n")
        bob = self.client(server, "Bob")
        self.say(bob, "Bob", "new")
        ann = self.client(server, "Ann")
        self.expect_earlier(ann, said("Bob", "new"))

    def test_for_good(self):
        server = self.start("--keep", "0", "--keep-size", "0")
        self.store(server, "old")
        server.stop()
        with self.sql() as database:
            database.execute("UPDATE messages SET at = 1")
        self.start("--keep", "0", "--keep-size", "0")
        self.assertEqual(self.texts(), ["old"])

    def test_the_file_shrinks_to_its_size(self):
        server = self.start()
        texts = [f"{number} {'some words of a long message ' * 30}" for number in range(4000)]
        self.store(server, *texts)
        server.stop()
        before = os.path.getsize(self.database)
        server = self.start("--keep-size", "1MiB")
        with self.sql() as database:
            wait_until(lambda: database.execute("PRAGMA page_count").fetchone()[0] * 4096 < MAX_SIZE,
                       lambda: "old messages to go")
        server.stop()
        kept = self.texts()
        self.assertTrue(kept and kept == texts[-len(kept):], len(kept))
        self.assertLess(os.path.getsize(self.database), min(before, MAX_SIZE))
        self.check_sound()

    def test_people_talk_meanwhile(self):
        server = self.configured("keep = 1h\n")
        self.store(server, *(f"old {number}" for number in range(3000)))
        pause(1.1)
        bob = self.json_client(server, "Bob")
        self.configure(server, "keep = 1s\n")
        for number in range(20):
            self.say_stored(bob, f"new {number}")
        wait_until(lambda: not any(text.startswith("old") for text in self.texts()),
                   lambda: "old messages to go")
        self.check_sound()


if __name__ == "__main__":
    main()
