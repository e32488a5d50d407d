"""Giving back what a database does not use any more, and bringing its indexes into good order."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text

from config.errors import InputError, StorageError
from storage import fulltext, runs
from storage.archive import Archive
from storage.care.indexes import fulltext_command
from storage.engine import SQLITE_WAIT_SECONDS, reading, writing
from storage.space import database
from storage.tables import metadata

_MERGED = 500  # pages of a full-text index that are merged in one transaction; a run gets its turn in between
_MOST_STEPS = 100_000
_ACTION = "vacuum the archive"
_STATEMENTS = (
    "VACUUM",
    "ANALYZE",
    "PRAGMA busy_timeout = 1000",  # while somebody reads what was before, the log stays as it is: not worth a minute
    "PRAGMA wal_checkpoint(TRUNCATE)",
    f"PRAGMA busy_timeout = {SQLITE_WAIT_SECONDS * 1000:.0f}",
)


def vacuum(
    archive: Archive, *, is_alive: Callable[[str], bool], note: Callable[[str], None] = lambda _: None
) -> tuple[int, int]:
    """Put a database in good order; give its bytes before and after.

    Others may read meanwhile. While SQLite writes the file anew, nobody else can write.

    Args:
        archive: on SQLite, one in which no run is at work.
        is_alive: says of the owner of a run whether it may still be at work.
        note: told what is being done.

    Raises:
        InputError: on SQLite, a run is at work.
        StorageError: the disk has no room for what SQLite needs meanwhile.
    """
    before = _bytes(archive)
    with reading(archive.engine, _ACTION) as connection:
        owners = runs.at_work(connection, is_alive)
    if owners and archive.engine.dialect.name == "sqlite":
        raise InputError(
            f"a run is at work in this archive ({owners[0]}), and would have to wait; do it when that has ended"
        )
    if archive.engine.dialect.name == "sqlite":
        _sqlite(archive, before, note)
    else:
        _postgresql(archive, note)
    return before, _bytes(archive)


def _bytes(archive: Archive) -> int:
    with reading(archive.engine, _ACTION) as connection:
        held = database(connection)
    return held["bytes"] + held["log_bytes"]


def _sqlite(archive: Archive, size: int, note: Callable[[str], None]) -> None:
    file = archive.engine.url.database
    if file and Path(file).exists():  # it is written into a temporary file, and from there into the log
        free = shutil.disk_usage(Path(file).parent).free
        if free < 2 * size:
            raise StorageError(_ACTION, f"it takes up to {2 * size:,} bytes meanwhile, and {free:,} are free there")
    for name in fulltext.NAMES:
        note(f"merging {name}")
        _merge(archive, name)
    with reading(archive.engine, _ACTION) as connection:
        driver = connection.connection.driver_connection  # outside of a transaction, in which there is no VACUUM
        assert isinstance(driver, sqlite3.Connection)
        for statement in _STATEMENTS:
            note(statement)
            try:
                driver.execute(statement).close()
            except sqlite3.Error as error:
                raise StorageError(_ACTION, str(error)) from error


def _merge(archive: Archive, name: str) -> None:
    """Make one structure of all that a full-text index is in, step by step (FTS5 documentation, 6.8)."""
    pages = -_MERGED
    for _ in range(_MOST_STEPS):
        with writing(archive.engine, _ACTION) as connection:
            before = _changes(connection)
            fulltext_command(connection, name, "merge", rank=pages)
            if _changes(connection) - before < 2:
                return
        pages = _MERGED


def _changes(connection: Connection) -> int:
    return int(connection.execute(text("SELECT total_changes()")).scalar_one())


def _postgresql(archive: Archive, note: Callable[[str], None]) -> None:
    """VACUUM gives room back within the tables, empties the waiting lists of the GIN indexes, and disturbs nobody."""
    with reading(archive.engine.execution_options(isolation_level="AUTOCOMMIT"), _ACTION) as connection:
        for name in (*metadata.tables, *fulltext.NAMES):
            note(f"VACUUM {name}")
            connection.execute(text(f"VACUUM (ANALYZE) {name}"))
