"""The tables of the report, in Markdown."""

from runner import figures, targets

# For each workload: (heading, path of the figure, format of its value, whether to show its ratio to
# the floor in the same round).
MICROSECONDS = ("{} µs", 1e-3)
MILLISECONDS = ("{} ms", 1e-6)
PER_SECOND = ("{:,.0f}", 1)
CPU = ("CPU per delivery", "cpu_per_delivery", MICROSECONDS, True)
COLUMNS = {
    "saturated": [CPU, ("deliveries/s", "deliveries_per_second", PER_SECOND, False),
                  ("of a processor", "busy", ("{:.0f} %", 100), False),
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
    "stalled": [("memory grew by", "grown", ("{:.2f} MB", 1e-6), False),
                ("cut off", "cut_off", ("{:.0f}", 1), False), CPU],
}
ROOMS = ["100", "500", "1000", "2000", "5000"]
THINGS = ["message", "join", "leave", "who", "nick"]


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
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


def cell_row(runs, server, columns):
    reason = figures.failure(runs, server)
    if reason:
        return [server, "failed: " + reason.splitlines()[-1].replace("|", "/")] + [""] * (width(columns) - 1)
    row = [server]
    for _, path, form, compared in columns:
        row.append(show(figures.spread(runs, server, path), form))
        if compared:
            row.append(show(figures.ratio(runs, server, path), ("{:.2f}", 1)))
    return row


def width(columns):
    return sum(2 if compared else 1 for *_, compared in columns)


def cell_table(cell, runs):
    columns = COLUMNS[cell.workload]
    heads = ["server"]
    for heading, _, _, compared in columns:
        heads += [heading, "× floor"] if compared else [heading]
    return table(heads, [cell_row(runs, server, columns) for server in figures.servers(runs)])


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


def section(cell, runs):
    body = growth_table(runs) if cell.workload == "growth" else cell_table(cell, runs)
    return f"### {cell.title} (`{cell.name}`)\n\n{body}{remarks(cell, runs)}"


def targets_table(results):
    return table(["to reach", "measured", ""], targets.rows(results))


def tables(cells, results):
    parts = ["## Targets\n\n" + targets_table(results), "## Figures\n"]
    parts += [section(cell, results[cell.name]) for cell in cells if results.get(cell.name)]
    return "\n".join(parts)
