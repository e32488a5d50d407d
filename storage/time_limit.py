"""A longest time for what is asked of the database, where strangers ask."""

import sqlite3
from collections.abc import Callable
from time import monotonic
from typing import cast

from sqlalchemy import Connection, Engine, event

_STEPS = 10_000  # of SQLite's virtual machine, a millisecond or less: so often does it look at the clock


def limit_time(engine: Engine, seconds: float) -> None:
    """End what takes longer, as an error of the database: on SQLite a transaction, on PostgreSQL a statement."""
    event.listen(engine, "begin", _on_sqlite(seconds) if engine.dialect.name == "sqlite" else _on_postgresql(seconds))


def _on_sqlite(seconds: float) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        end = monotonic() + seconds
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.set_progress_handler(lambda: monotonic() > end, _STEPS)

    return begin


def _on_postgresql(seconds: float) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")

    return begin
