"""How a conversation between two ends, and that the server goes on."""

import signal

from support import Case, main

TALKING = "-- You are talking with Servidor"


class Exit(Case):
    def test_the_clients_exit_is_answered(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        client.line("exit")
        client.out.skip_to("Goodbye Facundo!")
        client.expect_status(0)
        server.out.skip_to("-- Facundo has left")
        self.client(server).expect(TALKING)

    def test_the_end_of_the_clients_input_is_an_exit(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        client.end_input()
        client.out.skip_to("Goodbye Facundo!")
        client.expect_status(0)
        server.out.skip_to("Facundo > Hola")

    def test_the_operators_exit_ends_the_present_conversation_only(self):
        server = self.duo()
        client = self.client(server)
        client.line("Facundo > Hola")
        server.out.skip_to("Facundo > Hola")
        server.line("exit")
        client.expect(TALKING, "Goodbye Facundo!")
        client.expect_end()
        client.close()
        self.client(server).skip_to(TALKING)

    def test_the_operators_exit_ends_the_client_with_0(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        server.out.skip_to("Facundo > Hola")
        server.line("exit")
        client.out.skip_to("Goodbye Facundo!")
        client.expect_status(0)

    def test_the_end_of_the_operators_input_ends_the_present_conversation_only(self):
        server = self.duo()
        client = self.client(server)
        client.line("Facundo > Hola")
        server.out.skip_to("Facundo > Hola")
        server.end_input()
        client.expect(TALKING, "Goodbye Facundo!")
        client.expect_end()
        client.close()
        self.client(server).skip_to(TALKING)

    def test_without_any_input_the_server_goes_on_listening(self):
        server = self.serve("--duo", "--name", "Servidor")  # From /dev/null.
        for name in ("Ana", "Bob"):
            client = self.client(server)
            client.line(f"{name} > hello")
            server.out.skip_to(f"{name} > hello")
            client.line("exit")
            client.skip_to(TALKING)
            client.expect(f"Goodbye {name}!")
            client.expect_end()
            client.close()

    def test_a_client_that_vanishes_makes_room_for_the_next(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to(TALKING)
        client.signal(signal.SIGKILL)
        client.wait()
        self.client(server).skip_to(TALKING)


class ServerEnds(Case):
    def test_sigint_and_sigterm_end_it_and_tell_everyone(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = self.duo()
            first = self.client(server)
            first.expect(TALKING)
            second = self.client(server)
            second.next_line()
            server.signal(number)
            for client in (first, second):
                client.expect("-- The server is shutting down")
                client.expect_end()
                client.close()
            server.expect_status(0)

    def test_the_port_is_free_at_once(self):
        first = self.duo()
        client = self.guest(first)
        client.out.skip_to(TALKING)
        first.signal(signal.SIGINT)
        client.out.skip_to("-- The server is shutting down")
        client.wait()
        first.expect_status(0)
        second = self.duo("--listen", first.address)
        self.client(second).expect(TALKING)

    def test_a_peer_that_stalls_cannot_keep_it_from_ending(self):
        server = self.duo("--drain-timeout", "300ms", "--send-queue", "64MiB")
        client = self.client(server, receive_buffer=4096)
        client.expect(TALKING)
        client.stall()
        for i in range(50):
            server.line(f"{i} " + "x" * 1000)
        server.out.wait_for("Servidor > 49 ")
        server.stop(signal.SIGINT)


if __name__ == "__main__":
    main()
