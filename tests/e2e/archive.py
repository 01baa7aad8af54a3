"""The base of the tests of the archive."""

import contextlib
import json
import os
import signal
import sqlite3
import sys

from archive_phrases import sound, without_time
from phrases import said
from processes import DAEMON, Process
from support import Case


MOST_UNSTORED = 100

# In a process of its own: the locks of a process end when it closes the file, however it had opened it.
LOCK = """import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
database.execute("ROLLBACK")
"""


class ArchiveCase(Case):
    """A directory for the data of one server after the other."""

    options = ("--rate", "0")

    def setUp(self):
        self.data = f"{self.directory()}/data"
        self.database = f"{self.data}/tertulia.db"

    def start(self, *options, **more):
        return self.serve("--data", self.data, *self.options, *options, **more)

    def again(self, server, *options, **more):
        """Starts a server where a former one was."""
        return self.start("--listen", server.address, *options, **more)

    def kill(self, server):
        server.signal(signal.SIGKILL)
        server.status = -signal.SIGKILL
        server.expect_status(server.status)

    def say(self, client, name, *texts):
        for text in texts:
            client.line(text)
            client.expect(said(name, text))

    def say_stored(self, client, *texts, **fields):
        """A client that speaks JSON says this, and waits until it is stored. It reads in between: it would
        be too slow for the server otherwise."""
        for text in texts:
            client.send(client.session.numbered("say", text=text, **fields))
            while len(client.session.unstored) > MOST_UNSTORED:
                client.next()
        while client.session.unstored:
            client.next()
        return client.session.said

    def store(self, server, *texts):
        """Somebody says this, and leaves when it is stored."""
        client = self.json_client(server, "Scribe")
        self.say_stored(client, *texts)
        client.get_bye()
        client.close()

    def expect_earlier(self, client, *lines):
        """Checks that the next lines are these, as earlier messages."""
        for line in lines:
            got = client.next_line()
            self.assertEqual(without_time(got), line, f"{got!r}; {client.seen()}")

    def ask_history(self, client, room="lobby", **fields):
        """The texts of a room, for a client that speaks JSON."""
        client.ask("history", room=room, **fields)
        return [message["text"] for message in client.skip_to_type("history")["messages"]]

    def tool(self, *options, status=0, stdin=None):
        """Runs the daemon for one of its tools. Returns the lines of its output and of its error."""
        process = self.daemon("--data", self.data, *options) if stdin is None else \
            self.run_to_end([DAEMON, "--data", self.data, *options], stdin)
        process.expect_status(status)
        return process.out.text().splitlines(), process.err.text().splitlines()

    def check_sound(self):
        self.assertEqual(self.tool("--check-data"), ([sound(self.database)], []))

    def exported(self, kind="message"):
        """The lines of this type in what the daemon exports."""
        lines, _ = self.tool("--export", "-")
        return [line for line in map(json.loads, lines) if line["type"] == kind]

    def texts(self):
        return [message["text"] for message in self.exported()]

    @contextlib.contextmanager
    def sql(self):
        """A connection to the database, as another program has it."""
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as database:
            yield database

    def lock(self):
        """Another program, which has locked the database until the end of its input."""
        other = Process(self, [sys.executable, "-c", LOCK, self.database])
        other.out.wait_for("locked")
        return other

    def files(self):
        """What the directory has, and the bytes of each file."""
        found = {}
        for name in os.listdir(self.data):
            path = f"{self.data}/{name}"
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[name] = file.read()
        return found
