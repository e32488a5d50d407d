"""Rows that a transaction writes together: collected while it decides, written before anybody asks for them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.sql.base import Executable

_AHEAD = 64  # the most keys that a sequence is asked for at a time

Statement = Executable  # made once: to make one anew for each row costs more than to run it


class Pending:
    """The rows of one transaction, by the statement that will write them."""

    def __init__(self, connection: Connection, order: Sequence[Statement]) -> None:
        """Prepare.

        Args:
            connection: in the transaction.
            order: the statements in which rows may wait; what others refer to goes first.
        """
        self._connection = connection
        self._rows: dict[Statement, list[Mapping[str, Any]]] = {each: [] for each in order}

    def add(self, statement: Statement, row: Mapping[str, Any]) -> None:
        """Let a row wait."""
        self._rows[statement].append(row)

    def flush(self) -> None:
        """Write all that waits; call it before the tables are asked for what may wait."""
        for statement, rows in self._rows.items():
            if rows:
                self._connection.execute(statement, rows)
                rows.clear()


def keys(connection: Connection, table: Table) -> Iterator[int]:
    """Give the keys that rows of *table* will have, without end.

    On SQLite the transaction must hold the writer's lock, and give the table no rows with other keys.
    """
    if connection.dialect.name == "sqlite":
        key = connection.scalar(select(func.max(table.c.id))) or 0
        while True:
            key += 1
            yield key
    sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    count = 1  # then twice as many: a transaction leaves no more behind than it uses
    while True:
        yield from connection.scalars(sequence, {"name": table.name, "count": count}).all()
        count = min(2 * count, _AHEAD)
