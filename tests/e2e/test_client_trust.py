"""Whether the client trusts a server with TLS: its key, its certificate, and what is remembered."""

import os
import re
import shutil
import signal
import socket
import stat
import threading
import unittest

from certificates import Authority
from phrases import SERVER_FULL, connected, goodbye, log_closed, text_of
from processes import CLIENT, Process
from support import Case, Terminal, main
from waiting import wait_until

NOT_TRUSTED = 3
YES = "yes, no, or the fingerprint)?"  # The end of the question.


class SServer(Process):
    """openssl(1) in the place of the server. What it gets is its output."""

    def __init__(self, test, pair, *options, version="-tls1_3"):
        super().__init__(test, ["openssl", "s_server", "-accept", "127.0.0.1:0", version,
                                "-cert", pair.certificate, "-cert_chain", pair.certificate,
                                "-key", pair.key, *options])
        found = wait_until(lambda: re.search(r"ACCEPT (\S+)\n", self.out.text()), self.seen)
        self.address = found[1]

    def finish(self):
        self.child.kill()
        super().finish()


@unittest.skipUnless(shutil.which("openssl"), "needs openssl")
class Trust(Case):
    """Loopback counts as remote with --tls required, with --pin, and for a known server."""

    def setUp(self):
        self.home = self.directory()
        self.authority = Authority(self.directory())
        self.known = f"{self.home}/tertulia/known_servers"
        self.environment = {"XDG_DATA_HOME": self.home, "SSL_CERT_FILE": self.authority.certificate,
                            "SSL_CERT_DIR": "/nonexistent"}

    def start(self, pair, *options):
        return self.serve(*pair.options(), *options)

    def own(self, *options):
        """A server with a certificate that it has made itself, and its fingerprint."""
        data = f"{self.directory()}/data"
        server = self.serve("--data", data, *options)
        process = self.run_daemon("--data", data, "--fingerprint")
        return server, process.out.text().strip()

    def pipe(self, address, *options):
        client = Process(self, [CLIENT, "--name", "Bob", *options, address], extra=self.environment)
        client.end_input()
        return client

    def screen(self, address, *options):
        return Terminal(self, CLIENT, "--name", "Bob", *options, address, columns=160,
                        extra=self.environment)

    def remember(self, address, what):
        os.makedirs(os.path.dirname(self.known), exist_ok=True)
        with open(self.known, "a", encoding="utf-8") as file:
            file.write(f"{address} {what}\n")

    def remembered(self):
        try:
            with open(self.known, encoding="utf-8") as file:
                return [line for line in file.read().splitlines() if not line.startswith("#")]
        except FileNotFoundError:
            return []

    def expect_talk(self, client):
        client.expect_status(0)
        self.assertEqual(client.out.text(), f"{connected('Bob')}\n{goodbye('Bob')}\n")
        self.assertEqual(client.err.text(), "")

    def expect_stop(self, client, *parts, server=None):
        """It ends with status 3 and one line that has these parts, before the server knows its name."""
        client.expect_status(NOT_TRUSTED)
        self.assertEqual(client.out.text(), "")
        self.assertRegex(client.err.text(), r"^tertulia: [^\n]+\n$")
        for part in parts:
            self.assertIn(part, client.err.text())
        if server:
            self.assertNotIn("Bob", server.err.text())

    def test_a_pipe_refuses_a_new_key_and_names_the_pin(self):
        server, key = self.own()
        client = self.pipe(server.address, "--tls", "required")
        self.expect_stop(client, "self-signed certificate", f"--pin {key}", server=server)
        self.assertEqual(self.remembered(), [])

    def test_a_pin_is_enough_and_a_wrong_one_stops(self):
        server, key = self.own()
        self.expect_talk(self.pipe(server.address, "--pin", key))
        wrong = "SHA256:" + "A" * 43
        self.expect_stop(self.pipe(server.address, "--pin", wrong), key, "--pin")
        self.assertEqual(self.remembered(), [])

    def test_a_pin_counts_more_than_what_is_remembered(self):
        server, key = self.own()
        self.remember(server.address, "SHA256:" + "A" * 43)
        self.expect_talk(self.pipe(server.address, "--pin", key))

    def test_the_user_is_asked_once(self):
        server, key = self.own()
        screen = self.screen(server.address, "--tls", "required")
        screen.wait_text(f"The server {server.address} is new here, and no authority vouches for it "
                         "(self-signed certificate).")
        screen.wait_text(f"Its key has the fingerprint {key}.")
        screen.wait_text("tertuliad --fingerprint")
        screen.wait_text(YES)
        screen.enter("maybe")
        screen.wait_text("Type yes, no, or the fingerprint:")
        screen.enter("yes")
        screen.wait_text(connected("Bob"))
        screen.enter("exit")
        screen.wait_text("[status 0]")
        self.assertEqual(self.remembered(), [f"{server.address} {key}"])
        self.assertEqual(stat.S_IMODE(os.stat(self.known).st_mode), 0o600)
        self.expect_talk(self.pipe(server.address))  # It is known now, so it is TLS without options.

    def test_what_was_typed_before_the_question_is_no_answer(self):
        """A user typed ahead while the connection was slow, and accepted a key that was not shown yet."""
        server, _ = self.own()
        os.kill(server.child.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, server.child.pid, signal.SIGCONT)
        screen = self.screen(server.address, "--tls", "required")
        screen.enter("yes")
        screen.wait_text("yes")
        os.kill(server.child.pid, signal.SIGCONT)
        screen.wait_text(YES)
        screen.enter("no")
        screen.wait_text(f"[status {NOT_TRUSTED}]")
        self.assertEqual(self.remembered(), [])

    def test_the_fingerprint_is_an_answer_and_no_is_one_too(self):
        server, key = self.own()
        screen = self.screen(server.address, "--tls", "required")
        screen.wait_text(YES)
        screen.enter("no")
        screen.wait_text(f"[status {NOT_TRUSTED}]")
        self.assertEqual(self.remembered(), [])
        self.assertNotIn("Bob", server.err.text())
        screen = self.screen(server.address, "--tls", "required")
        screen.wait_text(YES)
        screen.enter(key)
        screen.wait_text(connected("Bob"))

    def test_a_user_who_thinks_longer_than_the_server_waits_is_connected_again(self):
        data = f"{self.directory()}/data"
        server = self.serve("--data", data, "--login-timeout", "1s", "--log-level", "debug")
        screen = self.screen(server.address, "--tls", "required")
        screen.wait_text(YES)
        server.err.wait_for(text_of(log_closed("orderly")))
        screen.enter("yes")
        screen.wait_text(connected("Bob"))

    def test_ctrl_c_and_ctrl_d_at_the_question_end_it(self):
        server, _ = self.own()
        for key, status in (("\x03", 130), ("\x04", NOT_TRUSTED)):
            screen = self.screen(server.address, "--tls", "required")
            screen.wait_text(YES)
            screen.type(key)
            screen.wait_text(f"[status {status}]")
            screen.expect_restored()

    def test_a_changed_key_stops_with_the_line_to_remove(self):
        server, key = self.own()
        former = "SHA256:" + "A" * 43
        self.remember("other.example:7788", former)
        self.remember(server.address, former)
        for client in (self.pipe(server.address), self.pipe(server.address, "--tls", "required")):
            self.expect_stop(client, f"it is {key}, and was {former}", f"line 2 of {self.known}",
                             f"--pin {key}", server=server)
        screen = self.screen(server.address)
        screen.wait_text(f"[status {NOT_TRUSTED}]")

    def test_a_certificate_of_an_authority_needs_no_question_and_is_remembered_as_such(self):
        server = self.start(self.authority.sign("leaf"))
        named = f"localhost:{server.port}"
        for address in (server.address, named):
            self.expect_talk(self.pipe(address, "--tls", "required"))
        self.assertEqual(self.remembered(), [f"{server.address} authority", f"{named} authority"])

    def test_a_certificate_that_an_authority_does_not_vouch_for_stops_a_pipe(self):
        for pair, problem in ((self.authority.sign("other", names="DNS:other.example"),
                               "IP address mismatch"),
                              (Authority(self.directory(), "unknown").sign("leaf"),
                               "self-signed certificate in certificate chain")):
            with self.subTest(problem):
                server = self.start(pair)
                client = self.pipe(server.address, "--tls", "required")
                self.expect_stop(client, f"({problem})", f"--pin {pair.fingerprint}", server=server)

    def test_an_authority_vouches_through_a_chain(self):
        between = Authority(self.authority.directory, "between", above=self.authority)
        pair = between.sign("leaf")
        server = self.start(pair)
        for address in (server.address, f"localhost:{server.port}"):
            self.expect_talk(self.pipe(address, "--tls", "required"))

    def test_a_chain_that_is_broken_stops_a_pipe(self):
        directory = self.authority.directory
        incomplete = Authority(directory, "between", above=self.authority).sign("incomplete")
        with open(incomplete.certificate, encoding="utf-8") as file:
            leaf = file.read().split("-----END")[0] + "-----END CERTIFICATE-----\n"
        with open(incomplete.certificate, "w", encoding="utf-8") as file:
            file.write(leaf)
        # The owner of any certificate must not sign others.
        neighbour = Authority(directory, "between2", above=self.authority)
        owned = self.authority.sign("owned", extensions=("basicConstraints=critical,CA:FALSE",))
        neighbour.certificate, neighbour.key = owned.certificate, owned.key
        for pair, problem in ((incomplete, "unable to get local issuer certificate"),
                              (neighbour.sign("forged"), "invalid CA certificate"),
                              (self.authority.sign("user", extensions=("extendedKeyUsage=clientAuth",)),
                               "unsuitable certificate purpose")):
            with self.subTest(problem):
                client = self.pipe(self.start(pair).address, "--tls", "required")
                self.expect_stop(client, f"({problem})", f"--pin {pair.fingerprint}")

    def test_an_expired_certificate_stops_a_pipe(self):
        """tertuliad refuses one; another server may show it."""
        pair = self.authority.sign("expired", days=0)
        server = SServer(self, pair)
        client = self.pipe(server.address, "--tls", "required")
        self.expect_stop(client, "(certificate has expired)", f"--pin {pair.fingerprint}")
        self.assertNotIn("Bob", server.out.text())

    def test_an_authority_never_overrides_a_remembered_key_without_a_question(self):
        pair = self.authority.sign("leaf")
        server = self.start(pair)
        former = "SHA256:" + "A" * 43
        self.remember(server.address, former)
        self.expect_stop(self.pipe(server.address), former, f"line 1 of {self.known}", server=server)
        screen = self.screen(server.address)
        screen.wait_text(f"The key of {server.address} has changed. An authority vouches for the new")
        screen.enter("yes")
        screen.wait_text(connected("Bob"))
        self.assertEqual(self.remembered(), [f"{server.address} {pair.fingerprint}"])

    def test_a_server_that_had_tls_is_not_spoken_to_in_plain(self):
        server = self.serve("--tls", "off")
        for what in ("authority", "SHA256:" + "A" * 43):
            self.remember(server.address, what)
            self.expect_stop(self.pipe(server.address), "which it had before", self.known, server=server)
        self.expect_talk(self.pipe(server.address, "--tls", "off"))

    def test_a_known_server_that_is_full_says_so(self):
        """It refuses in plain text, before TLS. The client said only that the server had no TLS any more,
        and which line of its file to remove."""
        server, key = self.own("--max-clients", "1")
        self.remember(server.address, key)
        self.client(server, "Ann")
        self.expect_stop(self.pipe(server.address), "which it had before", f'"{SERVER_FULL}"',
                         server=server)

    def test_required_means_that_a_server_without_tls_is_refused(self):
        server = self.serve("--tls", "off")
        self.expect_stop(self.pipe(server.address, "--tls", "required"), "offers no TLS",
                         server=server)
        key = "SHA256:" + "A" * 43
        self.expect_stop(self.pipe(server.address, "--pin", key), "offers no TLS", server=server)

    def test_loopback_is_plain_by_default(self):
        server, _ = self.own()
        self.expect_talk(self.pipe(server.address))
        self.assertFalse(os.path.exists(f"{self.home}/tertulia"))

    def test_a_prompt_that_crossed_the_greeting_is_no_sign_of_a_server_without_tls(self):
        """A server asks a client that is silent for a moment for its name, in plain text. A slow
        network delays the greeting of TLS for longer than that."""
        server, key = self.own()
        slow = SlowGreeting(self, server.address)
        self.expect_talk(self.pipe(slow.address, "--pin", key))

    def test_a_list_of_servers_that_cannot_be_read_stops(self):
        server, _ = self.own()
        os.makedirs(self.known)
        self.expect_stop(self.pipe(server.address), f"cannot read {self.known}: ", server=server)

    def test_the_identity_is_made_before_the_first_handshake(self):
        server, key = self.own()
        identity = f"{self.home}/tertulia/identity.pem"
        self.expect_talk(self.pipe(server.address, "--pin", key))
        self.assertEqual(stat.S_IMODE(os.stat(identity).st_mode), 0o600)
        with open(identity, "rb") as file:
            made = file.read()
        self.expect_talk(self.pipe(server.address, "--pin", key))
        with open(identity, "rb") as file:
            self.assertEqual(file.read(), made)

    def test_a_server_of_openssl_gets_the_name_and_the_identity(self):
        pair = self.authority.sign("leaf")
        server = SServer(self, pair, "-verify", "1", "-alpn", "tertulia")
        client = Process(self, [CLIENT, "--name", "Bob", "--pin", pair.fingerprint, server.address],
                         extra=self.environment)
        server.out.wait_for("Bob\n")
        self.assertRegex(server.out.text(), "subject=CN ?= ?tertulia\n")
        server.line(connected("Bob"))
        client.out.expect(connected("Bob"))

    def test_a_line_that_was_cut_off_is_not_shown(self):
        """Somebody on the way can end a connection, but not in the middle of a line: "I owe you 100" must
        not become "I owe you 1"."""
        pair = self.authority.sign("leaf")
        server = SServer(self, pair)
        client = Process(self, [CLIENT, "--name", "Bob", "--pin", pair.fingerprint, server.address],
                         extra=self.environment)
        server.out.wait_for("Bob\n")
        server.write(f"{connected('Bob')}\n(Eve) I owe you 1")
        client.out.expect(connected("Bob"))
        server.child.kill()
        client.expect_status(1)
        self.assertNotIn("Eve", client.out.text())

    def test_another_version_of_tls_is_not_taken_for_plain_text(self):
        pair = self.authority.sign("leaf")
        server = SServer(self, pair, version="-tls1_2")
        client = self.pipe(server.address, "--tls", "required")
        self.expect_stop(client, "TLS failed: ", "protocol version")

    @unittest.skipUnless(shutil.which("ncat"), "needs ncat")
    def test_a_server_of_ncat_gets_the_name(self):
        pair = self.authority.sign("leaf")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = Process(self, ["ncat", "-v", "-l", "--ssl", "--ssl-cert", pair.certificate,
                                "--ssl-key", pair.key, "127.0.0.1", str(port)])
        server.err.wait_for(f"Listening on 127.0.0.1:{port}")
        client = Process(self, [CLIENT, "--name", "Bob", "--pin", pair.fingerprint,
                                f"127.0.0.1:{port}"], extra=self.environment)
        server.out.wait_for("Bob\n")
        server.line(connected("Bob"))
        client.out.expect(connected("Bob"))
        server.child.kill()

    def test_a_configuration_of_openssl_without_algorithms_is_an_error(self):
        """OpenSSL then makes nothing, and the client crashed."""
        server, key = self.own()
        configuration = f"{self.directory()}/openssl.cnf"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write("openssl_conf = a\n[a]\nproviders = b\n[b]\nbase = c\n[c]\nactivate = 1\n")
        self.environment = {"XDG_DATA_HOME": "", "HOME": "", "OPENSSL_CONF": configuration}
        client = self.pipe(server.address, "--pin", key)
        client.expect_status(1)
        self.assertIn("OpenSSL cannot begin: ", client.err.text())

    def test_a_user_without_a_home_needs_the_pin(self):
        server, key = self.own()
        self.environment = {"XDG_DATA_HOME": "", "HOME": ""}
        self.expect_talk(self.pipe(server.address, "--pin", key))


class SlowGreeting:
    """A way to a server. The first connection gets a prompt, before the server gets anything."""

    def __init__(self, test, address):
        self.target = address
        self.ended = threading.Semaphore(0)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "%s:%d" % self.listener.getsockname()
        test.addCleanup(self.listener.close)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        first, _ = self.listener.accept()
        with first:
            first.sendall(b"Username?\n")
            while first.recv(4096):
                pass
        near, _ = self.listener.accept()
        host, port = self.target.rsplit(":", 1)
        far = socket.create_connection((host, int(port)))
        with near, far:
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=(one, other), daemon=True).start()
            for _ in range(2):
                self.ended.acquire()

    def copy(self, one, other):
        while data := one.recv(4096):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
        self.ended.release()


if __name__ == "__main__":
    main()
