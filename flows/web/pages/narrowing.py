"""What the articles of an answer have in common, as links that narrow the question, or widen it again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flows.web.pages import linking, names, wording
from storage import Query
from storage.facets import Facet, Facets, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value."""

    label: str
    count: int
    url: str
    is_set: bool  # the address then unsets it


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The values of one facet."""

    label: str
    choices: tuple[Choice, ...]
    more: int  # values that are not shown
    without: int  # articles of which nothing is known here


_PLAIN = {
    "topic": "Topic",
    "entity": "Person, body, state …",
    "level": "How central",
    "tag": "Organization",
    "language": "Language",
    "outlet": "Outlet",
    "country": "Country",
    "source": "Source",
    "agency": "News agency",
}
#: Fields whose codes are offered with their names, by what names them.
_NAMED = {"language": names.language, "country": names.country}


def groups(query: Query, facets: Facets) -> list[Group]:
    """Give the facets of the answer to *query*, those that could narrow it or do."""
    plain = [_group(query, label, field, getattr(facets, field)) for field, label in _PLAIN.items()]
    when = _periods(query, facets)
    found = (*plain[:4], _copies(query, facets.kind), when, *plain[4:])
    return [each for each in found if any(one.is_set or one.count < facets.looked_at for one in each.choices)]


def options(facets: Facets) -> dict[str, list[tuple[str, str]]]:
    """Give, by field, what the form may offer."""
    return {field: [(each.value, _label(field, each)) for each in getattr(facets, field).values] for field in _PLAIN}


def _group(query: Query, label: str, field: str, facet: Facet) -> Group:
    asked = getattr(query, field)
    choices = tuple(
        Choice(
            label=_label(field, each),
            count=each.count,
            url=_turned(query, {field: None if each.value == asked else each.value}),
            is_set=each.value == asked,
        )
        for each in facet.values
    )
    return Group(label=label, choices=choices, more=facet.more, without=facet.without or 0)


def _turned(query: Query, changes: Mapping[str, Any]) -> str:
    return linking.search_url(replace(query, **changes))


def _label(field: str, value: Value) -> str:
    if field in _NAMED:
        return _NAMED[field](value.value)
    if field == "level":
        return wording.in_words("level", value.value)
    if field in {"topic", "entity"}:
        return value.name or value.value.replace("-", " ").replace("_", " ")
    return value.name or value.value


def _copies(query: Query, kinds: Facet) -> Group:
    counts = {each.value: each.count for each in kinds.values}
    originals = counts.pop("original", 0)
    parts: list[tuple[str, str, int]] = [
        ("originals", "originals", originals),
        ("copies", "copies", sum(counts.values())),
    ]
    choices = tuple(
        Choice(
            label=label,
            count=count,
            url=_turned(query, {"originals": False, "copies": False, field: not getattr(query, field)}),
            is_set=getattr(query, field),
        )
        for field, label, count in parts
        if count
    )
    return Group(label="Originals and copies", choices=choices, more=0, without=0)


def _periods(query: Query, facets: Facets) -> Group:
    """Years, and months where all is of one year."""
    is_one_year = len(facets.year.values) == 1 and not facets.year.more
    facet = facets.month if is_one_year else facets.year
    return Group(label="Published in", choices=tuple(_choices_of(query, facet)), more=facet.more, without=0)


def _choices_of(query: Query, facet: Facet) -> Iterator[Choice]:
    for each in facet.values:
        period: dict[str, Any] = dict(zip(("since", "until"), _bounds(each.value), strict=True))
        is_set = all(getattr(query, name) == moment for name, moment in period.items())
        url = _turned(query, dict.fromkeys(period) if is_set else period)
        yield Choice(label=_period(each.value), count=each.count, url=url, is_set=is_set)


def _bounds(period: str) -> tuple[datetime, datetime]:
    year, _, month = period.partition("-")
    first = datetime(int(year), int(month or 1), 1, tzinfo=UTC)
    if not month or first.month == 12:
        return first, first.replace(year=first.year + 1, month=1)
    return first, first.replace(month=first.month + 1)


def _period(period: str) -> str:
    return f"{_bounds(period)[0]:%b %Y}" if "-" in period else period
