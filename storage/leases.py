"""Leases on the frontier: who gets which URL, and how the work on it ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Update, and_, func, or_, select, update

from extractors.records import Entry, Failed
from storage.dated import dated_from
from storage.retries import RetryPolicy
from storage.tables import article, capture, discovery, frontier, source
from storage.tables import run as runs

_WINDOW = 5_000  # due rows among which a claim spreads itself over hosts
_IN_FULL = 3  # each third look in a row is taken without validators: a 304 may lie


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
    article: int | None = None  # key of the article that its page has become
    unchanged: int = 0  # looks at that page in a row that found nothing new
    etag: str | None = None  # of the page at hand, where it is enough to hear that it is still the same
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which URLs a claim is for."""

    limit: int
    source_ids: Sequence[int] | None = None  # None: of all sources
    urls: Sequence[str] | None = None  # None: all
    rechecks: bool = False  # also pages of articles that are to be looked at again; what is new goes first


def claim(
    connection: Connection, run: int, owner: str, wanted: Wanted, *, now: datetime, until: datetime
) -> list[Lease]:
    """Lease *wanted* URLs that are due to *owner*, spread over as many hosts as possible, oldest first within each."""
    ids = [row.id for row in connection.execute(_spread(wanted, _due(now, run), frontier.c.id))]
    again = set()
    if wanted.rechecks and len(ids) < wanted.limit:
        looks = replace(wanted, limit=wanted.limit - len(ids))
        again = {
            row.id for row in connection.execute(_spread(looks, frontier.c.recheck_at <= now, frontier.c.recheck_at))
        }
        connection.execute(update(frontier).where(frontier.c.id.in_(again)).values(attempts=0, recheck_at=None))
        ids += sorted(again)
    before = connection.execute(_lease_rows(ids)).all()
    held = _validators(connection, [row.id for row in before if row.id in again and _is_believed(row)])
    connection.execute(
        update(frontier)
        .where(frontier.c.id.in_(ids))
        .values(state="leased", lease_owner=owner, leased_until=until, run_id=run)
    )
    left = Counter(row.run_id for row in before if row.run_id not in {None, run} and row.id not in again)
    _hand_over(connection, left)
    entries = listed(connection, ids)
    return [
        Lease(
            id=row.id,
            url=row.url,
            fetch_url=row.fetch_url,
            source_id=row.source_id,
            source=row.slug or "",
            attempts=row.attempts,
            resumed=row.run_id != run or row.id in again,
            entry=entries.get(row.id, Entry(url=row.fetch_url)),
            article=row.article,
            unchanged=row.unchanged,
            **held.get(row.id, {}),
        )
        for row in before
    ]


def _hand_over(connection: Connection, taken: Counter[int]) -> None:
    """Note for runs that may still be under way that another took URLs of theirs, so that their counts add up."""
    for key, count in taken.items():
        connection.execute(update(runs).where(runs.c.id == key).values(handed_over=runs.c.handed_over + count))


def _due(now: datetime, run: int) -> ColumnElement[bool]:
    """What waits, and what somebody has left; what this run holds it works on, though the clock be put forward."""
    return or_(
        and_(frontier.c.state == "pending", frontier.c.next_try_at <= now),
        and_(frontier.c.state == "leased", frontier.c.leased_until <= now, frontier.c.run_id.is_distinct_from(run)),
    )


def _spread(wanted: Wanted, due: ColumnElement[bool], order: ColumnElement[Any]) -> Select[Any]:
    chosen = select(frontier.c.id, frontier.c.host).where(due)
    if wanted.source_ids is not None:
        chosen = chosen.where(frontier.c.source_id.in_(wanted.source_ids))
    if wanted.urls is not None:
        chosen = chosen.where(frontier.c.url.in_(wanted.urls))
    window = chosen.order_by(order).limit(_WINDOW).subquery()
    turn = func.row_number().over(partition_by=window.c.host, order_by=window.c.id).label("turn")
    ranked = select(window.c.id, turn).subquery()
    return select(ranked.c.id).order_by(ranked.c.turn, ranked.c.id).limit(wanted.limit)


def _lease_rows(ids: Sequence[int]) -> Select[Any]:
    from_both = frontier.outerjoin(source, frontier.c.source_id == source.c.id)
    own = select(func.min(article.c.id)).where(article.c.frontier_id == frontier.c.id).scalar_subquery()
    return select(frontier, source.c.slug, own.label("article")).select_from(from_both).where(frontier.c.id.in_(ids))


def _is_believed(row: Row[Any]) -> bool:
    """Whether a 304 will do for a look: not where the last one showed something else, and not for ever."""
    return row.reason is None and (row.unchanged + 1) % _IN_FULL != 0


def _validators(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """The validators of the newest capture of each URL."""
    if not ids:
        return {}
    names = (capture.c.frontier_id, capture.c.etag, capture.c.last_modified)
    rows = connection.execute(select(*names).where(capture.c.frontier_id.in_(ids)).order_by(capture.c.id))
    return {row.frontier_id: {"etag": row.etag, "last_modified": row.last_modified} for row in rows}


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
    told = {"reason": reason, "detail": detail, "recheck_at": recheck_at, "unchanged": unchanged}
    connection.execute(_ended(key, state=state, finished_at=now, **told))


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
