"""Metrics for Prometheus: off by default, on loopback only, and harmless to the chat."""

import http.client
import os
import re
import resource
import signal
import socket

from phrases import LOG_METRICS, SHUTTING_DOWN, cannot_listen, said
from sockets import connect
from support import Case, main
from waiting import TIMEOUT, wait_until

SAMPLE = re.compile(r'([a-z_]+(?:\{[a-z]+="[^"]*"\})?) ([0-9.e+-]+)')


class Metrics(Case):
    def metered(self, *options, where="127.0.0.1:0"):
        server = self.serve("--metrics", where, *options)
        server.err.wait_for(LOG_METRICS)
        server.metrics = re.search(rf"{LOG_METRICS}(\S+)\n", server.err.text()).group(1)
        return server

    def ask(self, server, path="/metrics", method="GET"):
        """Sends a request with an HTTP client. Returns the response."""
        host, port = server.metrics.rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=TIMEOUT)
        self.addCleanup(connection.close)
        connection.request(method, path)
        return connection.getresponse()

    def numbers(self, server):
        answer = self.ask(server)
        self.assertEqual(answer.status, 200)
        numbers = {}
        for line in answer.read().decode().splitlines():
            if not line.startswith("# "):
                name, value = SAMPLE.fullmatch(line).groups()
                self.assertNotIn(name, numbers)
                numbers[name] = float(value)
        return numbers

    def numbers_with(self, server, name, value):
        """The numbers once this one has its value. A page may be a second old."""
        return wait_until(lambda: (numbers := self.numbers(server))[name] == value and numbers,
                          lambda: f"{name} to be {value}")

    def test_the_metrics_have_current_values(self):
        server = self.metered()
        before = self.numbers(server)
        self.assertEqual(before['tertulia_clients{state="named"}'], 0)
        self.assertEqual(self.ask(server).headers["Content-Type"],
                         "text/plain; version=0.0.4; charset=utf-8")
        ann, bob = self.room(server, "Ann", "Bob")
        bob.line("hello")
        ann.expect(said("Bob", "hello"))
        bob.expect(said("Bob", "hello"))
        after = self.numbers_with(server, "tertulia_lines_received_total", 5)
        self.assertEqual(after['tertulia_clients{state="named"}'], 2)
        self.assertEqual(after["tertulia_connections_total"], 2)
        self.assertEqual(after["tertulia_bytes_received_total"], len("Ann\nhere\nBob\nhere\nhello\n"))
        self.assertGreater(after["process_resident_memory_bytes"], 100_000)
        self.assertGreater(after["process_open_fds"], before["process_open_fds"])
        self.assertGreater(after["process_start_time_seconds"], 1.7e9)
        self.assertEqual(set(before), set(after))

    def test_other_requests_are_refused(self):
        server = self.metered()
        self.assertEqual(self.ask(server, "/").status, 404)
        self.assertEqual(self.ask(server, method="POST").status, 501)

    def test_metrics_on_a_unix_socket(self):
        path = f"{self.directory()}/metrics"
        server = self.metered(where=f"unix:{path}")
        self.assertEqual(server.metrics, f"unix:{path}")
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(TIMEOUT)
            sock.connect(path)
            sock.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            answer = b"".join(iter(lambda: sock.recv(65536), b""))
        self.assertTrue(answer.startswith(b"HTTP/1.0 200 OK\r\n"))
        self.assertIn(b"\ntertulia_build_info{version=", answer)
        server.stop()
        self.assertFalse(os.path.exists(path))

    def test_metrics_are_off_by_default(self):
        server = self.serve("--log-level", "debug")
        self.assertNotIn("metrics", server.err.text())
        self.assertIn('metrics = ""\n', self.run_daemon("--check-config").out.text())

    def test_only_loopback_addresses_are_accepted(self):
        for where in ("0.0.0.0:0", "[::]:0", "192.0.2.1:9100", "example.org:9100"):
            process = self.run_daemon("--metrics", where)
            self.assertEqual(process.child.returncode, 2)
            self.assertIn("is not local", process.err.text())

    def test_an_address_in_use_is_an_error(self):
        taken = self.serve()
        process = self.run_daemon("--listen", "127.0.0.1:0", "--metrics", taken.address)
        self.assertEqual(process.child.returncode, 1)
        self.assertIn(cannot_listen(taken.address), process.err.text())

    def test_bad_scrapers_do_not_hurt_the_chat(self):
        server = self.metered()
        ann, bob = self.room(server, "Ann", "Bob")
        crowd = [connect(server.metrics) for _ in range(100)]
        for i, one in enumerate(crowd):
            self.addCleanup(one.close)
            one.sendall((b"GET /metr", b"x" * 4000, b"POST / HTTP/1.1\r\n\r\n", b"")[i % 4])
        for i in range(5):
            bob.line(f"{i}")
            ann.expect(said("Bob", i))
        for one in crowd:
            one.close()
        self.assertEqual(self.numbers(server)['tertulia_clients{state="named"}'], 2)

    def test_without_free_descriptors_the_loop_uses_no_processor_time(self):
        server = self.metered("--max-clients", "1")
        limit = len(os.listdir(f"/proc/{server.child.pid}/fd"))
        _, most = resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE, (limit, most))
        with connect(server.metrics):
            before = self.ticks(server)
            started = os.times().elapsed
            wait_until(lambda: os.times().elapsed - started > 0.5, lambda: "half a second")
            self.assertLess(self.ticks(server) - before, 10)
        resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE, (limit + 20, most))
        self.assertEqual(self.numbers(server)["process_max_fds"], limit + 20)

    @staticmethod
    def ticks(server):
        """Processor time so far, in hundredths of a second."""
        with open(f"/proc/{server.child.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def test_metrics_are_served_during_the_shutdown(self):
        server = self.metered("--drain-timeout", "1h")
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        bob.expect(SHUTTING_DOWN)
        self.assertEqual(self.numbers(server)['tertulia_clients{state="named"}'], 1)
        bob.close()
        server.expect_status(0)


if __name__ == "__main__":
    main()
