"""Two people talk on terminals."""

import signal

from processes import DAEMON
from support import CLIENT, Case, Terminal, main


class Screens(Case):
    def host(self, *options):
        """The daemon on a terminal, and where it listens."""
        screen = Terminal(self, DAEMON, "--duo", "--listen", "127.0.0.1:0", *options, columns=100)
        screen.wait_text("listening on ")
        line = next(line for line in screen.lines() if "listening on " in line)
        return screen, line.split("listening on ")[1]

    def visitor(self, address, *options):
        return Terminal(self, CLIENT, "--duo", *options, address, columns=100)

    def pair(self, *options):
        host, address = self.host("--name", "Servidor", *options)
        visitor = self.visitor(address, "--name", "Facundo")
        visitor.wait_last("-- You are talking with Servidor", "Facundo >")
        return host, visitor

    def test_both_screens_show_the_same_conversation(self):
        host, visitor = self.pair()
        visitor.enter("Hola, como estas?")
        host.wait_last("Facundo > Hola, como estas?", "Servidor >")
        host.enter("Bien, y vos?")
        visitor.wait_last("Facundo > Hola, como estas?", "Servidor > Bien, y vos?", "Facundo >")
        host.wait_last("Facundo > Hola, como estas?", "Servidor > Bien, y vos?", "Servidor >")

    def test_a_line_that_comes_leaves_the_half_typed_one_intact(self):
        host, visitor = self.pair()
        visitor.type("Hola, co")
        visitor.wait_last("Facundo > Hola, co")
        host.enter("Are you there?")
        visitor.wait_last("Servidor > Are you there?", "Facundo > Hola, co")
        self.assertEqual(visitor.cursor()[0], len("Facundo > Hola, co"))
        visitor.enter("mo estas?")
        host.wait_for("Facundo > Hola, como estas?")

    def test_both_ask_for_the_name_when_none_is_given(self):
        host, address = self.host()
        host.wait_last("Username?", ">")
        host.enter("Servidor")
        host.wait_last("Username?", "> Servidor", "Servidor >")
        visitor = self.visitor(address)
        visitor.wait_last("Username?", "-- You are talking with Servidor", ">")
        visitor.enter("Facundo")
        visitor.wait_last("> Facundo", "Facundo >")
        visitor.enter("Hola")
        host.wait_last("Facundo > Hola", "Servidor >")

    def test_a_name_that_is_none_is_asked_for_again(self):
        host, address = self.host()
        host.wait_last("Username?", ">")
        host.enter("not a name")
        self.asked_twice(host)
        visitor = self.visitor(address)
        visitor.wait_for("Username?")
        visitor.wait_last(">")
        visitor.enter("not a name")
        self.asked_twice(visitor)

    def asked_twice(self, screen):
        screen.wait_screen(lambda lines: lines.count("Username?") == 2, "a second question")
        screen.wait_last(">")

    def test_who_comes_before_the_operator_gave_a_name_waits(self):
        host, address = self.host()
        visitor = self.visitor(address, "--name", "Facundo")
        visitor.enter("Hola")
        visitor.wait_text("in line")
        host.wait_last("Username?", ">")
        host.enter("Servidor")
        host.wait_for("Facundo > Hola")

    def test_the_visitors_exit(self):
        host, visitor = self.pair()
        visitor.enter("Hola")
        host.wait_for("Facundo > Hola")
        visitor.enter("exit")
        visitor.wait_for("Goodbye Facundo!")
        visitor.expect_status(0)
        host.wait_last("-- Facundo has left", "Servidor >")

    def test_ctrl_d_of_the_visitor_leaves(self):
        _, visitor = self.pair()
        visitor.enter("Hola")
        visitor.type("\x04")
        visitor.wait_for("Goodbye Facundo!")
        visitor.expect_status(0)

    def test_ctrl_d_of_the_operator_ends_the_conversation_and_not_the_server(self):
        host, visitor = self.pair()
        visitor.enter("Hola")
        host.wait_for("Facundo > Hola")
        host.type("\x04")
        visitor.wait_for("Goodbye Facundo!")
        visitor.expect_status(0)
        host.wait_last("-- Facundo has left", "Servidor >")
        host.type("\x04")  # With nobody there it does nothing.
        host.type("\x03")
        host.expect_status(0)

    def test_ctrl_c_of_the_operator_ends_the_server_and_tells_the_visitor(self):
        host, visitor = self.pair()
        host.type("half a line\x03")
        visitor.wait_for("-- The server is shutting down")
        host.expect_status(0)

    def test_ctrl_c_of_the_visitor_leaves(self):
        host, visitor = self.pair()
        visitor.enter("Hola")
        host.wait_for("Facundo > Hola")
        visitor.type("\x03")
        visitor.expect_status(0)
        host.wait_last("-- Facundo has left", "Servidor >")

    def test_idle_is_said_on_both_screens(self):
        host, visitor = self.pair("--idle-timeout", "500ms")
        visitor.wait_for("-- Closing: idle for 500 ms")
        visitor.expect_status(0)
        host.wait_for("-- Closing: idle for 500 ms")
        host.type("\x03")
        host.expect_status(0)

    def test_a_peer_cannot_touch_the_screen(self):
        server = self.duo()
        visitor = self.visitor(server.address, "--name", "Facundo")
        visitor.wait_last("-- You are talking with Servidor", "Facundo >")
        server.line("\x1b[2J\x1b[H")
        visitor.wait_last("-- You are talking with Servidor", "Servidor > ␛[2J␛[H", "Facundo >")

    def test_a_killed_server_is_told_and_the_terminal_restored(self):
        server = self.duo()
        visitor = self.visitor(server.address, "--name", "Facundo")
        visitor.wait_last("-- You are talking with Servidor", "Facundo >")
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        visitor.expect_status(1)


if __name__ == "__main__":
    main()
