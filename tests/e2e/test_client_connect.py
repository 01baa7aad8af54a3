"""How the client finds a way to the server, and what it says while there is none."""

import signal
import socket
from subprocess import DEVNULL

from namespaces import with_files, with_network
from phrases import connected, goodbye, still_connecting
from processes import Process
from sockets import has_ipv6
from support import CLIENT, Case, Terminal, main

INTERRUPTED = 128 + signal.SIGINT  # As a shell shows the end by Ctrl-C.
TWO_ADDRESSES = {"hosts": "::1 chat\n127.0.0.1 chat\n"}
DEAF_NAME_SERVICE = "127.77.88.99"
DEAF = {"hosts": "", "resolv.conf": f"nameserver {DEAF_NAME_SERVICE}\n",
        "nsswitch.conf": "hosts: files dns\n"}


class Connect(Case):
    def dead(self, host="127.0.0.1", port=0):
        """An address that does not answer: its queue is full. Returns HOST:PORT."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family)
        self.addCleanup(listener.close)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(3):
            crowd = socket.socket(family)
            self.addCleanup(crowd.close)
            crowd.setblocking(False)
            crowd.connect_ex(listener.getsockname())
        return "%s:%d" % listener.getsockname()[:2]

    def run_with(self, files, *options):
        return Process(self, with_files(self, files, CLIENT, *options), DEVNULL)

    def test_a_dead_first_address_costs_a_moment(self):
        """A user of a host with a broken IPv6 network saw nothing for 134 seconds. Then the kernel
        gave up the first address, and the client tried the second one."""
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        server = self.serve("--listen", "127.0.0.1:0")
        self.dead("::1", server.port)
        client = self.run_with(TWO_ADDRESSES, "--name", "Bob", f"chat:{server.port}")
        client.out.expect(connected("Bob"), goodbye("Bob"))
        client.expect_status(0)

    def test_each_address_that_failed_is_named_with_its_reason(self):
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        client = self.run_with(TWO_ADDRESSES, "--name", "Bob", "chat:1")
        client.expect_status(1)
        self.assertEqual(client.err.text(), "tertulia: cannot connect to chat:1: Connection refused "
                         "([::1]:1), Connection refused (127.0.0.1:1)\n")

    def test_the_user_is_told_that_it_takes_long_and_ctrl_c_ends_it(self):
        address = self.dead()
        self.interrupt(Terminal(self, CLIENT, address), address)

    def interrupt(self, screen, address):
        screen.wait_for(still_connecting(address))
        screen.type("\x03")
        screen.wait_text(f"[status {INTERRUPTED}]")
        screen.expect_restored()

    def test_ctrl_c_ends_it_while_the_name_service_does_not_answer(self):
        with socket.socket(type=socket.SOCK_DGRAM) as deaf:
            try:
                deaf.bind((DEAF_NAME_SERVICE, 53))
            except PermissionError:
                self.skipTest("the port of a name service is for root")
            screen = Terminal(self, *with_files(self, DEAF, CLIENT, "chat.example"))
            self.interrupt(screen, "chat.example:7788")

    def test_a_pipe_is_told_nothing_while_it_takes_long(self):
        server = self.dead()
        client = Process(self, [CLIENT, "--name", "Bob", server], DEVNULL)
        Terminal(self, CLIENT, server).wait_for(still_connecting(server))  # It began later.
        client.signal(signal.SIGINT)
        client.wait()
        self.assertEqual(client.out.text() + client.err.text(), "")

    def test_it_is_not_its_own_server(self):
        """A user tried again and again to reach a server on this machine that was not running yet.
        Once the kernel gave the client the server's port, and TCP connected the client to itself:
        it read its own name as the server's answer, and the server could not start."""
        client = Process(self, with_network(40000, CLIENT, "--name", "Bob", "127.0.0.1:40000"),
                         DEVNULL)
        client.expect_status(1)
        self.assertEqual(client.err.text(),
                         "tertulia: cannot connect to 127.0.0.1:40000: Connection refused\n")

    def test_a_unix_socket_without_a_file(self):
        name = f"unix:@tertulia-e2e-{id(self)}"
        server = self.serve("--listen", name)
        self.assertEqual(server.address, name)
        client = self.tertulia(server, "--name", "Bob", stdin=DEVNULL)
        client.out.expect(connected("Bob"), goodbye("Bob"))
        client.expect_status(0)

    def test_host_and_port_as_two_words(self):
        server = self.serve()
        for words in (("127.0.0.1", str(server.port)), (f":{server.port}",)):
            client = self.run_client("--name", "Bob", *words)
            client.out.expect(connected("Bob"), goodbye("Bob"))


if __name__ == "__main__":
    main()
