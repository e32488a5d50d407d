"""A text with spans on it, as a flat list of pieces that a terminal or a page can walk."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractors.graphemes import Clusters


class Mark(NamedTuple):
    """Something to be shown on a stretch of a text."""

    start: int  # in characters
    end: int
    label: str  # "accepted", "rejected", "hit", "quote", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A stretch of a text with the same marks from end to end."""

    text: str  # whole grapheme clusters
    labels: frozenset[str]  # empty: plain text
    start: int  # where it begins, in characters of the whole text


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Highlight, ...]:
    """Cut *text* at the edges of *marks*, which may overlap, touch and repeat.

    Args:
        text: a title or a text.
        marks: an edge inside a grapheme cluster moves to its border; what lies outside of the text is left out.

    Returns:
        Pieces that, joined, are *text*; none is empty, and neighbours differ in their labels.

    >>> [(each.text, sorted(each.labels)) for each in pieces("abcd", [Mark(0, 2, "x"), Mark(1, 3, "y")])]
    [('a', ['x']), ('b', ['x', 'y']), ('c', ['y']), ('d', [])]
    """
    changes: dict[int, Counter[str]] = defaultdict(Counter)
    for start, end, label in _inside(text, marks):
        changes[start][label] += 1
        changes[end][label] -= 1
    depth: Counter[str] = Counter()
    starts: list[tuple[int, frozenset[str]]] = [(0, frozenset())]
    for at in sorted(changes):
        depth.update(changes[at])
        labels = frozenset(label for label, count in depth.items() if count)
        if labels != starts[-1][1]:
            starts.append((at, labels))
    return tuple(
        Highlight(text=text[start:end], labels=labels, start=start)
        for (start, labels), (end, _) in pairwise([*starts, (len(text), frozenset())])
        if start < end
    )


def _inside(text: str, marks: Iterable[Mark]) -> list[Mark]:
    cut = [(max(0, start), min(end, len(text)), label) for start, end, label in marks]
    kept = [each for each in cut if each[0] < each[1]]
    clusters = Clusters(text) if kept else None
    return [Mark(*clusters.around(start, end), label) for start, end, label in kept] if clusters else []
