"""Fixed bugs. Each test opens with the story of its bug."""

import os
import pty
import signal
import socket
import subprocess

from duo_phrases import queued, talking_with
from phrases import (DUO_CANNOT_CHANGE, GOODBYE, LOG_LISTENING, LOG_NOT_RELOADED, LOG_RELOADED,
                     LOG_SHUTTING_DOWN, LOST_CONNECTION, NOT_OUR_SERVER, NOT_UTF8, USERNAME_PROMPT,
                     client_error, connected, error, goodbye, joined, left, log_disconnected,
                     log_new_client, said, text_of)
from processes import CLIENT, DAEMON
from sockets import Client
from support import Case, Program, main
from waiting import wait_until


class Regressions(Case):
    def shell(self, script):
        """Runs a shell command, which must succeed. Returns its standard output."""
        process = self.run_to_end(["/bin/sh", "-c", script])
        process.expect_status(0)
        return process.out.text()

    def test_a_byte_255_in_piped_input_merges_no_lines(self):
        """The client sent a byte 255 of its input unchanged. The server took it for the beginning of
        a telnet command and skipped the newline after it. After 255 and 250 it skipped all the rest."""
        server = self.serve("--rate", "0")
        process = self.run_to_end(
            ["/bin/sh", "-c", f"printf 'a\\377\\nhello\\n\\377\\372x\\nbye\\n' | "
                              f"{CLIENT} --name Bob {server.address}"])
        process.expect_status(4)
        self.assertEqual(process.err.text(), text_of(*[client_error(server, NOT_UTF8)] * 2))
        self.assertIn(text_of(said("Bob", "hello"), said("Bob", "bye")), process.out.text())

    def test_a_subnegotiation_without_an_end_does_not_mute_the_client(self):
        """The same bytes came from a client without telnet. The server ignored all its later lines."""
        server = self.serve("--rate", "0")
        bob = self.client(server, "Bob")
        bob.send(b"x\xff\xfay\nhello\n")
        bob.expect(said("Bob", "x"), said("Bob", "hello"))

    def test_lines_are_sent_when_the_output_is_closed(self):
        """The client left when its output was closed, before it had sent any line."""
        server = self.serve("--print-messages")
        self.shell(said("echo hi; echo ho", f"| {CLIENT} --name Bob {server.address} | true"))
        server.logged(said("Bob", "hi"))
        server.logged(said("Bob", "ho"))

    def test_signals_work_when_the_input_is_closed(self):
        """The event loop's signal pipe became descriptor 0, and the client read signals as input."""
        server = self.serve()
        bob = self.run_to_end(["/bin/sh", "-c", f"exec {CLIENT} --name Bob {server.address} <&-"])
        bob.expect_status(0)
        bob.out.skip_to(goodbye("Bob"))

    def test_signals_work_when_the_output_is_not_read(self):
        """The client blocked in a write to its unread output, and SIGTERM did nothing."""
        server = self.serve("--rate", "0")
        _, unread = self.pipe()
        bob = subprocess.Popen([CLIENT, "--name", "Bob", server.address], stdin=subprocess.PIPE,
                               stdout=unread)
        self.addCleanup(bob.wait)
        self.addCleanup(bob.kill)
        self.addCleanup(bob.stdin.close)
        server.logged(log_new_client("Bob"))
        ann = self.client(server, "Ann")
        for i in range(400):
            ann.line(f"{i} " + "x" * 1000)
        ann.skip_to(said("Ann", "399 ") + "x" * 1000)
        bob.send_signal(signal.SIGTERM)
        server.logged(log_disconnected("Bob"))

    def reload(self, server, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        server.signal(signal.SIGHUP)

    def pipe(self):
        ends = os.pipe()
        for end in ends:
            self.addCleanup(os.close, end)
        return ends

    def test_lines_received_before_a_close_are_sent(self):
        """A client sent lines faster than --rate allows, and closed. The server's next write to it
        failed, and the server dropped the lines that it had read already."""
        server = self.serve("--rate", "200", "--burst", "5")
        ann, = self.room(server, "Ann")
        bob = Client(self, server.address)
        bob.send(b"Bob\n" + b"".join(b"%d\n" % i for i in range(60)))
        bob.close()
        ann.expect(joined("Bob"), *[said("Bob", i) for i in range(60)], left("Bob"))

    def test_a_client_in_telnet_mode_is_asked_for_its_name(self):
        """The first negotiation of a telnet client counted as input, so the server did not ask the
        client for its name."""
        bob = self.client(self.serve())
        bob.send(b"\xff\xfb\x1f\xff\xfd\x03")
        bob.wait_for(USERNAME_PROMPT)

    def test_exit_is_not_a_name_in_a_pipe(self):
        """With --name exit the client left with status 0, and its input was lost."""
        process = self.run_client("--name", "exit", self.serve().address)
        process.expect_status(2)

    def test_a_blank_name_is_not_a_name(self):
        """With --name ' ' the client sent a blank line, which the server ignores, and waited."""
        process = self.run_client("--name", " ", self.serve().address)
        process.expect_status(0)
        process.out.expect(USERNAME_PROMPT)

    def test_brackets_need_no_quotes_in_a_file(self):
        """The parser took listen = [::]:7788 for a list, and changed it."""
        path = self.file("listen = [::]:7788\n")
        process = self.run_daemon("--config", path, "--check-config")
        process.expect_status(0)
        self.assertIn('listen = "[::]:7788"\n', process.out.text())

    def test_invalid_addresses_are_refused(self):
        """The parser took a:b:c for an IPv6 address. The daemon refused it only when it listened."""
        for text in ("a:b:c", "[host]:1", "[::1", "::1]:2"):
            with self.subTest(text):
                process = self.run_daemon("--listen", text, "--check-config")
                self.assertEqual(process.wait(), 2)

    def test_a_higher_rate_takes_effect_at_once(self):
        """After a reload a client paid for its earlier lines at the new rate."""
        path = self.file("rate = 1\nburst = 50\n")
        server = self.serve("--config", path)
        bob = self.client(server, "Bob")
        for i in range(40):
            bob.line(str(i))
        bob.skip_to(said("Bob", "39"))
        self.reload(server, path, "rate = 100\nburst = 1\n")
        server.logged(LOG_RELOADED)
        bob.line("a")
        bob.line("b")
        bob.expect(said("Bob", "a"), said("Bob", "b"))

    def test_tokens_used_at_an_old_rate_do_not_block_a_client(self):
        """A client sent many lines with a large burst, and reconnected after a reload with a small
        burst. The server delayed it by the time of all those lines at the new rate: minutes or days."""
        path = self.file("rate = 1\nburst = 1000000\n")
        server = self.serve("--config", path)
        bob = self.client(server, "Bob")
        bob.send("".join(f"{i}\n" for i in range(1000)))
        bob.skip_to(said("Bob", "999"))
        bob.leave("Bob")
        self.reload(server, path, "rate = 1\nburst = 2\n")
        server.logged(LOG_RELOADED)
        bob = self.client(server, "Bob")
        bob.line("heard")
        bob.expect(said("Bob", "heard"))

    def test_a_reload_does_not_block_on_a_file(self):
        """The configuration file had become a pipe or an endless file. The reload never returned, or
        used the part that it had read."""
        path = self.file("")
        server = self.serve("--config", path)
        os.remove(path)
        os.mkfifo(path)
        server.signal(signal.SIGHUP)
        server.logged(f"{LOG_NOT_RELOADED}cannot read {path}: not a regular file")
        self.assertEqual(self.run_daemon("--check-config", "--config", "/dev/zero").wait(), 1)

    def test_duo_stops_when_its_output_is_not_read(self):
        """The shutdown waited for the reader of standard output for ever, and the server still caught
        every signal."""
        server = self.duo("--rate", "0")
        client = self.client(server)
        client.expect(talking_with("Servidor"))
        server.out.stall()
        client.send(("\x01" * 4000 + "\n") * 40)
        server.signal(signal.SIGTERM)
        server.logged(LOG_SHUTTING_DOWN)
        wait_until(lambda: server.signal(signal.SIGTERM) or not server.running(),
                   lambda: "the server to end")
        server.out.resume()
        server.status = server.child.returncode  # The last signal may end the process.
        self.assertIn(server.status, (0, -signal.SIGTERM))

    def test_only_the_exact_goodbye_ends_the_client_with_0(self):
        """Any line that began with Goodbye, at any time, made the exit status 0."""
        self.lost_after(text_of("Goodbyes are sad", goodbye("x")).encode(), LOST_CONNECTION)

    def test_server_text_is_made_safe_on_standard_error(self):
        """The client printed the server's error about a name unchanged to the terminal."""
        refusal = (error("bad \x1b]0;x\x07\x1b[2J\rx" + "y" * 5000), USERNAME_PROMPT)
        process = self.lost_after(text_of(error("no JSON here"), USERNAME_PROMPT, *refusal).encode(),
                                  "bad \u241b]0;x\u2407\u241b[2J\u240dxyy", 2, b"")
        self.assertLess(len(process.err.text()), 300)

    def lost_after(self, lines, why, status=1, welcome=text_of(connected("x")).encode()):
        """Runs the client against a server that sends these lines and closes."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            process = Program(self, "--name", "x", f"127.0.0.1:{listener.getsockname()[1]}")
            connection, _ = listener.accept()
            connection.sendall(welcome + lines)
            connection.shutdown(socket.SHUT_WR)
            process.expect_status(status)
            connection.close()
        self.assertIn(why, process.err.text())
        return process

    def test_a_reload_cannot_enable_duo(self):
        """A reload with duo = true gave the idle timeout of duo to a running hub."""
        path = self.file("")
        server = self.serve("--config", path)
        self.reload(server, path, "duo = true\n")
        server.logged(f"{LOG_NOT_RELOADED}{DUO_CANNOT_CHANGE}")

    def test_exit_in_the_queue_gets_an_answer(self):
        """The server did not read from queued clients, so an exit waited for its turn."""
        server = self.duo()
        self.client(server).expect(talking_with("Servidor"))
        second = self.client(server)
        second.expect(queued(1))
        second.line("exit")
        second.expect_start(GOODBYE)
        second.expect_end()

    def test_the_client_gives_up_on_a_server_that_never_answers(self):
        """Before it had joined, the client waited for ever for a server that was stopped, or that was
        not tertuliad."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = self.run_client("--name", "Bob", f"127.0.0.1:{silent.getsockname()[1]}")
        process.expect_status(1)
        process.err.wait_for(NOT_OUR_SERVER)

    def test_the_server_stops_when_the_operators_terminal_is_closed(self):
        """SIGHUP meant a reload even when the operator's terminal was closed. The server continued,
        and its clients talked to no operator."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(DAEMON, [DAEMON, "--duo", "--name", "Eva", "--listen", "127.0.0.1:0"])
        shown = b""
        while LOG_LISTENING.encode() not in shown:
            shown += os.read(terminal, 4096)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)


if __name__ == "__main__":
    main()
