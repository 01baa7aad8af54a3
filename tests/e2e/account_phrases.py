"""The wording of lines about registered names; see phrases.py."""

PASSWORD_PROMPT = "Password?"
CLOSING_REPLACED = "-- Closing: you go on over another connection"
NOT_KEPT = "! This server keeps nothing, so no name can be registered"
PASSWORD_LENGTH = "! A password has at least 8 characters, and at most 256 bytes"
NO_KEY = "! Your connection has shown no key: /register PASSWORD, or connect with tertulia and TLS"
REGISTERED_ENOUGH = ("! As many names as may be were registered from your address today; "
                     "try again tomorrow")
TOO_MANY_ACCOUNTS = "! As many names are registered here as may be"
PASSWORDS_BUSY = "! Too many passwords are tried now; try again later"
NOT_SERVER_OPERATOR = "! Only who runs this server may do that"


def registered(name):
    return f"-- The name {name} is yours now"


def password_changed(name):
    return f"-- The password of {name} is changed"


def unregistered(name):
    return f"-- The name {name} is yours no more"


def wrong_password(name):
    return f"! That is not the password of '{name}'"


def too_many_tries(name):
    return f"! That was not the password of '{name}' either"


def password_unsafe(name):
    return f"! '{name}' is registered, and others could read a password here: connect with TLS"


def key_required(name):
    return f"! '{name}' belongs to a key that you have not shown: connect with TLS, and with that key"


def registered_before(name):
    return f"! '{name}' is registered already; /password changes the password"


def not_registered(name):
    return f"! '{name}' is not registered"


def looks_taken(name):
    return f"! '{name}' looks like the name of another user; choose another name"


def name_is_address(name):
    return f"! '{name}' is an address and cannot be a name"


def operator_name(name):
    return f"! '{name}' is the name of an operator: the administrator registers it"


def key_added(fingerprint):
    return f"-- The key {fingerprint} can use your name now"


def key_removed(fingerprint):
    return f"-- The key {fingerprint} cannot use your name any more"


def runs_server(name):
    return f"-- {name} runs the server now"


def lets_run_server(name):
    return f"-- {name} lets you run the server"


def is_guest_start(name):
    return f"-- {name} is a guest, here since "


def is_in(name, *rooms):
    return f"-- {name} is in {' '.join(f'#{room}' for room in rooms)}"


def is_registered_start(name):
    """The beginning of the line; the time follows."""
    return f"-- {name} is registered since "
