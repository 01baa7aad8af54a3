"""The contract of the hub: the literal text here proves that phrases.py is right.

This file does not use phrases.py, so that a wrong phrase there cannot hide a change of the contract.
"""

import time

from support import Case, main


class Transcript(Case):
    def test_a_conversation_over_a_raw_socket(self):
        server = self.serve()
        bob = self.client(server)
        bob.expect("Username?")
        bob.line("Bob")
        bob.expect("You are now connected, Bob!")
        bob.line("Hello everyone")
        bob.expect("(Bob) Hello everyone")
        john = self.client(server, "John")
        john.line("Hi")
        bob.expect("-- John has joined", "(John) Hi")
        bob.line("exit")
        bob.expect("Goodbye Bob!")
        bob.expect_end()

    def test_a_conversation_with_nc(self):
        server = self.serve()
        bob = self.nc(server)
        bob.out.expect("Username?")
        bob.line("Bob")
        bob.out.expect("You are now connected, Bob!")
        bob.line("Hello everyone")
        bob.out.expect("(Bob) Hello everyone")
        rock = self.nc(server)
        rock.line("Rock")
        rock.line("Hey")
        bob.out.expect("-- Rock has joined", "(Rock) Hey")
        bob.line("exit")
        bob.out.expect("Goodbye Bob!")
        rock.out.skip_to("-- Bob has left")

    def test_nc_ends_with_0_after_goodbye(self):
        nc = self.nc(self.serve())
        nc.write("Bob\nexit\n")
        nc.out.skip_to("Goodbye Bob!")
        nc.end_input()
        nc.expect_status(0)

    def test_three_users_receive_each_others_and_their_own_messages(self):
        everyone = self.room(self.serve(), "Bob", "John", "Rock")
        bob, john, rock = everyone
        for speaker, name, text in ((bob, "Bob", "Hello everyone"), (john, "John", "Hi"),
                                    (rock, "Rock", "Hey")):
            speaker.line(text)
            for listener in everyone:
                listener.expect(f"({name}) {text}")


class Prompt(Case):
    def test_a_client_that_sends_its_name_at_once_gets_no_prompt(self):
        server = self.serve()
        for attempt in range(5):
            bob = self.client(server)
            bob.line("Bob")
            quick = time.monotonic() - bob.connected_at < 0.3
            if quick:
                break
        bob.expect("You are now connected, Bob!")
        silent = self.client(server)
        silent.expect("Username?")  # By now the server would have asked Bob.
        bob.line("hello")
        bob.expect("(Bob) hello")

    def test_a_silent_client_gets_the_prompt_after_300_ms(self):
        server = self.serve()
        start = time.monotonic()
        silent = self.client(server)
        silent.expect("Username?")
        self.assertGreaterEqual(time.monotonic() - start, 0.29)

    def test_a_silent_client_gets_the_prompt_once(self):
        server = self.serve()
        first = self.client(server)
        first.expect("Username?")
        self.client(server).expect("Username?")  # Another 300 ms have passed.
        first.line("Ann")
        first.expect("You are now connected, Ann!")

    def test_an_empty_line_at_the_prompt_is_ignored(self):
        client = self.client(self.serve())
        client.expect("Username?")
        client.send("\n  \n\r\nAnn\n")
        client.expect("You are now connected, Ann!")

    def test_exit_at_the_prompt_leaves(self):
        for word in ("exit", "/quit"):
            with self.subTest(word):
                client = self.client(self.serve())
                client.expect("Username?")
                client.line(word)
                client.expect("Goodbye!")
                client.expect_end()

    def test_a_client_that_leaves_without_a_name_is_not_announced(self):
        server = self.serve()
        ann, = self.room(server, "Ann")
        nobody = self.client(server)
        nobody.line("exit")
        nobody.skip_to("Goodbye!")
        nobody.expect_end()
        ann.line("still alone")
        ann.expect("(Ann) still alone")


class Leaving(Case):
    def test_goodbye_comes_last_and_no_line_before_it_is_lost(self):
        server = self.serve("--rate", "0")
        bob = self.client(server, "Bob")
        bob.send("".join(f"line {i}\n" for i in range(500)) + "exit\n")
        bob.expect(*(f"(Bob) line {i}" for i in range(500)), "Goodbye Bob!")
        bob.expect_end()

    def test_lines_after_exit_are_ignored_and_cause_no_reset(self):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        bob.send("exit\n" + "too late\n" * 10000)
        bob.expect("Goodbye Bob!")
        bob.expect_end()
        ann.expect("-- Bob has left")

    def test_a_broken_connection_is_announced_as_a_leave(self):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        bob.close()
        ann.expect("-- Bob has left")
        server.logged("Client disconnected: Bob")


class Log(Case):
    def test_the_log_names_clients_that_join_and_leave(self):
        server = self.serve()
        self.client(server, "Bob").leave("Bob")
        server.logged("New client: Bob")
        server.logged("Client disconnected: Bob")

    def test_messages_are_logged_only_with_print_messages(self):
        server = self.serve("--print-messages")
        bob, = self.room(server, "Bob")
        bob.line("Hello everyone")
        server.logged("(Bob) Hello everyone")

        quiet = self.serve()
        self.room(quiet, "Bob")[0].leave("Bob")
        quiet.logged("Client disconnected: Bob")
        self.assertNotIn("(Bob)", quiet.err.text())

    def test_a_client_cannot_forge_a_log_line(self):
        server = self.serve("--print-messages")
        bob, = self.room(server, "Bob")
        bob.line("\x1b[2Jred\rinfo: New client: Eve")
        bob.expect("(Bob) ␛[2Jred␍info: New client: Eve")
        bob.leave("Bob")
        server.logged("Client disconnected: Bob")
        self.assertNotIn("\x1b", server.err.text())
        self.assertNotIn("\r", server.err.text())


if __name__ == "__main__":
    main()
