#!/usr/bin/env python3
"""Measures what a flood does to the members of a room behind a slow link. Needs root, ip and tc.

Usage: flood.py TERTULIAD [--link RATE…] [--attackers N…] [--members N] [--text control|plain]
       [--lines N] [--seconds S] [-- OPTION…]

The members are in a network namespace, behind a link with a token bucket filter of RATE, and read as
fast as the link lets them. The attackers are on this side: each sends --lines long lines at once (0:
as many as the server takes), within the default rates. A witness on each side of the link sends a
short line twice a second, and measures when its own line comes back. All reports are for --seconds
after the attack began. OPTIONs go to the server. What it prints depends on the machine: this is no
test. A bad result is a member that was dropped, or a witness that waits for long.
"""

import argparse
import contextlib
import json
import os
import resource
import select
import socket
import subprocess
import sys
import time

HERE, THERE = "10.213.77.1", "10.213.77.2"
LONG_LINE = 4085  # Nearly --max-line.
TEXT = {"control": b"\x01", "plain": b"x"}
CONNECTED = b"You are now connected"
INTERVAL = 0.5  # Seconds between two lines of a witness.


# --- The clients, each kind in its own process --------------------------------------------------

def join(address, name):
    client = socket.create_connection(address)
    client.sendall(name.encode() + b"\n")
    seen = b""
    while CONNECTED not in seen:
        piece = client.recv(65536)
        if not piece:
            raise SystemExit(f"{name} cannot join: {seen!r}")
        seen += piece
    client.setblocking(False)
    return client


def told(wait):
    """The word that the parent has said on standard input, if there is one within `wait` seconds."""
    return sys.stdin.readline().strip() if select.select([sys.stdin], [], [], wait)[0] else None


def say(**report):
    print(json.dumps(report), flush=True)


class Crowd:
    """Clients that read all that comes."""

    def __init__(self, address, prefix, count):
        self.clients = {}
        self.dropped = self.bytes = 0
        self.poll = select.epoll()
        self.buffer = bytearray(1 << 18)
        for i in range(count):
            client = join(address, f"{prefix}{i}")
            self.clients[client.fileno()] = client
            self.poll.register(client, select.EPOLLIN)
            self.read(0)

    def read(self, wait=0.05):
        for descriptor, _ in self.poll.poll(wait):
            try:
                count = self.clients[descriptor].recv_into(self.buffer)
            except BlockingIOError:
                continue
            except OSError:
                count = 0
            self.bytes += count
            if count == 0:
                self.dropped += 1
                self.poll.unregister(descriptor)
                self.clients.pop(descriptor).close()


def members(address, count):
    crowd = Crowd(address, "member", count)
    say(ready=True)
    while told(0) is None:
        crowd.read()
    say(dropped=crowd.dropped, bytes=crowd.bytes)


def attackers(address, count, text, lines):
    crowd = Crowd(address, "attacker", count)
    say(ready=True)
    while told(0) is None:
        crowd.read()
    line = TEXT[text] * LONG_LINE + b"\n"
    left = {descriptor: line * (lines or 1) for descriptor in crowd.clients}
    sent = 0
    while told(0) is None:
        for descriptor, client in crowd.clients.items():
            with contextlib.suppress(OSError):
                count = client.send(left[descriptor])
                sent += count
                left[descriptor] = left[descriptor][count:] or (b"" if lines else line)
        crowd.read()
    say(dropped=crowd.dropped, bytes=sent)


def witness(address, name):
    client = join(address, name)
    say(ready=True)
    waits, seen, number, sent_at, next_at = [], b"", 0, None, 0
    word = None
    while word != "stop":
        word = told(0)
        if word == "go":
            waits = []
        now = time.monotonic()
        if sent_at is None and now >= next_at:
            number, sent_at, next_at = number + 1, now, now + INTERVAL
            client.sendall(f"{number}\n".encode())
        if not select.select([client], [], [], 0.01)[0]:
            continue
        piece = b""
        with contextlib.suppress(ConnectionError):
            piece = client.recv(1 << 20)
        if not piece:
            break
        seen = seen[-100:] + piece
        if sent_at is not None and f"({name}) {number}\n".encode() in seen:
            waits.append(time.monotonic() - sent_at)
            sent_at = None
    if sent_at is not None:
        waits.append(time.monotonic() - sent_at)
    say(dropped=int(word != "stop"), waits=sorted(waits))


# --- The measurement ------------------------------------------------------------------------------

def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def namespace(rate):
    """A network namespace behind a link of this rate, in the direction of the members."""
    name = f"flood{os.getpid()}"
    near, far = f"near{os.getpid()}", f"far{os.getpid()}"
    inside = ["ip", "-n", name]
    run("ip", "netns", "add", name)
    try:
        run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        run("ip", "address", "add", f"{HERE}/30", "dev", near)
        run(*inside, "address", "add", f"{THERE}/30", "dev", far)
        run("ip", "link", "set", near, "up")
        run(*inside, "link", "set", far, "up")
        run("tc", "qdisc", "add", "dev", near, "root", "tbf", "rate", rate, "burst", "256kb", "latency", "50ms")
        yield ["ip", "netns", "exec", name]
    finally:
        run("ip", "netns", "delete", name)


class Daemon:
    def __init__(self, program, options):
        self.process = subprocess.Popen([program, "--listen", "0.0.0.0:0", "--log-level", "warn", *options],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.port = self.find_port()

    def find_port(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            listing = subprocess.run(["ss", "-Hltnp"], check=True, capture_output=True, text=True).stdout
            for line in listing.splitlines():
                if f"pid={self.process.pid}," in line:
                    return int(line.split()[3].rsplit(":", 1)[1])
            time.sleep(0.05)
        raise SystemExit("the server does not listen")

    def peak_memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024

    def stop(self):
        self.process.terminate()
        return self.process.communicate()[1].splitlines()


class Role:
    """This script as a kind of client, in its own process."""

    def __init__(self, prefix, *arguments):
        self.process = subprocess.Popen([*prefix, sys.executable, __file__, "--role", *map(str, arguments)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self):
        return json.loads(self.process.stdout.readline() or "{}")

    def tell(self, word):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(word + "\n")
            self.process.stdin.flush()


def measure(arguments, rate, count):
    with namespace(rate) as inside:
        daemon = Daemon(arguments.program, arguments.options)
        roles = []
        for prefix, *role in ((inside, "members", HERE, daemon.port, arguments.members),
                              (inside, "witness", HERE, daemon.port, "Far"),
                              ([], "witness", "127.0.0.1", daemon.port, "Near"),
                              ([], "attackers", "127.0.0.1", daemon.port, count, arguments.text,
                               arguments.lines)):
            roles.append(Role(prefix, *role))
            if not roles[-1].answer():
                raise SystemExit(f"no {role[0]}")
        time.sleep(1)  # The notices of the joins are sent.
        before = daemon.peak_memory()
        for role in roles[1:]:
            role.tell("go")
        time.sleep(arguments.seconds)
        for role in roles:
            role.tell("stop")
        reports = [role.answer() for role in roles]
        for role in roles:
            role.process.wait()
        memory = daemon.peak_memory() - before
        daemon.stop()
        return reports, memory


def show(waits):
    if not waits:
        return "   –      –   "
    return f"{waits[len(waits) // 2]:6.2f} {waits[-1]:6.2f}"


def main():
    if sys.argv[1:2] == ["--role"]:
        kind, host, port, *rest = sys.argv[2:]
        address = (host, int(port))
        if kind == "witness":
            return witness(address, rest[0])
        if kind == "members":
            return members(address, int(rest[0]))
        return attackers(address, int(rest[0]), rest[1], int(rest[2]))
    parser = argparse.ArgumentParser(usage=__doc__.split("Usage: ")[1].split("\n\n")[0])
    parser.add_argument("program")
    parser.add_argument("--link", nargs="+", default=["200mbit", "900mbit"])
    parser.add_argument("--attackers", nargs="+", type=int, default=[20, 40, 60])
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--text", choices=TEXT, default="control")
    parser.add_argument("--lines", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print("   link attackers | members dropped | MB delivered | own line, near: median, max (s) | far |"
          " memory + MiB")
    for rate in arguments.link:
        for count in arguments.attackers:
            (crowd, far, near, _), memory = measure(arguments, rate, count)
            print(f"{rate:>7} {count:>9} | {crowd['dropped']:>15} | {crowd['bytes'] / 1e6:>12.0f} |"
                  f" {show(near['waits']):>31} | {show(far['waits'])} | {memory}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
