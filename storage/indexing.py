"""Keeping the full-text index in step with the articles."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, text, update

from extractors.permalinks import site_of
from storage import fulltext
from storage.fulltext import AT_A_TIME, Indexed
from storage.labels import Labelled, labels_of
from storage.sortkey import sort_key
from storage.tables import article, source, tag, version

_FOLLOWS = ("sort_key", "outlet", "length")  # columns of an article that are written here
_COLUMNS = tuple(
    article.c[name]
    for name in ("id", "url", "title", "text", "language", "agency", "level", "published", "first_seen_at", *_FOLLOWS)
)
_MEANT = update(article).where(article.c.id == bindparam("key")).values({name: bindparam(name) for name in _FOLLOWS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article or an earlier text in its index: where it is entered, and what should be there."""

    key: int
    place: int  # where it is looked for
    indexed: Indexed
    held: tuple[int, str, int] | None = None  # of an article: its columns that are written with the index
    meant: tuple[int, str, int] | None = None  # what they should be


def index(connection: Connection, keys: Iterable[int]) -> None:
    """Index the articles of these keys anew, as they stand in the tables; all of a transaction together."""
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), AT_A_TIME):
        found = entries(connection, wanted[at : at + AT_A_TIME])
        fulltext.withdraw(connection, [each.place for each in found])
        fulltext.put(connection, [each.indexed for each in found])
        changed = [(each.key, *each.meant) for each in found if each.meant is not None and each.held != each.meant]
        if changed:
            connection.execute(_MEANT, [dict(zip(("key", *_FOLLOWS), each, strict=True)) for each in changed])


def entries(connection: Connection, keys: Sequence[int]) -> list[Entry]:
    """Give what the index should hold of the articles of these keys, as they stand in the tables."""
    tags: dict[int, list[Labelled]] = {}
    held = select(tag.c.article_id, *(tag.c[name] for name in ("organization", "kind", "slug", "level")))
    for row in connection.execute(held.where(tag.c.article_id.in_(keys)).order_by(tag.c.id)):
        said = Labelled(organization=row.organization, kind=row.kind, slug=row.slug, level=row.level)
        tags.setdefault(row.article_id, []).append(said)
    rows = connection.execute(_rows().where(article.c.id.in_(keys))).all()
    return [_entry(row, tags.get(row.id, ())) for row in rows]


def index_versions(connection: Connection, keys: Sequence[int]) -> None:
    """Index the versions of these keys anew; no more than AT_A_TIME."""
    found = version_entries(connection, keys)
    fulltext.withdraw(connection, [each.place for each in found], fulltext.VERSIONS)
    fulltext.put(connection, [each.indexed for each in found], fulltext.VERSIONS)


def version_entries(connection: Connection, keys: Sequence[int]) -> list[Entry]:
    """Give what the index should hold of the versions of these keys, cut in today's language of their articles."""
    of = select(version.c.id, version.c.title, version.c.text, article.c.language).join(article)
    rows = connection.execute(of.where(version.c.id.in_(keys)).order_by(version.c.id)).all()
    return [
        Entry(key=row.id, place=row.id, indexed=fulltext.cut(row.id, row.title, row.text, row.language, ()))
        for row in rows
    ]


def speaks(connection: Connection, known: Row[Any], language: str | None) -> None:
    """Index the versions of an article anew if it is in another *language* than was *known*."""
    if language != known.language:
        index_versions(
            connection, connection.scalars(select(version.c.id).where(version.c.article_id == known.id)).all()
        )


def index_all(connection: Connection, done: Callable[[int], None] = lambda _: None) -> int:
    """Make the index of articles and their versions anew, and tell *done* how far; give the number of articles."""
    connection.execute(text("DELETE FROM article_index"))
    connection.execute(text("DELETE FROM version_index"))
    after = versions = 0
    earlier = select(version.c.id).order_by(version.c.id).limit(AT_A_TIME)
    while keys := connection.scalars(earlier.where(version.c.id > after)).all():
        index_versions(connection, keys)
        after, versions = keys[-1], versions + len(keys)
        done(versions)
    after = count = 0
    wanted = select(article.c.id).order_by(article.c.id).limit(AT_A_TIME)
    while keys := connection.scalars(wanted.where(article.c.id > after)).all():
        index(connection, keys)
        after, count = keys[-1], count + len(keys)
        done(versions + count)
    return count


def _rows() -> Select[Any]:
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    return select(*_COLUMNS, source.c.slug).select_from(tables)


def _entry(row: Row[Any], tags: Iterable[Labelled]) -> Entry:
    outlet = site_of(row.url)
    plain = (
        ("lang", row.language), ("source", row.slug), ("outlet", outlet), ("agency", row.agency), ("level", row.level),
    )  # fmt: skip
    place = sort_key(row.published or row.first_seen_at, row.id)
    indexed = fulltext.cut(place, row.title, row.text, row.language, labels_of(plain, tags))
    return Entry(
        key=row.id,
        place=row.sort_key,
        indexed=indexed,
        held=(row.sort_key, row.outlet, row.length),
        meant=(place, outlet, indexed.length),
    )
