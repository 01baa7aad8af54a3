"""Registered names, with nc."""

import base64

from account_phrases import (CLOSING_REPLACED, NOT_KEPT, NOT_SERVER_OPERATOR, PASSWORD_LENGTH,
                             PASSWORD_PROMPT, REGISTERED_ENOUGH, TOO_MANY_ACCOUNTS, is_guest_start,
                             is_in, is_registered_start, lets_run_server, looks_taken,
                             name_is_address, not_registered, operator_name, password_changed,
                             registered, registered_before, runs_server, too_many_tries,
                             unregistered, wrong_password)
from archive import ArchiveCase
from phrases import (USERNAME_PROMPT, connected, error, goodbye, joined, left, name_taken, renamed,
                     said)
from room_phrases import not_operator, topic_set
from support import main

SECRET = "correct horse"


class AccountCase(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.start()

    def owner(self, name, secret=SECRET):
        """A client that has registered its name."""
        client = self.client(self.server, name)
        client.line(f"/register {secret}")
        client.expect(registered(name))
        return client

    def login(self, name, secret=SECRET):
        client = self.client(self.server)
        client.line(name)
        client.skip_to(PASSWORD_PROMPT)
        client.line(secret)
        client.expect(connected(name))
        return client

    def leave(self, client, name):
        client.line("exit")
        client.skip_to(goodbye(name))
        client.expect_end()


class Passwords(AccountCase):
    def test_an_owner_comes_back(self):
        ann = self.owner("Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(registered_before("Ann"))
        self.leave(ann, "Ann")
        self.login("Ann")

    def test_others_need_the_password(self):
        self.leave(self.owner("Ann"), "Ann")
        eve = self.client(self.server)
        eve.line("ann")
        eve.skip_to(PASSWORD_PROMPT)
        for _ in range(2):
            eve.line("wrong secret")
            eve.expect(wrong_password("ann"), PASSWORD_PROMPT)
        eve.line("wrong secret")
        eve.expect(too_many_tries("ann"))
        eve.expect_end()
        self.server.err.wait_for("wrong password for ann, the last try")

    def test_an_empty_line_asks_for_another_name(self):
        self.leave(self.owner("Ann"), "Ann")
        bob = self.client(self.server)
        bob.line("Ann")
        bob.skip_to(PASSWORD_PROMPT)
        bob.line("")
        bob.expect(name_taken("Ann"), USERNAME_PROMPT)
        bob.line("Bob")
        bob.expect(connected("Bob"))
        bob.line("/nick Ann")
        bob.expect(PASSWORD_PROMPT)
        bob.line(SECRET)
        bob.expect(renamed("Bob", "Ann"))

    def test_what_follows_the_password_waits_for_it(self):
        self.leave(self.owner("Ann"), "Ann")
        ann = self.client(self.server)
        ann.send(f"Ann\n{SECRET}\nhello\n")
        ann.skip_to(connected("Ann"))
        ann.expect(said("Ann", "hello"))

    def test_a_password_is_changed_and_a_name_given_up(self):
        ann = self.owner("Ann")
        ann.line("/password short")
        ann.expect(PASSWORD_LENGTH)
        ann.line("/password another secret")
        ann.expect(password_changed("Ann"))
        self.leave(ann, "Ann")
        ann = self.login("Ann", "another secret")
        ann.line("/unregister")
        ann.expect(unregistered("Ann"))
        ann.line("/unregister")
        ann.expect(not_registered("Ann"))
        self.leave(ann, "Ann")
        self.client(self.server, "Ann")

    def test_passwords_are_nowhere_to_be_found(self):
        """Neither in the log nor in the database, as it is or encoded."""
        ann = self.owner("Ann")
        ann.line("/password another secret")
        ann.expect(password_changed("Ann"))
        self.leave(ann, "Ann")
        self.leave(self.login("Ann", "another secret"), "Ann")
        self.server.stop()
        found = b"".join(self.files().values()) + self.server.err.text().encode()
        for secret in (SECRET, "another secret"):
            plain = secret.encode()
            for form in (plain, base64.b64encode(plain), plain.hex().encode()):
                self.assertFalse(form in found, form)
        self.assertTrue(b"$argon2id$v=19$m=19456,t=2,p=1$" in found)


class Ghosts(AccountCase):
    def test_the_owner_takes_the_name_from_another_connection(self):
        ann = self.owner("Ann")
        bob = self.client(self.server, "Bob")
        ann.expect(joined("Bob"))
        self.login("Ann")
        ann.expect(CLOSING_REPLACED)
        ann.expect_end()
        bob.expect(left("Ann"), joined("Ann"))

    def test_a_member_takes_it_with_nick(self):
        ann = self.owner("Ann")
        bob = self.client(self.server, "Bob")
        bob.line("/nick Ann")
        bob.expect(PASSWORD_PROMPT)
        bob.line(SECRET)
        bob.skip_to(renamed("Bob", "Ann"))
        ann.skip_to(CLOSING_REPLACED)

    def test_a_session_that_waits_for_its_client(self):
        """It belongs to the owner only, although it has the same address."""
        ann = self.json_client(self.server, "Ann")
        ann.ask("register", password=SECRET)
        ann.get(type_="notice")
        ann.reset_connection()
        eve = self.client(self.server)
        eve.line("Ann")
        eve.skip_to(PASSWORD_PROMPT)
        self.login("Ann")
        ann = self.json_client(self.server, session=ann.session)
        ann.send(ann.session.login())
        ann.get(type_="error", code="unknown_session")


class Restart(AccountCase):
    def again_after(self, end):
        end(self.server)
        self.server = self.again(self.server)

    def test_names_and_rooms_stay_with_their_owner(self):
        ann = self.owner("Ann")
        ann.line("/join games")
        ann.skip_to("-- You are now in #games (1 here)")
        ann.line("/topic Chess")
        ann.expect(topic_set("Ann", "Chess"))
        self.leave(ann, "Ann")
        self.again_after(lambda server: server.stop())
        bob = self.client(self.server, "Bob")
        bob.line("/join games")
        bob.expect("-- You are now in #games (1 here)", "-- Topic: Chess")
        bob.line("/topic mine")
        bob.expect(not_operator("games"))
        ann = self.login("Ann")
        ann.line("/join games")
        ann.skip_to("-- Topic: Chess")
        ann.line("/topic Go")
        ann.expect(topic_set("Ann", "Go"))

    def test_a_session_knows_its_account_after_a_crash(self):
        ann = self.json_client(self.server, "Ann")
        ann.ask("register", password=SECRET)
        ann.get(type_="notice")
        self.say_stored(ann, "hello")
        self.again_after(self.kill)
        ann.close()
        ann = self.json_client(self.server, session=ann.session)
        ann.go_on()
        ann.ask("password", password="another secret")
        ann.skip_to_type("notice")
        ann.get_bye()
        self.login("Ann", "another secret")

    def test_a_name_that_was_given_up_stays_free(self):
        ann = self.owner("Ann")
        ann.line("/unregister")
        ann.expect(unregistered("Ann"))
        self.leave(ann, "Ann")
        self.again_after(lambda server: server.stop())
        self.client(self.server, "Ann")

    def test_accounts_that_somebody_has_edited(self):
        self.leave(self.owner("Ann"), "Ann")
        self.leave(self.owner("Bob"), "Bob")
        self.server.stop()
        with self.sql() as database:
            database.execute("UPDATE accounts SET password = '$argon2id$v=19$m=99999999,t=9,p=1$' "
                             "WHERE name = 'Ann'")
            database.execute("INSERT INTO accounts VALUES (5, 'bob', '', 0, 1), (6, 'a b', 'x', 0, 0),"
                             " (7, 'Zoe', 'x', -1, 7)")
            database.execute("INSERT INTO account_keys VALUES (5, 0, 'SHA256:nonsense')")
        self.server = self.again(self.server)
        ann = self.client(self.server)
        ann.line("Ann")
        ann.skip_to(PASSWORD_PROMPT)
        ann.line(SECRET)
        ann.expect(wrong_password("Ann"))
        self.check_sound()


class Limits(AccountCase):
    def test_without_data_no_name_is_registered(self):
        ann = self.client(self.serve(), "Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(NOT_KEPT)

    def test_registrations_of_one_address(self):
        self.server.stop()
        self.server = self.again(self.server, "--max-accounts-per-address", "2")
        self.owner("Ann")
        self.owner("Bob")
        cid = self.client(self.server, "Cid")
        cid.line(f"/register {SECRET}")
        cid.expect(REGISTERED_ENOUGH)

    def test_registrations_of_the_server(self):
        self.server.stop()
        self.server = self.again(self.server, "--max-accounts", "1")
        self.owner("Ann")
        bob = self.client(self.server, "Bob")
        bob.line(f"/register {SECRET}")
        bob.expect(TOO_MANY_ACCOUNTS)

    def test_names_that_look_registered_or_are_addresses(self):
        self.owner("Ivan")
        eve = self.client(self.server)
        eve.line("lvan")
        eve.skip_to(looks_taken("lvan"))
        eve.expect(USERNAME_PROMPT)
        eve.line("192.0.2.1")
        eve.expect(name_is_address("192.0.2.1"), USERNAME_PROMPT)

    def test_wrong_passwords_are_in_the_log(self):
        self.leave(self.owner("Ann"), "Ann")
        for _ in range(2):
            eve = self.client(self.server)
            eve.line("Ann")
            eve.skip_to(PASSWORD_PROMPT)
            eve.line("wrong secret")
            eve.expect(wrong_password("Ann"), PASSWORD_PROMPT)
            eve.close()
        self.server.err.wait_for("wrong password for Ann")


class Operators(AccountCase):
    options = (*ArchiveCase.options, "--operator", "Root")

    def test_an_operator_of_the_configuration_cannot_be_registered_by_a_guest(self):
        root = self.client(self.server, "Root")
        root.line(f"/register {SECRET}")
        root.expect(operator_name("Root"))
        root.line("/op Root")
        root.expect(NOT_SERVER_OPERATOR)

    def test_a_registered_name_becomes_an_operator_by_the_configuration_and_makes_others(self):
        self.leave(self.owner("Ann"), "Ann")
        self.leave(self.owner("Bob"), "Bob")
        self.server.stop()
        self.server = self.again(self.server, "--operator", "Ann")
        bob = self.login("Bob")
        bob.line("/op Bob")
        bob.expect(NOT_SERVER_OPERATOR)
        ann = self.login("Ann")
        bob.expect(joined("Ann"))
        ann.line("/op Bob")
        ann.expect(runs_server("Bob"))
        bob.expect(lets_run_server("Ann"))
        self.server.err.wait_for("Ann has made Bob an operator of the server")
        ann.line("/deop Ann")
        ann.expect(error("'Ann' runs the server because the configuration says so"))


class Whois(AccountCase):
    def test_what_is_told(self):
        ann = self.owner("Ann")
        ann.line("/whois Eve")
        ann.skip_to(error("Nobody here is called 'Eve'; /who lists everyone"))
        bob = self.client(self.server, "Bob")
        bob.line("/whois ann")
        self.assertTrue(bob.next_line().startswith(is_registered_start("Ann")))
        bob.expect(is_in("Ann", "lobby"))
        bob.line("/whois Bob")
        self.assertTrue(bob.next_line().startswith(is_guest_start("Bob")))
        bob.expect(is_in("Bob", "lobby"))
        ann.line("exit")
        bob.skip_to(left("Ann"))
        bob.line("/whois Ann")
        self.assertTrue(bob.next_line().endswith(", and is not here"))


if __name__ == "__main__":
    main()
