"""The addresses at which the server listens."""

import os
import signal
import socket
import stat
from subprocess import DEVNULL

from namespaces import with_files
from phrases import (LOG_METRICS, cannot_listen, connected, goodbye, log_listening, said,
                     text_of)
from processes import DAEMON, NETCAT, Process
from sockets import free_port, has_ipv6
from support import Case, Client, main
from waiting import wait_until


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

    def listens(self, process, *addresses):
        """Waits for the log to name these addresses, and checks that it names no other."""
        process.err.wait_for(log_listening(addresses[-1]) + "\n")
        self.assertEqual(process.err.text().count(log_listening("")), len(addresses))

    def test_overlapping_addresses(self):
        """The administrator of a machine listed 0.0.0.0 and [::]. The server did not start, because
        the second address was in use: by the first one."""
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        for hosts, listening in (
                (("0.0.0.0", "[::]"), ("0.0.0.0", "[::]")),
                (("[::]", "0.0.0.0"), ("[::]", "0.0.0.0")),
                (("*",), ("[::]",)),
                (("127.0.0.1", "[::]"), ("[::]",)),
                (("127.0.0.1", "0.0.0.0", "[::1]"), ("0.0.0.0", "[::1]")),
                (("127.0.0.1", "127.0.0.1"), ("127.0.0.1",)),
                (("",), ("[::]",))):
            with self.subTest(hosts=hosts):
                port = free_port()
                server = self.daemon(*(f"--listen={host}:{port}" for host in hosts))
                self.listens(server, *(f"{host}:{port}" for host in listening))
                self.check_talk(f"127.0.0.1:{port}")
                if any(host.startswith("[") for host in listening):
                    self.check_talk(f"[::1]:{port}")

    def test_a_name_that_stands_twice_in_etc_hosts(self):
        port = free_port()
        command = with_files(self, {"hosts": "127.0.0.1 chat\n127.0.0.1 chat\n"},
                             DAEMON, "--listen", f"chat:{port}")
        server = Process(self, command, DEVNULL)
        self.listens(server, f"127.0.0.1:{port}")
        self.check_talk(f"127.0.0.1:{port}")

    def test_an_address_that_an_inherited_socket_includes(self):
        inherited = socket.create_server(("0.0.0.0", 0))
        self.addCleanup(inherited.close)
        port = inherited.getsockname()[1]
        server = self.daemon("--listen", f"127.0.0.1:{port}", "--listen", f"0.0.0.0:{port}",
                             inherited=inherited)
        self.listens(server, f"0.0.0.0:{port}")
        self.check_talk(f"127.0.0.1:{port}")

    def test_the_socket_file_of_a_successor_is_kept(self):
        path = f"{self.directory()}/tertulia.sock"
        first = self.serve("--listen", f"unix:{path}")
        os.remove(path)
        self.serve("--listen", f"unix:{path}")
        first.stop()
        self.check_talk(f"unix:{path}")

    def test_of_servers_that_start_at_once_one_runs(self):
        """A script started a server twice on the socket of a killed one. Both ran, and the users of
        the first one waited for the others in vain."""
        path = f"{self.directory()}/tertulia.sock"
        with socket.socket(socket.AF_UNIX) as killed:
            killed.bind(path)
        servers = [self.daemon("--listen", f"unix:{path}") for _ in range(6)]
        wait_until(lambda: sum(server.running() for server in servers) == 1,
                   lambda: "one server to be left")
        left, = (server for server in servers if server.running())
        self.listens(left, f"unix:{path}")
        self.check_talk(f"unix:{path}")
        for server in servers:
            if server is not left:
                server.expect_status(1)
                self.assertIn(cannot_listen(f"unix:{path}"), server.err.text())

    def test_permissions_of_a_unix_socket(self):
        directory = self.directory()
        group = os.getgid() if os.geteuid() else 12345
        server = self.serve("--listen", f"unix:{directory}/chat", "--unix-mode", "0660",
                            "--unix-group", str(group), "--metrics", f"unix:{directory}/metrics")
        server.logged(f"{LOG_METRICS}unix:{directory}/metrics")
        for name in ("chat", "metrics"):
            status = os.stat(f"{directory}/{name}")
            self.assertEqual((stat.S_IMODE(status.st_mode), status.st_gid), (0o660, group))
        self.assertEqual(sorted(os.listdir(directory)), ["chat", "metrics"])


if __name__ == "__main__":
    main()
