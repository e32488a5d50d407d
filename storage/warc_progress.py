"""The `warc_import` table: how far other people's WARC files have been read."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.engine import insert
from storage.tables import warc_import


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted of one file. A file of another size, or asked for other dates, is read anew."""

    path: str  # absolute
    size: int  # bytes
    since: datetime | None
    until: datetime | None


def where(connection: Connection, asked: Asked) -> int | None:
    """Say at which offset to go on with a file; None when it has been read to its end."""
    row = connection.execute(select(warc_import).where(warc_import.c.path == asked.path)).first()
    if row is None or (row.size, row.since, row.until) != (asked.size, asked.since, asked.until):
        return 0
    return None if row.finished else int(row.offset)


def note(connection: Connection, asked: Asked, *, offset: int, finished: bool, now: datetime) -> None:
    """Note that all pages before *offset* are in the archive."""
    row = {**asdict(asked), "offset": offset, "finished": finished, "changed_at": now}
    statement = insert(connection, warc_import).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=row))
