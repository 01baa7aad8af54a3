"""What a person has read: the messages of each room, from the lines of the client."""

import re

from room_phrases import NOW_IN
from witnesses import ROOMS

# The messages of witnesses and of the person.
MESSAGE = re.compile(r"(?:#(\S+) )?(\((?:[WJR]\d+|Petra)\) (?:line \d+|p\d+\..*))")
EARLIER = re.compile(r"~ (?:\d{4}-\d\d-\d\d )?\d\d:\d\d (?:#(\S+) )?(\(.*)")
LEFT = re.compile(r"-- You have left #(\S+)")
GAP = re.compile(r"(?:#(\S+) )?-- Messages from the time without a connection are missing.*")
PERHAPS = "-- Perhaps sent"
STATUS = re.compile(r"-- Not connected")
GARBAGE = re.compile(r"[\x00-\x1f\x7f-\x9f]|\[20[01]~|\[\?\d+[hl]|\[\d*;?\d*[ABCDHJKRm]\b|\ufffd")


class Transcript:
    def __init__(self, lines):
        self.current = ROOMS[0]
        self.joined = {ROOMS[0]}
        self.pieces = {room: [[]] for room in ROOMS}  # In each piece, nothing may be missing.
        self.earlier = []
        self.messages = []  # As shown.
        self.gaps = 0
        self.wrong = []
        for line in lines:
            self.add(line)

    def add(self, line):
        if message := MESSAGE.fullmatch(line):
            self.messages.append(line)
            self.add_message(message[1] or self.current, message[2], line)
        elif earlier := EARLIER.fullmatch(line):
            self.earlier.append((earlier[1] or self.current, earlier[2]))
        elif line.startswith(NOW_IN):
            self.current = line.removeprefix(NOW_IN).partition(" ")[0]
            self.joined.add(self.current)
        elif left := LEFT.fullmatch(line):
            self.joined.discard(left[1])
            self.pieces[left[1]].append([])
        elif gap := GAP.fullmatch(line):
            self.gaps += 1
            self.pieces[gap[1] or self.current].append([])
        elif STATUS.match(line) or line.startswith(PERHAPS):
            self.wrong.append(f"in the transcript: {line}")

    def add_message(self, room, message, line):
        if room not in self.joined:
            self.wrong.append(f"not in #{room}: {line}")
        else:
            self.pieces[room][-1].append(message)

    def all_lines(self):
        return {room: [line for piece in pieces for line in piece] for room, pieces in self.pieces.items()}

    def compare(self, ledger, excused):
        """Yields what is wrong."""
        for room, lines in self.all_lines().items():
            counts = {}
            for line in lines:
                counts[line] = counts.get(line, 0) + 1
            doubled = [line for line, count in counts.items() if count > 1]
            if doubled:
                yield f"doubled in #{room}: {len(doubled)}, {doubled[:5]}"
            strange = [line for line in counts if line not in set(ledger[room])]
            if strange:
                yield f"never said in #{room}: {strange[:5]}"
            yield from self.compare_order(room, [line for line in ledger[room] if line not in excused],
                                          excused)

    def compare_order(self, room, ledger, excused):
        """Each piece is a part of the ledger without a hole, and the last one goes to its end."""
        places = {line: place for place, line in enumerate(ledger)}
        begin = 0
        for piece in self.pieces[room]:
            lines = [line for line in piece if line not in excused and line in places]
            if not lines:
                continue
            place = places[lines[0]]
            if place < begin:
                yield f"too late in #{room}: {lines[0]}"
            for wanted, line in zip(ledger[place:], lines):
                if wanted != line:
                    yield f"in #{room}, {line} instead of {wanted}"
                    break
            begin = place + len(lines)
        if room in self.joined and begin < len(ledger):
            yield f"in #{room}, {len(ledger) - begin} are missing at the end: {ledger[begin:][:3]}"


def check_screen(rows, transcript, strangers):
    """Yields what is wrong with all rows that the terminal has ever shown. Strangers may have said what
    looks strange."""
    messages = [row for row in rows if MESSAGE.fullmatch(row)]
    if messages != transcript.messages:
        other = next((pair for pair in zip([*messages, None], [*transcript.messages, None])
                      if pair[0] != pair[1]), None)
        yield (f"the screen has {len(messages)} messages, the log {len(transcript.messages)}; "
               f"the first others are {other}")
    if status := [row for row in rows if STATUS.match(row)]:
        yield f"the status has scrolled away: {status[:3]}"
    if not strangers:
        yield from (f"garbage on the screen: {row!r}" for row in rows if GARBAGE.search(row))
