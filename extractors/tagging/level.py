"""How much of a text is about what it mentions: its main subject, or named in passing."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.tagging.record import Field, Level

# Where a sentence ends: a full stop before a blank, or one of the scripts that write none after it.
_SENTENCE_END = re.compile(r"[.!?…।۔؟。！？\n]+(?:(?<=[।۔؟。！？\n])|[\"'»”’)]*(?=\s))")

# What the score is made of: 0.5 and above is central. Set by reasoning and checked on the development texts.
_TITLE = 0.5  # named in the title
_UNTITLED = 0.25  # there is a title and it names something else
_LEAD = 0.3  # named at the beginning, where news says what it is about
_LEAD_CHARACTERS = 150  # a dateline may make sentences of its own: the beginning is at least this long
_SHARE = 0.45  # named in every second sentence or more
_FULL_SHARE = 0.5
_FEW_SENTENCES = 3  # a shorter text shows too little of its subject for a full share
_LIST = 2  # a sentence with so many neighbouring organizations is a list: being in it says little
_OFTEN = 0.1  # named three times or more
_RIVAL = 0.15  # the title names a neighbouring organization in its place
_CENTRAL = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: characters of a field."""

    field: Field
    start: int
    end: int


class Sentences:
    """The sentences of a text by their beginnings, and what of it is no running text."""

    def __init__(self, text: str, asides: Sequence[tuple[int, int]] = ()) -> None:
        self._starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text) if match.end() < len(text))]
        self._asides = asides
        self._running = len(self._starts) - sum(any(a <= each < b for a, b in asides) for each in self._starts)

    def __len__(self) -> int:
        """Count the sentences of the running text."""
        return self._running

    def at(self, place: int) -> int:
        """Return the number of the sentence in which the character at *place* stands, from 0."""
        return bisect_right(self._starts, place) - 1

    def is_aside(self, place: int) -> bool:
        """Say whether the character at *place* stands in what the page puts beside its text."""
        return any(start <= place < end for start, end in self._asides)


def prominence(
    title: str, sentences: Sentences, places: Sequence[Place], rivals: Sequence[Place] = ()
) -> tuple[Level, float]:
    """Score how much a text is about what stands at *places*.

    Args:
        title: "" when there is none.
        sentences: those of the text below it.
        places: where it is named; at least one.
        rivals: where neighbouring organizations are named.

    Returns:
        central from a score of 0.5 on, else mention; and the confidence in that, from 0.5 at the border to 1.
    """
    listed = Counter(sentences.at(each.start) for each in rivals if each.field == "text")
    # What stands in a list of other headlines says nothing of this text's subject.
    inside = [each for each in places if each.field == "text" and not sentences.is_aside(each.start)]
    titled = any(each.field == "title" for each in places)
    named = [each for each in inside if listed[sentences.at(each.start)] < _LIST]
    score = _TITLE
    if not titled:
        score = -_UNTITLED * bool(title) - _RIVAL * any(each.field == "title" for each in rivals)
    score += _OFTEN * (len(inside) + titled >= 3)
    if len(sentences) > 1:
        score += _LEAD * any(sentences.at(each.start) == 0 or each.start < _LEAD_CHARACTERS for each in named)
    share = len({sentences.at(each.start) for each in named}) / max(len(sentences), _FEW_SENTENCES)
    score += _SHARE * min(1.0, share / _FULL_SHARE)
    return ("central" if score >= _CENTRAL else "mention"), min(1.0, 0.5 + abs(score - _CENTRAL))
