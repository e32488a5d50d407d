"""Whose text it is: what pages say of it, what their dates allow, and which text the others were cut from."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from extractors.lineage.named import Named
from extractors.lineage.records import Evidence, Member, Origin
from extractors.lineage.texts import KEPT, Text, find, runs_of, shingles
from extractors.lineage.times import Span, span_of

# How sure one piece of evidence makes us, 0..1, if there is no other. Statements of the pages decide where there are
# any; dates and texts are for the rest, since outlets print at once what they take from a wire.
_SURE = 0.5  # a weaker credit stands in the text itself: that all copies have it, too, proves nothing
_EARLIEST, _LIKELY_EARLIEST, _AMONG_EARLIEST, _FIRST_SEEN = 0.6, 0.35, 0.3, 0.15
_CLOSE, _CLOSE_COUNTS = timedelta(minutes=30), 0.6  # how much less a lead counts that is shorter than that
_HOLDS_MOST, _LEAST_ADDED, _CUT_FROM = 0.4, 0.15, 0.3
_ALONE, _NOTHING = 0.5, 0.05
_AGREE = 0.5  # what the agreement of all pages adds to the surest of them, as a share of what is open ...
_SINGLE = 0.8  # ... and what is left of a single one, where no other page agrees
_LEAD, _LEAST = 0.03, 0.05  # shares of the text: who holds so much less is behind, who has so much more has added

Candidate = int | str  # key of a member, or the name of somebody outside the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A member, ready to be compared."""

    member: Member
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the text of a member stands to those of other outlets."""

    held: float  # share of all that two or more outlets print, weighted by their number, 0..1
    own: float  # share of its text that no other outlet prints, 0..1


class _Case:
    """What speaks for each candidate."""

    def __init__(self) -> None:
        self.evidence: defaultdict[Candidate, list[tuple[float, Evidence]]] = defaultdict(list)
        self.names: dict[str, str] = {}  # of candidates outside the archive

    def add(self, candidate: Candidate, weight: float, slug: str, says: str) -> None:
        self.evidence[candidate].append((weight, Evidence(slug=slug, says=says)))

    def support(self, candidate: Candidate) -> float:
        """Join independent evidence: 1 - (1 - a)(1 - b)…"""
        open_ = 1.0
        for weight, _ in self.evidence[candidate]:
            open_ *= 1 - weight
        return 1 - open_


def find_origin(
    sides: Sequence[Side], standings: Mapping[int, Standing], all_named: Iterable[Named], size: int
) -> Origin:
    """Decide where the text of a story comes from.

    Args:
        sides: its members, in the order of their keys.
        standings: of each member, see stand().
        all_named: see named.named_by().
        size: of shingles.

    Returns:
        The candidate with the most evidence. Its confidence is what its evidence gives, less what speaks for the next;
        what a member says of another origin speaks against itself. Where nothing tells, the first seen.
    """
    members = {side.member.key: side.member for side in sides}
    case = _Case()
    copies = _ask_the_pages(case, all_named, members)
    _ask_the_dates(case, list(members.values()))
    _ask_the_texts(case, sides, standings, size)
    if len(members) == 1:
        case.add(sides[0].member.key, _ALONE, "alone", "It is the only article of its story.")
    support: dict[Candidate, float] = {key: max(_NOTHING, case.support(key) * (1 - copies[key])) for key in members}
    support |= {slug: case.support(slug) for slug in case.names}
    first_seen: list[Candidate] = [*sorted(members, key=lambda key: (members[key].first_seen, key))]
    best = max([*sorted(case.names), *first_seen], key=lambda each: support[each])
    rival = max((support[each] for each in support if each != best), default=0.0)
    evidence = [each for _, each in sorted(case.evidence[best], key=lambda pair: -pair[0])]
    if not evidence:
        evidence = [
            Evidence(slug="nothing", says="Nothing tells which article was first; it was seen first, or at once.")
        ]
    return Origin(
        member=best if isinstance(best, int) else None,
        name=members[best].name if isinstance(best, int) else case.names[best],
        confidence=round(_against(support[best], rival), 2),
        evidence=tuple(evidence),
    )


def _against(best: float, rival: float) -> float:
    """Lower the support of the best by that of its rival: their odds, if one of the two it must be."""
    if best in {0.0, 1.0}:
        return best
    return min(best, best * (1 - rival) / (best * (1 - rival) + rival * (1 - best)))


def _ask_the_pages(case: _Case, all_named: Iterable[Named], members: Collection[int]) -> Mapping[int, float]:
    """Hear whom the pages name; give for each member how surely it calls itself a copy."""
    copies: defaultdict[int, float] = defaultdict(float)
    by_source: defaultdict[Candidate, list[Named]] = defaultdict(list)
    for named in all_named:
        by_source[named.source].append(named)
        if named.by != named.member:
            copies[named.by] = max(copies[named.by], named.weight)
    for source, namings in by_source.items():
        surest = max(namings, key=lambda each: each.weight)
        who, others = {each.by for each in namings} - {source}, {*members} - {source}
        agreed = len(who) / max(1, len(others))
        weight = surest.weight * (_SINGLE + (1 - _SINGLE) * agreed)
        if surest.weight >= _SURE:
            weight += (1 - weight) * _AGREE * agreed
        case.add(source, weight, surest.how, surest.of_story(len(who), len(others)))
        if isinstance(source, str):
            case.names[source] = surest.name
            case.add(source, 0.0, "outside", f"The text of {surest.name} itself is not in the archive.")
    return copies


def _ask_the_dates(case: _Case, members: Sequence[Member]) -> None:
    """Look who published first, and whom we saw first."""
    if len(members) < 2:
        return
    _ask_the_dated(case, {each.key: span for each in members if (span := span_of(each.published))}, len(members))
    seen = sorted(members, key=lambda each: each.first_seen)
    if seen[0].first_seen < seen[1].first_seen:
        says = "We saw it first, which the order of polling may explain."
        case.add(seen[0].key, _FIRST_SEEN, "first_seen", says)


def _ask_the_dated(case: _Case, spans: Mapping[int, Span], of: int) -> None:
    if len(spans) < 2:
        return
    first_end = min(span.end for span in spans.values())
    earliest = [key for key, span in spans.items() if span.start < first_end]  # those not after any other
    known = (1 + len(spans) / of) / 2
    if len(earliest) > 1:
        if len(earliest) < len(spans):
            for key in earliest:
                says = f"It is one of {len(earliest)} whose dates do not tell which was first."
                case.add(key, _AMONG_EARLIEST * known / len(earliest), "among_earliest", says)
        return
    [key] = earliest
    others = [span for other, span in spans.items() if other != key]
    sure = all(spans[key].surely_before(other) for other in others)
    weight = _EARLIEST if sure else _LIKELY_EARLIEST
    says = f"It was published first, before {f'the {len(others)} others that are dated' if others[1:] else 'the other'}"
    if not sure:
        says += ", if clocks that name no zone go as assumed"
    if min(other.start for other in others) - spans[key].start < _CLOSE:
        weight *= _CLOSE_COUNTS
        says += "; but by minutes only, as outlets print what they take from one wire"
    case.add(key, weight * known, "earliest", f"{says}.")


def _ask_the_texts(case: _Case, sides: Sequence[Side], standings: Mapping[int, Standing], size: int) -> None:
    """Look which text all others may have been cut from."""
    if len({side.member.outlet for side in sides}) < 3:
        _ask_two(case, sides, size)
        return
    most = max(each.held for each in standings.values())
    full = [key for key, each in standings.items() if most - each.held < _LEAD]
    if rest := [each.held for key, each in standings.items() if key not in full]:
        says = f"It has {most:.0%} of what two or more outlets print, others have {max(rest):.0%} at most."
        for key in full:
            case.add(key, _HOLDS_MOST / len(full), "holds_most", says)
    least = min(standings[key].own for key in full)
    bare = [key for key in full if standings[key].own - least < _LEAST]
    if len(bare) < len(full):
        says = "Of the texts that hold what the others print, it is one that has hardly anything else."
        for key in bare:
            case.add(key, _LEAST_ADDED / len(bare), "least_added", says)


def _ask_two(case: _Case, sides: Sequence[Side], size: int) -> None:
    """Of two texts, the one from which the other was cut at the end, as sub-editors cut."""
    if len(sides) != 2:
        return
    for longer, shorter in ((sides[0], sides[1]), (sides[1], sides[0])):
        within = find(shorter.text, shingles(longer.text, size))
        missing = find(longer.text, shingles(shorter.text, size)).missing
        cut = sum(missing)
        if within.share > 1 - _LEAST and 0 < cut < KEPT * len(missing) + 1 and all(missing[-cut:]):
            case.add(longer.member.key, _CUT_FROM, "cut_from", "The other text is this one, cut from its end.")


def stand(sides: Sequence[Side], size: int) -> dict[int, Standing]:
    """Give how the text of each member stands to those of other outlets; what recurs inside one outlet counts once."""
    of_outlet: defaultdict[str, list[Side]] = defaultdict(list)
    for side in sides:
        of_outlet[side.member.outlet].append(side)
    outlets: Counter[int] = Counter()
    for group in of_outlet.values():
        outlets.update({run for side in group for run in runs_of(side.text.tokens, size)})
    everything = sum(count - 1 for count in outlets.values())

    def standing(side: Side) -> Standing:
        own = [outlets[run] for run in set(runs_of(side.text.tokens, size))]
        return Standing(held=(sum(own) - len(own)) / (everything or 1), own=own.count(1) / (len(own) or 1))

    return {side.member.key: standing(side) for side in sides}


def nearest(standings: Mapping[int, Standing], naming: Collection[int]) -> int:
    """Choose who stands for an origin that is not there: most of what is shared, names it, has least besides."""

    def rank(key: int) -> tuple[float, bool, float, int]:
        return (-round(standings[key].held, 2), key not in naming, round(standings[key].own, 2), key)

    return min(standings, key=rank)
