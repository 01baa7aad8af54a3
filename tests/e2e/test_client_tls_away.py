"""A client that speaks TLS loses its server, or finds none yet. A proxy takes its connections
meanwhile and ends them, as docker-proxy and HAProxy do without a server behind them."""

from peers import Proxy, listen
from phrases import (AGAIN, HANDSHAKE_CUT, NO_ANSWER_TO_TLS, PROMPT, TLS_OVERLOADED, connected,
                     goodbye, log_closed, not_connected, notice, said, text_of)
from processes import CLIENT, Process
from support import Case, Terminal, main
from waiting import TIMEOUT, wait_until

NOT_TRUSTED = 3
GREETING = b"\x16\x03"  # The first bytes of a client that speaks TLS.
BEGINNING = b"\x16\x03\x03\0\x10\x02"  # Of the server's answer.
ALERT = b"\x15\x03\x03\0\x02\x02\x46"


class TlsAway(Case):
    def setUp(self):
        data = f"{self.directory()}/data"
        self.server = self.serve("--data", data)
        process = self.run_daemon("--data", data, "--fingerprint")
        self.proxy = Proxy(self, self.server.address)
        self.options = ("--name", "Bob", "--pin", process.out.text().strip(), self.proxy.address)

    def close_door(self):
        self.proxy.block()
        self.door = listen(self.proxy.port)
        self.addCleanup(self.door.close)

    def open_door(self):
        self.door.close()
        self.proxy.open()

    def end_next(self, answer=b""):
        """Takes the next connection, and ends it with this answer. It must not be in plain text."""
        def accept():
            try:
                return self.door.accept()
            except BlockingIOError:
                return None
        sock, _ = wait_until(accept, lambda: "no connection")
        with sock:
            sock.settimeout(TIMEOUT)
            self.assertTrue(sock.recv(65536).startswith(GREETING))
            sock.sendall(answer)

    def lose_server(self):
        screen = Terminal(self, CLIENT, *self.options, columns=160)
        screen.wait_last(connected("Bob"), PROMPT)
        for text in ("one", "two"):  # Below a few lines the row is long enough for the reason.
            screen.enter(text)
            screen.wait_last(said("Bob", text), PROMPT)
        self.close_door()
        return screen

    def pipe(self, *options):
        client = Process(self, [CLIENT, *options, *self.options])
        client.end_input()
        return client

    def expect_row(self, screen, reason):
        screen.wait_last_row(not_connected(f"{self.proxy.address}: {reason}"))

    def test_a_connection_that_is_ended_at_once_is_none(self):
        """The client stopped with status 3, as if the server could not be trusted any more."""
        screen = self.lose_server()
        for answer, reason in ((b"", NO_ANSWER_TO_TLS), (BEGINNING, HANDSHAKE_CUT)):
            self.end_next(answer)
            self.expect_row(screen, reason)
        self.open_door()
        screen.wait_last(AGAIN, PROMPT)

    def test_a_server_that_refuses_tls_is_not_tried_again(self):
        for answer in (b"Welcome\n", ALERT):
            with self.subTest(answer):
                screen = self.lose_server()
                self.end_next()
                self.expect_row(screen, NO_ANSWER_TO_TLS)
                self.end_next(answer)
                screen.wait_text(f"[status {NOT_TRUSTED}]")
                self.open_door()

    def test_a_script_that_retries_waits_for_its_server(self):
        self.close_door()
        client = self.pipe("--retry", "1m")
        for answer in (b"", BEGINNING):
            self.end_next(answer)
        self.open_door()
        client.expect_status(0)
        self.assertEqual(client.out.text(), text_of(connected("Bob"), goodbye("Bob")))
        self.assertEqual(client.err.text(), "")

    def test_the_first_contact_is_the_last_one_without_a_retry(self):
        for answer, reason in ((b"", TLS_OVERLOADED), (BEGINNING, HANDSHAKE_CUT)):
            with self.subTest(reason):
                self.close_door()
                client = self.pipe()
                self.end_next(answer)
                client.expect_status(NOT_TRUSTED)
                self.assertIn(reason, client.err.text())
                self.open_door()


class Accepted(Case):
    def test_a_key_that_cannot_be_remembered_is_known_until_the_end(self):
        """The user thought for longer than the server waited. The client connected again, and forgot
        the answer: when it lost that connection, the server was a new one, and nobody could be asked."""
        server = self.serve("--data", f"{self.directory()}/data", "--login-timeout", "1s",
                            "--log-level", "debug")
        proxy = Proxy(self, server.address)
        screen = Terminal(self, CLIENT, "--name", "Bob", "--tls", "required", proxy.address,
                          columns=160)
        screen.wait_text("yes, no, or the fingerprint)?")
        server.err.wait_for(text_of(log_closed("orderly")))
        screen.enter("yes")
        screen.wait_for(notice("The key of the server is not remembered: there is no directory for it"),
                        connected("Bob"))
        proxy.cut()
        screen.wait_last(AGAIN, PROMPT)


if __name__ == "__main__":
    main()
