"""What the client on a terminal makes pleasant: colours, times, mentions, rooms, and what is off."""

import os
import re

from archive import ArchiveCase
from archive_phrases import without_time
from phrases import EARLIER, PROMPT, connected, joined, notice, said, typed, whispered
from room_phrases import elsewhere, entered
from support import Case, main

COLOR = re.compile("\x1b\\[[0-9;]*m")


class LookCase(Case):
    options = ()

    def setUp(self):
        self.server = self.serve("--rate", "0")
        self.ann, = self.room(self.server, "Ann")
        self.screen = self.bob(*self.options)

    def bob(self, *options, name="Bob", **more):
        screen = self.terminal(self.server, "--name", name, *options, **more)
        screen.wait_last(connected(name), PROMPT)
        self.ann.skip_to(joined(name))
        return screen

    def say(self, text, screen=None):
        self.ann.line(text)
        self.ann.skip_to(said("Ann", text))
        (screen or self.screen).wait_text(said("Ann", text))

    @staticmethod
    def cells(screen, row, part):
        """The cells of a part of this row of the screen."""
        y = screen.lines().index(row)
        x = row.index(part)
        return [screen.screen.buffer[y][column] for column in range(x, x + len(part))]

    def colors(self, screen, row, part):
        return {cell.fg for cell in self.cells(screen, row, part)}


class Colors(LookCase):
    def test_a_name_has_a_colour_of_its_own_and_the_text_has_none(self):
        self.say("Hi")
        self.say("again")
        first = self.colors(self.screen, said("Ann", "Hi"), "Ann")
        self.assertEqual(self.colors(self.screen, said("Ann", "again"), "Ann"), first)
        self.assertEqual(len(first - {"default"}), 1, first)
        self.assertEqual(self.colors(self.screen, said("Ann", "Hi"), "Hi"), {"default"})
        other = self.bob(name="Eve")
        self.say("to all", other)
        self.assertEqual(self.colors(other, said("Ann", "to all"), "Ann"), first)

    def test_a_terminal_of_256_colours(self):
        screen = self.bob(name="Eve", extra={"TERM": "xterm-256color"})
        self.say("Hi", screen)
        self.assertIn("\x1b[0;38;5;", screen.inbox.text())
        self.assertNotIn("default", self.colors(screen, said("Ann", "Hi"), "Ann"))

    def test_the_environment_and_the_option_decide(self):
        for options, value, colored in (((), "1", False), (("--color", "never"), "", False),
                                        (("--color", "always"), "1", True)):
            with self.subTest(options=options, NO_COLOR=value):
                name = f"Eve{len(options)}{value}"
                screen = self.bob(*options, name=name, extra={"NO_COLOR": value})
                self.say(f"Hi {name}", screen)
                self.assertEqual(bool(COLOR.search(screen.inbox.text())), colored)

    def test_while_running(self):
        self.screen.enter("/set color never")
        self.screen.wait_last(notice("color = never"), PROMPT)
        start = len(self.screen.inbox.text())
        self.say("Hi Bob")
        self.assertNotRegex(self.screen.inbox.text()[start:], COLOR)


class Mentions(LookCase):
    def rings(self):
        return self.screen.inbox.text().count("\a")

    def test_a_mention_is_marked_and_rings(self):
        self.say("nothing about Bobby")
        self.assertEqual(self.rings(), 0)
        self.say("lunch, BOB?")
        self.screen.inbox.wait_for("\a")
        row = said("Ann", "lunch, BOB?")
        self.assertTrue(all(cell.reverse for cell in self.cells(self.screen, row, "BOB")))
        self.assertFalse(any(cell.reverse for cell in self.cells(self.screen, row, "lunch, ")))
        self.screen.enter("I am Bob")
        self.screen.wait_last(said("Bob", "I am Bob"), PROMPT)
        self.assertEqual(self.rings(), 1)

    def test_a_private_message_rings(self):
        self.ann.line("/msg Bob psst")
        self.screen.wait_text(whispered("Ann", "Bob", "psst"))
        self.screen.inbox.wait_for("\a")

    def test_no_bell(self):
        screen = self.screen = self.bob("--no-bell", name="Eve")
        self.say("Eve?")
        self.say("and then?")
        self.assertEqual(self.rings(), 0)
        row = said("Ann", "Eve?")
        self.assertTrue(all(cell.reverse for cell in self.cells(screen, row, "Eve")))
        screen.enter("/set bell on")
        screen.wait_text(notice("bell = on"))
        self.say("Eve!")
        screen.inbox.wait_for("\a")


class Times(LookCase):
    options = ("--timestamps",)

    def setUp(self):
        super(LookCase, self).setUp()
        self.server = self.serve("--rate", "0")
        self.ann, = self.room(self.server, "Ann")

    def test_the_time_stands_before_each_line(self):
        screen = self.terminal(self.server, "--name", "Bob", "--timestamps")
        screen.wait_text(connected("Bob"))
        self.say("Hi", screen)
        screen.enter("mine")
        screen.wait_text(said("Bob", "mine"))
        for row in screen.lines():
            if not row.startswith(PROMPT):
                self.assertRegex(row, r"^\d\d:\d\d \S")
        screen.enter("/set timestamps off")
        screen.wait_text("timestamps = off")
        self.say("later", screen)
        self.assertIn(said("Ann", "later"), screen.lines())


class Completion(LookCase):
    def completes(self, text, result):
        self.screen.type(text + "\t")
        self.screen.wait_last(typed(result).rstrip())
        self.screen.wait_cursor(len(typed(result)))
        self.screen.type("\x15")  # Removes the line.
        self.screen.wait_last(PROMPT)

    def test_commands_names_and_rooms(self):
        self.screen.enter("/join games")
        self.screen.wait_last(*entered("games", 1), f"#games {PROMPT}")
        self.screen.enter("/join lobby")
        self.screen.wait_last(*entered("lobby", 2), PROMPT)
        for text, result in (("/his", "/history "), ("/pass", "/password "), ("/ign", "/ignore "),
                             ("A", "Ann: "), ("an", "Ann: "), ("hello a", "hello Ann "),
                             ("/msg A", "/msg Ann "), ("/leave ga", "/leave games "),
                             ("/leave #g", "/leave #games "), ("/set time", "/set timestamps ")):
            with self.subTest(text):
                self.completes(text, result)

    def test_several_candidates_are_listed(self):
        self.room(self.server, "Anna")
        self.screen.wait_text(said("Anna", "here"))
        self.completes("an", "Ann")
        self.screen.type("an\t\t")
        self.screen.wait_screen(lambda rows: any(re.fullmatch(r"\s*Ann:?\s+Anna:?", row) for row in rows),
                                "both names")

    def test_nothing_to_complete_changes_nothing(self):
        self.completes("zebra", "zebra")

    def test_a_new_name_is_completed_and_an_old_one_is_not(self):
        self.ann.line("/nick Zoe")
        self.screen.wait_text("is now known as Zoe")
        self.completes("z", "Zoe: ")
        self.completes("an", "an")


class Rooms(LookCase):
    def test_the_prompt_shows_the_room_and_what_is_unread_elsewhere(self):
        self.screen.enter("/join games")
        self.screen.wait_last(*entered("games", 1), f"#games {PROMPT}")
        self.ann.line("one")
        self.screen.wait_last(elsewhere("lobby", said("Ann", "one")), f"#games (#lobby 1) {PROMPT}")
        self.screen.type("typing")
        self.ann.line("two")
        self.screen.wait_last(elsewhere("lobby", said("Ann", "two")),
                              f"#games (#lobby 2) {typed('typing')}")
        self.screen.type("\x15")
        self.screen.enter("/join lobby")
        self.screen.wait_last(*entered("lobby", 2), PROMPT)


class PasteGuard(LookCase):
    LINES = [f"line {number}" for number in range(7)]

    def paste(self, count, screen=None):
        screen = screen or self.screen
        screen.wait_bracketed_paste()
        screen.paste("".join(f"{line}\n" for line in self.LINES[:count]))

    def test_five_lines_are_sent_at_once(self):
        self.paste(5)
        self.ann.skip_to(said("Bob", "line 4"))

    def test_a_no_sends_nothing_and_keeps_what_was_typed(self):
        self.screen.type("mine")
        self.screen.wait_last(typed("mine"))
        self.paste(6)
        self.screen.wait_text("Send 6 lines? [y/N]")
        self.screen.type("n")
        self.screen.wait_text("-- Nothing was sent")
        self.screen.wait_last(typed("mine"))
        self.screen.enter("")
        self.ann.expect(said("Bob", "mine"))

    def test_a_yes_sends_all(self):
        self.paste(7)
        self.screen.wait_text("Send 7 lines? [y/N]")
        self.screen.type("y")
        self.ann.expect(*(said("Bob", line) for line in self.LINES))

    def test_the_number_can_be_changed(self):
        screen = self.bob("--paste-guard", "2", name="Eve")
        self.paste(3, screen)
        screen.wait_text("Send 3 lines? [y/N]")
        screen.type("y")
        self.ann.expect(*(said("Eve", line) for line in self.LINES[:3]))
        screen.enter("/set paste-guard 0")
        screen.wait_text("paste-guard = 0")
        self.paste(7, screen)
        self.ann.expect(*(said("Eve", line) for line in self.LINES))


class Ignore(LookCase):
    def test_who_is_ignored_is_not_shown_under_any_name(self):
        carl = self.client(self.server, "Carl")
        self.screen.wait_text(joined("Carl"))
        self.screen.enter("/ignore ann")
        self.screen.wait_screen(lambda rows: any("ann" in row.lower() for row in rows[-2:-1]), "the answer")
        self.ann.line("spam")
        self.ann.line("/msg Bob spam")
        self.ann.line("/nick Eve")
        self.ann.line("more spam")
        self.ann.skip_to(said("Eve", "more spam"))
        carl.line("no spam")
        self.screen.wait_last(said("Carl", "no spam"), PROMPT)
        self.assertNotIn(") spam", "\n".join(self.screen.lines()))
        self.assertNotIn("] spam", "\n".join(self.screen.lines()))
        self.assertNotIn("more spam", "\n".join(self.screen.lines()))
        self.screen.enter("/unignore Eve")
        self.screen.wait_last(notice("You see Eve again"), PROMPT)
        self.ann.line("sorry")
        self.screen.wait_text(said("Eve", "sorry"))


class Log(LookCase):
    def test_what_is_shown_is_in_the_file_with_dates(self):
        path = f"{self.directory()}/log"
        screen = self.bob("--log", path, name="Eve")
        self.ann.send("\x1b[2Jred\n")
        self.say("Hi", screen)
        screen.enter("/quit")
        screen.expect_status(0)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        for line in lines:
            self.assertRegex(line, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S")
        self.assertEqual([line[20:] for line in lines],
                         [connected("Eve"), said("Ann", "␛[2Jred"), said("Ann", "Hi"), "Goodbye Eve!"])


class History(LookCase):
    def start(self):
        screen = self.terminal(self.server, "--name", "Eve", extra={"XDG_DATA_HOME": self.home})
        screen.wait_last(connected("Eve"), PROMPT)
        return screen

    def test_lines_are_there_in_the_next_run_and_passwords_are_not(self):
        self.home = self.directory()
        path = f"{self.home}/tertulia/history"
        screen = self.start()
        screen.enter("before")
        screen.wait_last(said("Eve", "before"), PROMPT)
        screen.enter("/register secret-words")
        screen.wait_last(PROMPT)
        screen.type("\x04")
        screen.expect_status(0)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "before\n")
        screen = self.start()
        screen.type("\x1b[A")
        screen.wait_last(typed("before"))


class Settings(LookCase):
    def test_set_lists_what_can_change_and_refuses_the_rest(self):
        self.screen.enter("/set")
        for setting in ("color = auto", "timestamps = off", "bell = on", "paste-guard = 5", 'log = ""'):
            self.screen.wait_text(notice(setting))
        self.screen.enter("/set name Eve")
        self.screen.wait_last("! 'name' cannot change while the client runs", PROMPT)
        self.screen.enter("/set paste-guard many")
        self.screen.wait_text("! paste-guard: ")

    def test_the_file_has_the_same_names(self):
        home = self.directory()
        os.mkdir(f"{home}/tertulia")
        with open(f"{home}/tertulia/tertulia.conf", "w", encoding="utf-8") as file:
            file.write("paste-guard = 1\nno-bell = on\n")
        screen = self.bob(name="Eve", extra={"XDG_CONFIG_HOME": home})
        screen.enter("/set bell")
        screen.wait_text(notice("bell = off"))
        screen.wait_bracketed_paste()
        screen.paste("one\ntwo\n")
        screen.wait_text("Send 2 lines? [y/N]")


class Recent(ArchiveCase):
    def test_a_person_sees_what_was_said_last_in_a_room_and_a_script_does_not(self):
        """The server shows it to plain clients; one that speaks JSON asks for it."""
        server = self.start()
        ann, = self.room(server, "Ann")
        self.say(ann, "Ann", *(f"line {number}" for number in range(12)))
        screen = self.terminal(server, "--name", "Bob")
        shown = [said("Ann", f"line {number}") for number in range(2, 12)]
        screen.wait_screen(lambda rows: [without_time(row) for row in rows if row.startswith(EARLIER)] ==
                           shown, "the last ten")
        script = self.tertulia(server, "--name", "ci")
        script.end_input()
        script.expect_status(0)
        self.assertNotIn("line 11", script.out.text())


if __name__ == "__main__":
    main()
