"""Bugs that once were, each with its story."""

import os
import pty
import signal
import socket
import subprocess

from processes import CLIENT, DAEMON
from sockets import Client
from support import Case, Program, main
from waiting import wait_until


class Regressions(Case):
    def shell(self, script):
        """A shell command's standard output; it must end well."""
        process = self.run_to_end(["/bin/sh", "-c", script])
        process.expect_status(0)
        return process.out.text()

    def test_a_byte_255_in_piped_input_merges_no_lines(self):
        """A byte 255 in a file was sent as it is. The server took it for the beginning of a telnet
        command, and swallowed the newline behind it; with 250 behind it, all the rest."""
        server = self.serve("--rate", "0")
        out = self.shell(f"printf 'a\\377\\nhello\\n\\377\\372x\\nbye\\n' | "
                         f"{CLIENT} --name Bob {server.address}")
        self.assertEqual(out.count("! That line was not valid UTF-8"), 2)
        self.assertIn("(Bob) hello\n", out)
        self.assertIn("(Bob) bye\n", out)

    def test_a_lost_end_of_a_subnegotiation_mutes_nobody(self):
        """The same from a client that does not know telnet: it was never heard again."""
        server = self.serve("--rate", "0")
        bob = self.client(server, "Bob")
        bob.send(b"x\xff\xfay\nhello\n")
        bob.expect("(Bob) x", "(Bob) hello")

    def test_lines_are_posted_where_the_output_is_closed(self):
        """The client left as soon as it could print nothing, before it had posted anything."""
        server = self.serve("--print-messages")
        self.shell(f"(echo hi; echo ho) | {CLIENT} --name Bob {server.address} | true")
        server.logged("(Bob) hi")
        server.logged("(Bob) ho")

    def test_signals_work_where_the_input_is_closed(self):
        """The loop's own signal pipe became descriptor 0, and the client read the signals from it
        as input."""
        server = self.serve()
        bob = self.run_to_end(["/bin/sh", "-c", f"exec {CLIENT} --name Bob {server.address} <&-"])
        bob.expect_status(0)
        bob.out.skip_to("Goodbye Bob!")

    def test_a_reader_that_stops_does_not_make_it_deaf_to_signals(self):
        """A filter whose output was not read blocked in its write, and SIGTERM did nothing."""
        server = self.serve("--rate", "0")
        _, unread = self.pipe()
        bob = subprocess.Popen([CLIENT, "--name", "Bob", server.address], stdin=subprocess.PIPE,
                               stdout=unread)
        self.addCleanup(bob.wait)
        self.addCleanup(bob.kill)
        self.addCleanup(bob.stdin.close)
        server.logged("New client: Bob")
        ann = self.client(server, "Ann")
        for i in range(400):
            ann.line(f"{i} " + "x" * 1000)
        ann.skip_to("(Ann) 399 " + "x" * 1000)
        bob.send_signal(signal.SIGTERM)
        server.logged("Client disconnected: Bob")

    def reload(self, server, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        server.signal(signal.SIGHUP)

    def pipe(self):
        ends = os.pipe()
        for end in ends:
            self.addCleanup(os.close, end)
        return ends

    def test_what_came_before_the_end_is_posted_however_it_ended(self):
        """A client sent its lines faster than --rate allows, and closed. The server's next write
        to it failed, and the lines that it had read already were dropped."""
        server = self.serve("--rate", "200", "--burst", "5")
        ann, = self.room(server, "Ann")
        bob = Client(self, server.address)
        bob.send(b"Bob\n" + b"".join(b"%d\n" % i for i in range(60)))
        bob.close()
        ann.expect("-- Bob has joined", *[f"(Bob) {i}" for i in range(60)], "-- Bob has left")

    def test_a_client_in_telnet_mode_is_asked_for_its_name(self):
        """What a telnet client negotiates at once counted as something said, so that nobody asked
        it for its name."""
        bob = self.client(self.serve())
        bob.send(b"\xff\xfb\x1f\xff\xfd\x03")
        bob.expect("Username?")

    def test_exit_is_nobodys_name_in_a_pipe_either(self):
        """--name exit left politely, with status 0, and the lines were lost."""
        process = self.run_client("--name", "exit", self.serve().address)
        process.expect_status(2)

    def test_a_blank_name_is_no_name(self):
        """--name ' ' sent a blank line, which does nothing, and waited for an answer."""
        process = self.run_client("--name", " ", self.serve().address)
        process.expect_status(0)
        process.out.expect("Username?")

    def test_brackets_need_no_quotes_in_a_file(self):
        """listen = [::]:7788 was taken for a list, and came out mangled."""
        path = self.file("listen = [::]:7788\n")
        process = self.run_daemon("--config", path, "--check-config")
        process.expect_status(0)
        self.assertIn('listen = "[::]:7788"\n', process.out.text())

    def test_what_no_address_can_be_is_refused(self):
        """a:b:c was taken for an IPv6 address, and refused only when it was used."""
        for text in ("a:b:c", "[host]:1", "[::1", "::1]:2"):
            with self.subTest(text):
                process = self.run_daemon("--listen", text, "--check-config")
                self.assertGreaterEqual(process.wait(), 100)

    def test_a_higher_rate_counts_from_now_on(self):
        """After a reload a client had to work off, at the new rate, what it owed by the old."""
        path = self.file("rate = 1\nburst = 50\n")
        server = self.serve("--config", path)
        bob = self.client(server, "Bob")
        for i in range(40):
            bob.line(str(i))
        bob.skip_to("(Bob) 39")
        self.reload(server, path, "rate = 100\nburst = 1\n")
        server.logged("reloaded the configuration")
        bob.line("a")
        bob.line("b")
        bob.expect("(Bob) a", "(Bob) b")

    def test_a_debt_by_a_former_rate_holds_up_nobody(self):
        """Who had sent much under a large burst and come again after a reload with a small one was
        not heard for as long as that many lines take at the new rate: minutes, or days."""
        path = self.file("rate = 1\nburst = 1000000\n")
        server = self.serve("--config", path)
        bob = self.client(server, "Bob")
        bob.send("".join(f"{i}\n" for i in range(1000)))
        bob.skip_to("(Bob) 999")
        bob.leave("Bob")
        self.reload(server, path, "rate = 1\nburst = 2\n")
        server.logged("reloaded the configuration")
        bob = self.client(server, "Bob")
        bob.line("heard")
        bob.expect("(Bob) heard")

    def test_a_reload_waits_for_no_file(self):
        """The configuration was a pipe by then, or had no end: the reload never returned, or took
        what it had read for the whole."""
        path = self.file("")
        server = self.serve("--config", path)
        os.remove(path)
        os.mkfifo(path)
        server.signal(signal.SIGHUP)
        server.logged(f"not reloaded: cannot read {path}: not a regular file")
        self.assertEqual(self.run_daemon("--check-config", "--config", "/dev/zero").wait(), 1)

    def test_an_operator_whose_reader_stopped_can_be_ended(self):
        """Its end waited for the reader of standard output for ever, and every signal was still
        caught."""
        server = self.duo("--rate", "0")
        guest = self.client(server)
        guest.expect("-- You are talking with Servidor")
        server.out.stall()
        guest.send(("\x01" * 4000 + "\n") * 40)
        server.signal(signal.SIGTERM)
        server.logged("shutting down")
        wait_until(lambda: server.signal(signal.SIGTERM) or not server.running(),
                   lambda: "the server to end")
        server.out.resume()
        server.status = server.child.returncode  # By a signal, if one came after all was done.
        self.assertIn(server.status, (0, -signal.SIGTERM))

    def test_a_server_that_only_seems_to_say_goodbye_is_lost(self):
        """Any line that began with Goodbye, at any time, made the exit status 0."""
        self.lost_after(b"Goodbyes are sad\nGoodbye x!\n", "closed the connection")

    def test_what_a_server_says_is_made_safe_on_standard_error_too(self):
        """Its reason for refusing a name went to the terminal as it was."""
        process = self.lost_after(b"! bad \x1b]0;x\x07\x1b[2J\rx" + b"y" * 5000 + b"\nUsername?\n",
                                  "bad \u241b]0;x\u2407\u241b[2J\u240dxyy", 2, b"")
        self.assertLess(len(process.err.text()), 300)

    def lost_after(self, lines, why, status=1, welcome=b"You are now connected, x!\n"):
        """The client's end at a server that says these lines and closes."""
        with socket.create_server(("127.0.0.1", 0)) as door:
            process = Program(self, "--name", "x", f"127.0.0.1:{door.getsockname()[1]}")
            connection, _ = door.accept()
            connection.sendall(welcome + lines)
            connection.shutdown(socket.SHUT_WR)
            process.expect_status(status)
            connection.close()
        self.assertIn(why, process.err.text())
        return process

    def test_duo_cannot_be_switched_on_by_a_reload(self):
        """A reload took duo's idle time into a running hub."""
        path = self.file("")
        server = self.serve("--config", path)
        self.reload(server, path, "duo = true\n")
        server.logged("not reloaded: duo cannot change while running")

    def test_who_exits_in_line_gets_an_answer(self):
        """Nobody read what those in line said, so that exit had to wait for its turn."""
        server = self.duo()
        self.client(server).expect("-- You are talking with Servidor")
        second = self.client(server)
        second.expect("-- Servidor is talking with someone else; you are number 1 in line")
        second.line("exit")
        self.assertRegex(second.next_line(), "^Goodbye ")
        second.expect_end()

    def test_a_server_that_never_answers_is_given_up(self):
        """Before it was let in, the client waited for ever for a server that was stopped, or was
        none of ours."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = self.run_client("--name", "Bob", f"127.0.0.1:{silent.getsockname()[1]}")
        process.expect_status(1)
        process.err.wait_for("no tertulia hub answers there")

    def test_an_operator_whose_terminal_is_closed_leaves(self):
        """SIGHUP meant reload, also when it came because the operator's window was closed: the
        server went on, and its guests talked to nobody."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(DAEMON, [DAEMON, "--duo", "--name", "Eva", "--listen", "127.0.0.1:0"])
        shown = b""
        while b"listening on" not in shown:
            shown += os.read(terminal, 4096)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)


if __name__ == "__main__":
    main()
