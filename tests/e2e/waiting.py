"""Waiting for facts. While a test waits, it reads the input of all its descriptors."""

import os
import selectors
import time

TIMEOUT = 20  # Seconds; only a failed test waits so long.
POLL_INTERVAL = 0.05  # Seconds between checks of a fact that no descriptor signals.

_selector = selectors.DefaultSelector()


def wait_until(fact, describe):
    """Waits until fact() is true and returns it; fails with describe()."""
    deadline = time.monotonic() + TIMEOUT
    while not (result := fact()):
        if time.monotonic() > deadline:
            raise AssertionError(f"timed out after {TIMEOUT} s: {describe()}")
        _read_all(POLL_INTERVAL)
    return result


def pause(seconds):
    """Lets time pass where the test is about time. Reads all input meanwhile."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _read_all(left)


def write_all(fd, data):
    """Writes to a non-blocking descriptor. Reads all input meanwhile."""
    rest = memoryview(data.encode() if isinstance(data, str) else data)

    def done():
        nonlocal rest
        try:
            while rest:
                rest = rest[os.write(fd, rest):]
        except BlockingIOError:
            pass
        return not rest

    wait_until(done, lambda: f"{len(rest)} bytes to be written")


def _read_all(seconds):
    if not _selector.get_map():
        return time.sleep(seconds)
    for key, _ in _selector.select(seconds):
        key.data.receive()


class Inbox:
    """All input of a descriptor, and the position up to which a test has read lines."""

    def __init__(self, fd, label, listener=None):
        self.fd = fd
        self.label = label
        self.listener = listener
        self.data = bytearray()
        self.position = 0
        self.ended = False
        self.reset = False
        self.resume()

    def resume(self):
        _selector.register(self.fd, selectors.EVENT_READ, self)

    def stall(self):
        """Stops reading from the descriptor."""
        if self.fd in _selector.get_map():
            _selector.unregister(self.fd)

    def receive(self):
        try:
            chunk = os.read(self.fd, 65536)
        except ConnectionResetError:
            chunk, self.reset = b"", True
        except OSError:  # A pseudo-terminal whose other end is closed.
            chunk = b""
        if not chunk:
            self.ended = True
            return self.stall()
        self.data += chunk
        if self.listener:
            self.listener(chunk)

    def text(self):
        return self.data.decode("utf-8", "replace")

    def seen(self):
        end = " (end)" if self.ended else ""
        return f"{self.label} gave {self.text()[-3000:]!r}{end}"

    def wait_for(self, text):
        """Waits until the input contains the text."""
        wait_until(lambda: text in self.text(), lambda: f"{text!r}; {self.seen()}")

    def wait_end(self):
        wait_until(lambda: self.ended, lambda: f"the end; {self.seen()}")

    def next_line(self):
        def complete():
            return self.data.find(b"\n", self.position) >= 0 or self.ended

        wait_until(complete, lambda: f"a line; {self.seen()}")
        end = self.data.find(b"\n", self.position)
        if end < 0:
            raise AssertionError(f"no further line; {self.seen()}")
        line = self.data[self.position : end]
        self.position = end + 1
        return line.decode("utf-8", "surrogateescape")

    def expect(self, *lines):
        """Checks that the next lines are exactly these."""
        for line in lines:
            got = self.next_line()
            if got != line:
                raise AssertionError(f"expected {line!r}, got {got!r}; {self.seen()}")

    def expect_bytes(self, expected):
        """Checks the next bytes, which need not be a line."""
        end = self.position + len(expected)
        wait_until(lambda: len(self.data) >= end or self.ended, lambda: f"bytes; {self.seen()}")
        got = bytes(self.data[self.position : end])
        self.position = end
        if got != expected:
            raise AssertionError(f"expected {expected!r}, got {got!r}; {self.seen()}")

    def expect_start(self, start):
        """Checks the beginning of the next line, and returns the line."""
        line = self.next_line()
        if not line.startswith(start):
            raise AssertionError(f"expected {start!r}…, got {line!r}; {self.seen()}")
        return line

    def skip_to(self, line):
        """Reads up to exactly this line. Returns the lines before it."""
        skipped = []
        while True:
            try:
                got = self.next_line()
            except AssertionError as error:
                raise AssertionError(f"{line!r} never came: {error}") from None
            if got == line:
                return skipped
            skipped.append(got)

    def expect_end(self):
        """Checks that an orderly end follows, and no further line."""
        self.wait_end()
        rest = bytes(self.data[self.position :])
        if rest or self.reset:
            raise AssertionError(f"expected the end, got {rest!r}, reset: {self.reset}")
