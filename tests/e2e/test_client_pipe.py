"""The client as a filter: what goes in is posted, what comes in goes out."""

import os
import shlex

from support import CLIENT, Case, main
from waiting import wait_until


class Filter(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def piped(self, script, *options):
        """Runs `script | tertulia`, as a shell would."""
        client = shlex.join([CLIENT, *options, self.server.address])
        process = self.run_to_end(["/bin/sh", "-c", f"{script} | {client}"])
        process.expect_status(0)
        self.assertEqual(process.err.text(), "")
        return process.out.text()

    def with_input(self, path, *options):
        with open(path, "rb") as file:
            client = self.tertulia(self.server, *options, stdin=file)
        client.expect_status(0)
        self.assertEqual(client.err.text(), "")
        return client.out.text()

    def test_the_conversation_of_the_design(self):
        bob = self.tertulia(self.server)
        bob.out.expect("Username?")
        bob.line("Bob")
        bob.out.expect("You are now connected, Bob!")
        bob.line("Hello everyone")
        bob.out.expect("(Bob) Hello everyone")
        john, = self.room(self.server, "John")
        bob.out.expect("-- John has joined", "(John) here")
        john.line("Hi")
        bob.out.expect("(John) Hi")
        bob.line("exit")
        bob.out.expect("Goodbye Bob!")
        bob.expect_status(0)
        bob.out.expect_end()

    def test_a_slow_writer_is_asked_for_the_name_once(self):
        bob = self.tertulia(self.server)
        bob.out.expect("Username?")
        self.client(self.server).expect("Username?")  # The server would have asked by now.
        bob.line("Bob")
        bob.out.expect("You are now connected, Bob!")

    def test_a_name_on_the_command_line_is_not_asked_for(self):
        self.assertEqual(self.piped("printf 'hello\\n'", "--name", "Bob"),
                         "You are now connected, Bob!\n(Bob) hello\nGoodbye Bob!\n")

    def test_the_last_line_of_make(self):
        ann, = self.room(self.server, "Ann")
        make = r"printf 'cc -c a.c\nld: error\nmake: *** [all] Error 1\n'"
        self.piped(f"{make} | tail -1", "--name", "ci")
        ann.expect("-- ci has joined", "(ci) make: *** [all] Error 1", "-- ci has left")

    def test_the_last_line_needs_no_newline(self):
        self.assertIn("(ci) no newline\n", self.piped("printf 'no newline'", "--name", "ci"))

    def test_a_regular_file(self):
        path = self.file("one\ntwo\n")
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         "You are now connected, ci!\n(ci) one\n(ci) two\nGoodbye ci!\n")

    def test_no_input(self):
        self.assertEqual(self.with_input(os.devnull, "--name", "ci"),
                         "You are now connected, ci!\nGoodbye ci!\n")

    def test_no_input_and_no_name_is_goodbye_too(self):
        self.assertTrue(self.with_input(os.devnull).endswith("Goodbye!\n"))

    def test_500_lines_arrive_in_order(self):
        ann, = self.room(self.server, "Ann")
        path = self.file("".join(f"line {i}\n" for i in range(500)))
        self.with_input(path, "--name", "ci")
        ann.expect("-- ci has joined", *(f"(ci) line {i}" for i in range(500)), "-- ci has left")

    def test_all_lines_arrive_at_a_limited_rate_too(self):
        self.server = self.serve("--rate", "100", "--burst", "5")
        path = self.file("".join(f"line {i}\n" for i in range(60)))
        expected = "".join(f"(ci) line {i}\n" for i in range(60))
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         f"You are now connected, ci!\n{expected}Goodbye ci!\n")

    def test_lines_that_only_look_like_commands_are_posted_as_they_are(self):
        lines = ("/usr/bin/ld: cannot find -lfoo", "// comment", "///", "/", "/usr", "/ a", "/*",
                 "/whoami")
        path = self.file("\n".join(lines) + "\n")
        expected = "".join(f"(ci) {line}\n" for line in lines)
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         f"You are now connected, ci!\n{expected}Goodbye ci!\n")

    def test_commands_are_commands(self):
        self.assertEqual(self.piped("printf '/me waves\\n/who\\n'", "--name", "ci"),
                         "You are now connected, ci!\n* ci waves\n-- 1 here: ci\nGoodbye ci!\n")

    def test_exit_in_the_input_leaves_at_once(self):
        self.assertEqual(self.piped("printf 'one\\nexit\\ntwo\\n'", "--name", "ci"),
                         "You are now connected, ci!\n(ci) one\nGoodbye ci!\n")

    def test_crlf_and_utf8_come_through(self):
        ann, = self.room(self.server, "Ann")
        self.piped("printf '¿Qué tal?\\r\\n語\\r\\n'", "--name", "José")
        ann.expect("-- José has joined", "(José) ¿Qué tal?", "(José) 語", "-- José has left")

    def test_messages_come_while_the_input_is_silent(self):
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect("You are now connected, Bob!")
        john, = self.room(self.server, "John")
        john.line("Hi")
        bob.out.expect("-- John has joined", "(John) here", "(John) Hi")

    def test_each_line_is_posted_when_it_is_written(self):
        bob = self.tertulia(self.server, "--name", "Bob")
        for i in range(5):
            bob.line(f"line {i}")
            bob.out.skip_to(f"(Bob) line {i}")

    def test_a_line_too_long_is_an_error_line_and_the_next_is_posted(self):
        path = self.file("x" * 5000 + "\nnext\n")
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         "You are now connected, ci!\n"
                         "! That line was longer than 4096 bytes and was not sent\n"
                         "(ci) next\nGoodbye ci!\n")

    def test_controls_on_the_wire_do_not_reach_the_output(self):
        ann, = self.room(self.server, "Ann")
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect("You are now connected, Bob!")
        ann.line("\x1b[2J")
        bob.out.expect("(Ann) ␛[2J")

    def test_all_is_posted_even_if_the_reader_went_away(self):
        ann, = self.room(self.server, "Ann")
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect("You are now connected, Bob!")
        bob.close_output()
        bob.line("one")
        bob.line("two")
        ann.expect("-- Bob has joined", "(Bob) one", "(Bob) two")
        bob.end_input()
        wait_until(lambda: not bob.running(), bob.seen)


if __name__ == "__main__":
    main()
