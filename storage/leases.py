"""Leases on the frontier: who gets which URL, and how the work on it ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, and_, func, or_, select, update

from extractors.records import Entry, Failed
from storage.dated import dated_from
from storage.retries import RetryPolicy
from storage.tables import discovery, frontier, source
from storage.tables import run as runs

_WINDOW = 5_000  # due rows among which a claim spreads itself over hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One URL that a run holds for fetching."""

    id: int  # key in the frontier
    url: str  # canonical
    fetch_url: str
    source_id: int | None
    source: str  # slug; "" where no source listed it
    attempts: int  # tries before this one
    resumed: bool  # left over from an earlier run, or to be fetched again
    entry: Entry  # what was first listed of it


def claim(
    connection: Connection, run: int, owner: str, *, now: datetime, until: datetime, limit: int,
    source_ids: Sequence[int] | None = None, urls: Sequence[str] | None = None,
) -> list[Lease]:  # fmt: skip
    """Lease up to *limit* due URLs to *owner*, spread over as many hosts as possible, oldest first within each."""
    ids = [row.id for row in connection.execute(_due(now, limit, source_ids, urls))]
    before = connection.execute(_lease_rows(ids)).all()
    connection.execute(
        update(frontier)
        .where(frontier.c.id.in_(ids))
        .values(state="leased", lease_owner=owner, leased_until=until, run_id=run)
    )
    _hand_over(connection, Counter(row.run_id for row in before if row.run_id not in {None, run}))
    entries = listed(connection, ids)
    return [
        Lease(
            id=row.id,
            url=row.url,
            fetch_url=row.fetch_url,
            source_id=row.source_id,
            source=row.slug or "",
            attempts=row.attempts,
            resumed=row.run_id != run,
            entry=entries.get(row.id, Entry(url=row.fetch_url)),
        )
        for row in before
    ]


def _hand_over(connection: Connection, taken: Counter[int]) -> None:
    """Note for runs that may still be under way that another took URLs of theirs, so that their counts add up."""
    for key, count in taken.items():
        connection.execute(update(runs).where(runs.c.id == key).values(handed_over=runs.c.handed_over + count))


def _due(now: datetime, limit: int, source_ids: Sequence[int] | None, urls: Sequence[str] | None) -> Select[Any]:
    free = or_(
        and_(frontier.c.state == "pending", frontier.c.next_try_at <= now),
        and_(frontier.c.state == "leased", frontier.c.leased_until <= now),
    )
    chosen = select(frontier.c.id, frontier.c.host).where(free)
    if source_ids is not None:
        chosen = chosen.where(frontier.c.source_id.in_(source_ids))
    if urls is not None:
        chosen = chosen.where(frontier.c.url.in_(urls))
    window = chosen.order_by(frontier.c.id).limit(_WINDOW).subquery()
    turn = func.row_number().over(partition_by=window.c.host, order_by=window.c.id).label("turn")
    ranked = select(window.c.id, turn).subquery()
    return select(ranked.c.id).order_by(ranked.c.turn, ranked.c.id).limit(limit)


def _lease_rows(ids: Sequence[int]) -> Select[Any]:
    from_both = frontier.outerjoin(source, frontier.c.source_id == source.c.id)
    return select(frontier, source.c.slug).select_from(from_both).where(frontier.c.id.in_(ids))


def listed(connection: Connection, ids: Sequence[int]) -> dict[int, Entry]:
    """The first listing of each URL: later ones are mostly other outlets' words for the same link."""
    rows = connection.execute(
        select(discovery, frontier.c.fetch_url)
        .join(frontier, discovery.c.frontier_id == frontier.c.id)
        .where(frontier.c.id.in_(ids))
        .order_by(discovery.c.id.desc())
    )
    return {row.frontier_id: entry_from(row) for row in rows}


def entry_from(row: Row[Any]) -> Entry:
    """Give the Entry of a discovery row that was joined with its frontier row."""
    return Entry(
        url=row.fetch_url,
        guid=row.guid,
        title=row.title,
        summary=row.summary,
        authors=tuple(row.authors),
        published=dated_from(row),
        language=row.language,
    )


def finish(
    connection: Connection, key: int, state: str, now: datetime, *, reason: str | None, detail: str | None
) -> None:
    """End the work on a URL: done, failed, gone or refused."""
    connection.execute(_ended(key, state=state, reason=reason, detail=detail, finished_at=now))


def fail(connection: Connection, lease: Lease, failed: Failed, policy: RetryPolicy, now: datetime) -> bool:
    """Note a failed GET; return True when the URL is to be tried again later.

    A lease that ran out may have been taken over: what another run has finished meanwhile stays finished.
    """
    attempts = lease.attempts + failed.attempted
    told: dict[str, Any] = {"reason": failed.reason, "detail": failed.detail}
    again = failed.ending == "retry" and attempts < policy.attempts
    if again:
        wait_until = policy.next_try(max(attempts, 1), now)
        told |= {"state": "pending", "attempts": attempts, "next_try_at": max(wait_until, failed.retry_at or now)}
    else:
        told |= {"state": "failed" if failed.ending == "retry" else failed.ending, "finished_at": now}
    connection.execute(_ended(lease.id, **told).where(frontier.c.state == "leased"))
    return again


def _ended(key: int, **values: Any) -> Update:
    return update(frontier).where(frontier.c.id == key).values(**values, lease_owner=None, leased_until=None)


def owners(connection: Connection) -> list[str]:
    """Who holds leases."""
    return list(
        connection.execute(select(frontier.c.lease_owner).where(frontier.c.state == "leased").distinct()).scalars()
    )


def release(connection: Connection, dead: Sequence[str]) -> None:
    """Free the leases of owners that are known to be dead."""
    connection.execute(
        update(frontier)
        .where(frontier.c.state == "leased", frontier.c.lease_owner.in_(dead))
        .values(state="pending", lease_owner=None, leased_until=None)
    )
