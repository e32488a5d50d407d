"""How much of a text is about what it mentions: its main subject, or named in passing."""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.tagging.record import Field, Level

# Where a sentence ends: a full stop before a blank, or one of the scripts that write none after it.
_SENTENCE_END = re.compile(r"[.!?…।۔؟。！？\n]+(?:(?<=[।۔؟。！？\n])|[\"'»”’)]*(?=\s))")

_LEAD_CHARACTERS = 150  # a dateline may make sentences of its own: the beginning is at least this long
_UNSPACED, _WIDE = 3, "\u2e80"  # a character of Han, Kana or Hangul says as much as so many others
_FULL_SHARE = 0.5  # named in every second sentence is all that a text can do
_FEW_SENTENCES = 3  # a shorter text shows too little of its subject for a full share
_LIST = 2  # a sentence with so many other organizations is a list: being in it says little
_MOST_STATES, _MOST_RIVALS = 5, 3

# The score is the log-odds that the text is about what it names; above 0 it is central. The weights are rounded from a
# logistic regression on labelled texts (tests/training/level.py; `make train` prints them anew).
_BIAS = -2.6
_TITLED = 1.4  # named in the title
_UNTITLED = -1.3  # there is a title and it names something else
_LEAD = 1.9  # named at the beginning, where news says what it is about
_SHARE = 1.6  # of sentences that name it, against _FULL_SHARE
_SPOKEN = 1.4  # share of sentences that name it or use its vocabulary: summit, member states, secretary-general
_STATES = 0.35  # for each of its states that the text names: a meeting of many is the organization's, a visit is not
_SETTING = -1.8  # two are said to meet where it is named: the text is about the two
_RIVALS = -0.55  # for each other organization that is named


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
        self._lead = _LEAD_CHARACTERS // (_UNSPACED if sum(map(_WIDE.__le__, text[:_LEAD_CHARACTERS])) > 50 else 1)
        self._running = len(self._starts) - sum(map(self.is_aside, self._starts)) if asides else len(self._starts)

    def __len__(self) -> int:
        """Count the sentences of the running text."""
        return self._running

    def at(self, place: int) -> int:
        """Return the number of the sentence in which the character at *place* stands, from 0."""
        return bisect_right(self._starts, place) - 1

    def opens(self, place: Place) -> bool:
        """Say whether *place* is in the title or where the text begins."""
        return place.field == "title" or place.start < self._lead or self.at(place.start) == 0

    def is_aside(self, place: int) -> bool:
        """Say whether the character at *place* stands in what the page puts beside its text."""
        return any(start <= place < end for start, end in self._asides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What of a text says how much it is about something that it names."""

    titled: bool  # named in the title
    untitled: bool  # there is a title, and it does not name it
    lead: bool
    share: float  # of the sentences, 0..1
    spoken: float  # 0..1
    states: int
    rivals: int
    setting: bool  # named where two sides are said to meet


def prominence(signs: Signs) -> tuple[Level, float]:
    """Say how much a text is about something, and how sure that is.

    Returns:
        central or mention, and the probability of that by the model, 0.5 to 1.
    """
    score = _BIAS + _TITLED * signs.titled + _UNTITLED * signs.untitled + _LEAD * signs.lead
    score += _SHARE * signs.share + _SPOKEN * signs.spoken
    score += _SETTING * signs.setting
    score += _STATES * min(signs.states, _MOST_STATES) + _RIVALS * min(signs.rivals, _MOST_RIVALS)
    return ("central" if score > 0 else "mention"), 1 / (1 + math.exp(-abs(score)))


def signs_of(
    title: str,
    sentences: Sentences,
    places: Sequence[Place],
    rivals: Mapping[str, Sequence[Place]],
    *,
    vocabulary: Iterable[Place] = (),
    settings: Iterable[Place] = (),
    states: int = 0,
) -> Signs:
    """Read the signs.

    Args:
        title: "" when there is none.
        sentences: of the text.
        places: where it is named; at least one.
        rivals: where other organizations are named, by slug.
        vocabulary: where words stand that are its own.
        settings: where words of bilateral talks stand.
        states: how many of its states the text names.
    """
    listed = _listed(sentences, rivals)
    titled = any(each.field == "title" for each in places)
    # What stands in a list of organizations or of other headlines says nothing of this text's subject.
    running = [each for each in places if each.field == "text" and not sentences.is_aside(each.start)]
    named = [each for each in running if len(listed.get(sentences.at(each.start), ())) < _LIST]
    naming = {sentences.at(each.start) for each in named}
    speaking = naming | {sentences.at(each.start) for each in vocabulary if each.field == "text"}
    count = max(len(sentences), _FEW_SENTENCES)
    return Signs(
        titled=titled,
        untitled=bool(title) and not titled,
        lead=len(sentences) > 1 and any(map(sentences.opens, named)),
        share=min(1.0, len(naming) / count / _FULL_SHARE),
        spoken=min(1.0, len(speaking) / count),
        states=states,
        rivals=len(rivals),
        setting=any(sentences.opens(each) or sentences.at(each.start) in naming for each in settings),
    )


def _listed(sentences: Sentences, rivals: Mapping[str, Sequence[Place]]) -> dict[int, set[str]]:
    """Give the other organizations that each sentence names."""
    listed: dict[int, set[str]] = defaultdict(set)
    for slug, places in rivals.items():
        for each in places:
            if each.field == "text":
                listed[sentences.at(each.start)].add(slug)
    return listed
