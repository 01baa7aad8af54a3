"""A conversation between two in which no character is sent or received is closed at both ends."""

import os
import time

from support import Case, main
from waiting import pause, wait_until

TALKING = "-- You are talking with Servidor"
IDLE = "-- Closing: idle for 500 ms"


class Idle(Case):
    def test_both_ends_say_so_and_the_server_serves_the_next(self):
        server = self.duo("--idle-timeout", "500ms")
        client = self.guest(server)
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to(IDLE)
        self.client(server).skip_to(TALKING)

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
        first.close()
        second.expect(TALKING)

    def test_the_client_closes_by_its_own_time_too(self):
        server = self.duo("--idle-timeout", "0")
        client = self.guest(server, "Facundo", "--idle-timeout", "500ms")
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to(IDLE)

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
        wait_until(lambda: self.descriptors(server) == before,
                   lambda: f"{self.descriptors(server)} descriptors, {before} before")

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.child.pid}/fd"))


if __name__ == "__main__":
    main()
