"""SIGHUP: all of a new configuration, or nothing of it."""

import os
import signal

from support import Case, main


class Reload(Case):
    def setUp(self):
        self.path = self.file("")

    def start(self, text):
        self.write(text)
        return self.serve("--config", self.path)

    def write(self, text, path=None):
        with open(path or self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def reload(self, server, text, verdict):
        """Returns what the log says until this verdict, which begins so."""
        seen = len(server.err.text())
        self.write(text)
        server.signal(signal.SIGHUP)
        server.err.wait_for(verdict)
        return server.err.text()[seen:]

    def test_limits_texts_and_log_change_at_once(self):
        server = self.start("max-line = 100\nmotd = One\n")
        bob = self.client(server, "Bob")
        bob.expect("-- One")
        self.reload(server, "max-line = 200\nmotd = Two\nprint-messages = true\nlog-level = debug\n",
                    "reloaded the configuration\n")
        ann = self.client(server, "Ann")
        ann.expect("-- Two")
        bob.expect("-- Ann has joined")
        bob.line("x" * 200)
        ann.expect("(Bob) " + "x" * 200)
        server.logged("(Bob) " + "x" * 200)
        ann.leave("Ann")
        server.err.wait_for(" closed: orderly\n")

    def test_the_message_of_the_day_is_read_from_its_file_again(self):
        motd = self.file("One\n")
        server = self.start(f"motd-file = {motd}\n")
        self.client(server, "Bob").expect("-- One")
        self.write("Two\nThree\n", motd)
        self.reload(server, f"motd-file = {motd}\n", "reloaded the configuration\n")
        self.client(server, "Ann").expect("-- Two", "-- Three")

    def test_what_cannot_change_is_named_and_the_rest_changes(self):
        server = self.start("")
        bob = self.client(server, "Bob")
        said = self.reload(server, 'name = Eva\nmax-line = 100\nlisten = "127.0.0.1:1"\n',
                           "reloaded the configuration\n")
        self.assertIn("another name takes effect at a restart only\n", said)
        self.assertNotIn("listen", said)  # The command line has it, and wins.
        bob.line("x" * 101)
        bob.expect("! That line was longer than 100 bytes and was not sent")
        self.client(server, "Ann")

    def test_another_listen_is_named(self):
        path = f"{self.directory()}/socket"
        process = self.daemon("--config", self.file(f'listen = "unix:{path}"\n'))
        process.err.wait_for(f"listening on unix:{path}\n")
        self.write(f'listen = "unix:{path}2"\n', process.child.args[-1])
        process.signal(signal.SIGHUP)
        process.err.wait_for("another listen takes effect at a restart only\n")
        process.err.wait_for("reloaded the configuration\n")
        process.signal(signal.SIGTERM)
        process.expect_status(0)

    def test_a_mistake_anywhere_changes_nothing(self):
        missing = f"{self.directory()}/missing"
        for mistake, why in (("rate = fast\n", ":3: rate: "), ("duo = true\n", "duo cannot change"),
                             (f"motd-file = {missing}\n", f":3: motd-file: {missing}: "),
                             ("listen = x:y\n", ":3: listen: ")):
            with self.subTest(mistake):
                server = self.start("max-line = 100\n")
                bob = self.client(server, "Bob")
                said = self.reload(server, f"max-line = 200\nprint-messages = true\n{mistake}",
                                   "not reloaded: ")
                self.assertIn(why, said)
                bob.line("x" * 101)
                bob.expect("! That line was longer than 100 bytes and was not sent")
                bob.line("hello")
                bob.expect("(Bob) hello")
                self.assertNotIn("(Bob) hello", server.err.text())

    def test_a_file_that_has_gone_changes_nothing(self):
        server = self.start("")
        os.remove(self.path)
        server.signal(signal.SIGHUP)
        server.err.wait_for(f"not reloaded: cannot read {self.path}: No such file or directory\n")
        self.client(server, "Bob").leave("Bob")


if __name__ == "__main__":
    main()
