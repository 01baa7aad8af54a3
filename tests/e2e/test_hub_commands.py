"""The commands, and what is none."""

from support import Case, main

HELP = (
    "-- /who            who is here",
    "-- /me TEXT        say what you do: * NAME TEXT",
    "-- /msg NAME TEXT  a private message",
    "-- /nick NAME      change your name",
    "-- /quit           leave; so does exit alone on a line",
    "-- //TEXT          a message that begins with a slash",
    "-- /help           this list",
)


class Commands(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob = self.room(self.server, "Ann", "Bob")

    def both_see(self, *lines):
        self.ann.expect(*lines)
        self.bob.expect(*lines)

    def bob_alone_sees(self, *lines):
        self.bob.expect(*lines)
        self.bob.line("marker")
        self.both_see("(Bob) marker")

    def test_help_lists_the_commands(self):
        self.bob.line("/help")
        self.bob_alone_sees(*HELP)

    def test_who_lists_everyone(self):
        self.bob.line("/who")
        self.bob_alone_sees("-- 2 here: Ann and Bob")
        self.room(self.server, "Carl")
        self.both_see("-- Carl has joined", "(Carl) here")
        self.bob.line("/who")
        self.bob_alone_sees("-- 3 here: Ann, Bob and Carl")

    def test_me_is_an_action(self):
        self.bob.line("/me waves  to all")
        self.both_see("* Bob waves  to all")

    def test_msg_is_for_both_ends_alone(self):
        carl, = self.room(self.server, "Carl")
        self.both_see("-- Carl has joined", "(Carl) here")
        self.bob.line("/msg Carl a secret")
        carl.expect("[Bob -> Carl] a secret")
        self.bob.expect("[Bob -> Carl] a secret")
        carl.line("marker")
        self.both_see("(Carl) marker")

    def test_msg_finds_a_name_in_any_case(self):
        self.bob.line("/msg ANN hi")
        self.both_see("[Bob -> Ann] hi")

    def test_msg_to_oneself_comes_once(self):
        self.bob.line("/msg Bob note")
        self.bob_alone_sees("[Bob -> Bob] note")

    def test_msg_to_nobody_is_an_error(self):
        self.bob.line("/msg Zoe hi")
        self.bob_alone_sees("! Nobody here is called 'Zoe'; /who lists everyone")

    def test_nick_changes_the_name(self):
        self.bob.line("/nick Rob")
        self.both_see("-- Bob is now known as Rob")
        self.bob.line("it is me")
        self.both_see("(Rob) it is me")
        self.bob.line("exit")
        self.bob.expect("Goodbye Rob!")
        self.bob.expect_end()
        self.ann.expect("-- Rob has left")

    def test_nick_frees_the_former_name(self):
        self.bob.line("/nick Rob")
        self.both_see("-- Bob is now known as Rob")
        self.client(self.server, "Bob")

    def test_nick_may_change_the_case_of_ones_own_name(self):
        self.bob.line("/nick BOB")
        self.both_see("-- Bob is now known as BOB")

    def test_a_nick_that_is_refused_changes_nothing(self):
        for name, why in (("Ann", "! 'Ann' is taken; choose another name"),
                          ("exit", "! 'exit' is nobody's name; choose another"),
                          ("a b", "! 'a b' is no name: use letters, digits, '-', '_' and '.'")):
            with self.subTest(name):
                self.bob.line(f"/nick {name}")
                self.bob_alone_sees(why)

    def test_quit_leaves(self):
        self.bob.line("/quit")
        self.bob.expect("Goodbye Bob!")
        self.bob.expect_end()
        self.ann.expect("-- Bob has left")

    def test_exit_is_a_word_like_another_within_a_line(self):
        for text in ("exit now", "the exit", "Exit", "EXIT"):
            self.bob.line(text)
            self.both_see(f"(Bob) {text}")

    def test_two_slashes_send_one(self):
        self.bob.line("//etc/hosts")
        self.both_see("(Bob) /etc/hosts")
        self.bob.line("///")
        self.both_see("(Bob) //")
        self.bob.line("//quit")
        self.both_see("(Bob) /quit")

    def test_an_unknown_command_is_an_error(self):
        self.bob.line("/dance now")
        self.bob_alone_sees(
            "! There is no command '/dance'; /help lists them, and // sends a slash")

    def test_a_missing_argument_is_an_error(self):
        for command, usage in (("/me", "/me TEXT"), ("/nick ", "/nick NAME"),
                               ("/msg Ann", "/msg NAME TEXT")):
            with self.subTest(command):
                self.bob.line(command)
                self.bob_alone_sees(f"! Something is missing: {usage}")

    def test_an_empty_line_does_nothing(self):
        self.bob.send("\n\n   \n\t\n")
        self.bob_alone_sees()

    def test_blanks_within_a_message_stay(self):
        self.bob.line("  two  and\ttab")
        self.both_see("(Bob)   two  and\ttab")


if __name__ == "__main__":
    main()
