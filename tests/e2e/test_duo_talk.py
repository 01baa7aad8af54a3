"""Two people talk: what goes over the wire, and what each end shows."""

import socket
from subprocess import PIPE

from support import Case, Program, main
from waiting import TIMEOUT, Inbox


class Talk(Case):
    def test_both_ends_show_both_sides(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola, como estas?")
        for end in (client, server):
            end.out.skip_to("Facundo > Hola, como estas?")
        server.line("Bien, y vos?")
        for end in (client, server):
            end.out.skip_to("Servidor > Bien, y vos?")

    def test_both_may_write_without_waiting_for_the_other(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to("-- You are talking with Servidor")
        for i in range(20):
            client.line(f"c{i}")
        client.out.skip_to("Facundo > c19")
        for i in range(20):
            server.line(f"s{i}")
        client.out.expect(*(f"Servidor > s{i}" for i in range(20)))
        for name, letter in (("Facundo", "c"), ("Servidor", "s")):
            server.out.wait_for(f"{name} > {letter}19\n")
            said = [line for line in server.out.text().split("\n") if line.startswith(name)]
            self.assertEqual(said, [f"{name} > {letter}{i}" for i in range(20)])

    def test_the_server_puts_its_name_on_the_wire(self):
        server = self.duo()
        client = self.client(server)
        client.expect("-- You are talking with Servidor")
        server.line("Bien, y vos?")
        client.expect("Servidor > Bien, y vos?")

    def test_the_client_puts_its_name_on_the_wire(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(TIMEOUT)
            address = "127.0.0.1:%d" % listener.getsockname()[1]
            client = Program(self, "--duo", "--name", "Facundo", address)
            connection, _ = listener.accept()
        self.addCleanup(connection.close)
        wire = Inbox(connection.fileno(), "the wire")
        self.addCleanup(wire.stall)
        client.line("Hola, como estas?")
        wire.expect("Facundo > Hola, como estas?")
        connection.sendall(b"Servidor > Bien, y vos?\n")
        client.out.skip_to("Servidor > Bien, y vos?")

    def test_a_line_with_a_name_is_shown_as_it_came(self):
        server = self.duo()
        client = self.client(server)
        client.send("Facundo > Hola\r\nAna > adiós\n")
        server.out.skip_to("Facundo > Hola")
        server.out.expect("Ana > adiós")

    def test_an_empty_line_shows_nothing(self):
        server = self.duo()
        client = self.client(server)
        client.send("\n\n")
        client.line("Facundo > Hola")
        lines = server.out.skip_to("Facundo > Hola")
        self.assertEqual([line for line in lines if not line.startswith("-- ")], [])

    def test_utf8_is_split_anywhere(self):
        server = self.duo()
        client = self.client(server)
        for byte in "Facundo > ¿Cómo estás? 語🎉\n".encode():
            client.send(bytes([byte]))
        server.out.skip_to("Facundo > ¿Cómo estás? 語🎉")

    def test_the_operator_sees_who_connects_and_who_left(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        server.out.expect(f"-- 127.0.0.1:{port} has connected")
        client.line("Facundo > Hola")
        server.out.expect("Facundo > Hola")
        client.close()
        server.out.expect("-- Facundo has left")

    def test_without_a_name_in_a_pipe_the_operator_is_servidor(self):
        server = self.serve("--duo", stdin=PIPE)
        client = self.client(server)
        server.line("hi")
        client.skip_to("Servidor > hi")

    def test_500_lines_each_way_arrive_in_order(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to("-- You are talking with Servidor")
        client.write("".join(f"c{i}\n" for i in range(500)))
        server.write("".join(f"s{i}\n" for i in range(500)))
        for end in (client, server):
            for name, letter in (("Facundo", "c"), ("Servidor", "s")):
                end.out.wait_for(f"{name} > {letter}499\n")
                said = [line for line in end.out.text().splitlines() if line.startswith(name)]
                self.assertEqual(said, [f"{name} > {letter}{i}" for i in range(500)])

    def test_a_file_is_said_whole_and_then_goodbye(self):
        server = self.duo()
        path = self.file("".join(f"line {i}\n" for i in range(500)) + "the last")
        with open(path, "rb") as file:
            client = self.guest(server, stdin=file)
        client.expect_status(0)
        for i in range(500):
            server.out.skip_to(f"Facundo > line {i}")
        server.out.expect("Facundo > the last")
        self.assertTrue(client.out.text().endswith("Goodbye Facundo!\n"), client.seen())

    def test_operator_lines_from_a_pipe_wait_for_somebody_to_hear_them(self):
        server = self.duo()
        server.write("one\ntwo\n")
        client = self.client(server)
        client.expect("-- You are talking with Servidor", "Servidor > one", "Servidor > two")


class Safety(Case):
    def test_a_line_without_a_name_is_shown_under_the_address(self):
        server = self.duo()
        client = self.client(server)
        client.line("Hola")
        port = client.sock.getsockname()[1]
        server.out.skip_to(f"127.0.0.1:{port} > Hola")

    def test_a_line_under_the_readers_own_name_is_shown_under_the_address(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        for name in ("Servidor", "SERVIDOR", "Ｓervidor"):
            client.line(f"{name} > I give up")
            server.out.skip_to(f"127.0.0.1:{port} > {name} > I give up")

    def test_a_peer_cannot_forge_a_notice_to_the_operator(self):
        server = self.duo()
        client = self.client(server)
        port = client.sock.getsockname()[1]
        for line in ("-- The server is shutting down", "! error", "Goodbye Servidor!"):
            client.line(line)
            server.out.skip_to(f"127.0.0.1:{port} > {line}")

    def test_controls_are_shown_by_stand_ins(self):
        server = self.duo()
        client = self.client(server)
        client.line("Facundo > \x1b[2J\u202e\x9b")
        server.out.skip_to("Facundo > ␛[2J\ufffd\ufffd")

    def test_a_line_too_long_is_refused_and_the_conversation_goes_on(self):
        server = self.duo("--max-line", "64")
        client = self.client(server)
        client.line("Facundo > " + "x" * 64)
        client.skip_to("! That line was longer than 64 bytes and was not sent")
        client.line("Facundo > short")
        server.out.skip_to("Facundo > short")


if __name__ == "__main__":
    main()
