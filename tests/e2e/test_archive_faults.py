"""A disk that fails while people talk: they talk on, nothing is told to be stored that is not, and
storing goes on by itself."""

import errno
import os
import resource
import signal
import subprocess
import unittest

from archive import ArchiveCase
from archive_phrases import (BROKEN, CANNOT_STORE, FREE_SPACE, FULL, LOCKED, LOST, STORED_AGAIN,
                             cannot_use)
from phrases import joined, said
from support import main
from waiting import pause, wait_until

LIBRARY = os.environ.get("FAILING_DISK_LIBRARY", "")
RETRIES = 2.5  # Seconds in which the server tries several times.


class Faults(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.switch = f"{self.directory()}/fault"
        self.server = None

    def begin(self, **more):
        self.server = self.start(**more)
        self.ann = self.client(self.server, "Ann")
        self.bob = self.json_client(self.server, "Bob")
        self.ann.expect(joined("Bob"))
        self.say_stored(self.bob, "before")
        self.ann.expect(said("Bob", "before"))

    def begin_with_failing_disk(self):
        if not os.path.exists(LIBRARY):
            self.skipTest("FAILING_DISK_LIBRARY names no library")
        self.begin(extra={"LD_PRELOAD": LIBRARY, "FAILING_DISK": self.switch})

    def fail(self, error):
        with open(self.switch, "w", encoding="ascii") as file:
            file.write(f"{error} 1")

    def heal(self):
        os.remove(self.switch)

    def failures(self):
        return self.server.err.text().count(CANNOT_STORE)

    def talk(self, *texts):
        """People talk, and nobody is told that it is stored."""
        for text in texts:
            self.bob.send(self.bob.session.numbered("say", text=text))
            self.bob.get(type_="message", text=text)
            self.ann.expect(said("Bob", text))
            self.ann.line(f"re: {text}")
            self.ann.expect(said("Ann", f"re: {text}"))
            self.bob.get(type_="message", text=f"re: {text}")

    def check_fault(self, reason, end):
        """A fault has begun, and `end` ends it."""
        self.talk("1")
        self.server.err.wait_for(f"{CANNOT_STORE}{reason}")
        self.talk("2", "3")
        pause(RETRIES)
        self.bob.ask("ping")
        self.bob.get(type_="pong")
        self.assertEqual(self.failures(), 1)
        self.assertEqual(len(self.bob.session.unstored), 3)
        end()
        self.server.err.wait_for(STORED_AGAIN)
        wait_until(lambda: self.bob.next()["type"] == "stored" and not self.bob.session.unstored,
                   self.bob.seen)
        self.assertEqual(self.texts(), ["before", "1", "re: 1", "2", "re: 2", "3", "re: 3"])
        self.say_stored(self.bob, "after")
        self.check_sound()
        self.server.stop()
        self.assertEqual(self.texts()[-1], "after")

    def test_the_disk_is_full(self):
        os.mkdir(self.data)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", self.data],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            self.skipTest(f"no small disk can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.data], check=True)
        self.begin()
        ballast = f"{self.data}/ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while file.write(b"x" * 1024):
                    pass
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)
        for number in range(8):  # The file has some space left.
            self.talk(f"{number} {'x' * 4000}")
        self.server.err.wait_for(f"{CANNOT_STORE}{FULL}")
        stored = self.texts()
        self.assertLess(len(stored), 17)
        pause(RETRIES)
        self.assertEqual((self.failures(), self.texts()), (1, stored))
        os.remove(ballast)
        self.server.err.wait_for(STORED_AGAIN)
        while self.bob.session.unstored:
            self.bob.next()
        self.assertEqual(len(self.texts()), 17)
        self.check_sound()
        self.server.stop()

    def test_a_full_disk_of_a_library(self):
        self.begin_with_failing_disk()
        self.fail(errno.ENOSPC)
        self.check_fault(FULL, self.heal)

    def test_an_error_of_the_disk(self):
        self.begin_with_failing_disk()
        self.fail(errno.EIO)
        self.check_fault(BROKEN, self.heal)

    def test_a_file_that_may_not_grow(self):
        self.begin()
        pid = self.server.child.pid
        former = resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        self.check_fault(BROKEN, lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, former))

    def test_another_program_locks_it(self):
        self.begin()
        other = self.lock()
        self.check_fault(LOCKED, other.end_input)

    def test_history_meanwhile(self):
        self.begin_with_failing_disk()
        self.fail(errno.EIO)
        self.talk("1")
        self.server.err.wait_for(CANNOT_STORE)
        self.assertEqual(self.ask_history(self.bob), ["before"])
        self.ann.line("/search before")
        self.expect_earlier(self.ann, said("Bob", "before"))

    def test_a_crash_meanwhile(self):
        self.begin_with_failing_disk()
        self.fail(errno.EIO)
        self.talk("1", "2")
        self.server.err.wait_for(CANNOT_STORE)
        self.kill(self.server)
        self.heal()
        self.server = self.again(self.server)
        self.assertEqual(self.texts(), ["before"])
        self.bob = self.json_client(self.server, session=self.bob.session)
        self.assertEqual(self.bob.go_on()["cid"], 1)
        self.bob.send(self.bob.session.unsent())
        while self.bob.session.unstored:
            self.bob.next()
        self.assertEqual(self.texts(), ["before", "1", "2"])
        self.check_sound()

    def test_a_stop_meanwhile(self):
        self.begin_with_failing_disk()
        self.fail(errno.EIO)
        self.talk("1", "2")
        self.server.err.wait_for(CANNOT_STORE)
        self.server.stop()
        self.server.err.wait_for(LOST)
        self.heal()
        self.assertEqual(self.texts(), ["before"])
        self.check_sound()

    def test_a_disk_that_fails_when_the_server_starts(self):
        self.begin_with_failing_disk()
        self.server.stop()
        for error, advice in ((errno.ENOSPC, FREE_SPACE), (errno.EIO, BROKEN)):
            self.fail(error)
            process = self.daemon("--listen", "127.0.0.1:0", "--data", self.data,
                                  extra={"LD_PRELOAD": LIBRARY, "FAILING_DISK": self.switch})
            process.expect_status(1)
            self.assertIn(cannot_use(self.database), process.err.text())
            self.assertIn(advice, process.err.text())
        self.heal()
        self.assertEqual(self.texts(), ["before"])
        self.check_sound()

    def test_a_disk_that_fails_now_and_then(self):
        """The log said again and again that messages were stored again."""
        self.begin_with_failing_disk()
        for _ in range(3):
            self.fail(errno.EIO)
            self.talk("x")
            pause(0.5)
            self.heal()
            while self.bob.session.unstored:
                self.bob.next()
        self.assertLessEqual(self.failures(), 1)
        self.assertLessEqual(self.server.err.text().count(STORED_AGAIN), 1)

    @unittest.skipIf(os.geteuid() == 0, "root may write everything")
    def test_a_directory_that_may_not_be_written(self):
        self.begin()
        self.server.signal(signal.SIGTERM)
        self.server.expect_status(0)
        os.chmod(self.data, 0o500)
        self.addCleanup(os.chmod, self.data, 0o700)
        process = self.daemon("--listen", "127.0.0.1:0", "--data", self.data)
        process.expect_status(1)


if __name__ == "__main__":
    main()
