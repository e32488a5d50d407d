"""Leases on the frontier: who has which URL, and how the work on it ends. Who gets which: storage.claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, select, update

from extractors.records import Entry, Failed
from storage.dated import dated_from
from storage.retries import RetryPolicy
from storage.tables import discovery, frontier


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
    taken_over: bool = False  # from a run that held it for too long
    article: int | None = None  # key of the article that its page has become
    run: int | None = None  # that holds it; None: nobody, its page is kept already
    site: str = ""  # whom its request burdens; see storage.host_leases
    asked_at: datetime | None = None  # the last moment at which another run may have asked that site, if lately
    left_until: datetime | None = None  # what that run was told, where the site wants to be left alone
    unchanged: int = 0  # looks at that page in a row that found nothing new
    etag: str | None = None  # of the page at hand, where it is enough to hear that it is still the same
    last_modified: str | None = None


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
    connection: Connection, key: int, state: str, now: datetime, *, reason: str | None, detail: str | None,
    recheck_at: datetime | None = None, unchanged: int = 0,
) -> None:  # fmt: skip
    """End the work on a URL: done, failed, gone or refused; until its page is to be looked at again."""
    told = ended(key, state, now, reason=reason, detail=detail, recheck_at=recheck_at, unchanged=unchanged)
    connection.execute(FINISH, told)


_TOLD = ("state", "finished_at", "reason", "detail", "recheck_at", "unchanged")
#: Ends the work on a URL, told of it by `ended`.
FINISH = (
    update(frontier)
    .where(frontier.c.id == bindparam("key"))
    .values(lease_owner=None, leased_until=None, **{name: bindparam(f"new_{name}") for name in _TOLD})
)


def ended(
    key: int, state: str, now: datetime, *, reason: str | None, detail: str | None,
    recheck_at: datetime | None = None, unchanged: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Say to FINISH what `finish` is told."""
    values = (state, now, reason, detail, recheck_at, unchanged)
    return {"key": key} | {f"new_{name}": value for name, value in zip(_TOLD, values, strict=True)}


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
    ours = _ended(lease.id, **told).where(frontier.c.state == "leased", frontier.c.run_id == lease.run)
    connection.execute(ours)
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
