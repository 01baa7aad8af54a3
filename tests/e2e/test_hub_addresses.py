"""The addresses at which the server listens."""

import os
import signal
import socket

from phrases import connected, goodbye, said, text_of
from processes import NETCAT
from support import Case, Client, main


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
        return True
    except OSError:
        return False


class Addresses(Case):
    def check_talk(self, address):
        client = Client(self, address)
        client.join("Bob")
        client.line("hello")
        client.expect(said("Bob", "hello"))
        client.leave("Bob")

    def test_port_0_selects_a_free_port_and_logs_it(self):
        server = self.serve("--listen", "127.0.0.1:0")
        self.assertRegex(server.address, r"^127\.0\.0\.1:[1-9]\d*$")
        self.check_talk(server.address)

    def test_a_host_name(self):
        server = self.serve("--listen", "localhost:0")
        self.check_talk(server.address)

    def test_ipv6(self):
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        server = self.serve("--listen", "[::1]:0")
        self.assertRegex(server.address, r"^\[::1\]:\d+$")
        self.check_talk(server.address)

    def test_dual_stack(self):
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        server = self.serve("--listen", "[::]:0")
        self.assertRegex(server.address, r"^\[::\]:\d+$")
        self.check_talk(f"127.0.0.1:{server.port}")
        self.check_talk(f"[::1]:{server.port}")

    def test_a_unix_socket(self):
        path = f"{self.directory()}/tertulia.sock"
        server = self.serve("--listen", f"unix:{path}")
        self.assertEqual(server.address, f"unix:{path}")
        self.check_talk(f"unix:{path}")
        server.stop()
        self.assertFalse(os.path.exists(path))

    def test_the_socket_file_of_a_killed_server_is_replaced(self):
        path = f"{self.directory()}/tertulia.sock"
        killed = self.serve("--listen", f"unix:{path}")
        killed.status = -signal.SIGKILL
        killed.stop(signal.SIGKILL)
        self.assertTrue(os.path.exists(path))
        self.serve("--listen", f"unix:{path}")
        self.check_talk(f"unix:{path}")

    def test_the_socket_file_of_a_running_server_is_kept(self):
        path = f"{self.directory()}/tertulia.sock"
        self.serve("--listen", f"unix:{path}")
        second = self.run_daemon("--listen", f"unix:{path}")
        self.assertEqual(second.child.returncode, 1)
        self.check_talk(f"unix:{path}")

    def test_several_addresses_share_one_room_and_each_is_logged(self):
        path = f"{self.directory()}/tertulia.sock"
        server = self.serve("--listen", "127.0.0.1:0", "-l", "127.0.0.2:0",
                            "--listen", f"unix:{path}")
        ann, bob, carl = (Client(self, address) for address in server.addresses)
        ann.join("Ann")
        bob.join("Bob")
        carl.join("Carl")
        carl.line("hi")
        for listener in (ann, bob, carl):
            listener.skip_to(said("Carl", "hi"))

    def test_nc_talks_over_a_unix_socket(self):
        path = f"{self.directory()}/tertulia.sock"
        self.serve("--listen", f"unix:{path}")
        process = self.run_to_end(
            ["/bin/sh", "-c", f"printf 'Ann\\nhello\\nexit\\n' | {NETCAT} -N -U {path}"])
        self.assertEqual(process.out.text(),
                         text_of(connected("Ann"), said("Ann", "hello"), goodbye("Ann")))


if __name__ == "__main__":
    main()
