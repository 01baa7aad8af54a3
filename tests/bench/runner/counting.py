"""Counts that do not depend on other load: system calls and user instructions per delivery."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from runner import report
from runner.measure import load_command, pinned, processors
from runner.servers import running

# (heading, the load generator's arguments, messages). The pace is so slow that even a traced server
# delivers one message before it receives the next.
CASES = [
    ("1,000 clients, one message at a time", ["paced", "--clients", "1000", "--rate", "2"], 10),
    ("1,000 clients, saturated by one", ["saturated", "--clients", "1000", "--window", "128"], 6_400),
    ("1,000 clients, saturated by a hundred",
     ["saturated", "--clients", "1000", "--senders", "100", "--window", "4"], 6_400),
]
TIMEOUT = 120


class HeldLoad:
    """A load generator that waits after its clients have joined, and again before they leave. So the
    counts do not include the joins and leaves."""

    def __init__(self, words, server, port, process_id):
        self.process = subprocess.Popen(
            [*load_command(words, server, port, process_id), "--hold"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=pinned(processors()[1]))
        self.expect("holding")

    def expect(self, beginning):
        line = self.process.stdout.readline()
        if not line.startswith(beginning):
            raise RuntimeError(self.process.communicate()[1].strip())

    def go(self):
        """Returns after all deliveries, while the clients are still connected."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.expect("done")

    def end(self):
        """Lets the clients leave. Returns the number of deliveries."""
        output, errors = self.process.communicate("go\n", TIMEOUT)
        if self.process.returncode != 0:
            raise RuntimeError(errors.strip())
        return json.loads(output)["deliveries"]


def wait_for(holds, what):
    end = time.monotonic() + TIMEOUT
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: timed out")
        time.sleep(0.02)


def is_traced(process_id):
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return re.search(r"^TracerPid:\s+[1-9]", status, re.MULTILINE) is not None


def parse_strace(text):
    """{name: calls} from the table that strace -c prints, without its total."""
    calls = {}
    for line in text.splitlines():
        row = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$", line)
        if row and row.group(2) != "total":
            calls[row.group(2)] = int(row.group(1))
    return calls


def system_calls(server, words):
    """{name: calls per delivery}"""
    with running(server, processors()[0]) as (port, process, _), \
            tempfile.NamedTemporaryFile("r", prefix="bench-strace-") as table:
        load = HeldLoad(words, server, port, process.pid)
        tracer = subprocess.Popen(["strace", "-c", "-f", "-o", table.name, "-p", str(process.pid)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: is_traced(process.pid), "strace")
        load.go()
        tracer.send_signal(signal.SIGINT)
        tracer.wait(TIMEOUT)
        deliveries = load.end()
        return {name: count / deliveries for name, count in parse_strace(table.read()).items()}


def counts_in_hardware():
    if not shutil.which("perf"):
        return False
    run = subprocess.run(["perf", "stat", "-e", "instructions:u", "true"], capture_output=True,
                         text=True, check=False)
    return run.returncode == 0 and "not supported" not in run.stderr


def perf_instructions(server, words):
    with running(server, processors()[0]) as (port, process, _):
        load = HeldLoad(words, server, port, process.pid)
        perf = subprocess.Popen(["perf", "stat", "-x,", "-e", "instructions:u", "-p", str(process.pid)],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.5)  # perf does not report when it has started.
        load.go()
        perf.send_signal(signal.SIGINT)
        counted = int(perf.communicate()[1].split(",", 1)[0])
        return counted / load.end()


def callgrind_instructions(server, words):
    """Counts from the time when all clients have joined. The dump after the last delivery has the
    whole count; later instructions are in another dump."""
    with tempfile.TemporaryDirectory(prefix="bench-callgrind-") as folder:
        os.chmod(folder, 0o777)
        output = Path(folder, "out")
        wrapper = ["valgrind", "--tool=callgrind", "--instr-atstart=no",
                   f"--callgrind-out-file={output}"]
        with running(server, processors()[0], wrapper) as (port, process, _):
            load = HeldLoad(words, server, port, process.pid)
            control(process.pid, "--instr=on")
            load.go()
            control(process.pid, "--dump")
            deliveries = load.end()
        return parse_callgrind(Path(folder, "out.1").read_text(encoding="utf-8")) / deliveries


def parse_callgrind(text):
    """The instructions in a dump. 0 means that callgrind did not count."""
    total = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
    if not total or int(total.group(1)) == 0:
        raise RuntimeError("callgrind counted nothing")
    return int(total.group(1))


def control(process_id, command):
    subprocess.run(["callgrind_control", command, str(process_id)], check=True,
                   capture_output=True, timeout=TIMEOUT)


def instructions(server, words):
    if counts_in_hardware():
        return perf_instructions(server, words)
    return callgrind_instructions(server, words) if shutil.which("valgrind") else None


def count(servers):
    """[{"case", "server", "calls": {name: calls per delivery}, "instructions"}]"""
    rows = []
    for heading, words, messages in CASES:
        words = [*words, "--messages", str(messages)]
        for server in servers:
            calls = system_calls(server, words) if shutil.which("strace") else {}
            rows.append({"case": heading, "server": server.name, "calls": calls,
                         "instructions": instructions(server, words)})
    return rows


def section(rows):
    shown = []
    for row in rows:
        calls = sorted(row["calls"].items(), key=lambda item: -item[1])
        names = ", ".join(f"{name} {each:.4f}" for name, each in calls if each >= 0.00005)
        each = row["instructions"]
        shown.append([row["case"], row["server"], f"{sum(row['calls'].values()):.4f}", names or "–",
                      "–" if each is None else f"{each:.1f}"])
    heads = ["case", "server", "system calls per delivery", "which", "user instructions per delivery"]
    return ("## Counted, not timed\n\nSystem calls are strace's, instructions those of "
            "perf where the processor counts them, else callgrind's. Both "
            "slow the server down, so that under saturation more messages share a write.\n\n"
            + report.table(heads, shown))
