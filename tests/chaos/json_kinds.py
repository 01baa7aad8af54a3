"""Bad visitors that speak JSON, or nearly. See kinds.py."""

import json

from json_lines import request
from witnesses import ROOMS

VALUES = (0, -1, 1.5, 10**30, None, True, False, "", "x", "\x00", "\u202e", "#games", [], [[]], {},
          {"lobby": -1}, {"": 1, "games": "x"}, "x" * 5000)
FIELDS = ("type", "tag", "cid", "name", "session", "seen", "text", "room", "action", "to", "password",
          "from", "before", "limit")
TYPES = ("hello", "resume", "say", "whisper", "join", "leave", "history", "search", "who", "command",
         "ping", "bye", "welcome", "message", "")


def hello(name):
    return ("send", request("hello", name=name))


def ask(kind, **fields):
    return ("send", request(kind, **fields))


def say(name, text="hello", **fields):
    return ask("say", text=f"from:{name} {text}", **fields)


def json_guest(random, name):
    """Behaves, and leaves at the end, or is lost."""
    yield hello(name)
    for number in range(random.randint(1, 40)):
        room = random.choice(ROOMS)
        yield ask("join", room=room, tag="j")
        yield say(name, room=room, cid=number + 1, action=random.random() < 0.2)
        yield ask("whisper", to=random.choice(("W0", "J1", "R0", name)), text=f"from:{name} psst")
        if random.random() < 0.3:
            yield ask("leave", room=random.choice(ROOMS))
        yield ("wait", random.randint(0, 2))
    yield random.choice((ask("bye"), ask("bye"), ask("bye"), ("half_close",), ("reset",)))


def json_hopper(random, name):
    yield hello(name)
    for _ in range(random.randint(1, 30)):
        room = random.choice((*ROOMS, "r1", "r2"))
        yield ("send", (request("join", room=room) + request("leave", room=room)) * 5)
        yield ask("who", room="lobby")
    yield ask("bye")


def json_garbage(random, name):
    """Lines that are no JSON, or are cut off, or have bytes of no character."""
    yield ("send", b"{")
    yield ("send", b"\n")
    if random.random() < 0.5:
        yield hello(name)
    for _ in range(random.randint(1, 20)):
        whole = request("say", text=f"from:{name} x")
        yield ("send", random.choice((
            random.randbytes(random.randint(1, 3000)) + b"\n", whole[:random.randint(1, len(whole))],
            whole.replace(b"x", b"\xff\xc0\x80"), whole.replace(b"x", b"\\ud800"), whole + b"}\n",
            b"\xef\xbb\xbf" + whole, b"\0" + whole, b'{"type":"say","type":"bye"}\n', b"null\n")))


def json_deep(random, name):
    yield hello(name)
    for _ in range(random.randint(1, 10)):
        opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
        depth = random.choice((7, 8, 9, 100, 4000))
        yield ("send", b'{"type":"ping","x":' + opening * depth + b"1" + closing * depth + b"}\n")


def json_huge(random, name):
    """Lines without an end, many fields, and texts of escapes alone."""
    if random.random() < 0.7:
        yield hello(name)
    else:
        yield ("send", b"{")
    for _ in range(random.randint(1, 20)):
        yield ("send", random.choice((
            b'{"type":"say","text":"' + b"x" * 65536, b"\n", b"{" * 65536,
            b'{"type":"say","text":"' + b"\\u0041" * 4096 + b'"}\n',
            b'{"type":"say","text":"' + b"\\\\" * 2000 + b'"}\n',
            b'{"type":"ping"' + b"".join(b',"f%d":%d' % (n, n) for n in range(2000)) + b"}\n")))


def json_wrong_types(random, name):
    if random.random() < 0.8:
        yield hello(name)
    for _ in range(random.randint(1, 40)):
        fields = {field: random.choice(VALUES)
                  for field in random.sample(FIELDS, random.randint(0, 5))}
        text = {"type": random.choice(TYPES), **fields}
        if isinstance(text.get("text"), str):
            text["text"] = f"from:{name} {text['text']}"
        if text.get("name") == "x":
            text["name"] = name
        yield ("send", json.dumps(text).encode() + b"\n")


def json_deaf(random, name):
    """Reads nothing, and asks for much, or is only in rooms where much is said."""
    yield hello(name)
    for room in ROOMS:
        yield ask("join", room=room)
    yield ("read", False)
    for _ in range(random.randint(1, 60)):
        yield ("send", random.choice((request("command", text="/help"), request("who", room="lobby"),
                                      request("whisper", to=name, text="x" * 900))) * 400)
        yield ("wait", random.randint(0, 10))
    yield ("wait", random.randint(0, 300))


def json_dozer(random, name):
    yield hello(name)
    yield ask("join", room="games")
    for _ in range(random.randint(1, 10)):
        yield ("read", False)
        yield ("wait", random.randint(1, 30))
        yield ("read", True)
        yield ("wait", random.randint(1, 10))
    yield ask("bye")


def json_half_line(random, name):
    """Its connection is cut within a line: at its hello, while it talks, or while it resumes."""
    conversation = request("hello", name=name) + request("join", room="games") + b"".join(
        request("say", text=f"from:{name} {n}", cid=n + 1) for n in range(random.randint(1, 10)))
    yield ("send", conversation[:random.randint(1, len(conversation))])
    yield ("wait", random.randint(0, 5))
    yield random.choice((("half_close",), ("reset",), ("wait", 0)))


def json_dribbler(random, name):
    for byte in request("hello", name=name) + request("say", text=f"from:{name} slowly"):
        yield ("send", bytes([byte]))


def json_stranger(random, name):
    """Guesses sessions, before and after it has one."""
    for _ in range(random.randint(1, 10)):
        token = random.choice(("", "0", "0" * 32, "x" * 3000, f"{random.getrandbits(128):032x}"))
        yield ask("resume", session=token, seen=random.choice(({}, {"lobby": 0}, {"": 2**53 - 1})))
    yield hello(name)
    yield ask("resume", session="0" * 32)
    yield say(name)
    yield ask("bye")


def json_repeater(random, name):
    """Numbers that go up, down, and far: each is executed once at most."""
    yield hello(name)
    for _ in range(random.randint(1, 40)):
        cid = random.choice((1, 2, 3, random.randint(1, 100), 2**53 - 1))
        yield say(name, cid=cid)
    yield ask("bye")


def json_flooder(random, name):
    yield hello(name)
    text = "\\\"" * random.randint(1, 200)
    for number in range(random.randint(1, 15)):
        yield ("send", b"".join(request("say", text=f"from:{name} {number} {text}", room=room)
                                for room in ROOMS * 3))


def changeling(random, name):
    """Begins in one dialect, and goes on in the other."""
    lines = [f"{name}\n".encode(), request("hello", name=name)]
    random.shuffle(lines)
    for _ in range(random.randint(1, 10)):
        lines += [f"from:{name} plain\n".encode(), request("say", text=f"from:{name} json")]
    yield ("send", random.choice((b"", b"\xef\xbb\xbf", b"\xff\xfb\x01", b"\n", b" ")))
    for one in lines:
        yield ("send", one)


ALL = (json_guest, json_guest, json_hopper, json_garbage, json_deep, json_huge, json_wrong_types,
       json_deaf, json_dozer, json_half_line, json_dribbler, json_stranger, json_repeater,
       json_flooder, changeling)
