"""Witnesses of servers that are killed. They know a line by its origin and number."""

import sys

from json_lines import request
from json_witnesses import ResumingWitness
from witnesses import ROOMS


class KilledWitness(ResumingWitness):
    """Talks without end, in rooms alone: what is said in private is not kept."""

    def __init__(self, address, name, random, tls):
        super().__init__(address, name, sys.maxsize, random, tls)
        self.entries = {room: [] for room in ROOMS}  # What it has heard: the id, and whose it is.
        self.gaps_filled = 0
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

    def on_gap(self, answer):
        """What cannot be had by resuming can be asked for."""
        self.gaps.append(answer)
        self.session.seen[answer["room"]] = answer["before"] - 1
        self.ask_history(answer)

    def ask_history(self, gap):
        self.send(request("history", room=gap["room"], before=gap["before"], limit=200,
                          tag=f"{gap['room']} {gap['after']}"))

    def on_history(self, answer):
        gap = next((one for one in self.gaps
                    if answer["tag"] == f"{one['room']} {one['after']}"), None)
        if gap is None:
            return  # It was asked for twice.
        messages = [one for one in answer["messages"] if one["id"] > gap["after"]]
        if answer["more"] and len(messages) == len(answer["messages"]):
            self.wrong.append(f"more than a page in {gap}")
        for message in messages:
            self.on_message(message)
        self.gaps.remove(gap)
        self.gaps_filled += 1

    def handle_unheard(self):
        """Nothing is refused, so what was stored and not heard is in a gap."""
        self.session.unheard()

    def on_pong(self, answer):
        super().on_pong(answer)
        for gap in self.gaps:
            self.ask_history(gap)

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
        super().on_stored(answer)

    def on_closing(self, answer):
        if self.online and answer["reason"] != "shutdown":
            self.wrong.append(str(answer))
