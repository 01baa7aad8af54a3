"""The limits: rates, numbers of clients, and clients that stop reading."""

import time

from phrases import (ADDRESS_FULL, SERVER_FULL, SLOW_READER, USERNAME_PROMPT, joined, left,
                     log_disconnected, present_start, said, text_of)
from support import Case, main
from waiting import wait_until


class Rate(Case):
    def test_100_lines_sent_at_once_arrive_in_order_at_the_limited_rate(self):
        server = self.serve("--rate", "200", "--burst", "5")
        ann, bob = self.room(server, "Ann", "Bob")
        start = time.monotonic()
        bob.send("".join(f"line {i}\n" for i in range(100)))
        lines = [said("Bob", f"line {i}") for i in range(100)]
        ann.expect(*lines)
        bob.expect(*lines)
        self.assertGreaterEqual(time.monotonic() - start, (100 - 5 - 2) / 200)

    def test_a_client_that_sends_too_much_delays_no_other_client(self):
        server = self.serve("--rate", "1", "--burst", "3")
        ann = self.client(server, "Ann")
        bob = self.client(server, "Bob")
        ann.expect(joined("Bob"))
        bob.send("".join(f"line {i}\n" for i in range(50)))
        bob.expect(said("Bob", "line 0"))
        ann.line("unhindered")
        seen = ann.skip_to(said("Ann", "unhindered"))
        self.assertLess(len(seen), 50)

    def test_the_default_burst_is_read_at_once(self):
        server = self.serve()
        bob = self.client(server, "Bob")
        bob.send("".join(f"line {i}\n" for i in range(19)))
        bob.expect(*(said("Bob", f"line {i}") for i in range(19)))

    def test_rate_0_is_no_limit(self):
        server = self.serve("--rate", "0", "--burst", "1")
        bob = self.client(server, "Bob")
        bob.send("".join(f"line {i}\n" for i in range(3000)))
        bob.expect(*(said("Bob", f"line {i}") for i in range(3000)))


class MaxClients(Case):
    def refused(self, server, why, **more):
        client = self.client(server, **more)
        client.expect(why)
        client.expect_end()

    def accepted(self, server, name, **more):
        """Joins as soon as the server has room again."""
        def try_once():
            client = self.client(server, **more)
            try:
                return client.join(name)
            except (AssertionError, OSError):
                client.close()
                return None

        return wait_until(try_once, lambda: f"{name} to join")

    def test_a_client_over_the_limit_gets_an_error_and_is_closed(self):
        server = self.serve("--max-clients", "2")
        ann, bob = self.room(server, "Ann", "Bob")
        self.refused(server, SERVER_FULL)
        ann.line("as before")
        ann.expect(said("Ann", "as before"))
        bob.expect(said("Ann", "as before"))

    def test_unnamed_clients_count(self):
        server = self.serve("--max-clients", "1")
        self.client(server).expect(USERNAME_PROMPT)
        self.refused(server, SERVER_FULL)

    def test_a_leave_makes_room(self):
        server = self.serve("--max-clients", "1")
        self.client(server, "Ann").leave("Ann")
        self.accepted(server, "Bob")

    def test_clients_of_one_address_are_counted(self):
        server = self.serve("--max-clients-per-address", "2")
        self.room(server, "Ann", "Bob")
        self.refused(server, ADDRESS_FULL)
        other = self.client(server, source="127.0.0.2")
        other.join("Carl").leave("Carl")
        self.refused(server, ADDRESS_FULL)

    def test_a_leave_makes_room_for_the_address(self):
        server = self.serve("--max-clients-per-address", "1")
        self.client(server, "Ann").leave("Ann")
        self.accepted(server, "Bob")

    def test_by_default_an_address_has_no_limit(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        for i in range(100):
            self.client(server, f"guest{i}")
        ann.line("/who")
        ann.wait_for(present_start(101, "Ann", "guest0"))


class SendQueue(Case):
    LINE = "x" * 1000

    def flood(self, speaker, listeners, until):
        """Sends lines until the speaker has received the text `until`. Returns their number."""
        count = 0
        while until not in speaker.text():
            if count > 20000:
                raise AssertionError(f"{until!r} never came")
            batch = [f"{count + i} {self.LINE}" for i in range(50)]
            speaker.send("\n".join(batch) + "\n")
            count += 50
            for listener in (speaker, *listeners):
                listener.wait_for(text_of(said("Bob", batch[-1])))
        return count

    def test_a_client_that_stops_reading_is_dropped_and_others_lose_nothing(self):
        server = self.serve("--rate", "0", "--send-queue", "64KiB")
        bob, carl = self.room(server, "Bob", "Carl")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect(joined("Slow"))
        slow.stall()
        count = self.flood(bob, [carl], text_of(left("Slow", reason=SLOW_READER)))
        server.logged(log_disconnected("Slow"))
        expected = [said("Bob", f"{i} {self.LINE}") for i in range(count)]
        for listener in (bob, carl):
            seen = [line for line in listener.text().split("\n") if line.startswith(said("Bob", ""))]
            self.assertEqual([line for line in seen if line != said("Bob", "here")], expected)

    def test_a_large_send_queue_keeps_a_client_that_pauses_reading(self):
        server = self.serve("--rate", "0", "--send-queue", "64MiB")
        bob = self.client(server, "Bob")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect(joined("Slow"))
        slow.stall()
        lines = [f"{i} {self.LINE}" for i in range(2000)]
        bob.send("\n".join(lines) + "\n")
        bob.wait_for(text_of(said("Bob", lines[-1])))
        slow.resume()
        slow.expect(*(said("Bob", line) for line in lines))


if __name__ == "__main__":
    main()
