"""An orderly end: everyone is told, nothing is lost, the port is free at once."""

import signal

from support import Case, main

FAREWELL = "-- The server is shutting down"


class Shutdown(Case):
    def everyone_is_told(self, number):
        server = self.serve()
        ann, bob = self.room(server, "Ann", "Bob")
        nameless = self.client(server)
        nameless.expect("Username?")
        server.signal(number)
        for client in (ann, bob, nameless):
            client.expect(FAREWELL)
            client.expect_end()
            client.close()
        server.expect_status(0)

    def test_sigterm_ends_it(self):
        self.everyone_is_told(signal.SIGTERM)

    def test_sigint_ends_it(self):
        self.everyone_is_told(signal.SIGINT)

    def test_an_empty_server_ends_too(self):
        self.serve().stop()

    def test_sighup_does_not_end_it(self):
        server = self.serve()
        bob = self.client(server, "Bob")
        server.signal(signal.SIGHUP)
        self.client(server, "Ann")
        bob.expect("-- Ann has joined")
        bob.line("still here")
        bob.expect("(Bob) still here")

    def test_the_port_is_free_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            first = self.serve()
            bob = self.client(first, "Bob")
            first.signal(number)
            bob.expect(FAREWELL)
            bob.expect_end()
            bob.close()
            first.expect_status(0)
            second = self.serve("--listen", first.address)
            self.assertEqual(second.address, first.address)
            self.client(second, "Bob").leave("Bob")

    def test_nobody_is_let_in_any_more(self):
        server = self.serve("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(FAREWELL)
        with self.assertRaises(OSError):
            self.client(server)
        bob.close()
        server.expect_status(0)

    def test_what_was_said_before_is_delivered(self):
        server = self.serve("--rate", "0")
        ann, bob = self.room(server, "Ann", "Bob")
        bob.send("".join(f"line {i}\n" for i in range(1000)))
        bob.wait_for("(Bob) line 999\n")
        server.signal(signal.SIGTERM)
        ann.expect(*(f"(Bob) line {i}" for i in range(1000)), FAREWELL)
        ann.expect_end()
        for client in (ann, bob):
            client.close()
        server.expect_status(0)

    def test_a_reader_that_does_not_close_cannot_keep_it_from_ending(self):
        server = self.serve("--drain-timeout", "300ms")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(FAREWELL)
        server.expect_status(0)

    def test_a_stalled_reader_cannot_keep_it_from_ending(self):
        server = self.serve("--drain-timeout", "300ms", "--rate", "0", "--send-queue", "64MiB")
        bob = self.client(server, "Bob")
        slow = self.client(server, "Slow", receive_buffer=4096)
        bob.expect("-- Slow has joined")
        slow.stall()
        lines = [f"{i} {'x' * 1000}" for i in range(3000)]
        bob.send("\n".join(lines) + "\n")
        bob.wait_for(f"(Bob) {lines[-1]}\n")
        server.signal(signal.SIGTERM)
        bob.skip_to(FAREWELL)
        bob.expect_end()
        server.expect_status(0)

    def test_a_second_signal_to_end_ends_it_at_once(self):
        server = self.serve("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(FAREWELL)
        server.signal(signal.SIGTERM)
        server.expect_status(0)

    def test_a_signal_to_reload_while_it_ends_does_no_harm(self):
        server = self.serve("--drain-timeout", "300ms")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(FAREWELL)
        server.signal(signal.SIGHUP)
        server.expect_status(0)

    def test_nc_is_told_and_closed(self):
        server = self.serve("--drain-timeout", "300ms")
        nc = self.nc(server)
        nc.line("Bob")
        nc.out.skip_to("You are now connected, Bob!")
        server.stop()
        nc.out.expect(FAREWELL)
        nc.end_input()
        nc.expect_status(0)

    def test_a_filter_that_loses_its_server_ends_with_1(self):
        server = self.serve()
        client = self.tertulia(server, "--name", "Bob")
        client.out.skip_to("You are now connected, Bob!")
        server.stop()
        client.out.expect(FAREWELL)
        client.expect_status(1)


if __name__ == "__main__":
    main()
