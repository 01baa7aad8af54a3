"""What is measured: each cell is one workload at one size."""

IRC = {"ngircd", "InspIRCd", "ircd-hybrid"}
BROKERS = {"redis", "nats"}


class Cell:
    """`arguments` go to the load generator, with `quick` in their place where they differ in
    a short look. Servers in `without` do not take part, for the reason that `why` gives; those
    in `smaller` have arguments of their own, which the report says. What takes long has no more
    than `most_rounds`."""

    def __init__(self, name, title, workload, arguments, **more):
        self.name = name
        self.title = title
        self.workload = workload
        self.arguments = arguments
        self.quick = more.get("quick", {})
        self.without = more.get("without", set())
        self.why = more.get("why", "")
        self.smaller = more.get("smaller", {})
        self.most_rounds = more.get("most_rounds", 99)

    def words(self, server, quick):
        """The load generator's command line for that server."""
        arguments = self.arguments | self.smaller.get(server, {}) | (self.quick if quick else {})
        return [self.workload] + [word for key, value in arguments.items()
                                  for word in (f"--{key}", str(value))]


SLOW_TO_FILL = "send everyone in a room of thousands a line for each who joins"


def saturated(clients, senders):
    who = "one sender" if senders == 1 else "a hundred senders"
    return Cell(f"saturated-{clients}-{senders}", f"{clients:,} clients, saturated, {who}",
                "saturated",
                {"clients": clients, "senders": senders, "window": 128 if senders == 1 else 4,
                 "seconds": 1.5},
                quick={"seconds": 0.5},
                without=IRC if clients >= 5000 else set(), why=SLOW_TO_FILL)


def paced(clients, rate):
    return Cell(f"paced-{clients}", f"{clients:,} clients, {rate} messages/s", "paced",
                {"clients": clients, "rate": rate, "seconds": 4}, quick={"seconds": 1},
                without=IRC if clients >= 5000 else set(), why=SLOW_TO_FILL)


CELLS = [
    *(saturated(clients, senders) for senders in (1, 100) for clients in (100, 1000, 5000)),
    paced(1000, 50),
    paced(5000, 10),
    Cell("crowd", "9,000 come in, and are idle", "crowd", {"clients": 9000, "seconds": 10},
         quick={"seconds": 2}, most_rounds=3,
         smaller={server: {"clients": 1000, "seconds": 2} for server in IRC}),
    Cell("storm", "1,008 join a room of 1,000, and leave", "storm",
         {"clients": 1000, "newcomers": 1008}, most_rounds=3,
         without={"floor"} | BROKERS, why="tell nobody who joins or leaves"),
    Cell("stalled", "one of 100 does not read", "stalled",
         {"clients": 100, "window": 64, "messages": 200_000}, quick={"messages": 50_000}),
    Cell("growth", "the cost of each thing, by the size of the room", "growth", {"clients": 5000},
         quick={"clients": 1000}, most_rounds=2, smaller={server: {"clients": 1000} for server in IRC},
         without=BROKERS, why="have no names and tell nobody who joins or leaves"),
]


def matches(cell, name):
    """A cell's whole name means it alone, the beginning of names all those that begin so."""
    whole = any(other.name == name for other in CELLS)
    return cell.name == name if whole else cell.name.startswith(name)


def chosen(names):
    """The cells that are meant; all for no names."""
    unknown = [name for name in names if not any(matches(cell, name) for cell in CELLS)]
    if unknown:
        raise SystemExit(f"bench: no workload '{unknown[0]}'; there are: "
                         + ", ".join(cell.name for cell in CELLS))
    return [cell for cell in CELLS if not names or any(matches(cell, name) for name in names)]
