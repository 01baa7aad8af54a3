"""A duo conversation: the lines on the wire and on both ends."""

import socket
from subprocess import PIPE

from duo_phrases import duo_connected, duo_said, talking_with
from phrases import NOTICE, SHUTTING_DOWN, error, goodbye, left, line_too_long, text_of
from support import Case, Program, main
from waiting import TIMEOUT, Inbox


class Talk(Case):
    def test_both_ends_show_both_sides(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola, como estas?")
        for end in (client, server):
            end.out.skip_to(duo_said("Facundo", "Hola, como estas?"))
        server.line("Bien, y vos?")
        for end in (client, server):
            end.out.skip_to(duo_said("Servidor", "Bien, y vos?"))

    def test_both_ends_can_write_at_any_time(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to(talking_with("Servidor"))
        for i in range(20):
            client.line(f"c{i}")
        client.out.skip_to(duo_said("Facundo", "c19"))
        for i in range(20):
            server.line(f"s{i}")
        client.out.expect(*(duo_said("Servidor", f"s{i}") for i in range(20)))
        for name, letter in (("Facundo", "c"), ("Servidor", "s")):
            server.out.wait_for(text_of(duo_said(name, f"{letter}19")))
            shown = [line for line in server.out.text().split("\n") if line.startswith(name)]
            self.assertEqual(shown, [duo_said(name, f"{letter}{i}") for i in range(20)])

    def test_the_server_sends_its_name_in_each_line(self):
        server = self.duo()
        client = self.client(server)
        client.expect(talking_with("Servidor"))
        server.line("Bien, y vos?")
        client.expect(duo_said("Servidor", "Bien, y vos?"))

    def test_the_client_sends_its_name_in_each_line(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(TIMEOUT)
            address = "127.0.0.1:%d" % listener.getsockname()[1]
            client = Program(self, "--duo", "--name", "Facundo", address)
            connection, _ = listener.accept()
        self.addCleanup(connection.close)
        wire = Inbox(connection.fileno(), "the wire")
        self.addCleanup(wire.stall)
        client.line("Hola, como estas?")
        wire.expect(duo_said("Facundo", "Hola, como estas?"))
        connection.sendall(b"Servidor > Bien, y vos?\n")
        client.out.skip_to(duo_said("Servidor", "Bien, y vos?"))

    def test_a_line_with_a_name_is_shown_unchanged(self):
        server = self.duo()
        client = self.client(server)
        client.send(text_of(duo_said("Facundo", "Hola\r"), duo_said("Ana", "adiós")))
        server.out.skip_to(duo_said("Facundo", "Hola"))
        server.out.expect(duo_said("Ana", "adiós"))

    def test_an_empty_line_shows_nothing(self):
        server = self.duo()
        client = self.client(server)
        client.send("\n\n")
        client.line(duo_said("Facundo", "Hola"))
        lines = server.out.skip_to(duo_said("Facundo", "Hola"))
        self.assertEqual([line for line in lines if not line.startswith(NOTICE)], [])

    def test_utf8_is_split_anywhere(self):
        server = self.duo()
        client = self.client(server)
        for byte in text_of(duo_said("Facundo", "¿Cómo estás? 語🎉")).encode():
            client.send(bytes([byte]))
        server.out.skip_to(duo_said("Facundo", "¿Cómo estás? 語🎉"))

    def test_the_operator_sees_clients_connect_and_leave(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        server.out.expect(duo_connected(f"127.0.0.1:{port}"))
        client.line(duo_said("Facundo", "Hola"))
        server.out.expect(duo_said("Facundo", "Hola"))
        client.close()
        server.out.expect(left("Facundo"))

    def test_the_operators_default_name_is_servidor(self):
        server = self.serve("--duo", stdin=PIPE)
        client = self.client(server)
        server.line("hi")
        client.skip_to(duo_said("Servidor", "hi"))

    def test_500_lines_each_way_arrive_in_order(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to(talking_with("Servidor"))
        client.write("".join(f"c{i}\n" for i in range(500)))
        server.write("".join(f"s{i}\n" for i in range(500)))
        for end in (client, server):
            for name, letter in (("Facundo", "c"), ("Servidor", "s")):
                end.out.wait_for(text_of(duo_said(name, f"{letter}499")))
                shown = [line for line in end.out.text().splitlines() if line.startswith(name)]
                self.assertEqual(shown, [duo_said(name, f"{letter}{i}") for i in range(500)])

    def test_a_file_is_sent_whole_before_goodbye(self):
        server = self.duo()
        path = self.file("".join(f"line {i}\n" for i in range(500)) + "the last")
        with open(path, "rb") as file:
            client = self.guest(server, stdin=file)
        client.expect_status(0)
        for i in range(500):
            server.out.skip_to(duo_said("Facundo", f"line {i}"))
        server.out.expect(duo_said("Facundo", "the last"))
        self.assertTrue(client.out.text().endswith(text_of(goodbye("Facundo"))), client.seen())

    def test_the_operators_lines_wait_for_a_client(self):
        server = self.duo()
        server.write("one\ntwo\n")
        client = self.client(server)
        client.expect(talking_with("Servidor"), duo_said("Servidor", "one"),
                      duo_said("Servidor", "two"))


class Safety(Case):
    def test_a_line_without_a_name_is_shown_with_the_address(self):
        server = self.duo()
        client = self.client(server)
        client.line("Hola")
        port = client.sock.getsockname()[1]
        server.out.skip_to(duo_said(f"127.0.0.1:{port}", "Hola"))

    def test_a_line_with_the_readers_own_name_is_shown_with_the_address(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        for name in ("Servidor", "SERVIDOR", "Ｓervidor"):
            client.line(duo_said(name, "I give up"))
            server.out.skip_to(duo_said(f"127.0.0.1:{port}", duo_said(name, "I give up")))

    def test_a_peer_cannot_forge_a_notice_to_the_operator(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        for line in (SHUTTING_DOWN, error("text"), goodbye("Servidor")):
            client.line(line)
            server.out.skip_to(duo_said(f"127.0.0.1:{port}", line))

    def test_control_characters_are_replaced(self):
        server = self.duo()
        client = self.client(server)
        client.line(duo_said("Facundo", "\x1b[2J\u202e\x9b"))
        server.out.skip_to(duo_said("Facundo", "␛[2J\ufffd\ufffd"))

    def test_a_line_that_is_too_long_is_refused_and_the_conversation_continues(self):
        server = self.duo("--max-line", "64")
        client = self.client(server)
        client.line(duo_said("Facundo", "first"))
        client.line(duo_said("Facundo", "x" * 64))
        client.skip_to(line_too_long(64))
        client.line(duo_said("Facundo", "short"))
        server.out.skip_to(duo_said("Facundo", "short"))


if __name__ == "__main__":
    main()
