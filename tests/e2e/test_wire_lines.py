"""Bytes become lines however they are split, and no line is lost."""

import os
import shlex

from phrases import (connected, first_line_too_long, goodbye, joined, left, line_too_long,
                     log_disconnected, log_new_client, present, said, text_of)
from processes import NETCAT
from support import Case, main


class Lines(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def check_answers(self, data, *lines):
        """Sends the bytes at once, a name first. Checks the answers."""
        bob = self.client(self.server)
        bob.send(data)
        bob.expect(connected("Bob"), *lines)
        bob.leave("Bob")

    def test_a_line_ends_with_lf(self):
        self.check_answers("Bob\nhi\n", said("Bob", "hi"))

    def test_a_line_ends_with_crlf(self):
        self.check_answers("Bob\r\nhi\r\n\r\n", said("Bob", "hi"))

    def test_sent_lines_end_with_lf_only(self):
        bob = self.client(self.server)
        bob.send("Bob\r\nhi\r\nexit\r\n")
        bob.wait_end()
        self.assertEqual(bob.text(), text_of(connected("Bob"), said("Bob", "hi"), goodbye("Bob")))

    def test_a_whole_conversation_in_one_segment(self):
        bob = self.client(self.server)
        bob.send("Bob\nHello everyone\n/who\nexit\n")
        bob.expect(connected("Bob"), said("Bob", "Hello everyone"), present("Bob"),
                   goodbye("Bob"))
        bob.expect_end()

    def test_a_conversation_byte_by_byte(self):
        bob = self.client(self.server)
        for byte in "Bob\r\n¿Qué tal?\nadiós 語\n".encode():
            bob.send(bytes([byte]))
        bob.skip_to(connected("Bob"))  # The server may have sent the prompt.
        bob.expect(said("Bob", "¿Qué tal?"), said("Bob", "adiós 語"))

    def test_utf8_is_split_anywhere(self):
        bob = self.client(self.server, "Bob")
        text = "é語🎉!".encode()
        for cut in range(1, len(text)):
            bob.send(text[:cut])
            marker = self.client(self.server)
            marker.line("exit")
            marker.skip_to(goodbye())  # By now the server has read the first half.
            marker.close()
            bob.send(text[cut:] + b"\n")
            bob.expect(said("Bob", "é語🎉!"))

    def test_many_lines_in_one_segment_keep_their_order(self):
        text = "".join(f"line {i}\n" for i in range(2000))
        self.check_answers("Bob\n" + text, *(said("Bob", f"line {i}") for i in range(2000)))


class EndOfInput(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def nc_says(self, script):
        """Runs `script | nc -N` in a shell. Returns the output of nc."""
        host, port = self.server.address.split(":")
        command = f"{script} | {shlex.quote(NETCAT)} -N {host} {port}"
        process = self.run_to_end(["/bin/sh", "-c", command])
        self.assertEqual(process.child.returncode, 0)
        return process.out.text()

    def test_a_half_close_loses_nothing(self):
        ann, = self.room(self.server, "Ann")
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello\n'"),
                         text_of(connected("Bob"), said("Bob", "hello")))
        ann.expect(joined("Bob"), said("Bob", "hello"), left("Bob"))

    def test_the_last_line_needs_no_newline(self):
        ann, = self.room(self.server, "Ann")
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello'"),
                         text_of(connected("Bob"), said("Bob", "hello")))
        ann.expect(joined("Bob"), said("Bob", "hello"), left("Bob"))

    def test_pending_answers_are_sent_before_the_close(self):
        self.assertEqual(self.nc_says(r"printf 'Bob\nhello\n/who\nexit'"),
                         text_of(connected("Bob"), said("Bob", "hello"), present("Bob"), goodbye("Bob")))

    def test_a_large_file_before_a_half_close_arrives_whole(self):
        path = self.file("Bob\n" + "".join(f"line {i}\n" for i in range(5000)))
        expected = (said("Bob", f"line {i}") for i in range(5000))
        self.assertEqual(self.nc_says(f"cat {path}"), text_of(connected("Bob"), *expected))

    def test_a_half_close_at_a_limited_rate_loses_nothing(self):
        self.server = self.serve("--rate", "100", "--burst", "2")
        path = self.file("Bob\n" + "".join(f"line {i}\n" for i in range(30)))
        expected = (said("Bob", f"line {i}") for i in range(30))
        self.assertEqual(self.nc_says(f"cat {path}"), text_of(connected("Bob"), *expected))

    def test_a_name_without_messages_joins_and_leaves(self):
        self.assertEqual(self.nc_says("printf Bob"), text_of(connected("Bob")))
        self.server.logged(log_disconnected("Bob"))

    def test_a_connection_without_input_does_not_join(self):
        path = os.devnull
        with open(path, "rb") as nothing:
            nc = self.nc(self.server, "-N", stdin=nothing)
        nc.expect_status(0)
        self.assertEqual(nc.out.text(), "")
        self.client(self.server, "Ann").leave("Ann")
        self.server.logged(log_new_client("Ann"))
        self.assertEqual(self.server.err.text().count(log_new_client("")), 1)


class Telnet(Case):
    def test_negotiation_is_no_text(self):
        server = self.serve("--rate", "0")
        bob = self.client(server)
        bob.send(b"\xff\xfd\x03\xff\xfb\x18Bob\r\n")
        bob.expect_bytes(b"\xff\xfc\x03\xff\xfe\x18")
        bob.expect(connected("Bob"))
        bob.send(b"one \xff\xfa\x18\x00xterm\r\xff\xf0two\r\n")
        bob.expect(said("Bob", "one two"))
        bob.send(b"\xff\xf1three\xff\xfe\x0a\n")  # An option may have the number of a newline.
        bob.expect(said("Bob", "three"))

    def test_negotiation_is_split_anywhere(self):
        server = self.serve("--rate", "0")
        bob = self.client(server, "Bob")
        data = b"a\xff\xfd\x0ab\xff\xfa\x18\x00x\ry\xff\xf0c\n"
        for byte in data:
            bob.send(bytes([byte]))
        bob.expect_bytes(b"\xff\xfc\x0a")
        bob.expect(said("Bob", "abc"))


class MaxLine(Case):
    def check_limit(self, server, limit):
        bob = self.client(server, "Bob")
        refusal = line_too_long(limit)
        bob.line("x" * limit)
        bob.expect(said("Bob", "x" * limit))
        bob.line("x" * (limit + 1))
        bob.expect(refusal)
        bob.send("x" * limit + "\r\n")
        bob.expect(said("Bob", "x" * limit))
        bob.line("the connection goes on")
        bob.expect(said("Bob", "the connection goes on"))

    def test_both_sides_of_the_default_limit(self):
        self.check_limit(self.serve(), 4096)

    def test_both_sides_of_a_configured_limit(self):
        self.check_limit(self.serve("--max-line", "64"), 64)

    def test_the_limit_counts_bytes_not_characters(self):
        bob = self.client(self.serve("--max-line", "64"), "Bob")
        bob.line("é" * 32)
        bob.expect(said("Bob", "é" * 32))
        bob.line("é" * 32 + "e")
        bob.expect(line_too_long(64))

    def test_an_endless_line_is_refused_once_and_does_not_affect_others(self):
        server = self.serve("--max-line", "64", "--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        bob.send("x" * 1_000_000)
        bob.expect(line_too_long(64))
        ann.line("still here")
        ann.expect(said("Ann", "still here"))
        bob.send("x\nnext\n")
        bob.expect(said("Ann", "still here"), said("Bob", "next"))
        ann.expect(said("Bob", "next"))

    def test_a_name_that_is_longer_than_a_line_ends_the_connection(self):
        client = self.client(self.serve("--max-line", "64"))
        client.line("x" * 65)
        client.skip_to(first_line_too_long(64))
        client.expect_end()


if __name__ == "__main__":
    main()
