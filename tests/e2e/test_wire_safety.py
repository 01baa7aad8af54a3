"""A user's text cannot control another user's terminal, or look like another kind of line."""

from phrases import (ERROR, INVALID_NAME, NOT_UTF8, USERNAME_PROMPT, acted, connected, error,
                     goodbye, left, no_such_command, no_such_user, notice, said, whispered)
from support import Case, main


class Safety(Case):
    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, self.bob = self.room(self.server, "Ann", "Bob")

    def shown(self, sent, expected):
        self.bob.send(sent if isinstance(sent, bytes) else sent.encode())
        self.bob.send("\n")
        self.ann.expect(said("Bob", expected))
        self.bob.expect(said("Bob", expected))

    def refused(self, data):
        self.bob.send(data + b"\nmarker\n")
        self.bob.expect(NOT_UTF8, said("Bob", "marker"))
        self.ann.expect(said("Bob", "marker"))

    def test_every_c0_control_except_tab_is_shown_as_its_picture(self):
        for code in set(range(0x20)) - {0x09, 0x0A, 0x0D}:
            self.shown(f"a{chr(code)}b", f"a{chr(0x2400 + code)}b")
        self.shown("a\x7fb", "a␡b")

    def test_escape_sequences_arrive_as_text(self):
        self.shown("\x1b[2J\x1b]0;title\x07", "␛[2J␛]0;title␇")

    def test_a_carriage_return_within_a_line_is_shown_as_its_picture(self):
        self.shown(f"harmless\r{said('Ann', 'forged')}", f"harmless␍{said('Ann', 'forged')}")

    def test_tab_passes(self):
        self.shown("a\tb", "a\tb")

    def test_every_c1_control_is_replaced(self):
        for code in range(0x80, 0xA0):
            self.shown(f"a{chr(code)}b", "a\ufffdb")

    def test_bidirectional_overrides_are_replaced(self):
        for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)):
            self.shown(f"a{chr(code)}b", "a\ufffdb")

    def test_unicode_line_separators_do_not_start_a_line(self):
        self.shown(f"a\u2028{said('Ann', 'b')}\u2029c", f"a\ufffd{said('Ann', 'b')}\ufffdc")

    def test_other_scripts_and_emoji_pass(self):
        for text in ("¿Qué tal, señor?", "日本語", "Ωμέγα", "שלום", "👩‍👩‍👧 🎉", "a\u0301"):
            self.shown(text, text)

    def test_actions_and_private_messages_are_made_safe(self):
        self.bob.line("/me \x1b[31mturns red")
        self.ann.expect(acted("Bob", "␛[31mturns red"))
        self.bob.expect(acted("Bob", "␛[31mturns red"))
        self.bob.line("/msg Ann \x07psst")
        self.ann.expect(whispered("Bob", "Ann", "␇psst"))
        self.bob.expect(whispered("Bob", "Ann", "␇psst"))

    def test_text_repeated_in_errors_is_made_safe(self):
        self.bob.line("/\x1b[2J")
        self.bob.expect(no_such_command("/␛[2J"))
        self.bob.line("/msg \u202eAnn hi")
        self.bob.expect(no_such_user("\ufffdAnn"))

    def test_invalid_utf8_is_one_error_for_its_sender_only(self):
        for data in (b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82",
                     b"\x80", b"\xfe", b"ok \xf0\x9f\x8e"):
            self.refused(data)

    def test_invalid_utf8_in_a_command_is_refused(self):
        self.refused(b"/me \xe9")
        self.refused(b"/msg Ann \xe9")
        self.refused(b"/nick \xe9")

    def test_text_cannot_look_like_a_server_line(self):
        for text in (left("Ann"), error("text"), said("Ann", "I said it"), acted("Ann", "waves"),
                     whispered("Ann", "Bob", "psst"), goodbye("Ann"), connected("Ann"), USERNAME_PROMPT):
            self.shown(text, text)

    def test_a_name_cannot_look_like_a_server_line(self):
        for name in (notice("Ann"), "!", "(Ann)", "* Ann", goodbye("Ann"), USERNAME_PROMPT, "a\nb"):
            client = self.client(self.server)
            client.send(name.replace("\n", "\r") + "\n")
            line = client.next_line()
            if line == USERNAME_PROMPT:
                line = client.next_line()
            self.assertRegex(line, f"^{ERROR}.* {INVALID_NAME}")


if __name__ == "__main__":
    main()
