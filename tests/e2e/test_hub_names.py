"""The names that the server accepts, and its errors for the others."""

from phrases import (NAME_RESERVED, NOT_UTF8, USERNAME_PROMPT, connected, left, name_invalid,
                     name_taken, name_too_long, name_without_letter)
from support import Case, main


class Names(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def refused(self, name, why):
        """Checks that the server refuses the name and asks again, and that the client can join."""
        client = self.client(self.server)
        client.line(name)
        self.refusal(client, why)
        client.line("Zoe")
        client.expect(connected("Zoe"))
        client.leave("Zoe")

    def refusal(self, client, why):
        line = client.next_line()
        if line == USERNAME_PROMPT:  # The server asked before it received the name.
            line = client.next_line()
        self.assertEqual(line, why)
        client.expect(USERNAME_PROMPT)

    def accepted(self, name, shown=None):
        client = self.client(self.server)
        client.line(name)
        client.skip_to(connected(shown or name))
        client.leave(shown or name)

    def test_a_taken_name_is_refused(self):
        self.room(self.server, "Bob")
        self.refused("Bob", name_taken("Bob"))

    def test_names_that_differ_in_case_are_the_same(self):
        self.room(self.server, "Bob")
        self.refused("bOB", name_taken("bOB"))

    def test_names_with_the_same_nfkc_form_are_the_same(self):
        self.room(self.server, "ﬁona")
        self.refused("fiona", name_taken("fiona"))
        self.refused("ｆｉｏｎａ", name_taken("ｆｉｏｎａ"))

    def test_a_composed_and_a_decomposed_accent_are_the_same(self):
        self.room(self.server, "Jos\u00e9")
        self.refused("Jose\u0301", name_taken("Jose\u0301"))

    def test_different_letters_are_different_names(self):
        self.room(self.server, "José")
        self.accepted("Jose")

    def test_a_name_is_free_again_after_its_owner_left(self):
        ann, bob = self.room(self.server, "Ann", "Bob")
        bob.leave("Bob")
        ann.expect(left("Bob"))
        self.accepted("bob")

    def test_a_name_can_have_32_code_points(self):
        self.accepted("a" * 32)
        self.accepted("ñ" * 32)
        self.accepted("語" * 32)

    def test_33_code_points_are_too_long(self):
        for letter in ("a", "語"):
            shown = letter * 32
            self.refused(letter * 33, name_too_long(shown))

    def test_a_name_has_letters_digits_marks_and_three_punctuation_characters(self):
        for name in ("Ana-María", "a_b.c", "7", "-a", "日本", "Ωμέγα", "Łódź", "x\u0323"):
            self.accepted(name)

    def test_a_name_needs_a_letter_or_a_digit(self):
        for name in ("-", "---", "_", "...", "_.-"):
            self.refused(name, name_without_letter(name))

    def test_a_mark_that_cannot_be_seen_makes_no_other_name(self):
        self.room(self.server, "Bill-1")
        for name in ("Bi\u0307ll-1", "Bill-\u03351", "Bill-\u03321"):
            self.refused(name, name_taken(name))

    def test_other_characters_are_refused(self):
        for name in ("a b", "a/b", "(Bob)", "a:b", "Bob!", "<b>", "a\u00a0b", "☺"):
            self.refused(name, name_invalid(name))

    def test_control_characters_in_a_name_are_refused_and_replaced_in_the_error(self):
        self.refused("a\x1b[2J", name_invalid("a␛[2J"))
        self.refused("a\u202eb", name_invalid("a\ufffdb"))

    def test_a_name_that_begins_with_a_mark_is_refused(self):
        self.refused("\u0301a", name_invalid("\u0301a"))

    def test_spaces_around_a_name_are_ignored(self):
        self.accepted("  Ann\t", "Ann")

    def test_exit_in_any_case_is_reserved(self):
        self.refused("Exit", NAME_RESERVED)

    def test_a_name_that_is_not_utf8_is_refused(self):
        client = self.client(self.server)
        client.send(b"Jos\xe9\n")
        client.skip_to(NOT_UTF8)
        client.expect(USERNAME_PROMPT)

    def test_several_names_in_turn_can_be_refused(self):
        self.room(self.server, "Bob")
        client = self.client(self.server)
        client.send("Bob\nBOB\na b\nZoe\n")
        self.refusal(client, name_taken("Bob"))
        client.expect(name_taken("BOB"), USERNAME_PROMPT, name_invalid("a b"), USERNAME_PROMPT,
                      connected("Zoe"))

    def test_a_command_is_not_a_name(self):
        self.refused("/who", name_invalid("/who"))


if __name__ == "__main__":
    main()
