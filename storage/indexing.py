"""Keeping the full-text index in step with the articles."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, select, text, update

from extractors.permalinks import site_of
from storage import fulltext, quotes
from storage.fulltext import Indexed
from storage.labels import Labelled, labels_of
from storage.sortkey import sort_key
from storage.tables import article, source, tag, version

AT_A_TIME = 500  # texts in memory

_COLUMNS = tuple(
    article.c[name]
    for name in ("id", "url", "title", "text", "language", "agency", "level", "published", "first_seen_at", "sort_key")
)


def index(connection: Connection, keys: Iterable[int]) -> None:
    """Index the articles of these keys anew, as they stand in the tables.

    All of a transaction together: FTS5 takes rows in the order of their places, and begins a new segment for one that
    comes late.
    """
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), AT_A_TIME):
        some = wanted[at : at + AT_A_TIME]
        tags: dict[int, list[Labelled]] = {}
        held = select(tag.c.article_id, *(tag.c[name] for name in ("organization", "kind", "slug", "level")))
        for row in connection.execute(held.where(tag.c.article_id.in_(some)).order_by(tag.c.id)):
            said = Labelled(organization=row.organization, kind=row.kind, slug=row.slug, level=row.level)
            tags.setdefault(row.article_id, []).append(said)
        rows = connection.execute(_rows().where(article.c.id.in_(some))).all()
        for row in rows:
            fulltext.withdraw(connection, row.sort_key)
        indexed = [_indexed(row, tags.get(row.id, ())) for row in rows]
        for each in sorted(indexed, key=lambda each: each.place):
            fulltext.put(connection, each)
        for row, new in zip(rows, indexed, strict=True):
            known_by = {"sort_key": new.place, "outlet": site_of(row.url), "length": new.length}
            connection.execute(update(article).where(article.c.id == row.id).values(known_by))


def catch_up(connection: Connection) -> None:
    """Index all articles and quotes where the schema has just come to have this index.

    A migration after which terms are others sets a `sort_key` to 0, for all to be indexed anew.
    """
    if connection.scalar(select(article.c.id).where(article.c.sort_key == 0).limit(1)) is not None:
        index_all(connection)
        quotes.index_all(connection)


def index_all(connection: Connection) -> int:
    """Make the index of articles and their versions anew; give the number of articles."""
    connection.execute(text("DELETE FROM article_index"))
    connection.execute(text("DELETE FROM version_index"))
    after = 0
    of = select(version.c.id, version.c.title, version.c.text, article.c.language).join(article)
    earlier = of.order_by(version.c.id).limit(AT_A_TIME)
    while rows := connection.execute(earlier.where(version.c.id > after)).all():
        for row in rows:
            fulltext.put(connection, fulltext.cut(row.id, row.title, row.text, row.language, ()), fulltext.VERSIONS)
        after = rows[-1].id
    after = count = 0
    wanted = select(article.c.id).order_by(article.c.id).limit(AT_A_TIME)
    while keys := connection.scalars(wanted.where(article.c.id > after)).all():
        index(connection, keys)
        after, count = keys[-1], count + len(keys)
    return count


def _rows() -> Select[Any]:
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    return select(*_COLUMNS, source.c.slug).select_from(tables)


def _indexed(row: Row[Any], tags: Iterable[Labelled]) -> Indexed:
    plain = (
        ("lang", row.language), ("source", row.slug), ("outlet", site_of(row.url)), ("agency", row.agency),
        ("level", row.level),
    )  # fmt: skip
    place = sort_key(row.published or row.first_seen_at, row.id)
    return fulltext.cut(place, row.title, row.text, row.language, labels_of(plain, tags))
