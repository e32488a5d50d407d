"""Who copied whom: for each member the nearest earlier text that it shares more with than the reference explains."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.lineage.named import Named, squeezed
from extractors.lineage.origin import Side
from extractors.lineage.records import Evidence, Member, Origin, Parent
from extractors.lineage.texts import Found, runs_of
from extractors.lineage.times import order, span_of
from extractors.tokens import tokens_of

# How sure one thing in common makes us that one copied it from the other, 0..1, if their dates order them.
_ADDITION, _HEADLINE, _CUT, _SAME_OUTLET = 0.6, 0.4, 0.3, 0.9
_OUTSIDE = 0.5  # how much of that is left where the origin is not in the archive: it may have held all this itself
_LIKELY = 0.8  # ... times this where they do so only if clocks without a zone go as assumed
_NO_ORDER = 0.3  # how much less sure of a parent we are when they don't order it and the copy
_BEFORE = 0.2  # ... and how sure at most when the copy is dated before its parent
_RUNS = 6  # shingles that make a shared addition: a sentence of eight words
_CANDIDATES = 4  # members compared by what they have both added
_POSTINGS = 16  # members that have one thing in common and are looked at; a passage of more is no sign: it may come
# from another version of the original, or be boilerplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A member next to the reference."""

    side: Side
    in_reference: Found  # of its text
    of_reference: Found  # of the text of the reference


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """Who has what in common besides the reference."""

    additions: Mapping[int, tuple[int, ...]]  # member -> members that share an addition, most of it first
    headlines: Mapping[tuple[str, ...], list[int]]  # headline that is not the reference's -> members
    cuts: Mapping[tuple[bool, ...], list[int]]  # what is left out -> members
    outlets: Mapping[str, list[int]]


@dataclass(slots=True)
class _Link:
    """A parent that is considered for one member."""

    weight: float = 0.0
    is_own: bool = False  # an earlier printing of the same outlet
    is_named: bool = False  # the page says so itself
    evidence: list[tuple[float, Evidence]] = field(default_factory=list)

    def add(self, weight: float, slug: str, says: str) -> None:
        """Join independent evidence: 1 - (1 - a)(1 - b)…"""
        self.weight = 1 - (1 - self.weight) * (1 - weight)
        self.evidence.append((weight, Evidence(slug=slug, says=says)))

    def reasons(self) -> tuple[Evidence, ...]:
        """The strongest first."""
        return tuple(each for _, each in sorted(self.evidence, key=lambda pair: -pair[0]))


class Family:
    """Finds the parents of the members of one story."""

    def __init__(
        self, compared: Sequence[Compared], origin: Origin, reference: int, all_named: Iterable[Named], *, size: int
    ) -> None:
        self._compared = {each.side.member.key: each for each in compared}
        self._origin, self._reference = origin, reference
        self._spans = {key: span_of(each.side.member.published) for key, each in self._compared.items()}
        self._title = tuple(tokens_of(self._member(reference).title))
        self._groups = self._group(size)
        self._named: defaultdict[int, list[Named]] = defaultdict(list)
        for named in all_named:
            self._named[named.by].append(named)

    def _member(self, key: int) -> Member:
        return self._compared[key].side.member

    def parents(self) -> dict[int, Parent | None]:
        """Give the parent of each member; None for the origin. No member descends from itself."""
        found = {key: self._parent(key) for key in self._compared}
        for key in sorted(found):
            path = [key]
            while (parent := found[path[-1]]) and parent.member is not None and parent.member not in path:
                path.append(parent.member)
            if parent and parent.member == key:  # they name each other
                found[key] = self._from_origin(key, {}, _Link())
        return found

    def _parent(self, key: int) -> Parent | None:
        """The surest of those it has something in common with, and of the origin."""
        if key == self._origin.member:
            return None
        links = self._links(key)
        from_origin = self._from_origin(key, links, links.pop(self._origin.member or 0, _Link()))
        first = {other: self._may_precede(other, key, link) * link.weight for other, link in links.items()}
        best = max(first, key=lambda other: (links[other].is_own, first[other], -other), default=None)
        if best is None or (first[best] <= from_origin.confidence and not links[best].is_own):
            return from_origin
        return Parent(member=best, confidence=round(first[best], 2), evidence=links[best].reasons())

    def _from_origin(self, key: int, links: Mapping[int, _Link], link: _Link) -> Parent:
        """How surely it was taken from the origin; what it shares with others makes that less sure."""
        doubt = 1.0
        for other, shared in links.items():
            doubt *= 1 - shared.weight * (1 if self._ordered(other, key) else _NO_ORDER)
        share = self._compared[key].in_reference.share
        if self._origin.member is None and key == self._reference:
            says = "It stands for the text of the origin, for it has most of what the outlets share."
        else:
            name = "the text of the origin" if self._origin.member is not None else f"article {self._reference}"
            says = f"{share:.0%} of its text stands in {name}."
        link.add(share * self._origin.confidence * doubt, "contained", says)
        for named in self._named[key]:
            if named.source == squeezed(self._origin.name):
                link.add(named.weight, named.how, named.of_page())
        for shared in links.values():
            link.evidence += [(0.0, each) for each in shared.reasons()]
        origin, confidence = self._origin.member, link.weight
        if origin is not None and not self._ordered(origin, key):
            if self._ordered(key, origin):
                confidence = min(confidence, _BEFORE)
                link.add(0, "before_origin", "Its date is before that of the origin.")
            else:
                confidence *= 1 - _NO_ORDER
                link.add(0, "no_order", "Dates do not tell whether it or the origin was first.")
        return Parent(member=origin, confidence=round(confidence, 2), evidence=link.reasons())

    def _may_precede(self, earlier: int, later: int, link: _Link) -> float:
        """How surely one can be the parent of the other; what a page says of itself needs no dates."""
        unknown = link.is_named and not self._ordered(later, earlier)
        return self._ordered(earlier, later) or (1 - _NO_ORDER) * unknown

    def _ordered(self, earlier: int, later: int) -> float:
        """How surely one was published before the other: 0 where nothing says so."""
        one, other = self._spans[earlier], self._spans[later]
        if one is None or other is None:
            return 0.0
        return 1.0 if one.surely_before(other) else _LIKELY if one.before(other) else 0.0

    def _links(self, key: int) -> dict[int, _Link]:
        """Whom it has something in common with besides the reference, if it may have come before."""
        links: defaultdict[int, _Link] = defaultdict(_Link)
        member, groups = self._member(key), self._groups
        weight = 1.0 if self._origin.member is not None else _OUTSIDE
        for other in self._not_after(groups.additions.get(key, ()), key):
            says = f"It shares with {other} what {self._reference} lacks."
            links[other].add(_ADDITION * weight, "shared_addition", says)
        for other in self._first_of(groups.headlines.get(tuple(tokens_of(member.title)), ()), key):
            says = f"It and {other} have the same headline, and {self._reference} another."
            links[other].add(_HEADLINE * weight, "shared_headline", says)
        for other in self._first_of(groups.cuts.get(self._compared[key].of_reference.missing, ()), key):
            links[other].add(_CUT * weight, "shared_cut", f"It and {other} left out the same sentences.")
        own = groups.outlets[member.outlet]
        before = own[max(0, own.index(key) - _POSTINGS) : own.index(key)]
        for other in [other for other in before if self._ordered(other, key)][-1:]:
            links[other].is_own = True
            links[other].add(_SAME_OUTLET, "same_outlet", f"Its own outlet had printed it before, as {other}.")
        for named in self._named[key]:
            if named.member is not None and named.member != key:
                links[named.member].is_named = True
                links[named.member].add(named.weight, named.how, named.of_page())
        return {other: links[other] for other in sorted(links)}

    def _not_after(self, group: Sequence[int], key: int) -> list[int]:
        return [other for other in group[:_POSTINGS] if other != key and not self._ordered(key, other)]

    def _first_of(self, group: Sequence[int], key: int) -> list[int]:
        """The earliest of a group that is before *key*; or else one that their dates do not order."""
        others = self._not_after(group, key)
        return ([other for other in others if self._ordered(other, key)] or others)[:1]

    def _group(self, size: int) -> _Groups:
        """Note who has what in common, the earliest first."""
        headlines: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        cuts: defaultdict[tuple[bool, ...], list[int]] = defaultdict(list)
        outlets: defaultdict[str, list[int]] = defaultdict(list)
        for compared in sorted(self._compared.values(), key=lambda each: order(each.side.member)):
            member, missing = compared.side.member, compared.of_reference.missing
            outlets[member.outlet].append(member.key)
            title = tuple(tokens_of(member.title))
            if title and title != self._title:
                headlines[title].append(member.key)
            if any(missing) and not all(missing):
                cuts[missing].append(member.key)
        return _Groups(additions=_additions(self._compared, size), headlines=headlines, cuts=cuts, outlets=outlets)


def _additions(compared: Mapping[int, Compared], size: int) -> dict[int, tuple[int, ...]]:
    """Find for each member those that have added the same, through an index of what each has added."""
    added: dict[int, frozenset[int]] = {}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for key, each in sorted(compared.items()):
        text, runs = each.side.text, set[int]()
        for sentence, is_added in zip(text.sentences, each.in_reference.missing, strict=True):
            if is_added and sentence.last - sentence.first >= size:
                runs.update(runs_of(text.tokens_in(sentence), size))
        added[key] = frozenset(runs)
        for run in runs:
            holders[run].append(key)
    found = {}
    for key, runs_ in added.items():
        shared = Counter(
            other for run in runs_ if len(holders[run]) <= _POSTINGS for other in holders[run] if other != key
        )
        enough = [other for other, count in shared.items() if count >= _RUNS]
        found[key] = tuple(sorted(enough, key=lambda other: (-shared[other], other))[:_CANDIDATES])
    return found
