"""SIGHUP applies a new configuration completely or not at all."""

import os
import signal

from phrases import (DUO_CANNOT_CHANGE, LOG_NOT_RELOADED, LOG_RELOADED, joined, line_too_long,
                     log_closed, log_listening, needs_restart, notice, said, text_of)
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

    def reload(self, server, text, outcome):
        """Reloads and waits for this outcome in the log. Returns the new part of the log."""
        self.write(text)
        return server.reload(outcome)

    def test_limits_motd_and_log_change_at_once(self):
        server = self.start("max-line = 100\nmotd = One\n")
        bob = self.client(server, "Bob")
        bob.expect(notice("One"))
        self.reload(server, "max-line = 200\nmotd = Two\nprint-messages = true\nlog-level = debug\n",
                    text_of(LOG_RELOADED))
        ann = self.client(server, "Ann")
        ann.expect(notice("Two"))
        bob.expect(joined("Ann"))
        bob.line("x" * 200)
        ann.expect(said("Bob", "x" * 200))
        server.logged(said("Bob", "x" * 200))
        ann.leave("Ann")
        server.err.wait_for(text_of(log_closed("orderly")))

    def test_the_motd_file_is_read_again(self):
        motd = self.file("One\n")
        server = self.start(f"motd-file = {motd}\n")
        self.client(server, "Bob").expect(notice("One"))
        self.write("Two\nThree\n", motd)
        self.reload(server, f"motd-file = {motd}\n", text_of(LOG_RELOADED))
        self.client(server, "Ann").expect(notice("Two"), notice("Three"))

    def test_settings_that_need_a_restart_are_named_and_the_others_change(self):
        server = self.start("")
        bob = self.client(server, "Bob")
        log = self.reload(server, 'name = Eva\nmax-line = 100\nlisten = "127.0.0.1:1"\n',
                          text_of(LOG_RELOADED))
        self.assertIn(text_of(needs_restart("name")), log)
        self.assertNotIn("listen", log)  # The command line overrides it.
        bob.line("x" * 101)
        bob.expect(line_too_long(100))
        self.client(server, "Ann")

    def test_a_new_listen_address_needs_a_restart(self):
        path = f"{self.directory()}/socket"
        process = self.daemon("--config", self.file(f'listen = "unix:{path}"\n'))
        process.err.wait_for(text_of(log_listening(f"unix:{path}")))
        self.write(f'listen = "unix:{path}2"\n', process.child.args[-1])
        process.signal(signal.SIGHUP)
        process.err.wait_for(text_of(needs_restart("listen")))
        process.err.wait_for(text_of(LOG_RELOADED))
        process.signal(signal.SIGTERM)
        process.expect_status(0)

    def test_any_error_changes_nothing(self):
        missing = f"{self.directory()}/missing"
        for mistake, why in (("rate = fast\n", ":3: rate: "), ("duo = true\n", DUO_CANNOT_CHANGE),
                             (f"motd-file = {missing}\n", f":3: motd-file: {missing}: "),
                             ("listen = x:y\n", ":3: listen: ")):
            with self.subTest(mistake):
                server = self.start("max-line = 100\n")
                bob = self.client(server, "Bob")
                log = self.reload(server, f"max-line = 200\nprint-messages = true\n{mistake}",
                                  LOG_NOT_RELOADED)
                self.assertIn(why, log)
                bob.line("x" * 101)
                bob.expect(line_too_long(100))
                bob.line("hello")
                bob.expect(said("Bob", "hello"))
                self.assertNotIn(said("Bob", "hello"), server.err.text())

    def test_a_missing_file_changes_nothing(self):
        server = self.start("")
        os.remove(self.path)
        server.signal(signal.SIGHUP)
        server.err.wait_for(f"{LOG_NOT_RELOADED}cannot read {self.path}: No such file or directory\n")
        self.client(server, "Bob").leave("Bob")


if __name__ == "__main__":
    main()
