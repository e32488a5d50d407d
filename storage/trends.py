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
from extractors.permalinks import site_of
from storage import coverage
from storage.facets import has_lexicon
from storage.periods import Step, first_day, next_period, period_of, periods, step_for, told
from storage.queries import Query
from storage.search import found
from storage.tables import article, source, tag
from storage.tags import ORGANIZATIONS, TAGGED

By = Literal["language", "outlet", "topic", "source", "country", "level", "kind", "agency"]

OTHER = ""  # stands for all values that have no place of their own
LARGEST = 7  # values of a trend that have: more lines than that nobody tells apart
MOST_PERIODS = 2_000
MOST_DAYS = 3 * 366  # whose coverage is looked up
MOST_ROWS, MOST_COLUMNS = 15, 12


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
    bounds = _bounds(connection, query, now)
    if bounds is None:
        return Trend(by=by, step=step or "day", periods=(), values=(), points=(), no_data=frozenset())
    step = step or step_for(*bounds)
    every = tuple(islice(periods(*bounds, step), MOST_PERIODS + 1))
    if len(every) > MOST_PERIODS:
        raise InputError(f"a {step} is too short a step from {bounds[0]} to {bounds[1]}; leave it out")
    fields = () if by is None else (by,)
    counts: Counter[tuple[date, str | None]] = Counter()
    for key, count in _counted(connection, query, fields, told(step, connection.dialect.name)).items():
        counts[period_of(key[0], step), OTHER if by is None else key[1]] += count
    values = _ranked(counts, place=1)
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
    counts = _counted(connection, query, (rows, columns))
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


def _bounds(connection: Connection, query: Query, now: datetime) -> tuple[date, date] | None:
    """The first and the last day of a trend; None where it has none."""
    keys = found(connection, query).subquery()
    day = told("day", connection.dialect.name)
    days = select(func.min(day), func.max(day))
    first, last = connection.execute(days.select_from(keys.join(article, article.c.id == keys.c.id))).one()
    start = query.since.date() if query.since else first and date.fromisoformat(first)
    end = last and date.fromisoformat(last)
    if query.until:
        limit = min(query.until - datetime.resolution, now).date()
        end = max(end, limit) if end else limit
    return (start, end) if start and end and start <= end else None


def _counted(
    connection: Connection, query: Query, fields: Sequence[By], moment: ColumnElement[str] | None = None
) -> Counter[tuple[Any, ...]]:
    """Count articles by *moment*, if given, and *fields*."""
    # Found first: or the planner may read all tags of the archive, and look up for each whether its article is wanted.
    keys = found(connection, query).cte("keys").prefix_with("MATERIALIZED")
    tables: FromClause = keys.join(article, article.c.id == keys.c.id)
    wanted = [] if moment is None else [moment]
    read: list[Callable[[Any], Any]] = [_as_it_is] * len(wanted)
    number: ColumnElement[int] = func.count()
    for by in fields:
        if by == "topic" or (by == "level" and query.tag is not None):
            tags, tagged = _tags(connection, by, query.tag)
            tables = tables.join(tags, tagged)
            number = func.count(article.c.id.distinct())  # two lexicons may give the same topic
            wanted.append(tags.c.slug if by == "topic" else tags.c.level)
            read.append(_as_it_is)
        else:
            expression, reader = _field(connection, by)
            wanted.append(expression)
            read.append(reader)
    counts: Counter[tuple[Any, ...]] = Counter()
    rows = connection.execute(select(number.label("number"), *wanted).select_from(tables).group_by(*wanted))
    for row in rows:
        counts[tuple(each(value) for each, value in zip(read, row[1:], strict=True))] += row.number
    return counts


def _field(connection: Connection, by: By) -> tuple[ColumnElement[Any], Callable[[Any], str | None]]:
    """Give what the database counts *by*, and how to read a value from it."""
    if by == "outlet":
        return article.c.url, site_of
    if by in {"source", "country"}:
        column = source.c.slug if by == "source" else source.c.country
        known = dict(connection.execute(select(source.c.id, column)).all())
        return article.c.source_id, known.get
    return article.c[by], _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _tags(connection: Connection, by: By, of: str | None) -> tuple[Any, ColumnElement[bool]]:
    """Give the tags that say the topics of an article, or its level under what was asked for; see storage.search."""
    tags = tag.alias()
    tagged = tags.c.article_id == article.c.id
    if by == "level":
        return tags, tagged & tags.c.kind.in_(ORGANIZATIONS) & (tags.c.slug == of)
    tagged &= (tags.c.kind == "topic") & tags.c.level.in_(TAGGED)
    if of is not None and has_lexicon(connection, of):
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
