"""Give sub-tags to a text that concerns the organization: what it says of it, not every word that occurs.

A topic is scored sentence by sentence, and given from a score of 3/4 on: an unmistakable word, or a weaker one where
the organization is named and again beside it. All numbers were set by reasoning and checked on the development texts;
moved by a fifth, none changes the result much, but that of rule 4, which must stay below the score that is asked.

1. a form of the lexicon brings its weight: 1 when it is unmistakable (narcotics), 1/2 when it also stands in passing
   (trade) or in a list of subjects, 1/3 when two of its kind say no more than one (chairmanship and presidency), 0
   when it is a phrase in which the words inside it say nothing (UN Security Council); of forms inside each other only
   the longest counts, also for other topics unless its weight is 0;
2. a sentence brings the sum of its different forms, at most 1; the title brings twice that;
3. where the organization is the main subject, every sentence is its context; else only the sentences that name it
   are; by half, what stands beside them or in the same paragraph, and a title that does not name it;
4. a meeting that is named only in the second half of a text of which the organization is the main subject is one that
   was or will be: such sentences count two thirds, and do not make the topic alone;
5. what the page puts beside its text does not count;
6. a context of more than fifteen sentences asks for one in twenty: what stands once in a long text stands in passing;
7. where no topic scores that, and the organization is only named among others (their work in the UN, the CIS and the
   SCO), the text has the topic that the lexicon keeps for such lists;
8. else, where no topic scores that, the text has the best of those from 1/2 on: it speaks of something.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.tagging.level import Place, Sentences
from extractors.tagging.matcher import Hit
from extractors.tagging.record import Evidence, Field, Level, Topic

_CERTAIN = 0.75  # the score from which a topic is given
_GUESSED = 0.5  # what the best topic must score where none is certain
_TITLE = -1  # the number of the title among sentences
_TITLE_FACTOR = 2.0
_NEAR_FACTOR = 0.5
_LATE_FACTOR = 2 / 3  # less than _CERTAIN
_LATE = 0.5  # from this part of the text on
_SENTENCES = 20  # for each of which a score of 1 is asked
_EVIDENCE_LIMIT = 5


class Context:
    """How far each sentence of a text is the organization's context."""

    def __init__(
        self,
        fields: Mapping[Field, str],
        sentences: Sentences,
        places: Sequence[Place],
        others: Sequence[Place],
        level: Level,
    ) -> None:
        """Take title and text, its sentences, where the organization and its neighbours are named, and the level."""
        self.fields = fields
        self.central = level == "central"
        self._sentences = sentences
        self._named = {self.number(each.field, each.start) for each in places}
        self._near = set() if self.central else self._around(places)
        self.size = len(sentences) if self.central else len(self._named | self._near)
        self.listed = [] if self.central else [each for each in others if self._names(each)]

    def number(self, field: Field, place: int) -> int:
        """Return the number of the sentence in which the character at *place* stands; the title's is below 0."""
        return _TITLE if field == "title" else self._sentences.at(place)

    def factor(self, number: int, *, event: bool = False) -> float:
        """Return how much a trigger in the sentence with this *number* counts; *event*: it names a meeting."""
        if number == _TITLE:
            return _TITLE_FACTOR if self.central or number in self._named else _NEAR_FACTOR
        if self.central:
            return _LATE_FACTOR if event and number >= _LATE * len(self._sentences) else 1.0
        if number in self._named:
            return 1.0
        return _NEAR_FACTOR if number in self._near else 0.0

    def is_aside(self, field: Field, place: int) -> bool:
        """Say whether the character at *place* stands in what the page puts beside its text."""
        return field == "text" and self._sentences.is_aside(place)

    def _around(self, places: Sequence[Place]) -> set[int]:
        """Return the numbers of the sentences that stand near one that names the organization."""
        near: set[int] = set()
        text = self.fields["text"]
        for each in places:
            if each.field == "text":
                start, end = text.rfind("\n", 0, each.start) + 1, text.find("\n", each.end)
                first, last = self._sentences.at(start), self._sentences.at(end if end >= 0 else len(text))
                number = self._sentences.at(each.start)
                near.update(range(min(first, number - 1), max(last, number + 1) + 1))
        return near

    def _names(self, place: Place) -> bool:
        return self.number(place.field, place.start) in self._named


class _Sign(NamedTuple):
    """What speaks for a topic: a form in the context of the organization."""

    number: int  # of its sentence
    factor: float  # how much it counts there
    field: Field
    hit: Hit


def topics(triggers: Iterable[tuple[Field, Hit]], context: Context, listed: str | None) -> tuple[Topic, ...]:
    """Return the topics of a text by the rules above.

    Args:
        triggers: hits of topic terms, each with its field.
        context: that of the organization in the text.
        listed: slug of the topic of being named in a list of organizations; None: there is none.

    Returns:
        Topics by slug, each with its strongest evidence, at most five spans, in the order of the text.
    """
    signs: dict[str, list[_Sign]] = defaultdict(list)
    for field, hit in _longest(triggers):
        number = context.number(field, hit.start)
        factor = context.factor(number, event=hit.term.event) if hit.term.weight else 0.0
        if factor and not context.is_aside(field, hit.start):
            signs[hit.term.slug].append(_Sign(number, factor, field, hit))
    scores = {slug: _score(each, context) for slug, each in signs.items()}
    best = max(scores.values(), default=0.0)
    given = max(_CERTAIN, context.size / _SENTENCES)
    if best < given and listed and context.listed:
        spans = [_evidence(context, each, listed, None, "listed") for each in context.listed[:_EVIDENCE_LIMIT]]
        return (Topic(slug=listed, evidence=tuple(spans)),)
    enough = given if best >= given else max(_GUESSED, best)
    return tuple(
        Topic(slug=slug, evidence=_strongest(signs[slug], context))
        for slug, score in sorted(scores.items())
        if score >= enough
    )


def _longest(triggers: Iterable[tuple[Field, Hit]]) -> Iterator[tuple[Field, Hit]]:
    """Give the hits that stand in no longer one, in the order of title and text; weight 0 hides its own topic only."""
    covers: dict[str, tuple[Field, int, int]] = {}  # by topic; "": of every topic
    for field, hit in sorted(triggers, key=lambda pair: (pair[0] == "text", pair[1].start, -pair[1].end)):
        span = field, hit.start, hit.end
        for scope in ("", hit.term.slug):
            cover = covers.get(scope, span)
            if cover[0] == field and cover[2] >= hit.end and cover != span:
                break
        else:
            covers["" if hit.term.weight else hit.term.slug] = span
            yield field, hit


def _score(signs: Iterable[_Sign], context: Context) -> float:
    forms: dict[int, dict[str, float]] = defaultdict(dict)
    factors: dict[int, float] = defaultdict(float)
    for number, factor, field, hit in signs:
        factors[number] = max(factors[number], factor)
        form = context.fields[field][hit.start : hit.end].lower()
        forms[number][form] = max(hit.term.weight, forms[number].get(form, 0.0))
    return sum(factors[number] * min(1.0, sum(weights.values())) for number, weights in forms.items())


def _strongest(signs: Iterable[_Sign], context: Context) -> tuple[Evidence, ...]:
    """Return the spans that count most and do not overlap, in the order of the text."""
    kept: list[_Sign] = []
    for new in sorted(signs, key=lambda sign: -sign.hit.term.weight * sign.factor):
        if all(new.field != old.field or new.hit.end <= old.hit.start or old.hit.end <= new.hit.start for old in kept):
            kept.append(new)
        if len(kept) == _EVIDENCE_LIMIT:
            break
    kept.sort(key=lambda sign: (sign.field == "text", sign.hit.start))
    return tuple(
        _evidence(context, Place(field, hit.start, hit.end), hit.term.slug, hit.term.language, "trigger")
        for _, _, field, hit in kept
    )


def _evidence(context: Context, place: Place, slug: str, language: str | None, rule: str) -> Evidence:
    return Evidence(
        start=place.start,
        end=place.end,
        field=place.field,
        surface=context.fields[place.field][place.start : place.end],
        entity=slug,
        language=language,
        rule=rule,
    )
