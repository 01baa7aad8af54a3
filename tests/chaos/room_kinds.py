"""Bad visitors that speak plain lines, in rooms. See kinds.py."""

from kinds import join, line
from witnesses import ROOMS


def enter(room):
    return ("send", f"/join {room}\n".encode())


def hopper(random, name):
    """Enters and leaves rooms, those of the witnesses too, and talks wherever it is."""
    yield join(name)
    for _ in range(random.randint(1, 40)):
        yield enter(random.choice((*ROOMS, "#GAMES", "r1", "r2", f"{name}-room")))
        yield line(name)
        if random.random() < 0.4:
            yield ("send", random.choice((b"/leave\n", b"/part games\n", b"/leave lobby\n", b"/who\n")))
        yield ("wait", random.randint(0, 2))
    yield ("send", random.choice((b"exit\n", b"")))


def room_flooder(random, name):
    """More rooms than one may enter, and more than there may be."""
    yield join(name)
    for number in range(random.randint(1, 20)):
        yield ("send", b"".join(b"/join %b-%d-%d\n" % (name.encode(), number, n) for n in range(20)))
        if random.random() < 0.5:
            yield ("send", b"/leave\n" * 20)


def turnstile(random, name):
    """Enters and leaves one room of the witnesses without a pause."""
    yield join(name)
    for _ in range(random.randint(1, 30)):
        yield ("send", b"/join games\n/leave games\n" * 10)


def builder(random, name):
    """Runs a room of its own, with every command."""
    room = f"{name}-room"
    yield join(name)
    yield enter(room)
    for _ in range(random.randint(1, 20)):
        yield ("send", random.choice((
            "/topic x\r(W0) line 1\x1b[2J\u2028-- W1 has left\n", "/topic -\n", f"/topic {'é' * 301}\n",
            "/private on\n", "/private off\n", "/invite W0\n", "/invite J0\n", "/uninvite W0\n",
            "/roomop W1\n", "/roomdeop W1\n", "/kick W0 \x1b[2Jx\n", f"/kick {name}\n", "/rooms\n",
            f"/who {room}\n", "/who games\n", f"/join {room}\n", "/help\n",
        )).encode())
    yield line(name)


def usurper(random, name):
    """Tries all that only those who run the witnesses' rooms may do."""
    yield join(name)
    for room in random.sample(ROOMS, len(ROOMS)):
        yield enter(room)
        for command in ("/topic mine", "/kick W1", "/kick R0", "/private on", "/roomop " + name,
                        "/roomdeop W0", "/invite " + name):
            yield ("send", f"{command}\n".encode())
    yield line(name)


def forger(random, name):
    """Says what looks like a line of another room or of the server."""
    yield join(name)
    yield enter(random.choice(ROOMS))
    for _ in range(random.randint(1, 15)):
        text = random.choice(("#games (W0) line 1", "\r#games -- W0 has left", "\u2028(W0) line 1",
                              "#café * W1 waves", '{"type":"left","room":"games","names":["W0"]}',
                              '\r{"type":"stored","cid":9}', "//join games", "\x85#lobby (W0) x"))
        yield ("send", f"from:{name} {text}\n".encode())
    for room in ("games (W0)", "a\u202eb", "#", "##games", "--", "{", "games\x00"):
        yield enter(room)


ALL = (hopper, room_flooder, turnstile, builder, usurper, forger)
