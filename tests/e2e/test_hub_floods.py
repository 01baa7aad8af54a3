"""Floods: whoever sends too much is delayed, not those who read."""

from phrases import LOG_SENDERS_HELD, LOG_TOO_SLOW, joined, recipient_busy, said, text_of, whispered
from support import Case, main
from waiting import wait_until


class Floods(Case):
    TEXT = "x" * 1000

    def test_a_flood_delays_the_sender_and_drops_no_reader(self):
        server = self.serve("--rate", "0", "--send-queue-total", "1MiB")
        bob, ann = self.room(server, "Bob", "Ann")
        readers = [self.client(server, f"Reader{i}", receive_buffer=4096) for i in range(6)]
        for reader in readers:
            reader.stall()
        sent = []

        def held():
            return LOG_SENDERS_HELD in server.err.text()

        while not held():
            batch = [f"{len(sent) + i} {self.TEXT}" for i in range(20)]
            bob.send("\n".join(batch) + "\n")
            sent += batch
            self.assertLess(len(sent), 20_000, "Bob is never held")
            wait_until(lambda: held() or text_of(said("Bob", sent[-1])) in bob.text(),
                       lambda: f"line {len(sent)}, or that Bob is held")
        ann.line("hello")
        ann.wait_for(text_of(said("Ann", "hello")))
        for reader in readers:
            reader.resume()
        bob.line("end")
        for client in (ann, bob, *readers):
            client.wait_for(text_of(said("Bob", "end")))
            seen = [line for line in client.text().split("\n") if line.endswith(self.TEXT)]
            self.assertEqual(seen, [said("Bob", line) for line in sent])
        self.assertNotIn(LOG_TOO_SLOW, server.err.text())

    def test_private_messages_fill_only_a_part_of_a_queue(self):
        server = self.serve("--rate", "0")
        eve = self.client(server, "Eve")
        victim = self.client(server, "Victim", receive_buffer=4096)
        eve.expect(joined("Victim"))
        victim.stall()
        sent, refused = 0, recipient_busy("Victim")
        while refused not in eve.text():
            eve.send("".join(f"/msg Victim {sent + i} {self.TEXT}\n" for i in range(20)) + "/who\n")
            sent += 20
            self.assertLess(sent, 20_000, "no message is refused")
            wait_until(lambda: eve.text().count(" here: ") == sent // 20, lambda: "the answers to Eve")
        for _ in range(2000):
            eve.line(f"/msg Victim {self.TEXT}")
        eve.line("to everyone")
        eve.wait_for(text_of(said("Eve", "to everyone")))
        victim.resume()
        victim.wait_for(text_of(said("Eve", "to everyone")))
        eve.line("/msg Victim at last")
        victim.wait_for(text_of(whispered("Eve", "Victim", "at last")))
        self.assertNotIn(LOG_TOO_SLOW, server.err.text())


if __name__ == "__main__":
    main()
