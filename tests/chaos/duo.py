"""The chaos test of duo: a queue of bad clients, and an operator who sends without a pause. The server
serves each client that stays, and at the end it serves a good client as usual."""

import collections
import random
import subprocess
import time

from duo_phrases import talking_with
import kinds
from crowd import Connection, Crowd, Visitor, connect
from daemon import TIMEOUT, Daemon, wait_until

MAX_VISITORS = 20
OPTIONS = ["--duo", "--name", "Host", "--idle-timeout", "300ms", "--send-queue", "256KiB",
           "--send-timeout", "300ms", "--drain-timeout", "200ms", "--max-clients", "30"]


def check_last_client(crowd, address):
    """Waits until the server serves a client that connects last."""
    client = Connection(connect(address))
    client.send(b"Last\n")
    end = time.monotonic() + TIMEOUT
    text = b""
    while talking_with("Host").encode() not in text:
        client.flush()
        text += client.receive()
        if client.ended or time.monotonic() > end:
            raise AssertionError(f"the last client was not served: {text!r}")
        crowd.wait_for_input()
    client.close()


def run_duo(arguments, seed):
    source = random.Random(seed)
    daemon = Daemon(arguments.tertuliad, OPTIONS, ["127.0.0.1:0"], stdin=subprocess.PIPE)
    address = daemon.addresses()[0]
    crowd = Crowd()
    counts = collections.Counter()
    begin = time.monotonic()
    left = arguments.visitors
    while left or crowd.visitors:
        if left and len(crowd.visitors) < MAX_VISITORS and source.random() < 0.5:
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
    check_last_client(crowd, address)
    wait_until(lambda: daemon.descriptors() == daemon.descriptors_at_rest, "all descriptors back")
    figures = {**counts, "peak memory, KiB": daemon.peak_memory(),
               "server, s": daemon.processor_time(), "s": time.monotonic() - begin}
    daemon.process.stdin.close()
    daemon.stop()
    return figures
