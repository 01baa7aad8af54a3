"""What the client does with a server on another machine that has no TLS, or does not say."""

import os

from namespaces import ADDRESS, in_network_of, with_address
from phrases import LOG_LISTENING, NO_TLS, connected, goodbye, notice
from processes import CLIENT, DAEMON, NETCAT, Process
from support import Case, Terminal, main

SERVER = f"{ADDRESS}:7788"


class Fallback(Case):
    def setUp(self):
        self.home = self.directory()
        self.environment = {"XDG_DATA_HOME": self.home}

    def start(self, *options):
        server = Process(self, with_address(DAEMON, "--listen", SERVER, *options))
        server.err.wait_for(LOG_LISTENING + SERVER)
        return server

    def pipe(self, server, *options):
        command = in_network_of(server, CLIENT, "--name", "Bob", *options, SERVER)
        client = Process(self, command, extra=self.environment)
        client.end_input()
        return client

    def test_a_new_server_without_tls_is_spoken_to_in_plain_with_a_notice(self):
        server = self.start()
        client = self.pipe(server)
        client.expect_status(0)
        self.assertEqual(client.out.text(), f"{connected('Bob')}\n{goodbye('Bob')}\n")
        self.assertEqual(client.err.text(), f"tertulia: {SERVER}: {NO_TLS}\n")
        screen = Terminal(self, *in_network_of(server, CLIENT, "--name", "Ann", SERVER),
                          extra=self.environment)
        screen.wait_for(notice(NO_TLS), connected("Ann"))
        self.assertEqual(sorted(os.listdir(f"{self.home}/tertulia")), ["history", "identity.pem"])

    def test_off_says_nothing(self):
        client = self.pipe(self.start(), "--tls", "off")
        client.expect_status(0)
        self.assertEqual(client.err.text(), "")

    def test_a_server_with_tls_gets_no_plain_text(self):
        server = self.start("--data", f"{self.directory()}/data")
        client = self.pipe(server)
        client.expect_status(3)
        self.assertIn("--pin SHA256:", client.err.text())
        self.assertNotIn("Bob", server.err.text())

    def test_a_new_server_that_does_not_answer_is_spoken_to_in_plain_after_a_while(self):
        """Some servers wait for the client to say something that they understand."""
        server = Process(self, with_address(NETCAT, "-lk", ADDRESS, "7788"))
        client = Process(self, in_network_of(server, "sh", "-c", WAIT_AND_RUN, CLIENT, "--name",
                                             "Bob", SERVER), extra=self.environment)
        server.out.wait_for("Bob\n")
        self.assertEqual(client.err.text(), f"tertulia: {SERVER}: {NO_TLS}\n")


# nc does not say when it listens.
WAIT_AND_RUN = 'while ! ss -tln | grep -q :7788; do sleep 0.05; done; exec "$0" "$@"'


if __name__ == "__main__":
    main()
