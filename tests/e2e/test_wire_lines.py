"""Bytes become lines however they come, and nothing of them is lost."""

import os
import shlex

from processes import NETCAT
from support import Case, main


class Lines(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def answered(self, data, *lines):
        """The bytes, sent at once with a name first, are answered with these lines."""
        bob = self.client(self.server)
        bob.send(data)
        bob.expect("You are now connected, Bob!", *lines)
        bob.leave("Bob")

    def test_a_line_ends_with_lf(self):
        self.answered("Bob\nhi\n", "(Bob) hi")

    def test_a_line_ends_with_crlf(self):
        self.answered("Bob\r\nhi\r\n\r\n", "(Bob) hi")

    def test_what_goes_out_ends_with_lf_alone(self):
        bob = self.client(self.server)
        bob.send("Bob\r\nhi\r\nexit\r\n")
        bob.wait_end()
        self.assertEqual(bob.text(), "You are now connected, Bob!\n(Bob) hi\nGoodbye Bob!\n")

    def test_a_whole_conversation_comes_in_one_segment(self):
        bob = self.client(self.server)
        bob.send("Bob\nHello everyone\n/who\nexit\n")
        bob.expect("You are now connected, Bob!", "(Bob) Hello everyone", "-- 1 here: Bob",
                   "Goodbye Bob!")
        bob.expect_end()

    def test_a_conversation_comes_byte_by_byte(self):
        bob = self.client(self.server)
        for byte in "Bob\r\n¿Qué tal?\nadiós 語\n".encode():
            bob.send(bytes([byte]))
        bob.skip_to("You are now connected, Bob!")  # It may have been asked for its name meanwhile.
        bob.expect("(Bob) ¿Qué tal?", "(Bob) adiós 語")

    def test_utf8_is_split_anywhere(self):
        bob = self.client(self.server, "Bob")
        text = "é語🎉!".encode()
        for cut in range(1, len(text)):
            bob.send(text[:cut])
            marker = self.client(self.server)
            marker.line("exit")
            marker.skip_to("Goodbye!")  # By now the first half has been read too.
            marker.close()
            bob.send(text[cut:] + b"\n")
            bob.expect("(Bob) é語🎉!")

    def test_many_lines_in_one_segment_keep_their_order(self):
        text = "".join(f"line {i}\n" for i in range(2000))
        self.answered("Bob\n" + text, *(f"(Bob) line {i}" for i in range(2000)))


class EndOfInput(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def nc_says(self, script):
        """Pipes into `nc -N` as a shell would; returns what nc printed."""
        host, port = self.server.address.split(":")
        command = f"{script} | {shlex.quote(NETCAT)} -N {host} {port}"
        process = self.run_to_end(["/bin/sh", "-c", command])
        self.assertEqual(process.child.returncode, 0)
        return process.out.text()

    def test_a_half_close_loses_nothing(self):
        ann, = self.room(self.server, "Ann")
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello\n'"),
                         "You are now connected, Bob!\n(Bob) hello\n")
        ann.expect("-- Bob has joined", "(Bob) hello", "-- Bob has left")

    def test_the_last_line_needs_no_newline(self):
        ann, = self.room(self.server, "Ann")
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello'"),
                         "You are now connected, Bob!\n(Bob) hello\n")
        ann.expect("-- Bob has joined", "(Bob) hello", "-- Bob has left")

    def test_what_is_due_is_answered_before_the_close(self):
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello\n/who\nexit'"),
                         "You are now connected, Bob!\n(Bob) hello\n-- 1 here: Bob\nGoodbye Bob!\n")

    def test_a_large_file_comes_through_whole_before_a_half_close(self):
        path = self.file("Bob\n" + "".join(f"line {i}\n" for i in range(5000)))
        expected = "".join(f"(Bob) line {i}\n" for i in range(5000))
        self.assertEqual(self.nc_says(f"cat {path}"), "You are now connected, Bob!\n" + expected)

    def test_a_half_close_after_the_limit_of_the_rate_loses_nothing_either(self):
        self.server = self.serve("--rate", "100", "--burst", "2")
        path = self.file("Bob\n" + "".join(f"line {i}\n" for i in range(30)))
        expected = "".join(f"(Bob) line {i}\n" for i in range(30))
        self.assertEqual(self.nc_says(f"cat {path}"), "You are now connected, Bob!\n" + expected)

    def test_a_name_alone_comes_and_goes(self):
        self.assertEqual(self.nc_says("printf Bob"), "You are now connected, Bob!\n")
        self.server.logged("Client disconnected: Bob")

    def test_no_input_at_all_is_no_client(self):
        path = os.devnull
        with open(path, "rb") as nothing:
            nc = self.nc(self.server, "-N", stdin=nothing)
        nc.expect_status(0)
        self.assertEqual(nc.out.text(), "")
        self.client(self.server, "Ann").leave("Ann")
        self.server.logged("New client: Ann")
        self.assertEqual(self.server.err.text().count("New client"), 1)


class Telnet(Case):
    def test_negotiation_is_read_over(self):
        server = self.serve("--rate", "0")
        bob = self.client(server)
        bob.send(b"\xff\xfd\x03\xff\xfb\x18Bob\r\n")
        bob.expect("You are now connected, Bob!")
        bob.send(b"one \xff\xfa\x18\x00xterm\r\xff\xf0two\r\n")
        bob.expect("(Bob) one two")
        bob.send(b"\xff\xf1three\xff\xfe\x0a\n")  # An option may have the number of a newline.
        bob.expect("(Bob) three")

    def test_negotiation_is_split_anywhere(self):
        server = self.serve("--rate", "0")
        bob = self.client(server, "Bob")
        data = b"a\xff\xfd\x0ab\xff\xfa\x18\x00x\ry\xff\xf0c\n"
        for byte in data:
            bob.send(bytes([byte]))
        bob.expect("(Bob) abc")


class MaxLine(Case):
    def limit(self, server, most):
        bob = self.client(server, "Bob")
        refusal = f"! That line was longer than {most} bytes and was not sent"
        bob.line("x" * most)
        bob.expect("(Bob) " + "x" * most)
        bob.line("x" * (most + 1))
        bob.expect(refusal)
        bob.send("x" * most + "\r\n")
        bob.expect("(Bob) " + "x" * most)
        bob.line("the connection goes on")
        bob.expect("(Bob) the connection goes on")

    def test_both_sides_of_the_default_limit(self):
        self.limit(self.serve(), 4096)

    def test_both_sides_of_a_limit_that_was_set(self):
        self.limit(self.serve("--max-line", "64"), 64)

    def test_bytes_count_and_not_letters(self):
        bob = self.client(self.serve("--max-line", "64"), "Bob")
        bob.line("é" * 32)
        bob.expect("(Bob) " + "é" * 32)
        bob.line("é" * 32 + "e")
        bob.expect("! That line was longer than 64 bytes and was not sent")

    def test_a_line_without_end_is_refused_once_and_costs_others_nothing(self):
        server = self.serve("--max-line", "64", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        bob.send("x" * 1_000_000)
        bob.expect("! That line was longer than 64 bytes and was not sent")
        ann.line("still here")
        ann.expect("(Ann) still here")
        bob.send("x\nnext\n")
        bob.expect("(Ann) still here", "(Bob) next")
        ann.expect("(Bob) next")

    def test_a_name_too_long_for_a_line_is_refused(self):
        client = self.client(self.serve("--max-line", "64"))
        client.line("x" * 65)
        client.skip_to("! That line was longer than 64 bytes and was not sent")
        client.expect("Username?")
        client.line("Bob")
        client.expect("You are now connected, Bob!")


if __name__ == "__main__":
    main()
