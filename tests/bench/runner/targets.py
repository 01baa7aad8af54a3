"""The targets of tertulia, and whether it reaches them."""

from runner import figures, growth
from runner.servers import KEPT, TLS, bare_name


class Target:
    """`measure` returns a number for the runs of the cells, or None without runs. The target is
    reached if the number is at most (or at least) `bound`."""

    def __init__(self, text, cells, measure, bound, shown, at_least=False):
        self.text = text
        self.cells = cells
        self.measure = measure
        self.bound = bound
        self.shown = shown
        self.at_least = at_least

    def reached(self, number):
        return number >= self.bound if self.at_least else number <= self.bound

    def row(self, results):
        """(what, measured, verdict)"""
        runs = [results.get(cell) for cell in self.cells]
        number = None if None in runs else self.measure(*runs)
        if number is None:
            return self.text, "–", "not measured"
        return self.text, self.shown.format(number), "reached" if self.reached(number) else "**not reached**"


def to_floor(runs):
    found = figures.ratio(runs, "tertulia", "cpu_per_delivery")
    return found and found.median


def to_itself(way):
    """The cost in this way, beside tertulia without it."""
    def measure(runs):
        found = figures.ratio(runs, "tertulia", "cpu_per_delivery", base=bare_name("tertulia", way))
        return found and found.median
    return measure


def of_tertulia(path, scale=1):
    def measure(runs):
        found = figures.spread(runs, "tertulia", path)
        return found and found.median * scale
    return measure


def growth_of_delivery(small, large):
    parts = [figures.spread(runs, "tertulia", "cpu_per_delivery") for runs in (small, large)]
    return parts[1].median / parts[0].median if all(parts) else None


TARGETS = [
    Target("CPU for a delivery, 1,000 clients saturated by one: within 1.3× the floor",
           ["saturated-1000-1"], to_floor, 1.3, "{:.2f}×"),
    Target("… by a hundred: within 1.3× the floor", ["saturated-1000-100"], to_floor, 1.3, "{:.2f}×"),
    Target("… 1,000 clients, 50 messages/s: within 1.15× the floor", ["paced-1000"], to_floor, 1.15,
           "{:.2f}×"),
    Target("… 5,000 clients, 10 messages/s: within 1.15× the floor", ["paced-5000"], to_floor, 1.15,
           "{:.2f}×"),
    Target("… 5,000 clients saturated by one: within 2× that of 100",
           ["saturated-100-1", "saturated-5000-1"], growth_of_delivery, 2, "{:.2f}×"),
    Target("… by a hundred: within 2× that of 100", ["saturated-100-100", "saturated-5000-100"],
           growth_of_delivery, 2, "{:.2f}×"),
    Target("half of 1,000 clients speak JSON, saturated by two: within 1.5× the floor",
           ["mixed-saturated-1000-1"], to_floor, 1.5, "{:.2f}×"),
    Target("… by a hundred: within 1.5× the floor", ["mixed-saturated-1000-100"], to_floor, 1.5,
           "{:.2f}×"),
    Target("… 50 messages/s: within 1.2× the floor", ["mixed-paced-1000"], to_floor, 1.2, "{:.2f}×"),
    Target("1,000 clients each in 10 of 100 rooms, paced: within 1.3× one room", ["rooms-paced"],
           of_tertulia(("rooms/cpu_per_delivery", "one_room/cpu_per_delivery")), 1.3, "{:.2f}×"),
    Target("joining and leaving a room, lists and a new name: no cost is a square of members or rooms",
           ["room-growth"], growth.steepest, 1.5, "power {:.2f}"),
    Target("… for clients that speak JSON", ["room-growth-json"], growth.steepest, 1.5, "power {:.2f}"),
    Target("TLS, 1,000 clients saturated by one: within 3× our own plain figure", ["tls-saturated-1000-1"],
           to_itself(TLS), 3, "{:.2f}×"),
    Target("… by a hundred: within 3× our own plain figure", ["tls-saturated-1000-100"], to_itself(TLS), 3,
           "{:.2f}×"),
    Target("… 50 messages/s: within 1.6× our own plain figure", ["tls-paced-1000"], to_itself(TLS), 1.6,
           "{:.2f}×"),
    Target("everything stored, 1,000 clients, 50 messages/s: within 1.2× the figure without",
           ["kept-paced-1000"], to_itself(KEPT), 1.2, "{:.2f}×"),
    Target("… 5,000 clients, 10 messages/s: within 1.2× the figure without", ["kept-paced-5000"],
           to_itself(KEPT), 1.2, "{:.2f}×"),
    Target("stored: p99 under 100 ms, with 1,000,000 messages", ["archive"], of_tertulia("stored/p99", 1e-6), 100,
           "{:.1f} ms"),
    Target("… `/search` for a word: p50 under 5 ms", ["archive"], of_tertulia("search/p50", 1e-6), 5, "{:.2f} ms"),
    Target("… `/history`: p50 under 5 ms", ["archive"], of_tertulia("history/p50", 1e-6), 5, "{:.2f} ms"),
    Target("… the loop is never held for more than 2 ms", ["archive"], of_tertulia("ping/max", 1e-6), 2,
           "{:.2f} ms"),
    Target("… listening within 0.5 s after the start", ["archive"], of_tertulia("start", 1e-9), 0.5, "{:.2f} s"),
    Target("TLS handshakes: over 2,500 a second of one processor", ["handshakes"],
           of_tertulia("per_processor"), 2500, "{:,.0f}", at_least=True),
    Target("… p99 of the latency of others in a storm of them: under 20 ms", ["handshakes"],
           of_tertulia("p99", 1e-6), 20, "{:.1f} ms"),
    Target("memory of an idle connection: under 1.8 KB", ["crowd"], of_tertulia("memory_each"), 1800,
           "{:.0f} B"),
    Target("… that speaks JSON: under 2.2 KB", ["crowd-json"], of_tertulia("memory_each"), 2200,
           "{:.0f} B"),
    Target("… over TLS: under 16 KB", ["tls-crowd"], of_tertulia("memory_each", 1e-3), 16, "{:.1f} KB"),
    Target("an idle server with 9,000 clients: under 0.5 % of a processor", ["crowd"],
           of_tertulia("idle_cpu", 100), 0.5, "{:.3f} %"),
    Target("connected and named in one room, up to 9,000: over 20,000 a second", ["crowd"],
           of_tertulia("per_second"), 20_000, "{:,.0f}", at_least=True),
    Target("1,008 joining a room of 1,000: over 10,000 a second", ["storm"],
           of_tertulia("joins/per_second"), 10_000, "{:,.0f}", at_least=True),
    Target("one reader of 100 stalls: memory grows by less than 2 MB", ["stalled"],
           of_tertulia("grown", 1e-6), 2, "{:.2f} MB"),
    Target("… over TLS", ["tls-stalled"], of_tertulia("grown", 1e-6), 2, "{:.2f} MB"),
]


def rows(results):
    return [target.row(results) for target in TARGETS]
