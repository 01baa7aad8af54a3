"""The message of the day."""

from phrases import connected, joined, log_new_client, notice, said, text_of
from support import Case, main


class Motd(Case):
    def test_it_follows_the_welcome_and_precedes_all_other_lines(self):
        server = self.serve("--motd", "Be kind to each other")
        bob = self.client(server, "Bob")
        bob.expect(notice("Be kind to each other"))
        ann = self.client(server)
        ann.line("Ann")
        ann.line("hello")
        ann.expect(connected("Ann"), notice("Be kind to each other"), said("Ann", "hello"))
        bob.expect(joined("Ann"), said("Ann", "hello"))

    def test_a_file_is_sent_line_by_line_and_made_safe(self):
        path = self.file("Welcome\n\n  \x1b[31mred\x1b[0m\u202e\n(Bob) I am the root\n")
        self.client(self.serve("--motd-file", path), "Bob").expect(
            notice("Welcome"), notice(""), notice("  \u241b[31mred\u241b[0m\ufffd"),
            notice(said("Bob", "I am the root")))

    def test_the_client_shows_it(self):
        client = self.tertulia(self.serve("--motd", "Be kind"), "--name", "Bob")
        client.out.expect(connected("Bob"), notice("Be kind"))
        client.end_input()
        client.expect_status(0)

    def test_the_longest_one_reaches_a_client_that_does_not_read_yet(self):
        lines = ["x" * 255] * 64
        path = self.file("\n".join(lines))
        server = self.serve("--motd-file", path, "--send-queue", "34KiB")
        bob = self.client(server, receive_buffer=2048)
        bob.stall()
        bob.line("Bob")
        server.logged(log_new_client("Bob"))
        ann = self.client(server, "Ann")
        ann.line("hello")
        ann.skip_to(said("Ann", "hello"))
        bob.resume()
        bob.skip_to(said("Ann", "hello"))
        self.assertIn(text_of(*map(notice, lines)), bob.text())

    def test_an_invalid_one_is_refused_at_the_start(self):
        missing = f"{self.directory()}/missing"
        long = self.file("x\n" * 65)
        for options, why in ((("--motd-file", missing), f"motd-file: {missing}: No such file"),
                             (("--motd-file", long), "more than 64 lines"),
                             (("--motd-file", self.file("x" * 16385)), "longer than 16KiB"),
                             (("--motd", "x" * 3000, "--send-queue", "4KiB", "--max-line", "64"),
                              "motd: its 3004 bytes are more than half of --send-queue")):
            for more in ((), ("--check-config",)):
                with self.subTest(why, more=more):
                    process = self.run_daemon(*options, *more)
                    self.assertEqual(process.child.returncode, 1)
                    self.assertRegex(process.err.text(), r"^tertuliad: [^\n]+\n$")
                    self.assertIn(why, process.err.text())

    def test_bad_usage_is_reported(self):
        for options, why in ((("--motd", "a", "--motd-file", "b"), "motd"),
                             (("--motd", "two\nlines"), "use --motd-file for several")):
            process = self.run_daemon(*options)
            self.assertEqual(process.child.returncode, 2)
            self.assertIn(why, process.err.text())


if __name__ == "__main__":
    main()
