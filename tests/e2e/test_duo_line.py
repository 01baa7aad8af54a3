"""One is talked with at a time; the others wait in line, in order."""

import os
import time

from support import Case, main
from waiting import pause

TALKING = "-- You are talking with Servidor"


def waiting(place):
    return f"-- Servidor is talking with someone else; you are number {place} in line"


class Line(Case):
    def test_the_next_is_told_so_and_is_served_next(self):
        server = self.duo()
        first = self.client(server)
        first.expect(TALKING)
        second = self.client(server)
        self.assertIn("in line", second.next_line())
        self.part(first)
        second.expect(TALKING)
        second.line("Ana > at last")
        server.out.skip_to("Ana > at last")
        server.line("welcome")
        second.expect("Servidor > welcome")

    def test_several_are_served_in_order(self):
        server = self.duo()
        clients = [self.first(server), *self.behind(server, 3)]
        for i, client in enumerate(clients):
            if i > 0:
                client.skip_to(TALKING)
            client.line(f"guest{i} > hello")
            self.part(client)
        for i in range(4):
            server.out.skip_to(f"guest{i} > hello")

    def test_those_who_wait_are_told_their_new_place(self):
        server = self.duo()
        first = self.first(server)
        second, third = self.behind(server, 2)
        self.part(first)
        second.expect(TALKING)
        third.expect(waiting(1))

    def test_who_leaves_while_waiting_drops_out_of_line(self):
        server = self.duo()
        first = self.first(server)
        second, third = self.behind(server, 2)
        second.close()
        third.expect(waiting(1))
        self.part(first)
        third.expect(TALKING)
        third.line("Carl > hello")
        lines = server.out.skip_to("Carl > hello")
        self.assertEqual(sum("has connected" in line for line in lines), 2)

    def test_what_was_typed_while_waiting_is_not_lost(self):
        server = self.duo()
        first = self.first(server)
        second, = self.behind(server, 1)
        second.send("Ana > one\nAna > two\nAna > hal")
        first.line("Bob > marker")
        server.out.skip_to("Bob > marker")
        self.part(first)
        second.expect(TALKING)
        second.line("f")
        server.out.skip_to("Ana > one")
        server.out.expect("Ana > two", "Ana > half")

    def test_who_types_and_ends_while_waiting_is_still_heard(self):
        server = self.duo()
        first = self.first(server)
        second, = self.behind(server, 1)
        second.send("Ana > short of time")
        second.end_input()
        self.part(first)
        server.out.skip_to("Ana > short of time")
        second.expect(TALKING)
        second.expect_end()

    def test_what_is_typed_while_waiting_is_not_shown_yet(self):
        server = self.duo()
        first = self.first(server)
        second, = self.behind(server, 1)
        second.line("Ana > am I there?")
        first.line("Bob > marker")
        self.assertNotIn("Ana > am I there?", server.out.skip_to("Bob > marker"))

    def test_who_waits_hears_nothing_of_the_conversation(self):
        server = self.duo()
        first = self.first(server)
        second, = self.behind(server, 1)
        server.line("a secret")
        first.expect("Servidor > a secret")
        self.part(first)
        second.expect(TALKING)

    def test_the_client_waits_in_line_too(self):
        server = self.duo()
        first = self.first(server)
        client = self.guest(server)
        client.line("Hola")
        client.out.skip_to(waiting(1))
        self.part(first)
        server.out.skip_to("Facundo > Hola")
        server.line("exit")
        client.out.skip_to("Goodbye Facundo!")
        client.expect_status(0)

    def test_more_than_the_limit_are_told_so_and_closed(self):
        server = self.duo("--max-clients", "2")
        self.first(server)
        self.behind(server, 1)
        third = self.client(server)
        third.expect("! The server is full; try again later")
        third.expect_end()

    def test_those_who_come_and_go_do_not_let_the_operator_run_ahead(self):
        """Each who left let the operator's pipe be read on, however much waited for the guest who
        was being served: a stranger could so fill that guest's queue until it was cut off."""
        server = self.duo()
        first = self.client(server, receive_buffer=4096)
        first.expect(TALKING)
        first.stall()
        full = 0
        for _ in range(300):
            full = 0 if self.pour(server) else full + 1
            if full == 12:  # Three times as many as there are lines in what is read at once.
                return
            visitor, = self.behind(server, 1)
            self.part(visitor)
        self.fail("the operator's input was read on and on")

    @staticmethod
    def pour(server):
        """Writes lines to the operator's pipe until it is full; whether it took any."""
        line = b"x" * 4095 + b"\n"
        written = 0
        try:
            while True:
                written += os.write(server.child.stdin.fileno(), line)
        except BlockingIOError:
            return written

    def test_a_crowd_in_line_is_told_of_changes_once_a_second(self):
        """Each who left cost a word to everyone behind, so that two who left in turn kept the server
        busy for a long line alone."""
        leavers, crowd = 20, 66
        server = self.duo()
        first = self.first(server)
        waiters = self.behind(server, leavers + crowd)
        begin = time.monotonic()
        for waiter in waiters[:leavers]:
            self.part(waiter)
        last = waiters[-1]
        told = len(last.skip_to(waiting(crowd))) + 1
        self.assertLessEqual(told, time.monotonic() - begin + 2)
        self.part(first)
        waiters[leavers].skip_to(TALKING)

    def test_a_tail_that_comes_and_goes_puts_no_reminder_off(self):
        """Each who came or left started the half minute anew, until which nobody else heard anything:
        clients before them took that for a dead line."""
        server = self.duo()
        self.first(server)
        second, = self.behind(server, 1)
        begin = time.monotonic()
        while waiting(1) not in second.text().splitlines()[1:]:
            self.assertLess(time.monotonic() - begin, 60, second.seen())
            visitor = self.client(server)
            visitor.expect(waiting(2))
            self.part(visitor)
            pause(1)

    def part(self, client):
        client.line("exit")
        while not client.next_line().startswith("Goodbye "):
            pass
        client.expect_end()
        client.close()

    def first(self, server):
        client = self.client(server)
        client.expect(TALKING)
        return client

    def behind(self, server, count):
        clients = []
        for place in range(1, count + 1):
            clients.append(self.client(server))
            clients[-1].expect(waiting(place))
        return clients


if __name__ == "__main__":
    main()
