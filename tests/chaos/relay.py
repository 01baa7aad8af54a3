"""Stands between a client and the server, and spoils the connections."""

import socket

from crowd import Connection, connect

MAX_WAITING = 64 * 1024  # Bytes for a side that does not read; the other side must wait then.
MAX_IN, MAX_OUT = 30_000, 1_500  # Bytes after which a connection is cut, at most.
MAX_SILENCE = 300  # Ticks for which a connection stays half-open, at most.
MAX_REFUSALS = 2


class Relay:
    """Passes the bytes of its clients on. It resets the connections after any number of bytes, closes
    them, or passes nothing more on; and it refuses some."""

    def __init__(self, server, random):
        self.server = server
        self.random = random
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.pairs = []
        self.refusals = 0
        self.cutting = True
        self.counts = {"connections": 0, "resets": 0, "closed": 0, "silences": 0, "refused": 0}

    def tick(self):
        self.accept()
        for pair in self.pairs:
            pair.tick()
        self.pairs = [pair for pair in self.pairs if not pair.over]

    def accept(self):
        try:
            client = Connection(self.listener.accept()[0])
        except BlockingIOError:
            return
        client.socket.setblocking(False)
        if self.refusals > 0 and self.cutting:
            self.refusals -= 1
            self.counts["refused"] += 1
            client.reset()
            return client.close()
        self.counts["connections"] += 1
        self.pairs.append(Pair(self, client, Connection(connect(self.server))))

    def close(self):
        self.listener.close()
        for pair in self.pairs:
            pair.close()


class Pair:
    """A client's connection, and that to the server."""

    def __init__(self, relay, client, server):
        self.relay = relay
        self.client = client
        self.server = server
        self.over = False
        self.silence = None  # Ticks that are left to a connection that passes nothing on.
        random = relay.random
        self.left_in = self.left_out = None  # Bytes to the cut; None: there is none.
        if random.random() < 0.5:
            self.left_in = random.randint(0, random.choice((400, MAX_IN)))
        else:
            self.left_out = random.randint(0, random.choice((400, MAX_OUT)))

    def tick(self):
        if self.silence is not None:
            self.silence -= 1
            if self.silence <= 0 or not self.relay.cutting:
                self.reset()
            return
        self.left_in = self.move(self.server, self.client, self.left_in)
        self.left_out = self.move(self.client, self.server, self.left_out)
        if self.relay.cutting and 0 in (self.left_in, self.left_out):
            self.cut()
        elif self.server.ended and not self.client.out or self.client.ended and not self.server.out:
            self.close()

    def move(self, source, target, left):
        """Returns how many bytes are left to the cut."""
        if len(target.out) < MAX_WAITING and not source.ended:
            data = source.receive()
            if left is not None and self.relay.cutting:
                data = data[:left]
                left -= len(data)
            target.send(data)
        target.flush()
        return left

    def cut(self):
        random = self.relay.random
        self.relay.refusals = random.choice((0, 0, random.randint(0, MAX_REFUSALS)))
        how = random.choice(("resets", "closed", "silences"))
        self.relay.counts[how] += 1
        if how == "silences":
            self.silence = random.randint(1, MAX_SILENCE)
        elif how == "resets":
            self.reset()
        else:
            self.close()

    def reset(self):
        self.client.reset()
        self.server.reset()
        self.close()

    def close(self):
        self.over = True
        self.client.close()
        self.server.close()
