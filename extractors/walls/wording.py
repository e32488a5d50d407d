"""Turns of phrase in many languages, searched fast: a pattern is tried only where one of its stems stands.

A table has one turn of phrase a line: its stems, a colon, a regular expression; an indented line continues the one
before. Both are in natural spelling; case, accents and Arabic letter forms do not matter (extractors.analyze.fold), so
an expression may use no class that is written with a capital letter. In a stem, "_" is a blank. Gaps in expressions
are bounded, so that a search takes linear time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from extractors.analyze import fold

CONTINUED = re.compile(r"\n {4}")
SENTENCE_LIMIT = 600  # characters looked at of one sentence; a longer one is not the voice of a wall
# What is quoted is said by another voice; a short quotation may be the name of a button.
QUOTED = re.compile(r"[“„«「《]([^“”„«»「」《》\n]{10,300})[”“»」》]|\"([^\"\n]{10,300})\"")
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # and Kana and Hangul
SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|[\n|•·]+|\.{3}")


class Wording:
    """One table of turns of phrase."""

    def __init__(self, table: str) -> None:
        rows = [row.split(" : ", maxsplit=1) for row in CONTINUED.sub("", table.strip()).splitlines()]
        self._patterns = [re.compile(fold(pattern.strip())) for _, pattern in rows]
        stems = [(fold(stem.replace("_", " ")), row) for row, (left, _) in enumerate(rows) for stem in left.split()]
        self._rows = [row for _, row in stems]
        self._stems: AhoCorasick = AhoCorasick([stem for stem, _ in stems])

    def turns(self, folded: str) -> dict[int, str]:
        """Return what is found in a folded sentence: the number of each turn of phrase, and its words.

        >>> Wording("closed shut : (closed|shut) (today|now)").turns("the shop is closed today")
        {0: 'closed today'}
        """
        folded = folded[:SENTENCE_LIMIT]
        rows = {self._rows[stem] for stem, *_ in self._stems.find_matches_as_indexes(folded, overlapping=True)}
        found = {row: self._patterns[row].search(folded) for row in rows}
        return {row: match[0] for row, match in sorted(found.items()) if match}


def whole(table: str) -> frozenset[str]:
    """Return the folded phrases of a table that are meant as they stand; "|" and line ends separate them."""
    return frozenset(phrase.strip() for phrase in fold(table).replace("\n", "|").split("|") if phrase.strip())


def sentences(text: str) -> list[str]:
    """Cut a text into folded sentences without what they quote; what has neither letter nor digit is left out.

    >>> sentences("It rained. “Forty houses”, he said.")
    ['it rained.', '--------------, he said.']
    """
    pieces = (piece.strip() for piece in SENTENCES.split(fold(QUOTED.sub(_muted, text))))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _muted(quotation: re.Match[str]) -> str:
    return "-" * weight(quotation[0])


def as_written(words: str, text: str) -> str:
    """Return folded *words* as they stand in *text*, or as they are where they can't be found in it.

    >>> as_written("не найдена", "Страница НЕ НАЙДЕНА.")
    'НЕ НАЙДЕНА'
    """
    pieces = [fold(character) for character in text]
    start = "".join(pieces).find(words)
    if start < 0:
        return words
    places = [at for at, piece in enumerate(pieces) for _ in piece]
    return text[places[start] : places[start + len(words) - 1] + 1] if words else ""


def weight(text: str) -> int:
    """Measure a text in letters of an alphabet; a Han character says as much as three of them.

    >>> weight("rain"), weight("暴雨")
    (4, 6)
    """
    return len(text) + 2 * len(HAN.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How much of a text is spoken in the turns of one table."""

    turns: tuple[str, ...]  # the words found: the first of each different turn of phrase
    said: int  # weight of the sentences that hold one
    rest: int  # weight of the others

    @property
    def first(self) -> str:
        """The words of the first turn, "" when there is none."""
        return next(iter(self.turns), "")


def hear(folded: Iterable[str], wording: Wording) -> Speech:
    """Tell what some folded sentences say in the turns of *wording* from what else they say."""
    turns: dict[int, str] = {}
    said = rest = 0
    for sentence in folded:
        if found := wording.turns(sentence):
            turns |= {row: words for row, words in found.items() if row not in turns}
            said += weight(sentence)
        else:
            rest += weight(sentence)
    return Speech(turns=tuple(turns.values()), said=said, rest=rest)
