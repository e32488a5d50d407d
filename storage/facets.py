"""What the articles that answer a query have in common: how many in each language, of each outlet, on each topic."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    case,
    cast,
    collate,
    func,
    or_,
    select,
)

from storage import filters, places
from storage.queries import Query
from storage.sortkey import article_of, day_of
from storage.tables import article, source, tag
from storage.tags import ORGANIZATIONS, TAGGED

MOST = 5_000  # articles looked at: a tenth of a second
SHOWN = 15  # values of a facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet: asked for, too, it leaves so many articles.

    Fewer where a tag is added to a topic or an entity, which then must be of that organization.
    """

    value: str  # as a Query takes it
    count: int  # articles
    name: str | None = None  # of an entity or an organization, as its lexicon labels it
    kind: str | None = None  # of an entity: person, state …


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one field, the most frequent first and equals by name."""

    values: tuple[Value, ...]  # SHOWN at most
    more: int  # values that are left out
    without: int | None  # articles of which nothing is known here; None: not counted (tag, topic, entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The facets of an answer. An article may have several tags, topics and entities, and one value of all else."""

    looked_at: int  # articles: all, or where there are more the newest
    capped: bool  # there are more
    language: Facet
    outlet: Facet
    source: Facet
    country: Facet
    level: Facet
    kind: Facet  # original, or how it is a copy
    agency: Facet
    tag: Facet
    topic: Facet
    entity: Facet
    year: Facet  # of publication, or else of the first sight; these two have the latest first
    month: Facet  # such as 2025-09


def facets(connection: Connection, query: Query, most: int = MOST) -> Facets:
    """Count what the articles that answer *query* have in common; look at *most* of them.

    Raises:
        InputError: its words cannot be read.
    """
    found = places.newest(connection, filters.wanted(connection, query), most + 1)
    shown = found[:most]
    keys = [article_of(place) for place in shown]
    counted = {**_of_articles(connection, shown), **_of_tags(connection, keys, query.tag)}
    if query.tag is not None:
        counted["level"] = _levels(connection, keys, query.tag)
    return Facets(looked_at=len(keys), capped=len(found) > most, **counted)


def _of_articles(connection: Connection, shown: Sequence[int]) -> dict[str, Facet]:
    """Count what an article has one value of: in one pass, and in no engine's order."""
    plain = ("outlet", "language", "level", "kind", "agency")
    columns = (article.c.source_id, *(article.c[name] for name in plain))  # all in the index of places
    rows = connection.execute(select(*columns).where(article.c.sort_key.in_(_listed(connection, shown)))).all()
    sources: dict[int | None, Any] = {row.id: row for row in connection.execute(select(source))}
    listed_by = Counter(map(itemgetter(0), rows))
    days = Counter(map(day_of, shown))
    counts: dict[str, Counter[str | None]] = {
        "source": _summed(listed_by, lambda key: key and sources[key].slug),
        "country": _summed(listed_by, lambda key: key and sources[key].country),
        **{name: Counter(map(itemgetter(place), rows)) for place, name in enumerate(plain, start=1)},
    }
    return {
        **{name: _facet(_values(counted), counted[None]) for name, counted in counts.items()},
        "year": _facet(_values(_summed(days, lambda day: f"{day:%Y}")), 0, latest=True),
        "month": _facet(_values(_summed(days, lambda day: f"{day:%Y-%m}")), 0, latest=True),
    }


def _of_tags(connection: Connection, keys: Sequence[int], of: str | None) -> dict[str, Facet]:
    """Count the tags, as storage.search filters by them: one slug, one value, whatever lexicon gave it."""
    field = case((tag.c.kind.in_(ORGANIZATIONS), "tag"), (tag.c.kind == "topic", "topic"), else_="entity")
    binary = "BINARY" if connection.dialect.name == "sqlite" else "C"  # or each engine would take another name
    wanted = select(
        field.label("field"),
        tag.c.slug,
        func.count(tag.c.article_id.distinct()).label("articles"),
        func.max(collate(tag.c.name, binary)).label("name"),
        func.min(collate(tag.c.kind, binary)).label("kind"),
    ).where(tag.c.article_id.in_(_listed(connection, keys)), tag.c.level.in_(TAGGED))
    if of is not None and filters.has_lexicon(connection, of):
        wanted = wanted.where(or_(tag.c.kind.in_(ORGANIZATIONS), tag.c.organization == of))
    found: dict[str, list[Value]] = {"tag": [], "topic": [], "entity": []}
    for row in connection.execute(wanted.group_by(field, tag.c.slug)):
        kind = row.kind if row.field == "entity" else None
        found[row.field].append(Value(value=row.slug, count=row.articles, name=row.name, kind=kind))
    return {name: _facet(values, None) for name, values in found.items()}


def _levels(connection: Connection, keys: Sequence[int], slug: str) -> Facet:
    """Count at which level articles have the tag *slug*."""
    wanted = select(tag.c.level, func.count(tag.c.article_id.distinct())).where(
        tag.c.article_id.in_(_listed(connection, keys)), tag.c.slug == slug, tag.c.kind.in_(ORGANIZATIONS)
    )
    counts = connection.execute(wanted.group_by(tag.c.level)).all()
    return _facet([Value(value=level, count=count) for level, count in counts], 0)


def _listed(connection: Connection, keys: Sequence[int]) -> Select[Any]:
    """Give *keys* as a SELECT: more than a statement takes one by one."""
    if connection.dialect.name == "sqlite":
        each: ColumnElement[Any] = func.json_each(json.dumps(list(keys))).table_valued("value").c.value
    else:
        each = func.unnest(cast(list(keys), ARRAY(BigInteger))).column_valued("key")
    return select(each)


def _summed(counts: Counter[Any], value_of: Callable[[Any], str | None]) -> Counter[str | None]:
    summed = Counter[str | None]()
    for each, count in counts.items():
        summed[value_of(each)] += count
    return summed


def _values(counts: Counter[str | None]) -> list[Value]:
    return [Value(value=value, count=count) for value, count in counts.items() if value is not None]


def _facet(values: Iterable[Value], without: int | None, *, latest: bool = False) -> Facet:
    ordered = sorted(values, key=lambda each: (-each.count, each.value))
    if latest:
        ordered.sort(key=lambda each: each.value, reverse=True)
    return Facet(values=tuple(ordered[:SHOWN]), more=max(0, len(ordered) - SHOWN), without=without)
