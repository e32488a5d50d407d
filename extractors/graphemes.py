"""What a reader takes for one character: a letter with its marks, a joined emoji (grapheme clusters, UAX 29)."""

from bisect import bisect_right
from collections.abc import Iterator

import regex

_CLUSTER = regex.compile(r"\X")


class Clusters:
    """Where a text may be cut without tearing a letter from its marks."""

    def __init__(self, text: str) -> None:
        spans = [*_clusters(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def around(self, start: int, end: int) -> tuple[int, int]:
        r"""Widen a span until it holds whole clusters only.

        >>> Clusters("cafe\u0301s").around(3, 4)
        (3, 5)
        """
        return self._cluster(start)[0], end if end <= start else self._cluster(end)[1]

    def _cluster(self, at: int) -> tuple[int, int]:
        """The cluster that lies on both sides of *at*, or else the empty one there."""
        place = bisect_right(self._starts, at) - 1
        inside = place >= 0 and self._starts[place] < at < self._ends[place]
        return (self._starts[place], self._ends[place]) if inside else (at, at)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Those of more than one character."""
    if text.isascii() and "\r" not in text:
        return
    for match in _CLUSTER.finditer(text):
        if match.end() - match.start() > 1:
            yield match.span()
