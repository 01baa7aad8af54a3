"""Users of telnet: its commands, its Enter key, and the real program where it is installed."""

import shutil
import socket
import unittest

from duo_phrases import duo_said, talking_with
from phrases import USERNAME_PROMPT, connected, goodbye, said
from support import Case, Terminal, main

IAC_DO, IAC_WILL, IAC_WONT, IAC_DONT = b"\xff\xfd", b"\xff\xfb", b"\xff\xfc", b"\xff\xfe"
TIMING_MARK = b"\x06"
TELNET = shutil.which("telnet")


class Raw(Case):
    def interrupt(self, client):
        """What telnet sends for Ctrl-C: the last byte of IAC IP, IAC DM is urgent."""
        client.send(b"\xff\xf4\xff")
        client.sock.send(b"\xf2", socket.MSG_OOB)
        client.send(IAC_DO + TIMING_MARK)

    def test_every_request_is_refused(self):
        bob = self.client(self.serve())
        bob.expect(USERNAME_PROMPT)
        bob.send(IAC_WILL + b"\x1f" + IAC_DO + b"\x01" + IAC_WONT + b"\x03" + IAC_DONT + b"\x05")
        bob.expect_bytes(IAC_DONT + b"\x1f" + IAC_WONT + b"\x01")
        bob.line("Bob")
        bob.expect(connected("Bob"))

    def test_each_interrupt_is_answered_and_takes_nothing_of_the_next_line(self):
        bob = self.client(self.serve(), "Bob")
        for _ in range(3):
            self.interrupt(bob)
            bob.line("hello")
            bob.expect_bytes(IAC_WONT + TIMING_MARK)
            bob.expect(said("Bob", "hello"))

    def test_the_enter_key_of_character_mode_ends_a_line(self):
        server = self.serve()
        bob = self.client(server)
        for byte in b"Bob\r\0hi\r\0exit\r\0":
            bob.send(bytes([byte]))
        bob.skip_to(connected("Bob"))
        bob.expect(said("Bob", "hi"), goodbye("Bob"))

    def test_in_duo(self):
        server = self.duo()
        client = self.client(server)
        client.expect(talking_with("Servidor"))
        self.interrupt(client)
        client.expect_bytes(IAC_WONT + TIMING_MARK)
        client.send(duo_said("Facundo", "Hola") + "\r\0")
        server.out.skip_to(duo_said("Facundo", "Hola"))


@unittest.skipUnless(TELNET, "telnet is not installed")
class Telnet(Case):
    def telnet(self, server):
        host, port = server.address.rsplit(":", 1)
        return Terminal(self, TELNET, host, port)

    def test_a_conversation_with_interrupts(self):
        """After Ctrl-C telnet shows nothing until the server has answered."""
        server = self.serve()
        screen = self.telnet(server)
        screen.wait_for(USERNAME_PROMPT)
        screen.enter("Bob")
        screen.wait_for(connected("Bob"))
        for text in ("one", "two"):
            screen.type("\x03")
            screen.enter(text)
            screen.wait_for(said("Bob", text))
        screen.enter("exit")
        screen.wait_for(goodbye("Bob"))

    def test_character_mode(self):
        server = self.serve()
        screen = self.telnet(server)
        screen.wait_for(USERNAME_PROMPT)
        screen.type("\x1d")
        screen.wait_for("telnet>")
        screen.enter("mode character")
        screen.enter("Bob")
        screen.wait_for(connected("Bob"))
        screen.enter("hi")
        screen.wait_for(said("Bob", "hi"))


if __name__ == "__main__":
    main()
