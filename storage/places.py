"""The places (sort keys) of the articles that answer, in the order of time, from any place on."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Select, func, select, union_all

from storage import matching, recent
from storage.asof import shown_at
from storage.filters import Wanted
from storage.fulltext import INDEX, VERSIONS
from storage.sortkey import ID_BITS
from storage.tables import article, version
from storage.wording import Term


def newest(connection: Connection, wanted: Wanted, most: int, *, before: int | None = None) -> Sequence[int]:
    """Give up to *most* places, the newest first, those before the place *before*."""
    if connection.dialect.name == "postgresql" and wanted.as_of is None and (wanted.group or wanted.labels):
        end = _earlier(wanted.end, before)
        return recent.newest(connection, wanted, most, end, partial(_between, connection, wanted))
    statement, place = _places(connection, wanted, before=before)
    return connection.scalars(statement.order_by(place.desc()).limit(most)).all()


def _between(
    connection: Connection, wanted: Wanted, start: int | None, end: int | None
) -> tuple[Select[Any], ColumnElement[int]]:
    return _places(connection, wanted, before=end, after=None if start is None else start - 1)


def oldest(connection: Connection, wanted: Wanted, most: int, *, after: int | None = None) -> Sequence[int]:
    """Give up to *most* places, the oldest first, those after the place *after*."""
    statement, place = _places(connection, wanted, after=after)
    with matching.by_terms(connection):
        return connection.scalars(statement.order_by(place).limit(most)).all()


def places(connection: Connection, wanted: Wanted) -> Select[Any]:
    """Give all places (`place`) that answer, in no order."""
    statement, place = _places(connection, wanted)
    return statement.with_only_columns(place.label("place"))


def articles(connection: Connection, wanted: Wanted) -> Select[Any]:
    """Give the keys (`id`) of all articles that answer, in no order."""
    statement, place = _places(connection, wanted)
    return statement.with_only_columns(place.op("&")((1 << ID_BITS) - 1).label("id"))


def holding(connection: Connection, term: Term) -> float:
    """Say about how many articles hold *term*: to count them would take longer than to search.

    SQLite: by how far back the newest of them reach. PostgreSQL: as its planner guesses by its statistics.
    """
    if connection.dialect.name == "postgresql":
        return matching.estimate(connection, ((term,),))
    having = select(INDEX.c.rowid).where(matching.matches(((term,),), (), connection.dialect))
    some = having.order_by(INDEX.c.rowid.desc()).limit(_SAMPLE).subquery()
    count, reach = connection.execute(select(func.count(), func.min(some.c.rowid))).one()
    if count < _SAMPLE:
        return float(count)
    oldest, newest = connection.execute(_ENDS).one()
    return float(count * max(newest - oldest, 1) / max(newest - reach, 1))


_SAMPLE = 200  # newest articles of a term, by which its frequency is estimated
_ENDS = select(
    select(func.min(article.c.sort_key)).scalar_subquery(), select(func.max(article.c.sort_key)).scalar_subquery()
)  # apart, or SQLite would read the whole index for both


def _places(
    connection: Connection, wanted: Wanted, *, before: int | None = None, after: int | None = None
) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the places, in no order; give the column, too."""
    first, end = _later(wanted.first, after if after is None else after + 1), _earlier(wanted.end, before)
    place: ColumnElement[int] = article.c.sort_key
    if wanted.group is None and not wanted.labels:
        statement = select(place).where(*wanted.conditions)
    else:
        statement, place = _found(wanted, connection.dialect)
        if wanted.as_of is not None and wanted.group is not None:
            statement = statement.where(article.c.changed_at <= wanted.as_of)
            both = union_all(statement, _then(wanted, connection.dialect)).subquery()
            place = both.c[0]
            statement = select(place)
    if first is not None:
        statement = statement.where(place >= first)
    if end is not None:
        statement = statement.where(place < end)
    return statement, place


def _found(wanted: Wanted, dialect: Dialect) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the places of articles whose texts of today answer."""
    place, found = INDEX.c.rowid, matching.matches(wanted.group, wanted.labels, dialect)
    if not wanted.conditions:
        return select(place).select_from(INDEX).where(found), place
    # "+": the index is asked first, not once for each article.
    joined = INDEX.join(article, article.c.sort_key == place.op("+")(0))
    return select(place).select_from(joined).where(found, *wanted.conditions), place


def _then(wanted: Wanted, dialect: Dialect) -> Select[Any]:
    """Select the places of articles that were changed since, whose texts of that time answer; see storage.asof."""
    found = matching.matches(wanted.group, (), dialect, VERSIONS)
    joined = VERSIONS.join(version, version.c.id == VERSIONS.c.rowid.op("+")(0)).join(article)
    statement = select(article.c.sort_key).select_from(joined).where(found, *wanted.conditions)
    if wanted.labels:
        labelled = select(INDEX.c.rowid).where(matching.matches(None, wanted.labels, dialect))
        statement = statement.where(article.c.sort_key.in_(labelled))
    assert wanted.as_of is not None
    return statement.where(shown_at(wanted.as_of))


def _later(*places: int | None) -> int | None:
    return max((each for each in places if each is not None), default=None)


def _earlier(*places: int | None) -> int | None:
    return min((each for each in places if each is not None), default=None)
