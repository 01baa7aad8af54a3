"""The client on a terminal, from the first question to the last word."""

import os
import signal

from support import CLIENT, Case, Terminal, main


class Conversation(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def bob(self):
        """Bob at his terminal, having come in."""
        screen = self.terminal(self.server, "--name", "Bob")
        screen.wait_last("You are now connected, Bob!", ">")
        return screen

    def test_the_transcript_of_the_design_to_the_letter(self):
        john, rock = self.room(self.server, "John", "Rock")
        screen = self.terminal(self.server)
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

    def test_a_slow_typist_is_asked_once(self):
        screen = self.terminal(self.server)
        screen.wait_last("Username?", ">")
        self.client(self.server).expect("Username?")  # The server would have asked by now.
        screen.enter("Bob")
        screen.wait_last("Username?", "> Bob", "You are now connected, Bob!", ">")
        self.assertEqual(screen.lines().count("Username?"), 1)

    def test_a_refused_name_is_asked_for_again(self):
        self.room(self.server, "Ann")
        screen = self.terminal(self.server)
        screen.wait_last("Username?", ">")
        screen.enter("ann")
        screen.wait_last("Username?", "> ann", "! 'ann' is taken; choose another name",
                         "Username?", ">")
        screen.enter("Bob")
        screen.wait_last("You are now connected, Bob!", ">")

    def test_a_refused_name_of_the_command_line_is_asked_for_again(self):
        self.room(self.server, "Bob")
        screen = self.terminal(self.server, "--name", "Bob")
        screen.wait_last("! 'Bob' is taken; choose another name", "Username?", ">")
        screen.enter("Rob")
        screen.wait_last("You are now connected, Rob!", ">")

    def test_a_name_is_no_line_of_the_history(self):
        screen = self.terminal(self.server)
        screen.wait_last("Username?", ">")
        screen.enter("Bob")
        screen.wait_last("You are now connected, Bob!", ">")
        screen.type("\x1b[Ax")
        screen.wait_last("You are now connected, Bob!", "> x")

    def test_exit_at_the_question_leaves(self):
        screen = self.terminal(self.server)
        screen.wait_last("Username?", ">")
        screen.enter("exit")
        screen.wait_for("> exit", "Goodbye!")
        screen.expect_status(0)

    def test_ctrl_d_at_the_question_leaves(self):
        screen = self.terminal(self.server)
        screen.wait_last("Username?", ">")
        screen.type("\x04")
        screen.expect_status(0)

    def test_ctrl_d_leaves_politely(self):
        screen = self.bob()
        screen.type("\x04")
        screen.wait_for("Goodbye Bob!")
        screen.expect_status(0)

    def test_ctrl_c_leaves_politely(self):
        screen = self.bob()
        screen.type("half a line\x03")
        screen.wait_for("Goodbye Bob!")
        screen.expect_status(0)
        self.server.logged("Client disconnected: Bob")

    def test_sigterm_restores_the_terminal(self):
        screen = self.bob()
        screen.type("half a line")
        screen.wait_last("> half a line")
        os.kill(screen.program(), signal.SIGTERM)
        screen.wait_text("[status ")
        screen.expect_restored()

    def test_a_killed_server_is_told_and_the_terminal_restored(self):
        screen = self.bob()
        screen.type("half a line")
        screen.wait_last("> half a line")
        self.server.status = -signal.SIGKILL
        self.server.stop(signal.SIGKILL)
        screen.wait_text(self.server.address)
        screen.expect_status(1)

    def test_a_server_that_shuts_down_is_told_and_the_terminal_restored(self):
        screen = self.bob()
        self.server.stop()
        screen.wait_for("-- The server is shutting down")
        screen.expect_status(1)

    def test_commands_and_what_only_looks_like_one(self):
        screen = self.bob()
        screen.enter("/me waves")
        screen.wait_last("* Bob waves", ">")
        screen.enter("/who")
        screen.wait_last("-- 1 here: Bob", ">")
        screen.enter("/help")
        screen.wait_last("-- /help           this list", ">")


class JobControl(Case):
    def shell(self):
        screen = Terminal(self, "/bin/bash", "--norc", "--noprofile", "-i", shell=False,
                          extra={"PS1": "$ ", "HISTFILE": "/dev/null"})
        screen.wait_last("$")
        return screen

    def test_ctrl_z_stops_it_and_fg_brings_the_half_typed_line_back(self):
        server = self.serve()
        ann, = self.room(server, "Ann")
        screen = self.shell()
        screen.enter(f"{CLIENT} --name Bob {server.address}")
        screen.wait_last("You are now connected, Bob!", ">")
        screen.type("half a")
        screen.wait_last("> half a")
        screen.type("\x1a")
        screen.wait_text("Stopped")
        screen.wait_last("$")
        ann.line("meanwhile")
        ann.skip_to("(Ann) meanwhile")
        screen.enter("fg")
        screen.wait_last("(Ann) meanwhile", "> half a")
        screen.enter(" line")
        ann.expect("(Bob) half a line")
        screen.wait_last("(Bob) half a line", ">")
        screen.type("\x04")
        screen.wait_for("Goodbye Bob!")
        screen.wait_last("$")
        screen.enter("echo status $?")
        screen.wait_for("status 0")

    def test_it_may_be_stopped_again_and_again(self):
        server = self.serve()
        screen = self.shell()
        screen.enter(f"{CLIENT} --name Bob {server.address}")
        screen.wait_last("You are now connected, Bob!", ">")
        for count in (1, 2, 3):
            screen.type("\x1a")
            screen.wait_screen(lambda lines, n=count: sum("Stopped" in line for line in lines) == n
                               and lines[-1] == "$", "the shell")
            screen.enter("fg")
            screen.wait_last(">")
        screen.enter("still here")
        screen.wait_last("(Bob) still here", ">")


if __name__ == "__main__":
    main()
