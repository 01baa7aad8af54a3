"""The lines of the JSON dialect: which types there are, and what each of them must have."""

import json
import re

MAX_LINE = 64 * 1024  # Bytes of a line from the server.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

_SAID = {"id": int, "time": str, "from": str, "text": str, "origin": str}
_ROOM = {"room": str, "topic": str, "count": int, "members": list}
# The fields that each type has at least.
FORMS = {
    "welcome": {"name": str, "origin": str, "server": str, "max_line": int, "id": int,
                "rooms": list},
    "message": {**_SAID, "room": str},
    "private": {**_SAID, "to": str},
    "stored": {"cid": int},
    "joined": {"room": str, "names": list},
    "left": {"room": str, "names": list, "reason": str},
    "renamed": {"from": str, "to": str},
    "topic": {"room": str, "topic": str, "by": str},
    "entered": {**_ROOM, "id": int},
    "members": {"room": str, "count": int, "members": list},
    "history": {"room": str, "messages": list, "more": bool},
    "results": {"messages": list, "more": bool},
    "gap": {"room": str, "after": int, "before": int},
    "notice": {"text": str},
    "error": {"code": str, "text": str},
    "closing": {"reason": str},
    "pong": {},
    "goodbye": {"name": str},
}
LEAVE_REASONS = {"left", "lost", "slow", "idle", "kicked", "banned"}
CLOSE_REASONS = {"shutdown", "idle", "replaced", "kicked", "banned"}


def request(kind, **fields):
    """A line from the client, as bytes."""
    return json.dumps({"type": kind, **fields}).encode() + b"\n"


def parse(line):
    """The object of a line from the server. Raises if the line breaks a rule of the dialect."""
    if len(line.encode("utf-8", "surrogateescape")) >= MAX_LINE:
        raise AssertionError(f"a line of {len(line)} characters: {line[:200]!r}…")
    try:
        answer = json.loads(line, object_pairs_hook=_without_duplicates)
    except ValueError as error:
        raise AssertionError(f"{error}: {line!r}") from None
    form = FORMS.get(answer.get("type")) if isinstance(answer, dict) else None
    if form is None:
        raise AssertionError(f"no known type: {line!r}")
    for field, kind in form.items():
        if type(answer.get(field)) is not kind:
            raise AssertionError(f"'{field}' is not {kind.__name__}: {line!r}")
    _check_values(answer, line)
    return answer


def _without_duplicates(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _check_values(answer, line):
    right = (not UNSAFE.search(line)
             and not any(UNSAFE.search(text) for text in _texts(answer))
             and TIME.fullmatch(answer.get("time", "2026-01-01T00:00:00.000Z"))
             and answer.get("room", "lobby")[:1] != "#"
             and (answer["type"] != "left" or answer["reason"] in LEAVE_REASONS)
             and (answer["type"] != "closing" or answer["reason"] in CLOSE_REASONS)
             and len(answer.get("members", ())) <= 100)
    if not right:
        raise AssertionError(f"a wrong value: {line!r}")


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
