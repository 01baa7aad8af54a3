"""Rooms: entering, talking, leaving, and what others see of it."""

from phrases import (acted, connected, joined, left, line_too_long, name_invalid, present, renamed,
                     said, whispered)
from room_phrases import (CURRENT, JOINED, LOBBY_STAYS, elsewhere, entered, listed, no_such_room,
                          not_in_room, other_rooms, out_of, room_private, runs, too_many_joined,
                          too_many_rooms)
from support import Case, main


class Rooms(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob = self.room(self.server, "Ann", "Bob")

    def see(self, members, *lines):
        for member in members:
            member.expect(*lines)

    def enter(self, member, room, count=1):
        member.line(f"/join {room}")
        member.expect(*entered(room.removeprefix("#"), count))

    def both_in_games(self):
        self.enter(self.ann, "games")
        self.enter(self.bob, "#games", 2)
        self.ann.expect(joined("Bob"))

    def test_only_the_room_sees_what_is_said_in_it(self):
        self.enter(self.ann, "games")
        self.ann.line("anyone for chess?")
        self.ann.expect(said("Ann", "anyone for chess?"))
        self.bob.line("marker")
        self.bob.expect(said("Bob", "marker"))
        self.ann.expect(elsewhere("lobby", said("Bob", "marker")))

    def test_lines_of_other_rooms_begin_with_the_room(self):
        self.both_in_games()
        self.enter(self.bob, "lobby", 2)
        self.ann.line("/me waits")
        self.ann.expect(acted("Ann", "waits"))
        self.bob.expect(elsewhere("games", acted("Ann", "waits")))
        self.ann.line("/msg Bob psst")
        self.see((self.ann, self.bob), whispered("Ann", "Bob", "psst"))
        self.ann.line("/leave")
        self.ann.expect(out_of("games"), *entered("lobby", 2))
        self.bob.expect(elsewhere("games", left("Ann")))

    def test_a_person_who_never_joins_a_room_notices_nothing(self):
        self.enter(self.ann, "games")
        self.ann.line("/topic Chess")
        self.ann.line("hello?")
        self.ann.line("/leave")
        self.ann.line("back")
        self.bob.expect(said("Ann", "back"))

    def test_leaving_returns_to_the_room_before(self):
        self.enter(self.ann, "games")
        self.enter(self.ann, "music")
        self.ann.line("/part")
        self.ann.expect(out_of("music"), *entered("games", 1))
        self.ann.line("/leave #games")
        self.ann.expect(out_of("games"), *entered("lobby", 2))
        self.ann.line("/leave")
        self.ann.expect(LOBBY_STAYS)

    def test_another_room_can_be_left_by_its_name(self):
        self.enter(self.ann, "games")
        self.enter(self.ann, "music")
        self.ann.line("/leave games")
        self.ann.expect(out_of("games"))
        self.ann.line("still here")
        self.ann.expect(said("Ann", "still here"))
        self.ann.line("/leave games")
        self.ann.expect(no_such_room("games"))

    def test_who_lists_a_room(self):
        self.both_in_games()
        self.enter(self.bob, "lobby", 2)
        self.bob.line("/who")
        self.bob.expect(present("Ann", "Bob"))
        self.bob.line("/leave games")
        self.bob.expect(out_of("games"))
        self.bob.line("/who #games")
        self.bob.expect(elsewhere("games", present(runs("Ann"))))
        self.bob.line("/who nowhere")
        self.bob.expect(no_such_room("nowhere"))

    def test_rooms_lists_the_largest_first(self):
        self.enter(self.ann, "music")
        self.both_in_games()
        self.bob.line("/rooms")
        self.bob.expect(listed("lobby", 2, mark=JOINED), listed("games", 2, mark=CURRENT),
                        listed("music", 1))

    def test_a_list_of_rooms_has_100_of_them(self):
        server = self.serve("--rate", "0", "--max-rooms-per-client", "200")
        ann = self.client(server, "Ann")
        for number in range(101):
            self.enter(ann, f"r{number}")
        ann.line("/rooms")
        ann.expect(*(listed(room, 1, mark=JOINED)
                     for room in ("lobby", *(f"r{number}" for number in range(99)))),
                   other_rooms(2))

    def test_a_rename_is_told_once(self):
        self.both_in_games()
        self.ann.line("/nick Anna")
        self.see((self.ann, self.bob), renamed("Ann", "Anna"))
        self.ann.line("marker")
        self.see((self.ann, self.bob), said("Anna", "marker"))

    def test_who_leaves_the_server_leaves_each_room(self):
        self.both_in_games()
        self.bob.end_input()
        lines = {self.ann.next_line() for _ in range(2)}
        self.assertEqual(lines, {left("Bob"), elsewhere("lobby", left("Bob"))})

    def test_an_empty_room_is_forgotten(self):
        self.enter(self.ann, "games")
        self.ann.line("/topic Chess")
        self.ann.line("/leave")
        self.ann.skip_to(out_of("games"))
        self.ann.expect(*entered("lobby", 2))
        self.ann.line("/rooms")
        self.ann.expect(listed("lobby", 2, mark=CURRENT))
        self.enter(self.ann, "games")

    def test_a_name_of_a_room_has_the_rules_of_names(self):
        self.enter(self.ann, "Café")
        self.enter(self.bob, "#CAFÉ".replace("CAFÉ", "Café"), 2)
        self.ann.expect(joined("Bob"))
        self.bob.line("/join a/b")
        self.bob.expect(name_invalid("a/b"))

    def test_everyone_sees_their_own_lines_in_the_order_of_their_rooms(self):
        self.both_in_games()
        self.ann.send("one\n/join lobby\ntwo\n/join games\nthree\n/msg Ann four\n/leave\nfive\n")
        self.ann.expect(said("Ann", "one"), *entered("lobby", 2), said("Ann", "two"),
                        *entered("games", 2), said("Ann", "three"),
                        whispered("Ann", "Ann", "four"), out_of("games"), *entered("lobby", 2),
                        said("Ann", "five"))

    def test_a_line_that_is_too_long_for_one_room_is_too_long_for_all(self):
        self.enter(self.ann, "games")
        self.ann.line("x" * 5000)
        self.ann.expect(line_too_long(4096))


class Limits(Case):
    def test_a_client_can_be_in_a_limited_number_of_rooms(self):
        server = self.serve("--rate", "0", "--max-rooms-per-client", "2")
        ann = self.client(server, "Ann")
        for room in ("a", "b"):
            ann.line(f"/join {room}")
            ann.expect(*entered(room, 1))
        ann.line("/join c")
        ann.expect(too_many_joined("c"))
        ann.line("/join lobby")
        ann.expect(*entered("lobby", 1))
        ann.line("/leave a")
        ann.expect(out_of("a"))
        ann.line("/join c")
        ann.expect(*entered("c", 1))

    def test_a_server_has_a_limited_number_of_rooms(self):
        server = self.serve("--rate", "0", "--max-rooms", "2")
        ann, bob = self.room(server, "Ann", "Bob")
        ann.line("/join a")
        ann.expect(*entered("a", 1))
        bob.line("/join b")
        bob.expect(too_many_rooms("b"))
        ann.line("/leave")
        ann.expect(out_of("a"))
        bob.line("/join b")
        bob.expect(*entered("b", 1))


class Forgery(Case):
    """What a user types never looks like a line of another room, or of the server."""

    def test_a_message_cannot_forge_the_room(self):
        server = self.serve("--rate", "0")
        ann, eve = self.room(server, "Ann", "Eve")
        for text in ("#games (Ann) I resign", "#games -- Ann has left", "hi\r#games (Ann) x",
                     "hi\u2028#games (Ann) x", "hi\u0085#games (Ann) x"):
            eve.line(text)
            line = ann.next_line()
            self.assertTrue(line.startswith("(Eve) "), line)

    def test_a_topic_and_a_reason_cannot_forge_a_line(self):
        server = self.serve("--rate", "0")
        ann, eve = self.room(server, "Ann", "Eve")
        eve.line("/join trap")
        ann.line("/join trap")
        ann.expect(*entered("trap", 2))
        eve.line("/topic x\r(Bob) hi\x1b[2J\u2028-- Bob has left")
        eve.line("/kick Ann \x1b[2Jx\r#lobby (Bob) hi")
        for _ in range(2):
            line = ann.next_line()
            self.assertRegex(line, r"^-- (Eve has set the topic: |Ann was kicked by Eve: )")
            self.assertNotIn("\x1b", line)
            self.assertNotIn("\r", line)

    def test_a_room_cannot_have_a_name_that_is_a_line(self):
        server = self.serve("--rate", "0")
        eve = self.client(server, "Eve")
        for name in ("games (Bob)", "(Bob)", "a\x1b[2J", "--", "!", "a\u202eb", "exit"):
            eve.line(f"/join {name}")
            self.assertTrue(eve.next_line().startswith("! "), name)


class Strangers(Case):
    def test_a_room_that_one_is_not_in_is_closed(self):
        server = self.serve("--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        ann.line("/join games")
        ann.line("/private on")
        ann.line("marker")
        ann.skip_to(said("Ann", "marker"))
        for line in ("/join games", "/who games"):
            bob.line(line)
            bob.expect(room_private("games"))
        bob.line("/leave games")
        bob.expect(not_in_room("games"))
        bob.line("/rooms")
        bob.expect(listed("lobby", 2, mark=CURRENT))


class Transcript(Case):
    """The lines of the contract, as literal text."""

    def test_rooms(self):
        server = self.serve("--rate", "0")
        ann = self.client(server, "Ann")
        bob = self.client(server)
        bob.line("Bob")
        bob.expect(connected("Bob"))
        ann.expect(joined("Bob"))
        bob.line("/join #games")
        bob.expect("-- You are now in #games (1 here)")
        bob.line("/topic Chess for all")
        bob.expect("-- Bob has set the topic: Chess for all")
        ann.line("/join games")
        ann.expect("-- You are now in #games (2 here)", "-- Topic: Chess for all")
        bob.expect("-- Ann has joined")
        ann.line("/join lobby")
        ann.expect("-- You are now in #lobby (2 here)")
        bob.line("anyone for chess?")
        bob.expect("(Bob) anyone for chess?")
        ann.expect("#games (Bob) anyone for chess?")
        ann.line("/rooms")
        ann.expect("-- #lobby (2 here, current)", "-- #games (2 here, joined): Chess for all")
        ann.line("/who games")
        ann.expect("#games -- 2 here: Bob (operator) and Ann")


if __name__ == "__main__":
    main()
