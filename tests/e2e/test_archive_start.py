"""A server that cannot use its archive does not start: it says what to do in one line, and does not
touch the file."""

import hashlib
import os
import unittest

from archive import ArchiveCase
from archive_phrases import (CHECK_MODE, END_PROGRAM, LOCKED, MOVE_AWAY, NEWER, RESTORE, cannot_use,
                             in_use)
from phrases import LOG_LISTENING
from support import main

HEADER = 100  # Bytes.


class Start(ArchiveCase):
    def setUp(self):
        super().setUp()
        server = self.start()
        self.store(server, *(f"line {number} {'x' * 200}" for number in range(200)))
        server.stop()

    def read(self):
        with open(self.database, "rb") as file:
            return file.read()

    def write(self, content):
        with open(self.database, "wb") as file:
            file.write(content)

    def check_refused(self, advice):
        """Twice, for a first start could leave something behind."""
        before = self.files()
        for _ in range(2):
            process = self.daemon("--listen", "127.0.0.1:0", "--data", self.data)
            process.expect_status(1)
            lines = [line for line in process.err.text().splitlines() if " info: " not in line]
            self.assertEqual(len(lines), 1, process.seen())
            self.assertIn(cannot_use(self.database), lines[0])
            self.assertIn(advice, lines[0])
            self.assertNotIn(LOG_LISTENING, process.err.text())
        self.assertEqual(self.content(self.files()), self.content(before))

    def content(self, files):
        """A digest of each file. SQLite makes some that are empty, or that have nothing of its own."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()
                if content and not name.endswith("-shm")}

    def test_a_file_that_is_no_database(self):
        for content in (b"Dear diary,\n" * 1000, b"xy", b"\0" * 8192, b"SQLite format 3\0",
                        b"SQLite format 3\0" + b"\xff" * 5000):
            with self.subTest(content[:20]):
                self.write(content)
                self.check_refused(MOVE_AWAY)

    def test_another_programs_database(self):
        os.remove(self.database)
        with self.sql() as database:
            database.execute("CREATE TABLE bookmarks(url)")
        self.check_refused(MOVE_AWAY)

    def test_a_newer_version(self):
        with self.sql() as database:
            database.execute("PRAGMA user_version=99")
        self.check_refused(NEWER)

    def test_cut_in_half(self):
        whole = self.read()
        for size in (len(whole) // 2, len(whole) // 2 + 77, HEADER, 4096):
            with self.subTest(size):
                self.write(whole[:size])
                self.check_refused(RESTORE)

    def test_damaged_tables(self):
        """What the server reads when it starts is found damaged then."""
        with self.sql() as database:
            size = database.execute("PRAGMA page_size").fetchone()[0]
            pages = database.execute("SELECT name, rootpage FROM sqlite_schema WHERE name IN "
                                     "('meta', 'rooms', 'sessions', 'visits')").fetchall()
        whole = self.read()
        for name, page in pages:
            with self.subTest(name):
                begin = (page - 1) * size
                self.write(whole[:begin] + b"\xa5" * size + whole[begin + size:])
                self.check_refused("begin without history")

    def test_a_damaged_schema(self):
        whole = self.read()
        self.write(whole[:HEADER] + b"\xa5" * 3000 + whole[HEADER + 3000:])
        self.check_refused("begin without history")

    def test_a_directory_in_its_place(self):
        os.remove(self.database)
        os.mkdir(self.database)
        self.check_refused(CHECK_MODE)

    def test_a_link(self):
        for target in ("/nowhere/at/all", "/dev/null"):
            os.remove(self.database)
            os.symlink(target, self.database)
            self.check_refused("it is a link")

    def test_another_program_has_locked_it(self):
        other = self.lock()
        self.check_refused(LOCKED)
        self.check_refused(END_PROGRAM)
        other.end_input()
        other.expect_status(0)
        self.check_sound()

    @unittest.skipIf(os.geteuid() == 0, "root may write everything")
    def test_it_may_not_be_written(self):
        os.chmod(self.database, 0o400)
        self.addCleanup(os.chmod, self.database, 0o600)
        self.check_refused(CHECK_MODE)

    def test_another_server(self):
        server = self.start()
        process = self.daemon("--listen", "127.0.0.1:0", "--data", self.data)
        process.expect_status(1)
        self.assertIn(in_use(self.data), process.err.text())
        server.stop()

    def test_an_empty_file_is_a_new_archive(self):
        self.write(b"")
        self.start().stop()
        self.check_sound()

    def test_a_file_for_its_owner_alone(self):
        self.assertEqual(os.stat(self.database).st_mode & 0o777, 0o600)


if __name__ == "__main__":
    main()
