"""Which sentence of one reading became which of the other, where they are no longer the same."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from extractors.edits.tokens import Sentence

ALIKE = 0.5  # share of words in common (Dice) from which a sentence is another form of another
BAND = 25  # sentences: how far from its place one is looked for
TOKENS_COMPARED = 400  # of a sentence


class Pair(NamedTuple):
    """Sentences that became others; one of the ranges is empty where they are gone, or new."""

    old: range
    new: range


def pair(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Pair]:
    """Pair sentences that are alike and in the same order, and give the others as gone or new.

    A sentence that was cut in two, or two that were made one, come as one pair.
    """
    bags = [Counter(token.key for token in each.tokens[:TOKENS_COMPARED]) for each in old]
    others = [Counter(token.key for token in each.tokens[:TOKENS_COMPARED]) for each in new]
    pairs = _grown(_matched(bags, others), bags, others)
    found = []
    at = place = 0
    for each in [*pairs, Pair(range(len(old), len(old)), range(len(new), len(new)))]:
        if at < each.old.start:
            found.append(Pair(range(at, each.old.start), range(place, place)))
        if place < each.new.start:
            found.append(Pair(range(each.old.start, each.old.start), range(place, each.new.start)))
        if each.old:
            found.append(each)
        at, place = each.old.stop, each.new.stop
    return found


def dice(one: Counter[str], other: Counter[str]) -> float:
    """Give the share of words in common, 0 to 1.

    >>> dice(Counter("abc"), Counter("abd"))
    0.6666666666666666
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _matched(bags: Sequence[Counter[str]], others: Sequence[Counter[str]]) -> list[tuple[int, int]]:
    """The most alike first, each that leaves the order as it is."""
    slope = len(others) / len(bags) if bags else 0.0
    near = [
        (dice(bag, others[place]), at, place)
        for at, bag in enumerate(bags)
        for place in range(max(0, int(at * slope) - BAND), min(len(others), int(at * slope) + BAND + 1))
    ]
    ats: list[int] = []
    places: list[int] = []
    for likeness, at, place in sorted(near, key=lambda each: (-each[0], abs(each[1] - each[2]))):
        if likeness < ALIKE:
            break
        where = bisect_left(ats, at)
        if not where == bisect_right(ats, at) == bisect_left(places, place) == bisect_right(places, place):
            continue
        ats.insert(where, at)
        places.insert(where, place)
    return [*zip(ats, places, strict=True)]


def _grown(
    matched: Sequence[tuple[int, int]], bags: Sequence[Counter[str]], others: Sequence[Counter[str]]
) -> list[Pair]:
    """Let each pair take up neighbours that have no partner, where that makes it more alike."""
    pairs = [Pair(range(at, at + 1), range(place, place + 1)) for at, place in matched]
    for number, each in enumerate(pairs):
        before = pairs[number - 1] if number else Pair(range(0), range(0))
        after = pairs[number + 1] if number + 1 < len(pairs) else Pair(range(len(bags), 0), range(len(others), 0))
        start, end = each.old.start, each.old.stop
        begin, stop = each.new.start, each.new.stop
        one, other = bags[start], others[begin]
        if start > before.old.stop and dice(bags[start - 1] + one, other) > dice(one, other):
            start, one = start - 1, bags[start - 1] + one
        if end < after.old.start and dice(bags[end] + one, other) > dice(one, other):
            end, one = end + 1, bags[end] + one
        if begin > before.new.stop and dice(one, others[begin - 1] + other) > dice(one, other):
            begin, other = begin - 1, others[begin - 1] + other
        if stop < after.new.start and dice(one, others[stop] + other) > dice(one, other):
            stop, other = stop + 1, others[stop] + other
        pairs[number] = Pair(range(start, end), range(begin, stop))
    return pairs
