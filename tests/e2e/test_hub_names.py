"""Which names are taken up, and what is said about the others."""

from support import Case, main

CHARACTERS = "use letters, digits, '-', '_' and '.'"


class Names(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")

    def refused(self, name, why):
        """The name is refused, and the client is asked again and can go on."""
        client = self.client(self.server)
        client.line(name)
        self.refusal(client, why)
        client.line("Zoe")
        client.expect("You are now connected, Zoe!")
        client.leave("Zoe")

    def refusal(self, client, why):
        line = client.next_line()
        if line == "Username?":  # It was asked already before it gave its name.
            line = client.next_line()
        self.assertEqual(line, why)
        client.expect("Username?")

    def taken_up(self, name, shown=None):
        client = self.client(self.server)
        client.line(name)
        client.skip_to(f"You are now connected, {shown or name}!")
        client.leave(shown or name)

    def test_a_taken_name_is_refused(self):
        self.room(self.server, "Bob")
        self.refused("Bob", "! 'Bob' is taken; choose another name")

    def test_names_in_another_case_are_the_same(self):
        self.room(self.server, "Bob")
        self.refused("bOB", "! 'bOB' is taken; choose another name")

    def test_names_with_the_same_nfkc_form_are_the_same(self):
        self.room(self.server, "ﬁona")
        self.refused("fiona", "! 'fiona' is taken; choose another name")
        self.refused("ｆｉｏｎａ", "! 'ｆｉｏｎａ' is taken; choose another name")

    def test_a_composed_and_a_decomposed_accent_are_the_same(self):
        self.room(self.server, "Jos\u00e9")
        self.refused("Jose\u0301", "! 'Jose\u0301' is taken; choose another name")

    def test_other_letters_are_another_name(self):
        self.room(self.server, "José")
        self.taken_up("Jose")

    def test_a_name_is_free_again_when_its_owner_has_left(self):
        ann, bob = self.room(self.server, "Ann", "Bob")
        bob.leave("Bob")
        ann.expect("-- Bob has left")
        self.taken_up("bob")

    def test_32_code_points_are_a_name(self):
        self.taken_up("a" * 32)
        self.taken_up("ñ" * 32)
        self.taken_up("語" * 32)

    def test_33_code_points_are_too_long(self):
        for letter in ("a", "語"):
            shown = letter * 32
            self.refused(letter * 33,
                         f"! '{shown}…' is too long: a name has at most 32 characters")

    def test_letters_digits_marks_and_three_signs_make_a_name(self):
        for name in ("Ana-María", "a_b.c", "7", "-", "日本", "Ωμέγα", "Łódź", "x\u0323"):
            self.taken_up(name)

    def test_anything_else_does_not(self):
        for name in ("a b", "a/b", "(Bob)", "a:b", "Bob!", "<b>", "a\u00a0b", "☺"):
            self.refused(name, f"! '{name}' is no name: {CHARACTERS}")

    def test_controls_in_a_name_are_refused_and_shown_by_stand_ins(self):
        self.refused("a\x1b[2J", f"! 'a␛[2J' is no name: {CHARACTERS}")
        self.refused("a\u202eb", f"! 'a\ufffdb' is no name: {CHARACTERS}")

    def test_a_name_does_not_begin_with_a_mark(self):
        self.refused("\u0301a", f"! '\u0301a' is no name: {CHARACTERS}")

    def test_blanks_around_a_name_do_not_count(self):
        self.taken_up("  Ann\t", "Ann")

    def test_exit_in_another_case_is_nobodys_name(self):
        self.refused("Exit", "! 'exit' is nobody's name; choose another")

    def test_a_name_that_is_not_utf8_is_refused(self):
        client = self.client(self.server)
        client.send(b"Jos\xe9\n")
        client.skip_to("! That line was not valid UTF-8 and was not sent")
        client.expect("Username?")

    def test_names_may_be_refused_again_and_again(self):
        self.room(self.server, "Bob")
        client = self.client(self.server)
        client.send("Bob\nBOB\na b\nZoe\n")
        self.refusal(client, "! 'Bob' is taken; choose another name")
        client.expect("! 'BOB' is taken; choose another name", "Username?",
                      f"! 'a b' is no name: {CHARACTERS}", "Username?",
                      "You are now connected, Zoe!")

    def test_a_command_is_no_name(self):
        self.refused("/who", f"! '/who' is no name: {CHARACTERS}")


if __name__ == "__main__":
    main()
