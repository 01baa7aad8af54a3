"""Both ends close a duo conversation in which no character is sent or received."""

import os
import time

from duo_phrases import duo_said, talking_with
from phrases import closing_idle, left
from support import Case, main
from waiting import pause, wait_until

TALKING = talking_with("Servidor")
IDLE = closing_idle("500 ms")


class Idle(Case):
    def test_both_ends_show_the_reason_and_the_server_serves_the_next_client(self):
        server = self.duo("--idle-timeout", "500ms")
        client = self.guest(server)
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to(IDLE)
        self.client(server).skip_to(TALKING)

    def test_the_next_client_in_the_queue_is_served(self):
        server = self.duo("--idle-timeout", "500ms")
        first, second = self.client(server), self.client(server)
        first.expect(TALKING, IDLE)
        first.expect_end()
        first.close()
        second.skip_to(TALKING)
        second.expect(IDLE)

    def test_a_queued_client_is_not_idle(self):
        server = self.duo("--idle-timeout", "1s")
        first = self.client(server)
        first.expect(TALKING)
        second = self.client(server)
        second.next_line()
        start = time.monotonic()
        while time.monotonic() - start < 2:  # The first client sends lines for two timeouts.
            first.line(duo_said("Ana", "still here"))
            pause(0.1)
        first.close()
        second.expect(TALKING)

    def test_the_client_has_its_own_idle_timeout(self):
        server = self.duo("--idle-timeout", "0")
        client = self.guest(server, "Facundo", "--idle-timeout", "500ms")
        client.out.skip_to(IDLE)
        client.expect_status(0)
        server.out.skip_to(IDLE)

    def test_half_a_line_is_activity(self):
        server = self.duo("--idle-timeout", "1s")
        client = self.client(server)
        text = duo_said("Facundo", "slowly but surely")
        for letter in text:  # This takes longer than two timeouts.
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
            client.expect(duo_said("Servidor", f"line {i}"))
            pause(0.1)

    def test_0_disables_the_timeout(self):
        server = self.duo("--idle-timeout", "0")
        marker = self.duo("--idle-timeout", "500ms")
        client = self.client(server)
        client.expect(TALKING)
        self.client(marker).skip_to(IDLE)
        client.line(duo_said("Facundo", "still here"))
        server.out.skip_to(duo_said("Facundo", "still here"))

    def test_every_socket_is_closed(self):
        server = self.duo("--idle-timeout", "100ms")
        before = self.descriptors(server)
        for _ in range(3):
            client = self.client(server)
            client.skip_to(closing_idle("100 ms"))
            client.expect_end()
            name = "127.0.0.1:%d" % client.sock.getsockname()[1]
            client.close()
            server.out.skip_to(closing_idle("100 ms"))
            server.out.expect(left(name))
        wait_until(lambda: self.descriptors(server) == before,
                   lambda: f"{self.descriptors(server)} descriptors, {before} before")

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.child.pid}/fd"))


if __name__ == "__main__":
    main()
