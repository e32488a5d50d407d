"""Of the database itself: the file is whole, every link leads somewhere, every value can be read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    String,
    Table,
    bindparam,
    delete,
    exists,
    func,
    not_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DatabaseError

from storage.care.invariants import REPAIR, Found, Invariant, Mending, Scope
from storage.columns import UTCTime
from storage.tables import evidence, fingerprint, metadata, quote, sketch, tag

_BACKUP = "restore the database from a backup"
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_TIME = f"{_DAY} [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*"

#: Rows that are made anew from others, those that refer to others of them first.
_DERIVED = (evidence, tag, quote, fingerprint, sketch)


def _pragma(scope: Scope, name: str) -> Iterator[Found]:
    if scope.connection.dialect.name != "sqlite":
        return
    try:
        rows = [" ".join(map(str, row)) for row in scope.connection.execute(text(f"PRAGMA {name}"))]
    except DatabaseError as error:  # so damaged that SQLite can't say where
        rows = [str(error.orig)]
    yield from (Found(what=row) for row in rows if row != "ok")


def _damage(scope: Scope) -> Iterator[Found]:
    yield from _pragma(scope, "integrity_check")


def _dangling(scope: Scope, tables: Sequence[Table]) -> Iterator[Found]:
    """Rows that refer to a row that is not there. On PostgreSQL there can be none."""
    if scope.connection.dialect.name != "sqlite":
        return
    for table in tables:
        for key in table.foreign_keys:
            there = exists().where(key.column.table.alias().c[key.column.name] == key.parent)
            count = scope.connection.scalar(select(func.count()).where(key.parent.is_not(None), not_(there)))
            if count:
                yield Found(
                    what=f"{count:,} in {table.name}.{key.parent.name}",
                    key=_DERIVED.index(table) if table in _DERIVED else None,
                )


def _orphans(scope: Scope) -> Iterator[Found]:
    yield from _dangling(scope, _DERIVED)


def _lost_links(scope: Scope) -> Iterator[Found]:
    yield from _dangling(scope, [each for each in metadata.sorted_tables if each not in _DERIVED])


def _drop_orphans(mending: Mending, _keys: Sequence[int]) -> None:
    mending.connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    for _ in range(2):  # evidence of a tag that goes goes, too
        for table in _DERIVED:
            for key in table.foreign_keys:
                there = exists().where(key.column.table.alias().c[key.column.name] == key.parent)
                mending.connection.execute(delete(table).where(key.parent.is_not(None), not_(there)))


def _unreadable(scope: Scope) -> Iterator[Found]:
    """Values that are no JSON, or no time. PostgreSQL would not have taken them."""
    if scope.connection.dialect.name != "sqlite":
        return
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                wrong = func.json_valid(type_coerce(column, String)) == 0
            elif isinstance(column.type, UTCTime):
                wrong = not_(is_time(column))
            else:
                continue
            if count := _count(scope, column, wrong):
                yield Found(what=f"{count:,} in {table.name}.{column.name}")


def is_time(column: Column[Any]) -> ColumnElement[bool]:
    """Whether what SQLite holds in a column of times is one."""
    return type_coerce(column, String).op("GLOB", is_comparison=True)(bindparam(None, _TIME, type_=String))


def _count(scope: Scope, column: Column[object], wrong: object) -> int:
    wanted = select(func.count()).where(column.is_not(None), wrong)  # type: ignore[arg-type]
    return int(scope.connection.execute(wanted).scalar_one())


DATABASE = (
    Invariant(
        name="database-file",
        severity="lost",
        broken="damage to the database file",
        remedy=_BACKUP,
        find=_damage,
        decides=True,
    ),
    Invariant(
        name="orphans",
        severity="stale",
        broken="derived rows of what is not there",
        remedy=REPAIR,
        find=_orphans,
        mend=_drop_orphans,
    ),
    Invariant(
        name="links",
        severity="lost",
        broken="rows that refer to a row that is not there",
        remedy=_BACKUP,
        find=_lost_links,
    ),
    Invariant(
        name="values",
        severity="lost",
        broken="values that are no JSON or no time where one must be",
        remedy=_BACKUP,
        find=_unreadable,
    ),
)
