"""A client of the JSON dialect that lost its connection goes on over another one."""

from json_lines import parse
from json_session import PRIVATE
from phrases import joined, left, renamed, said, whispered
from resuming import ResumeCase
from room_phrases import entered
from support import main


class Resume(ResumeCase):
    def test_what_was_missed_comes_after_the_welcome_and_nobody_notices(self):
        self.say("1")
        self.hear("1")
        before = self.bob.session
        token, origin = before.token, before.origin
        self.lose()
        self.say("2", "3")
        welcome = self.resume()
        self.assertEqual((welcome["session"], welcome["origin"], welcome["name"]),
                         (token, origin, "Bob"))
        self.hear("2", "3")
        self.bob.ask("say", text="back")
        self.bob.get(type_="message", text="back", origin=origin)
        self.ann.expect(said("Bob", "back"))
        self.check_that_nobody_noticed()

    def test_again_and_again(self):
        for number in range(20):
            self.lose()
            self.say(f"{number}")
            self.resume()
            self.hear(f"{number}")
        self.check_that_nobody_noticed()

    def test_each_room_goes_on_where_it_was_left(self):
        for room in ("games", "music"):
            self.bob.ask("join", room=room)
            self.bob.get(type_="entered", room=room)
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 2))
        self.bob.get(type_="joined", room="games", names=["Ann"])
        self.lose()
        self.say("g1")
        self.ann.line("/join lobby")
        self.ann.expect(*entered("lobby", 2))
        self.say("l1")
        self.ann.line("/msg Bob psst")
        self.ann.expect(whispered("Ann", "Bob", "psst"))
        welcome = self.resume()
        self.assertEqual({room["room"] for room in welcome["rooms"]}, {"lobby", "games", "music"})
        self.hear("g1", room="games")
        self.hear("l1")
        self.bob.get(type_="private", text="psst", to="Bob", **{"from": "Ann"})
        self.bob.ask("say", text="in the current room")
        self.bob.get(type_="message", room="music")

    def test_what_was_seen_does_not_come_again(self):
        self.say("1", "2", "3")
        self.hear("1", "2")
        last_seen = dict(self.bob.session.seen)
        self.hear("3")
        self.bob.session.seen = last_seen
        self.lose()
        self.resume()
        self.hear("3")
        self.check_that_nobody_noticed()

    def test_a_room_that_is_not_named_is_replayed_from_when_it_was_entered(self):
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 1))
        self.say("before")
        self.bob.ask("join", room="games")
        self.bob.get(type_="entered", room="games")
        self.ann.expect(joined("Bob"))
        self.say("after")
        self.hear("after", room="games")
        for seen in ({}, {"games": 0, "lobby": 0, PRIVATE: 0, "nowhere": 5}):
            self.lose()
            self.bob.session.seen = {}
            self.bob = self.again()
            self.bob.ask("resume", session=self.bob.session.token, seen=seen)
            self.bob.get(type_="welcome", resumed=True)
            self.hear("after", room="games")
            self.bob.ask("ping")
            self.bob.get(type_="pong")

    def test_changes_meanwhile_are_in_the_welcome(self):
        self.bob.ask("join", room="games")
        self.bob.get(type_="entered", room="games")
        carl = self.client(self.server, "Carl")
        carl.line("/join games")
        carl.skip_to(entered("games", 2)[0])
        self.bob.get_all("joined", "joined")
        self.ann.expect(joined("Carl"))
        self.lose()
        self.ann.line("/nick Anna")
        self.ann.expect(renamed("Ann", "Anna"))
        carl.leave("Carl")
        self.ann.expect(left("Carl"))
        self.client(self.server, "Dan")
        self.ann.expect(joined("Dan"))
        self.resume()
        self.assertEqual(self.bob.session.rooms,
                         {"lobby": {"Anna", "Bob", "Dan"}, "games": {"Bob"}})

    def test_a_kick_meanwhile(self):
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 1))
        self.bob.ask("join", room="games")
        self.bob.get(type_="entered", room="games")
        self.ann.expect(joined("Bob"))
        self.lose()
        self.say("last words")
        self.ann.line("/kick Bob")
        self.ann.next_line()
        self.say("without Bob")
        welcome = self.resume()
        self.assertEqual([room["room"] for room in welcome["rooms"]], ["lobby"])
        self.bob.ask("say", text="hello", room="lobby")
        self.bob.get(type_="message", room="lobby", text="hello")

    def test_numbers_go_on(self):
        self.bob.ask("say", text="1", cid=1)
        self.bob.get_all("message", "stored")
        self.bob.ask("say", text="2", cid=2)
        self.bob.get_all("message", "stored")
        self.lose()
        self.assertEqual(self.resume()["cid"], 2)
        self.bob.ask("say", text="2", cid=2)
        self.bob.get(type_="stored", cid=2)
        self.bob.ask("say", text="3", cid=3)
        self.bob.get(type_="message", text="3", cid=3)
        self.bob.get(type_="stored", cid=3)
        self.ann.expect(*(said("Bob", text) for text in "123"))

    def test_a_refusal_that_was_lost_shows_in_what_does_not_come_back(self):
        """A witness of the chaos had a private message refused, and its connection was cut before the
        error. The number was stored, so the message seemed to be lost."""
        session = self.bob.session
        self.bob.send(session.numbered("say", text="1")
                      + session.numbered("whisper", to="Zoe", text="2")
                      + session.numbered("say", text="3"))
        self.lose()
        self.assertEqual(self.resume()["cid"], 3)
        for text in "13":
            self.bob.get(type_="message", text=text)
        self.bob.ask("ping")
        self.bob.get(type_="pong")
        self.assertEqual(session.unheard(), [2])

    def test_a_half_open_connection_is_taken_over(self):
        old = self.bob
        self.say("1")
        self.resume()
        self.hear("1")
        old.wait_end()
        rest = bytes(old.data[old.position:]).decode().splitlines()
        kinds = [parse(line)["type"] for line in rest]
        self.assertEqual(kinds, ["message", "closing"])
        self.check_that_nobody_noticed()

    def test_a_client_that_is_lost_twice_before_it_reads(self):
        self.lose()
        self.say("1")
        for _ in range(3):
            half = self.again()
            half.send(half.session.login()[:-5])
            self.lose(half)
            deaf = self.again()
            deaf.send(deaf.session.login())
            self.lose(deaf)
        self.resume()
        self.hear("1")
        self.check_that_nobody_noticed()


if __name__ == "__main__":
    main()
