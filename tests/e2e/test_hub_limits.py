"""Nobody hurts anybody else: rates, numbers of clients, and readers that stop reading."""

import time

from support import Case, main
from waiting import wait_until


class Rate(Case):
    def test_100_lines_at_once_all_arrive_in_order_but_not_at_once(self):
        server = self.serve("--rate", "200", "--burst", "5")
        ann, bob = self.room(server, "Ann", "Bob")
        start = time.monotonic()
        bob.send("".join(f"line {i}\n" for i in range(100)))
        lines = [f"(Bob) line {i}" for i in range(100)]
        ann.expect(*lines)
        bob.expect(*lines)
        self.assertGreaterEqual(time.monotonic() - start, (100 - 5 - 2) / 200)

    def test_one_who_sends_too_much_holds_up_nobody_else(self):
        server = self.serve("--rate", "1", "--burst", "3")
        ann = self.client(server, "Ann")
        bob = self.client(server, "Bob")
        ann.expect("-- Bob has joined")
        bob.send("".join(f"line {i}\n" for i in range(50)))
        bob.expect("(Bob) line 0")
        ann.line("unhindered")
        seen = ann.skip_to("(Ann) unhindered")
        self.assertLess(len(seen), 50)

    def test_the_default_burst_is_read_at_once(self):
        server = self.serve()
        bob = self.client(server, "Bob")
        bob.send("".join(f"line {i}\n" for i in range(19)))
        bob.expect(*(f"(Bob) line {i}" for i in range(19)))

    def test_rate_0_is_no_limit(self):
        server = self.serve("--rate", "0", "--burst", "1")
        bob = self.client(server, "Bob")
        bob.send("".join(f"line {i}\n" for i in range(3000)))
        bob.expect(*(f"(Bob) line {i}" for i in range(3000)))


class MaxClients(Case):
    def refused(self, server, why, **more):
        client = self.client(server, **more)
        client.expect(why)
        client.expect_end()

    def accepted(self, server, name, **more):
        """Joins as soon as there is room again."""
        def try_once():
            client = self.client(server, **more)
            try:
                return client.join(name)
            except (AssertionError, OSError):
                client.close()
                return None

        return wait_until(try_once, lambda: f"{name} to be let in")

    def test_more_clients_are_told_so_and_closed(self):
        server = self.serve("--max-clients", "2")
        ann, bob = self.room(server, "Ann", "Bob")
        self.refused(server, "! The server is full; try again later")
        ann.line("as before")
        ann.expect("(Ann) as before")
        bob.expect("(Ann) as before")

    def test_nameless_clients_count_too(self):
        server = self.serve("--max-clients", "1")
        self.client(server).expect("Username?")
        self.refused(server, "! The server is full; try again later")

    def test_who_leaves_makes_room(self):
        server = self.serve("--max-clients", "1")
        self.client(server, "Ann").leave("Ann")
        self.accepted(server, "Bob")

    def test_clients_of_one_address_are_counted(self):
        server = self.serve("--max-clients-per-address", "2")
        self.room(server, "Ann", "Bob")
        self.refused(server, "! Too many connections from your address; try again later")
        other = self.client(server, source="127.0.0.2")
        other.join("Carl").leave("Carl")
        self.refused(server, "! Too many connections from your address; try again later")

    def test_who_leaves_makes_room_for_its_address(self):
        server = self.serve("--max-clients-per-address", "1")
        self.client(server, "Ann").leave("Ann")
        self.accepted(server, "Bob")

    def test_by_default_an_address_has_no_limit(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        for i in range(100):
            self.client(server, f"guest{i}")
        ann.line("/who")
        ann.wait_for("-- 101 here: Ann, guest0")


class SendQueue(Case):
    LINE = "x" * 1000

    def flood(self, speaker, listeners, until):
        """Speaks, and hears itself, until the text stands in what came; how many lines it was."""
        count = 0
        while until not in speaker.text():
            if count > 20000:
                raise AssertionError(f"{until!r} never came")
            batch = [f"{count + i} {self.LINE}" for i in range(50)]
            speaker.send("\n".join(batch) + "\n")
            count += 50
            for listener in (speaker, *listeners):
                listener.wait_for(f"(Bob) {batch[-1]}\n")
        return count

    def test_a_reader_that_stops_is_dropped_and_others_lose_nothing(self):
        server = self.serve("--rate", "0", "--send-queue", "64KiB")
        bob, carl = self.room(server, "Bob", "Carl")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect("-- Slow has joined")
        slow.stall()
        count = self.flood(bob, [carl], "-- Slow has left (too slow a reader)\n")
        server.logged("Client disconnected: Slow")
        expected = [f"(Bob) {i} {self.LINE}" for i in range(count)]
        for listener in (bob, carl):
            seen = [line for line in listener.text().split("\n") if line.startswith("(Bob) ")]
            self.assertEqual([line for line in seen if line != "(Bob) here"], expected)

    def test_a_large_queue_keeps_a_reader_that_only_pauses(self):
        server = self.serve("--rate", "0", "--send-queue", "64MiB")
        bob = self.client(server, "Bob")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect("-- Slow has joined")
        slow.stall()
        lines = [f"{i} {self.LINE}" for i in range(2000)]
        bob.send("\n".join(lines) + "\n")
        bob.wait_for(f"(Bob) {lines[-1]}\n")
        slow.resume()
        slow.expect(*(f"(Bob) {line}" for line in lines))


if __name__ == "__main__":
    main()
