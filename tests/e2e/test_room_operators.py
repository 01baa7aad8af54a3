"""Who runs a room, and what they may do there."""

from phrases import HELP, joined, missing_argument, no_such_user, notice, present, said
from room_phrases import (TOPIC_TOO_LONG, already_operator, elsewhere, entered, invited,
                          invites_you, kicked, kicked_out, made_private, made_public, no_operator,
                          no_topic, not_invited, not_operator, operator, out_of, room_lost,
                          room_private, runs, runs_nothing, runs_room, topic_cleared, topic_set,
                          topic_shown)
from support import Case, main


class Operators(Case):
    """Ann has made #games, and Bob is there. Carl is in the lobby."""

    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob, self.carl = self.room(self.server, "Ann", "Bob", "Carl")
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 1))
        self.bob.line("/join games")
        self.bob.expect(*entered("games", 2))
        self.ann.expect(joined("Bob"))

    def both_see(self, *lines):
        self.ann.expect(*lines)
        self.bob.expect(*lines)

    def ask(self, member, line, *answer):
        member.line(line)
        member.expect(*answer)

    def test_the_topic_is_shown_to_who_enters(self):
        self.ask(self.bob, "/topic", no_topic("games"))
        self.ann.line("/topic Chess for all")
        self.both_see(topic_set("Ann", "Chess for all"))
        self.ask(self.bob, "/topic", topic_shown("Chess for all"))
        self.ask(self.carl, "/join games", *entered("games", 3, "Chess for all"))
        self.both_see(joined("Carl"))
        self.ann.line("/topic -")
        self.both_see(topic_cleared("Ann"))

    def test_a_topic_has_a_limit(self):
        self.ann.line("/topic " + "ñ" * 300)
        self.both_see(topic_set("Ann", "ñ" * 300))
        self.ask(self.ann, "/topic " + "ñ" * 301, TOPIC_TOO_LONG)

    def test_a_private_room_is_for_invited_people(self):
        self.ann.line("/private on")
        self.both_see(made_private("Ann", "games"))
        self.ask(self.carl, "/join games", room_private("games"))
        self.ask(self.ann, "/invite carl", invited("Carl", "games"))
        self.carl.expect(invites_you("Ann", "games"))
        self.ask(self.ann, "/uninvite Carl", not_invited("Carl", "games"))
        self.ask(self.carl, "/join games", room_private("games"))
        self.ask(self.ann, "/invite Carl", invited("Carl", "games"))
        self.carl.expect(invites_you("Ann", "games"))
        self.ask(self.carl, "/join games", *entered("games", 3))
        self.both_see(joined("Carl"))
        self.ann.line("/private off")
        self.both_see(made_public("Ann", "games"))

    def test_who_is_kicked_stays_out(self):
        self.ann.line("/kick Bob too loud")
        self.both_see(kicked("Bob", "Ann", "too loud"))
        self.bob.expect(*entered("lobby", 3))
        self.ask(self.bob, "what?", room_lost("games"))
        self.ask(self.bob, "hello lobby", said("Bob", "hello lobby"))
        self.carl.expect(said("Bob", "hello lobby"))
        self.ann.expect(elsewhere("lobby", said("Bob", "hello lobby")))
        self.ask(self.bob, "/join games", kicked_out("games"))
        self.ask(self.ann, "/who", present(runs("Ann")))

    def test_operators_run_the_room(self):
        self.ask(self.bob, "/topic Go", not_operator("games"))
        self.ann.line("/roomop Bob")
        self.both_see(operator("Ann", "Bob"))
        self.ask(self.ann, "/roomop Bob", already_operator("Bob"))
        self.ask(self.carl, "/who games", elsewhere("games", present(runs("Ann"), runs("Bob"))))
        self.bob.line("/topic Go")
        self.both_see(topic_set("Bob", "Go"))
        self.ask(self.ann, "/kick Bob", runs_room("Bob"))
        self.ann.line("/roomdeop Bob")
        self.both_see(no_operator("Ann", "Bob"))
        self.ask(self.ann, "/roomdeop Bob", runs_nothing("Bob"))
        self.ask(self.bob, "/topic Chess", not_operator("games"))
        self.ann.line("/kick Bob")
        self.both_see(kicked("Bob", "Ann"))
        self.bob.expect(*entered("lobby", 3))

    def test_an_invitation_ends_the_time_of_a_kick(self):
        self.ann.line("/kick Bob a slip")
        self.both_see(kicked("Bob", "Ann", "a slip"))
        self.bob.expect(*entered("lobby", 3))
        self.ask(self.ann, "/invite Bob", invited("Bob", "games"))
        self.bob.expect(invites_you("Ann", "games"))
        self.ask(self.bob, "/join games", *entered("games", 2))

    def test_others_run_nothing(self):
        for line in ("/topic x", "/private on", "/invite Carl", "/uninvite Carl", "/kick Ann",
                     "/roomop Bob", "/roomdeop Ann"):
            with self.subTest(line):
                self.ask(self.bob, line, not_operator("games"))
                self.ask(self.carl, line, not_operator("lobby"))

    def test_a_mistake_is_named(self):
        self.ask(self.ann, "/kick Zoe", no_such_user("Zoe"))
        self.ask(self.ann, "/kick Carl", "! 'Carl' is not in this room")
        self.ask(self.ann, "/roomdeop Ann", "! 'Ann' has made this room, and always runs it")
        self.ask(self.ann, "/kick", missing_argument("/kick NAME [REASON]"))
        self.ask(self.ann, "/private", missing_argument("/private on|off"))
        self.ask(self.ann, "/private maybe", "! That is not possible: /private on|off")

    def test_help_shows_what_one_may_do(self):
        self.bob.line("/help")
        self.bob.expect(*HELP)
        self.ann.line("/help")
        seen = []
        while not seen or not seen[-1].startswith(notice("//TEXT")):
            seen.append(self.ann.next_line())
        self.assertTrue(any(line.startswith(notice("/kick NAME [REASON]")) for line in seen), seen)

    def test_who_made_the_room_runs_it_after_a_visit_elsewhere(self):
        self.ask(self.ann, "/leave", out_of("games"), *entered("lobby", 3))
        self.ask(self.ann, "/join games", *entered("games", 2))
        self.ann.line("/topic Chess")
        self.ann.expect(topic_set("Ann", "Chess"))


if __name__ == "__main__":
    main()
