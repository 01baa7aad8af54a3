"""The tables of the report, in Markdown."""

from runner import figures, growth, targets
from runner.servers import WITHOUT, bare_name

# For each workload: (heading, path of the figure, format of its value, whether to show its ratio to
# the floor in the same round).
MICROSECONDS = ("{} µs", 1e-3)
MILLISECONDS = ("{} ms", 1e-6)
PER_SECOND = ("{:,.0f}", 1)
PERCENT = ("{:.0f} %", 100)
TIMES = ("{:.2f}", 1)
CPU = ("CPU per delivery", "cpu_per_delivery", MICROSECONDS, True)
ROOM_CPU = [("CPU per delivery, one room", "one_room/cpu_per_delivery", MICROSECONDS, False),
            ("many rooms", "rooms/cpu_per_delivery", MICROSECONDS, False),
            ("× one room", ("rooms/cpu_per_delivery", "one_room/cpu_per_delivery"), TIMES, False),
            ("deliveries/s, one room", "one_room/deliveries_per_second", PER_SECOND, False),
            ("many rooms", "rooms/deliveries_per_second", PER_SECOND, False)]
COLUMNS = {
    "saturated": [CPU, ("deliveries/s", "deliveries_per_second", PER_SECOND, False),
                  ("of a processor", "busy", PERCENT, False),
                  ("load generator", "load_busy", PERCENT, False),
                  ("peak memory", "peak_memory", ("{:.1f} MB", 1e-6), False)],
    "paced": [CPU, *((f"latency {name}", name, MILLISECONDS, False)
                     for name in ("p50", "p99", "p99.9", "max"))],
    "crowd": [("came in, a second", "per_second", PER_SECOND, True),
              ("CPU for each", "cpu_each", MICROSECONDS, False),
              ("memory of each", "memory_each", ("{:,.0f} B", 1), False),
              ("idle: of a processor", "idle_cpu", ("{:.3f} %", 100), False)],
    "storm": [("joins/s", "joins/per_second", PER_SECOND, False),
              ("CPU for a join", "joins/cpu_each", MICROSECONDS, False),
              ("lines an insider got", "joins/lines_for_insider", PER_SECOND, False),
              ("leaves/s", "leaves/per_second", PER_SECOND, False),
              ("CPU for a leave", "leaves/cpu_each", MICROSECONDS, False),
              ("lines an insider got", "leaves/lines_for_insider", PER_SECOND, False)],
    "rooms-paced": [*ROOM_CPU, ("latency p99, one room", "one_room/p99", MILLISECONDS, False),
                    ("many rooms", "rooms/p99", MILLISECONDS, False)],
    "rooms-saturated": ROOM_CPU,
    "stalled": [("memory grew by", "grown", ("{:.2f} MB", 1e-6), False),
                ("cut off", "cut_off", ("{:.0f}", 1), False), CPU],
    "handshakes": [("CPU for a handshake", "cpu_each", MICROSECONDS, True),
                   ("a second of one processor", "per_processor", PER_SECOND, False),
                   ("really made a second", "per_second", PER_SECOND, False),
                   ("of a processor", "busy", PERCENT, False),
                   ("load generator", "load_busy", PERCENT, False),
                   *((f"latency {name}", name, MILLISECONDS, False) for name in ("p50", "p99", "max"))],
    "archive": [("listens after", "start", MILLISECONDS, False),
                *((f"{what} {name}", f"{path}/{name}", MILLISECONDS, False)
                  for what, path in (("stored", "stored"), ("`/search`", "search"), ("`/history`", "history"),
                                     ("pong", "ping")) for name in ("p50", "p99", "max"))],
}
ROOMS = ["100", "500", "1000", "2000", "5000"]
THINGS = ["message", "join", "leave", "who", "nick"]


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


class Number(float):
    """A number with three significant digits, and never with an exponent."""

    def __format__(self, form):
        return super().__format__(form or (",.0f" if abs(self) >= 100 else ".3g"))


def show(found, form):
    """`0.52 µs (0.5…0.61)`, or `–` without a figure."""
    if found is None:
        return "–"
    text, factor = form
    middle = text.format(Number(found.median * factor))
    if found.minimum == found.maximum:
        return middle
    bare = text.split("}", 1)[0] + "}"
    return f"{middle} ({bare.format(Number(found.minimum * factor))}…{bare.format(Number(found.maximum * factor))})"


def bases(cell):
    """[(heading, what it compares a server with)], for the columns that are compared."""
    bare = [(f"× {WITHOUT[cell.way]}", lambda server: bare_name(server, cell.way))] if cell.beside else []
    return [("× floor", lambda _server: "floor"), *bare]


def heads(cell):
    found = ["server"]
    for heading, _, _, compared in COLUMNS[cell.workload]:
        found += [heading, *(name for name, _ in bases(cell))] if compared else [heading]
    return found


def cell_row(cell, runs, server):
    reason = figures.failure(runs, server)
    if reason:
        return [server, "failed: " + reason.splitlines()[-1].replace("|", "/")] + [""] * (len(heads(cell)) - 2)
    row = [server]
    for _, path, form, compared in COLUMNS[cell.workload]:
        row.append(show(figures.spread(runs, server, path), form))
        if compared:
            row += [show(figures.ratio(runs, server, path, base_of(server)), TIMES) for _, base_of in bases(cell)]
    return row


def cell_table(cell, runs):
    return table(heads(cell), [cell_row(cell, runs, server) for server in figures.servers(runs)])


def growth_table(runs):
    rows = []
    for server in figures.servers(runs):
        for thing in THINGS:
            costs = [figures.spread(runs, server, f"{room}/{thing}") for room in ROOMS]
            if any(costs):
                rows.append([server, thing, *(show(cost, MICROSECONDS) for cost in costs)])
        if figures.failure(runs, server):
            rows.append([server, "failed: " + figures.failure(runs, server)] + [""] * len(ROOMS))
    return table(["server", "CPU for a", *(f"room of {int(room):,}" for room in ROOMS)], rows)


def room_growth_table(runs):
    rows = []
    for thing in growth.THINGS:
        for each in growth.ROOMS_EACH:
            costs = [figures.spread(runs, "tertulia", f"{members}/{each}/{thing}")
                     for members in growth.MEMBERS]
            grown = growth.power(growth.costs(runs, thing, each))
            rows.append([thing, str(each), *(show(cost, MICROSECONDS) for cost in costs),
                         "–" if grown is None else f"{grown:.2f}"])
    reason = figures.failure(runs, "tertulia")
    if reason:
        rows.append(["failed: " + reason] + [""] * (len(growth.MEMBERS) + 2))
    return table(["CPU for a", "rooms of each", *(f"{members:,} members" for members in growth.MEMBERS),
                  "power of the members"], rows) + ROOM_GROWTH_REMARK


ROOM_GROWTH_REMARK = """
All are in one room, which is joined, left and listed, and each in some rooms of 200. A join and a leave
are one client's, with the answer. A notice tells all members of 20 joins or leaves at once. A cost
proportional to the number of members has the power 1, its square 2.
"""


def remarks(cell, runs):
    """The servers that are missing in the table, or have smaller arguments, and the reason."""
    taking_part = {run["server"] for run in runs}
    text = ""
    if cell.without:
        text += f"Without {', '.join(sorted(cell.without))}, which {cell.why}.\n"
    for server, smaller in sorted(cell.smaller.items()):
        if server not in taking_part:
            continue
        values = ", ".join(f"{value:,} {key}" for key, value in smaller.items())
        text += f"{server}: {values} only, since its rooms are slow to fill.\n"
    return text and "\n" + text


def section(cell, runs, note=""):
    tables_of = {"growth": growth_table, "room-growth": room_growth_table}
    make = tables_of.get(cell.workload, lambda all_runs: cell_table(cell, all_runs))
    return (f"### {cell.title} (`{cell.name}`)\n\n{make(runs)}{remarks(cell, runs)}"
            + (f"\n{note}\n" if note else ""))


def targets_table(results):
    return table(["to reach", "measured", ""], targets.rows(results))


def tables(cells, results, notes=None):
    """`notes` has a remark for some cells, by their names."""
    later = ", ".join(f"`{name}`" for name in notes or {})
    remark = f"\nMeasured later than the rest, as their tables say: {later}.\n" if later else ""
    parts = ["## Targets\n\n" + targets_table(results) + remark, "## Figures\n"]
    parts += [section(cell, results[cell.name], (notes or {}).get(cell.name))
              for cell in cells if results.get(cell.name)]
    return "\n".join(parts)
