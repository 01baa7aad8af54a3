"""What the witnesses said, and what each of them heard of it.

A witness that resumes late, after much was said, is told of a gap: what it has missed for good. What is
in a gap is taken from a witness that was there all the time, so that all else must be right.
"""

import collections

from witnesses import ROOMS


class Ledger:
    def __init__(self, witnesses):
        self.witnesses = witnesses
        self.public = {room: [] for room in ROOMS}  # A list of lines for each author, in order.
        self.private = {witness.name: [] for witness in witnesses}  # The same for each pair.
        for witness in witnesses:
            self.add(witness)

    def add(self, witness):
        by_target = collections.defaultdict(list)
        for number in range(witness.lines):
            by_target[witness.target(number)].append(witness.expected(number))
        for (room, recipient), lines in by_target.items():
            if room:
                self.public[room].append(lines)
            else:
                self.private[witness.name].append(lines)
                self.private[recipient].append(lines)

    def said(self):
        return sum(witness.lines for witness in self.witnesses)

    def all_heard(self):
        same = all(len({len(self.heard(witness, room)) for witness in self.witnesses}) == 1
                   for room in ROOMS)
        return same and not self.lost()

    def all_lists_right(self):
        """Whether each list that a witness has kept has the witnesses, and nobody else."""
        return all(witness.kept in (None, self.all_members()) for witness in self.witnesses)

    def all_answers_right(self):
        return all(witness.members == self.all_members() for witness in self.witnesses)

    def all_members(self):
        return dict.fromkeys(ROOMS, {witness.name for witness in self.witnesses})

    def lost(self):
        return sum(len(lines) for _, lines in self.missing())

    def missing(self):
        """The lines that a witness has not heard, by its name, if there are any."""
        for name, expected, heard in self.pairs():
            lines = {line for lines in expected for line in lines} - set(heard)
            if lines:
                yield name, sorted(lines)

    def figures(self):
        found = collections.Counter(lost=self.lost(), doubled=0, reordered=0)
        for _, expected, heard in self.pairs():
            counts = collections.Counter(heard)
            for lines in expected:
                found["doubled"] += sum(max(0, counts[line] - 1) for line in lines)
                found["reordered"] += len(misplaced(lines, heard))
        for witness in self.witnesses:
            for room, first in self.witnesses[0].heard.items():
                heard = self.heard(witness, room)
                found["reordered"] += sum(a != b for a, b in zip(first, heard))
                found["missed in a gap"] += len(heard) - len(witness.heard[room])
            found["forged or unsafe"] += len(witness.wrong)
            found["lines received"] += sum(len(lines) for lines in witness.heard.values())
            found["private lines received"] += len(witness.private)
        return {**found, "lines sent by witnesses": self.said()}

    def all_misplaced(self):
        return [(name, *pair) for name, expected, heard in self.pairs() for lines in expected
                for pair in misplaced(lines, heard)]

    def pairs(self):
        """What each witness must hear of each room and in private, and what it has heard."""
        for witness in self.witnesses:
            for room in ROOMS:
                yield witness.name, self.public[room], self.heard(witness, room)
            yield witness.name, self.private_of(witness), witness.private

    def heard(self, witness, room):
        """What it has heard of a room, and what it was told that it has missed."""
        gaps = [(gap["after"], gap["before"]) for gap in witness.gaps if gap["room"] == room]
        if not gaps:
            return witness.heard[room]
        there = next(one for one in self.witnesses if one.kept and not one.gaps)
        entries = {number: line for number, line in zip(there.ids[room], there.heard[room])
                   if any(after < number < before for after, before in gaps)}
        entries.update(zip(witness.ids[room], witness.heard[room]))
        return [entries[number] for number in sorted(entries)]

    def private_of(self, witness):
        """Nobody but its two knows the id of a private message, so it counts if it was heard, where
        it may be in a gap, or may have been refused."""
        unsure = {one.expected(number) for one in self.witnesses for number in one.unsure
                  if number is not None}
        gapped = any(gap["room"] == "" for gap in witness.gaps)
        heard = set(witness.private)
        return [[line for line in lines if line in heard or not (gapped or line in unsure)]
                for lines in self.private[witness.name]]


def misplaced(lines, heard):
    """The lines that were not heard in their order, if each was heard, beside what was heard."""
    wanted = set(lines)
    in_order = [line for line in heard if line in wanted]
    if len(in_order) != len(lines):
        return []
    return [(a, b) for a, b in zip(lines, in_order) if a != b]
