"""The `robots` table: the rules that hosts set for robots, kept for as long as they may be."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.engine import insert
from storage.tables import robots


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRobots:
    """What one origin last said in its robots.txt."""

    origin: str  # scheme, host and port, as "https://news.example"
    status: int | None  # 200: it set rules; anything else: it has none; None: it did not say so with a status
    body: bytes  # the rules as sent; b"" when it has none
    fetched_at: datetime
    expires_at: datetime  # asked again from then on


def load(connection: Connection, origin: str) -> StoredRobots | None:
    """Give what is known of *origin*, expired or not."""
    row = connection.execute(select(robots).where(robots.c.origin == origin)).one_or_none()
    return None if row is None else StoredRobots(**row._asdict())


def save(connection: Connection, stored: StoredRobots) -> None:
    """Keep *stored* in place of what was known of its origin."""
    row = asdict(stored)
    statement = insert(connection, robots).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["origin"], set_=row))
