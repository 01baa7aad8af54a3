"""The JSON dialect: every request and every answer."""

import signal

from json_lines import TIME
from json_session import PRIVATE
from phrases import acted, joined, left, renamed, said, whispered
from room_phrases import elsewhere, entered
from support import Case, main
from waiting import pause


class Hello(Case):
    def test_the_welcome_has_all_that_a_client_needs(self):
        server = self.serve("--max-line", "1000")
        self.client(server, "Ann")
        bob = self.json_client(server)
        bob.ask("hello", name="Bob", password="x", client="test 1.0")
        welcome = bob.get(type_="welcome", name="Bob", max_line=1000)
        self.assertEqual(welcome["rooms"], [
            {"room": "lobby", "topic": "", "count": 2, "members": ["Ann", "Bob"]}])
        self.assertRegex(welcome["server"], r"^tertuliad \d+\.\d+")
        self.assertGreater(welcome["id"], 0)

    def test_a_refused_name_may_be_followed_by_another(self):
        server = self.serve()
        self.client(server, "Ann")
        bob = self.json_client(server)
        bob.refuse({"type": "hello", "name": "ann"}, "name_taken")
        bob.refuse({"type": "hello", "name": "exit"}, "name_reserved")
        bob.refuse({"type": "hello", "name": ""}, "name_empty")
        bob.refuse({"type": "hello", "name": "x" * 33}, "name_too_long")
        bob.refuse({"type": "hello", "name": "a b"}, "name_character")
        bob.refuse({"type": "hello", "name": "--"}, "name_no_letter")
        bob.refuse({"type": "say", "text": "hi"}, "not_logged_in")
        bob.hello("Bob")
        bob.refuse({"type": "hello", "name": "Rob"}, "already_logged_in")

    def test_the_message_of_the_day_is_a_notice_for_each_line(self):
        server = self.serve("--motd-file", self.file("Be kind.\n\nNo spam.\n"))
        bob = self.json_client(server, "Bob")
        for text in ("Be kind.", "", "No spam."):
            bob.get(type_="notice", text=text)


class Pair(Case):
    """Ann speaks plain, and Bob JSON."""

    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann = self.client(self.server, "Ann")
        self.bob = self.json_client(self.server, "Bob")
        self.ann.expect(joined("Bob"))


class Talk(Pair):
    def test_messages_pass_between_the_dialects(self):
        self.ann.line("hi \"Bob\"\\\t<")
        text = "hi \"Bob\"\\\t<"
        first = self.bob.get(type_="message", room="lobby", text=text, **{"from": "Ann"})
        self.assertRegex(first["time"], TIME)
        self.assertNotIn("cid", first)
        self.bob.ask("say", text="ñandú \U0001f600 \"x\"")
        second = self.bob.get(type_="message", text="ñandú \U0001f600 \"x\"", **{"from": "Bob"})
        self.assertGreater(second["id"], first["id"])
        self.assertEqual(second["origin"], self.bob.session.origin)
        self.assertNotEqual(first["origin"], second["origin"])
        self.ann.expect(said("Ann", "hi \"Bob\"\\\t<"), said("Bob", "ñandú \U0001f600 \"x\""))

    def test_an_action_says_so(self):
        self.bob.ask("say", text="waves", action=True)
        self.bob.get(type_="message", text="waves", action=True)
        self.ann.line("/me waves back")
        self.bob.get(type_="message", text="waves back", action=True, **{"from": "Ann"})
        self.ann.expect(acted("Bob", "waves"), acted("Ann", "waves back"))

    def test_a_text_that_begins_with_a_slash_is_a_text(self):
        for text in ("/quit", "exit", "//x", " /who"):
            self.bob.ask("say", text=text)
            self.bob.get(type_="message", text=text)
            self.ann.expect(said("Bob", text))

    def test_a_number_is_repeated_and_acknowledged(self):
        self.bob.ask("say", text="hi", cid=7)
        self.bob.get(type_="message", cid=7)
        self.bob.get(type_="stored", cid=7)
        self.bob.ask("whisper", to="Ann", text="psst", cid=8)
        self.bob.get(type_="private", cid=8)
        self.bob.get(type_="stored", cid=8)
        self.bob.ask("say", text="again", cid=7)
        self.bob.get(type_="stored", cid=8)
        self.bob.ask("say", text="x", room="nowhere", cid=9)
        self.bob.get(type_="error", code="no_such_room", cid=9)
        self.bob.get(type_="stored", cid=9)
        self.ann.expect(said("Bob", "hi"), whispered("Bob", "Ann", "psst"))
        self.ann.line("marker")
        self.ann.expect(said("Ann", "marker"))

    def test_a_private_message_goes_to_both(self):
        self.bob.ask("whisper", to="ann", text="psst")
        sent = self.bob.get(type_="private", to="Ann", text="psst", **{"from": "Bob"})
        self.ann.expect(whispered("Bob", "Ann", "psst"))
        self.ann.line("/msg Bob what?")
        got = self.bob.get(type_="private", to="Bob", text="what?", **{"from": "Ann"})
        self.assertGreater(got["id"], sent["id"])
        self.assertEqual(self.bob.session.seen, {PRIVATE: got["id"]})
        self.bob.ask("whisper", to="Bob", text="me")
        self.bob.get(type_="private", to="Bob", **{"from": "Bob"})
        self.bob.refuse({"type": "whisper", "to": "Zoe", "text": "x", "tag": "t"}, "no_such_member")

    def test_joins_and_leaves_name_everyone(self):
        carl = self.client(self.server, "Carl")
        self.bob.get(type_="joined", room="lobby", names=["Carl"])
        carl.leave("Carl")
        self.bob.get(type_="left", room="lobby", names=["Carl"], reason="left")
        self.assertEqual(self.bob.session.rooms["lobby"], {"Ann", "Bob"})

    def test_a_rename_is_told_once(self):
        for client in (self.bob, self.ann):
            client.line('{"type":"join","room":"games"}' if client is self.bob else "/join games")
        self.ann.skip_to(entered("games", 2)[0])
        self.bob.get_all("entered", "joined")
        self.ann.line("/nick Anna")
        self.bob.get(type_="renamed", to="Anna", **{"from": "Ann"})
        self.bob.ask("command", text="/nick Rob")
        self.bob.get(type_="renamed", to="Rob", **{"from": "Bob"})
        self.bob.ask("ping")
        self.bob.get(type_="pong")
        self.assertEqual(self.bob.session.rooms, dict.fromkeys(("lobby", "games"), {"Anna", "Rob"}))
        self.ann.expect(renamed("Ann", "Anna"), renamed("Bob", "Rob"))

    def test_bye_is_answered_and_then_the_connection_ends(self):
        self.bob.ask("bye", tag="t")
        self.bob.get(type_="goodbye", name="Bob", tag="t")
        self.bob.expect_end()
        self.ann.expect(left("Bob"))

    def test_bye_before_a_name(self):
        zoe = self.json_client(self.server)
        zoe.ask("ping", tag="1")
        zoe.get(type_="pong", tag="1")
        zoe.ask("bye")
        zoe.get(type_="goodbye", name="")
        zoe.expect_end()


class Rooms(Pair):
    def both_in_games(self):
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 1))
        self.bob.ask("join", room="games", tag="j")
        self.bob.get(type_="entered", room="games", count=2, members=["Ann", "Bob"], tag="j")
        self.ann.expect(joined("Bob"))

    def test_a_client_says_things_in_the_room_that_it_names(self):
        self.both_in_games()
        self.bob.ask("say", text="1")
        self.bob.get(type_="message", room="games", text="1")
        self.bob.ask("say", text="2", room="lobby")
        self.bob.get(type_="message", room="lobby", text="2")
        self.bob.ask("say", text="3", room="#Games")
        self.bob.get(type_="message", room="games", text="3")
        self.bob.refuse({"type": "say", "text": "4", "room": "music"}, "no_such_room")
        self.ann.expect(said("Bob", "1"), elsewhere("lobby", said("Bob", "2")), said("Bob", "3"))

    def test_leave_names_the_current_room(self):
        self.both_in_games()
        self.bob.ask("leave", room="games", tag="l")
        self.bob.get(type_="left", room="games", names=["Bob"], reason="left", current="lobby",
                     topic="", count=2, tag="l")
        self.ann.expect(left("Bob"))
        self.bob.refuse({"type": "leave", "room": "games"}, "not_in_room")
        self.bob.refuse({"type": "leave", "room": "lobby"}, "lobby_stays")
        self.bob.refuse({"type": "say", "text": "x", "room": "games"}, "not_in_room")

    def test_who_lists_the_members(self):
        self.both_in_games()
        self.bob.ask("who", room="lobby", tag="w")
        self.bob.get(type_="members", room="lobby", count=2, members=["Ann", "Bob"], tag="w")
        self.bob.refuse({"type": "who", "room": "nowhere", "tag": "w"}, "no_such_room")

    def test_a_list_of_members_has_100_of_them(self):
        server = self.serve("--rate", "0", "--max-clients-per-address", "0")
        members = [self.client(server, f"m{number}") for number in range(100)]
        bob = self.json_client(server, "Bob")
        bob.ask("who", room="lobby")
        answer = bob.skip_to_type("members")
        self.assertEqual((answer["count"], len(answer["members"]), answer.get("more")),
                         (101, 100, True))
        members[0].leave("m0")
        bob.skip_to_type("left")
        bob.ask("who", room="lobby")
        answer = bob.skip_to_type("members")
        self.assertEqual((answer["count"], len(answer["members"]), answer.get("more")),
                         (100, 100, None))

    def test_a_topic(self):
        self.both_in_games()
        self.ann.line("/topic Chess \"for\" all")
        self.bob.get(type_="topic", room="games", topic="Chess \"for\" all", by="Ann")
        self.bob.ask("join", room="games")
        self.bob.get(type_="entered", topic="Chess \"for\" all")
        self.ann.line("/topic -")
        self.bob.get(type_="topic", room="games", topic="", by="Ann")

    def test_a_kick(self):
        self.both_in_games()
        self.ann.line("/kick Bob too loud")
        self.bob.get(type_="left", room="games", names=["Bob"], reason="kicked", by="Ann",
                     text="too loud")
        self.bob.get(type_="entered", room="lobby")
        self.bob.refuse({"type": "say", "text": "what?"}, "room_lost")
        self.bob.ask("say", text="hello")
        self.bob.get(type_="message", room="lobby", text="hello")
        self.bob.refuse({"type": "join", "room": "games"}, "kicked_out")

    def test_after_a_kick_a_message_with_a_room_goes_there_at_once(self):
        self.both_in_games()
        self.ann.line("/kick Bob")
        self.bob.get(type_="left", reason="kicked")
        self.bob.get(type_="entered", room="lobby")
        self.bob.ask("say", text="hello", room="lobby")
        self.bob.get(type_="message", room="lobby", text="hello")

    def test_every_command_works(self):
        self.bob.ask("join", room="den")
        self.bob.get(type_="entered", room="den", count=1)
        for text, answer in (
                ("/who", {"type_": "members", "room": "den", "members": ["Bob"],
                          "operators": ["Bob"]}),
                ("/who lobby", {"type_": "members", "room": "lobby", "count": 2}),
                ("/me waves", {"type_": "message", "room": "den", "action": True}),
                ("/msg Ann psst", {"type_": "private", "to": "Ann"}),
                ("/topic Tea", {"type_": "topic", "room": "den", "topic": "Tea", "by": "Bob"}),
                ("/topic", {"type_": "notice", "text": "Topic: Tea"}),
                ("/private on", {"type_": "notice", "room": "den"}),
                ("/invite Ann", {"type_": "notice", "text": "Ann is invited to #den"}),
                ("/uninvite Ann", {"type_": "notice"}),
                ("/kick Ann", {"type_": "error", "code": "not_here"}),
                ("/roomop Ann", {"type_": "notice", "room": "den"}),
                ("/roomdeop Ann", {"type_": "notice", "room": "den"}),
                ("/join lobby", {"type_": "entered", "room": "lobby"}),
                ("/leave den", {"type_": "left", "room": "den", "names": ["Bob"]}),
                ("/nosuch", {"type_": "error", "code": "unknown_command"}),
                ("/msg", {"type_": "error", "code": "missing_argument"}),
                ("/rooms", {"type_": "notice", "text": "#lobby (2 here, current)"}),
                ("/nick Rob", {"type_": "renamed", "to": "Rob"}),
                ("/quit", {"type_": "goodbye", "name": "Rob"})):
            with self.subTest(text):
                self.bob.ask("command", text=text)
                self.bob.get(**answer)
        self.bob.expect_end()

    def test_help_is_notices(self):
        self.bob.ask("command", text="/help", tag="h")
        self.bob.ask("ping")
        rows = []
        while (answer := self.bob.next())["type"] == "notice":
            rows.append(answer)
        self.assertGreater(len(rows), 8)
        self.assertEqual({row["tag"] for row in rows}, {"h"})
        self.assertTrue(rows[0]["text"].startswith("/who"), rows[0])


class Closing(Case):
    def test_a_shutdown_says_so(self):
        server = self.serve()
        bob = self.json_client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.get(type_="closing", reason="shutdown")
        bob.expect_end()
        bob.close()
        server.expect_status(0)  # A second signal would end it at once.

    def test_idle_says_so(self):
        server = self.serve("--idle-timeout", "300ms")
        bob = self.json_client(server, "Bob")
        bob.get(type_="closing", reason="idle")
        bob.expect_end()

    def test_a_ping_shows_life(self):
        server = self.serve("--idle-timeout", "1s")
        bob, ann = self.json_client(server, "Bob"), self.client(server, "Ann")
        bob.get(type_="joined")
        while not ann.ended:
            bob.ask("ping")
            self.assertIn(bob.next()["type"], ("pong", "left"))
            pause(0.1)


if __name__ == "__main__":
    main()
