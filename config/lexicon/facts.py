"""What is doubtful in a lexicon that loads: facts that may have aged, times that do not fit, stems that catch all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from config.lexicon.records import Entity, Lexicon, Period, Term

_AGED = timedelta(days=730)
_SHORTEST = 3  # characters before the * of a stem
_SHORTEST_NAME = 4  # of one that counts as a name: names had better list their endings
_SHORTEST_UNSPACED = 2  # where one character says as much as a short word:
_UNSPACED = "\u2e80"  # scripts from here on
_NAMES = frozenset({"name", "short", "body", "format", "person", "document", "related"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One doubt about a lexicon."""

    kind: str  # "aged", "period", "stem"; those of extractors.tagging.forms
    table: str  # "name", "state"; "lexicon": of the whole
    slug: str
    language: str | None  # None: any, or of no matter
    said: str  # a sentence for the analyst, without the entry


def check_facts(lexicon: Lexicon, today: date) -> tuple[Finding, ...]:
    """Find what has aged, periods that do not fit together, and stems too short to mean anything."""
    return (*_aged(lexicon, today), *_periods(lexicon), *_stems(lexicon))


def _aged(lexicon: Lexicon, today: date) -> Iterator[Finding]:
    if today - lexicon.as_of > _AGED:
        said = f"facts were checked on {lexicon.as_of}, more than two years ago: check them, then raise as_of"
        yield Finding(kind="aged", table="lexicon", slug=lexicon.tag, language=None, said=said)
    for each in lexicon.entities.values():
        if each.as_of != lexicon.as_of and today - each.as_of > _AGED:
            said = f"was checked on {each.as_of}, more than two years ago"
            yield Finding(kind="aged", table=each.kind, slug=each.slug, language=None, said=said)


def _periods(lexicon: Lexicon) -> Iterator[Finding]:
    for entity in lexicon.entities.values():
        for before, after in pairwise(entity.periods):
            if said := _unfit(entity, before, after):
                yield Finding(kind="period", table=entity.kind, slug=entity.slug, language=None, said=said)


def _unfit(entity: Entity, before: Period, after: Period) -> str | None:
    if before.since and after.since and after.since < before.since:
        return f"{after.what} since {after.since} stands after {before.what} since {before.since}: keep them in order"
    if entity.kind != "state":  # a person may hold two offices, or none for a while
        return None
    if before.until is None:
        return f"{before.what} has no end, and {after.what} follows: give it the day before {after.since}"
    if after.since is None or after.since <= before.until:
        return f"{after.what} begins on {after.since}, before {before.what} ends on {before.until}"
    if after.since - before.until > timedelta(days=1):
        return f"nothing between {before.what} until {before.until} and {after.what} since {after.since}"
    return None


def _stems(lexicon: Lexicon) -> Iterator[Finding]:
    for term in lexicon.terms:
        short = sorted(form for form in term.forms if "*" in form and _too_short(term, form.partition("*")[0]))
        if short:
            said = f"{', '.join(short)}: so short a stem matches too much; list the endings"
            yield Finding(kind="stem", table=term.role, slug=term.slug, language=term.language, said=said)


def _too_short(term: Term, stem: str) -> bool:
    if stem[-1] >= _UNSPACED:
        return len(stem) < _SHORTEST_UNSPACED
    return len(stem) < (_SHORTEST_NAME if term.role in _NAMES else _SHORTEST)
