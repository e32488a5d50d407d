"""The `source` table: what is known of each listing between polls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, case, func, select, update

from config.sources import Source
from extractors.records import Entry, Failed
from storage import frontier, gaps
from storage.engine import insert
from storage.frontier import Discovered, Listing
from storage.tables import discovery, source

MovedBy = Literal["redirect", "itunes", "self"]
NOTHING = Discovered(seen=0, known=0, new=0, unusable=0, edited=0, first_listed=0)


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
    moved_to: str | None  # where it moved for good; polled from there
    moved_by: MovedBy | None
    moved_at: datetime | None
    claimed_url: str | None  # another address that the listing calls its own, looked at once and no further
    silent_since: datetime | None
    full_from: datetime | None  # from then on it is asked without validators; None: at once

    def is_due(self, now: datetime) -> bool:
        """Say whether to poll it."""
        return self.next_poll_at is None or self.next_poll_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One poll, carried out but not stored."""

    state: SourceState  # before it
    at: datetime
    failed: Failed | None = None  # None: the listing was found, changed or not
    entries: Sequence[Entry] = ()  # none when it has not changed
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    moved_to: str | None = None
    moved_by: MovedBy | None = None
    claimed_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """When a source is polled next, and what its schedule remembers."""

    next_poll_at: datetime
    full_from: datetime
    silent_since: datetime | None
    rhythm: dict[str, Any]  # storage does not look into it


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a stored poll brought."""

    found: Discovered
    overrun: bool  # nothing in the window had been listed before: entries in between may be missing
    silent: bool = False  # the source brings nothing for longer than its rhythm explains


Plan = Callable[[Noted, Mapping[str, Any] | None], Planned]  # the second: the rhythm as it was stored


def sync(connection: Connection, sources: Sequence[Source]) -> list[SourceState]:
    """Make the table know *sources*; give their states in the order given. Other rows stay as they are."""
    columns = [column for column in source.c if column is not source.c.rhythm]  # it is read where it is needed
    known = {row.slug: row for row in connection.execute(select(*columns))}
    about = {each.slug: {name: getattr(each, name) for name in _LISTED_COLUMNS} for each in sources}
    fresh = [row for slug, row in about.items() if slug not in known]
    changed = [
        # At another address nothing of the old state holds.
        row | ({} if known[slug].url == row["url"] else dict.fromkeys(_POLL_COLUMNS) | {"failures": 0, "rhythm": None})
        for slug, row in about.items()
        if slug in known and any(getattr(known[slug], name) != value for name, value in row.items())
    ]
    if fresh:
        connection.execute(insert(connection, source).on_conflict_do_nothing(index_elements=["slug"]), fresh)
    for row in changed:
        connection.execute(update(source).where(source.c.slug == row["slug"]).values(row))
    rows = {row.slug: row for row in connection.execute(select(*columns))} if fresh or changed else known
    return [_state(rows[each.slug], each) for each in sources]


def states(connection: Connection) -> list[SourceState]:
    """Give the state of every source that was ever listed, by slug; whether it still is, the archive does not know."""
    columns = [column for column in source.c if column is not source.c.rhythm]
    rows = connection.execute(select(*columns).order_by(source.c.slug))
    return [_state(row, Source(**{name: getattr(row, name) for name in _LISTED_COLUMNS})) for row in rows]


_LISTED_COLUMNS = ("slug", "name", "country", "language", "kind", "url")
_POLL_COLUMNS = (
    "etag", "last_modified", "body_digest", "next_poll_at", "reason", "detail",
    "moved_to", "moved_by", "moved_at", "claimed_url", "silent_since", "full_from",
)  # fmt: skip


def _state(row: Row[Any], listed: Source) -> SourceState:
    return SourceState(
        id=row.id,
        source=listed,
        failures=row.failures,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        **{name: getattr(row, name) for name in _POLL_COLUMNS},
    )


def note(connection: Connection, run: int, polls: Sequence[tuple[Polled, Plan]]) -> list[Noted]:
    """Store polls: their entries, the state of their sources, and a gap where a window was overrun.

    Args:
        connection: in a transaction: a listing is never marked as read before its URLs are safe.
        run: key of the run.
        polls: of different sources, each with what decides on the next poll once it is known what was new.
    """
    noted: list[Noted] = []
    asked = source.c.id.in_([polled.state.id for polled, _ in polls])
    rhythms = {row.id: row.rhythm for row in connection.execute(select(source.c.id, source.c.rhythm).where(asked))}
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}  # by the columns that they set
    for polled, plan in polls:
        brought = _discover(connection, run, polled)
        planned = plan(brought, rhythms.get(polled.state.id))
        noted.append(brought if planned.silent_since is None else replace(brought, silent=True))
        row = _columns(planned) | _ended(polled)
        rows.setdefault(tuple(row), []).append({"key": polled.state.id, **{f"new_{name}": row[name] for name in row}})
    for names, parameters in rows.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        connection.execute(update(source).where(source.c.id == bindparam("key")).values(values), parameters)
    return noted


def _columns(planned: Planned) -> dict[str, Any]:
    return {name: getattr(planned, name) for name in ("next_poll_at", "full_from", "silent_since", "rhythm")}


def _ended(polled: Polled) -> dict[str, Any]:
    """Give the columns that the end of a poll sets; only the times where all else stays, as it does for most polls."""
    before, failed = polled.state, polled.failed
    if failed is not None:
        told = {"reason": failed.reason, "detail": failed.detail}
        return {"polled_at": polled.at, "failures": before.failures + 1, **told}
    found = {"polled_at": polled.at, "succeeded_at": polled.at}
    if not before.failures and all(getattr(polled, name) == getattr(before, name) for name in _KEPT):
        return found
    moved_at = before.moved_at if polled.moved_to == before.moved_to else polled.at
    return (
        found
        | {name: getattr(polled, name) for name in _KEPT}
        | {
            "moved_at": moved_at if polled.moved_to else None,
            "failures": 0,
            "reason": None,
            "detail": None,
        }
    )


_KEPT = ("etag", "last_modified", "body_digest", "moved_to", "moved_by", "claimed_url")


def _discover(connection: Connection, run: int, polled: Polled) -> Noted:
    if not polled.entries:
        return Noted(found=NOTHING, overrun=False)
    of = polled.state
    listing = Listing(how=of.source.kind, origin=of.source.url, source_id=of.id)
    found = frontier.discover(connection, run, polled.entries, listing, polled.at)
    usable = found.seen - found.unusable
    # One entry alone is no window: such a listing shows the latest article and has nothing to overlap with.
    newest = _newest_before(connection, polled) if usable > 1 and found.first_listed >= usable else None
    missing = _missing(newest, polled) if newest else None
    if missing:
        gaps.note(connection, of.id, *missing, polled.at)
    return Noted(found=found, overrun=missing is not None)


def _missing(newest: datetime, polled: Polled) -> tuple[datetime, datetime] | None:
    """Give the time between what was known and what came; None: all that came is older, as when addresses change."""
    since = min(newest, polled.at)
    dated = [each.published.value for each in polled.entries if each.published]
    later = [moment for moment in dated if since < moment <= polled.at]
    return (since, min([*later, polled.at])) if later or not dated else None


def _newest_before(connection: Connection, polled: Polled) -> datetime | None:
    """When the newest entry that this listing had named was published, or else seen; None: it had named none."""
    of = polled.state
    before = (discovery.c.source_id == of.id, discovery.c.origin == of.source.url, discovery.c.seen_at < polled.at)
    # A date in the future says nothing; without one, the article is as old as our knowledge of it.
    known = case((discovery.c.published <= discovery.c.seen_at, discovery.c.published), else_=discovery.c.seen_at)
    newest: datetime | None = connection.execute(select(func.max(known)).where(*before)).scalar()
    return newest
