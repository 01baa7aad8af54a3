"""How a duo conversation ends. The server keeps running."""

import signal

from duo_phrases import duo_said, talking_with
from phrases import SHUTTING_DOWN, goodbye, left
from support import Case, main

TALKING = talking_with("Servidor")


class Exit(Case):
    def test_the_clients_exit_gets_goodbye(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        client.line("exit")
        client.out.skip_to(goodbye("Facundo"))
        client.expect_status(0)
        server.out.skip_to(left("Facundo"))
        self.client(server).expect(TALKING)

    def test_the_end_of_the_clients_input_is_an_exit(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        client.end_input()
        client.out.skip_to(goodbye("Facundo"))
        client.expect_status(0)
        server.out.skip_to(duo_said("Facundo", "Hola"))

    def test_the_operators_exit_ends_only_the_current_conversation(self):
        server = self.duo()
        client = self.client(server)
        client.line(duo_said("Facundo", "Hola"))
        server.out.skip_to(duo_said("Facundo", "Hola"))
        server.line("exit")
        client.expect(TALKING, goodbye("Facundo"))
        client.expect_end()
        client.close()
        self.client(server).skip_to(TALKING)

    def test_the_operators_exit_ends_the_client_with_0(self):
        server = self.duo()
        client = self.guest(server)
        client.line("Hola")
        server.out.skip_to(duo_said("Facundo", "Hola"))
        server.line("exit")
        client.out.skip_to(goodbye("Facundo"))
        client.expect_status(0)

    def test_the_end_of_the_operators_input_ends_only_the_current_conversation(self):
        server = self.duo()
        client = self.client(server)
        client.line(duo_said("Facundo", "Hola"))
        server.out.skip_to(duo_said("Facundo", "Hola"))
        server.end_input()
        client.expect(TALKING, goodbye("Facundo"))
        client.expect_end()
        client.close()
        self.client(server).skip_to(TALKING)

    def test_the_server_listens_without_any_input(self):
        server = self.serve("--duo", "--name", "Servidor")  # From /dev/null.
        for name in ("Ana", "Bob"):
            client = self.client(server)
            client.line(duo_said(name, "hello"))
            server.out.skip_to(duo_said(name, "hello"))
            client.line("exit")
            client.skip_to(TALKING)
            client.expect(goodbye(name))
            client.expect_end()
            client.close()

    def test_the_next_client_is_served_after_one_is_killed(self):
        server = self.duo()
        client = self.guest(server)
        client.out.skip_to(TALKING)
        client.signal(signal.SIGKILL)
        client.wait()
        self.client(server).skip_to(TALKING)


class ServerStops(Case):
    def test_sigint_and_sigterm_stop_the_server_and_notify_all_clients(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = self.duo()
            first = self.client(server)
            first.expect(TALKING)
            second = self.client(server)
            second.next_line()
            server.signal(number)
            for client in (first, second):
                client.expect(SHUTTING_DOWN)
                client.expect_end()
                client.close()
            server.expect_status(0)

    def test_the_port_is_free_at_once(self):
        first = self.duo()
        client = self.guest(first)
        client.out.skip_to(TALKING)
        first.signal(signal.SIGINT)
        client.out.skip_to(SHUTTING_DOWN)
        client.wait()
        first.expect_status(0)
        second = self.duo("--listen", first.address)
        self.client(second).expect(TALKING)

    def test_a_stalled_client_does_not_delay_the_shutdown(self):
        server = self.duo("--drain-timeout", "300ms", "--send-queue", "64MiB")
        client = self.client(server, receive_buffer=4096)
        client.expect(TALKING)
        client.stall()
        for i in range(50):
            server.line(f"{i} " + "x" * 1000)
        server.out.wait_for(duo_said("Servidor", "49 "))
        server.stop(signal.SIGINT)


if __name__ == "__main__":
    main()
