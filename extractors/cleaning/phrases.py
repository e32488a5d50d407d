"""Phrases of many languages that tell what a short line of a news page is, compared in time linear in the line.

A table has one language a row: its code, then phrases parted by "|". A phrase stands for the whole line, figures
aside; with ":" behind it also for the label before a colon; "…" stands for any text, and a blank beside it counts.
"""

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick

from extractors.cleaning.lines import Line, key_of

CONTINUED = re.compile(r"\n {4}")  # a long row goes on in an indented line


class Phrases:
    """One table of phrases, with the weight beyond which a line is none of them."""

    def __init__(self, table: str, *, longest: int) -> None:
        phrases = [*_phrases(table)]
        self._longest = longest
        self._labels = frozenset(key_of(each) for each in phrases if each.endswith(":"))
        self._whole = (self._labels | {key_of(each) for each in phrases if "…" not in each}) - {""}
        open_ended = [_pieces(each) for each in phrases if "…" in each]
        self._begins = tuple(first for first, *others in open_ended if others == [""])
        self._ends = tuple(others[0] for first, *others in open_ended if not first and len(others) == 1)
        # The others are tried where their longest piece stands, of which there may be a hundred.
        self._gapped = [pieces for pieces in open_ended if len(pieces) > 2 or (pieces[0] and pieces[1])]
        self._stems: AhoCorasick = AhoCorasick([max(pieces, key=len) for pieces in self._gapped])

    def match(self, line: Line) -> bool:
        """Say whether *line* is one of the phrases.

        >>> from extractors.cleaning.lines import read_line
        >>> Phrases("en read also: | …all rights…", longest=99).match(read_line("READ ALSO: Rain"))
        True
        """
        if line.weight > self._longest or not line.key:
            return False
        padded = f" {line.key} "
        return (
            self.heads(line)
            or self.labels(line)
            or padded.startswith(self._begins, 1)
            or line.key.endswith(self._ends)
            or (bool(self._gapped) and any(_in_order(self._gapped[stem], padded) for stem in self._stems_in(padded)))
        )

    def heads(self, line: Line) -> bool:
        """Say whether *line* is a phrase and nothing else, so that it may head what follows."""
        return line.key in self._whole or line.figureless in self._whole

    def labels(self, line: Line) -> bool:
        """Say whether a phrase is the label that *line* begins with."""
        return line.label in self._labels

    def _stems_in(self, padded: str) -> set[int]:
        return {stem for stem, *_ in self._stems.find_matches_as_indexes(padded, overlapping=True)}


def _phrases(table: str) -> Iterator[str]:
    for row in CONTINUED.sub(" ", table.strip()).splitlines():
        for phrase in row.strip().partition(" ")[2].split("|"):
            if bare := phrase.strip():
                yield bare


def _pieces(phrase: str) -> tuple[str, ...]:
    """Return the words between the gaps of a phrase; a blank beside a gap stays, and "" is an open end."""
    return tuple(_padded(piece) for piece in phrase.split("…"))


def _padded(piece: str) -> str:
    key = key_of(piece)
    return " " * piece.startswith(" ") + key + " " * piece.endswith(" ") if key else ""


def _in_order(pieces: tuple[str, ...], padded: str) -> bool:
    """Say whether the pieces stand in a line one after the other, the first one at its beginning."""
    if not padded.startswith(pieces[0], 1):
        return False
    place = 1 + len(pieces[0])
    for piece in pieces[1:]:
        place = padded.find(piece, place - piece.startswith(" "))
        if place < 0:
            return False
        place += len(piece)
    return True
