"""Which sessions of the JSON dialect can be resumed, by whom, and what they cost meanwhile."""

import time

from json_client import JsonClient
from json_lines import request
from phrases import ADDRESS_FULL, SERVER_FULL, joined, left, log_disconnected, said
from resuming import ResumeCase
from support import Case, main

NO_TOKEN = "0" * 32


class End(ResumeCase):
    options = ("--rate", "0", "--resume-timeout", "300ms")

    def refused(self, token):
        client = JsonClient(self, self.server.address)
        client.ask("resume", session=token, tag="t")
        answer = client.next_line()
        client.hello("Zoe")
        client.get_bye()
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

    def test_a_token_is_never_logged(self):
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
        token = bob.session.token or NO_TOKEN
        again.refuse({"type": "resume", "session": token}, "unknown_session")


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

    def refused(self, server, code):
        """A client that is refused, and that does not close its end."""
        carl = JsonClient(self, server.address)
        carl.refuse({"type": "hello", "name": "Carl"}, code)
        carl.expect_end()

    def resumed(self, server, client):
        again = self.json_client(server, session=client.session)
        again.go_on()
        return again

    def test_a_lost_client_keeps_its_place_and_comes_back_to_a_full_server(self):
        server = self.serve("--max-clients", "2")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        self.lose(bob)
        self.refused(server, "server_full")
        again = self.resumed(server, bob)
        again.ask("say", text="back")
        again.get(type_="message", text="back")
        ann.expect(said("Bob", "back"))

    def test_a_lost_client_counts_at_its_address(self):
        server = self.serve("--max-clients-per-address", "1")
        bob = self.json_client(server, "Bob")
        self.lose(bob)
        self.refused(server, "address_full")
        self.resumed(server, bob)

    def test_a_half_open_connection_is_taken_over_at_a_full_server(self):
        """The server could not know that Bob's connection was lost, so it refused his next one before
        that could show a token."""
        server = self.serve("--max-clients", "2")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        stranger = self.client(server)
        stranger.line("Carl")
        stranger.expect(SERVER_FULL)
        self.refused(server, "server_full")
        again = self.resumed(server, bob)
        bob.skip_to_type("closing")
        again.ask("say", text="back")
        ann.expect(said("Bob", "back"))

    def test_a_half_open_connection_is_taken_over_at_a_full_address(self):
        server = self.serve("--max-clients-per-address", "1")
        bob = self.json_client(server, "Bob")
        stranger = self.client(server)
        stranger.line("Carl")
        stranger.expect(ADDRESS_FULL)
        self.refused(server, "address_full")
        self.resumed(server, bob)
        bob.skip_to_type("closing")

    def test_the_rate_goes_with_the_session(self):
        """Each connection is reset with unread lines, so it is taken over at once."""
        start = time.monotonic()
        server = self.serve("--rate", "1", "--burst", "10")
        ann, bob = self.client(server, "Ann"), self.json_client(server, "Bob")
        ann.expect(joined("Bob"))
        bob.send(request("say", text="more") * 9)
        for _ in range(9):
            ann.expect(said("Bob", "more"))
        for _ in range(5):
            bob.reset_connection()
            bob = self.json_client(server, session=bob.session)
            bob.send(bob.session.login() + request("say", text="more") * 10)
            bob.get(type_="welcome", resumed=True)
        ann.line("marker")
        seen = ann.skip_to(said("Ann", "marker"))
        allowed = 1 + time.monotonic() - start
        self.assertLessEqual(seen.count(said("Bob", "more")), allowed)


if __name__ == "__main__":
    main()
