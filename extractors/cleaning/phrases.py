"""Phrases of many languages that tell what a short line of a news page is, compared in time linear in the line.

A table has one language a row: its code, then phrases parted by "|". A phrase stands for the whole line, figures
aside; with ":" behind it also for the label before a colon; "…" stands for any text, and a blank beside it counts.
"""

from collections.abc import Iterator

from extractors.cleaning.lines import DIGITS, Line, key_of


class Phrases:
    """One table of phrases, with the weight beyond which a line is none of them."""

    def __init__(self, table: str, *, longest: int) -> None:
        known = [*_phrases(table)]
        phrases = [each for each in known if "…" not in each.strip("…")]
        self._longest = longest
        self._labels = frozenset(key_of(each) for each in phrases if each.endswith(":"))
        self._whole = self._labels | {key_of(each) for each in phrases if "…" not in each}
        self._begins = tuple(_part(each) for each in phrases if each.endswith("…") and each[0] != "…")
        self._ends = tuple(_part(each) for each in phrases if each[0] == "…" and not each.endswith("…"))
        self._within = tuple(_part(each) for each in phrases if each[0] == "…" and each.endswith("…"))
        self._gapped = tuple(_pieces(each) for each in known if "…" in each.strip("…"))

    def match(self, line: Line) -> bool:
        """Say whether *line* is one of the phrases.

        >>> from extractors.cleaning.lines import read_line
        >>> Phrases("en read also: | …all rights…", longest=99).match(read_line("READ ALSO: Rain"))
        True
        """
        if line.weight > self._longest or not line.key:
            return False
        padded = f"{line.key} "
        return (
            self.heads(line)
            or line.label in self._labels
            or padded.startswith(self._begins)
            or line.key.endswith(self._ends)
            or any(part in f" {padded}" for part in self._within)
            or any(_in_order(pieces, padded) for pieces in self._gapped)
        )

    def heads(self, line: Line) -> bool:
        """Say whether *line* is a phrase and nothing else, so that it may head what follows."""
        return line.key in self._whole or " ".join(DIGITS.sub(" ", line.key).split()) in self._whole


def _phrases(table: str) -> Iterator[str]:
    for row in table.strip().splitlines():
        for phrase in row.strip().partition(" ")[2].split("|"):
            if bare := phrase.strip():
                yield bare


def _part(phrase: str) -> str:
    """Return the words of a phrase with an open end; a blank beside the open end stays."""
    bare = phrase.strip("…")
    return " " * bare.startswith(" ") + key_of(bare) + " " * bare.endswith(" ")


def _pieces(phrase: str) -> tuple[str, ...]:
    """Return the parts of a phrase with a gap inside; a first part of "" lets it begin anywhere."""
    return tuple(key_of(part) for part in phrase.split("…"))


def _in_order(pieces: tuple[str, ...], key: str) -> bool:
    if not key.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    for piece in pieces[1:]:
        place = key.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True
