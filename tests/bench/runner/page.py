"""docs/BENCHMARKS.md, its pictures, and the raw results beside it."""

import json

from runner import counting, figures, report, svg
from runner.servers import SERVERS

INTRODUCTION = """# Benchmarks

What a delivery costs tertulia's server, beside the least that it could cost and beside other
servers. This page, its pictures and [the raw results](bench/results.json) are written by
`./dev bench --write`.

![CPU of the server for one delivery](bench/delivery.svg)

## How it is measured

- The server runs alone on one processor, the load generator (`tests/bench/load/`) on another, both
  on one machine, over TCP on loopback.
- A message is 64 bytes: who sent it, its number, the time, a filling, and a line feed. Each
  protocol adds its own frame. The load generator checks that every client gets every message once
  and in its sender's order, and a run in which one does not has failed.
- **CPU per delivery** is the server's processor time, user and system, from the first message to
  the last delivery, divided by the deliveries that were really made (a server that does not echo
  makes one less for each message).
- **Saturated**: each sender keeps 128 messages under way (of a hundred senders: 4 each); a message
  is under way until the client next to its sender has it. **Paced**: so many messages a second,
  evenly; latency is from just before the sender's write until the recipient has read. As the load
  generator reads for all clients with one thread, its own time is part of it, and it may be
  busier than the server: what is compared is the server's CPU, not how many a second there were.
- The **floor** (`tests/bench/floor.cpp`) is a server with bare epoll and no protocol: what came in
  during a pass of the loop is one batch, and each client gets that with one write.
- **Over TLS** (`tls-…`): the clients speak TLS 1.3 with OpenSSL, and decrypt and check every line.
  The servers have a certificate with a key on the curve P-256: tertulia as `--certificate` and
  `--key`, the floor (`tests/bench/floor_tls.cpp`) as arguments. That floor makes one `SSL_write`
  for each client and pass of the loop. `× plain` compares with tertulia in plain text, which is
  measured beside it in the same round.
- **Handshakes** (`handshakes`): 64 connections at a time make a handshake, close, and are replaced,
  in a thread of the load generator with a low priority, while ten clients talk at 100 messages/s:
  those of tertulia in plain text, of the other servers over TLS. CPU for a handshake is the server's
  whole processor time, with the accept, the close and that talk, divided by the handshakes; the
  latency is that of the talk.
- **Load generator** in a table is how much of its processor the load generator used.
- **Half speak JSON** (`mixed-…`): the clients of tertulia take turns with the plain and the JSON
  dialect, and the senders with them. A message of 64 bytes has about 200 as a JSON line; the floor
  has plain lines only.
- **Rooms** (`rooms-…`): 1,000 clients talk in one room, and then in 100 rooms, each client in 10 of
  them and 100 clients in each, one sender in each room. Paced, both have the same number of
  deliveries a second. Both are measured in one run, so that other load affects them alike.
- **Kept on disk** (`kept-…`): tertulia stores every message (`--data`), in batches of 50 ms, each of
  which is on the disk before it is told to be stored; redis writes each into a stream and publishes
  it (`XADD` and `PUBLISH`), with `appendonly` and `appendfsync everysec`. The other servers keep
  nothing, as in the other tables. `× in memory` compares with tertulia without `--data` in the same
  round. The threads that write and read share the server's processor.
- **The archive** (`archive`): 1,000,000 messages of 80 days are kept. Ten members talk, at 50
  messages/s together; one searches for a word that is in 100 messages, and one reads 50 messages of
  a moment by chance, each at most 50 times a second; meanwhile the oldest day is removed. One more
  sends a `ping` each millisecond: its longest wait is the longest time that the loop was held,
  with the time on the way.
- **The cost of rooms** (`room-growth…`): a client joins, leaves or lists a room of all, lists all
  rooms, or takes another name. Each cost is the mean of 20, for 100 to 10,000 members in 1, 10 or
  20 rooms each.
- The servers take turns, in {rounds} rounds (peers in {peer_rounds}), each run on a fresh server;
  a figure is the median, in parentheses are the least and the most. `× floor` compares with the
  floor in the same round.
- Every server listens to what it is sent without a limit of rate, looks nothing up, keeps nothing
  on disk (but for `kept-…` and `archive`) and logs nothing. What may wait for a slow reader is 1 MiB where that can be set, but for
  redis and nats, which have their defaults.

To repeat it: `./dev bench` (all of it), `./dev bench --quick` (a short look), `./dev bench --write`
(this page). `./dev bench --write CELL…` measures some cells again, and keeps the others.
"""

FOLDER = "docs/bench"
BUSY = 2  # A load average above it means that the server and the load did not have their processors alone.


def kept(root, raw):
    """What the page has, with these newer results; servers that were not measured now keep theirs. The
    page says which cells are newer, since the program was another, and the machine may have been busy."""
    path = root / FOLDER / "results.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    load = dict(raw["machine"])["load average before"]
    busy = ", so that other work was in the way" if float(load.split()[0]) > BUSY else ""
    results, notes = dict(old["results"]), dict(old.get("notes", {}))
    for name, runs in raw["results"].items():
        servers = {run["server"]: None for run in runs}
        results[name] = runs + [run for run in old["results"].get(name, []) if run["server"] not in servers]
        notes[name] = (f"Measured later than the rest of the page, with a later program: {', '.join(servers)}; "
                       f"{raw['at'][:10]}, rounds: {raw['settings']['rounds']}, load average before: {load}{busy}.")
    return old | {"results": results, "notes": notes}


def machine_table(rows):
    return "## Machine\n\n" + report.table(["what", ""], rows)


def servers_section(versions, missing):
    by_name = {server.name: server for server in SERVERS}
    rows = [(name, version, f"`{by_name[name].described_command()}`", by_name[name].rules)
            for name, version in versions.items()]
    text = "## Servers\n\n" + report.table(["server", "version", "command", "rules"], rows)
    if missing:
        text += "\n" + missing + "\n"
    text += ("\nThe configuration files (FOLDER/config) are made by "
             "[configurations.py](../tests/bench/runner/configurations.py).\n")
    return text


def delivery_picture(cells, results):
    groups = []
    for cell in cells:
        runs = results.get(cell.name, [])
        rows = [(server, figures.spread(runs, server, "cpu_per_delivery").median)
                for server in figures.servers(runs)
                if figures.spread(runs, server, "cpu_per_delivery")]
        if cell.workload in ("saturated", "paced") and rows:
            groups.append((cell.title, rows))
    return svg.bars("CPU of the server for one delivery, µs (less is better)", groups,
                    lambda value: f"{value / 1000:.3g}")


def growth_picture(runs):
    lines = {}
    for thing in report.THINGS:
        found = [(int(room), figures.spread(runs, "tertulia", f"{room}/{thing}"))
                 for room in report.ROOMS]
        line = [(room, cost.median / 1000) for room, cost in found if cost and cost.median > 0]
        if line:
            lines[thing] = line
    return svg.curves("CPU of tertuliad for one of each, µs", lines, "people in the room",
                      lambda value: f"{value:,g}")


def write(root, cells, raw):
    """`raw` is all that goes into results.json."""
    docs = root / "docs"
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    results = raw["results"]
    (folder / "results.json").write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    (folder / "delivery.svg").write_text(delivery_picture(cells, results), encoding="utf-8")
    tables = report.tables(cells, results, raw.get("notes"))
    if results.get("growth"):
        (folder / "growth.svg").write_text(growth_picture(results["growth"]), encoding="utf-8")
        tables += "\n![CPU of tertuliad by the size of the room](bench/growth.svg)\n"
    page = [INTRODUCTION.format(**raw["settings"]), machine_table(raw["machine"]),
            servers_section(raw["versions"], raw["missing"]), tables]
    if raw.get("counts"):
        page.append(counting.section(raw["counts"]))
    (docs / "BENCHMARKS.md").write_text("\n".join(page), encoding="utf-8")
