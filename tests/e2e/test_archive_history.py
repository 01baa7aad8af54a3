"""Earlier messages: /history, /search, and what people see when they enter a room."""

import json

from archive import ArchiveCase
from archive_phrases import (EARLIER_ONES, NOTHING_FOUND, NOTHING_KEPT, SEARCH_TOO_LONG, without_time)
from phrases import connected, goodbye, joined, missing_argument, said, text_of
from room_phrases import elsewhere, entered, not_in_room
from support import main


class History(ArchiveCase):
    options = ("--rate", "0", "--history-on-join", "0")

    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.bob = self.client(self.server, "Bob")

    def test_netcat_reads_what_was_said(self):
        self.say(self.bob, "Bob", "hello", "is anybody here?")
        self.bob.line("/me waves")
        self.bob.next_line()
        nc = self.nc(self.server)
        nc.write(text_of("Ann", "/history", "/search hello", "exit"))
        nc.end_input()
        nc.wait()
        lines = nc.out.text().splitlines()
        self.assertEqual([without_time(line) or line for line in lines],
                         [connected("Ann"), "(Bob) hello", "(Bob) is anybody here?", "* Bob waves",
                          "(Bob) hello", goodbye("Ann")])

    def test_the_last_messages_oldest_first(self):
        texts = [f"line {number}" for number in range(30)]
        self.say(self.bob, "Bob", *texts)
        for count, shown in (("", texts[-20:]), (" 3", texts[-3:]), (" 200", texts)):
            self.bob.line(f"/history{count}")
            if len(shown) < len(texts):
                self.bob.expect(EARLIER_ONES)
            self.expect_earlier(self.bob, *(said("Bob", text) for text in shown))
        self.say(self.bob, "Bob", "the end")

    def test_there_is_nothing_at_first(self):
        self.bob.line("/history")
        self.bob.expect(NOTHING_KEPT)
        self.bob.line("/search x")
        self.bob.expect(NOTHING_FOUND)

    def test_a_message_is_found_at_once(self):
        """Nothing of it may be stored yet when it is asked for."""
        for number in range(30):
            self.bob.send(text_of(f"word{number}", f"/search word{number}"))
            self.bob.expect(said("Bob", f"word{number}"))
            self.expect_earlier(self.bob, said("Bob", f"word{number}"))

    def test_a_day_that_is_not_today(self):
        self.say(self.bob, "Bob", "hello")
        self.server.stop()
        with self.sql() as database:
            database.execute("UPDATE messages SET at = 1000000000000000")
        server = self.start("--keep", "0", "--history-on-join", "5", extra={"TZ": "UTC"})
        self.client(server, "Ann").expect("~ 2001-09-09 01:46 (Bob) hello")

    def test_time_is_that_of_the_servers_zone(self):
        self.say(self.bob, "Bob", "hello")
        self.server.stop()
        with self.sql() as database:
            database.execute("UPDATE messages SET at = 1000000000000000")
        server = self.start("--keep", "0", "--history-on-join", "5", extra={"TZ": "XYZ-3"})
        self.client(server, "Ann").expect("~ 2001-09-09 04:46 (Bob) hello")

    def test_other_rooms(self):
        self.say(self.bob, "Bob", "apples here")
        ann = self.client(self.server, "Ann")
        self.bob.expect(joined("Ann"))
        for client, count in ((self.bob, 1), (ann, 2)):
            client.line("/join games")
            client.expect(*entered("games", count))
        self.bob.expect(joined("Ann"))
        self.say(self.bob, "Bob", "apples there")
        ann.expect(said("Bob", "apples there"))
        there, here = said("Bob", "apples there"), elsewhere("lobby", said("Bob", "apples here"))
        for line, found in (("/search apples", (there, here)), ("/search #games apples", (there,)),
                            ("/search #lobby apples", (here,)),
                            ("/search #lobby from:bob apples", (here,)), ("/history", (there,))):
            ann.line(line)
            self.expect_earlier(ann, *found)
        carl = self.client(self.server, "Carl")
        carl.line("/search apples")
        self.expect_earlier(carl, said("Bob", "apples here"))
        carl.line("/search #games apples")
        carl.expect(not_in_room("games"))

    def test_who_enters_sees_the_last_lines(self):
        self.server.stop()
        server = self.start("--history-on-join", "3")
        bob = self.client(server, "Bob")
        self.say(bob, "Bob", "1", "2", "3", "4")
        ann = self.client(server, "Ann")
        self.expect_earlier(ann, *(said("Bob", text) for text in "234"))
        bob.expect(joined("Ann"))
        bob.line("/join games")
        bob.expect(*entered("games", 1))
        self.say(bob, "Bob", "5")
        ann.line("/join games")
        ann.expect(*entered("games", 2))
        self.expect_earlier(ann, said("Bob", "5"))
        ann.line("/join lobby")
        ann.expect(*entered("lobby", 2))
        self.say(ann, "Ann", "nothing between")
        carl = self.json_client(server)
        carl.hello("Carl")
        carl.ask("ping")
        carl.get(type_="pong")

    def test_no_lines_for_who_enters(self):
        self.say(self.bob, "Bob", "1")
        ann = self.client(self.server, "Ann")
        self.say(ann, "Ann", "2")

    def test_who_enters_sees_lines_from_before_a_restart(self):
        self.say(self.bob, "Bob", "1", "2")
        self.server.stop()
        server = self.start("--history-on-join", "10")
        ann = self.client(server, "Ann")
        self.expect_earlier(ann, said("Bob", "1"), said("Bob", "2"))


class Search(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.bob = self.client(self.server, "Bob")

    def search(self, words):
        self.bob.line(f"/search {words}")

    def expect_found(self, words, *texts):
        self.search(words)
        for text in texts:
            self.expect_earlier(self.bob, said("Bob", text))

    def test_every_script(self):
        texts = {"Déjà-vu au café": ("deja", "DÉJÀ VU", "cafe", "CAFÉ déjà"),
                 "我喜欢北京烤鸭": ("北京", "烤鸭", "我喜欢北京烤鸭"),
                 "東京タワーへ": ("タワー", "東京"), "Привет, мир": ("привет", "МИР"),
                 "Ελληνικά": ("ελληνικα",), "שלום עולם": ("עולם",), "مرحبا بالعالم": ("مرحبا",),
                 "สวัสดีชาวโลก": ("ชาว",), "안녕하세요": ("안녕", "하세"), "नमस्ते दुनिया": ("दुनिया",),
                 "Straße und Fuß": ("strasse", "FUSS"), "İstanbul'da": ("istanbul",),
                 "so fun 🎉": ("🎉",), "C++ and C#": ("c++",), "a_b-x.d": ("a_b-x.d",)}
        self.say(self.bob, "Bob", *texts)
        for text, questions in texts.items():
            for words in questions:
                with self.subTest(words):
                    self.expect_found(words, text)
        for words in ("北鸭", "caff", "мира", "京都"):
            with self.subTest(words):
                self.search(words)
                self.bob.expect(NOTHING_FOUND)

    def test_newest_first_and_twenty_at_the_most(self):
        texts = [f"lunch {number}" for number in range(25)]
        self.say(self.bob, "Bob", *texts)
        self.expect_found("lunch", *reversed(texts[-20:]))
        self.bob.expect(EARLIER_ONES)

    def test_by_author(self):
        self.say(self.bob, "Bob", "lunch")
        ann = self.client(self.server, "Änn")
        ann.next_line()
        self.bob.expect(joined("Änn"))
        self.say(ann, "Änn", "lunch", "dinner")
        for words in ("from:änn lunch", "from:Änn lunch"):
            ann.line(f"/search {words}")
            self.expect_earlier(ann, said("Änn", "lunch"))
        ann.line("/search from:Bob")
        self.expect_earlier(ann, said("Bob", "lunch"))
        ann.line("/search from:Zoe lunch")
        ann.expect(NOTHING_FOUND)

    def test_no_question_is_a_mistake(self):
        self.say(self.bob, "Bob", "one AND two", "NEAR OR NOT", 'say "hi" (now)')
        for words, text in (("AND", "one AND two"), ("one AND two", "one AND two"), ("two one",
                            "one AND two"), ("near", "NEAR OR NOT"), ("OR", "NEAR OR NOT"),
                            ('"hi"', 'say "hi" (now)'), ("(now", 'say "hi" (now)'),
                            ('now) "say', 'say "hi" (now)')):
            with self.subTest(words):
                self.expect_found(words, text)
        for words in ("NEAR(one, two)", "one*", "on*", "^one", "text:one", "{text}:one", "-one two",
                      "one + three", "*", '"', '""', "'", "()", ")", "%", "_", "\\", ";", "--", "?",
                      "one\0two", "#", "from:", "\ufffd", "'; DROP TABLE messages; --", "\u0301",
                      "one NEAR/2 two", "search MATCH x", ". . .", "* * *", "AND AND OR OR"):
            with self.subTest(words):
                self.search(words)
                self.bob.next_line()
                self.ping()
        self.say(self.bob, "Bob", "still here")

    def ping(self):
        """Skips all that was found."""
        self.bob.line("/search")
        self.bob.skip_to(missing_argument("/search WORDS"))

    def test_long_questions(self):
        self.say(self.bob, "Bob", "x")
        for words in ("x" * 4000, "x " * 2000, '"' * 4000, "北" * 1300, "* " * 2000):
            self.search(words)
            self.bob.expect(SEARCH_TOO_LONG)
        for words in ("x" * 1024, "y " * 500, '"' * 1000, "北" * 340, "* " * 500):
            self.search(words)
            self.bob.expect(NOTHING_FOUND)
        self.expect_found("x " * 500, "x")


class InJson(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.bob = self.json_client(self.server, "Bob")

    def test_pages(self):
        texts = [f"line {number}" for number in range(120)]
        self.say_stored(self.bob, *texts)
        self.assertEqual(self.ask_history(self.bob), texts[-50:])
        read, before = [], {}
        while True:
            self.bob.ask("history", room="lobby", limit=33, tag="t", **before)
            page = self.bob.get(type_="history", room="lobby", tag="t")
            read = page["messages"] + read
            if not page["more"]:
                break
            before = {"before": page["messages"][0]["id"]}
        self.assertEqual([message["text"] for message in read], texts)
        self.assertEqual([message["cid"] for message in read], list(range(1, 121)))
        self.assertEqual({message["origin"] for message in read}, {self.bob.session.origin})
        self.bob.ask("search", text="LINE", limit=7, before=read[100]["id"])
        page = self.bob.get(type_="results", more=True)
        self.assertEqual(page["messages"], read[99:92:-1])

    def test_an_earlier_message_is_as_it_was(self):
        self.bob.send(self.bob.session.numbered("say", text="waves", action=True))
        message = self.bob.get(type_="message", action=True)
        self.bob.ask("history", room="lobby")
        del message["type"]
        self.assertEqual(self.bob.skip_to_type("history")["messages"], [message])

    def test_answers_that_fit_a_line(self):
        """64 KiB a line: with long messages, an answer ends early."""
        texts = [f"{number} " + "\u2603\"" * 950 for number in range(60)]
        self.say_stored(self.bob, *texts)
        read, before = [], {}
        while True:
            self.bob.ask("history", room="lobby", limit=200, **before)
            page = self.bob.get(type_="history")
            read = page["messages"] + read
            if not page["more"]:
                break
            before = {"before": page["messages"][0]["id"]}
        self.assertEqual([message["text"] for message in read], texts)

    def test_private_messages_are_not_kept(self):
        ann = self.json_client(self.server, "Ann")
        self.bob.skip_to_type("joined")
        self.bob.ask("whisper", to="Ann", text="psst")
        ann.get(type_="private", text="psst")
        self.say_stored(self.bob, "aloud")
        self.assertEqual(self.ask_history(self.bob), ["aloud"])
        ann.ask("search", text="psst")
        self.assertEqual(ann.skip_to_type("results")["messages"], [])
        for content in self.files().values():
            self.assertNotIn(b"psst", content)

    def test_questions_of_a_program_in_any_text(self):
        self.say_stored(self.bob, "one two")
        for text in ("\u0000", "one\u0000two", "\ud800", "\u202eone", '"', "\n", "\r\n* ", " "):
            self.bob.send(json.dumps({"type": "search", "text": text}).encode() + b"\n")
            self.assertIn(self.bob.next()["type"], ("results", "error"))
        self.assertEqual(self.ask_history(self.bob), ["one two"])


if __name__ == "__main__":
    main()
