"""Whose history it is: that of a room's identity, and of those who were let in."""

from archive import ArchiveCase
from archive_phrases import NOTHING_FOUND, NOTHING_KEPT
from phrases import joined, left, said
from room_phrases import elsewhere, entered, invited, invites_you, made_private, made_public, out_of
from support import main


class Rooms(ArchiveCase):
    options = ("--rate", "0", "--history-on-join", "5")

    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.ann = self.client(self.server, "Ann")
        self.bob = self.client(self.server, "Bob")
        self.ann.expect(joined("Bob"))

    def join(self, client, room, count, *earlier):
        client.line(f"/join {room}")
        client.expect(*entered(room, count))
        self.expect_earlier(client, *earlier)

    def expect_history(self, client, *lines):
        client.line("/history")
        self.expect_earlier(client, *lines)

    def test_a_room_that_is_made_anew_has_no_history(self):
        self.join(self.ann, "games", 1)
        self.say(self.ann, "Ann", "secret")
        self.ann.line("/leave")
        self.ann.expect(out_of("games"), *entered("lobby", 2))
        self.join(self.bob, "games", 1)
        self.bob.line("/history")
        self.bob.expect(NOTHING_KEPT)
        self.bob.line("/search secret")
        self.bob.expect(NOTHING_FOUND)
        self.assertNotIn("secret", self.texts())

    def private_room(self):
        """Ann has made it private, and has said something before and after that."""
        self.join(self.ann, "club", 1)
        self.say(self.ann, "Ann", "in public")
        self.ann.line("/private on")
        self.ann.expect(made_private("Ann", "club"))
        self.say(self.ann, "Ann", "in private")

    def invite(self):
        self.ann.line("/invite Bob")
        self.ann.expect(invited("Bob", "club"))
        self.bob.expect(invites_you("Ann", "club"))

    def test_who_is_invited_sees_all(self):
        self.private_room()
        self.invite()
        lines = said("Ann", "in public"), said("Ann", "in private")
        self.join(self.bob, "club", 2, *lines)
        self.expect_history(self.bob, *lines)

    def test_lines_of_a_private_time_stay_hidden(self):
        self.private_room()
        self.ann.line("/private off")
        self.ann.expect(made_public("Ann", "club"))
        self.join(self.bob, "club", 2, said("Ann", "in public"))
        self.expect_history(self.bob, said("Ann", "in public"))
        self.bob.line("/search private")
        self.bob.expect(NOTHING_FOUND)
        self.ann.expect(joined("Bob"))
        self.expect_history(self.ann, said("Ann", "in public"), said("Ann", "in private"))

    def test_hidden_lines_stay_hidden_after_a_restart(self):
        self.ann.line("exit")
        self.bob.expect(left("Ann"))
        ann = self.json_client(self.server, "Anna")
        for command in ("/join club", "/private on"):
            ann.send(ann.session.numbered("command", text=command))
        self.say_stored(ann, "in private", room="club")
        ann.send(ann.session.numbered("command", text="/private off"))
        self.say_stored(ann, "in public", room="club")
        self.kill(self.server)
        self.server = self.again(self.server)
        ann = self.json_client(self.server, session=ann.session)
        ann.go_on()
        self.bob = self.client(self.server, "Bob")
        self.join(self.bob, "club", 2, said("Anna", "in public"))
        self.expect_history(self.bob, said("Anna", "in public"))
        self.assertEqual(self.ask_history(ann, "club"), ["in private", "in public"])

    def test_only_in_rooms_that_one_is_in(self):
        self.join(self.ann, "games", 1)
        self.say(self.ann, "Ann", "secret")
        self.bob.line("/search secret")
        self.bob.expect(NOTHING_FOUND)
        carl = self.json_client(self.server, "Carl")
        carl.refuse({"type": "history", "room": "games"}, "not_in_room")
        carl.refuse({"type": "search", "room": "games", "text": "secret"}, "not_in_room")

    def test_no_line_can_be_forged(self):
        forged = "~ 12:03 (Ann) I owe you 10"
        self.say(self.bob, "Bob", forged)
        self.ann.expect(said("Bob", forged))
        self.bob.line(f"/me\u2028{forged}")
        self.bob.line(f"/join games\r{forged}")
        self.bob.line("/join games")
        self.bob.skip_to(entered("games", 1)[0])
        self.bob.line(f"/topic x\r{forged}\u2028{forged}")
        self.bob.next_line()
        self.ann.line("/join games")
        self.ann.skip_to(entered("games", 2)[0])
        self.ann.line("/join lobby")
        self.ann.skip_to(entered("lobby", 2)[0])
        self.bob.line("here")
        self.ann.skip_to(elsewhere("games", said("Bob", "here")))
        lines = self.ann.text().splitlines()
        self.assertEqual([line for line in lines if line.startswith("~") and "(Bob) ~" not in line], [])


if __name__ == "__main__":
    main()
