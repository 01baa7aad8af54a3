"""A duo conversation on two terminals."""

import os
import signal

from duo_phrases import HAS_CONNECTED, QUEUE_PLACE, duo_prompt, duo_said, talking_with
from phrases import PROMPT, SHUTTING_DOWN, USERNAME_PROMPT, closing_idle, goodbye, left, typed
from processes import wait_gone
from support import CLIENT, Case, Terminal, main
from support import Client as SocketClient


class Screens(Case):
    def operator(self, *options):
        return self.daemon_on_terminal("--duo", *options)

    def client(self, address, *options):
        return Terminal(self, CLIENT, "--duo", *options, address, columns=100)

    def pair(self, *options):
        operator, address = self.operator("--name", "Servidor", *options)
        client = self.client(address, "--name", "Facundo")
        client.wait_last(talking_with("Servidor"), duo_prompt("Facundo"))
        return operator, client


class Transcript(Screens):
    """The contract: the literal text here proves that phrases.py is right."""

    def test_both_screens_show_the_same_conversation(self):
        operator, client = self.pair()
        client.enter("Hola, como estas?")
        operator.wait_last("Facundo > Hola, como estas?", "Servidor >")
        operator.enter("Bien, y vos?")
        client.wait_last("Facundo > Hola, como estas?", "Servidor > Bien, y vos?", "Facundo >")
        operator.wait_last("Facundo > Hola, como estas?", "Servidor > Bien, y vos?", "Servidor >")


class Conversation(Screens):
    def test_a_received_line_leaves_the_typed_line_intact(self):
        operator, client = self.pair()
        client.type("Hola, co")
        client.wait_last(duo_said("Facundo", "Hola, co"))
        operator.enter("Are you there?")
        client.wait_last(duo_said("Servidor", "Are you there?"), duo_said("Facundo", "Hola, co"))
        self.assertEqual(client.cursor()[0], len(duo_said("Facundo", "Hola, co")))
        client.enter("mo estas?")
        operator.wait_for(duo_said("Facundo", "Hola, como estas?"))

    def test_both_programs_ask_for_a_name(self):
        operator, address = self.operator()
        operator.wait_last(USERNAME_PROMPT, PROMPT)
        operator.enter("Servidor")
        operator.wait_last(USERNAME_PROMPT, typed("Servidor"), duo_prompt("Servidor"))
        client = self.client(address)
        client.wait_last(USERNAME_PROMPT, PROMPT)
        operator.wait_text(HAS_CONNECTED)
        client.enter("Facundo")
        client.wait_last(USERNAME_PROMPT, typed("Facundo"), talking_with("Servidor"),
                         duo_prompt("Facundo"))
        client.enter("Hola")
        operator.wait_last(duo_said("Facundo", "Hola"), duo_prompt("Servidor"))

    def test_both_programs_ask_again_after_an_invalid_name(self):
        operator, address = self.operator()
        operator.wait_last(USERNAME_PROMPT, PROMPT)
        operator.enter("not a name")
        self.check_second_prompt(operator)
        client = self.client(address)
        client.wait_for(USERNAME_PROMPT)
        client.wait_last(PROMPT)
        client.enter("not a name")
        self.check_second_prompt(client)

    def check_second_prompt(self, screen):
        screen.wait_screen(lambda lines: lines.count(USERNAME_PROMPT) == 2, "a second prompt")
        screen.wait_last(PROMPT)

    def test_a_client_waits_until_the_operator_has_a_name(self):
        operator, address = self.operator()
        client = self.client(address, "--name", "Facundo")
        client.enter("Hola")
        client.wait_text(QUEUE_PLACE)
        operator.wait_last(USERNAME_PROMPT, PROMPT)
        operator.enter("Servidor")
        operator.wait_for(duo_said("Facundo", "Hola"))

    def test_the_clients_exit(self):
        operator, client = self.pair()
        client.enter("Hola")
        operator.wait_for(duo_said("Facundo", "Hola"))
        client.enter("exit")
        client.wait_for(goodbye("Facundo"))
        client.expect_status(0)
        operator.wait_last(left("Facundo"), duo_prompt("Servidor"))

    def test_ctrl_d_of_the_client_leaves(self):
        _, client = self.pair()
        client.enter("Hola")
        client.type("\x04")
        client.wait_for(goodbye("Facundo"))
        client.expect_status(0)

    def test_ctrl_d_of_the_operator_ends_the_conversation_and_not_the_server(self):
        operator, client = self.pair()
        client.enter("Hola")
        operator.wait_for(duo_said("Facundo", "Hola"))
        operator.type("\x04")
        client.wait_for(goodbye("Facundo"))
        client.expect_status(0)
        operator.wait_last(left("Facundo"), duo_prompt("Servidor"))
        operator.type("\x04")  # Without a client it does nothing.
        operator.type("\x03")
        operator.expect_status(0)

    def test_ctrl_c_of_the_operator_stops_the_server_and_notifies_the_client(self):
        operator, client = self.pair()
        operator.type("half a line")
        operator.wait_last(duo_said("Servidor", "half a line"))
        operator.type("\x03")  # The first one clears the line.
        operator.wait_last(duo_prompt("Servidor"))
        operator.type("\x03")
        client.wait_for(SHUTTING_DOWN)
        operator.expect_status(0)

    def test_a_terminal_that_nobody_reads_does_not_stop_the_server(self):
        """A guest flooded a stopped terminal: the server froze, and two SIGTERMs did nothing."""
        operator, address = self.operator("--name", "Servidor")
        server = operator.program()
        operator.inbox.stall()
        flood = SocketClient(self, address)
        flood.send(f"Eve > {'x' * 1500}\n" * 300)
        waiting = SocketClient(self, address)
        self.assertIn(QUEUE_PLACE, waiting.next_line())
        os.kill(server, signal.SIGTERM)
        waiting.expect(SHUTTING_DOWN)
        os.kill(server, signal.SIGTERM)
        wait_gone(server, "the server")

    def test_ctrl_c_of_the_client_leaves(self):
        operator, client = self.pair()
        client.enter("Hola")
        operator.wait_for(duo_said("Facundo", "Hola"))
        client.type("\x03")
        client.expect_status(0)
        operator.wait_last(left("Facundo"), duo_prompt("Servidor"))

    def test_both_screens_show_the_idle_timeout(self):
        operator, client = self.pair("--idle-timeout", "500ms")
        client.wait_for(closing_idle("500 ms"))
        client.expect_status(0)
        operator.wait_for(closing_idle("500 ms"))
        operator.type("\x03")
        operator.expect_status(0)

    def test_a_peer_cannot_control_the_screen(self):
        server = self.duo()
        client = self.client(server.address, "--name", "Facundo")
        client.wait_last(talking_with("Servidor"), duo_prompt("Facundo"))
        server.line("\x1b[2J\x1b[H")
        client.wait_last(talking_with("Servidor"), duo_said("Servidor", "␛[2J␛[H"),
                         duo_prompt("Facundo"))

    def test_a_killed_server_is_reported_and_the_terminal_is_restored(self):
        server = self.duo()
        client = self.client(server.address, "--name", "Facundo")
        client.wait_last(talking_with("Servidor"), duo_prompt("Facundo"))
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        client.expect_status(1)


if __name__ == "__main__":
    main()
