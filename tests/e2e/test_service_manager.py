"""The daemon and a service manager: readiness, watchdog, inherited sockets."""

import os
import re
import signal
import socket
import threading

from managers import Manager
from phrases import (LOG_LISTENING, LOG_SHUTTING_DOWN, SHUTTING_DOWN, connected, goodbye,
                     log_listening, text_of)
from support import Case, main
from waiting import TIMEOUT, pause, wait_until


class Notify(Case):
    def expect_notification(self, manager, *lines):
        manager.expect(*lines, "")

    def test_from_ready_to_stopping(self):
        for abstract in (False, True):
            with self.subTest(abstract=abstract):
                manager = Manager(self, abstract)
                server = self.serve(extra=manager.environment)
                self.assertEqual(manager.next_line(), "READY=1")
                self.assertRegex(manager.next_line(), r"^STATUS=.+")
                self.expect_notification(manager)
                server.stop()
                self.expect_notification(manager, "STOPPING=1", f"STATUS={LOG_SHUTTING_DOWN}")
                pause(0)
                self.assertEqual(len(manager.data), manager.position)

    def test_ready_comes_when_all_sockets_listen(self):
        manager = Manager(self)
        listening = ("--listen", "127.0.0.1:0", "--listen", f"unix:{self.directory()}/socket")
        process = self.daemon(*listening, extra=manager.environment)
        manager.expect("READY=1")
        process.err.wait_for(log_listening("unix:"))
        for address in re.findall(rf"{LOG_LISTENING}(\S+)\n", process.err.text()):
            family = socket.AF_UNIX if address.startswith("unix:") else socket.AF_INET
            with socket.socket(family) as sock:
                sock.connect(address[5:] if family == socket.AF_UNIX
                             else ("127.0.0.1", int(address.rsplit(":", 1)[1])))
        process.signal(signal.SIGTERM)
        process.expect_status(0)

    def test_a_failed_start_is_never_ready(self):
        taken = self.serve()
        manager = Manager(self)
        process = self.daemon("--listen", taken.address, extra=manager.environment)
        process.expect_status(1)
        pause(0)
        self.assertEqual(manager.text(), "")

    def test_a_reload_begins_and_ends(self):
        for text in ("max-clients = 5\n", "max-clients = none\n"):
            with self.subTest(text):
                manager = Manager(self)
                path = self.file("")
                server = self.serve("--config", path, extra=manager.environment)
                manager.skip_to("")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                server.signal(signal.SIGHUP)
                manager.expect("RELOADING=1")
                self.assertRegex(manager.next_line(), r"^MONOTONIC_USEC=\d+$")
                manager.expect("", "READY=1")

    def test_a_missing_notify_socket_does_no_harm(self):
        for name in ("/nowhere/notify", "relative", "@", "/" + "x" * 200, ""):
            with self.subTest(name):
                bob = self.client(self.serve(extra={"NOTIFY_SOCKET": name}), "Bob")
                bob.leave("Bob")


class Watchdog(Case):
    PING = "WATCHDOG=1\n"

    def wait_for_pings(self, manager, times):
        before = manager.text().count(self.PING)
        wait_until(lambda: manager.text().count(self.PING) >= before + times, manager.seen)

    def test_a_running_loop_pings_the_watchdog_and_a_stopped_one_does_not(self):
        manager = Manager(self)
        server = self.serve(extra={**manager.environment, "WATCHDOG_USEC": "40000"})
        self.wait_for_pings(manager, 3)
        server.signal(signal.SIGSTOP)
        stat = f"/proc/{server.child.pid}/stat"
        wait_until(lambda: self.state(stat) == "T", lambda: "the daemon to be stopped")
        pause(0.1)
        before = manager.text()
        pause(0.3)
        self.assertEqual(manager.text(), before)
        server.signal(signal.SIGCONT)
        self.wait_for_pings(manager, 3)

    def test_the_watchdog_is_pinged_while_connections_drain(self):
        manager = Manager(self)
        server = self.serve("--drain-timeout", "1h",
                            extra={**manager.environment, "WATCHDOG_USEC": "40000"})
        bob = self.client(server, "Bob")
        server.signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1\n")
        self.wait_for_pings(manager, 3)
        bob.close()
        server.expect_status(0)

    def test_the_watchdog_of_another_process_is_ignored(self):
        manager = Manager(self)
        server = self.serve(extra={**manager.environment, "WATCHDOG_USEC": "2000",
                                   "WATCHDOG_PID": "1"})
        manager.wait_for("READY=1\n")
        pause(0.1)
        server.stop()
        self.assertNotIn(self.PING, manager.text())

    @staticmethod
    def state(path):
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0]


class InheritedSocket(Case):
    def listener(self, family=socket.AF_INET, where=("127.0.0.1", 0)):
        sock = socket.socket(family)
        self.addCleanup(sock.close)
        sock.bind(where)
        sock.listen(200)
        return sock

    def test_it_listens_on_the_inherited_socket_only(self):
        sock = self.listener()
        server = self.serve(inherited=sock)
        self.assertEqual(server.addresses, [f"127.0.0.1:{sock.getsockname()[1]}"])
        self.client(server, "Bob").leave("Bob")

    def test_a_listen_option_is_used_as_well(self):
        server = self.serve("--listen", "127.0.0.1:0", inherited=self.listener())
        self.assertEqual(len(set(server.addresses)), 2)
        for address in server.addresses:
            server.addresses = [address]
            self.client(server, "Bob").leave("Bob")

    def test_the_file_of_an_inherited_unix_socket_is_kept(self):
        path = f"{self.directory()}/socket"
        server = self.serve(inherited=self.listener(socket.AF_UNIX, path))
        self.assertEqual(server.address, f"unix:{path}")
        self.client(server, "Bob").leave("Bob")
        server.stop()
        self.assertTrue(os.path.exists(path))

    def test_an_inherited_socket_that_does_not_listen_is_an_error(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            process = self.daemon(inherited=sock, extra={"LISTEN_FDNAMES": "chat"})
            process.expect_status(1)
        self.assertEqual(process.err.text(), "tertuliad: the inherited descriptor 3 (chat) "
                                             "is no stream socket that listens\n")

    def test_a_restart_refuses_no_connection(self):
        sock = self.listener()
        server = self.serve(inherited=sock)
        answers, done = set(), threading.Event()

        def connect_repeatedly():
            """The old daemon or the next one answers each connection."""
            while not done.is_set():
                try:
                    with socket.create_connection(sock.getsockname(), TIMEOUT) as connection:
                        connection.sendall(b"exit\n")
                        answers.add(connection.recv(100))
                except OSError as error:
                    answers.add(repr(error))

        thread = threading.Thread(target=connect_repeatedly)
        thread.start()
        try:
            for _ in range(3):
                server.stop()
                waiting = self.client(server)
                waiting.line("Early")
                server = self.serve(inherited=sock)
                waiting.skip_to(connected("Early"))
                waiting.close()
        finally:
            done.set()
            thread.join()
        self.assertLessEqual(answers, {text_of(line).encode() for line in (goodbye(), SHUTTING_DOWN)})
        self.assertIn(text_of(goodbye()).encode(), answers)


if __name__ == "__main__":
    main()
