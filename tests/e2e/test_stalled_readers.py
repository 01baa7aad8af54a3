"""Readers that stall, one after the other, while much passes them: the memory of the server stays
bounded, in plain text and in TLS. $TERTULIA_STALLED_MIB lets more pass."""

import os
import re

from certificates import Authority
from phrases import LOG_TOO_SLOW
from support import Case, Client, main
from tls import TlsClient
from waiting import wait_until

MIB = 1024 * 1024
TOTAL = int(os.environ.get("TERTULIA_STALLED_MIB", "12")) * MIB
BATCH = 128  # Lines of TEXT.
TEXT = "x" * 4000
QUEUE = 2 * MIB
MAX_GROWTH = 4 * QUEUE  # One queue, what the sender has not read yet, and what the allocator keeps.


def memory(server, what):
    with open(f"/proc/{server.child.pid}/status", encoding="ascii") as status:
        return int(re.search(rf"{what}:\s+(\d+)", status.read())[1]) * 1024


class StalledReaders(Case):
    def pass_by(self, connect, *options):
        """Returns how many readers were cut off, and by how much the memory grew at its peak."""
        server = self.serve("--rate", "0", "--send-queue", str(QUEUE), *options,
                            extra={"ASAN_OPTIONS": "quarantine_size_mb=1"})
        sender = connect(server).join("Ann")
        self.talk(sender, 0)
        before = memory(server, "VmRSS")
        passed = readers = 0
        while passed < TOTAL:
            reader = connect(server, receive_buffer=4096).join(f"Reader{readers}")
            reader.stall()
            while passed < TOTAL and server.err.text().count(LOG_TOO_SLOW) == readers:
                passed += self.talk(sender, passed)
            readers += 1
            reader.close()
        return readers, memory(server, "VmHWM") - before

    def talk(self, sender, number):
        """Sends a batch, and reads it. Returns its size."""
        last = f"end {number}\n".encode()
        batch = f"{TEXT}\n".encode() * BATCH + last
        sender.send(batch)
        wait_until(lambda: last in sender.data, lambda: f"batch {number}")
        self.assertGreaterEqual(len(sender.data), len(batch))
        sender.data.clear()
        sender.position = 0
        return len(batch)

    def check(self, connect, *options):
        readers, grown = self.pass_by(connect, *options)
        print(f"{TOTAL // MIB} MiB past {readers} readers: {grown // 1024} KiB")
        self.assertGreater(readers, 1)
        self.assertLess(grown, MAX_GROWTH)

    def test_in_plain_text(self):
        self.check(lambda server, **more: Client(self, server.address, **more))

    def test_in_tls(self):
        pair = Authority(self.directory()).sign("localhost")
        self.check(lambda server, **more: TlsClient(self, server.address, **more), *pair.options())


if __name__ == "__main__":
    main()
