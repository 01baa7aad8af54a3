"""Medians, spreads and ratios. The results of a cell are a list of runs: {"server", "round", and either
"figures" or "failed"}. Figures nest; a path such as "joins/per_second" names one. A pair of paths
names their ratio."""

from statistics import median


def look_up(figures, path):
    if isinstance(path, tuple):
        over, under = (look_up(figures, one) for one in path)
        return over / under if over is not None and under else None
    for name in path.split("/"):
        if not isinstance(figures, dict) or name not in figures:
            return None
        figures = figures[name]
    return figures


def values(runs, server, path):
    """A figure of a server, by round."""
    found = {run["round"]: look_up(run["figures"], path)
             for run in runs if run["server"] == server and "figures" in run}
    return {number: value for number, value in found.items() if value is not None}


class Spread:
    """A median, and the minimum and the maximum."""

    def __init__(self, all_values):
        self.median = median(all_values)
        self.minimum = min(all_values)
        self.maximum = max(all_values)


def spread(runs, server, path):
    found = values(runs, server, path)
    return Spread(found.values()) if found else None


def ratio(runs, server, path, base="floor"):
    """The ratio of the figure to the base's in the same round; None without such a round."""
    mine, theirs = values(runs, server, path), values(runs, base, path)
    both = [mine[number] / theirs[number] for number in mine if theirs.get(number)]
    return Spread(both) if both else None


def failure(runs, server):
    """The reason of the server's failure; None if no run failed."""
    return next((run["failed"] for run in runs if run["server"] == server and "failed" in run), None)


def servers(runs):
    """The servers that took part, in the order of their first runs."""
    return list(dict.fromkeys(run["server"] for run in runs))
