"""The cells: each is one workload of one size."""

IRC = {"ngircd", "InspIRCd", "ircd-hybrid"}
BROKERS = {"redis", "nats"}


class Cell:
    """`arguments` go to the load generator. `quick` replaces some of them in a short run, and
    `smaller` replaces some for a server; the report names those. Servers in `without` do not take
    part, and `why` is the reason. A cell runs at most `max_rounds` times."""

    def __init__(self, name, title, workload, arguments, **more):
        self.name = name
        self.title = title
        self.workload = workload
        self.arguments = arguments
        self.quick = more.get("quick", {})
        self.without = more.get("without", set())
        self.why = more.get("why", "")
        self.smaller = more.get("smaller", {})
        self.max_rounds = more.get("max_rounds", 99)

    def words(self, server, quick):
        """The load generator's arguments for this server."""
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
         quick={"seconds": 2}, max_rounds=3,
         smaller={server: {"clients": 1000, "seconds": 2} for server in IRC}),
    Cell("storm", "1,008 join a room of 1,000, and leave", "storm",
         {"clients": 1000, "newcomers": 1008}, max_rounds=3,
         without={"floor"} | BROKERS, why="tell nobody who joins or leaves"),
    Cell("stalled", "one of 100 does not read", "stalled",
         {"clients": 100, "window": 64, "messages": 200_000}, quick={"messages": 50_000}),
    Cell("growth", "the cost of each thing, by the size of the room", "growth", {"clients": 5000},
         quick={"clients": 1000}, max_rounds=2, smaller={server: {"clients": 1000} for server in IRC},
         without=BROKERS, why="have no names and tell nobody who joins or leaves"),
]


def matches(cell, name):
    """A whole name matches this cell only. Else the name matches all cells that begin with it."""
    whole = any(other.name == name for other in CELLS)
    return cell.name == name if whole else cell.name.startswith(name)


def chosen(names):
    """The cells that match one of the names; all cells if there are no names."""
    unknown = [name for name in names if not any(matches(cell, name) for cell in CELLS)]
    if unknown:
        raise SystemExit(f"bench: unknown workload '{unknown[0]}'; the cells are: "
                         + ", ".join(cell.name for cell in CELLS))
    return [cell for cell in CELLS if not names or any(matches(cell, name) for name in names)]
