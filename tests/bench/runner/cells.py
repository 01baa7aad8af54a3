"""The cells: each is one workload of one size."""

from runner.servers import KEPT, TLS

IRC = {"ngircd", "InspIRCd", "ircd-hybrid"}
BROKERS = {"redis", "nats"}
OTHERS = IRC | BROKERS
WITHOUT_TLS = BROKERS | {"ircd-hybrid"}


class Cell:
    """`arguments` go to the load generator. `quick` replaces some of them in a short run, and
    `smaller` replaces some for a server; the report names those. `dialects` are those that a
    server's clients take turns with, if not all speak its own. Servers in `without` do not take
    part, and `why` is the reason. A cell runs at most `max_rounds` times. With a `way`, the servers
    are measured in it, and those in `beside` without it, too. In a cell about handshakes, the clients
    of the servers in `plain_talk` talk in plain text. With `archive`, the server begins with so many
    messages."""

    def __init__(self, name, title, workload, arguments, **more):
        self.name = name
        self.title = title
        self.workload = workload
        self.arguments = arguments
        self.quick = more.get("quick", {})
        self.without = more.get("without", set())
        self.why = more.get("why", "")
        self.smaller = more.get("smaller", {})
        self.dialects = more.get("dialects", {})
        self.max_rounds = more.get("max_rounds", 99)
        self.way = more.get("way")
        self.beside = more.get("beside", set())
        self.plain_talk = more.get("plain_talk", set())
        self.archive = more.get("archive", 0)

    def entrants(self, servers):
        """These servers, in the ways that this cell measures them."""
        if not self.way:
            return servers
        return [entrant for server in servers for entrant in (
            [server.in_way(self.way)] + ([server.beside(self.way)] if server.name in self.beside else []))]

    def words(self, server, quick):
        """The load generator's arguments for this server."""
        arguments = self.arguments | self.smaller.get(server.name, {}) | (self.quick if quick else {})
        if server.name in self.dialects:
            arguments["dialect"] = self.dialects[server.name]
        tls = ["--tls"] if server.speaks_tls and server.name not in self.plain_talk else []
        return [self.workload, *tls] + [word for key, value in arguments.items()
                                        for word in (f"--{key}", str(value))]


NO_TLS = "are measured in plain text only"
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


OWN_ONLY = "take no part, since tertulia is compared with itself"


def mixed(cell):
    """The same cell, in which half of tertulia's clients speak JSON. A single sender has a partner
    that speaks the other dialect."""
    senders = max(cell.arguments.get("senders", 1), 2)
    return Cell(f"mixed-{cell.name}", f"{cell.title.replace('one sender', 'two senders')}; half speak JSON",
                cell.workload, cell.arguments | {"senders": senders}, quick=cell.quick,
                dialects={"tertulia": "tertulia,json"}, without=OTHERS, why="speak one protocol")


def tls(cell, **more):
    """The same cell over TLS."""
    return Cell(f"tls-{cell.name}", f"{cell.title}; over TLS", cell.workload, cell.arguments,
                quick=cell.quick, max_rounds=cell.max_rounds, smaller=cell.smaller,
                without=WITHOUT_TLS, why=NO_TLS, way=TLS, **more)


def tls_beside_plain(cell):
    return tls(cell, beside={"tertulia"})


def kept(cell):
    """The same cell with servers that keep the messages on disk, if they can."""
    return Cell(f"kept-{cell.name}", f"{cell.title}; kept on disk", cell.workload, cell.arguments,
                quick=cell.quick, without=cell.without or {"nats"},
                why=cell.why or "keeps messages only in streams, which are another protocol",
                way=KEPT, beside={"tertulia"})


def rooms(pace, **arguments):
    return Cell(f"rooms-{pace}", f"1,000 clients in one room, and then each in 10 of 100 rooms, {pace}",
                f"rooms-{pace}", {"clients": 1000, "rooms": 100, "rooms-each": 10} | arguments,
                quick={"seconds": 1}, without={"floor"} | OTHERS, why=OWN_ONLY)


def room_growth(name, title, dialects):
    return Cell(name, title, "room-growth", {"clients": 10_000}, quick={"clients": 1000}, max_rounds=2,
                dialects={"tertulia": dialects}, without={"floor"} | OTHERS, why=OWN_ONLY)


CROWD = Cell("crowd", "9,000 come in, and are idle", "crowd", {"clients": 9000, "seconds": 10},
             quick={"seconds": 2}, max_rounds=3,
             smaller={server: {"clients": 1000, "seconds": 2} for server in IRC})
STALLED = Cell("stalled", "one of 100 does not read", "stalled",
               {"clients": 100, "window": 64, "messages": 200_000}, quick={"messages": 50_000})

CELLS = [
    *(saturated(clients, senders) for senders in (1, 100) for clients in (100, 1000, 5000)),
    paced(1000, 50),
    paced(5000, 10),
    mixed(saturated(1000, 1)),
    mixed(saturated(1000, 100)),
    mixed(paced(1000, 50)),
    rooms("paced", rate=50, seconds=4),
    rooms("saturated", window=4, seconds=1.5),
    *(tls_beside_plain(cell) for cell in (saturated(1000, 1), saturated(1000, 100), paced(1000, 50))),
    *(kept(cell) for cell in (saturated(1000, 1), saturated(1000, 100), paced(1000, 50), paced(5000, 10))),
    Cell("archive", "1,000,000 messages are kept: one member talks, one searches, and one reads the history",
         "archive", {"clients": 100, "rate": 50, "seconds": 10}, quick={"seconds": 2}, max_rounds=3,
         dialects={"tertulia": "json"}, without={"floor"} | OTHERS, why=OWN_ONLY, way=KEPT,
         archive=1_000_000),
    CROWD,
    Cell("crowd-json", "9,000 that speak JSON come in, and are idle", "crowd",
         {"clients": 9000, "seconds": 10}, quick={"seconds": 2}, max_rounds=3,
         dialects={"tertulia": "json"}, without={"floor"} | OTHERS, why=OWN_ONLY),
    Cell("storm", "1,008 join a room of 1,000, and leave", "storm",
         {"clients": 1000, "newcomers": 1008}, max_rounds=3,
         without={"floor"} | BROKERS, why="tell nobody who joins or leaves"),
    STALLED,
    tls(CROWD),
    tls(STALLED),
    Cell("handshakes", "TLS handshakes one after another, while ten clients talk", "handshakes",
         {"clients": 10, "rate": 100, "seconds": 4, "handshakes": 64}, quick={"seconds": 1},
         without=WITHOUT_TLS, why=NO_TLS, way=TLS, plain_talk={"tertulia"}),
    Cell("growth", "the cost of each thing, by the size of the room", "growth", {"clients": 5000},
         quick={"clients": 1000}, max_rounds=2, smaller={server: {"clients": 1000} for server in IRC},
         without=BROKERS, why="have no names and tell nobody who joins or leaves"),
    *(room_growth(name, title, dialects) for name, title, dialects in (
        ("room-growth", "the cost of rooms, by the members and the rooms of each", "tertulia"),
        ("room-growth-json", "the same for clients that speak JSON", "json"))),
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
