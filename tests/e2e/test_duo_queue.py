"""The operator talks with one client at a time. The other clients wait in a queue."""

import os
import time

from duo_phrases import HAS_CONNECTED, duo_said, queued, talking_with
from phrases import GOODBYE, SERVER_FULL, goodbye, text_of
from support import Case, main
from waiting import pause

TALKING = talking_with("Servidor")


class Queue(Case):
    def test_the_second_client_waits_and_is_served_next(self):
        server = self.duo()
        first = self.client(server)
        first.expect(TALKING)
        second = self.client(server)
        second.expect(queued(1))
        self.leave(first)
        second.expect(TALKING)
        second.line(duo_said("Ana", "at last"))
        server.out.skip_to(duo_said("Ana", "at last"))
        server.line("welcome")
        second.expect(duo_said("Servidor", "welcome"))

    def test_several_clients_are_served_in_order(self):
        server = self.duo()
        clients = [self.served_client(server), *self.queued_clients(server, 3)]
        for i, client in enumerate(clients):
            if i > 0:
                client.skip_to(TALKING)
            client.line(duo_said(f"guest{i}", "hello"))
            self.leave(client)
        for i in range(4):
            server.out.skip_to(duo_said(f"guest{i}", "hello"))

    def test_queued_clients_see_their_new_place(self):
        server = self.duo()
        first = self.served_client(server)
        second, third = self.queued_clients(server, 2)
        self.leave(first)
        second.expect(TALKING)
        third.expect(queued(1))

    def test_a_client_that_leaves_while_waiting_is_removed_from_the_queue(self):
        server = self.duo()
        first = self.served_client(server)
        second, third = self.queued_clients(server, 2)
        second.close()
        third.expect(queued(1))
        self.leave(first)
        third.expect(TALKING)
        third.line(duo_said("Carl", "hello"))
        lines = server.out.skip_to(duo_said("Carl", "hello"))
        self.assertEqual(sum(line.endswith(HAS_CONNECTED) for line in lines), 2)

    def test_lines_typed_while_waiting_are_not_lost(self):
        server = self.duo()
        first = self.served_client(server)
        second, = self.queued_clients(server, 1)
        second.send(text_of(duo_said("Ana", "one"), duo_said("Ana", "two")) + duo_said("Ana", "hal"))
        first.line(duo_said("Bob", "marker"))
        server.out.skip_to(duo_said("Bob", "marker"))
        self.leave(first)
        second.expect(TALKING)
        second.line("f")
        server.out.skip_to(duo_said("Ana", "one"))
        server.out.expect(duo_said("Ana", "two"), duo_said("Ana", "half"))

    def test_lines_of_a_client_that_ended_its_input_while_waiting_are_shown(self):
        server = self.duo()
        first = self.served_client(server)
        second, = self.queued_clients(server, 1)
        second.send(duo_said("Ana", "short of time"))
        second.end_input()
        self.leave(first)
        server.out.skip_to(duo_said("Ana", "short of time"))
        second.expect(TALKING)
        second.expect_end()

    def test_lines_typed_while_waiting_are_not_shown_yet(self):
        server = self.duo()
        first = self.served_client(server)
        second, = self.queued_clients(server, 1)
        second.line(duo_said("Ana", "am I there?"))
        first.line(duo_said("Bob", "marker"))
        self.assertNotIn(duo_said("Ana", "am I there?"), server.out.skip_to(duo_said("Bob", "marker")))

    def test_a_queued_client_receives_nothing_of_the_conversation(self):
        server = self.duo()
        first = self.served_client(server)
        second, = self.queued_clients(server, 1)
        server.line("a secret")
        first.expect(duo_said("Servidor", "a secret"))
        self.leave(first)
        second.expect(TALKING)

    def test_the_client_program_waits_in_the_queue(self):
        server = self.duo()
        first = self.served_client(server)
        client = self.guest(server)
        client.line("Hola")
        client.out.skip_to(queued(1))
        self.leave(first)
        server.out.skip_to(duo_said("Facundo", "Hola"))
        server.line("exit")
        client.out.skip_to(goodbye("Facundo"))
        client.expect_status(0)

    def test_a_client_over_the_limit_gets_an_error_and_is_closed(self):
        server = self.duo("--max-clients", "2")
        self.served_client(server)
        self.queued_clients(server, 1)
        third = self.client(server)
        third.expect(SERVER_FULL)
        third.expect_end()

    def test_queued_clients_that_leave_do_not_resume_the_operators_input(self):
        """Each client that left the queue resumed the reading of the operator's pipe, however much
        output waited for the served client. A stranger could fill that client's send queue until
        the server dropped it."""
        server = self.duo()
        first = self.client(server, receive_buffer=4096)
        first.expect(TALKING)
        first.stall()
        full = 0
        for _ in range(300):
            full = 0 if self.fill_input(server) else full + 1
            if full == 12:  # Three times the number of lines in one read.
                return
            visitor, = self.queued_clients(server, 1)
            self.leave(visitor)
        self.fail("the server did not stop reading the operator's input")

    @staticmethod
    def fill_input(server):
        """Writes lines to the operator's pipe until it is full. Returns how many bytes it wrote."""
        line = b"x" * 4095 + b"\n"
        written = 0
        try:
            while True:
                written += os.write(server.child.stdin.fileno(), line)
        except BlockingIOError:
            return written

    def test_a_long_queue_gets_at_most_one_update_a_second(self):
        """Each client that left caused a line to every client behind it. Two clients that left in
        turn kept the server busy with a long queue."""
        leavers, crowd = 20, 66
        server = self.duo()
        first = self.served_client(server)
        waiters = self.queued_clients(server, leavers + crowd)
        begin = time.monotonic()
        for waiter in waiters[:leavers]:
            self.leave(waiter)
        last = waiters[-1]
        told = len(last.skip_to(queued(crowd))) + 1
        self.assertLessEqual(told, time.monotonic() - begin + 2)
        self.leave(first)
        waiters[leavers].skip_to(TALKING)

    def test_later_clients_do_not_delay_the_reminders(self):
        """Each client that came or left restarted the 30 seconds until the next reminder. The clients
        before it got no line, and took the connection for dead."""
        server = self.duo()
        self.served_client(server)
        second, = self.queued_clients(server, 1)
        begin = time.monotonic()
        while queued(1) not in second.text().splitlines()[1:]:
            self.assertLess(time.monotonic() - begin, 60, second.seen())
            visitor = self.client(server)
            visitor.expect(queued(2))
            self.leave(visitor)
            pause(1)

    def leave(self, client):
        client.line("exit")
        while not client.next_line().startswith(GOODBYE):
            pass
        client.expect_end()
        client.close()

    def served_client(self, server):
        client = self.client(server)
        client.expect(TALKING)
        return client

    def queued_clients(self, server, count):
        clients = []
        for place in range(1, count + 1):
            clients.append(self.client(server))
            clients[-1].expect(queued(place))
        return clients


if __name__ == "__main__":
    main()
