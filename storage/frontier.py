"""The frontier: one row per canonical URL, from first sight to its end.

pending ──claim──> leased ──finish──> done | failed | gone | refused
   ^                  │
   └──── postpone ────┘        a listing that shows an edit makes a done URL pending again
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, Update, and_, func, or_, select, update
from sqlalchemy.dialects import sqlite

from extractors.records import Entry, Failed
from extractors.urls import canonical_url, host_of
from storage.dated import dated_columns, dated_from
from storage.retries import RetryPolicy
from storage.tables import discovery, frontier, source

How = Literal["feed", "sitemap", "urls", "warc"]
_CHUNK = 500  # rows of one INSERT: SQLite allows 32,766 variables in a statement
_WINDOW = 5_000  # due rows among which a claim spreads itself over hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What a listing brought: seen = known + new, and unusable entries are among the new."""

    seen: int
    known: int
    new: int
    unusable: int  # no http(s) URL: refused at once, they have no row
    edited: int  # known URLs that the listing shows as edited: to be fetched again


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where entries were listed."""

    how: How
    origin: str  # URL of the feed or sitemap, or name of the file
    source_id: int | None = None


def insert(connection: Connection, into: Any) -> Any:
    """An INSERT of the engine at hand that knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(into)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 slow to import where it is not spoken

    return postgresql.insert(into)


def discover(connection: Connection, run: int, entries: Sequence[Entry], listing: Listing, now: datetime) -> Discovered:
    """Put what a listing names into the frontier and keep who listed it; a URL that is there already stays as it is."""
    usable = {url: entry for entry in reversed(entries) if (url := canonical_url(entry.url)) is not None}
    new = edited = 0
    for urls in _chunks(list(usable)):
        fresh = _insert_frontier(connection, run, {url: usable[url] for url in urls}, listing, now)
        rows = connection.execute(
            select(frontier.c.id, frontier.c.url, frontier.c.state, frontier.c.listed_update).where(
                frontier.c.url.in_(urls)
            )
        ).all()
        edited += _requeue_edited(connection, run, [row for row in rows if row.url not in fresh], usable, now)
        _insert_discoveries(connection, {row.id: usable[row.url] for row in rows}, listing, now)
        new += len(fresh)
    unusable = sum(canonical_url(entry.url) is None for entry in entries)
    return Discovered(
        seen=len(entries),
        known=len(entries) - new - unusable,
        new=new + unusable,
        unusable=unusable,
        edited=edited,
    )


def _chunks(urls: list[str]) -> Iterable[list[str]]:
    return (urls[at : at + _CHUNK] for at in range(0, len(urls), _CHUNK))


def _moment(entry: Entry) -> datetime | None:
    """The listing's latest word on when the article changed."""
    dated = entry.updated or entry.published
    return None if dated is None else dated.value


def _insert_frontier(
    connection: Connection, run: int, entries: dict[str, Entry], listing: Listing, now: datetime
) -> set[str]:
    rows = [
        {
            "url": url,
            "fetch_url": entry.url,
            "host": host_of(url),
            "source_id": listing.source_id,
            "state": "pending",
            "next_try_at": now,
            "listed_update": _moment(entry),
            "run_id": run,
            "discovered_at": now,
        }
        for url, entry in entries.items()
    ]
    statement = insert(connection, frontier).values(rows).on_conflict_do_nothing(index_elements=["url"])
    return set(connection.execute(statement.returning(frontier.c.url)).scalars())


def _requeue_edited(
    connection: Connection, run: int, rows: Sequence[Any], entries: dict[str, Entry], now: datetime
) -> int:
    later = [row for row in rows if _is_later(_moment(entries[row.url]), row.listed_update)]
    # Feeds exist that date every entry with the moment they are asked. Believing them would fetch each outlet's whole
    # feed again at every poll; one honest newsroom does not edit most of its front page between two polls.
    if len(later) > max(3, len(rows) // 2):
        return 0
    edited = [row for row in later if row.state == "done"]
    for row in edited:
        connection.execute(
            update(frontier)
            .where(frontier.c.id == row.id)
            .values(
                state="pending", reason="edited", attempts=0, next_try_at=now, run_id=run,
                listed_update=_moment(entries[row.url]), finished_at=None,
            )
        )  # fmt: skip
    return len(edited)


def _is_later(listed: datetime | None, known: datetime | None) -> bool:
    return listed is not None and known is not None and listed > known


def _insert_discoveries(connection: Connection, entries: dict[int, Entry], listing: Listing, now: datetime) -> None:
    rows = [
        {
            "frontier_id": key,
            "source_id": listing.source_id,
            "how": listing.how,
            "origin": listing.origin,
            "seen_at": now,
            "guid": entry.guid,
            "title": entry.title,
            "summary": entry.summary,
            "authors": list(entry.authors),
            **dated_columns(entry.published),
            "language": entry.language,
        }
        for key, entry in entries.items()
    ]
    if rows:
        statement = insert(connection, discovery).values(rows)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["frontier_id", "how", "origin"]))


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
    attempts = lease.attempts + 1
    told: dict[str, Any] = {"reason": failed.reason, "detail": failed.detail}
    again = failed.ending == "retry" and attempts < policy.attempts
    if again:
        told |= {"state": "pending", "next_try_at": policy.next_try(attempts, now), "attempts": attempts}
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
