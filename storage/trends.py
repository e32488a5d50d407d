"""Counts over time, and of one field against another: the numbers behind pictures.

Where nothing was published and where nothing is known are two things: see `Trend.no_data`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from config.errors import InputError
from storage import coverage, filters, places
from storage.filters import Wanted
from storage.periods import Step, first_day, next_period, periods, step_for
from storage.queries import Query
from storage.sortkey import DAY_OF_PLACES, ID_BITS, day_of
from storage.tables import article, source, tag
from storage.tags import ORGANIZATIONS, TAGGED

By = Literal["language", "outlet", "topic", "source", "country", "level", "kind", "agency"]

OTHER = ""  # stands for all values that have no place of their own
LARGEST = 7  # values of a trend that have: more lines than that nobody tells apart
MOST_PERIODS = 2_000
MOST_DAYS = 3 * 366  # whose coverage is looked up
MOST_ROWS, MOST_COLUMNS = 15, 12
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)  # that something lies before


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A number of articles in one period."""

    period: date  # its first day (UTC)
    value: str | None  # of the field; None: the article has none; OTHER: any other, or all
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How many articles in each period; one that has several topics counts for each."""

    by: By | None
    step: Step
    periods: tuple[date, ...]  # without a hole
    values: tuple[str | None, ...]  # the most frequent first; OTHER is the last
    points: tuple[Point, ...]  # one for each period and value, also where it is zero; in that order
    no_data: frozenset[date]  # periods without articles in which no source was reached: nothing is known of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """How many articles have one value and another; one that has several topics counts for each."""

    by: tuple[By, By]
    rows: tuple[str | None, ...]  # values, the most frequent first; what has no place is left out
    columns: tuple[str | None, ...]
    counts: tuple[tuple[int, ...], ...]  # by row, then by column
    more_rows: int
    more_columns: int


def trend(
    connection: Connection, query: Query, now: datetime, *, by: By | None, step: Step | None, largest: int = LARGEST
) -> Trend:  # fmt: skip
    """Count the articles that answer *query* over time.

    Args:
        connection: for reading.
        query: what its dates leave open goes from the first to the last article.
        now: no period begins after it but that of an article.
        by: field by whose values they are told apart; None: by none.
        step: None: the finest that is no more than some 200 periods.
        largest: values that have a place of their own.

    Raises:
        InputError: the words of the query cannot be read; the step makes more than MOST_PERIODS.
    """
    wanted = filters.wanted(connection, query)
    bounds = _bounds(connection, query, wanted, now)
    if bounds is None:
        return Trend(by=by, step=step or "day", periods=(), values=(), points=(), no_data=frozenset())
    step = step or step_for(*bounds)
    every = tuple(islice(periods(*bounds, step), MOST_PERIODS + 1))
    if len(every) > MOST_PERIODS:
        raise InputError(f"a {step} is too short a step from {bounds[0]} to {bounds[1]}; leave it out")
    counts: Counter[tuple[date, str | None]] = Counter()
    for key, count in _counted(connection, wanted, query.tag, () if by is None else (by,), by_day=True).items():
        counts[first_day(day_of(key[0] * DAY_OF_PLACES), step), OTHER if by is None else key[1]] += count
    values = _ranked(counts, place=1) or [OTHER]
    kept = values[:largest]
    shown = (*kept, OTHER) if kept != values else (*kept,)
    folded = _folded(counts, kept)
    empty = set(every) - {period for period, _ in folded}
    return Trend(
        by=by,
        step=step,
        periods=every,
        values=shown,
        points=tuple(Point(period=each, value=value, count=folded[each, value]) for each in every for value in shown),
        no_data=_without_data(connection, empty, step, query.source, now),
    )


def matrix(
    connection: Connection, query: Query, rows: By, columns: By, *, most_rows: int = MOST_ROWS,
    most_columns: int = MOST_COLUMNS,
) -> Matrix:  # fmt: skip
    """Count the articles that answer *query* by two fields; raise InputError when both are the same."""
    if rows == columns:
        raise InputError(f"{rows} against itself is no table; take two of {', '.join(get_args(By))}")
    counts = _counted(connection, filters.wanted(connection, query), query.tag, (rows, columns))
    down, across = _ranked(counts, place=0), _ranked(counts, place=1)
    return Matrix(
        by=(rows, columns),
        rows=tuple(down[:most_rows]),
        columns=tuple(across[:most_columns]),
        counts=tuple(tuple(counts[row, column] for column in across[:most_columns]) for row in down[:most_rows]),
        more_rows=max(0, len(down) - most_rows),
        more_columns=max(0, len(across) - most_columns),
    )


def _folded(counts: Counter[tuple[date, str | None]], kept: Collection[str | None]) -> Counter[Any]:
    folded: Counter[tuple[date, str | None]] = Counter()
    for (period, value), count in counts.items():
        folded[period, value if value in kept else OTHER] += count
    return folded


def _bounds(connection: Connection, query: Query, wanted: Wanted, now: datetime) -> tuple[date, date] | None:
    """The first and the last day of a trend; None where it has none."""
    first, last = (find(connection, wanted, 1) for find in (places.oldest, places.newest))
    start = query.since.date() if query.since else day_of(first[0]) if first else None
    end = day_of(last[0]) if last else None
    if query.until:
        limit = min(max(query.until, _EARLIEST) - datetime.resolution, now).date()
        end = max(end, limit) if end else limit
    return (start, end) if start and end and start <= end else None


def _counted(
    connection: Connection, wanted: Wanted, tagged: str | None, fields: Sequence[By], *, by_day: bool = False
) -> Counter[tuple[Any, ...]]:
    """Count articles by day, as a number since that of the first place, and by *fields*.

    Args:
        connection: for reading.
        wanted: what must be so of them.
        tagged: slug of the organization that was asked for; None: none was.
        fields: of these.
        by_day: or by the fields only.
    """
    # Found first: or the planner may read all tags of the archive, and look up for each whether its article is wanted.
    found = places.places(connection, wanted).cte("found").prefix_with("MATERIALIZED")
    tables: FromClause = found
    columns: list[ColumnElement[Any]] = [found.c.place // DAY_OF_PLACES] if by_day else []
    columns[:1] = [each.label("day") for each in columns]
    read: list[Callable[[Any], Any]] = [_as_it_is] * len(columns)
    number: ColumnElement[int] = func.count()
    if any(not _is_of_tags(by, tagged) for by in fields):
        tables = tables.join(article, article.c.sort_key == found.c.place)
    for by in fields:
        if _is_of_tags(by, tagged):
            tags, fits = _tags(connection, by, tagged)
            tables = tables.join(tags, fits & (tags.c.article_id == found.c.place.op("&")((1 << ID_BITS) - 1)))
            number = func.count(found.c.place.distinct())  # two lexicons may give the same topic
            columns.append(tags.c.slug if by == "topic" else tags.c.level)
            read.append(_as_it_is)
        else:
            column, reader = _field(connection, by)
            columns.append(column)
            read.append(reader)
    counts: Counter[tuple[Any, ...]] = Counter()
    rows = connection.execute(select(number.label("number"), *columns).select_from(tables).group_by(*columns))
    for row in rows:
        counts[tuple(each(value) for each, value in zip(read, row[1:], strict=True))] += row.number
    return counts


def _is_of_tags(by: By, tagged: str | None) -> bool:
    """Say whether values of a field are those of tags: topics, and the level under the organization asked for."""
    return by == "topic" or (by == "level" and tagged is not None)


def _field(connection: Connection, by: By) -> tuple[ColumnElement[Any], Callable[[Any], str | None]]:
    """Give what the database counts *by*, all of it in the index of places, and how to read a value from it."""
    if by in {"source", "country"}:
        column = source.c.slug if by == "source" else source.c.country
        known = dict(connection.execute(select(source.c.id, column)).all())
        return article.c.source_id, known.get
    return article.c[by], _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _tags(connection: Connection, by: By, of: str | None) -> tuple[Any, ColumnElement[bool]]:
    """Give the tags that say the topics of an article, or its level under what was asked for; see storage.filters."""
    tags = tag.alias()
    if by == "level":
        return tags, tags.c.kind.in_(ORGANIZATIONS) & (tags.c.slug == of)
    tagged = (tags.c.kind == "topic") & tags.c.level.in_(TAGGED)
    if of is not None and filters.has_lexicon(connection, of):
        tagged &= tags.c.organization == of
    return tags, tagged


def _ranked(counts: Counter[Any], *, place: int) -> list[str | None]:
    """The values at *place* of the keys, the most frequent first and equals by name."""
    summed: Counter[str | None] = Counter()
    for key, count in counts.items():
        summed[key[place]] += count
    return sorted(summed, key=lambda value: (-summed[value], value or ""))


def _without_data(
    connection: Connection, empty: Collection[date], step: Step, slug: str | None, now: datetime
) -> frozenset[date]:
    """Of the *empty* periods those of which nothing is known; none where they lie too far apart to look."""
    if not empty or (max(empty) - min(empty)).days > MOST_DAYS:
        return frozenset()
    since, until = min(empty), next_period(max(empty), step)
    covered = coverage.coverage(connection, now, source_slug=slug, since=_midnight(since), until=_midnight(until))
    known = {first_day(each.day, step) for each in covered if each.state not in {"no_data", "off"}}
    return frozenset(empty) - known


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))
