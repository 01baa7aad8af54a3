"""One run of the load generator against one server, and all the runs of a cell."""

import json
import os
import subprocess
import sys

from runner.servers import running

RUN_TIMEOUT = 300  # Seconds, for one run.


def processors():
    """The processors of the server and of the load. On a machine with one they share it, and the
    figures are not reliable."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def load_command(cell_words, server, port, process_id):
    dialect = [] if "--dialect" in cell_words else ["--dialect", server.dialect]
    return [os.environ["BENCH_LOAD"], *cell_words, *dialect, "--port", str(port),
            "--pid", str(process_id), "--on-their-way", str(server.on_their_way)]


def pinned(processor):
    return lambda: os.sched_setaffinity(0, {processor})


def run_once(words, server, archive=0):
    """Runs the load generator once. Returns its figures; of a server with an archive also the time
    until it listened. Raises RuntimeError after a failure."""
    of_server, of_load = processors()
    with running(server, of_server, archive=archive) as (port, process, start):
        try:
            load = subprocess.run(load_command(words, server, port, process.pid), text=True,
                                  capture_output=True, timeout=RUN_TIMEOUT, check=False,
                                  preexec_fn=pinned(of_load))
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"timed out after {RUN_TIMEOUT} s") from None
        if load.returncode != 0:
            raise RuntimeError(load.stderr.strip() or f"the load generator ended with {load.returncode}")
        return json.loads(load.stdout) | ({"start": start} if archive else {})


def takes_part(server, cell, number, peer_rounds):
    limit = min(cell.max_rounds - 1, peer_rounds) if server.is_peer else cell.max_rounds
    return server.name not in cell.without and number < limit


def run_cell(cell, servers, rounds, peer_rounds, quick):
    """Runs all rounds. Each round runs every server once, so that other load on the machine affects
    all servers alike. A server that failed does not run again."""
    runs = []
    failed = set()
    for number in range(rounds):
        for server in cell.entrants(servers):
            if not takes_part(server, cell, number, peer_rounds) or server.name in failed:
                continue
            print(f"bench: {cell.name}, round {number + 1}: {server.name}", file=sys.stderr)
            run = {"server": server.name, "round": number}
            try:
                run["figures"] = run_once(cell.words(server, quick), server, cell.archive)
            except RuntimeError as error:
                print(f"bench: {server.name} failed: {error}", file=sys.stderr)
                failed.add(server.name)
                run["failed"] = str(error)
            runs.append(run)
    return runs
