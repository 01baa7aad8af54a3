"""The first byte of a connection chooses its dialect. What comes before it and at the end."""

import time

from json_client import JsonClient
from phrases import (ADDRESS_FULL, SERVER_FULL, USERNAME_PROMPT, closing_no_name, connected,
                     log_disconnected, log_new_client, said)
from sockets import PROMPT_DELAY
from support import Case, main


class FirstByte(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def test_a_brace_begins_json(self):
        bob = self.json_client(self.server)
        bob.send("{")
        bob.send('"type":"hello","name":"Bob"}\r\n')
        bob.get(type_="welcome", name="Bob")

    def test_one_byte_at_a_time(self):
        bob = self.json_client(self.server)
        for byte in b'{"type":"hello","name":"Bob"}\n{"type":"say","text":"\xc3\xb1"}\n':
            bob.send(bytes([byte]))
        bob.get(type_="welcome", name="Bob")
        bob.get(type_="message", text="ñ")

    def test_all_else_is_plain(self):
        for first in (b" ", b"\xef\xbb\xbf", b"[", b'"', b"}", b"\t"):
            with self.subTest(first):
                client = self.client(self.server)
                client.send(first + b'{"type":"hello","name":"Bob"}\n')
                self.assertTrue(client.next_line().startswith("! "))
                client.line("Carl")
                client.skip_to(connected("Carl"))
                client.leave("Carl")

    def test_a_line_end_or_telnet_before_the_brace_is_plain(self):
        for first in (b"\n", b"\r\n", b"\xff\xfb\x01"):
            with self.subTest(first):
                client = self.client(self.server)
                client.send(first + b'{"a":1}\nCarl\n')
                client.skip_to(connected("Carl"))
                client.line("exit")
                client.wait_end()

    def test_a_plain_client_may_say_a_brace(self):
        ann = self.client(self.server, "Ann")
        ann.line('{"type":"bye"}')
        ann.expect(said("Ann", '{"type":"bye"}'))

    def test_a_name_cannot_be_a_brace(self):
        """Who types a brace into nc meets the other dialect, and an error that says so."""
        bob = self.json_client(self.server)
        bob.refuse(b"{ann}\n", "bad_json")

    def test_a_json_client_stays_one(self):
        bob = self.json_client(self.server, "Bob")
        for line in (b"hello\n", b"/quit\n", b"exit\n", b"GET / HTTP/1.1\r\n"):
            bob.refuse(line, "bad_json")
        bob.send(b"\n\r\n  \n")
        bob.ask("ping")
        bob.get(type_="pong")

    def test_telnet_bytes_within_json_are_no_commands(self):
        bob = self.json_client(self.server, "Bob")
        bob.refuse(b'\xff\xfb\x01{"type":"ping"}\n', "bad_json")
        bob.refuse(b'{"type":"say","text":"\xff\xff"}\n', "bad_json")


class Before(Case):
    def test_a_slow_program_gets_the_prompt_and_goes_on(self):
        server = self.serve()
        bob = self.json_client(server)
        bob.expect(USERNAME_PROMPT)
        bob.hello("Bob")
        bob.ask("ping")
        bob.get(type_="pong")

    def test_a_brace_alone_is_input_so_no_prompt_comes(self):
        server = self.serve("--login-timeout", "1s")
        bob = self.json_client(server)
        bob.send("{")
        self.assertGreater(1, PROMPT_DELAY)
        bob.get(type_="closing", reason="idle")
        bob.expect_end()

    def test_the_login_timeout_follows_the_dialect(self):
        server = self.serve("--login-timeout", "600ms")
        bob = self.json_client(server)
        start = time.monotonic()
        bob.refuse({"type": "hello", "name": "--"}, "name_no_letter")
        closing = bob.get(type_="closing", reason="idle")
        self.assertIn("600 ms", closing["text"])
        self.assertGreaterEqual(time.monotonic() - start, 0.5)
        bob.expect_end()
        silent = self.client(server)
        silent.skip_to(closing_no_name("600 ms"))

    def test_a_refused_name_gets_no_prompt(self):
        server = self.serve()
        bob = self.json_client(server)
        bob.refuse({"type": "hello", "name": "exit"}, "name_reserved")
        bob.hello("Bob")

    def test_a_full_server_says_so_in_plain(self):
        server = self.serve("--max-clients", "1")
        self.client(server, "Ann")
        bob = self.json_client(server)
        bob.expect(SERVER_FULL)
        bob.expect_end()

    def test_a_full_address_says_so_in_plain(self):
        server = self.serve("--max-clients-per-address", "1")
        self.client(server, "Ann")
        bob = self.json_client(server)
        bob.expect(ADDRESS_FULL)
        bob.expect_end()

    def test_a_first_line_that_is_too_long_is_skipped(self):
        server = self.serve("--max-line", "100")
        bob = self.json_client(server)
        bob.refuse(b"{" * 5000 + b"\n", "line_too_long")
        bob.hello("Bob")


class HalfLines(Case):
    def test_a_whole_request_without_a_line_end_counts_at_the_end_of_input(self):
        server = self.serve("--resume-timeout", "0")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        bob.send('{"type":"say","text":"last"}')
        bob.end_input()
        bob.get(type_="message", text="last")
        bob.expect_end()
        ann.skip_to(said("Bob", "last"))
        server.logged(log_disconnected("Bob"))

    def test_half_a_request_does_nothing(self):
        server = self.serve("--resume-timeout", "0")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        bob.send('{"type":"say","text":"la')
        bob.end_input()
        bob.get(type_="error", code="bad_json")
        bob.expect_end()
        server.logged(log_disconnected("Bob"))
        ann.line("marker")
        self.assertNotIn(said("Bob", "la"), ann.skip_to(said("Ann", "marker")))

    def test_an_end_before_a_name(self):
        server = self.serve()
        bob = JsonClient(self, server.address)
        bob.send('{"type":"hello","name":"Bob"')
        bob.end_input()
        bob.get(type_="error", code="bad_json")
        bob.expect_end()
        self.assertNotIn(log_new_client("Bob"), server.err.text())


if __name__ == "__main__":
    main()
