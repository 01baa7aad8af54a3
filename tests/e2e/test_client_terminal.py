"""The client on a terminal, from the name prompt to the goodbye."""

import os
import signal

from phrases import (HELP, LINES_WAITING, NOT_CONNECTED, NOT_SENT, PROMPT, SHUTTING_DOWN,
                     USERNAME_PROMPT, acted, connected, goodbye, log_disconnected, name_taken,
                     present, said, typed)
from processes import wait_gone
from support import CLIENT, Case, Terminal, main
from waiting import wait_until


class Conversation(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def bob(self):
        """The terminal of Bob, who has joined."""
        screen = self.terminal(self.server, "--name", "Bob")
        screen.wait_last(connected("Bob"), PROMPT)
        return screen

    def test_a_slow_user_is_asked_once(self):
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        self.client(self.server).expect(USERNAME_PROMPT)  # The server would have asked by now.
        screen.enter("Bob")
        screen.wait_last(USERNAME_PROMPT, typed("Bob"), connected("Bob"), PROMPT)
        self.assertEqual(screen.lines().count(USERNAME_PROMPT), 1)

    def test_the_client_asks_again_after_a_refused_name(self):
        self.room(self.server, "Ann")
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.enter("ann")
        screen.wait_last(USERNAME_PROMPT, typed("ann"), name_taken("ann"), USERNAME_PROMPT,
                         PROMPT)
        screen.enter("Bob")
        screen.wait_last(connected("Bob"), PROMPT)

    def test_the_client_asks_after_a_refused_name_on_the_command_line(self):
        self.room(self.server, "Bob")
        screen = self.terminal(self.server, "--name", "Bob")
        screen.wait_last(name_taken("Bob"), USERNAME_PROMPT, PROMPT)
        screen.enter("Rob")
        screen.wait_last(connected("Rob"), PROMPT)

    def test_the_name_is_not_in_the_history(self):
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.enter("Bob")
        screen.wait_last(connected("Bob"), PROMPT)
        screen.type("\x1b[Ax")
        screen.wait_last(connected("Bob"), typed("x"))

    def test_exit_at_the_name_prompt_leaves(self):
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.enter("exit")
        screen.wait_for(typed("exit"), goodbye())
        screen.expect_status(0)

    def test_ctrl_d_at_the_name_prompt_leaves(self):
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.type("\x04")
        screen.expect_status(0)

    def test_ctrl_d_leaves_with_goodbye(self):
        screen = self.bob()
        screen.type("\x04")
        screen.wait_for(goodbye("Bob"))
        screen.expect_status(0)

    def test_ctrl_c_clears_the_typed_line_first_and_then_leaves_with_goodbye(self):
        screen = self.bob()
        screen.type("half a line")
        screen.wait_last(connected("Bob"), typed("half a line"))
        screen.type("\x03")
        screen.wait_last(connected("Bob"), PROMPT)
        screen.enter("still here")
        screen.wait_last(said("Bob", "still here"), PROMPT)
        screen.type("\x03")
        screen.wait_for(goodbye("Bob"))
        screen.expect_status(0)
        self.server.logged(log_disconnected("Bob"))

    def test_a_name_can_be_typed_for_any_time(self):
        """The server closed the connection while the user was still typing."""
        server = self.serve("--login-timeout", "300ms")
        screen = self.terminal(server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.type("Bo")
        self.client(server).wait_end()  # It came later, so the terminal's connection is closed.
        screen.enter("b")
        screen.wait_last(USERNAME_PROMPT, typed("Bob"), connected("Bob"), PROMPT)

    def test_ctrl_c_clears_a_name_that_is_being_typed(self):
        screen = self.terminal(self.server)
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.type("Bo")
        screen.wait_last(USERNAME_PROMPT, typed("Bo"))
        screen.type("\x03")
        screen.wait_last(USERNAME_PROMPT, PROMPT)
        screen.enter("Rob")
        screen.wait_last(connected("Rob"), PROMPT)

    def test_every_fatal_signal_restores_the_terminal(self):
        """kill -USR1 left the shell without echo."""
        numbers = [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGXCPU, signal.SIGXFSZ,
                   signal.SIGPWR, signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO, signal.SIGSYS,
                   signal.SIGTRAP, signal.SIGQUIT, signal.SIGSEGV, signal.SIGRTMIN + 2]
        # With sanitizers, or with the fuzzer's counters, the runtime would take SIGSEGV before the client.
        options = ":".join([os.environ.get("ASAN_OPTIONS", ""), "handle_segv=0"])
        extra = {"ASAN_OPTIONS": options, "UBSAN_OPTIONS": options}
        for number in numbers:
            with self.subTest(number):
                screen = self.terminal(self.server, "--name", f"Bob{int(number)}",
                                       extra=extra)
                screen.type("half")
                screen.wait_last(typed("half"))
                os.kill(screen.program(), number)
                screen.expect_status(128 + number)

    def test_sigterm_restores_the_terminal(self):
        screen = self.bob()
        screen.type("half a line")
        screen.wait_last(typed("half a line"))
        os.kill(screen.program(), signal.SIGTERM)
        screen.wait_text("[status ")
        screen.expect_restored()

    def test_who_does_not_wait_for_a_killed_server_leaves_with_the_reason(self):
        screen = self.bob()
        screen.type("half a line")
        screen.wait_last(typed("half a line"))
        self.server.status = -signal.SIGKILL
        self.server.stop(signal.SIGKILL)
        screen.wait_text(NOT_CONNECTED)
        screen.type("\x03")
        screen.wait_for(PROMPT)
        screen.type("\x04")
        screen.wait_text(f"tertulia: {self.server.address}: ")
        screen.expect_status(1)
        self.assertNotIn(NOT_CONNECTED, "\n".join(screen.scrolled()))

    def test_a_shutdown_is_shown_and_who_leaves_then_gets_it_as_the_reason(self):
        screen = self.bob()
        self.server.stop()
        screen.wait_for(SHUTTING_DOWN)
        screen.wait_text(NOT_CONNECTED)
        screen.type("\x03")
        screen.expect_status(1)

    def test_commands(self):
        screen = self.bob()
        screen.enter("/me waves")
        screen.wait_last(acted("Bob", "waves"), PROMPT)
        screen.enter("/who")
        screen.wait_last(present("Bob"), PROMPT)
        screen.enter("/help")
        screen.wait_last(HELP[-1], PROMPT)


class Paste(Case):
    """100 pasted lines could not be stopped: Ctrl-C waited for the server, which read them slowly."""

    def setUp(self):
        self.server = self.serve("--rate", "6", "--burst", "6")
        self.screen = self.terminal(self.server, "--name", "Bob", "--paste-guard", "0")
        self.screen.wait_last(connected("Bob"), PROMPT)
        self.screen.wait_bracketed_paste()
        self.screen.paste("".join(f"line {i}\n" for i in range(100)))
        self.screen.wait_text(LINES_WAITING)

    def sent(self):
        return sum(line.startswith(said("Bob", "")) for line in self.screen.scrolled())

    def test_ctrl_c_stops_it_and_the_next_one_leaves(self):
        self.screen.type("\x03")
        self.screen.wait_text(NOT_SENT)
        self.screen.type("\x03")
        self.screen.wait_for(goodbye("Bob"))
        self.screen.expect_status(0)
        self.assertLess(self.sent(), 50)

    def test_ctrl_d_leaves_ahead_of_it(self):
        self.screen.type("\x04")
        self.screen.wait_text(NOT_SENT)
        self.screen.wait_for(goodbye("Bob"))
        self.screen.expect_status(0)

    def test_messages_appear_meanwhile(self):
        ann = self.client(self.server, "Ann")
        ann.line("Hi")
        self.screen.wait_screen(lambda _: said("Ann", "Hi") in self.screen.scrolled(), "a message")


class Stuck(Case):
    """Nobody reads the terminal, and others go on talking: the client froze."""

    LINES = 120  # More than the terminal and the client's memory for it take.

    def stuck(self, server, **more):
        screen = self.terminal(server, "--name", "Bob", "--color", "never", **more)
        screen.wait_last(connected("Bob"), PROMPT)
        screen.inbox.stall()
        screen.inbox.listener = None  # The emulation takes long, and these tests are about bytes.
        return screen

    def flood(self, server):
        ann = self.client(server, "Ann")
        for i in range(self.LINES):
            ann.line(f"{i} " + "x" * 1500)
            ann.skip_to(said("Ann", f"{i} " + "x" * 1500))

    def test_two_signals_end_the_client(self):
        server = self.serve("--rate", "0")
        screen = self.stuck(server)
        self.flood(server)
        client = screen.program()
        os.kill(client, signal.SIGTERM)
        wait_until(lambda: not self.is_pending(client), lambda: "the first signal")
        os.kill(client, signal.SIGTERM)
        wait_gone(client, "the client")

    @staticmethod
    def is_pending(pid):
        """Whether a signal waits for the process: a second one would be the same."""
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return any(line.startswith(("SigPnd:", "ShdPnd:")) and int(line.split()[1], 16) != 0
                       for line in status)

    def test_nothing_is_lost_on_a_terminal_that_was_left_non_blocking(self):
        """48 of 60 lines never appeared: another program had set O_NONBLOCK."""
        server = self.serve("--rate", "0")
        screen = self.stuck(server, non_blocking=True)
        self.flood(server)
        screen.inbox.resume()
        wait_until(lambda: f"(Ann) {self.LINES - 1} x" in screen.inbox.text(), screen.shown)
        shown = [n for n in range(self.LINES) if f"(Ann) {n} x" in screen.inbox.text()]
        self.assertEqual(shown, list(range(self.LINES)))


class Transcript(Case):
    """The contract: the literal text here proves that phrases.py is right."""

    def test_the_screen_of_a_conversation(self):
        server = self.serve()
        john, rock = self.room(server, "John", "Rock")
        screen = self.terminal(server)
        screen.wait_last("Username?", ">")
        screen.enter("Bob")
        screen.wait_last("Username?", "> Bob", "You are now connected, Bob!", ">")
        screen.enter("Hello everyone")
        screen.wait_last("> Hello everyone", "(Bob) Hello everyone", ">")
        john.line("Hi")
        screen.wait_last("(John) Hi", ">")
        rock.line("Hey")
        screen.wait_last("(Rock) Hey", ">")
        screen.enter("exit")
        screen.expect_status(0)
        self.assertEqual(screen.lines(), [
            "Username?", "> Bob", "You are now connected, Bob!", "> Hello everyone",
            "(Bob) Hello everyone", "(John) Hi", "(Rock) Hey", "> exit", "Goodbye Bob!",
            "[status 0]"])


class JobControl(Case):
    def shell(self):
        screen = Terminal(self, "/bin/bash", "--norc", "--noprofile", "-i", shell=False,
                          extra={"PS1": "$ ", "HISTFILE": "/dev/null"})
        screen.wait_last("$")
        return screen

    def test_ctrl_z_stops_the_client_and_fg_restores_the_typed_line(self):
        server = self.serve()
        ann, = self.room(server, "Ann")
        screen = self.shell()
        screen.enter(f"{CLIENT} --name Bob {server.address}")
        screen.wait_last(connected("Bob"), PROMPT)
        screen.type("half a")
        screen.wait_last(typed("half a"))
        screen.type("\x1a")
        screen.wait_text("Stopped")
        screen.wait_last("$")
        ann.line("meanwhile")
        ann.skip_to(said("Ann", "meanwhile"))
        screen.enter("fg")
        screen.wait_last(said("Ann", "meanwhile"), typed("half a"))
        screen.enter(" line")
        ann.expect(said("Bob", "half a line"))
        screen.wait_last(said("Bob", "half a line"), PROMPT)
        screen.type("\x04")
        screen.wait_for(goodbye("Bob"))
        screen.wait_last("$")
        screen.enter("echo status $?")
        screen.wait_for("status 0")

    def test_the_client_can_be_stopped_repeatedly(self):
        server = self.serve()
        screen = self.shell()
        screen.enter(f"{CLIENT} --name Bob {server.address}")
        screen.wait_last(connected("Bob"), PROMPT)
        for count in (1, 2, 3):
            screen.type("\x1a")
            screen.wait_screen(lambda lines, n=count: sum("Stopped" in line for line in lines) == n
                               and lines[-1] == "$", "the shell")
            screen.enter("fg")
            screen.wait_last(PROMPT)
        screen.enter("still here")
        screen.wait_last(said("Bob", "still here"), PROMPT)


if __name__ == "__main__":
    main()
