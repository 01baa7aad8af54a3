"""The wording of the hub's lines about order: operators, bans and mutes. See phrases.py."""

from phrases import ERROR, NOTICE

ADMINISTRATOR = "the administrator"  # In the place of a name: the author of what comes from the shell.
NOBODY_BANNED = f"{NOTICE}Nobody is banned or muted"
MUTED = f"{ERROR}You are muted, so that was not sent"
OPERATORS_ONLY = f"{ERROR}Only who runs this server may do that"
MEMBERS_ONLY = f"{ERROR}Only who has a name here may do that"
YOU_ARE_BANNED = f"{ERROR}You are banned from this server"
YOU_WERE_KICKED = f"{ERROR}You were kicked from this server"


def _reason(text):
    return f": {text}" if text else ""


def banned(by, target, reason=None):
    return f"{NOTICE}{by} has banned {target}{_reason(reason)}"


def unbanned(by, target):
    return f"{NOTICE}{by} has ended the ban of {target}"


def listed_ban(by, target, reason=None):
    return f"{NOTICE}Banned: {target} (by {by}){_reason(reason)}"


def was_banned(name, by, reason=None):
    """What the others see of it."""
    return f"{NOTICE}{name} was banned by {by}{_reason(reason)}"


def you_are_banned(reason=None):
    return f"{YOU_ARE_BANNED}{_reason(reason)}"


def you_were_kicked(reason=None):
    return f"{YOU_WERE_KICKED}{_reason(reason)}"


def muted(by, name, reason=None):
    return f"{NOTICE}{by} has muted {name}{_reason(reason)}"


def unmuted(by, name):
    return f"{NOTICE}{by} has let {name} speak again"


def you_are_muted(by, reason=None):
    return f"{NOTICE}You are muted (by {by}){_reason(reason)}"


def you_can_speak(by):
    return f"{NOTICE}You can speak again (by {by})"


def announced(by, text):
    return f"{NOTICE}Announcement by {by}: {text}"


def guests(by, allowed):
    what = "everyone come in" if allowed else "only registered names come in"
    return f"{NOTICE}{by} lets {what}"


def not_registered(name):
    return f"{ERROR}Only registered names may come in now, and '{name}' is none"


def without_end(line):
    """The line without its ` until 2026-01-31 12:03 UTC`."""
    before, found, after = line.partition(" until ")
    return before + after[len("2026-01-31 12:03 UTC"):] if found else line
