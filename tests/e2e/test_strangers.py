"""Who knocks: clients that are no users are closed, and the log has the address of everyone."""

from duo_phrases import duo_said, queued, talking_with
from phrases import (USERNAME_PROMPT, first_line_too_long, line_too_long, log_address,
                     log_name_refused, log_new_client, log_no_name, log_rejected, log_rejected_long,
                     name_invalid, name_taken, name_too_long, not_a_chat_client, said)
from support import Case, main

STRANGERS = {
    "HTTP": (b"POST / HTTP/1.1\r\nHost: chat\r\n\r\nEve\nspam\n", b"GET / HTTP/1.0\r\n\r\n",
             b"\r\n\r\nOPTIONS / HTTP/1.0\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "RTSP": (b"OPTIONS / RTSP/1.0\r\n\r\n",),
    "SIP": (b"OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n\r\n",),
    "SSH": (b"SSH-2.0-Go\r\n", b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"),
    "Redis": (b"PING\r\n", b"*1\r\n$4\r\nPING\r\n", b"AUTH x\r\nPING\r\n"),
    "Redis or SMTP": (b"QUIT\r\n",),
    "SMTP": (b"EHLO mail.example.org\r\n", b"HELO x\r\nMAIL FROM:<a@example.org>\r\n"),
    "the PROXY protocol": (b"PROXY TCP4 192.0.2.1 192.0.2.2 4242 7788\r\nEve\n",
                           b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\x10\x92\x1e\x6cEve\n"),
    "TLS": (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(range(200)),),
    "RDP": (b"\x03\0\0\x2f\x2a\xe0\0\0\0\0\0Cookie: mstshash=Administr\r\n\x01\0\x08\0\x03\0\0\0",),
    "SMB": (b"\0\0\0\x85\xffSMBr\0\0\0\0\x18\x53\xc8" + bytes(40),),
    "SOCKS": (b"\x05\x01\0",),
    "a binary protocol": (b"\0\x1e\0\x06\x01\0\0\x01" + bytes(20), b"l\0\x0b\0\0\0\0\0\0\0\0\0"),
    "a network scan": (b"MGLNDD_192.0.2.1_7788\n", b"HELP\r\n"),
    "the Java debugger": (b"JDWP-Handshake",),
}


BEGINNINGS = [(protocol, data) for protocol, all_data in STRANGERS.items() for data in all_data]


class Strangers(Case):
    def check_all(self, server, welcome=None):
        for protocol, data in BEGINNINGS:
            with self.subTest(protocol=protocol, data=data):
                client = self.client(server)
                if welcome:
                    client.skip_to(welcome)
                client.send(data)
                client.skip_to(not_a_chat_client(protocol))
                client.expect_end()
                port = client.sock.getsockname()[1]
                client.close()
                server.logged(f" info: 127.0.0.1:{port}{log_rejected(protocol)}")

    def test_the_hub_closes_them_and_nobody_joins(self):
        server = self.serve("--rate", "0")
        ann, = self.room(server, "Ann")
        self.check_all(server)
        ann.line("still alone")
        ann.expect(said("Ann", "still alone"))
        self.assertEqual(server.err.text().count(log_new_client("")), 1)

    def test_duo_closes_them_in_the_seat(self):
        server = self.duo()
        self.check_all(server, talking_with("Servidor"))
        self.client(server).line(duo_said("Facundo", "Hola"))
        before = server.out.skip_to(duo_said("Facundo", "Hola"))
        self.assertNotIn(" > ", "\n".join(before))

    def test_duo_closes_them_in_the_queue(self):
        server = self.duo()
        first = self.client(server)
        first.skip_to(talking_with("Servidor"))
        self.check_all(server, queued(1))
        first.line(duo_said("Facundo", "PING"))
        server.out.skip_to(duo_said("Facundo", "PING"))

    def test_an_overlong_first_line_is_closed(self):
        path = "a" * 4090
        for server, welcome in ((self.serve(), USERNAME_PROMPT), (self.duo(), talking_with("Servidor"))):
            client = self.client(server)
            client.expect(welcome)
            client.send(f"POST /{path} HTTP/1.1\r\n\r\nEve\nspam\n")
            client.expect(first_line_too_long(4096))
            client.expect_end()
            server.logged(log_rejected_long(4096))

    def test_a_member_may_send_any_text(self):
        server = self.serve("--max-line", "64")
        bob = self.client(server, "Bob")
        for text in ("GET / HTTP/1.1", "PING", "SSH-2.0-Go"):
            bob.line(text)
            bob.expect(said("Bob", text))
        bob.line("x" * 65)
        bob.expect(line_too_long(64))


class Log(Case):
    def test_each_member_has_an_address(self):
        server = self.serve()
        bob = self.client(server, "Bob")
        port = bob.sock.getsockname()[1]
        server.logged(log_new_client("Bob"))
        server.logged(f"{log_address('Bob')}127.0.0.1:{port}")

    def test_the_address_of_a_unix_socket_is_its_path(self):
        address = f"unix:{self.directory()}/socket"
        server = self.serve("--listen", address)
        self.client(server, "Bob")
        server.logged(f"{log_address('Bob')}{address}")

    def test_refused_names_and_login_timeouts_have_an_address(self):
        server = self.serve("--login-timeout", "1s")
        self.client(server, "Ann")
        eve = self.client(server)
        port = eve.sock.getsockname()[1]
        eve.send("ann\na b\n")
        for error in (name_taken("ann"), name_invalid("a b")):
            server.logged(f"127.0.0.1:{port}{log_name_refused(error)}")
        server.logged(f"127.0.0.1:{port}{log_no_name('1 s')}")

    def test_text_of_a_client_cannot_forge_a_line_of_the_log(self):
        server = self.serve()
        eve = self.client(server)
        eve.send("x\r2026-01-01 00:00:00 info: forged\x1b[2J\n")
        server.logged(log_name_refused(name_too_long("x␍2026-01-01 00:00:00 info: forg")))
        self.assertNotIn("\x1b", server.err.text())


if __name__ == "__main__":
    main()
