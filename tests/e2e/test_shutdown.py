"""An orderly shutdown: all clients get a notice, no line is lost, the port is free at once."""

import signal

from phrases import SHUTTING_DOWN, USERNAME_PROMPT, connected, joined, said, text_of
from support import Case, main


class Shutdown(Case):
    def check_notices(self, number):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        nameless = self.client(server)
        nameless.expect(USERNAME_PROMPT)
        server.signal(number)
        for client in (ann, bob, nameless):
            client.expect(SHUTTING_DOWN)
            client.expect_end()
            client.close()
        server.expect_status(0)

    def test_sigterm_stops_the_server(self):
        self.check_notices(signal.SIGTERM)

    def test_sigint_stops_the_server(self):
        self.check_notices(signal.SIGINT)

    def test_an_empty_server_stops(self):
        self.serve().stop()

    def test_sighup_does_not_stop_the_server(self):
        server = self.serve()
        bob = self.client(server, "Bob")
        server.signal(signal.SIGHUP)
        self.client(server, "Ann")
        bob.expect(joined("Ann"))
        bob.line("still here")
        bob.expect(said("Bob", "still here"))

    def test_the_port_is_free_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            first = self.serve()
            bob = self.client(first, "Bob")
            first.signal(number)
            bob.expect(SHUTTING_DOWN)
            bob.expect_end()
            bob.close()
            first.expect_status(0)
            second = self.serve("--listen", first.address)
            self.assertEqual(second.address, first.address)
            self.client(second, "Bob").leave("Bob")

    def test_new_connections_are_refused(self):
        server = self.serve("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        with self.assertRaises(OSError):
            self.client(server)
        bob.close()
        server.expect_status(0)

    def test_earlier_messages_are_delivered(self):
        server = self.serve("--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        bob.send("".join(f"line {i}\n" for i in range(1000)))
        bob.wait_for(text_of(said("Bob", "line 999")))
        server.signal(signal.SIGTERM)
        ann.expect(*(said("Bob", f"line {i}") for i in range(1000)), SHUTTING_DOWN)
        ann.expect_end()
        for client in (ann, bob):
            client.close()
        server.expect_status(0)

    def test_a_client_that_does_not_close_does_not_delay_the_shutdown(self):
        server = self.serve("--drain-timeout", "300ms")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        server.expect_status(0)

    def test_a_stalled_client_does_not_delay_the_shutdown(self):
        server = self.serve("--drain-timeout", "300ms", "--rate", "0", "--send-queue", "64MiB")
        bob = self.client(server, "Bob")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect(joined("Slow"))
        slow.stall()
        lines = [f"{i} {'x' * 1000}" for i in range(3000)]
        bob.send("\n".join(lines) + "\n")
        bob.wait_for(text_of(said("Bob", lines[-1])))
        server.signal(signal.SIGTERM)
        bob.skip_to(SHUTTING_DOWN)
        bob.expect_end()
        server.expect_status(0)

    def test_a_second_signal_stops_the_server_at_once(self):
        server = self.serve("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        server.signal(signal.SIGTERM)
        server.expect_status(0)

    def test_a_reload_during_the_shutdown_does_no_harm(self):
        server = self.serve("--drain-timeout", "300ms")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        server.signal(signal.SIGHUP)
        server.expect_status(0)

    def test_nc_gets_the_notice_and_is_closed(self):
        server = self.serve("--drain-timeout", "300ms")
        nc = self.nc(server)
        nc.line("Bob")
        nc.out.skip_to(connected("Bob"))
        server.stop()
        nc.out.expect(SHUTTING_DOWN)
        nc.end_input()
        nc.expect_status(0)

    def test_the_client_in_a_pipe_ends_with_1(self):
        server = self.serve()
        client = self.tertulia(server, "--name", "Bob")
        client.out.skip_to(connected("Bob"))
        server.stop()
        client.out.expect(SHUTTING_DOWN)
        client.expect_status(1)


if __name__ == "__main__":
    main()
