"""The wording of the server's and the client's lines, in one place.

Tests name a line by these functions and constants, so a change of wording changes this file alone.
Only the contract tests keep the wording as literal text: test_hub_transcript.py,
test_client_terminal.Transcript and test_duo_screen.Transcript. They prove that this file is right. The unit tests of the layer `wire` have
every line of the server as literal text, too.

A function returns one line without its line feed. A constant is a whole line, unless its comment
says that it is a part of one.
"""

import re

# The beginnings of the server's lines.
NOTICE = "-- "
ERROR = "! "
EARLIER = "~ "  # Of a message that was said before.

# --- The hub ---

USERNAME_PROMPT = "Username?"
GOODBYE = "Goodbye "  # The beginning of goodbye(name).
SHUTTING_DOWN = "-- The server is shutting down"
SLOW_READER = "connection too slow"  # The reason in left().
HELP = (
    "-- /who [ROOM]           who is here, or in another room",
    "-- /me TEXT              say what you do: * NAME TEXT",
    "-- /msg NAME TEXT        a private message",
    "-- /nick NAME            change your name",
    "-- /whois NAME           who has that name, and since when",
    "-- /register [PASSWORD]  make your name your own; over TLS without a password: by your key",
    "-- /join ROOM            enter a room, and talk there; makes it if there is none",
    "-- /leave [ROOM]         leave a room, and talk in the one before; also /part",
    "-- /rooms                the rooms that there are",
    "-- /topic [TEXT]         the room's topic; who runs the room sets it (- clears it)",
    "-- /history [COUNT]      the last messages of the room",
    "-- /search WORDS         find messages in your rooms; #ROOM and from:NAME may stand before",
    "-- /quit                 leave; so does exit alone on a line",
    "-- /help                 this list",
    "-- //TEXT                a message that begins with a slash",
)


def connected(name):
    return f"You are now connected, {name}!"


def goodbye(name=None):
    return f"{GOODBYE}{name}!" if name else "Goodbye!"


def said(name, text):
    return f"({name}) {text}"


def acted(name, text):
    return f"* {name} {text}"


def whispered(sender, recipient, text):
    return f"[{sender} -> {recipient}] {text}"


def joined(*names, others=0):
    return _notice_about(names, others, "joined")


def left(*names, others=0, reason=None):
    return _notice_about(names, others, "left") + (f" ({reason})" if reason else "")


def renamed(old, new):
    return f"-- {old} is now known as {new}"


def present(*names, others=0):
    """The answer to /who."""
    return f"{present_start(len(names) + others)}{_list(names, others)}"


def present_start(count, *names):
    """The beginning of present(), with the number of users and the first names."""
    return f"-- {count} here: {', '.join(names)}"


def notice(text):
    return f"-- {text}"


def closing_idle(duration):
    return f"-- Closing: idle for {duration}"


def closing_no_name(duration):
    return f"-- Closing: no name for {duration}"


def count_names(line, verb):
    """The number of users that a notice announces. The verb is "joined" or "left"."""
    names = re.fullmatch(rf"-- (.*) (?:has|have) {verb}", line)
    if not names:
        raise AssertionError(f"{line!r} does not say that a user has {verb}")
    others = re.search(r" and (\d+) others$", names[1])
    listed = names[1][: others.start()] if others else names[1]
    return len(re.split(", | and ", listed)) + (int(others[1]) if others else 0)


def _notice_about(names, others, verb):
    return f"-- {_list(names, others)} {'has' if len(names) + others == 1 else 'have'} {verb}"


def _list(names, others):
    parts = [*names] + ([f"{others} other{'' if others == 1 else 's'}"] if others else [])
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def line_forms():
    """A pattern that matches every line of the hub, with groups for the sender of a message."""
    word = r"\S+"
    return re.compile(
        rf"{re.escape(USERNAME_PROMPT)}|{connected(word)}|\((?P<said>{word})\) .*"
        rf"|\* (?P<acted>{word}) .*|\[(?P<whispered>{word}) -> {word}\] .*"
        rf"|{EARLIER}(?:\d{{4}}-\d\d-\d\d )?\d\d:\d\d (?:#{word} )?(?:\({word}\)|\* {word}) .*"
        rf"|{NOTICE}\S.*|{ERROR}\S.*|{goodbye(word)}")


# --- Errors ---

SERVER_FULL = "! The server is full; try again later"
TLS_REQUIRED = "! This server takes only encrypted connections: use TLS"
ADDRESS_FULL = "! Too many connections from your address; try again later"
NAME_RESERVED = "! 'exit' is reserved; choose another name"
INVALID_NAME = "cannot be a name"  # A part of name_invalid().
NO_HISTORY = "! This server keeps no history"
NOT_UTF8 = "! That line was not valid UTF-8 and was not sent"


def error(text):
    return f"! {text}"


def name_taken(name):
    return f"! '{name}' is taken; choose another name"


def name_without_letter(name):
    return f"! '{name}' {INVALID_NAME}: it needs a letter or a digit"


def name_invalid(name):
    return f"! '{name}' {INVALID_NAME}: use letters, digits, '-', '_' and '.'"


def name_too_long(start):
    """The server repeats only the start of the name."""
    return f"! '{start}…' is too long: a name has at most 32 characters"


def no_such_user(name):
    return f"! Nobody here is called '{name}'; /who lists everyone"


def recipient_busy(name):
    return f"! '{name}' reads slowly and cannot get more private messages now; try again later"


def no_such_command(name):
    return f"! There is no command '{name}'; /help lists them, and // sends a slash"


def indented_command(name):
    return (f"! '{name}' has a blank before it, so the line was not sent; "
            "put // before the line to send it as a message")


def missing_argument(usage):
    return f"! Something is missing: {usage}"


def impossible(usage):
    return f"! That is not possible: {usage}"


def not_a_chat_client(protocol):
    """For a client whose first line is of another protocol."""
    return f"! This is a chat server for lines of plain text, and that was {protocol}"


def first_line_too_long(limit):
    return ("! This is a chat server for lines of plain text, "
            f"and the first one was longer than {limit} bytes")


def line_too_long(limit):
    return f"! That line was longer than {limit} bytes and was not sent"


# --- The client's screen and its standard error ---

PROMPT = ">"
LINES_WAITING = " lines waiting >"  # A part of the prompt; their number stands before it.
LINE_WAITING = "1 line waiting >"  # The same for one.
LINE_NOT_SENT = "-- 1 line was not sent"
LINE_PERHAPS_NOT_STORED = "1 line was perhaps not stored"
NOT_SENT = " lines were not sent"  # A part of a notice; their number stands before it.
CANNOT_WRITE = "cannot write the output: "  # The reason follows.
LOST_CONNECTION = "the server closed the connection"
NO_ANSWER = "the server no longer answers"
CONNECTION_LOST = "the connection was lost"
AGAIN = "-- Connected again"
NOT_OUR_SERVER = "no answer (is it a tertulia server?)"


def client_error(server, text):
    """An error of the server, as the client in a pipe prints it on standard error."""
    return f"tertulia: {server.address}: {text.removeprefix(ERROR)}"


def not_connected(reason):
    """The row below the line that the user types, while there is no connection."""
    return f"{NOT_CONNECTED}{reason}"


NOT_CONNECTED = "-- Not connected, trying again: "  # The beginning of not_connected().


def perhaps_sent(line):
    return f"-- Perhaps sent: {line}"


def still_connecting(address):
    return f"-- Still connecting to {address}; Ctrl-C stops"


NO_TLS = "The server has no TLS: others on the way can read what you write"
NO_ANSWER_TO_TLS = "the server does not answer to TLS"
HANDSHAKE_CUT = "TLS failed: it ended during the handshake"
TLS_OVERLOADED = "Perhaps it is overloaded: try again later"  # A part of the reason.


def typed(text):
    """The line that the user types, as a terminal shows it."""
    return f"{PROMPT} {text}"


# --- The server's log ---

LOG_LISTENING = "listening on "  # The address follows.
LOG_METRICS = "metrics on "  # The address follows.
LOG_EVENT_LOOP = "event loop: "  # The back end's name follows.
LOG_SHUTTING_DOWN = "shutting down"
LOG_RELOADED = "reloaded the configuration"
LOG_NOT_RELOADED = "not reloaded: "  # The reason follows.
LOG_CANNOT_ACCEPT = "cannot accept connections on "  # The address follows.
LOG_TOO_SLOW = " reads too slowly: "  # After the client's address; the reason follows.
LOG_SENDERS_HELD = "much data waits for slow clients: those who send most are read more slowly"
DUO_CANNOT_CHANGE = "duo cannot change while running"


def log_new_client(name):
    return f"New client: {name}"


def log_disconnected(name):
    return f"Client disconnected: {name}"


def log_address(name):
    """The address follows."""
    return f"Address of {name}: "


# The ends of lines, after the client's address.


def log_rejected(protocol):
    return f" rejected: {protocol}"


def log_tls(reason):
    """At level debug, after the client's address."""
    return f" TLS: {reason}"


def log_rejected_long(limit):
    return f" rejected: its first line is longer than {limit} bytes"


def log_name_refused(error_line):
    return f" name refused: {error_line.removeprefix(ERROR)}"


def log_no_name(duration):
    return f" gave no name for {duration}"


def log_listening(address):
    return f"{LOG_LISTENING}{address}"


def log_event_loop(backend):
    return f"{LOG_EVENT_LOOP}{backend}"


def log_closed(reason):
    """The end of the line, after the client's address."""
    return f" closed: {reason}"


LOG_DROPPED = " log lines were dropped"  # After their number.


def lines_were_dropped(address):
    return f"{LOG_DROPPED}, the last one caused by {address}"


def cannot_listen(address):
    """The reason follows."""
    return f"cannot listen on {address}: "


def log_fingerprint(text):
    return f"the fingerprint of the key is {text}"


def certificate_expires():
    """The beginning of the warning; the day follows."""
    return "the certificate expires on "


def needs_restart(setting):
    return f"a changed {setting} takes effect at a restart"


def former_name(old, new):
    return f"{old} is now called {new}"


# --- Several lines at once ---


def text_of(*lines):
    """The lines as one text, each with its line feed."""
    return "".join(f"{line}\n" for line in lines)
