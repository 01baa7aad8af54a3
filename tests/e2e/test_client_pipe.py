"""The client in a pipe: it sends its input as messages, and prints what it receives."""

import os
import resource
import shlex
import signal
from subprocess import DEVNULL, PIPE

from phrases import (CANNOT_WRITE, NOT_SENT, NOT_UTF8, USERNAME_PROMPT, acted, client_error,
                     connected, goodbye, joined, left, line_too_long, missing_argument,
                     no_such_user, present, said, text_of)
from processes import Process
from support import CLIENT, Case, main
from waiting import wait_until


class Pipe(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def piped(self, script, *options):
        """Runs `script | tertulia` in a shell. Returns the client's output."""
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

    def test_a_conversation(self):
        bob = self.tertulia(self.server)
        bob.out.expect(USERNAME_PROMPT)
        bob.line("Bob")
        bob.out.expect(connected("Bob"))
        bob.line("Hello everyone")
        bob.out.expect(said("Bob", "Hello everyone"))
        john, = self.room(self.server, "John")
        bob.out.expect(joined("John"), said("John", "here"))
        john.line("Hi")
        bob.out.expect(said("John", "Hi"))
        bob.line("exit")
        bob.out.expect(goodbye("Bob"))
        bob.expect_status(0)
        bob.out.expect_end()

    def test_a_slow_user_is_asked_for_the_name_once(self):
        bob = self.tertulia(self.server)
        bob.out.expect(USERNAME_PROMPT)
        self.client(self.server).expect(USERNAME_PROMPT)  # The server would have asked by now.
        bob.line("Bob")
        bob.out.expect(connected("Bob"))

    def test_a_name_on_the_command_line_needs_no_prompt(self):
        self.assertEqual(self.piped("printf 'hello\\n'", "--name", "Bob"),
                         text_of(connected("Bob"), said("Bob", "hello"), goodbye("Bob")))

    def test_the_last_line_of_make(self):
        ann, = self.room(self.server, "Ann")
        make = r"printf 'cc -c a.c\nld: error\nmake: *** [all] Error 1\n'"
        self.piped(f"{make} | tail -1", "--name", "ci")
        ann.expect(joined("ci"), said("ci", "make: *** [all] Error 1"), left("ci"))

    def test_the_last_line_needs_no_newline(self):
        self.assertIn(text_of(said("ci", "no newline")),
                      self.piped("printf 'no newline'", "--name", "ci"))

    def test_a_regular_file(self):
        path = self.file("one\ntwo\n")
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         text_of(connected("ci"), said("ci", "one"), said("ci", "two"), goodbye("ci")))

    def test_no_input(self):
        self.assertEqual(self.with_input(os.devnull, "--name", "ci"),
                         text_of(connected("ci"), goodbye("ci")))

    def test_no_input_and_no_name_ends_with_goodbye(self):
        self.assertTrue(self.with_input(os.devnull).endswith(text_of(goodbye())))

    def test_500_lines_arrive_in_order(self):
        ann, = self.room(self.server, "Ann")
        path = self.file("".join(f"line {i}\n" for i in range(500)))
        self.with_input(path, "--name", "ci")
        ann.expect(joined("ci"), *(said("ci", f"line {i}") for i in range(500)), left("ci"))

    def test_all_lines_arrive_at_a_limited_rate(self):
        self.server = self.serve("--rate", "100", "--burst", "5")
        path = self.file("".join(f"line {i}\n" for i in range(60)))
        expected = (said("ci", f"line {i}") for i in range(60))
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         text_of(connected("ci"), *expected, goodbye("ci")))

    def test_lines_that_only_look_like_commands_are_sent_unchanged(self):
        lines = ("/usr/bin/ld: cannot find -lfoo", "// comment", "///", "/", "/usr", "/ a", "/*",
                 "/whoami")
        path = self.file("\n".join(lines) + "\n")
        expected = (said("ci", line) for line in lines)
        self.assertEqual(self.with_input(path, "--name", "ci"),
                         text_of(connected("ci"), *expected, goodbye("ci")))

    def test_commands_are_executed(self):
        self.assertEqual(self.piped("printf '/me waves\\n/who\\n'", "--name", "ci"),
                         text_of(connected("ci"), acted("ci", "waves"), present("ci"), goodbye("ci")))

    def test_exit_in_the_input_leaves_at_once(self):
        self.assertEqual(self.piped("printf 'one\\nexit\\ntwo\\n'", "--name", "ci"),
                         text_of(connected("ci"), said("ci", "one"), goodbye("ci")))

    def test_crlf_and_utf8_pass_through(self):
        ann, = self.room(self.server, "Ann")
        self.piped("printf '¿Qué tal?\\r\\n語\\r\\n'", "--name", "José")
        ann.expect(joined("José"), said("José", "¿Qué tal?"), said("José", "語"), left("José"))

    def test_messages_arrive_while_the_input_is_silent(self):
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect(connected("Bob"))
        john, = self.room(self.server, "John")
        john.line("Hi")
        bob.out.expect(joined("John"), said("John", "here"), said("John", "Hi"))

    def test_each_line_is_sent_when_it_is_written(self):
        bob = self.tertulia(self.server, "--name", "Bob")
        for i in range(5):
            bob.line(f"line {i}")
            bob.out.skip_to(said("Bob", f"line {i}"))

    def check_refused(self, line, error):
        """A line that is not accepted was shown as output, and the status was 0."""
        with open(self.file_of(line + b"\nnext\n"), "rb") as file:
            client = self.tertulia(self.server, "--name", "ci", stdin=file)
        client.expect_status(4)
        client.err.expect(client_error(self.server, error))
        self.assertEqual(client.out.text(),
                         text_of(connected("ci"), said("ci", "next"), goodbye("ci")))

    def file_of(self, content):
        path = f"{self.directory()}/input"
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_a_line_that_is_not_accepted_is_an_error_and_the_next_is_sent(self):
        self.check_refused(b"x" * 5000, line_too_long(4096))
        self.check_refused(b"caf\xe9", NOT_UTF8)
        self.check_refused(b"/msg Nobody hi", no_such_user("Nobody"))
        self.check_refused(b"/me", missing_argument("/me TEXT"))

    def test_errors_and_output_keep_their_order_in_one_file(self):
        client = shlex.join([CLIENT, "--name", "ci", self.server.address])
        process = self.run_to_end(
            ["/bin/sh", "-c", f"printf 'one\\n/msg Nobody hi\\ntwo\\n' | {client} 2>&1"])
        process.expect_status(4)
        self.assertEqual(process.out.text(), text_of(
            connected("ci"), said("ci", "one"), client_error(self.server, no_such_user("Nobody")),
            said("ci", "two"), goodbye("ci")))

    def to_file(self, name, path, stdin=PIPE):
        """The client, whose output goes to a file."""
        command = shlex.join([CLIENT, "--name", name, self.server.address])
        return Process(self, ["/bin/sh", "-c", f"exec {command} >{shlex.quote(path)}"], stdin)

    def test_a_full_disk_is_reported(self):
        client = self.to_file("ci", "/dev/full", DEVNULL)
        client.expect_status(1)
        self.assertEqual(client.err.text().count(CANNOT_WRITE), 1)

    def test_output_goes_on_when_a_full_disk_has_room_again(self):
        """The disk was full once: nothing more was written, and the status was 0."""
        ann, = self.room(self.server, "Ann")
        path = f"{self.directory()}/log"
        client = self.to_file("Bob", path)
        ann.expect(joined("Bob"))
        self.limit_files(client.child.pid, 0)
        ann.line("while it is full")
        client.err.wait_for(CANNOT_WRITE)
        self.limit_files(client.child.pid, resource.RLIM_INFINITY)
        ann.line("with room")
        client.end_input()
        client.expect_status(1)
        with open(path, encoding="utf-8") as log:
            self.assertEqual(log.read(), text_of(
                connected("Bob"), said("Ann", "while it is full"), said("Ann", "with room"),
                goodbye("Bob")))

    @staticmethod
    def limit_files(pid, size):
        """To the process, a file that may not grow is a full disk."""
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def test_a_signal_leaves_without_the_lines_that_are_not_sent(self):
        server = self.serve("--rate", "6", "--burst", "6")
        client = self.tertulia(server, "--name", "ci")
        client.write("line\n" * 100)
        client.out.skip_to(said("ci", "line"))
        client.signal(signal.SIGTERM)
        client.expect_status(4)
        self.assertIn(NOT_SENT, client.err.text())
        self.assertTrue(client.out.text().endswith(text_of(goodbye("ci"))))

    def test_control_characters_on_the_wire_do_not_reach_the_output(self):
        ann, = self.room(self.server, "Ann")
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect(connected("Bob"))
        ann.line("\x1b[2J")
        bob.out.expect(said("Ann", "␛[2J"))

    def test_all_lines_are_sent_even_if_the_output_is_closed(self):
        ann, = self.room(self.server, "Ann")
        bob = self.tertulia(self.server, "--name", "Bob")
        bob.out.expect(connected("Bob"))
        bob.close_output()
        bob.line("one")
        bob.line("two")
        ann.expect(joined("Bob"), said("Bob", "one"), said("Bob", "two"))
        bob.end_input()
        wait_until(lambda: not bob.running(), bob.seen)


if __name__ == "__main__":
    main()
