"""Say whether a text concerns the organization of a lexicon, how much, on what evidence, and what of it.

Nothing about the organization stands here: names, company, confusers, entities and topics come from config/lexicons.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from config.lexicon import Lexicon, Term
from extractors.fold import Folded, fold
from extractors.tagging.asides import asides
from extractors.tagging.entities import SPANS, entities, related
from extractors.tagging.expansions import expansions
from extractors.tagging.given import Given
from extractors.tagging.level import Place, Sentences, prominence, signs_of
from extractors.tagging.matcher import Matcher
from extractors.tagging.mention import FIELDS, Mention, evidence_of, longest
from extractors.tagging.people import People, Person
from extractors.tagging.periods import in_office
from extractors.tagging.reading import BESIDE, UNDECIDED, Reading
from extractors.tagging.record import Entity, Evidence, Field, Level, Rejected, Related, Tagging
from extractors.tagging.summits import meetings
from extractors.tagging.topics import Context, topics

# Raised whenever the rules of this package change what is found.
MATCHER = "2"
_NAMES = frozenset({"name", "short", "related"})  # what is looked for in every text
# A text that repeats itself without end must not cost without end: what is beyond adds nothing to the verdict.
_MENTIONS_LIMIT = 400
_OTHERS_LIMIT = 4000
_OWN = BESIDE | {"occasion"}  # what is the organization's own to say
_DOUBT = 0.5  # the confidence of who abstains


class Tagger:
    """A lexicon, compiled: build one and use it for all texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._topic_languages = {term.language for term in lexicon.terms if term.role == "topic"}
        # First words of the names, folded at once: a text's own expansion that begins so is but a misspelt name.
        first = {form.split()[0] for term in lexicon.terms if term.role == "name" for form in term.forms}
        self._beginnings = frozenset(fold(" ".join(first)).lower.split())
        self._names = Matcher(
            [term for term in lexicon.terms if term.role in _NAMES], lexicon.endings, lexicon.prefixes
        )
        self._summits = [each for each in lexicon.entities.values() if each.kind == "summit"]
        self._nothing = Tagging(
            tag=lexicon.tag,
            level="none",
            confidence=1.0,
            evidence=(),
            rejected=(),
            topics=(),
            entities=(),
            related=(),
            lexicon=lexicon.version,
            matcher=MATCHER,
        )

    # Most texts name no organization: what is asked only of those that do is compiled when the first one comes.
    @cached_property
    def _others(self) -> Matcher:
        others = [term for term in self._lexicon.terms if term.role not in _NAMES]
        return Matcher(others, self._lexicon.endings, self._lexicon.prefixes, apart=False)

    @cached_property
    def _people(self) -> People:
        return _people(self._lexicon)

    def tag(
        self, title: str, text: str, language: str | None = None, *, day: date | None = None, host: str = ""
    ) -> Tagging:
        """Tag one text.

        Args:
            title: "" when there is none.
            text: paragraphs separated by blank lines.
            language: ISO 639-1, a script may follow (uz-Cyrl); None: unknown.
            day: when it was published, by which offices and statuses are told; None: unknown.
            host: of its page; "": unknown.

        Returns:
            The level with its evidence; the spans are in order, title first, and never overlap.
        """
        primary = (language or "").replace("_", "-").split("-")[0].lower()
        given = Given(fields={"title": title, "text": text}, language=primary, day=day, host=host.lower())
        folded = {field: fold(given.fields[field]) for field in FIELDS}
        found = [Mention(field, hit) for field in FIELDS for hit in self._names.find(folded[field])][:_MENTIONS_LIMIT]
        names = [each for each in found if each.hit.term.role != "related"]
        rivals = [each for each in found if each.hit.term.role == "related"]
        if not names:  # most texts: nothing more to look for
            return replace(self._nothing, related=self._related(given, rivals)) if rivals else self._nothing
        others = self._find_others(folded, day)
        others += self._defined(given, names, others)
        evidence, rejected = Reading(given, names, others + rivals, self._prior(given.host)).judge()
        if evidence:
            return self._concerned(given, others, rivals, evidence, rejected)
        undecided = any(each.confuser == UNDECIDED for each in rejected)
        return replace(
            self._nothing,
            level="abstain" if undecided else "none",
            confidence=_DOUBT if undecided else 1.0,
            rejected=rejected,
            related=self._related(given, rivals),
        )

    def _concerned(
        self,
        given: Given,
        others: list[Mention],
        rivals: list[Mention],
        evidence: tuple[Evidence, ...],
        rejected: tuple[Rejected, ...],
    ) -> Tagging:
        triggers = [(each.field, each.hit) for each in others if self._speaks(each.hit.term, given.language)]
        text = given.fields["text"]
        spoken = [each.start for each in evidence if each.field == "text"]
        spoken += [hit.start for field, hit in triggers if field == "text"]
        sentences = Sentences(text, asides(text, spoken))
        places = [Place(each.field, each.start, each.end) for each in evidence]
        neighbours = longest([each for each in others if each.hit.term.group == "neighbours"] + rivals)
        level, confidence = _level(given.fields["title"], sentences, places, others, neighbours)
        return replace(
            self._nothing,
            level=level,
            confidence=round(confidence, 3),
            evidence=evidence,
            rejected=rejected,
            topics=topics(
                triggers,
                Context(given.fields, sentences, places, [_place(each) for each in neighbours], level),
                self._lexicon.listed,
            ),
            entities=self._entities(given, sentences, others, evidence),
            related=self._related(given, neighbours, sentences),
        )

    def _entities(
        self, given: Given, sentences: Sentences, others: Sequence[Mention], evidence: Sequence[Evidence]
    ) -> tuple[Entity, ...]:
        by_role: dict[str, list[Mention]] = defaultdict(list)
        for each in others:
            by_role[each.hit.term.role].append(each)
        named = [Place(each.field, each.start, each.end) for each in evidence if each.entity == self._lexicon.tag]
        held = meetings(self._summits, given, sentences, by_role, named)
        # Letters with capitals are read by who knows every spelling; in other scripts a name stands as it is listed.
        listed = [
            (_place(each), self._people.persons[each.hit.term.slug])
            for each in by_role["person"]
            if given.fields[each.field][each.hit.start].upper() == given.fields[each.field][each.hit.start].lower()
        ]
        spans = [*evidence, *self._people.find(given.fields, named, listed)]
        # What holds the name (SCO Secretariat) is no evidence beside it, but it names the body all the same.
        around = longest(each for role in BESIDE for each in by_role[role] if any(_holds(each, name) for name in named))
        spans += [evidence_of(given.fields, each, f"{each.hit.term.role}+name") for each in around]
        spans += [evidence_of(given.fields, each, "state") for each in _first(longest(by_role["state"]))]
        spans += [evidence_of(given.fields, mention, "occasion+place", slug) for mention, slug in held]
        return entities(self._lexicon.entities, spans, given.day)

    def _related(
        self, given: Given, mentions: Sequence[Mention], sentences: Sentences | None = None
    ) -> tuple[Related, ...]:
        known = self._lexicon.entities
        spans = [evidence_of(given.fields, each, each.hit.term.role) for each in longest(mentions)]
        named = [each for each in spans if each.entity in known]
        if not named:
            return ()
        return related(known, named, given.fields["title"], sentences or Sentences(given.fields["text"]))

    def _prior(self, host: str) -> int:
        return sum(
            outlet.points
            for outlet in self._lexicon.outlets
            if f".{host}".endswith(tuple(f".{name}" for name in outlet.hosts))
        )

    def _speaks(self, term: Term, language: str) -> bool:
        """Say whether *term* is a topic's, in a language that the text may be in."""
        foreign = term.language not in {None, language} and language in self._topic_languages
        return term.role == "topic" and not foreign

    def _defined(self, given: Given, names: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
        """Return what the text itself writes out for short forms, and the lexicon does not know."""
        shorts = [each for each in names if each.hit.term.role == "short"]
        known = [each for each in (*names, *others) if each.hit.term.role in {"name", "expansion"}]
        found = expansions(given.fields, shorts, self._beginnings)
        return [each for each in found if not any(each.overlaps(other) for other in known)]

    def _find_others(self, folded: Mapping[Field, Folded], day: date | None) -> list[Mention]:
        hits = [Mention(field, hit) for field in FIELDS for hit in self._others.find(folded[field])][:_OTHERS_LIMIT]
        # Who has left the organization is news elsewhere, and no longer a sign of it.
        return [
            each
            for each in hits
            if each.hit.term.role != "person" or in_office(self._lexicon.entities[each.hit.term.slug].periods, day)
        ]


def _people(lexicon: Lexicon) -> People:
    forms: dict[str, list[str]] = defaultdict(list)
    words: dict[str, list[str]] = defaultdict(list)
    for term in lexicon.terms:
        forms[term.slug if term.role == "person" else ""] += term.forms
        words[term.role] += term.forms
    persons = [
        Person(slug=each.slug, name=each.name, forms=tuple(forms[each.slug]), common=each.common)
        for each in lexicon.entities.values()
        if each.kind == "person"
    ]
    return People(persons, words["office"], words["profession"])


def _is_own(term: Term) -> bool:
    return term.group == "terms" or term.role in _OWN


def _place(mention: Mention) -> Place:
    return Place(mention.field, mention.hit.start, mention.hit.end)


def _holds(mention: Mention, name: Place) -> bool:
    return mention.field == name.field and mention.hit.start <= name.start and name.end <= mention.hit.end


def _first(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Give the first few of each slug: more are not shown."""
    seen: Counter[str] = Counter()
    for each in mentions:
        seen[each.hit.term.slug] += 1
        if seen[each.hit.term.slug] <= SPANS:
            yield each


def _by_slug(mentions: Iterable[Mention]) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for each in mentions:
        places[each.hit.term.slug].append(_place(each))
    return places


def _level(
    title: str, sentences: Sentences, places: Sequence[Place], others: Sequence[Mention], neighbours: Sequence[Mention]
) -> tuple[Level, float]:
    return prominence(
        signs_of(
            title,
            sentences,
            places,
            _by_slug(each for each in neighbours if each.hit.term.group),
            vocabulary=[_place(each) for each in others if _is_own(each.hit.term)],
            settings=[_place(each) for each in others if each.hit.term.role == "setting"],
            states=len({each.hit.term.slug for each in others if each.hit.term.group == "states"}),
        )
    )
