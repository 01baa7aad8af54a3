"""How a conversation between two ends, and that the server goes on."""

import os
import signal
import time

from support import Case, main
from waiting import pause

TALKING = "-- You are talking with Servidor"
IDLE = "-- Closing: idle for 500 ms"


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
        self.client(server).expect(TALKING)

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
        self.client(server).expect(TALKING)

    def test_without_any_input_the_server_goes_on_listening(self):
        server = self.serve("--duo", "--name", "Servidor")  # From /dev/null.
        for name in ("Ana", "Bob"):
            client = self.client(server)
            client.line(f"{name} > hello")
            server.out.skip_to(f"{name} > hello")
            client.line("exit")
            client.expect(TALKING, f"Goodbye {name}!")
            client.expect_end()
            client.close()

    def test_a_client_that_vanishes_makes_room_for_the_next(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to(TALKING)
        client.signal(signal.SIGKILL)
        client.wait()
        self.client(server).skip_to(TALKING)


class Idle(Case):
    def test_both_ends_say_so_and_the_server_serves_the_next(self):
        server = self.duo("--idle-timeout", "500ms")
        client = self.guest(server)
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to(IDLE)
        self.client(server).expect(TALKING)

    def test_the_next_in_line_is_served(self):
        server = self.duo("--idle-timeout", "500ms")
        first, second = self.client(server), self.client(server)
        first.expect(TALKING, IDLE)
        first.expect_end()
        first.close()
        second.skip_to(TALKING)
        second.expect(IDLE)

    def test_who_waits_in_line_is_not_idle(self):
        server = self.duo("--idle-timeout", "1s")
        first = self.client(server)
        first.expect(TALKING)
        second = self.client(server)
        second.next_line()
        start = time.monotonic()
        while time.monotonic() - start < 2:  # The first keeps talking for two time-outs.
            first.line("Ana > still here")
            pause(0.1)
        first.line("exit")
        second.expect(TALKING)

    def test_the_client_closes_by_its_own_time_too(self):
        server = self.duo("--idle-timeout", "0")
        client = self.guest(server, "Facundo", "--idle-timeout", "500ms")
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to("-- Facundo has left")

    def test_half_a_line_is_activity(self):
        server = self.duo("--idle-timeout", "1s")
        client = self.client(server)
        text = "Facundo > slowly but surely"
        for letter in text:  # Longer than two time-outs.
            client.send(letter)
            pause(0.1)
        client.line("!")
        server.out.skip_to(text + "!")

    def test_the_operators_lines_are_activity(self):
        server = self.duo("--idle-timeout", "1s")
        client = self.client(server)
        client.expect(TALKING)
        for i in range(20):
            server.line(f"line {i}")
            client.expect(f"Servidor > line {i}")
            pause(0.1)

    def test_0_is_never(self):
        server = self.duo("--idle-timeout", "0")
        marker = self.duo("--idle-timeout", "500ms")
        client = self.client(server)
        client.expect(TALKING)
        self.client(marker).skip_to(IDLE)
        client.line("Facundo > still here")
        server.out.skip_to("Facundo > still here")

    def test_every_socket_is_freed(self):
        server = self.duo("--idle-timeout", "100ms")
        before = self.descriptors(server)
        for _ in range(3):
            client = self.client(server)
            client.skip_to("-- Closing: idle for 100 ms")
            client.expect_end()
            client.close()
            server.out.skip_to("-- Closing: idle for 100 ms")
            self.assertRegex(server.out.next_line(), "has left$")
        self.assertEqual(self.descriptors(server), before)

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.child.pid}/fd"))


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
        for i in range(500):
            server.line(f"{i} " + "x" * 1000)
        server.out.wait_for("Servidor > 499 ")
        server.stop(signal.SIGINT)


if __name__ == "__main__":
    main()
