"""The `gap` table: stretches of time in which a source may have published what no poll saw.

A gap is open until a listing proves that all of it is known, see flows.gaps. It is tried again and again, at growing
intervals, and never given up: what is not known to be whole stays visible as a gap.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update

from extractors.urls import canonical_url
from storage.tables import discovery, frontier, gap, source

State = Literal["open", "filled"]
FilledBy = Literal["archive", "sitemap", "wayback"]
_CHUNK = 500  # URLs of one SELECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of time of which some articles of a source may be unknown."""

    id: int
    source_id: int
    slug: str
    since: datetime  # the newest entry that was known before
    until: datetime  # the oldest entry that was seen after
    found_at: datetime
    state: State
    tries: int
    next_try_at: datetime
    filled_by: FilledBy | None
    brought: int  # URLs that the tries put into the frontier
    detail: str | None  # what came of the last try


def note(connection: Connection, source_id: int, since: datetime, until: datetime, now: datetime) -> int | None:
    """Open a gap, or widen the open one that it meets.

    Args:
        connection: in a transaction.
        source_id: whose entries may be missing.
        since: when the newest entry known before was published.
        until: when the oldest entry seen after was published.
        now: the moment.

    Returns:
        The key of the gap; None: *until* is not after *since*, so that no time lies between the two.
    """
    if until <= since:
        return None
    met = connection.execute(
        select(gap.c.id, gap.c.since, gap.c.until, gap.c.brought, gap.c.tries)
        .where(gap.c.source_id == source_id, gap.c.state == "open", gap.c.since <= until, gap.c.until >= since)
        .order_by(gap.c.id)
    ).all()
    if not met:
        row = {"source_id": source_id, "since": since, "until": until, "found_at": now}
        new = insert(gap).values(**row, state="open", next_try_at=now).returning(gap.c.id)
        return int(connection.execute(new).scalar_one())
    return _merge(connection, met, since, until)


def _merge(connection: Connection, met: Sequence[Any], since: datetime, until: datetime) -> int:
    """Make one gap of all that meet; its next try stays, so that one that keeps growing isn't tried at each poll."""
    first, *others = (row.id for row in met)
    connection.execute(delete(gap).where(gap.c.id.in_(others)))
    widened = {
        "since": min(since, *(row.since for row in met)),
        "until": max(until, *(row.until for row in met)),
        "brought": sum(row.brought for row in met),
        "tries": max(row.tries for row in met),
    }
    connection.execute(update(gap).where(gap.c.id == first).values(widened))
    return int(first)


def due(connection: Connection, now: datetime, source_ids: Collection[int] | None = None) -> list[Gap]:
    """Give the open gaps whose next try has come, of the given sources only where they are given."""
    ready = _gaps().where(gap.c.state == "open", gap.c.next_try_at <= now)
    if source_ids is not None:
        ready = ready.where(gap.c.source_id.in_(source_ids))
    return [_gap(row) for row in connection.execute(ready.order_by(gap.c.next_try_at, gap.c.id))]


def still_open(connection: Connection) -> dict[str, list[Gap]]:
    """Give all open gaps by the slug of their source, oldest first."""
    by_slug: dict[str, list[Gap]] = {}
    for row in connection.execute(_gaps().where(gap.c.state == "open").order_by(gap.c.since, gap.c.id)):
        by_slug.setdefault(row.slug, []).append(_gap(row))
    return by_slug


def _gaps() -> Select[Any]:
    return select(gap, source.c.slug).join(source, gap.c.source_id == source.c.id)


def _gap(row: Row[Any]) -> Gap:
    return Gap(**row._mapping)  # noqa: SLF001 its documented name


def tried(
    connection: Connection, tried: Gap, *, brought: int, filled_by: FilledBy | None, detail: str, next_try_at: datetime
) -> State:
    """Note what came of a try to fill a gap.

    Args:
        connection: in a transaction.
        tried: the gap, as it was when the try began.
        brought: URLs that it put into the frontier.
        filled_by: the listing that proves the gap filled; None: none does.
        detail: what was tried and seen, a sentence.
        next_try_at: when to try again if it stays open.

    Returns:
        "open" also for a gap that was proved filled, if a poll made it wider meanwhile.
    """
    row = connection.execute(select(gap.c.since, gap.c.until).where(gap.c.id == tried.id)).first()
    same = row is not None and row.since >= tried.since and row.until <= tried.until
    state: State = "filled" if filled_by is not None and same else "open"
    told = {"state": state, "filled_by": filled_by if state == "filled" else None, "detail": detail}
    counted = {"tries": gap.c.tries + 1, "brought": gap.c.brought + brought, "next_try_at": next_try_at}
    connection.execute(update(gap).where(gap.c.id == tried.id).values(**told, **counted))
    return state


def listed_by(connection: Connection, source_id: int, urls: Iterable[str]) -> dict[str, datetime]:
    """Give those of *urls*, in any form, that polls of the source found, with the date it gave them or the poll's."""
    wanted: dict[str, list[str]] = {}
    for url in urls:
        wanted.setdefault(canonical_url(url) or "", []).append(url)
    # Its own listing only: what a try to fill a gap brings is listed later than it was published.
    own = and_(source.c.id == source_id, discovery.c.origin == source.c.url, discovery.c.how == source.c.kind)
    columns = (frontier.c.url, discovery.c.published, discovery.c.seen_at)
    named = select(*columns).join(discovery, discovery.c.frontier_id == frontier.c.id)
    named = named.join(source, source.c.id == discovery.c.source_id).where(own)
    keys = list(wanted)
    found: dict[str, datetime] = {}
    for at in range(0, len(keys), _CHUNK):
        for row in connection.execute(named.where(frontier.c.url.in_(keys[at : at + _CHUNK]))):
            found.update(dict.fromkeys(wanted[row.url], row.published or row.seen_at))
    return found
