"""The chaos of two: a line of bad guests before an operator who never stops talking; each in turn is
served or gone, and whoever comes at the end is served as if nothing had been."""

import collections
import random
import subprocess
import time

import kinds
from crowd import Crowd, Visitor, Witness, connect
from daemon import PATIENCE, Daemon, wait_until

MOST_AT_ONCE = 20
OPTIONS = ["--duo", "--name", "Host", "--idle-timeout", "300ms", "--send-queue", "256KiB",
           "--send-timeout", "300ms", "--drain-timeout", "200ms", "--max-clients", "30"]


def last_guest(crowd, address):
    """True once a guest who came last has been greeted."""
    guest = Witness(connect(address), "Last", 0)
    crowd.witnesses = [guest]
    end = time.monotonic() + PATIENCE
    text = b""
    while b"You are talking with Host" not in text:
        guest.flush()
        text += guest.receive()
        if guest.ended or time.monotonic() > end:
            raise AssertionError(f"the last guest was not served: {text!r}")
        crowd.wait_for_input()
    guest.close()


def run_duo(arguments, seed):
    source = random.Random(seed)
    daemon = Daemon(arguments.tertuliad, OPTIONS, ["127.0.0.1:0"], stdin=subprocess.PIPE)
    address = daemon.addresses()[0]
    crowd = Crowd()
    counts = collections.Counter()
    begin = time.monotonic()
    left = arguments.visitors
    while left or crowd.visitors:
        if left and len(crowd.visitors) < MOST_AT_ONCE and source.random() < 0.5:
            kind = source.choice(kinds.ALL)
            script = kind(random.Random(source.random()), f"bad{left}")
            crowd.visitors.append(Visitor(connect(address), script))
            counts[f"duo {kind.__name__}"] += 1
            left -= 1
        if source.random() < 0.05:
            daemon.process.stdin.write(source.choice((b"hello\n", b"x" * 4000 + b"\n", b"exit\n")))
            daemon.process.stdin.flush()
        crowd.tick()
        if daemon.ended():
            raise AssertionError(daemon.text()[-20000:])
    last_guest(crowd, address)
    wait_until(lambda: daemon.descriptors() == daemon.descriptors_at_rest, "all descriptors back")
    figures = {**counts, "peak memory, KiB": daemon.peak_memory(),
               "server, s": daemon.processor_time(), "s": time.monotonic() - begin}
    daemon.process.stdin.close()
    daemon.stop()
    return figures
