"""Everyone else is told who comes and who goes, and a crowd in a few lines."""

import re
import time

from support import Case, main

MOMENT = 0.5  # Seconds within which joins and leaves are gathered.


def people(notice, verb):
    """How many people a notice tells of."""
    names = re.fullmatch(rf"-- (.*) (?:has|have) {verb}", notice)
    if not names:
        raise AssertionError(f"{notice!r} tells of nobody who has {verb}")
    others = re.search(r" and (\d+) others$", names[1])
    listed = names[1][: others.start()] if others else names[1]
    return len(re.split(", | and ", listed)) + (int(others[1]) if others else 0)


class Notices(Case):
    def test_everyone_else_is_told_and_not_oneself(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        bob = self.client(server, "Bob")
        ann.expect("-- Bob has joined")
        bob.line("hi")
        bob.expect("(Bob) hi")
        ann.expect("(Bob) hi")
        bob.line("exit")
        bob.expect("Goodbye Bob!")
        bob.expect_end()
        ann.expect("-- Bob has left")

    def test_the_first_notice_comes_at_once(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        ann.expect("-- Bob has joined")

    def test_a_person_is_told_of_before_what_they_say(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        for name in ("Bob", "Carl", "Dora"):
            self.client(server).send(f"{name}\nhello\n")
            ann.expect(f"-- {name} has joined", f"({name}) hello")

    def test_a_person_is_told_of_before_what_they_do(self):
        server = self.serve()
        ann, _ = self.room(server, "Ann", "Bob")
        self.client(server).send("Carl\n/me waves\n")
        ann.expect("-- Carl has joined", "* Carl waves")
        self.client(server).send("Eve\n/nick Eva\n")
        ann.expect("-- Eve has joined", "-- Eve is now known as Eva")

    def test_a_late_notice_comes_by_itself(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        self.client(server, "Carl")
        ann.expect("-- Bob has joined", "-- Carl has joined")

    def test_who_comes_and_goes_unnoticed_was_never_there(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        self.client(server, "Carl").leave("Carl")
        server.logged("Client disconnected: Carl")
        ann.expect("-- Bob has joined")
        ann.line("done")
        lines = ann.skip_to("(Ann) done")
        self.assertIn(lines, ([], ["-- Carl has joined", "-- Carl has left"],
                              ["-- Carl has joined"]))


class Crowds(Case):
    def crowd(self, server, names):
        """Joins of all within one moment; None if this machine was too slow for it."""
        waiting = [self.client(server) for _ in names]
        for client in waiting:
            client.expect("Username?")
        start = time.monotonic()
        for client, name in zip(waiting, names):
            client.line(name)
        for client, name in zip(waiting, names):
            client.expect(f"You are now connected, {name}!")
        return waiting if time.monotonic() - start < 0.8 * MOMENT else None

    def gathered(self, names):
        """The lines that someone inside sees when all these join at once."""
        for _ in range(10):
            server = self.serve("--max-clients", "1000")
            ann = self.client(server, "Ann")
            if self.crowd(server, names):
                return [ann.next_line(), ann.next_line()]
        self.skipTest("this machine is too slow to gather a crowd")

    def test_the_first_is_told_at_once_and_two_more_by_name(self):
        self.assertEqual(self.gathered(["Bob", "Carl", "Dora"]),
                         ["-- Bob has joined", "-- Carl and Dora have joined"])

    def test_three_are_all_named(self):
        self.assertEqual(self.gathered(["Zoe", "Ana", "Bob", "Carl"]),
                         ["-- Zoe has joined", "-- Ana, Bob and Carl have joined"])

    def test_of_four_two_are_named_and_the_others_counted(self):
        self.assertEqual(self.gathered(["Zoe", "Ana", "Bob", "Carl", "Dora"]),
                         ["-- Zoe has joined", "-- Ana, Bob and 2 others have joined"])

    def test_of_many_two_are_named_and_the_others_counted(self):
        names = [f"guest{i}" for i in range(60)]
        self.assertEqual(self.gathered(names),
                         ["-- guest0 has joined", "-- guest1, guest2 and 57 others have joined"])

    def test_at_any_speed_each_person_is_told_once(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        guests = [self.client(server, f"guest{i}") for i in range(40)]
        self.assertEqual(self.told(ann, "joined", 40), 40)
        for guest in guests:
            guest.close()
        self.assertEqual(self.told(ann, "left", 40), 40)
        ann.line("alone again")
        ann.expect("(Ann) alone again")

    def told(self, client, verb, total):
        count = 0
        while count < total:
            count += people(client.next_line(), verb)
        return count


if __name__ == "__main__":
    main()
