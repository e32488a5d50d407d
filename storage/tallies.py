"""The facts that the coverage of a source rests on, counted by day: URLs, polls and gaps.

What the tables say, not the reports of runs, which a run that is killed never writes; of polls alone the ledger of runs
knows more than the tables.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, Subquery, case, func, select

from storage.tables import article, capture, discovery, frontier, gap, run, run_source, source

DAY = timedelta(days=1)
POLLS_THAT_WORKED = ("changed", "unchanged")


@dataclass(slots=True)
class Tally:
    """The counts of one source on one day."""

    urls: Counter[str] = field(default_factory=Counter)  # by ending, and "seen" and "fetched"
    polls: Counter[bool] = field(default_factory=Counter)  # by whether they worked
    reasons: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gaps: set[str] = field(default_factory=set)  # states of the gaps that reach into the day


@dataclass(slots=True)
class Known:
    """A source, and what is known of its days."""

    slug: str
    first_seen: date | None  # when it first listed anything
    last_poll: date | None
    is_active: bool
    days: defaultdict[date, Tally] = field(default_factory=lambda: defaultdict(Tally))


Tallies = dict[int | None, Known]  # by the key of the source; under None what no source listed


def span(first: date, last: date) -> Iterator[date]:
    """Give the days from *first* to *last*."""
    return (first + number * DAY for number in range((last - first).days + 1))


def tallies(
    connection: Connection, slug: str | None, active: Collection[str] | None, *, earliest: date, first: date, last: date
) -> list[Known]:
    """Count what is known of each source, or of the one named *slug* only, and under "" of what no source listed.

    Args:
        connection: for reading.
        slug: of one source; None: all.
        active: slugs of the sources that are polled; None: all are.
        earliest: first day whose URLs are counted.
        first, last: days whose polls and gaps are counted.
    """
    known = _sources(connection, slug, active)
    _add_urls(connection, known, earliest)
    _add_polls(connection, known, first)
    _add_listings(connection, known, first)
    _add_gaps(connection, known, first, last)
    return sorted(known.values(), key=lambda each: each.slug)


def _sources(connection: Connection, slug: str | None, active: Collection[str] | None) -> Tallies:
    first = select(func.min(discovery.c.seen_at)).where(discovery.c.source_id == source.c.id).scalar_subquery()
    statement = select(source.c.id, source.c.slug, source.c.polled_at, source.c.succeeded_at, first.label("first"))
    known: Tallies = {}
    if slug is None:
        known[None] = Known("", None, None, is_active=True)
    else:
        statement = statement.where(source.c.slug == slug)
    for row in connection.execute(statement):
        first_seen, last_poll = (moment and moment.date() for moment in (row.first, row.polled_at))
        is_active = active is None or row.slug in active
        known[row.id] = each = Known(row.slug, first_seen, last_poll, is_active=is_active)
        if last_poll:  # the last poll is known also where its run was killed and left no report
            each.days[last_poll].polls[row.polled_at == row.succeeded_at] = 1
        if row.succeeded_at:
            each.days[row.succeeded_at.date()].polls[True] = 1
    return known


def _add_urls(connection: Connection, known: Tallies, first: date) -> None:
    wanted = [discovery.c.source_id.in_([key for key in known if key is not None])]
    if None in known:
        # Apart, and all sources by no list: an index serves each, and neither serves both.
        wanted = [discovery.c.source_id.in_(select(source.c.id)), discovery.c.source_id.is_(None)]
    for condition in wanted:
        for row in connection.execute(_counted(_urls(condition, first, connection))):
            tally = known[row.source_id].days[date.fromisoformat(row.day)]
            tally.urls.update({"seen": row.number, "fetched": row.fetched, row.ending: row.number})
            if row.reason:
                tally.reasons[row.ending][row.reason] += row.number


def _counted(urls: Subquery) -> Select[Any]:
    names = (urls.c.source_id, urls.c.day, urls.c.ending, urls.c.reason)
    return select(*names, func.count().label("number"), func.sum(urls.c.fetched).label("fetched")).group_by(*names)


def _urls(condition: ColumnElement[bool], first: date, connection: Connection) -> Subquery:
    """A row for each URL of each source: its day, how it ended and why, and whether a page is kept (1 or 0)."""
    start = _midnight(first)
    stated = func.min(case((discovery.c.published <= discovery.c.seen_at, discovery.c.published)))
    names = (discovery.c.source_id, discovery.c.frontier_id)
    # Nothing counts for a day after the one on which it was seen: what was seen before the first day is not wanted.
    listed = (
        select(*names, stated.label("stated"))
        .where(condition, discovery.c.seen_at >= start)
        .group_by(*names)
        .subquery()
    )
    by_article = case((article.c.published <= frontier.c.discovered_at, article.c.published))
    moment = func.coalesce(listed.c.stated, by_article, frontier.c.discovered_at, type_=frontier.c.discovered_at.type)
    ending, reason = _ended()
    kept = select(capture.c.id).where(capture.c.frontier_id == frontier.c.id).exists()
    return (
        select(
            listed.c.source_id,
            _day(moment, connection).label("day"),
            ending.label("ending"),
            reason.label("reason"),
            case((kept, 1), else_=0).label("fetched"),
        )
        .select_from(
            listed.join(frontier, frontier.c.id == listed.c.frontier_id).outerjoin(
                article, article.c.frontier_id == frontier.c.id
            )
        )
        .where(moment >= start)
        .subquery()
    )


def _ended() -> tuple[ColumnElement[str], ColumnElement[str]]:
    """How a URL ended, and why: what the archive has of it counts for more than that it is being fetched again."""
    is_original, has_article = article.c.kind == "original", article.c.id.is_not(None)
    is_done = frontier.c.state == "done"  # and without an article of its own: it led to that of another URL
    failed, refused = frontier.c.state.in_(["failed", "gone"]), frontier.c.state == "refused"
    ending = case(
        (is_original, "stored"), (has_article | is_done, "duplicate"), (failed, "failed"), (refused, "refused"),
        else_="pending",
    )  # fmt: skip
    reason = case((is_original, ""), (has_article, article.c.kind), (is_done, "same_url"), else_=frontier.c.reason)
    return ending, reason


def _add_polls(connection: Connection, known: Tallies, first: date) -> None:
    """Count the polls of runs that came to their end."""
    oldest = select(func.min(run.c.id)).where(run.c.started_at >= _midnight(first)).scalar_subquery()
    names = (run_source.c.source, run_source.c.day, run_source.c.reason)
    rows = connection.execute(
        select(*names, func.sum(run_source.c.count).label("number"))
        .where(run_source.c.run_id >= oldest, run_source.c.outcome == "polled", run_source.c.day >= first.isoformat())
        .group_by(*names)
    ).all()
    by_slug = {each.slug: each for each in known.values()}
    counted: defaultdict[tuple[str, date], Counter[bool]] = defaultdict(Counter)
    for row in rows:
        # A backfill asks sitemaps of no source, and the ledger names them by their address.
        each = by_slug.get(row.source) or by_slug.get("")
        if each is None:
            continue
        day, worked = date.fromisoformat(row.day), row.reason in POLLS_THAT_WORKED
        counted[each.slug, day][worked] += int(row.number)
        if not worked:
            each.days[day].reasons["polls_failed"][row.reason] += int(row.number)
    for (slug, day), polls in counted.items():
        by_slug[slug].days[day].polls |= polls  # the larger of both counts


def _add_listings(connection: Connection, known: Tallies, first: date) -> None:
    """Note the days on which a source's own listing brought something: it was polled, whoever failed to report it."""
    day = _day(discovery.c.seen_at, connection)
    rows = connection.execute(
        select(source.c.id, day.label("day"))
        .join(discovery, (discovery.c.source_id == source.c.id) & (discovery.c.origin == source.c.url))
        .where(discovery.c.seen_at >= _midnight(first))
        .group_by(source.c.id, day)
    )
    for row in rows:
        if row.id in known:
            known[row.id].days[date.fromisoformat(row.day)].polls |= Counter({True: 1})


def _add_gaps(connection: Connection, known: Tallies, first: date, last: date) -> None:
    rows = connection.execute(
        select(gap.c.source_id, gap.c.since, gap.c.until, gap.c.state).where(
            gap.c.since < _midnight(last) + DAY, gap.c.until > _midnight(first)
        )
    )
    for row in rows:
        if row.source_id in known:
            end = (row.until - timedelta.resolution).date()
            for day in span(max(first, row.since.date()), min(last, end)):
                known[row.source_id].days[day].gaps.add(row.state)


def _day(moment: ColumnElement[datetime], connection: Connection) -> ColumnElement[str]:
    """The ISO date of a moment, in UTC."""
    if connection.dialect.name == "sqlite":
        return func.substr(moment, 1, 10, type_=String)  # of its text
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD", type_=String)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))
