"""The wording of the hub's lines about rooms. See phrases.py."""

from phrases import ERROR, NOTICE


NOW_IN = f"{NOTICE}You are now in #"  # The beginning of entered().
JOINED, CURRENT = "joined", "current"  # The marks of listed().


def elsewhere(room, line):
    """A line of another room than the reader's current one."""
    return f"#{room} {line}"


def entered(room, count, topic=None):
    """The lines that show the current room."""
    return (f"{NOW_IN}{room} ({count} here)",
            *([f"{NOTICE}Topic: {topic}"] if topic else []))


def out_of(room):
    return f"{NOTICE}You have left #{room}"


def listed(room, count, topic=None, mark=None):
    """A line of /rooms. The mark is JOINED or CURRENT for the reader's own rooms."""
    mark = f", {mark}" if mark else ""
    return f"{NOTICE}#{room} ({count} here{mark})" + (f": {topic}" if topic else "")


def runs(name):
    """A name in the answer to /who: they run the room."""
    return f"{name} (operator)"


def other_rooms(count):
    return f"{NOTICE}and {count} other room{'' if count == 1 else 's'}"


def topic_set(by, topic):
    return f"{NOTICE}{by} has set the topic: {topic}"


def topic_cleared(by):
    return f"{NOTICE}{by} has cleared the topic"


def topic_shown(topic):
    return f"{NOTICE}Topic: {topic}"


def no_topic(room):
    return f"{NOTICE}#{room} has no topic"


def made_private(by, room):
    return f"{NOTICE}{by} has made #{room} private: only invited people can enter"


def made_public(by, room):
    return f"{NOTICE}{by} has made #{room} public: everyone can enter"


def invites_you(by, room):
    return f"{NOTICE}{by} invites you to #{room}; /join {room} enters it"


def invited(name, room):
    return f"{NOTICE}{name} is invited to #{room}"


def not_invited(name, room):
    return f"{NOTICE}{name} is not invited to #{room} any more"


def kicked(name, by, reason=None):
    return f"{NOTICE}{name} was kicked by {by}" + (f": {reason}" if reason else "")


def operator(by, name):
    return f"{NOTICE}{by} has let {name} run the room"


def already_operator(name):
    return f"{ERROR}'{name}' runs this room already"


def runs_nothing(name):
    return f"{ERROR}'{name}' does not run this room"


def no_operator(by, name):
    return f"{NOTICE}{name} no longer runs the room (by {by})"


# --- Errors ---

TOPIC_TOO_LONG = f"{ERROR}A topic has at most 300 characters"
LOBBY_STAYS = f"{ERROR}You cannot leave #lobby; /quit leaves the server"


def no_such_room(room):
    return f"{ERROR}There is no room '{room}'; /rooms lists them"


def not_in_room(room):
    return f"{ERROR}You are not in the room '{room}'; /join enters it"


def room_private(room):
    return f"{ERROR}The room '{room}' is private: ask those who run it to invite you"


def kicked_out(room):
    return f"{ERROR}You were kicked from the room '{room}'; try again later"


def room_lost(room):
    return (f"{ERROR}You are no longer in the room '{room}', so that line was not sent; "
            "the next ones go to #lobby")


def too_many_rooms(room):
    return f"{ERROR}'{room}' cannot be made: the server has as many rooms as it may have"


def too_many_joined(room):
    return (f"{ERROR}'{room}' cannot be entered: you are in as many rooms as you may be; "
            "/leave one first")


def not_operator(room):
    return f"{ERROR}You do not run the room '{room}'"


def runs_room(name):
    return f"{ERROR}'{name}' runs this room, and cannot be kicked"
