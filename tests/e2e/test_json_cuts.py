"""Connections that are cut at every byte, and messages that are too many to be kept."""

from phrases import acted, said, whispered
from resuming import ResumeCase
from room_phrases import entered
from support import main


class EveryByte(ResumeCase):
    """The connection is cut at every byte of a conversation: nothing is lost, doubled or out of
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
                        acted("Bob", f"{number} c"))
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
        self.ann.expect(said("Bob", "all a"), whispered("Bob", "Ann", "all b"),
                        acted("Bob", "all c"))
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
        self.assertTrue(seen < gap["before"] <= first["id"], (gap, first))
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


if __name__ == "__main__":
    main()
