"""The JSON dialect: what is wrong with a request, by its code; and the limits, from both sides."""

import json

from phrases import said
from support import Case, main

MAX_INTEGER = 2**53 - 1


class Requests(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0", "--max-line", "100")
        self.bob = self.json_client(self.server, "Bob")

    def refuse_all(self, code, *lines):
        for line in lines:
            with self.subTest(line):
                self.bob.refuse(line, code)

    def check_alive(self):
        self.bob.ask("ping", tag="alive")
        self.bob.get(type_="pong", tag="alive")

    def test_a_line_that_is_no_object(self):
        self.refuse_all(
            "bad_json", b"hello\n", b"[]\n", b"1\n", b'"ping"\n', b"null\n", b"{\n", b"{}}\n",
            b'{"type":"ping"} {"type":"ping"}\n', b'{"type":"ping",}\n', b"{'type':'ping'}\n",
            b'{"type":"ping"\n', b'{type:"ping"}\n', b'{"type":"ping","x":NaN}\n',
            b'{"type":"ping","x":01}\n', b'{"type":"pi\x01ng"}\n',
            b'{"type":"say","text":"\xff"}\n',
            b'{"type":"say","text":"\\ud800"}\n', b'{"type":"say","text":"\xed\xa0\x80"}\n',
            b'{"type":"ping"}\0\n', b"\xef\xbb\xbf" b'{"type":"ping"\n', b"\x00\n", b"/quit\n",
            b"// comment\n", b"exit\n")
        self.check_alive()

    def test_a_field_that_stands_twice(self):
        self.refuse_all(
            "bad_json", b'{"type":"ping","type":"bye"}\n', b'{"type":"ping","x":1,"x":1}\n',
            b'{"type":"ping","x":{"y":1,"y":2}}\n', b'{"type":"ping","\\u0074ype":"bye"}\n')
        self.bob.send(b'{"type":"ping","x":{"type":1},"y":{"type":2}}\n')
        self.bob.get(type_="pong")

    def test_a_depth_beyond_the_limit(self):
        def nested(depth, opening, closing):
            return b'{"type":"ping","x":' + opening * (depth - 1) + closing * (depth - 1) + b"}\n"

        for opening, closing in ((b"[", b"]"), (b'{"a":', b"1" + b"}")):
            line = nested(8, opening, closing) if opening == b"[" else \
                b'{"type":"ping","x":' + opening * 7 + b"1" + b"}" * 7 + b"}\n"
            self.bob.send(line)
            self.bob.get(type_="pong")
        self.refuse_all("bad_json", nested(9, b"[", b"]"), b"[" * 600 + b"\n",
                        b'{"type":"ping","x":' + b'{"a":' * 8 + b"1" + b"}" * 8 + b"}\n")

    def test_an_unknown_type(self):
        self.refuse_all("unknown_type", {"type": "shout"}, {"type": ""}, {"type": "Ping"},
                        {"type": "welcome"}, {"type": "message", "text": "x"})

    def test_a_missing_field(self):
        self.refuse_all(
            "missing_field", {}, {"text": "x"}, {"type": "say"}, {"type": "whisper", "text": "x"},
            {"type": "whisper", "to": "Bob"}, {"type": "join"}, {"type": "leave"}, {"type": "who"},
            {"type": "command"}, {"type": "history"}, {"type": "search", "from": "Bob"})
        zoe = self.json_client(self.server)
        zoe.refuse({"type": "hello"}, "missing_field")
        zoe.refuse({"type": "resume"}, "missing_field")

    def test_a_field_of_a_wrong_type(self):
        wrong = (1, 1.5, None, True, [], {}, ["x"])
        self.refuse_all("bad_field", *({"type": value} for value in wrong),
                        *({"type": "say", "text": value} for value in wrong),
                        *({"type": "say", "text": "x", "room": value} for value in wrong),
                        *({"type": "whisper", "to": value, "text": "x"} for value in wrong),
                        *({"type": "join", "room": value} for value in wrong),
                        *({"type": "say", "text": "x", "action": value}
                          for value in (1, "true", None)),
                        *({"type": "ping", "tag": value} for value in wrong))

    def test_a_number_that_is_none(self):
        self.refuse_all("bad_field", *({"type": "say", "text": "x", "cid": value} for value in (
            0, -1, 1.0, 1.5, "1", None, True, [1], MAX_INTEGER + 1, 10**30)))
        self.bob.ask("say", text="x", cid=MAX_INTEGER)
        self.bob.get(type_="message", cid=MAX_INTEGER)
        self.bob.get(type_="stored", cid=MAX_INTEGER)

    def test_an_empty_text(self):
        self.refuse_all("empty_text", *({"type": "say", "text": text} for text in ("", " ", "\t ")),
                        {"type": "whisper", "to": "Bob", "text": ""},
                        {"type": "command", "text": ""})

    def test_a_command_without_a_slash(self):
        self.refuse_all("not_a_command", *({"type": "command", "text": text} for text in (
            "who", "exit", " /who", "hello")))

    def test_there_is_no_history_without_data(self):
        self.refuse_all("no_history", {"type": "history", "room": "lobby"},
                        {"type": "search", "text": "lunch"},
                        {"type": "command", "text": "/history"},
                        {"type": "command", "text": "/search lunch"})

    def test_a_page_of_the_history_that_cannot_be(self):
        self.refuse_all("bad_field",
                        *({"type": "history", "room": "lobby", "limit": limit}
                          for limit in (0, 201, -1, 1.5, "9", None)),
                        *({"type": "search", "text": "x", "limit": limit} for limit in (0, 101)),
                        *({"type": "history", "room": "lobby", "before": before}
                          for before in (-1, "9", MAX_INTEGER + 1)),
                        {"type": "search", "text": "x", "from": 7})
        self.refuse_all("invalid_argument", {"type": "command", "text": "/history 201"})

    def test_an_error_repeats_tag_and_number_which_is_used_up(self):
        self.bob.ask("say", text="", cid=1, tag="a")
        self.bob.get(type_="error", code="empty_text", cid=1, tag="a")
        self.bob.get(type_="stored", cid=1)
        self.bob.ask("say", text="x", cid=1, tag="b")
        self.bob.get(type_="stored", cid=1)
        self.bob.ask("shout", cid=2, tag="c")
        self.bob.get(type_="error", code="unknown_type", cid=2, tag="c")
        self.bob.get(type_="stored", cid=2)
        self.bob.ask("command", text="/join den", cid=3, tag="d")
        self.bob.get(type_="entered", room="den", tag="d")
        self.bob.get(type_="stored", cid=3)
        self.check_alive()

    def test_unknown_fields_are_ignored(self):
        self.bob.ask("ping", x=1, y=[{"z": None}], to="Ann", text=5.5e300)
        self.assertEqual(self.bob.next()["type"], "pong")


class Limits(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0", "--max-line", "100")
        self.bob = self.json_client(self.server, "Bob")

    def test_a_text_has_as_many_bytes_as_the_welcome_says(self):
        for text in ("x" * 100, "ñ" * 50):
            self.bob.ask("say", text=text)
            self.bob.get(type_="message", text=text)
            self.bob.refuse({"type": "say", "text": text + "x"}, "text_too_long")
            self.bob.refuse({"type": "whisper", "to": "Bob", "text": text + "x"}, "text_too_long")
        self.bob.refuse({"type": "command", "text": "/me " + "x" * 97}, "text_too_long")
        self.bob.ask("command", text="/me " + "x" * 96)
        self.bob.get(type_="message", text="x" * 96)

    def test_escapes_do_not_count(self):
        escaped = "".join(f"\\u{ord(letter):04x}" for letter in "abcde" * 20)
        self.bob.send(f'{{"type":"say","text":"{escaped}"}}\n')
        self.bob.get(type_="message", text="abcde" * 20)

    def test_a_line_has_room_for_escapes_and_other_fields(self):
        limit = 6 * 100 + 1024

        def line(size):
            start = b'{"type":"ping","x":"'
            return start + b"x" * (size - len(start) - 2) + b'"}'

        self.bob.send(line(limit) + b"\n")
        self.bob.get(type_="pong")
        self.bob.send(line(limit) + b"\r\n")
        self.bob.get(type_="pong")
        self.bob.refuse(line(limit + 1) + b"\n", "line_too_long")
        self.bob.refuse(b"{" * 100_000 + b"\n", "line_too_long")
        self.bob.ask("say", text="still here")
        self.bob.get(type_="message", text="still here")

    def test_a_tag_has_64_bytes(self):
        for tag in ("t" * 64, "ñ" * 32, ""):
            self.bob.ask("ping", tag=tag)
            self.assertEqual(self.bob.get(type_="pong").get("tag", ""), tag)
        for tag in ("t" * 65, "ñ" * 32 + "t", "a\nb", "\x1b[2J", "a\tb", "\u202e"):
            with self.subTest(tag):
                self.bob.refuse({"type": "ping", "tag": tag}, "bad_field")

    def test_a_long_line_of_the_server_has_at_most_64_kib(self):
        """Names and topics of four bytes a character make the welcome and the lists long. The
        parser of each test checks the length of each line."""
        server = self.serve("--rate", "0", "--max-clients-per-address", "0",
                            "--max-rooms-per-client", "300")
        bob = self.json_client(server, "Bob")
        for number in range(120):
            room = "\U00020000" * 28 + f"{number:04}"
            bob.ask("join", room=room)
            bob.get(type_="entered", room=room)
            bob.ask("command", text="/topic " + "\U0001f600" * 300)
            bob.get(type_="topic", room=room)
        bob.ask("command", text="/rooms", tag="r")
        bob.ask("ping")
        while bob.next()["type"] == "notice":
            pass

    def test_the_rate_applies(self):
        server = self.serve("--rate", "1", "--burst", "5")
        bob = self.json_client(server, "Bob")
        bob.send(b"".join(json.dumps({"type": "say", "text": f"{n}"}).encode() + b"\n"
                          for n in range(50)))
        ann = self.client(server, "Ann")
        ann.line("unhindered")
        ann.skip_to(said("Ann", "unhindered"))
        self.assertLess(len(bob.session.seen and bob.data.split(b"\n")), 30)


class Cleaning(Case):
    """What other clients sent is clean, whatever dialect they speak."""

    def test_control_characters_become_visible(self):
        server = self.serve("--rate", "0")
        bob, eve = self.json_client(server, "Bob"), self.client(server, "Eve")
        bob.get(type_="joined")
        eve.send(b"a\x1b[2Jb\x00c\x7f\n")
        bob.get(type_="message", text="a\u241b[2Jb\u2400c\u2421")
        zoe = self.json_client(server, "Zoe")
        bob.get(type_="joined")
        zoe.ask("say", text="x\n(Bob) forged\r\u2028\u202e\x9b")
        text = bob.skip_to_type("message")["text"]
        self.assertTrue(text.startswith("x\u240a(Bob) forged"), text)
        eve.line("marker")
        seen = eve.skip_to(said("Eve", "marker"))
        self.assertNotIn("(Bob) forged", seen)
        self.assertIn(said("Zoe", text), seen)


if __name__ == "__main__":
    main()
