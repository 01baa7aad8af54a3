"""TLS on the port of everyone else."""

import os
import shutil
import ssl
import unittest

from certificates import Authority
from phrases import (LOG_RELOADED, LOG_TOO_SLOW, TLS_REQUIRED, USERNAME_PROMPT, connected,
                     goodbye, joined, left, log_tls, not_a_chat_client, said, text_of)
from support import Case, Client, Process, main
from tls import TlsClient, client_context
from waiting import pause, wait_until


class Tls(Case):
    def setUp(self):
        self.pair = Authority(self.directory()).sign("localhost")

    def start(self, *options):
        return self.serve(*self.pair.options(), "--log-level", "debug", *options)

    def tls(self, server, name=None, **more):
        client = TlsClient(self, server.address, **more)
        return client.join(name) if name else client


class Chat(Tls):
    def test_encrypted_and_plain_clients_talk_with_each_other(self):
        server = self.start()
        ann = self.tls(server, "Ann")
        bob = self.client(server, "Bob")
        ann.expect(joined("Bob"))
        ann.line("hello")
        bob.expect(said("Ann", "hello"))
        bob.line("hi")
        bob.expect(said("Bob", "hi"))
        ann.expect(said("Ann", "hello"), said("Bob", "hi"))
        ann.line("exit")
        ann.expect(goodbye("Ann"))
        ann.wait_end()
        self.assertTrue(ann.notified)
        bob.expect(left("Ann"))

    def test_json_inside(self):
        server = self.start()
        ann = self.client(server, "Ann")
        bob = self.tls(server)
        bob.line('{"type":"hello","name":"Bob"}')
        self.assertIn('"type":"welcome"', bob.next_line())
        ann.expect(joined("Bob"))
        ann.line("hello")
        self.assertIn('"text":"hello"', bob.next_line())

    def test_the_prompt_follows_the_handshake(self):
        server = self.start()
        late = self.tls(server, handshake=False)
        hello = late.first_bytes()
        late.send_raw(hello[:-1])
        pause(0.5)
        self.assertEqual(late.data, b"")
        late.send_raw(hello[-1:])
        late.expect(USERNAME_PROMPT)
        self.assertIsNone(late.failure)

    def test_the_version_and_the_protocol(self):
        ann = self.tls(self.start(), "Ann", context=client_context(["irc", "tertulia"]))
        self.assertEqual(ann.tls.version(), "TLSv1.3")
        self.assertEqual(ann.tls.selected_alpn_protocol(), "tertulia")

    def test_a_browser_is_refused(self):
        server = self.start()
        browser = self.tls(server, context=client_context(["h2", "http/1.1"]))
        browser.wait_end()
        self.assertFalse(browser.ready)
        self.assertRegex(str(browser.failure), "(?i)no.application.protocol")
        server.logged(log_tls("no application protocol"))

    def test_an_older_version_is_refused(self):
        context = client_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        old = self.tls(self.start(), context=context)
        old.wait_end()
        self.assertFalse(old.ready)

    def test_a_half_closed_client_gets_its_answers(self):
        server = self.start()
        ann = self.client(server, "Ann")
        bob = self.tls(server)
        bob.send("Bob\nhello\nunfinished, but sent")
        bob.notify_end()
        bob.expect(connected("Bob"), said("Bob", "hello"), said("Bob", "unfinished, but sent"))
        bob.wait_end()
        self.assertTrue(bob.notified)
        ann.expect(joined("Bob"), said("Bob", "hello"), said("Bob", "unfinished, but sent"),
                   left("Bob"))

    def test_a_line_that_is_cut_off_does_not_count(self):
        """Whoever cuts the connection must not turn `I owe you 1000` into `I owe you 10`."""
        server = self.start()
        ann = self.client(server, "Ann")
        bob = self.tls(server)
        bob.send("Bob\nhello\nI owe you 10")
        bob.end_input()
        bob.expect(connected("Bob"), said("Bob", "hello"))
        bob.wait_end()
        ann.expect(joined("Bob"), said("Bob", "hello"), left("Bob"))
        server.logged(log_tls("it ended without close_notify"))

    def test_a_certificate_that_is_replaced_is_for_new_connections(self):
        server = self.start()
        ann = self.tls(server, "Ann")
        before = ann.tls.getpeercert(True)
        Authority(self.directory(), "other").sign("localhost").move_to(
            self.pair.certificate, self.pair.key)
        server.reload(text_of(LOG_RELOADED))
        bob = self.tls(server, "Bob")
        self.assertNotEqual(bob.tls.getpeercert(True), before)
        ann.expect(joined("Bob"))
        ann.line("still here")
        bob.expect(said("Ann", "still here"))

    def test_a_slow_reader_harms_nobody(self):
        server = self.start("--send-queue", "64KiB", "--rate", "0")
        slow = self.tls(server, receive_buffer=4096)
        slow.join("Slow")
        slow.stall()
        ann = self.tls(server, "Ann")
        line = "x" * 2000
        for _ in range(10_000):  # More than the kernel's buffers hold.
            ann.line(line)
            ann.skip_to(said("Ann", line))
            if LOG_TOO_SLOW in server.err.text():
                break
        server.err.wait_for(LOG_TOO_SLOW)


class BadPeers(Tls):
    def refused(self, server, client):
        client.wait_end()
        port = client.sock.getsockname()[1]
        client.close()
        server.err.wait_for(f"127.0.0.1:{port}{log_tls('')}")

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.child.pid}/fd"))

    def test_each_is_closed_with_a_line_at_debug(self):
        server = self.start("--login-timeout", "1s", "--drain-timeout", "1s")
        ann = self.client(server, "Ann")
        before = self.descriptors(server)
        record = b"\x16\x03\x01\0\x08\x01\0\0\x04junk"
        for name, data in (("garbage", record), ("one byte", b"\x16"),
                           ("an endless record", b"\x16\x03\x01\x40\0\x01\0\x3f\0" + bytes(4000)),
                           ("an endless message", b"\x16\x03\x01\x40\0\x01\xff\xff\xff"),
                           ("an alert", b"\x16\x03\x01\0\x08\x01\0\0\x04\x15\x03\x01\0\x02\x02\x28")):
            with self.subTest(name):
                client = self.client(server)
                client.send(data)
                self.refused(server, client)
        with self.subTest("plain text after TLS began"):
            client = self.tls(server)
            client.send_raw(b"Eve\nI am plain\n")
            self.refused(server, client)
        with self.subTest("an end in the handshake"):
            client = self.tls(server, handshake=False)
            client.send_raw(client.first_bytes()[:100])
            client.end_input()
            self.refused(server, client)
        with self.subTest("TLS inside TLS"):
            client = self.tls(server)
            hello = TlsClient.first_bytes(self.tls(server, handshake=False))
            client.send(hello.replace(b"\xff", b"\xfe"))  # Its random bytes may ask for a telnet option.
            client.expect(not_a_chat_client("TLS"))
            client.wait_end()
            client.close()
        wait_until(lambda: self.descriptors(server) <= before + 1, server.seen)
        ann.line("alone")
        ann.expect(said("Ann", "alone"))

    def test_a_handshake_byte_by_byte_is_served(self):
        server = self.start()
        client = self.tls(server, handshake=False)
        for byte in client.first_bytes():
            client.send_raw(bytes([byte]))
        wait_until(lambda: client.ready, client.seen)
        client.join("Ann")


class Listeners(Tls):
    def test_a_port_for_tls_alone(self):
        server = self.start("--listen", "tls:127.0.0.1:0", "--login-timeout", "1s")
        self.assertTrue(server.address.startswith("tls:"))
        address = server.address.removeprefix("tls:")
        ann = TlsClient(self, address).join("Ann")
        for first in ("Eve\n", ""):
            plain = self.client_at(address)
            plain.send(first)
            plain.expect(TLS_REQUIRED)
            plain.wait_end()
        plain = self.client_at(address)
        plain.line('{"type":"hello","name":"Eve"}')
        self.assertIn('"code":"tls_required"', plain.next_line())
        ann.line("alone")
        ann.expect(said("Ann", "alone"))

    def client_at(self, address):
        return Client(self, address)

    def test_a_required_tls_is_not_for_this_machine(self):
        path = f"{self.directory()}/socket"
        server = self.start("--tls", "required", "-l", "127.0.0.1:0", "-l", f"unix:{path}")
        self.client(server, "Ann")
        self.client_at(f"unix:{path}").join("Bob")
        self.tls(server, "Eve")

    def test_without_tls_its_first_byte_is_refused(self):
        server = self.serve()
        client = self.tls(server, handshake=False)
        client.send_raw(client.first_bytes())
        server.logged(" rejected: TLS")

    def test_switched_off(self):
        server = self.start("--tls", "off")
        client = self.tls(server, handshake=False)
        client.send_raw(client.first_bytes())
        server.logged(" rejected: TLS")

    def test_it_can_be_switched_at_a_reload(self):
        config = self.file("")
        server = self.serve("--config", config)
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"certificate = {self.pair.certificate}\nkey = {self.pair.key}\n")
        server.reload(text_of(LOG_RELOADED))
        self.tls(server, "Ann")

    def test_settings_that_do_not_fit(self):
        path = f"unix:{self.directory()}/socket"
        for options, reason in (
                (("--tls", "required"), "there is no certificate"),
                (("--listen", f"tls:{path}"), "there is no certificate"),
                (("--listen", f"tls:{path}", *self.pair.options(), "--tls", "off"), "tls is off"),
                (("--listen", f"tls:{path}", *self.pair.options(), "--duo"), "duo has none"),
                (("--certificate", self.pair.certificate), "certificate and key need each other"),
                (("--key", self.pair.key), "certificate and key need each other")):
            for check in ((), ("--check-config",)):
                with self.subTest(options=options, check=check):
                    process = self.run_daemon(*options, *check)
                    process.expect_status(1)
                    self.assertIn(reason, process.err.text())

    def test_an_address_is_for_tls_or_for_all(self):
        server = self.serve()
        server.stop()
        process = self.run_daemon(*self.pair.options(), "--listen", server.address,
                                  "--listen", f"tls:{server.address}")
        process.expect_status(1)
        self.assertIn("has the address of another listener", process.err.text())


PROGRAMS = {
    "openssl": ("s_client", "-quiet", "-connect", "{host}:{port}"),
    "ncat": ("--ssl", "{host}", "{port}"),
    "socat": ("STDIO", "OPENSSL:{host}:{port},verify=0"),
    "gnutls-cli": ("--insecure", "--logfile", "/dev/null", "-p", "{port}", "{host}"),
}


class Programs(Tls):
    def run_it(self, program, server):
        path = shutil.which(program)
        if not path:
            self.skipTest(f"{program} is not installed")
        host, port = server.address.rsplit(":", 1)
        return Process(self, [path, *(one.format(host=host, port=port) for one in PROGRAMS[program])])

    def talk(self, program):
        server = self.start()
        self.talk_in_a_pipe(program, server)
        ann = self.client(server, "Ann")
        process = self.run_it(program, server)
        process.line("Bob")
        process.out.skip_to(connected("Bob"))
        ann.expect(joined("Bob"))
        process.line("hello")
        ann.expect(said("Bob", "hello"))
        ann.line("hi")
        process.out.skip_to(said("Ann", "hi"))
        ann.expect(said("Ann", "hi"))
        process.line("exit")
        process.out.skip_to(goodbye("Bob"))
        ann.expect(left("Bob"))
        process.end_input()
        process.wait()

    def talk_in_a_pipe(self, program, server):
        """The whole input is there before the handshake."""
        process = self.run_it(program, server)
        process.write("Bob\nhello\nexit\n")
        process.end_input()
        process.out.skip_to(connected("Bob"))
        process.out.expect(said("Bob", "hello"), goodbye("Bob"))
        process.expect_status(0)

    def test_openssl(self):
        self.talk("openssl")

    def test_ncat(self):
        self.talk("ncat")

    def test_socat(self):
        self.talk("socat")

    def test_gnutls_cli(self):
        self.talk("gnutls-cli")


if __name__ == "__main__":
    main()
