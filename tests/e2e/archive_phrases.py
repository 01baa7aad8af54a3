"""The wording of all that is about earlier messages and the archive. See phrases.py."""

import re

from phrases import EARLIER, ERROR, NOTICE

TIME = re.compile(rf"{EARLIER}((?:\d{{4}}-\d\d-\d\d )?\d\d:\d\d) ")
NOTHING_FOUND = f"{NOTICE}Nothing was found"
NOTHING_KEPT = f"{NOTICE}No messages are kept here"
EARLIER_ONES = f"{NOTICE}There are earlier messages"

# --- The server's log ---

CANNOT_STORE = "cannot store messages: "  # The reason follows.
STORED_AGAIN = "messages are stored again"
LOST = " lost, for they could not be stored"  # After their number.
FULL = "the disk is full"
BROKEN = "the disk has an error"
LOCKED = "another program has locked the database"
READ_ONLY = "the database may not be written"

# --- Parts of why the server does not start ---

RESTORE = "restore a backup, or move the file away to begin without history"
MOVE_AWAY = "move it away"
NEWER = "of a newer tertuliad"
CHECK_MODE = "check the owner and the mode of the file and of its directory"
END_PROGRAM = "end that program, and start again"
FREE_SPACE = "free some space, and start again"

# --- What the tools say ---

NOT_EMPTY = "the database is not empty; import into a new one"


def cannot_ask(reason):
    return f"{ERROR}The history could not answer: {reason}"


SEARCH_TOO_LONG = cannot_ask("that search is too long; use fewer words")


def cannot_use(path):
    """The reason follows."""
    return f"cannot use {path}: "


def sound(path):
    return f"{path} is sound"


def in_use(directory):
    return f"another tertuliad uses {directory}"


def imported(count, path, rooms=0):
    """`rooms`: besides the lobby."""
    text = f"read {count} message{'' if count == 1 else 's'} into {path}"
    without = f"\nrooms without members: {rooms} (the server removes them when it starts)"
    return text + without if rooms else text


def wrong_line(number, reason):
    return f"line {number}: {reason}"


def may_resume(count):
    return f"{count} client{'' if count == 1 else 's'} may resume from before the restart"


def without_time(line):
    """A line about an earlier message as one about a new message. None if it is no such line."""
    return line[TIME.match(line).end():] if TIME.match(line) else None
