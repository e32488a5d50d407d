"""The `source` table: what is known of each listing between polls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from config.sources import Source
from extractors.records import Failed
from storage.frontier import insert
from storage.retries import RetryPolicy
from storage.tables import source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source and where its polling stands."""

    id: int
    source: Source
    etag: str | None
    last_modified: str | None
    body_digest: str | None  # SHA-256 of the last listing that was read
    polled_at: datetime | None
    succeeded_at: datetime | None
    next_poll_at: datetime | None  # None: never polled, due at once
    failures: int  # in a row
    reason: str | None  # of the last failure
    detail: str | None
    moved_to: str | None  # where a permanent redirect led; polled from there

    def is_due(self, now: datetime) -> bool:
        """Say whether to poll it."""
        return self.next_poll_at is None or self.next_poll_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A poll that found the listing, changed or not."""

    etag: str | None
    last_modified: str | None
    body_digest: str | None
    moved_to: str | None


def sync(connection: Connection, sources: Sequence[Source]) -> list[SourceState]:
    """Make the table know *sources*; give their states in the order given. Other rows stay as they are."""
    for each in sources:
        row = {name: getattr(each, name) for name in ("slug", "name", "country", "language", "kind", "url")}
        known = connection.execute(select(source.c.url).where(source.c.slug == each.slug)).scalar()
        # At another address nothing of the old state holds.
        fresh = {} if known in (None, each.url) else dict.fromkeys(_POLL_COLUMNS) | {"failures": 0}
        statement = insert(connection, source).values(failures=0, **row)
        connection.execute(statement.on_conflict_do_update(index_elements=["slug"], set_={**row, **fresh}))
    rows = connection.execute(select(source).where(source.c.slug.in_([each.slug for each in sources]))).all()
    by_slug = {row.slug: row for row in rows}
    return [_state(by_slug[each.slug], each) for each in sources]


_POLL_COLUMNS = ("etag", "last_modified", "body_digest", "next_poll_at", "reason", "detail", "moved_to")


def _state(row: Row[Any], listed: Source) -> SourceState:
    return SourceState(
        id=row.id,
        source=listed,
        failures=row.failures,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        **{name: getattr(row, name) for name in _POLL_COLUMNS},
    )


def note_success(connection: Connection, state: SourceState, polled: Polled, now: datetime, due: datetime) -> None:
    """Note a poll that worked; the next is due at *due*."""
    connection.execute(
        update(source)
        .where(source.c.id == state.id)
        .values(
            etag=polled.etag,
            last_modified=polled.last_modified,
            body_digest=polled.body_digest,
            moved_to=polled.moved_to,
            polled_at=now,
            succeeded_at=now,
            next_poll_at=due,
            failures=0,
            reason=None,
            detail=None,
        )
    )


def note_failure(
    connection: Connection, state: SourceState, failed: Failed, policy: RetryPolicy, now: datetime
) -> None:
    """Note a poll that failed; the source stays in the list and is polled again after a growing wait."""
    failures = state.failures + 1
    connection.execute(
        update(source)
        .where(source.c.id == state.id)
        .values(
            polled_at=now,
            next_poll_at=policy.next_try(failures, now),
            failures=failures,
            reason=failed.reason,
            detail=failed.detail,
        )
    )
