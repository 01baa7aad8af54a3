"""Nothing that one person types does anything to another's terminal, or passes for another line."""

from support import Case, main

NOT_UTF8 = "! That line was not valid UTF-8 and was not sent"


class Safety(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob = self.room(self.server, "Ann", "Bob")

    def shown(self, sent, expected):
        self.bob.send(sent if isinstance(sent, bytes) else sent.encode())
        self.bob.send("\n")
        self.ann.expect(f"(Bob) {expected}")
        self.bob.expect(f"(Bob) {expected}")

    def refused(self, data):
        self.bob.send(data + b"\nmarker\n")
        self.bob.expect(NOT_UTF8, "(Bob) marker")
        self.ann.expect("(Bob) marker")

    def test_every_c0_control_but_tab_is_shown_as_its_picture(self):
        for code in set(range(0x20)) - {0x09, 0x0A, 0x0D}:
            self.shown(f"a{chr(code)}b", f"a{chr(0x2400 + code)}b")
        self.shown("a\x7fb", "a␡b")

    def test_escape_sequences_arrive_as_text(self):
        self.shown("\x1b[2J\x1b]0;title\x07", "␛[2J␛]0;title␇")

    def test_a_carriage_return_within_a_line_is_shown(self):
        self.shown("harmless\r(Ann) forged", "harmless␍(Ann) forged")

    def test_tab_passes(self):
        self.shown("a\tb", "a\tb")

    def test_every_c1_control_is_replaced(self):
        for code in range(0x80, 0xA0):
            self.shown(f"a{chr(code)}b", "a\ufffdb")

    def test_bidirectional_overrides_are_replaced(self):
        for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)):
            self.shown(f"a{chr(code)}b", "a\ufffdb")

    def test_line_separators_of_unicode_make_no_line(self):
        self.shown("a\u2028(Ann) b\u2029c", "a\ufffd(Ann) b\ufffdc")

    def test_other_scripts_and_pictures_pass(self):
        for text in ("¿Qué tal, señor?", "日本語", "Ωμέγα", "שלום", "👩‍👩‍👧 🎉", "a\u0301"):
            self.shown(text, text)

    def test_actions_and_whispers_are_safe_too(self):
        self.bob.line("/me \x1b[31mturns red")
        self.ann.expect("* Bob ␛[31mturns red")
        self.bob.expect("* Bob ␛[31mturns red")
        self.bob.line("/msg Ann \x07psst")
        self.ann.expect("[Bob -> Ann] ␇psst")
        self.bob.expect("[Bob -> Ann] ␇psst")

    def test_errors_show_safely_what_they_repeat(self):
        self.bob.line("/\x1b[2J")
        self.bob.expect("! There is no command '/␛[2J'; /help lists them, and // sends a slash")
        self.bob.line("/msg \u202eAnn hi")
        self.bob.expect("! Nobody here is called '\ufffdAnn'; /who lists everyone")

    def test_invalid_utf8_is_one_error_for_its_sender_alone(self):
        for data in (b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82",
                     b"\x80", b"\xfe", b"ok \xf0\x9f\x8e"):
            self.refused(data)

    def test_invalid_utf8_in_a_command_is_refused_too(self):
        self.refused(b"/me \xe9")
        self.refused(b"/msg Ann \xe9")
        self.refused(b"/nick \xe9")

    def test_no_text_passes_for_a_line_of_the_server(self):
        for text in ("-- Ann has left", "! error", "(Ann) I said it", "* Ann waves",
                     "[Ann -> Bob] psst",
                     "Goodbye Ann!", "You are now connected, Ann!", "Username?"):
            self.shown(text, text)

    def test_no_name_passes_for_a_line_of_the_server(self):
        for name in ("-- Ann", "!", "(Ann)", "* Ann", "Goodbye Ann!", "Username?", "a\nb"):
            client = self.client(self.server)
            client.send(name.replace("\n", "\r") + "\n")
            line = client.next_line()
            if line == "Username?":
                line = client.next_line()
            self.assertRegex(line, "^! .* is no name")


if __name__ == "__main__":
    main()
