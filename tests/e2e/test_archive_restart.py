"""What is stored outlives the server: sessions go on with another one, after a crash and after a
restart."""

from archive import ArchiveCase
from archive_phrases import may_resume
from phrases import said
from room_phrases import entered, room_private
from support import main


class Restart(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.bob = self.json_client(self.server, "Bob")
        self.ann = self.json_client(self.server, "Ann")
        self.bob.get(type_="joined", names=["Ann"])
        self.say_stored(self.ann, "hello")  # So both sessions are stored, too.
        self.bob.get(type_="message", text="hello")

    def crash(self):
        self.kill(self.server)
        self.restart()

    def stop(self):
        self.server.stop()
        self.restart()

    def restart(self):
        for client in (self.ann, self.bob):
            client.close()
        self.server = self.again(self.server)

    def both_ways(self):
        """A crash, and after it an orderly restart."""
        return self.crash, self.stop

    def resume(self, former):
        client = self.json_client(self.server, session=former.session)
        client.go_on()
        return client

    def both_resume(self):
        self.bob, self.ann = self.resume(self.bob), self.resume(self.ann)

    def test_what_is_stored_is_there_once(self):
        for way in self.both_ways():
            before = self.texts()
            self.say_stored(self.bob, "1", "2", "3")
            way()
            self.assertEqual(self.texts(), [*before, "1", "2", "3"])
            self.both_resume()
        self.check_sound()

    def test_what_was_missed_comes_from_the_archive(self):
        for way in self.both_ways():
            self.say_stored(self.bob, "seen")
            while self.ann.get(type_="message")["text"] != "seen":
                pass
            self.ann.reset_connection()
            self.say_stored(self.bob, "1", "2", "3")
            way()
            self.both_resume()
            for text in "123":
                self.ann.get(type_="message", text=text, **{"from": "Bob"})
            self.ann.ask("ping")
            self.ann.get(type_="pong")
            self.assertEqual(self.ann.session.gaps, [])

    def test_a_line_that_is_sent_again_is_stored_once(self):
        for way in self.both_ways():
            cid = self.say_stored(self.bob, "once")
            way()
            self.bob = self.json_client(self.server, session=self.bob.session)
            self.assertEqual(self.bob.go_on()["cid"], cid)
            self.bob.ask("say", text="once", cid=cid)
            self.say_stored(self.bob, "next")
            self.ann = self.resume(self.ann)
        self.assertEqual(self.texts(), ["hello", "once", "next", "once", "next"])

    def test_a_line_that_was_not_stored_is_sent_again(self):
        """Whether it is stored in the last moment or not: it is there once."""
        sent = ["hello"]
        for number in range(5):
            text = f"line {number}"
            sent.append(text)
            self.bob.send(self.bob.session.numbered("say", text=text))
            self.bob.skip_to_type("message")
            self.crash()
            self.bob = self.resume(self.bob)
            self.bob.send(self.bob.session.unsent())
            self.ann = self.resume(self.ann)
        self.say_stored(self.bob, "the end")
        self.assertEqual(self.texts(), [*sent, "the end"])

    def test_ids_go_on(self):
        last = 0
        for way in self.both_ways():
            for _ in range(3):
                self.say_stored(self.bob, "x")
                self.assertGreater(self.bob.session.seen["lobby"], last)
                last = self.bob.session.seen["lobby"]
            way()
            self.both_resume()

    def test_numbers_go_on(self):
        for way in self.both_ways():
            cid = self.say_stored(self.bob, "x", "y")
            way()
            self.bob = self.json_client(self.server, session=self.bob.session)
            welcome = self.bob.go_on()
            self.assertEqual((welcome["cid"], welcome["origin"]), (cid, self.bob.session.origin))
            self.ann = self.resume(self.ann)

    def test_nobody_has_the_session_of_somebody_who_is_gone(self):
        """An id that is used twice would give the messages of one to the other."""
        origins = {self.bob.session.origin, self.ann.session.origin}
        for number in range(5):
            self.kill(self.server)
            self.restart()
            self.bob = self.json_client(self.server)
            origins.add(self.bob.hello(f"guest{number}")["origin"])
        self.assertEqual(len(origins), 7)

    def test_the_others_see_nobody_leave_who_comes_back(self):
        self.stop()
        self.server.err.wait_for(may_resume(2))
        self.both_resume()
        self.say_stored(self.bob, "here we are")
        self.ann.get(type_="message", text="here we are")

    def test_who_does_not_come_back_leaves(self):
        self.stop()
        self.server.stop()
        self.server = self.again(self.server, "--resume-timeout", "1s")
        self.ann = self.json_client(self.server, session=self.ann.session)
        welcome = self.ann.go_on()
        self.assertEqual(set(welcome["rooms"][0]["members"]), {"Ann", "Bob"})
        self.assertEqual(self.ann.skip_to_type("left")["names"], ["Bob"])

    def test_a_new_session_where_nothing_is_kept(self):
        self.kill(self.server)
        self.server = self.serve("--listen", self.server.address)
        bob = self.json_client(self.server, session=self.bob.session)
        bob.send(bob.session.login())
        bob.get(type_="error", code="unknown_session")

    def test_who_says_bye_does_not_come_back(self):
        self.say_stored(self.bob, "x")
        self.bob.get_bye()
        self.say_stored(self.ann, "y")
        self.crash()
        bob = self.json_client(self.server, session=self.bob.session)
        bob.send(bob.session.login())
        bob.get(type_="error", code="unknown_session")

    def test_a_rename_and_rooms_come_back(self):
        self.bob.send(self.bob.session.numbered("command", text="/nick Robert"))
        self.bob.send(self.bob.session.numbered("join", room="games"))
        self.say_stored(self.bob, "chess?", room="games")
        self.crash()
        self.both_resume()
        self.assertEqual((self.bob.session.name, set(self.bob.session.rooms)),
                         ("Robert", {"lobby", "games"}))
        self.bob.ask("say", text="in the current room")
        self.assertEqual(self.bob.skip_to_type("message")["room"], "games")

    def test_rooms_come_back_with_all_that_belongs_to_them(self):
        for way in self.both_ways():
            for command in ("/join club", "/topic Chess", "/private on", "/invite Ann", "/roomop Ann"):
                self.bob.send(self.bob.session.numbered("command", text=command))
            self.say_stored(self.bob, "in private", room="club")
            way()
            self.both_resume()
            carl = self.client(self.server, "Carl")
            carl.line("/join club")
            carl.skip_to(room_private("club"))
            carl.close()
            self.ann.ask("join", room="club")
            self.assertEqual(self.ann.skip_to_type("entered")["topic"], "Chess")
            self.assertEqual(self.ask_history(self.ann, "club")[-1:], ["in private"])
            self.ann.ask("command", text="/topic Go")
            self.ann.skip_to_type("topic")
            for client in (self.ann, self.bob):
                client.ask("leave", room="club")
                client.ask("ping")
                client.skip_to_type("pong")

    def test_plain_clients_come_in_again(self):
        dan = self.client(self.server, "Dan")
        dan.line("/join den")
        dan.skip_to(entered("den", 1)[0])
        self.say(dan, "Dan", "anybody?")
        self.say_stored(self.bob, "x")
        self.crash()
        dan = self.client(self.server, "Dan")
        dan.line("/join den")
        dan.skip_to(entered("den", 1)[0])
        self.say(dan, "Dan", "a new room")
        dan.line("/history")
        self.expect_earlier(dan, said("Dan", "a new room"))


if __name__ == "__main__":
    main()
