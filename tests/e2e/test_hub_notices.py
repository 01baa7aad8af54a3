"""Join and leave notices. Many joins at once take few lines."""

import time

from phrases import (USERNAME_PROMPT, acted, connected, count_names, goodbye, joined, left,
                     log_disconnected, renamed, said)
from support import Case, main

NOTICE_INTERVAL = 0.5  # Seconds for which the server collects joins and leaves.



class Notices(Case):
    def test_all_other_users_get_the_notices(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        bob = self.client(server, "Bob")
        ann.expect(joined("Bob"))
        bob.line("hi")
        bob.expect(said("Bob", "hi"))
        ann.expect(said("Bob", "hi"))
        bob.line("exit")
        bob.expect(goodbye("Bob"))
        bob.expect_end()
        ann.expect(left("Bob"))

    def test_the_first_notice_is_sent_at_once(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        ann.expect(joined("Bob"))

    def test_a_join_notice_is_sent_before_the_users_first_message(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        for name in ("Bob", "Carl", "Dora"):
            self.client(server).send(f"{name}\nhello\n")
            ann.expect(joined(name), said(name, "hello"))

    def test_a_join_notice_is_sent_before_the_users_first_action(self):
        server = self.serve()
        ann, _ = self.room(server, "Ann", "Bob")
        self.client(server).send("Carl\n/me waves\n")
        ann.expect(joined("Carl"), acted("Carl", "waves"))
        self.client(server).send("Eve\n/nick Eva\n")
        ann.expect(joined("Eve"), renamed("Eve", "Eva"))

    def test_a_delayed_notice_needs_no_message(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        self.client(server, "Carl")
        ann.expect(joined("Bob"), joined("Carl"))

    def test_a_client_that_leaves_before_its_notice_need_not_be_announced(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        self.client(server, "Bob")
        self.client(server, "Carl").leave("Carl")
        server.logged(log_disconnected("Carl"))
        ann.expect(joined("Bob"))
        ann.line("done")
        lines = ann.skip_to(said("Ann", "done"))
        self.assertIn(lines, ([], [joined("Carl"), left("Carl")], [joined("Carl")]))


class Crowds(Case):
    def crowd(self, server, names):
        """Lets all join within one notice interval. None if this machine was too slow."""
        waiting = [self.client(server) for _ in names]
        for client in waiting:
            client.expect(USERNAME_PROMPT)
        start = time.monotonic()
        for client, name in zip(waiting, names):
            client.line(name)
        for client, name in zip(waiting, names):
            client.expect(connected(name))
        return waiting if time.monotonic() - start < 0.8 * NOTICE_INTERVAL else None

    def notices_of(self, names):
        """The two lines that a member receives when all these users join at once."""
        for _ in range(10):
            server = self.serve("--max-clients", "1000")
            ann = self.client(server, "Ann")
            if self.crowd(server, names):
                return [ann.next_line(), ann.next_line()]
        self.skipTest("this machine is too slow for joins within one notice interval")

    def test_the_first_join_is_announced_at_once_and_two_more_by_name(self):
        self.assertEqual(self.notices_of(["Bob", "Carl", "Dora"]),
                         [joined("Bob"), joined("Carl", "Dora")])

    def test_three_joins_are_announced_by_name(self):
        self.assertEqual(self.notices_of(["Zoe", "Ana", "Bob", "Carl"]),
                         [joined("Zoe"), joined("Ana", "Bob", "Carl")])

    def test_of_four_joins_two_names_are_listed_and_the_others_counted(self):
        self.assertEqual(self.notices_of(["Zoe", "Ana", "Bob", "Carl", "Dora"]),
                         [joined("Zoe"), joined("Ana", "Bob", others=2)])

    def test_of_many_joins_two_names_are_listed_and_the_others_counted(self):
        names = [f"guest{i}" for i in range(60)]
        self.assertEqual(self.notices_of(names),
                         [joined("guest0"), joined("guest1", "guest2", others=57)])

    def test_each_user_is_announced_once_at_any_speed(self):
        server = self.serve()
        ann = self.client(server, "Ann")
        guests = [self.client(server, f"guest{i}") for i in range(40)]
        self.assertEqual(self.count_announced(ann, "joined", 40), 40)
        for guest in guests:
            guest.close()
        self.assertEqual(self.count_announced(ann, "left", 40), 40)
        ann.line("alone again")
        ann.expect(said("Ann", "alone again"))

    def count_announced(self, client, verb, total):
        count = 0
        while count < total:
            count += count_names(client.next_line(), verb)
        return count


if __name__ == "__main__":
    main()
