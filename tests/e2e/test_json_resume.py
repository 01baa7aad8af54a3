"""A client of the JSON dialect that lost its connection goes on with its session over another one."""

from json_client import JsonClient
from json_lines import parse, request
from json_session import PRIVATE
from phrases import joined, left, log_disconnected, renamed, said, whispered
from room_phrases import entered
from support import Case, main

NO_TOKEN = "0" * 32


class ResumeCase(Case):
    options = ("--rate", "0")

    def setUp(self):
        self.server = self.serve(*self.options)
        self.ann = self.client(self.server, "Ann")
        self.bob = self.json_client(self.server, "Bob")
        self.ann.expect(joined("Bob"))

    def lose(self, client=None):
        """Closes Bob's connection, and waits until the server knows."""
        client = client or self.bob
        client.end_input()
        client.wait_end()
        client.close()

    def again(self, session=None):
        return self.json_client(self.server, session=session or self.bob.session)

    def resume(self):
        self.bob = self.again()
        return self.bob.go_on()

    def say(self, *texts):
        for text in texts:
            self.ann.line(text)
            self.ann.expect(said("Ann", text))

    def hear(self, *texts, room="lobby"):
        for text in texts:
            self.bob.get(type_="message", room=room, text=text, **{"from": "Ann"})

    def check_that_nobody_noticed(self):
        self.say("did you notice?")
        self.hear("did you notice?")


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

    def test_a_half_open_connection_is_taken_over(self):
        old = self.bob
        self.say("1")
        self.resume()
        self.hear("1")
        old.wait_end()
        kinds = [parse(line)["type"] for line in bytes(old.data[old.position:]).decode().splitlines()]
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


class EveryByte(ResumeCase):
    """The connection is cut at every byte of a short conversation: nothing is lost, doubled or out of
    order."""

    def talk(self, number):
        session = self.bob.session
        return b"".join((
            session.numbered("say", text=f"{number} a"),
            session.numbered("whisper", to="Ann", text=f"{number} b"),
            session.numbered("say", text=f"{number} c", action=True)))

    def check(self, number):
        self.resume()
        heard = []
        self.bob.send(self.bob.session.unsent())
        self.bob.ask("ping")
        while (answer := self.bob.next())["type"] != "pong":
            if answer["type"] in ("message", "private"):
                heard.append(answer["text"])
        while self.bob.session.unstored:
            self.bob.next()
        self.ann.expect(said("Bob", f"{number} a"), whispered("Bob", "Ann", f"{number} b"),
                        f"* Bob {number} c")
        return heard

    def test_of_what_it_sends(self):
        number = 0
        for number in range(1000):
            lines = self.talk(number)
            if number > len(lines):
                break
            self.bob.send(lines[:number])
            self.lose()
            self.assertEqual(self.check(number), [f"{number} {letter}" for letter in "abc"])
        self.assertGreater(number, 100)

    def test_of_what_it_receives(self):
        self.bob.send(self.talk("all"))
        while self.bob.session.unstored:
            self.bob.next()
        self.ann.expect(said("Bob", "all a"), whispered("Bob", "Ann", "all b"), "* Bob all c")
        number = 0
        for number in range(2000):
            start = self.bob.position
            self.bob.send(self.talk(number))
            self.bob.end_input()
            self.bob.wait_end()
            received = bytes(self.bob.data[start:])
            if number > len(received):
                break
            kept = [self.bob.session.handle(line.decode())
                    for line in received[:number].split(b"\n")[:-1]]
            texts = [one["text"] for one in kept if "text" in one]
            self.bob.close()
            self.assertEqual(texts + self.check(number), [f"{number} {letter}" for letter in "abc"])
        self.assertGreater(number, 300)


class Memory(ResumeCase):
    options = ("--rate", "0", "--resume-buffer", "4KiB")

    def test_what_does_not_fit_is_a_gap(self):
        self.say("seen")
        self.hear("seen")
        seen = self.bob.session.seen["lobby"]
        self.lose()
        texts = [f"{number} " + "x" * 500 for number in range(100)]
        self.say(*texts)
        self.resume()
        gap = self.bob.get(type_="gap", room="lobby", after=seen)
        first = self.bob.get(type_="message")
        self.assertEqual(gap["before"], first["id"])
        number = int(first["text"].split()[0])
        self.assertGreater(number, 0)
        self.hear(*texts[number + 1:])
        self.check_that_nobody_noticed()

    def test_a_gap_of_one_room_is_not_one_of_another(self):
        self.bob.ask("join", room="games")
        self.bob.get(type_="entered", room="games")
        self.ann.line("/join games")
        self.ann.expect(*entered("games", 2))
        self.bob.get(type_="joined", room="games")
        self.lose()
        self.say("quiet")
        self.ann.line("/join lobby")
        self.ann.expect(*entered("lobby", 2))
        self.say(*(f"{number} " + "x" * 500 for number in range(100)))
        self.resume()
        kinds = []
        self.bob.ask("ping")
        while (answer := self.bob.next())["type"] != "pong":
            kinds.append((answer["type"], answer["room"]))
        self.assertIn(("gap", "lobby"), kinds)
        self.assertNotIn(("gap", "games"), kinds)
        self.assertIn(("message", "games"), kinds)


class End(ResumeCase):
    options = ("--rate", "0", "--resume-timeout", "300ms")

    def refused(self, token):
        client = JsonClient(self, self.server.address)
        client.ask("resume", session=token, tag="t")
        answer = client.next_line()
        client.hello("Zoe")
        client.get_bye()
        self.ann.skip_to(left("Zoe"))
        return answer

    def test_wrong_foreign_and_expired_tokens_get_the_same_answer(self):
        self.lose()
        self.ann.expect(left("Bob", reason="connection lost"))
        carl = self.json_client(self.server, "Carl")
        self.ann.expect(joined("Carl"))
        carl.get_bye()
        self.ann.expect(left("Carl"))
        dan = self.json_client(self.server, "Dan")
        self.ann.expect(joined("Dan"))
        token = dan.session.token
        changed = token[:-1] + ("0" if token[-1] != "0" else "1")
        answers = {self.refused(one) for one in (
            self.bob.session.token, carl.session.token, changed, token.upper() + "x", token[:-1],
            token + "0", NO_TOKEN, "", "x", "x" * 5000, "\x00", "ñ" * 32)}
        self.assertEqual(len(answers), 1, answers)
        self.assertIn('"code":"unknown_session"', answers.pop())

    def test_who_does_not_come_back_leaves_as_lost(self):
        carl = self.json_client(self.server, "Carl")
        self.bob.get(type_="joined", names=["Carl"])
        self.lose()
        carl.get(type_="left", names=["Bob"], reason="lost")
        self.server.logged(log_disconnected("Bob"))

    def test_bye_ends_the_session(self):
        self.bob.get_bye()
        self.ann.expect(left("Bob"))
        self.assertIn("unknown_session", self.refused(self.bob.session.token))

    def test_a_token_of_someone_who_is_here_takes_the_session(self):
        """Whoever has the token has the session; so it is never shown or logged."""
        self.assertNotIn(self.bob.session.token, self.server.err.text())

    def test_a_new_connection_may_only_resume_before_it_has_a_name(self):
        carl = self.json_client(self.server, "Carl")
        carl.refuse({"type": "resume", "session": self.bob.session.token}, "already_logged_in")


class Off(Case):
    def test_without_a_timeout_nobody_resumes(self):
        server = self.serve("--resume-timeout", "0")
        ann = self.client(server, "Ann")
        bob = self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        bob.end_input()
        bob.wait_end()
        bob.close()
        ann.expect(left("Bob"))
        again = JsonClient(self, server.address)
        again.refuse({"type": "resume", "session": bob.session.token or NO_TOKEN}, "unknown_session")


class Idle(Case):
    def test_idle_ends_the_session(self):
        server = self.serve("--idle-timeout", "300ms")
        bob = self.json_client(server, "Bob")
        bob.get(type_="closing", reason="idle")
        bob.expect_end()
        again = JsonClient(self, server.address)
        again.refuse({"type": "resume", "session": bob.session.token}, "unknown_session")


class Names(ResumeCase):
    def test_a_hello_from_the_same_address_takes_a_name_whose_owner_is_lost(self):
        self.lose()
        bob = JsonClient(self, self.server.address)
        bob.hello("bob")
        self.ann.expect(left("Bob", reason="connection lost"), joined("bob"))
        again = JsonClient(self, self.server.address)
        again.refuse({"type": "resume", "session": self.bob.session.token}, "unknown_session")

    def test_a_plain_client_takes_it_as_well(self):
        self.lose()
        self.client(self.server, "Bob")
        self.ann.expect(left("Bob", reason="connection lost"), joined("Bob"))

    def test_the_name_of_someone_who_is_here_is_taken(self):
        bob = JsonClient(self, self.server.address)
        bob.refuse({"type": "hello", "name": "Bob"}, "name_taken")

    def test_another_address_does_not_take_it(self):
        self.lose()
        eve = JsonClient(self, self.server.address, source="127.0.0.2")
        eve.refuse({"type": "hello", "name": "Bob"}, "name_taken")
        self.resume()
        self.check_that_nobody_noticed()


class Limits(Case):
    def lose(self, client):
        client.end_input()
        client.wait_end()
        client.close()

    def test_a_lost_client_keeps_its_place_and_comes_back_to_a_full_server(self):
        server = self.serve("--max-clients", "2")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        self.lose(bob)
        carl = JsonClient(self, server.address)
        carl.refuse({"type": "hello", "name": "Carl"}, "server_full")
        again = self.json_client(server, session=bob.session)
        again.go_on()
        again.ask("say", text="back")
        again.get(type_="message", text="back")
        ann.expect(said("Bob", "back"))

    def test_a_lost_client_counts_at_its_address(self):
        server = self.serve("--max-clients-per-address", "1")
        bob = self.json_client(server, "Bob")
        self.lose(bob)
        carl = JsonClient(self, server.address)
        carl.refuse({"type": "hello", "name": "Carl"}, "address_full")
        again = self.json_client(server, session=bob.session)
        again.go_on()

    def test_the_rate_goes_with_the_session(self):
        server = self.serve("--rate", "1", "--burst", "10")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        for number in range(9):
            bob.ask("say", text=f"{number}")
        for number in range(8):
            bob.get(type_="message", text=f"{number}")
        for _ in range(3):
            self.lose(bob)
            bob = self.json_client(server, session=bob.session)
            bob.send(bob.session.login() + request("say", text="more") * 10)
        ann.line("marker")
        seen = ann.skip_to(said("Ann", "marker"))
        self.assertLess(seen.count(said("Bob", "more")), 8)


if __name__ == "__main__":
    main()
