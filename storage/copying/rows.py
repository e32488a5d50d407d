"""Rows as they are, and the same on both engines: read in the order of their keys, written, laid side by side."""

import hashlib
import json
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    FromClause,
    Select,
    String,
    Table,
    Text,
    cast,
    collate,
    column,
    func,
    insert,
    select,
    text,
    tuple_,
    type_coerce,
)
from sqlalchemy import table as light_table

Row = tuple[Any, ...]

BATCH = 500  # rows of a transaction, and in memory
_NUL, _INSTEAD = "\x00", "\ufffd"  # PostgreSQL knows no character U+0000


def count(connection: Connection, table: FromClause) -> int:
    """Count the rows of *table*."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def last_key(connection: Connection, table: Table) -> Row | None:
    """Give the highest key of *table*; None: it is empty."""
    keys = _keys(connection, table)
    row = connection.execute(select(*table.primary_key).order_by(*(each.desc() for each in keys)).limit(1)).first()
    return None if row is None else tuple(row)


def batches(connection: Connection, table: Table, after: Row | None = None) -> Generator[Sequence[Row]]:
    """Give the rows of *table* with keys above *after*, in order; each column as it lies in the table."""
    keys = _keys(connection, table)
    wanted: Select[Any] = select(*(_raw(connection, each) for each in table.columns)).order_by(*keys)
    if after is not None:
        wanted = wanted.where(tuple_(*keys) > tuple_(*after))
    with connection.execute(wanted.execution_options(yield_per=BATCH)) as found:
        for batch in found.partitions():
            yield [tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in batch]


def write(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add *rows* to *table*, as `batches` gave them."""
    names = [each.name for each in table.columns]
    connection.execute(_inserting(connection, table), [dict(zip(names, row, strict=True)) for row in rows])


def storable(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """Give *rows* as the engine of *connection* can hold them: U+0000 becomes U+FFFD, and all else keeps its place."""
    if connection.dialect.name == "sqlite":
        return list(rows)
    return [tuple(map(_without_nul, row)) for row in rows]


def compared(source: Connection, target: Connection, table: Table) -> tuple[int, str] | int:
    """Lay the rows of *table* on both sides beside each other.

    Returns:
        Their number and their SHA-256 where they are equal; else the number of rows before which one differs.
    """
    ours, theirs, total = hashlib.sha256(), hashlib.sha256(), 0
    with closing(batches(source, table)) as here, closing(batches(target, table)) as there:
        for mine, other in zip_longest(here, there, fillvalue=()):
            for row in storable(target, mine):
                ours.update(_written(row))
            for row in other:
                theirs.update(_written(row))
            total += len(mine)
            if ours.digest() != theirs.digest():
                return total
    return total, ours.hexdigest()


def _keys(connection: Connection, table: Table) -> list[Any]:
    """The columns of the key, in the order that both engines agree on: by code point, whatever the language."""
    plain = connection.dialect.name == "sqlite"
    return [collate(each, "C") if isinstance(each.type, String) and not plain else each for each in table.primary_key]


def _raw(connection: Connection, each: Column[Any]) -> Any:
    """What is read of a column: JSON as it is written, for a null in it is not the same as no value."""
    if not isinstance(each.type, JSON):
        return each
    return (type_coerce if connection.dialect.name == "sqlite" else cast)(each, Text).label(each.name)


def _inserting(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "sqlite":
        raw = [column(each.name, Text if isinstance(each.type, JSON) else each.type) for each in table.columns]
        return insert(light_table(table.name, *raw))
    given = {each.name: text(f"CAST(:{each.name} AS JSON)") for each in table.columns if isinstance(each.type, JSON)}
    return insert(table).values(given)


def _without_nul(value: Any) -> Any:
    return value.replace(_NUL, _INSTEAD) if isinstance(value, str) and _NUL in value else value


def _written(row: Sequence[Any]) -> bytes:
    """A row in a form that is the same whichever engine it came from."""
    return json.dumps(row, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value.isoformat())
