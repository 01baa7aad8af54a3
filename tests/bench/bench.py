#!/usr/bin/env python3
"""Measures tertuliad, the floor and other servers. `./dev bench` builds and runs it."""

import argparse
import os
import resource
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from runner import cells, counting, machine, measure, page, report
from runner.servers import SERVERS

ROOT = Path(__file__).resolve().parents[2]
OWN = ("tertulia", "floor")


def arguments():
    parser = argparse.ArgumentParser(
        prog="./dev bench", description="Measures tertuliad, the floor and other servers.")
    parser.add_argument("workload", nargs="*", help="names of cells, or beginnings of names: "
                        + ", ".join(cell.name for cell in cells.CELLS))
    parser.add_argument("--quick", action="store_true",
                        help="a short run: one round, tertulia and the floor only")
    parser.add_argument("--only", metavar="SERVER,…", help="measure these servers only: "
                        + ", ".join(server.name for server in SERVERS))
    parser.add_argument("--rounds", type=int, help="default: 5; with --quick 1")
    parser.add_argument("--peer-rounds", type=int, default=2,
                        help="rounds with the other servers (default: 2)")
    parser.add_argument("--count", action="store_true",
                        help="count system calls and instructions instead (strace, perf or valgrind)")
    parser.add_argument("--write", action="store_true",
                        help="write docs/BENCHMARKS.md with counts, its pictures and the raw results; with "
                        "names of cells: only their tables")
    asked = parser.parse_args()
    asked.rounds = asked.rounds if asked.rounds is not None else 1 if asked.quick else 5
    if asked.rounds < 1 or asked.peer_rounds < 1:
        parser.error("--rounds and --peer-rounds are at least 1")
    return asked


def chosen_servers(only, quick):
    names = only.split(",") if only else OWN if quick else [server.name for server in SERVERS]
    unknown = set(names) - {server.name for server in SERVERS}
    if unknown:
        raise SystemExit(f"bench: unknown server '{sorted(unknown)[0]}'; the servers are: "
                         + ", ".join(server.name for server in SERVERS))
    return [server for server in SERVERS if server.name in names]


def describe_missing(missing):
    if not missing:
        return ""
    packages = " ".join(server.package for server in missing)
    return (f"Not installed, so not measured: {', '.join(server.name for server in missing)} "
            f"(`apt-get install {packages}`; ngircd and ircd-hybrid exclude each other, so one has to be "
            "unpacked with `dpkg -x` and put on the PATH).")


def raise_descriptor_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if 0 <= hard < 9_500:
        print(f"bench: the system allows {hard} descriptors; 9,000 clients need more", file=sys.stderr)


def measure_all(asked, servers, chosen):
    raw = {"at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
           "machine": machine.describe(),
           "settings": {"rounds": asked.rounds,
                        "peer_rounds": asked.peer_rounds, "quick": asked.quick}}
    present = [server for server in servers if server.path()]
    raw["versions"] = {server.name: server.version() for server in present}
    left_out = [server.name for server in SERVERS if server not in servers]
    raw["missing"] = " ".join(filter(None, [
        describe_missing([server for server in servers if not server.path()]),
        f"Left out of this run: {', '.join(left_out)}." if left_out else ""]))
    raw["results"] = {cell.name: measure.run_cell(cell, present, raw["settings"]["rounds"],
                                                  asked.peer_rounds, asked.quick)
                      for cell in chosen}
    return raw


def own_failed(raw):
    return any("failed" in run and run["server"].split(",")[0] in OWN
               for runs in raw["results"].values() for run in runs)


def main():
    asked = arguments()
    chosen = cells.chosen(asked.workload)
    raise_descriptor_limit()
    own = [server for server in SERVERS if server.name in OWN]
    if asked.count and not asked.write:
        print(counting.section(counting.count(own)))
        return 0
    whole = asked.write and not asked.workload
    counts = counting.count(own) if whole else None  # First, because a failure here wastes little time.
    raw = measure_all(asked, chosen_servers(asked.only, asked.quick), chosen)
    if asked.write:
        raw = raw | {"counts": counts} if whole else page.kept(ROOT, raw)
        page.write(ROOT, cells.CELLS, raw)
    else:
        print("\n\n".join(filter(None, [report.tables(chosen, raw["results"]), raw["missing"]])))
    return 1 if own_failed(raw) else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.exit(main())
