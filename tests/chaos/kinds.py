"""The kinds of bad visitors. Each is a script, made from a random source and the visitor's name."""

GARBAGE_UTF8 = (b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc3", b"\xf0\x9f\x91")
CONTROLS = (b"\x00", b"\x1b[2J", b"\x1b]0;x\x07", b"\xc2\x9b31m", b"\x7f", b"\x08", b"\r",
            "\u202e".encode(), "\u2066".encode(), "e\u0301".encode() + "\u0301".encode() * 300)
TELNET = (b"\xff\xfb\x01", b"\xff\xfd\x03", b"\xff\xfa\x18\x00xterm", b"\xff\xf0", b"\xff\xff",
          b"\xff\xf1" * 100, b"\xff")
SCANS = (b"SSH-2.0-Go\r\n", b"PING\r\n", b"*1\r\n", b"EHLO x\r\n", b"\0\0\0\x85\xffSMBr\0\n",
         b"PROXY TCP4 192.0.2.1 192.0.2.2 4242 7788\r\n", b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n",
         b"\xff\xf4\xff\xfd\x06\r\0\r\0OPTIONS sip:nm SIP/2.0\r\0")


def join(name):
    return ("send", f"{name}\n".encode())


def line(name, text=b"hello"):
    """A message that names its sender, so that a witness can check the sender's name."""
    return ("send", b"from:" + name.encode() + b" " + text + b"\n")


def garbage(random, name):
    for _ in range(random.randint(1, 10)):
        yield ("send", random.randbytes(random.randint(1, 5000)))
        yield ("wait", random.randint(0, 3))


def malformed(random, name):
    yield join(name)
    for _ in range(random.randint(1, 15)):
        yield line(name, b"a" + random.choice(GARBAGE_UTF8 + CONTROLS) + b"b")


def negotiator(random, name):
    yield ("send", random.choice(TELNET))
    yield join(name)
    for _ in range(random.randint(1, 15)):
        yield ("send", random.choice(TELNET))
        yield line(name)


def browser(random, name):
    yield ("send", b"POST / HTTP/1.1\r\nHost: chat\r\n\r\n" + name.encode() + b"\nspam\n")
    yield ("wait", 20)


def tls_client(random, name):
    yield ("send", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + random.randbytes(500))
    yield ("wait", 20)


def scanner(random, name):
    """A client of another protocol, whose later lines would join and send a message."""
    yield ("send", random.choice(SCANS) + name.encode() + b"\nspam\n")
    yield ("wait", 20)


def endless(random, name):
    if random.random() < 0.5:
        yield join(name)
    for _ in range(random.randint(1, 30)):
        yield ("send", b"x" * 65536)


def dribbler(random, name):
    for byte in f"{name}\nfrom:{name} one byte at a time\n/who\nexit\n".encode():
        yield ("send", bytes([byte]))


def flooder(random, name):
    yield join(name)
    text = b"f" * random.randint(1, 900)
    for number in range(random.randint(1, 40)):
        yield ("send", b"".join(b"from:%b %d %b\n" % (name.encode(), number, text)
                                for _ in range(15)))


def deaf(random, name):
    yield join(name)
    yield ("read", False)
    for _ in range(random.randint(1, 60)):
        yield ("send", random.choice((b"/help\n" * 800, b"/who\n" * 20, b"\n" * 20)))
        yield ("wait", random.randint(0, 10))
    yield ("wait", random.randint(0, 300))


def dozer(random, name):
    yield join(name)
    for _ in range(random.randint(1, 10)):
        yield ("read", False)
        yield ("wait", random.randint(1, 30))
        yield ("read", True)
        yield ("wait", random.randint(1, 10))


def reset(random, name):
    """Resets the connection at any step: within its name or a line, throttled, or draining."""
    conversation = f"{name}\nfrom:{name} hello\n" + f"from:{name} more\n" * 40 + "exit\n"
    cut = random.choice((0, 3, len(name) + 1, len(name) + 9, 200, len(conversation)))
    yield ("send", conversation[:cut].encode())
    yield ("wait", random.randint(0, 5))
    yield ("reset",)


def half_closer(random, name):
    yield join(name)
    for _ in range(random.randint(0, 20)):
        yield line(name)
    yield ("wait", random.randint(0, 3))
    yield ("half_close",)
    yield ("wait", random.randint(0, 50))


def passer_by(random, name):
    yield join(name)
    yield ("wait", random.randint(0, 2))
    yield ("send", random.choice((b"exit\n", b"/quit\n", b"")))


def thief(random, name):
    yield ("send", b"W0\nw1\n\xef\xbc\xb72\nexit \x01\n" + f"{name}\n".encode())
    for _ in range(random.randint(1, 20)):
        yield ("send", random.choice(("/nick W0\n", f"/nick {name}x\n", f"/nick {name}\n")).encode())


def silent(random, name):
    yield ("wait", random.randint(0, 300))


def whisperer(random, name):
    yield join(name)
    for _ in range(random.randint(1, 20)):
        yield ("send", f"/msg W{random.randint(0, 9)} from:{name} psst\n".encode())
        yield ("send", f"/me from:{name} waves\n".encode())


def lingerer(random, name):
    yield join(name)
    yield ("send", b"exit\n")
    yield ("read", random.random() < 0.5)
    yield ("wait", random.randint(0, 300))


ALL = (garbage, malformed, negotiator, browser, tls_client, scanner, endless, dribbler, flooder, deaf,
       dozer, reset, half_closer, passer_by, thief, silent, whisperer, lingerer)
