"""The commands, and lines that are not commands."""

from phrases import (HELP, NAME_RESERVED, NO_HISTORY, acted, goodbye, impossible, indented_command,
                     joined, left, missing_argument, name_invalid, name_taken, no_such_command,
                     no_such_user, present, renamed, said, whispered)
from support import Case, main


class Commands(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob = self.room(self.server, "Ann", "Bob")

    def both_see(self, *lines):
        self.ann.expect(*lines)
        self.bob.expect(*lines)

    def only_bob_sees(self, *lines):
        self.bob.expect(*lines)
        self.bob.line("marker")
        self.both_see(said("Bob", "marker"))

    def leaves(self, line, name="Bob"):
        self.bob.line(line)
        self.bob.expect(goodbye(name))
        self.bob.expect_end()
        self.ann.expect(left(name))

    def test_help_lists_the_commands(self):
        self.bob.line("/help")
        self.only_bob_sees(*HELP)

    def test_who_lists_everyone(self):
        self.bob.line("/who")
        self.only_bob_sees(present("Ann", "Bob"))
        self.room(self.server, "Carl")
        self.both_see(joined("Carl"), said("Carl", "here"))
        self.bob.line("/who")
        self.only_bob_sees(present("Ann", "Bob", "Carl"))

    def test_a_server_without_data_has_no_history(self):
        for line in ("/history", "/HISTORY 5", "/search lunch", "/search #lobby from:Ann"):
            self.bob.line(line)
            self.only_bob_sees(NO_HISTORY)
        for line in ("/history 0", "/history x"):
            self.bob.line(line)
            self.only_bob_sees(impossible("/history [COUNT], a number from 1 to 200"))
        self.bob.line("/search")
        self.only_bob_sees(missing_argument("/search WORDS"))

    def test_me_is_an_action(self):
        self.bob.line("/me waves  to all")
        self.both_see(acted("Bob", "waves  to all"))

    def test_only_sender_and_recipient_see_a_private_message(self):
        carl, = self.room(self.server, "Carl")
        self.both_see(joined("Carl"), said("Carl", "here"))
        self.bob.line("/msg Carl a secret")
        carl.expect(whispered("Bob", "Carl", "a secret"))
        self.bob.expect(whispered("Bob", "Carl", "a secret"))
        carl.line("marker")
        self.both_see(said("Carl", "marker"))

    def test_msg_finds_a_name_in_any_case(self):
        self.bob.line("/msg ANN hi")
        self.both_see(whispered("Bob", "Ann", "hi"))

    def test_a_message_to_oneself_arrives_once(self):
        self.bob.line("/msg Bob note")
        self.only_bob_sees(whispered("Bob", "Bob", "note"))

    def test_a_message_to_an_unknown_user_is_an_error(self):
        self.bob.line("/msg Zoe hi")
        self.only_bob_sees(no_such_user("Zoe"))

    def test_nick_changes_the_name(self):
        self.bob.line("/nick Rob")
        self.both_see(renamed("Bob", "Rob"))
        self.bob.line("it is me")
        self.both_see(said("Rob", "it is me"))
        self.leaves("exit", "Rob")

    def test_nick_frees_the_old_name(self):
        self.bob.line("/nick Rob")
        self.both_see(renamed("Bob", "Rob"))
        self.client(self.server, "Bob")

    def test_nick_can_change_the_case_of_the_name(self):
        self.bob.line("/nick BOB")
        self.both_see(renamed("Bob", "BOB"))

    def test_a_refused_nick_changes_nothing(self):
        for name, why in (("Ann", name_taken("Ann")),
                          ("exit", NAME_RESERVED), ("a b", name_invalid("a b"))):
            with self.subTest(name):
                self.bob.line(f"/nick {name}")
                self.only_bob_sees(why)

    def test_quit_leaves(self):
        self.leaves("/quit")

    def test_exit_within_a_line_is_text(self):
        for text in ("exit now", "the exit", "Exit", "EXIT"):
            self.bob.line(text)
            self.both_see(said("Bob", text))

    def test_a_command_can_have_any_case(self):
        self.bob.line("/WHO")
        self.only_bob_sees(present("Ann", "Bob"))
        self.bob.line("/Me waves")
        self.both_see(acted("Bob", "waves"))
        self.leaves("/QUIT")

    def test_a_command_behind_a_blank_is_not_sent(self):
        for indent in (" ", "   ", "\t", "\u00a0", "\u3000", "\ufeff", "\u200e"):
            for name in ("/msg", "/MSG", "/mgs", "/who"):
                self.bob.line(f"{indent}{name} Ann secret")
                self.bob.expect(indented_command(name))
        self.only_bob_sees()
        self.bob.line("// /msg Ann secret")
        self.both_see(said("Bob", " /msg Ann secret"))

    def test_other_slashes_behind_a_blank_are_text(self):
        for text in (" /usr/bin/ld: not found", "  // a comment", " /", "  //who", " /* x */"):
            self.bob.line(text)
            self.both_see(said("Bob", text))

    def test_a_blank_before_exit_changes_nothing(self):
        self.leaves(" exit")

    def test_two_slashes_send_one(self):
        self.bob.line("//etc/hosts")
        self.both_see(said("Bob", "/etc/hosts"))
        self.bob.line("///")
        self.both_see(said("Bob", "//"))
        self.bob.line("//quit")
        self.both_see(said("Bob", "/quit"))

    def test_an_unknown_command_is_an_error(self):
        self.bob.line("/dance now")
        self.only_bob_sees(no_such_command("/dance"))

    def test_a_missing_argument_is_an_error(self):
        for command, usage in (("/me", "/me TEXT"), ("/nick ", "/nick NAME"),
                               ("/msg Ann", "/msg NAME TEXT")):
            with self.subTest(command):
                self.bob.line(command)
                self.only_bob_sees(missing_argument(usage))

    def test_an_empty_line_does_nothing(self):
        self.bob.send("\n\n   \n\t\n")
        self.only_bob_sees()

    def test_spaces_within_a_message_are_kept(self):
        self.bob.line("  two  and\ttab")
        self.both_see(said("Bob", "  two  and\ttab"))


if __name__ == "__main__":
    main()
