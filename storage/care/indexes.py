"""Of the full-text indexes: they hold each article and quote, by the terms that today's analyser gives, and no other.

What is in them, and how it gets there, is the business of storage.fulltext and storage.quotes: the seam to those is
`_ARTICLES` and `_QUOTES`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Table,
    TableClause,
    cast,
    column,
    delete,
    exists,
    insert,
    or_,
    select,
)
from sqlalchemy import table as light_table
from sqlalchemy.types import UserDefinedType

from extractors.quotes.record import Quote
from storage import fulltext, quotes
from storage.care.invariants import REPAIR, Found, Invariant, Mending, Scope
from storage.engine import writing
from storage.tables import article, quote


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """A full-text index, what it is of, and how to compare and renew it."""

    index: TableClause
    of: Table
    what: str
    rows: Select[Any]  # what `meant` needs
    meant: Callable[[Any, Connection], dict[str, str]]  # the columns of the index that a row should have there
    enter: Callable[[Connection, Sequence[int]], None]  # anew


def _meant_of_article(row: Any, connection: Connection) -> dict[str, str]:
    title, body = fulltext._title(row.title), fulltext._text(row.text)  # noqa: SLF001 it has no better name yet
    if connection.dialect.name == "sqlite":
        return {"title": " ".join(title), "text": " ".join(body)}
    return {"terms": fulltext.lexemes(("A", title), ("D", body))}


def _meant_of_quote(row: Any, connection: Connection) -> dict[str, str]:
    said = Quote(**{name: getattr(row, name) for name in Quote.__dataclass_fields__})
    meant = quotes.index_row(row.id, said, (row.article_title, row.article_text), connection.dialect)
    return {name: value for name, value in meant.items() if name != "rowid"}


def _enter_articles(connection: Connection, keys: Sequence[int]) -> None:
    wanted = select(article.c.id, article.c.title, article.c.text).where(article.c.id.in_(keys))
    for row in connection.execute(wanted.order_by(article.c.id)).all():
        fulltext.put(connection, row.id, row.title, row.text)


class _Terms(UserDefinedType[str]):
    """PostgreSQL's type, without its dialect, which is slow to import where it is not spoken."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name it."""
        return "TSVECTOR"


_ARTICLES = _Index(
    index=fulltext.INDEX,
    of=article,
    what="article",
    rows=select(article.c.id, article.c.title, article.c.text),
    meant=_meant_of_article,
    enter=_enter_articles,
)
_QUOTES = _Index(
    index=light_table("quote_index", column("rowid", Integer)),
    of=quote,
    what="quote",
    rows=select(quote, article.c.title.label("article_title"), article.c.text.label("article_text")).join(
        article, article.c.id == quote.c.article_id
    ),
    meant=_meant_of_quote,
    enter=quotes.reindex,
)


def _missing(scope: Scope, indexed: _Index) -> Iterator[Found]:
    rowid = indexed.index.c.rowid
    outside = select(indexed.of.c.id).outerjoin(indexed.index, rowid == indexed.of.c.id).where(rowid.is_(None))
    for key in scope.connection.scalars(outside.order_by(indexed.of.c.id)):
        yield Found(what=f"{indexed.what} {key}", key=key)


def _strays(scope: Scope, indexed: _Index) -> Iterator[Found]:
    rowid = indexed.index.c.rowid
    for key in scope.connection.scalars(select(rowid).where(~exists().where(indexed.of.c.id == rowid))):
        yield Found(what=f"{indexed.what} {key}", key=key)


def _drop(mending: Mending, indexed: _Index, keys: Sequence[int]) -> None:
    mending.connection.execute(delete(indexed.index).where(indexed.index.c.rowid.in_(keys)))


def _stale(scope: Scope, indexed: _Index) -> Iterator[Found]:
    wanted = indexed.rows.where(scope.sampled(indexed.of.c.id)).order_by(indexed.of.c.id)
    for row in scope.connection.execute(wanted.execution_options(yield_per=100)):
        if _differs(scope.connection, indexed, row):
            yield Found(what=f"{indexed.what} {row.id}", key=row.id)


def _differs(connection: Connection, indexed: _Index, row: Any) -> bool:
    """Whether the index holds a row for *row*, and another than it should."""
    meant = indexed.meant(row, connection)
    held = light_table(indexed.index.name, column("rowid", Integer), *map(column, meant))
    plain = connection.dialect.name == "sqlite"
    other = (held.c[name] != (value if plain else cast(value, _Terms)) for name, value in meant.items())
    return connection.scalar(select(held.c.rowid).where(held.c.rowid == row.id, or_(*other))) is not None


def _structure(scope: Scope) -> Iterator[Found]:
    """What FTS5 finds wrong in itself; it asks for the right to write, so only a deep look does this."""
    engine = scope.connection.engine
    if not scope.deep or engine.dialect.name != "sqlite":
        return
    for number, name in enumerate(_NAMES):
        try:
            with writing(engine, "check the search index") as connection:
                fulltext_command(connection, name, "integrity-check")
        except Exception as error:  # noqa: BLE001 whatever SQLite makes of a damaged index
            yield Found(what=f"{name}: {error}", key=number)


_NAMES = ("article_index", "quote_index")


def _rebuild(mending: Mending, keys: Sequence[int]) -> None:
    for number in keys:
        fulltext_command(mending.connection, _NAMES[number], "rebuild")


def fulltext_command(connection: Connection, name: str, command: str, **given: int) -> None:
    """Give a command to an FTS5 table, which takes it as a row (FTS5 documentation, 6)."""
    table = light_table(name, column(name), *map(column, given))
    connection.execute(insert(table).values({name: command, **given}))


def _invariants(indexed: _Index) -> tuple[Invariant, ...]:
    def enter(mending: Mending, keys: Sequence[int]) -> None:
        indexed.enter(mending.connection, keys)

    name = f"{indexed.what}-index"
    return (
        Invariant(
            name=f"{name}-missing",
            severity="stale",
            broken=f"{indexed.what}s that are not in the search index",
            remedy=REPAIR,
            find=lambda scope: _missing(scope, indexed),
            mend=enter,
        ),
        Invariant(
            name=f"{name}-strays",
            severity="stale",
            broken=f"{indexed.what}s in the search index that are not there",
            remedy=REPAIR,
            find=lambda scope: _strays(scope, indexed),
            mend=lambda mending, keys: _drop(mending, indexed, keys),
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
    *_invariants(_QUOTES),
)
