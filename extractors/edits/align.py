"""Which parts of two sequences differ: a diff whose cost is bounded whatever it is given.

Items that stand once on each side are anchors, the longest chain of them in the same order is kept (patience diff, Bram
Cohen 2005), and only what lies between two of them is left to the standard library's matcher, whose time may be cubic.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Region = tuple[int, int, int, int]  # old from, to; new from, to

GAP_CELLS = 10_000  # items on one side times items on the other that the matcher is asked about at once
ALL_CELLS = 300_000  # and by one Aligner in all; what is beyond counts as different from end to end
DEEPEST = 20


class Aligner:
    """Compares sequences of strings; what it may spend is for all that it is asked."""

    def __init__(self, cells: int = ALL_CELLS) -> None:
        self._cells = cells

    def regions(self, old: Sequence[str], new: Sequence[str]) -> list[Region]:
        """Give the stretches in which *old* and *new* differ, in order; between them they are equal.

        >>> Aligner().regions("a b c d".split(), "a x c d e".split())
        [(1, 2, 1, 2), (4, 4, 4, 5)]
        """
        return [*self._differing(old, new, (0, len(old), 0, len(new)), 0)]

    def _differing(self, old: Sequence[str], new: Sequence[str], region: Region, depth: int) -> Iterator[Region]:
        start, end, begin, stop = _trimmed(old, new, region)
        if start == end and begin == stop:
            return
        if start == end or begin == stop:
            yield start, end, begin, stop
            return
        anchors = _anchors(old, new, (start, end, begin, stop)) if depth < DEEPEST else []
        if not anchors:
            yield from self._matched(old, new, (start, end, begin, stop))
            return
        for at, place in [*anchors, (end, stop)]:
            yield from self._differing(old, new, (start, at, begin, place), depth + 1)
            start, begin = at + 1, place + 1

    def _matched(self, old: Sequence[str], new: Sequence[str], region: Region) -> Iterator[Region]:
        start, end, begin, stop = region
        cells = (end - start) * (stop - begin)
        if cells > min(GAP_CELLS, self._cells):
            yield region
            return
        self._cells -= cells
        matcher = SequenceMatcher(None, old[start:end], new[begin:stop], autojunk=False)
        for verb, i, j, k, l in matcher.get_opcodes():  # noqa: E741 the names of difflib's own manual are no clearer
            if verb != "equal":
                yield start + i, start + j, begin + k, begin + l


def _trimmed(old: Sequence[str], new: Sequence[str], region: Region) -> Region:
    start, end, begin, stop = region
    while start < end and begin < stop and old[start] == new[begin]:
        start, begin = start + 1, begin + 1
    while start < end and begin < stop and old[end - 1] == new[stop - 1]:
        end, stop = end - 1, stop - 1
    return start, end, begin, stop


def _anchors(old: Sequence[str], new: Sequence[str], region: Region) -> list[tuple[int, int]]:
    """The longest chain of items that stand once on each side and in the same order."""
    start, end, begin, stop = region
    once = Counter(old[start:end])
    theirs = Counter(new[begin:stop])
    places = {item: at for at, item in enumerate(new[begin:stop], begin) if theirs[item] == once[item] == 1}
    pairs = [(at, places[item]) for at, item in enumerate(old[start:end], start) if item in places]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    ends: list[int] = []  # of the best chain of each length: the place on the other side
    last: list[int] = []  # and which pair that is
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
    chain = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
