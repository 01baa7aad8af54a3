"""Bad visitors that break TLS. Those of BEFORE send bytes of their own; those of INSIDE have an
encrypted connection, and spoil it. Whatever must never become a line says that it is from nobody. See
kinds.py."""

from encrypted import BROWSER, client_hello
from kinds import join, line

NOBODY = b"from:nobody "  # A witness that hears it has heard what was never said.
ALERTS = (b"\x15\x03\x03\x00\x02\x01\x00", b"\x15\x03\x03\x00\x02\x02\x28", b"\x15\x03\x03\x00\x02\x01\x5a")
CHANGE_CIPHER_SPEC = b"\x14\x03\x03\x00\x01\x01"


def record(kind, content):
    return bytes((kind, 3, 3)) + len(content).to_bytes(2, "big") + content


def tls_garbage(random, name):
    """A handshake in its first byte, or in its headers, and then anything."""
    head = random.choice((b"\x16", b"\x16\x03\x01", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"))
    yield ("send", head + random.randbytes(random.randint(0, 3000)))
    yield ("send", b"\n" + NOBODY + name.encode() + b"\n")
    yield ("wait", random.randint(0, 20))


def tls_dribbler(random, _name):
    hello = client_hello()
    for byte in hello[:random.choice((4, 9, 10, len(hello) - 1, len(hello)))]:
        yield ("send", bytes([byte]))
    yield ("wait", random.randint(0, 50))


def tls_cut(random, _name):
    """A ClientHello that is cut at any byte."""
    hello = client_hello()
    yield ("send", hello[:random.randint(1, len(hello))])
    yield ("wait", random.randint(0, 5))
    yield random.choice((("half_close",), ("reset",), ("wait", 0)))
    yield ("wait", random.randint(0, 30))


def tls_dropped(_random, _name):
    """Many of them at once fill the queue of the handshakes, and are gone before their turn."""
    yield ("send", client_hello())
    yield ("wait", 1)


def tls_endless(random, _name):
    """A message that claims to be long, or a record in pieces, or changes without end."""
    yield ("send", random.choice((
        b"\x16\x03\x01\x40\x00\x01\x00\x3f\xf0", b"\x16\x03\x01\x40\x00\x01\xff\xff\xff",
        record(22, b"\x01") + record(22, b"\x00"), client_hello())))
    for _ in range(random.randint(1, 30)):
        yield ("send", random.choice((bytes(8000), CHANGE_CIPHER_SPEC * 2000, record(22, b"\x00") * 2000)))


def tls_half_open(random, _name):
    """Never finishes its handshake."""
    yield ("send", client_hello())
    yield ("read", random.random() < 0.5)
    yield ("wait", random.randint(0, 300))


def tls_repeated(random, _name):
    hello = client_hello()
    yield ("send", hello)
    yield ("wait", random.randint(0, 5))
    yield ("send", hello)
    yield ("wait", random.randint(0, 20))


def tls_alerted(random, _name):
    hello = client_hello()
    yield ("send", hello[:random.choice((0, 5, 100, len(hello)))])
    yield ("send", random.choice(ALERTS) * random.choice((1, 4, 100)))
    yield ("wait", random.randint(0, 20))


def tls_browser(random, _name):
    yield ("send", client_hello(BROWSER))
    yield ("wait", random.randint(0, 20))


def tls_plain_after(random, name):
    """Plain text on an encrypted connection."""
    yield join(name)
    for _ in range(random.randint(0, 10)):
        yield line(name)
    yield ("wait", random.randint(0, 5))
    yield ("raw", NOBODY + b"in plain\n")
    yield ("wait", random.randint(0, 20))


def tls_renegotiator(random, name):
    yield join(name)
    yield line(name)
    yield ("wait", random.randint(0, 5))
    yield ("raw", random.choice((
        client_hello(), record(22, b"\x18\x00\x00\x01\x01"), record(22, b"\x00\x00\x00\x00"),
        record(23, b""), record(23, random.randbytes(random.randint(1, 2000))), CHANGE_CIPHER_SPEC * 40,
        *ALERTS)))
    yield ("send", NOBODY + b"after that\n")
    yield ("wait", random.randint(0, 20))


def tls_truncated(random, name):
    """The connection ends within a line, and nothing says that this was meant."""
    yield join(name)
    for _ in range(random.randint(0, 20)):
        yield line(name)
    yield ("send", NOBODY + b"I owe you 10")
    yield ("wait", random.randint(0, 5))
    yield ("truncate",)
    yield ("wait", random.randint(0, 30))


def tls_inside_tls(random, _name):
    yield ("send", client_hello())
    yield ("wait", random.randint(0, 20))


BEFORE = (tls_garbage, tls_dribbler, tls_cut, tls_dropped, tls_endless, tls_half_open, tls_repeated,
          tls_alerted, tls_browser)
INSIDE = (tls_plain_after, tls_renegotiator, tls_truncated, tls_inside_tls)
