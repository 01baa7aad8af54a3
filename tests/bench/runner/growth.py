"""The curves of the cell `room-growth`: how a cost grows with the members, and with the rooms of each."""

import math

from runner import figures

MEMBERS = [100, 1_000, 10_000]
ROOMS_EACH = [1, 10, 20]
THINGS = ["join", "leave", "notice of joins", "notice of leaves", "who", "rooms", "nick"]


def power(by_size):
    """The power by which a cost grows, from `{size: cost}`. A cost that is proportional to the size has
    the power 1, its square 2. None with one size only."""
    if len(by_size) < 2:
        return None
    small, large = min(by_size), max(by_size)
    return math.log(by_size[large] / by_size[small]) / math.log(large / small)


def costs(runs, thing, each):
    """{members: median cost} for clients that are in so many rooms each."""
    found = {members: figures.spread(runs, "tertulia", f"{members}/{each}/{thing}")
             for members in MEMBERS}
    return {members: cost.median for members, cost in found.items() if cost and cost.median > 0}


def steepest(runs):
    """The largest power of any cost: by the two largest numbers of members, or by the rooms of each."""
    found = []
    for thing in THINGS:
        by_each = {each: costs(runs, thing, each) for each in ROOMS_EACH}
        found += [power(dict(sorted(by_members.items())[-2:])) for by_members in by_each.values()]
        found += [power({each: by_each[each][members] for each in ROOMS_EACH if members in by_each[each]})
                  for members in MEMBERS]
    return max((one for one in found if one is not None), default=None)
