"""What is known of each source, day by day, so that "no news" and "no data" differ.

Counted from the facts (who listed what, what became of it, what is kept), not from the reports of runs, which a run
that is killed never writes. Each URL that a source has listed is in one column of one row:

    seen = stored + duplicate + failed + refused + pending

Its day is that of publication, as the listing states it or else the article. Where neither does, or says a time after
the URL was found, it is the day of its discovery. A URL that two sources list counts for both.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection

from storage.tallies import DAY, Known, Tally, span, tallies

State = Literal["ok", "no_news", "no_data", "low", "gap", "off"]

DEFAULT_DAYS = 30
WEEKS = 8  # before a day, whose same weekdays say what to expect of it
LEAST_WEEKS = 2  # a source known for a shorter time has no rhythm yet
LOW_SHARE = 0.25  # of what is expected; less than that is low
LEAST_EXPECTED = 4.0  # of fewer, chance alone too often makes none: 2 % of the time at 4, by Poisson's law
ENDINGS = ("stored", "duplicate", "failed", "refused", "pending")
BEGINNING = date(1970, 1, 1)  # no date is read that lies before, see extractors.dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One source on one day (UTC)."""

    source: str  # slug; "": what no source listed
    day: date
    state: State
    polls_ok: int
    polls_failed: int
    expected: float | None  # URLs: the mean of the same weekday in the weeks before; None: known for too short a time
    seen: int  # URLs listed
    fetched: int  # of them, those of which a page is kept
    stored: int
    duplicate: int
    failed: int
    refused: int
    pending: int
    reasons: Mapping[str, Mapping[str, int]]  # of "polls_failed", "duplicate", "failed", "refused" and "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageQuery:
    """Which days are asked for; see `coverage`."""

    now: datetime
    source: str | None = None  # slug
    since: datetime | None = None
    until: datetime | None = None
    active: Collection[str] | None = None
    limit: int | None = None  # None: all


def days(connection: Connection, query: CoverageQuery) -> Iterator[Covered]:
    """Give the days that *query* asks for."""
    asked: dict[str, Any] = {"since": query.since, "until": query.until, "active": query.active}
    yield from islice(coverage(connection, query.now, source_slug=query.source, **asked), query.limit)


def coverage(
    connection: Connection, now: datetime, *, source_slug: str | None = None, since: datetime | None = None,
    until: datetime | None = None, active: Collection[str] | None = None,
) -> Iterator[Covered]:  # fmt: skip
    """Give every day of every source, ordered by both; a day of which nothing is known has its row too.

    Args:
        connection: for reading.
        now: the moment; no day after it has a row.
        source_slug: only this source.
        since: the first day. None: DEFAULT_DAYS in all, of them those since the source is known.
        until: the day after the last. None: today is the last.
        active: slugs of the sources that are polled; None: all are.
    """
    today = now.date()
    last = min(today, max(until.date(), BEGINNING) - DAY) if until else today
    first = max(since.date(), BEGINNING) if since else last - (DEFAULT_DAYS - 1) * DAY
    earliest = first - timedelta(weeks=WEEKS)
    for known in tallies(connection, source_slug, active, earliest=earliest, first=first, last=last):
        start = first if since else max(first, _known_since(known, today))
        for day in _days(known, first, start, last):
            yield _covered(known, day, is_over=day < today)


def _known_since(known: Known, today: date) -> date:
    polled = (day for day, tally in known.days.items() if tally.polls)
    return min(filter(None, (known.first_seen, *polled)), default=today)


def _days(known: Known, first: date, start: date, last: date) -> Sequence[date]:
    """The days that have a row: from *first* those with facts, and of a source all from *start*."""
    told = {day for day in known.days if first <= day <= last}
    return sorted(told.union(span(start, last)) if known.slug else told)


def _covered(known: Known, day: date, *, is_over: bool) -> Covered:
    tally = known.days.get(day) or Tally()
    expected = _expected(known, day)
    is_off = not known.is_active and (known.last_poll is None or known.last_poll < day)
    return Covered(
        source=known.slug,
        day=day,
        state=_state(tally, expected if is_over else None, is_off=is_off),
        polls_ok=tally.polls[True],
        polls_failed=tally.polls[False],
        expected=expected,
        seen=tally.urls["seen"],
        fetched=tally.urls["fetched"],
        **{ending: tally.urls[ending] for ending in ENDINGS},
        reasons={name: dict(sorted(reasons.items())) for name, reasons in sorted(tally.reasons.items())},
    )


def _expected(known: Known, day: date) -> float | None:
    """The mean of the same weekday in up to WEEKS weeks before *day* in which the source was known."""
    if known.first_seen is None:
        return None
    earlier = [before for week in range(1, WEEKS + 1) if (before := day - timedelta(weeks=week)) >= known.first_seen]
    if len(earlier) < LEAST_WEEKS:
        return None
    return round(sum(known.days[each].urls["seen"] for each in earlier if each in known.days) / len(earlier), 1)


def _state(tally: Tally, expected: float | None, *, is_off: bool) -> State:
    """Say in a word what to think of a day; *expected* is None also for a day that is not over."""
    seen = tally.urls["seen"]
    if "open" in tally.gaps:
        return "gap"
    if not (seen or tally.polls[True] or tally.gaps):
        return "off" if is_off else "no_data"
    if expected is not None and expected >= LEAST_EXPECTED and seen < LOW_SHARE * expected:
        return "low"
    return "ok" if seen else "no_news"
