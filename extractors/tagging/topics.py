"""Give sub-tags to a text that concerns the organization: what it says of it, not every word that occurs.

A topic is scored sentence by sentence, and given from a score of 1 on:

1. a form of the lexicon brings its weight: 1 when it is unmistakable (narcotics), 1/2 when it also stands in passing
   (trade) or in a list of subjects, 0 when it is a phrase in which the words inside it say nothing (UN Security
   Council); of forms inside each other only the longest counts, whatever its topic;
2. right beside the organization's name every form but those of weight 0 brings 1 (SCO trade ministers);
3. a sentence brings the sum of its different forms, at most 1; the title twice its sum, at most 2;
4. where the organization is the main subject, every sentence is its context; else only the title and the sentences
   that name it are, and their neighbours by half;
5. in a long text, a topic with a small share of the score of the strongest one is named in passing: it goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.tagging.level import Place, Sentences
from extractors.tagging.matcher import Hit
from extractors.tagging.record import Evidence, Field, Level, Topic

_GIVEN = 1.0
_TITLE = -1  # the number of the title among sentences
_TITLE_FACTOR = 2.0  # what the title says is what the text is about
_NEIGHBOUR_FACTOR = 0.5  # beside a sentence that names the organization, where it is not the main subject
_BESIDE_GAP = 2  # characters between a form and the name: a blank, a bracket
_SHARE = 0.2  # of the strongest topic's score
_EVIDENCE_LIMIT = 5


@dataclass(slots=True)
class _Sums:
    """What one topic has gathered: by sentence, by different form."""

    weights: dict[int, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    evidence: list[tuple[float, Evidence]] = field(default_factory=list)


def topics(
    fields: Mapping[Field, str],
    sentences: Sentences,
    triggers: Iterable[tuple[Field, Hit]],
    places: Sequence[Place],
    level: Level,
) -> tuple[Topic, ...]:
    """Return the topics of a text by the rules above.

    Args:
        fields: title and text.
        sentences: those of the text.
        triggers: hits of topic terms, each with its field.
        places: where the organization is named.
        level: central, or mention.

    Returns:
        Topics by slug, each with its strongest evidence, at most five spans, in the order of the text.
    """
    context = _Context(sentences, places, level)
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for each, hit in _longest(triggers):
        number = _TITLE if each == "title" else sentences.at(hit.start)
        factor = context.factor(number)
        if not factor or not hit.term.weight:
            continue
        weight = 1.0 if context.beside(each, hit) else hit.term.weight
        gathered = sums[hit.term.slug]
        evidence = _evidence(fields, each, hit)
        forms = gathered.weights[number]
        forms[evidence.surface.casefold()] = max(weight, forms.get(evidence.surface.casefold(), 0.0))
        gathered.evidence.append((factor * weight, evidence))
    scores = {
        slug: sum(context.factor(number) * min(1.0, sum(forms.values())) for number, forms in each.weights.items())
        for slug, each in sums.items()
    }
    enough = max(_GIVEN, _SHARE * max(scores.values(), default=0.0))
    return tuple(
        Topic(slug=slug, evidence=_strongest(sums[slug].evidence)) for slug in sorted(scores) if scores[slug] >= enough
    )


class _Context:
    """How far each sentence is the organization's context."""

    def __init__(self, sentences: Sentences, places: Sequence[Place], level: Level) -> None:
        self._central = level == "central"
        self._named = {_TITLE if each.field == "title" else sentences.at(each.start) for each in places}
        self._starts = {(each.field, each.start) for each in places}
        self._ends = {(each.field, each.end) for each in places}

    def factor(self, number: int) -> float:
        if number == _TITLE:
            return _TITLE_FACTOR if self._central or _TITLE in self._named else _NEIGHBOUR_FACTOR
        if self._central or number in self._named:
            return 1.0
        return _NEIGHBOUR_FACTOR if {number - 1, number + 1} & (self._named - {_TITLE}) else 0.0

    def beside(self, where: Field, hit: Hit) -> bool:
        return any(
            (where, hit.end + gap) in self._starts or (where, hit.start - gap) in self._ends
            for gap in range(_BESIDE_GAP + 1)
        )


def _longest(triggers: Iterable[tuple[Field, Hit]]) -> Iterable[tuple[Field, Hit]]:
    """Give the hits that stand in no longer one, in the order of title and text."""
    span: tuple[Field, int, int] = "title", 0, 0
    for each, hit in sorted(triggers, key=lambda pair: (pair[0] == "text", pair[1].start, -pair[1].end)):
        here = each, hit.start, hit.end
        if each == span[0] and hit.end <= span[2] and here != span:
            continue
        span = here
        yield each, hit


def _strongest(found: list[tuple[float, Evidence]]) -> tuple[Evidence, ...]:
    """Return the spans that count most and do not overlap, in the order of the text."""
    kept: list[Evidence] = []
    for _, each in sorted(found, key=lambda pair: -pair[0]):
        if len(kept) < _EVIDENCE_LIMIT and not any(
            each.field == other.field and each.start < other.end and other.start < each.end for other in kept
        ):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: (each.field == "text", each.start)))


def _evidence(fields: Mapping[Field, str], where: Field, hit: Hit) -> Evidence:
    return Evidence(
        start=hit.start,
        end=hit.end,
        field=where,
        surface=fields[where][hit.start : hit.end],
        entity=hit.term.slug,
        language=hit.term.language,
        rule="trigger",
    )
