"""Witnesses of servers that are killed. They know a line by its origin and number."""

import sys

from json_witnesses import ResumingWitness
from witnesses import ROOMS


class KilledWitness(ResumingWitness):
    """Talks without end, in rooms alone: what is said in private is not kept."""

    def __init__(self, address, name, random, tls):
        super().__init__(address, name, sys.maxsize, random, tls)
        self.entries = {room: [] for room in ROOMS}  # What it has heard: the id, and whose it is.
        self.told = 0  # All its requests up to this number are stored.

    @property
    def author(self):
        """As the archive names it."""
        return int(self.session.origin, 36)

    def heard_ids(self):
        return {room: {entry[0] for entry in entries} for room, entries in self.entries.items()}

    def stored(self):
        """Its lines that it was told to be stored."""
        return [(self.author, cid) for cid in self.numbers if cid <= self.told]

    def on_message(self, answer):
        line = (int(answer["origin"], 36), answer["cid"])
        self.entries[answer["room"]].append((answer["id"], line))

    def on_welcome(self, answer):
        self.told = max(self.told, answer.get("cid", 0))
        super().on_welcome(answer)

    def on_stored(self, answer):
        if answer["cid"] < self.told:
            self.wrong.append(f"{self.told} were stored, now {answer}")
        self.told = answer["cid"]

    def on_closing(self, answer):
        if self.online and answer["reason"] != "shutdown":
            self.wrong.append(str(answer))
