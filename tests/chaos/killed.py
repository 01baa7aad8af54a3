#!/usr/bin/env python3
"""A seeded test of servers that are killed (SIGKILL) at any moment of their commits, and started again
with the same data. Some are stopped in order, and sometimes the disk fails. Witnesses talk and resume all
the time. In the end the archive must have every line once, in its author's order; everything that was
told to be stored must be there after each kill; and the witnesses must have heard what the archive has,
once and in its order. They may hear a line again that was not stored when the server was killed: they
know it by its origin and number. Sometimes all are quiet, and what they have said must be stored then, too.

With a client, a person uses it as well, through a relay that cuts the connection (person.py). Then each
server lives until the person has said something.

Usage: killed.py TERTULIAD --failing-disk LIBRARY [--client TERTULIA] [--kills N] [--seed N]
       [--minutes M]
All choices follow from the seed. With --minutes, the test continues with the next seeds for this time.
"""

import argparse
import collections
import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))  # What both say and read.

from archive_phrases import CANNOT_STORE
from crowd import Connection, Crowd, connect
from daemon import TIMEOUT, Daemon
from json_lines import request
from killed_witnesses import KilledWitness
from phrases import said
from witnesses import ROOMS

WITNESSES = 6
OPTIONS = ["--rate", "0", "--resume-timeout", "10m", "--drain-timeout", "300ms", "--keep", "0",
           "--send-queue", "4MiB", "--idle-timeout", "10m"]
MAX_DELAY = 0.3  # Seconds in which a server may live when all are back.
CALLS = 40       # Of the calls for the disk, about one in so many may be the one that kills.
PERSON = "Petra"  # The author that is no witness.
MOST_SAID = 6    # Lines that a person says to one server at least, at most.
FAULTS = (errno.EIO, errno.ENOSPC)


class Disk:
    """What FAILING_DISK names: see failing_disk.cpp."""

    def __init__(self, directory):
        self.path = os.path.join(directory, "fault")

    def fail(self, error, one_in):
        temporary = f"{self.path}.new"
        with open(temporary, "w", encoding="ascii") as file:
            file.write(f"{error} {one_in}\n")
        os.rename(temporary, self.path)

    def heal(self):
        if os.path.exists(self.path):
            os.remove(self.path)


class Archive:
    """What the daemon's tools say of it."""

    def __init__(self, program, data):
        self.command = [program, "--data", data]

    def run(self, *options):
        done = subprocess.run([*self.command, *options], capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)
        if done.returncode:
            raise AssertionError(f"{options}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def messages(self):
        """Of each room, in order: (id, author, number, text)."""
        lines = [json.loads(line) for line in self.run("--export", "-").splitlines()]
        names = {line["id"]: line["name"] for line in lines if line["type"] == "room"}
        found = {room: [] for room in ROOMS}
        for line in lines:
            if line["type"] == "message":
                found[names[line["room"]]].append(
                    (line["id"], line["author"], line["cid"], line["text"]))
        return found

    def check(self):
        self.run("--check-data")


class Run:
    def __init__(self, arguments, seed):
        self.random = random.Random(seed)
        self.kills = arguments.kills
        self.counts = collections.Counter({"kills": 0, "of those, in a call for the disk": 0,
                                           "stops": 0, "times of a failing disk": 0,
                                           "quiet moments": 0})
        self.directory = tempfile.TemporaryDirectory(prefix="tertulia-killed-")
        data = os.path.join(self.directory.name, "data")
        self.disk = Disk(self.directory.name)
        self.archive = Archive(arguments.tertuliad, data)
        buffer = self.random.choice(("4KiB", "256KiB", "256KiB"))
        self.daemon = Daemon(
            arguments.tertuliad, [*OPTIONS, "--data", data, "--resume-buffer", buffer],
            ["127.0.0.1:0"],
            environment={"LD_PRELOAD": arguments.failing_disk, "FAILING_DISK": self.disk.path})
        self.addresses = self.daemon.addresses()
        self.crowd = Crowd()
        self.begin = time.monotonic()
        self.final = {}  # What the archive has in the end.
        self.log = ""
        self.client = arguments.client
        self.person = None
        self.unstored = set()  # What the person has seen of a server that was killed before it had stored it.

    def all(self):
        self.gather_witnesses()
        if self.client:
            self.gather_person()
        while self.counts["kills"] < self.kills:
            self.let_live()
            self.end_server()
            self.check_stored()
        self.finish()
        return self.judge()

    def gather_witnesses(self):
        for number in range(WITNESSES):
            self.crowd.witnesses.append(KilledWitness(
                self.addresses[0], f"R{number}", random.Random(self.random.random()), number % 3 == 0))
        # Sessions begin to be kept when they are stored.
        self.until(lambda: all(one.ready and not one.session.unstored for one in self.crowd.witnesses),
                   "the witnesses")
        for witness in self.crowd.witnesses:
            witness.say()

    def gather_person(self):
        from person import Person  # It needs pyte, which the others do not.
        self.person = Person(self.client, self.addresses[0], random.Random(self.random.random()),
                             sys.maxsize)
        self.crowd.people.append(self.person)
        self.person.relay.cutting = False  # A session must be stored first.
        self.until(self.person.is_known, "the person", self.person.summary)
        self.person.relay.cutting = True

    def let_person_talk(self):
        if self.person:
            enough = len(self.person.said) + self.random.randint(0, MOST_SAID)
            self.until(lambda: len(self.person.said) >= enough, "the person to talk", self.person.summary)
            if self.random.random() < 0.5:  # Else much was typed without a connection.
                self.person.hush()
                self.person.relay.cutting = False
                self.until(self.person.is_back, "the person to be back", self.person.summary)
                self.person.hushed, self.person.relay.cutting = False, True

    def be_quiet(self):
        """What was said is stored although nobody says or asks anything. So is what somebody says after a
        client has come and gone at once, within the time of a batch."""
        self.counts["quiet moments"] += 1
        talkers = [*self.crowd.witnesses, *self.crowd.people]
        for one in talkers:
            one.hushed = True
        self.until(self.all_stored, "all to be stored in a quiet moment")
        passer = Connection(connect(self.addresses[0]))
        passer.send(request("hello", name="Passer") + request("bye"))
        self.until(lambda: passer.flush() or passer.receive() or passer.ended, "a client that leaves at once")
        passer.close()
        self.until(lambda: self.crowd.witnesses[0].online, "a connection")
        self.crowd.witnesses[0].say_next()
        self.until(self.all_stored, "a line in a quiet moment to be stored")
        for one in talkers:
            one.hushed = False

    def all_stored(self):
        return not any(one.session.unstored for one in self.crowd.witnesses)

    def let_live(self):
        if self.random.random() < 0.3:
            self.be_quiet()
        self.let_person_talk()
        end = time.monotonic() + self.random.random() * MAX_DELAY
        if self.random.random() < 0.2:
            self.counts["times of a failing disk"] += 1
            self.disk.fail(self.random.choice(FAULTS), self.random.choice((1, 3, 30)))
        while time.monotonic() < end:
            self.crowd.tick()

    def end_server(self):
        choice = self.random.random()
        if choice < 0.1:
            self.disk.heal()
            self.counts["stops"] += 1
            return self.end(lambda: self.daemon.signal(signal.SIGTERM), 0)
        self.counts["kills"] += 1
        if choice < 0.5:
            return self.end(self.daemon.process.kill, -signal.SIGKILL)
        self.counts["of those, in a call for the disk"] += 1
        one_in = self.random.randint(1, CALLS)
        self.end(lambda: self.disk.fail(0, one_in), -signal.SIGKILL)

    def end(self, begin, status):
        begin()
        self.until(self.daemon.ended, "its end")
        if self.daemon.process.returncode != status:
            raise AssertionError(f"it ended with {self.daemon.process.returncode}: "
                                 f"{self.daemon.text()[-20000:]}")
        self.disk.heal()
        for _ in range(3):  # They read what they were sent before.
            self.crowd.tick()
        if self.person:
            self.until(self.person.is_away, "the person to know that the server is gone",
                       self.person.summary)
            kept = self.ledger(self.archive.messages()).values()
            self.unstored |= self.person.seen() - {line for lines in kept for line in lines}
        resumes = self.resumes()
        self.daemon.start(self.addresses)
        self.until(lambda: all(now > before for now, before in zip(self.resumes(), resumes)),
                   "all to be back")

    def ledger(self, messages):
        """These of the archive in each room, as a person sees them."""
        names = {witness.author: witness.name for witness in self.crowd.witnesses}
        return {room: [said(names.get(author, PERSON), text)
                       for _, author, _, text in lines]
                for room, lines in messages.items()}

    def resumes(self):
        return [one.session.resumes for one in self.crowd.witnesses]

    def check_stored(self):
        told = {line for witness in self.crowd.witnesses for line in witness.stored()}
        self.archive.check()
        there = collections.Counter((author, number) for lines in self.archive.messages().values()
                                    for _, author, number, _ in lines)
        lost = [line for line in told if line not in there]
        doubled = [line for line, count in there.items() if count > 1]
        if lost or doubled:
            raise AssertionError(f"stored, and lost: {lost[:20]}, doubled: {doubled[:20]}")

    def finish(self):
        if self.person:
            self.person.relay.cutting = False
            self.person.lines = 0
            self.until(self.person.done, "the person to be ready", self.person.summary)
            self.person.say_last()
            self.until(self.person.has_all, "the person to be heard", self.person.summary)
        for witness in self.crowd.witnesses:
            witness.stop_cutting()
            witness.lines = witness.said + 1  # When it is stored, so is what the person has said.
        self.until(lambda: all(one.done() for one in self.crowd.witnesses), "all to be stored")
        self.final = self.archive.messages()
        self.until(lambda: not self.missing() and not any(one.gaps for one in self.crowd.witnesses),
                   "all to be heard", self.missed)
        if self.person:
            self.until(self.person_has_all, "the person to see all", self.person.summary)
            self.person.leave()
            self.until(self.person.has_left, "the person to leave", self.person.summary)
        self.archive.check()
        self.log = self.daemon.stop()
        if self.archive.messages() != self.final:
            raise AssertionError("the archive has changed after all was stored")

    def person_has_all(self):
        seen = self.person.seen()
        return all(not lines or lines[-1] in seen for lines in self.ledger(self.final).values())

    def missing(self):
        return sum(len(ids) for _, _, ids in self.missed())

    def missed(self):
        """What each witness has not heard of each room."""
        ids = {room: {line[0] for line in lines} for room, lines in self.final.items()}
        found = [(witness.name, room, sorted(ids[room].difference(heard)))
                 for witness in self.crowd.witnesses for room, heard in witness.heard_ids().items()]
        return [one for one in found if one[2]]

    def until(self, holds, what, details=list):
        end = time.monotonic() + TIMEOUT
        while not holds():
            self.crowd.tick()
            if time.monotonic() > end:
                witnesses = [(one.name, one.said, one.online, one.wrong[-3:], one.gaps[:4],
                              list(one.session.unstored)[:3]) for one in self.crowd.witnesses]
                raise AssertionError(f"{what}: timed out; {dict(self.counts)} {witnesses} "
                                     f"{str(details())[:3000]} "
                                     f"{self.daemon.text()[-5000:]}")

    def judge(self):
        figures = collections.Counter({"lost": self.missing(), "doubled": 0, "reordered": 0, "gaps": 0,
                                       "wrong lines": 0, "heard again, not stored before": 0})
        lines = [line for room in ROOMS for line in self.final[room]]
        texts = collections.Counter((author, text) for _, author, _, text in lines)
        for witness in self.crowd.witnesses:
            said = {(witness.author, f"line {number}") for number in range(witness.said)}
            figures["lost"] += len(said.difference(texts))
            figures["gaps"] += len(witness.gaps)
            figures["wrong lines"] += len(witness.wrong)
            self.compare(witness, figures)
        if self.person:
            figures.update(self.person.judge(self.ledger(self.final), self.unstored))
            figures["person: lines seen, not stored before"] = len(self.unstored)
            self.person.close()
        figures["doubled"] += sum(count - 1 for count in texts.values())
        figures["reordered"] += sum(misplaced(lines) for lines in self.final.values())
        bad = {name: figures[name] for name in ("lost", "doubled", "reordered", "gaps", "wrong lines")
               if figures[name]}
        if bad:
            raise AssertionError(f"{dict(figures)} {[one.gaps_filled for one in self.crowd.witnesses]} "
                                 f"{[one.wrong[:3] for one in self.crowd.witnesses]} "
                                 f"{[one.gaps[:3] for one in self.crowd.witnesses]}")
        return {**self.counts, "lines": len(lines), "connections cut": sum(
                    one.cuts for one in self.crowd.witnesses),
                "gaps that history has filled": sum(one.gaps_filled for one in self.crowd.witnesses),
                "resumes": sum(self.resumes()),
                "failures of the disk in the log": self.log.count(CANNOT_STORE), **figures,
                "s": round(time.monotonic() - self.begin)}

    def compare(self, witness, figures):
        """What it has heard with what the archive has. The rest was not stored, and said again."""
        for room, lines in self.final.items():
            stored = {line[0]: line[1:3] for line in lines}
            known = set(stored.values())
            heard = sorted(witness.entries[room]) if witness.gaps_filled else witness.entries[room]
            ids = [number for number, _ in heard if number in stored]
            figures["doubled"] += len(ids) - len(set(ids))
            figures["reordered"] += sum(a >= b for a, b in zip(ids, ids[1:]))
            figures["heard again, not stored before"] += len(heard) - len(ids)
            figures["lost"] += sum(line not in known for _, line in heard)


def misplaced(lines):
    """The lines of one room that come before an earlier one of their author."""
    last, count = {}, 0
    for _, author, number, _ in lines:
        count += number <= last.get(author, 0)
        last[author] = number
    return count


def parse():
    parser = argparse.ArgumentParser(description="Servers that are killed, and go on.")
    parser.add_argument("tertuliad")
    parser.add_argument("--failing-disk", metavar="LIBRARY", required=True)
    parser.add_argument("--client", metavar="TERTULIA")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    arguments = parse()
    end = time.monotonic() + 60 * arguments.minutes
    total = collections.Counter(runs=0)
    seed = arguments.seed
    while total["runs"] == 0 or time.monotonic() < end:
        try:
            total.update(Run(arguments, seed).all())
        except AssertionError as failure:
            print(f"seed {seed}: {failure}", file=sys.stderr)
            return 1
        total["runs"] += 1
        print(f"seed {seed}: right", file=sys.stderr, flush=True)
        seed += 1
    for name, value in total.items():
        print(f"{name:38} {value:10}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
