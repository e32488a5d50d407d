"""Of the full-text indexes: they hold each article, version and quote, by the terms and labels of today, and no other.

What is in them, and how it gets there, is the business of storage.indexing and storage.quotes. Another analyser gives
other terms, so an index that was made by an earlier one is found here, too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    TableClause,
    cast,
    column,
    delete,
    exists,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy import table as light_table

from storage import fulltext, indexing, quotes
from storage.care.database import is_time
from storage.care.invariants import REPAIR, Found, Invariant, Mending, Scope
from storage.engine import writing
from storage.matching import TSVector
from storage.sortkey import article_of
from storage.tables import article, quote, version

_LOOKED_AT = 100  # texts in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What an index should hold of a row."""

    key: int
    place: int
    columns: dict[str, str]
    in_step: bool = True  # the columns of its table that are written with the index are as they should be


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """A full-text index, what it is of, and how to compare and renew it."""

    index: TableClause
    key: Column[int]
    place: Column[int]  # where the row of a key is in the index
    what: str
    meant: Callable[[Connection, Sequence[int]], Iterator[_Meant]]
    enter: Callable[[Connection, Sequence[int]], None]  # anew
    key_of: Callable[[int], int] = lambda place: place
    readable: Callable[[Scope], ColumnElement[bool]] = lambda _: true()  # else another invariant tells


def _meant_of_articles(connection: Connection, keys: Sequence[int]) -> Iterator[_Meant]:
    yield from _meant_of(connection, indexing.entries(connection, keys))


def _meant_of_versions(connection: Connection, keys: Sequence[int]) -> Iterator[_Meant]:
    yield from _meant_of(connection, indexing.version_entries(connection, keys))


def _meant_of(connection: Connection, entries: Sequence[indexing.Entry]) -> Iterator[_Meant]:
    for each in entries:
        columns = fulltext.columns(each.indexed, connection.dialect)
        yield _Meant(key=each.key, place=each.place, columns=columns, in_step=each.held == each.meant)


def _meant_of_quotes(connection: Connection, keys: Sequence[int]) -> Iterator[_Meant]:
    of_them = select(quote, article.c.title, article.c.text, article.c.language).join(article)
    for row in connection.execute(of_them.where(quote.c.id.in_(keys)).order_by(quote.c.id)).mappings().all():
        texts, language = (row["title"], row["text"]), row["language"]
        meant = quotes.index_row(quotes.quote_of(row), texts, language, connection.dialect)
        yield _Meant(key=row["id"], place=row["id"], columns=meant)


def _has_times(scope: Scope) -> ColumnElement[bool]:
    if scope.connection.dialect.name != "sqlite":
        return true()
    return is_time(article.c.first_seen_at) & (article.c.published.is_(None) | is_time(article.c.published))


_ARTICLES = _Index(
    index=fulltext.INDEX,
    key=article.c.id,
    place=article.c.sort_key,
    what="article",
    meant=_meant_of_articles,
    enter=indexing.index,
    key_of=article_of,
    readable=_has_times,
)
_VERSIONS = _Index(
    index=fulltext.VERSIONS,
    key=version.c.id,
    place=version.c.id,
    what="version",
    meant=_meant_of_versions,
    enter=indexing.index_versions,
)
_QUOTES = _Index(
    index=light_table("quote_index", column("rowid", BigInteger)),
    key=quote.c.id,
    place=quote.c.id,
    what="quote",
    meant=_meant_of_quotes,
    enter=quotes.reindex,
)


def _missing(scope: Scope, indexed: _Index) -> Iterator[Found]:
    rowid = indexed.index.c.rowid
    outside = select(indexed.key).outerjoin(indexed.index, rowid == indexed.place).where(rowid.is_(None))
    for key in scope.connection.scalars(outside.where(indexed.readable(scope)).order_by(indexed.key)):
        yield Found(what=f"{indexed.what} {key}", key=key)


def _strays(scope: Scope, indexed: _Index) -> Iterator[Found]:
    for place in scope.connection.scalars(select(indexed.index.c.rowid).where(_is_of_nothing(indexed))):
        yield Found(what=f"{indexed.what} {indexed.key_of(place)}", key=place)


def _is_of_nothing(indexed: _Index) -> ColumnElement[bool]:
    return ~exists().where(indexed.place == indexed.index.c.rowid)


def _drop(mending: Mending, indexed: _Index, places: Sequence[int]) -> None:
    these = indexed.index.c.rowid.in_(places)
    mending.connection.execute(delete(indexed.index).where(these, _is_of_nothing(indexed)))


def _stale(scope: Scope, indexed: _Index) -> Iterator[Found]:
    wanted = select(indexed.key).where(scope.sampled(indexed.key), indexed.readable(scope)).order_by(indexed.key)
    keys = scope.connection.scalars(wanted).all()
    for at in range(0, len(keys), _LOOKED_AT):
        for meant in indexed.meant(scope.connection, keys[at : at + _LOOKED_AT]):
            if _differs(scope.connection, indexed, meant):
                yield Found(what=f"{indexed.what} {meant.key}", key=meant.key)


def _differs(connection: Connection, indexed: _Index, meant: _Meant) -> bool:
    """Whether the index holds a row at this place, and another than it should."""
    held = light_table(indexed.index.name, column("rowid", BigInteger), *map(column, meant.columns))
    plain = connection.dialect.name == "sqlite"
    other = (held.c[name] != (value if plain else cast(value, TSVector)) for name, value in meant.columns.items())
    differing = or_(*other) if meant.in_step else true()
    return connection.scalar(select(held.c.rowid).where(held.c.rowid == meant.place, differing)) is not None


def _structure(scope: Scope) -> Iterator[Found]:
    """What FTS5 finds wrong in itself; it asks for the right to write, so only a deep look does this."""
    engine = scope.connection.engine
    if not scope.deep or engine.dialect.name != "sqlite":
        return
    for number, name in enumerate(fulltext.NAMES):
        try:
            with writing(engine, "check the search index") as connection:
                fulltext_command(connection, name, "integrity-check")
        except Exception as error:  # noqa: BLE001 whatever SQLite makes of a damaged index
            yield Found(what=f"{name}: {error}", key=number)


def _rebuild(mending: Mending, keys: Sequence[int]) -> None:
    for number in keys:
        fulltext_command(mending.connection, fulltext.NAMES[number], "rebuild")


def fulltext_command(connection: Connection, name: str, command: str, **given: int) -> None:
    """Give a command to an FTS5 table, which takes it as a row (FTS5 documentation, 6)."""
    table = light_table(name, column(name), *map(column, given))
    connection.execute(insert(table).values({name: command, **given}))


def _invariants(indexed: _Index) -> tuple[Invariant, ...]:
    def enter(mending: Mending, keys: Sequence[int]) -> None:
        indexed.enter(mending.connection, keys)

    name = f"{indexed.what}-index"
    return (  # a stray may be in the place of what is missing
        Invariant(
            name=f"{name}-strays",
            severity="stale",
            broken=f"{indexed.what}s in the search index that are not there",
            remedy=REPAIR,
            find=lambda scope: _strays(scope, indexed),
            mend=lambda mending, keys: _drop(mending, indexed, keys),
        ),
        Invariant(
            name=f"{name}-missing",
            severity="stale",
            broken=f"{indexed.what}s that are not in the search index",
            remedy=REPAIR,
            find=lambda scope: _missing(scope, indexed),
            mend=enter,
        ),
        Invariant(
            name=f"{name}-terms",
            severity="stale",
            broken=f"{indexed.what}s under other terms than theirs in the search index",
            remedy=REPAIR,
            find=lambda scope: _stale(scope, indexed),
            mend=enter,
        ),
    )


INDEXES = (
    Invariant(
        name="index-structure",
        severity="stale",
        broken="search indexes that are damaged within",
        remedy=REPAIR,
        find=_structure,
        mend=_rebuild,
    ),
    *_invariants(_ARTICLES),
    *_invariants(_VERSIONS),
    *_invariants(_QUOTES),
)
