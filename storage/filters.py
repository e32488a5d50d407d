"""From a Query to what must be so of an article: words and labels for the index, a range of places, conditions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select

from config.errors import InputError
from extractors.stemming import LANGUAGES
from storage.labels import label
from storage.languages import spoken
from storage.queries import Query
from storage.slugs import check_source
from storage.sortkey import first_key
from storage.tables import article, source, tag, version
from storage.tags import TAGGED
from storage.wording import Group, parse_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What must be so of an article that answers."""

    group: Group | None  # words
    labels: tuple[tuple[str, ...], ...]  # of each any
    first: int | None  # sort key: from this place on
    end: int | None  # up to before this
    conditions: tuple[ColumnElement[bool], ...]  # on `article`
    as_of: datetime | None = None  # words are those of the texts of that time


def wanted(connection: Connection, query: Query) -> Wanted:
    """Read *query*; raise InputError when it makes no sense."""
    if query.limit is not None and query.limit < 0:
        raise InputError(f"the limit {query.limit} is below zero; leave it out to have all")
    if query.originals and query.copies:
        raise InputError("originals only and copies only leave nothing; ask for one of them")
    check_source(connection, query.source)
    return Wanted(
        group=_words(connection, query) if query.words else None,
        labels=tuple(_labels(connection, query)),
        first=first_key(query.since) if query.since else None,
        end=first_key(query.until) if query.until else None,
        conditions=tuple(_conditions(query)),
        as_of=query.as_of,
    )


def _words(connection: Connection, query: Query) -> Group:
    # What versions were written in is no label; the question of that moment is rare, and may take longer.
    of_now = query.language is None and query.as_of is None
    return parse_words(query.words or "", query.language, spoken(connection) if of_now else LANGUAGES)


def _labels(connection: Connection, query: Query) -> Iterator[tuple[str, ...]]:
    if query.tag is not None:
        yield tuple(label("tag", query.tag, level) for level in ((query.level,) if query.level else TAGGED))
    elif query.level is not None:
        yield (label("level", query.level),)
    of = (query.tag,) if query.tag is not None and has_lexicon(connection, query.tag) else ()
    for kind in ("topic", "entity"):
        if (slug := getattr(query, kind)) is not None:
            yield (label(kind, slug, *of),)
    for kind, value in (("lang", query.language), ("source", query.source), ("outlet", query.outlet)):
        if value is not None:
            yield (label(kind, value),)
    if query.agency is not None:
        yield (label("agency", query.agency),)
    if query.country is not None:
        theirs = connection.scalars(select(source.c.slug).where(source.c.country == query.country).order_by("slug"))
        yield tuple(label("source", slug) for slug in theirs) or (label("source", ""),)  # a label that nothing has


def has_lexicon(connection: Connection, slug: str) -> bool:
    """Say whether topics and entities can be those of this organization: whether a lexicon is of it."""
    tagged = select(tag.c.id).where(tag.c.slug == slug, tag.c.kind == "organization")
    return connection.scalar(tagged.limit(1)) is not None


def _conditions(query: Query) -> Iterator[ColumnElement[bool]]:
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "story": lambda key: article.c.story_id == key,
        "seen_since": lambda moment: article.c.first_seen_at >= moment,
        "seen_until": lambda moment: article.c.first_seen_at < moment,
        "as_of": lambda moment: article.c.first_seen_at <= moment,
    }
    for name, condition in conditions.items():
        if (value := getattr(query, name)) is not None:
            yield condition(value)
    if query.originals or query.copies:
        is_original = article.c.kind == "original"
        if query.as_of is not None:  # what it is a copy of may have come later
            copied = article.alias()
            is_original |= exists().where(copied.c.id == article.c.copy_of, copied.c.first_seen_at > query.as_of)
        yield is_original if query.originals else ~is_original
    if query.has_versions:
        earlier = version.alias()
        edited = exists().where(earlier.c.article_id == article.c.id)
        yield edited if query.as_of is None else edited.where(earlier.c.replaced_at <= query.as_of)
