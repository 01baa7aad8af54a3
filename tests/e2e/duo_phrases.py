"""The wording of the lines of a duo. See phrases.py."""

QUEUE_PLACE = "you are number"  # A part of queued().
HAS_CONNECTED = "has connected"  # A part of duo_connected().


def duo_said(name, text):
    """A line of a conversation, on the wire and on both screens."""
    return f"{name} > {text}"


def duo_prompt(name):
    return f"{name} >"


def talking_with(name):
    return f"-- You are talking with {name}"


def queued(place, host="Servidor"):
    return f"-- {host} is talking with someone else; {QUEUE_PLACE} {place} in line"


def duo_connected(name):
    return f"-- {name} {HAS_CONNECTED}"
