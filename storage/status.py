"""How the archive is doing at a moment: runs, polls, the queue, delay, room. Never reads through a large table.

`scowatch status`, `/metrics` and `/health` tell the same, each in its way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select, text

from storage import counters
from storage.space import Space, space
from storage.tables import article, frontier, gap, run, source, watch_target

LAST_RUNS, MOST_RUNNING = 10, 100
MOST_QUEUED = 100_000  # URLs in one state are counted up to here, so that a long queue costs no more
MOST_TROUBLED, NEXT_POLLS = 100, 5  # sources told by name
LATEST = 200  # articles whose delay is looked at
STALE = timedelta(days=7)  # what was published so long before it was stored came from a backfill


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """A run, under way or ended."""

    id: int
    flow: str
    state: str  # running, completed, failed, interrupted
    owner: str  # host, process and start time
    started_at: datetime
    finished_at: datetime | None
    report: Mapping[str, Any] | None  # the counts, see flows.report


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A source that needs a look."""

    slug: str
    word: str  # reason of the last failure, "silent", or "gap"
    detail: str | None  # a sentence
    since: datetime | None  # its last success, or else its last news; None: it never had any
    failures: int  # polls in a row
    next_poll_at: datetime | None  # None: at once
    open_gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How the sources are doing; those that are switched off are left out."""

    sources: int
    new: int  # never polled
    failing: int  # whose last poll failed
    silent: int  # that answer, and bring nothing for longer than their rhythm explains
    due: int
    oldest_due_at: datetime | None  # since when the one that is overdue the longest is due
    newest_poll_at: datetime | None
    newest_success_at: datetime | None
    next: Sequence[tuple[str, datetime]]  # slug and moment of those that are due next, not those that are due now
    open_gaps: int
    troubled: Sequence[Troubled]  # MOST_TROUBLED at most, those that never had success and the oldest troubles first


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """URLs that wait to be worked on; each number up to MOST_QUEUED."""

    due: int
    later: int  # to be tried again at a later time
    leased: int  # at work
    rechecks: int  # pages of articles that are due to be looked at again
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Seconds from publication to storage of the LATEST articles that state the minute, without backfills."""

    articles: int
    median_seconds: float | None  # None: of no article
    p90_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the archive is doing."""

    at: datetime
    schema: str
    runs: Sequence[RunState]  # the last ones, the newest first
    running: Sequence[RunState]
    ended: Mapping[tuple[str, str], datetime]  # by flow and state, when the last one did
    polling: Polling
    queue: Queue
    newest_article_at: datetime | None  # when it was stored
    delay: Delay
    targets_failing: int  # of watches, that could not be reached the last time
    counted: counters.Counted
    space: Space


def status(connection: Connection, pages: Path, now: datetime, *, active: Collection[str] | None) -> Status:
    """Look at the archive.

    Args:
        connection: for reading.
        pages: folder of the kept pages.
        now: the moment.
        active: slugs of the sources that are polled; None: all that the archive knows.
    """
    counted = counters.load(connection)
    latest = connection.execute(select(article.c.first_seen_at).order_by(article.c.id.desc()).limit(1)).scalar()
    failing = select(func.count()).where(watch_target.c.failures > 0)
    return Status(
        at=now,
        schema=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        runs=_runs(connection, LAST_RUNS),
        running=_runs(connection, MOST_RUNNING, run.c.state == "running"),
        ended=_ended(connection, [label for name, label in counted if name == "run"]),
        polling=_polling(connection, now, active),
        queue=_queue(connection, now),
        newest_article_at=latest,
        delay=_delay(connection),
        targets_failing=connection.execute(failing).scalar_one(),
        counted=counted,
        space=space(connection, pages),
    )


def _runs(connection: Connection, most: int, *where: ColumnElement[bool]) -> list[RunState]:
    names = ("id", "flow", "state", "owner", "started_at", "finished_at", "report")
    chosen = select(*(run.c[name] for name in names)).where(*where).order_by(run.c.id.desc()).limit(most)
    return [RunState(**row) for row in connection.execute(chosen).mappings()]


def _ended(connection: Connection, kinds: Sequence[str]) -> dict[tuple[str, str], datetime]:
    """When the last run of each kind ended: an index has the answer of each."""
    found = {}
    for kind in kinds:
        flow, _, state = kind.partition(" ")
        newest = select(func.max(run.c.finished_at)).where(run.c.state == state, run.c.flow == flow)
        moment = connection.execute(newest).scalar()
        if moment is not None:
            found[flow, state] = moment
    return found


def _polling(connection: Connection, now: datetime, active: Collection[str] | None) -> Polling:
    used = _used(connection, active)
    is_due = or_(source.c.next_poll_at.is_(None), source.c.next_poll_at <= now)
    told = connection.execute(
        select(
            func.count().label("sources"),
            func.count(case((source.c.polled_at.is_(None), 1))).label("new"),
            func.count(source.c.reason).label("failing"),
            func.count(case((source.c.reason.is_(None), source.c.silent_since))).label("silent"),
            func.count(case((is_due, 1))).label("due"),
            func.min(case((source.c.next_poll_at <= now, source.c.next_poll_at))).label("oldest_due_at"),
            func.max(source.c.polled_at).label("newest_poll_at"),
            func.max(source.c.succeeded_at).label("newest_success_at"),
        ).where(*used)
    ).mappings()
    coming = select(source.c.slug, source.c.next_poll_at).where(source.c.next_poll_at > now, *used)
    coming = coming.order_by(source.c.next_poll_at).limit(NEXT_POLLS)
    gaps = select(gap.c.source_id, func.count()).where(gap.c.state == "open").group_by(gap.c.source_id)
    open_gaps: dict[int, int] = {row[0]: row[1] for row in connection.execute(gaps)}
    return Polling(
        **told.one(),
        next=[(each.slug, each.next_poll_at) for each in connection.execute(coming)],
        open_gaps=sum(open_gaps.values()),
        troubled=_troubled(connection, used, open_gaps),
    )


def _used(connection: Connection, active: Collection[str] | None) -> list[ColumnElement[bool]]:
    """What leaves out sources that are switched off; they are few, and those that are not may be many."""
    if active is None:
        return []
    off = {*connection.execute(select(source.c.slug)).scalars()} - {*active}
    return [source.c.slug.not_in(sorted(off))] if off else []


def _troubled(
    connection: Connection, used: Sequence[ColumnElement[bool]], open_gaps: Mapping[int, int]
) -> list[Troubled]:
    names = ("id", "slug", "reason", "detail", "succeeded_at", "silent_since", "failures", "next_poll_at")
    ill = [source.c.reason.is_not(None), source.c.silent_since.is_not(None)]
    if open_gaps:
        ill.append(source.c.id.in_(sorted(open_gaps)[:MOST_QUEUED]))
    since = case((source.c.reason.is_(None), source.c.silent_since), else_=source.c.succeeded_at)
    worst = (since.is_not(None), source.c.reason.is_(None), since, source.c.slug)
    chosen = select(*(source.c[name] for name in names)).where(or_(*ill), *used).order_by(*worst).limit(MOST_TROUBLED)
    return [
        Troubled(
            slug=row.slug,
            word=row.reason or ("silent" if row.silent_since else "gap"),
            detail=row.detail,
            since=row.succeeded_at if row.reason else row.silent_since,
            failures=row.failures,
            next_poll_at=row.next_poll_at,
            open_gaps=open_gaps.get(row.id, 0),
        )
        for row in connection.execute(chosen)
    ]


def _queue(connection: Connection, now: datetime) -> Queue:
    def count(*where: ColumnElement[bool]) -> int:
        some = select(frontier.c.id).where(*where).limit(MOST_QUEUED).subquery()
        return connection.execute(select(func.count()).select_from(some)).scalar_one()

    waits = frontier.c.state == "pending"
    oldest = select(func.min(frontier.c.next_try_at)).where(waits, frontier.c.next_try_at <= now)
    return Queue(
        due=count(waits, frontier.c.next_try_at <= now),
        later=count(waits, frontier.c.next_try_at > now),
        leased=count(frontier.c.state == "leased"),
        rechecks=count(frontier.c.recheck_at <= now),
        oldest_due_at=connection.execute(oldest).scalar(),
    )


def _delay(connection: Connection) -> Delay:
    names = (article.c.published, article.c.first_seen_at, article.c.published_precision)
    rows = connection.execute(select(*names).order_by(article.c.id.desc()).limit(LATEST)).all()
    exact = [row for row in rows if row.published is not None and row.published_precision != "day"]
    waits = (row.first_seen_at - row.published for row in exact)
    seconds = sorted(max(each.total_seconds(), 0.0) for each in waits if each < STALE)
    if not seconds:
        return Delay(articles=0, median_seconds=None, p90_seconds=None)
    return Delay(
        articles=len(seconds),
        median_seconds=seconds[len(seconds) // 2],
        p90_seconds=seconds[len(seconds) * 9 // 10],
    )
