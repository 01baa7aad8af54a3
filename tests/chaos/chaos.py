#!/usr/bin/env python3
"""A seeded chaos test: hundreds of bad clients of every kind, and faults from outside. Witness clients
check that they receive every line of every client once, and all in the same order, room by room. They
speak plain lines and JSON, half of them in TLS; some of those that speak JSON lose their connections,
and resume. Sometimes all witnesses are quiet. With a client, a person uses it as well, through a relay that
cuts the connection (person.py).

Usage: chaos.py TERTULIAD [--failing-calls LIBRARY] [--client TERTULIA] [--seed N] [--visitors N]
       [--lines N] [--minutes M] [--duo]
With LIBRARY, some system calls of the server fail for every second seed (failing_calls.cpp).
All choices follow from the seed. The amount of work is counted, not timed. With --minutes, the test
continues with the next seeds for this time. The first failure ends it, and names its seed.
"""

import argparse
import collections
import random
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))  # What both say and read.

import json_kinds
import kinds
import room_kinds
import tls_kinds
from crowd import Crowd, Visitor, connect
from daemon import TIMEOUT, Daemon, wait_until
from duo import run_duo
from faults import Faults
from json_witnesses import JsonWitness, ResumingWitness
from ledger import Ledger
from phrases import LOG_CANNOT_ACCEPT, LOG_TOO_SLOW, log_tls
from transcript import MESSAGE
from witnesses import PlainWitness

PLAIN_WITNESSES = 4
JSON_WITNESSES = 2
RESUMING_WITNESSES = 4
ANYWHERE = kinds.ALL + room_kinds.ALL + json_kinds.ALL  # In plain text or in TLS.
KINDS = ANYWHERE + tls_kinds.BEFORE + tls_kinds.INSIDE
IN_TLS = 0.3  # How many of those that may be anywhere use TLS.
DEAF = (kinds.deaf, kinds.dozer, json_kinds.json_deaf, json_kinds.json_dozer)
TLS_ALONE = "tls:"
LISTENERS = ["127.0.0.1:0", "[::1]:0", f"{TLS_ALONE}127.0.0.1:0"]
MAX_VISITORS = 120
PERSON_SAYS = 4  # One line where a witness says so many.
MAX_QUIET = 60   # Ticks.
BURST = 150  # Visitors that connect at once; with MAX_VISITORS, more than --max-clients allows.
MAX_MEMORY = 96 * 1024  # KiB, without sanitizers: 8 MiB at the start, and --send-queue-total.
FAILED = re.compile(r"(?:failing calls:|,) (\w+) (\d+)(?=,|$)", re.MULTILINE)
# A witness reads all the time, but this program may be slow.
OPTIONS = ["--send-queue", "4MiB", "--send-timeout", "10s", "--login-timeout", "500ms",
           "--idle-timeout", "10m", "--drain-timeout", "300ms", "--max-clients", "350",
           "--max-rooms", "100", "--max-rooms-per-client", "10", "--log-level", "debug",
           # The clock may jump by months.
           "--keep", "0"]


class Run:
    def __init__(self, arguments, seed):
        self.random = random.Random(seed)
        self.lines = arguments.lines
        self.left = arguments.visitors
        self.kinds = collections.Counter()
        self.encrypted = 0  # Visitors with TLS.
        # A witness waits for its own line to return, so it sends at most one line a tick.
        rate = self.random.choice((0, 0, 1000))
        limits = f"rate = {rate}\nburst = 1000\n"
        # A witness must be back within the time for resuming, however slow this program is; until the
        # end, a lost visitor keeps its place. In every third run or so, a witness finds gaps.
        buffer = self.random.choice(("16KiB", "16MiB", "16MiB"))
        limits += f"resume-buffer = {buffer}\n"
        base = f"{limits}resume-timeout = 10m\n"
        self.at_end = f"{limits}resume-timeout = 100ms\n"
        self.ledger = Ledger([])
        self.data = tempfile.TemporaryDirectory(prefix="tertulia-chaos-data-")
        self.daemon = Daemon(arguments.tertuliad, [*OPTIONS, "--data", self.data.name],
                             LISTENERS,
                             environment=self.failing_calls(arguments, seed))
        self.daemon.configure(base)
        self.addresses = self.daemon.addresses()
        self.crowd = Crowd()
        self.faults = Faults(self.daemon, self.random, base)
        self.faults.reload(base)
        self.client = arguments.client
        self.person = None
        self.quiet = 0  # Ticks for which the witnesses say nothing.
        self.quiet_moments = 0
        self.begin = time.monotonic()
        self.progress = (None, 0.0)

    def failing_calls(self, arguments, seed):
        if not arguments.failing_calls or seed % 2:
            return {}
        return {"LD_PRELOAD": arguments.failing_calls, "FAILING_CALLS": str(seed)}

    def all(self):
        self.gather_witnesses()
        if self.client:
            self.gather_person()
        while self.left or self.crowd.visitors or not self.witnesses_done() or not self.person_done():
            self.add_visitors()
            self.keep_quiet()
            self.faults.tick()
            self.tick()
        self.faults.end()
        self.check_end()
        figures = self.figures()
        self.judge(figures)
        if self.person:
            figures.update(self.person.judge(self.person_ledger(), strangers=True))
            self.person.close()
        for witness in self.crowd.witnesses:
            witness.close()
        for name, count in FAILED.findall(self.daemon.stop()):
            figures[f"failed calls: {name}"] = int(count)
        return figures

    def check_end(self):
        for witness in self.resuming():
            witness.stop_cutting()
        self.until(self.ledger.all_heard, "every line at every witness")
        if self.person:
            self.end_person()
        self.faults.reload(self.at_end)
        self.until(self.ledger.all_lists_right, "the witnesses alone, in each list of members")
        for witness in self.crowd.witnesses:
            witness.ask_members()
        self.until(self.ledger.all_answers_right, "the witnesses alone, in each answer")
        rest = self.daemon.descriptors_at_rest + len(self.crowd.witnesses)
        wait_until(lambda: self.daemon.descriptors() == rest, "all descriptors back")

    def tick(self):
        self.crowd.tick()
        state = (self.left, len(self.crowd.visitors), sum(w.said for w in self.crowd.witnesses),
                 len(self.person.said) if self.person else 0)
        if state != self.progress[0]:
            self.progress = (state, time.monotonic())
        if time.monotonic() - self.progress[1] > TIMEOUT or self.daemon.ended():
            witnesses = [witness.summary() for witness in self.crowd.witnesses]
            person = self.person.summary() if self.person else ""
            raise AssertionError(f"no progress: {state} {witnesses}\n{person}\n"
                                 f"{self.daemon.text()[-20000:]}")

    def until(self, holds, what, details=list):
        end = time.monotonic() + TIMEOUT
        while not holds():
            self.crowd.tick()
            if time.monotonic() > end:
                witnesses = [witness.summary() for witness in self.crowd.witnesses]
                raise AssertionError(f"{what}: timed out; {self.figures()} {witnesses} "
                                     f"{list(self.ledger.missing())[:20]} {details()}")

    def gather_witnesses(self):
        witnesses = self.crowd.witnesses
        for kind, letter, count in ((PlainWitness, "W", PLAIN_WITNESSES),
                                    (JsonWitness, "J", JSON_WITNESSES)):
            for number in range(count):
                connection = connect(self.address(number), tls=in_tls(number))
                witnesses.append(kind(connection, f"{letter}{number}", self.lines))
        for number in range(RESUMING_WITNESSES):
            witnesses.append(ResumingWitness(self.address(number), f"R{number}", self.lines,
                                             random.Random(self.random.random()), in_tls(number)))
        names = [witness.name for witness in witnesses]
        for number, witness in enumerate(witnesses):
            witness.others = names[number + 1:] + names[:number]
        self.ledger = Ledger(witnesses)
        self.until(lambda: all(witness.ready for witness in witnesses), "the witnesses")
        for witness in witnesses:
            witness.say()

    def gather_person(self):
        from person import Person  # It needs pyte, which the others do not.
        self.person = Person(self.client, self.addresses[0], random.Random(self.random.random()),
                             self.lines // PERSON_SAYS)
        self.crowd.people.append(self.person)
        self.person.relay.cutting = False  # A session must be stored first.
        self.until(self.person.is_known, "the person", self.person.summary)
        self.person.relay.cutting = True

    def person_done(self):
        return not self.person or self.person.done()

    def end_person(self):
        self.person.relay.cutting = False
        self.person.say_last()
        self.until(self.person.has_all, "the person to see all", self.person.summary)
        self.person.leave()
        self.until(self.person.has_left, "the person to leave", self.person.summary)

    def person_ledger(self):
        """What was said by those whose lines all differ."""
        there = next(one for one in self.crowd.witnesses if one.kept and not one.gaps)
        return {room: [line for line in lines if MESSAGE.fullmatch(line)]
                for room, lines in there.heard.items()}

    def keep_quiet(self):
        if self.quiet > 0:
            self.quiet -= 1
        elif self.random.random() < 0.005:
            self.quiet = self.random.randint(1, MAX_QUIET)
            self.quiet_moments += 1
        for witness in self.crowd.witnesses:
            witness.hush(self.quiet > 0)

    def address(self, number):
        """For a witness: one of those for everyone, or that for TLS alone."""
        only_tls = number % 4 == 2
        fit = [one for one in self.addresses if one.startswith(TLS_ALONE) == only_tls]
        return fit[number % len(fit)]

    def resuming(self):
        return [one for one in self.crowd.witnesses if isinstance(one, ResumingWitness)]

    def witnesses_done(self):
        return all(witness.done() for witness in self.crowd.witnesses)

    def add_visitors(self):
        if self.left == 0 or len(self.crowd.visitors) >= MAX_VISITORS:
            return
        if self.random.random() < 0.002:
            kind = self.random.choice((kinds.silent, tls_kinds.tls_dropped))
            for _ in range(min(BURST, self.left)):
                self.add_visitor(kind)
        elif self.random.random() < 0.5:
            self.add_visitor(self.random.choice(KINDS))

    def add_visitor(self, kind):
        name = f"bad{self.left}"
        self.left -= 1
        self.kinds[kind.__name__] += 1
        buffer = 4096 if kind in DEAF else None
        tls = kind in tls_kinds.INSIDE or (kind in ANYWHERE and self.random.random() < IN_TLS)
        self.encrypted += tls
        connection = connect(self.random.choice(self.addresses), buffer, tls)
        self.crowd.visitors.append(Visitor(connection, kind(random.Random(self.random.random()), name)))

    def figures(self):
        resuming = self.resuming()
        found = {
            **self.ledger.figures(),
            "quiet moments": self.quiet_moments,
            "connections cut": sum(witness.cuts for witness in resuming),
            "half-open ones among them": sum(witness.half_open_cuts for witness in resuming),
            "resumes": sum(witness.session.resumes for witness in resuming),
            "refused to resume in plain": sum(witness.refused_in_plain for witness in resuming),
            "refused private lines": sum(one.refused for one in resuming),
            "visitors with TLS": self.encrypted,
            "failures of TLS": self.daemon.text().count(log_tls("")),
            "dropped as slow readers": self.daemon.text().count(LOG_TOO_SLOW),
            "failures of accept": self.daemon.text().count(LOG_CANNOT_ACCEPT)}
        return {**found, **self.kinds, **self.faults.counts, "visitors": sum(self.kinds.values()),
                "peak memory, KiB": self.daemon.peak_memory(),
                "server, s": self.daemon.processor_time(), "s": time.monotonic() - self.begin}

    def judge(self, figures):
        for bad in ("lost", "doubled", "reordered", "forged or unsafe"):
            if figures[bad]:
                wrong = [(one.name, one.wrong[:5]) for one in self.crowd.witnesses if one.wrong]
                raise AssertionError(f"{bad}: {figures[bad]} {wrong} "
                                     f"{self.ledger.all_misplaced()[:20]}")
        if not sanitized(self.daemon) and figures["peak memory, KiB"] > MAX_MEMORY:
            raise AssertionError(f"memory grew to {figures['peak memory, KiB']} KiB")


def in_tls(number):
    """Whether a witness with this number uses TLS."""
    return number % 4 in (1, 2)


def sanitized(daemon):
    """Sanitizers need memory for their shadows and for freed blocks."""
    with open(f"/proc/{daemon.process.pid}/exe", "rb") as program:
        return b"AddressSanitizer" in program.read()


def add(total, figures):
    for name, value in figures.items():
        total[name] = max(total[name], value) if "memory" in name else total[name] + value


def show(total):
    for name, value in total.items():
        print(f"{name:28} {value:12.0f}", flush=True)


def parse():
    parser = argparse.ArgumentParser(description="A seeded chaos test of a real server.")
    parser.add_argument("tertuliad")
    parser.add_argument("--failing-calls", metavar="LIBRARY")
    parser.add_argument("--client", metavar="TERTULIA")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--visitors", type=int, default=400)
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--duo", action="store_true")
    return parser.parse_args()


def main():
    arguments = parse()
    end = time.monotonic() + 60 * arguments.minutes
    total = collections.Counter(runs=0)
    seed = arguments.seed
    while total["runs"] == 0 or time.monotonic() < end:
        try:
            add(total, run_duo(arguments, seed) if arguments.duo else Run(arguments, seed).all())
        except AssertionError as failure:
            print(f"seed {seed}: {failure}", file=sys.stderr)
            return 1
        total["runs"] += 1
        seed += 1
    print(f"seeds {arguments.seed} to {seed - 1}")
    show(total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
