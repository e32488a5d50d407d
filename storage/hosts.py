"""The `host` table: until when hosts want to be left alone, so that the next run knows what this one was told."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.clock import FARTHEST
from storage.engine import insert
from storage.tables import host


def load(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Give the hosts that want to be left alone beyond *now*, each with the moment until which."""
    believed = host.c.left_until <= now + FARTHEST  # what lies beyond, a clock has written that was ahead
    rows = connection.execute(select(host.c.key, host.c.left_until).where(host.c.left_until > now, believed))
    return {row.key: row.left_until for row in rows}


def save(connection: Connection, pauses: Mapping[str, datetime], now: datetime) -> None:
    """Keep *pauses*, of each host the longest that any run was told, and forget those that are over."""
    if pauses:
        statement = insert(connection, host)
        later = host.c.left_until < statement.excluded.left_until
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"left_until": statement.excluded.left_until}, where=later
        )
        # In order: two runs that end together must not wait for each other's rows.
        connection.execute(statement, [{"key": key, "left_until": pauses[key]} for key in sorted(pauses)])
    connection.execute(delete(host).where(host.c.left_until <= now))
