"""The places (sort keys) of the articles that answer, in the order of time, from any place on."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, text

from storage import matching
from storage.filters import Wanted
from storage.fulltext import INDEX
from storage.sortkey import ID_BITS
from storage.tables import article
from storage.wording import Group


def newest(connection: Connection, wanted: Wanted, most: int, *, before: int | None = None) -> list[int]:
    """Give up to *most* places, the newest first, those before the place *before*."""
    statement, place = _places(connection, wanted, before=before)
    return list(connection.scalars(statement.order_by(place.desc()).limit(most)))


def oldest(connection: Connection, wanted: Wanted, most: int, *, after: int | None = None) -> list[int]:
    """Give up to *most* places, the oldest first, those after the place *after*."""
    statement, place = _places(connection, wanted, after=after)
    return list(connection.scalars(statement.order_by(place).limit(most)))


def articles(connection: Connection, wanted: Wanted) -> Select[Any]:
    """Give the keys (`id`) of all articles that answer, in no order."""
    statement, place = _places(connection, wanted)
    return statement.with_only_columns(place.op("&")((1 << ID_BITS) - 1).label("id"))


def estimated(connection: Connection, group: Group) -> int:
    """Say how many articles have *group*, as PostgreSQL's planner guesses by its statistics, where to count is dear."""
    asked = {"asked": matching.tsquery_text(group)}
    explain = text("EXPLAIN (FORMAT JSON) SELECT FROM article_index WHERE terms @@ CAST(:asked AS tsquery)")
    [plan] = connection.execute(explain, asked).scalar_one()
    return max(int(plan["Plan"]["Plan Rows"]), 1)


def _places(
    connection: Connection, wanted: Wanted, *, before: int | None = None, after: int | None = None
) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the places, in no order; give the column, too."""
    first, end = _later(wanted.first, after if after is None else after + 1), _earlier(wanted.end, before)
    place: ColumnElement[int] = article.c.sort_key
    if wanted.group is None and not wanted.labels:
        statement = select(place).where(*wanted.conditions)
    else:
        found = matching.matches(wanted.group, wanted.labels, connection.dialect)
        place = INDEX.c.rowid
        statement = select(place).select_from(INDEX).where(found)
        if wanted.conditions:
            # "+": the index is asked first, not once for each article.
            same = article.c.sort_key == (place.op("+")(0))
            statement = select(place).select_from(INDEX.join(article, same)).where(found, *wanted.conditions)
    if first is not None:
        statement = statement.where(place >= first)
    if end is not None:
        statement = statement.where(place < end)
    return statement, place


def _later(*places: int | None) -> int | None:
    return max((each for each in places if each is not None), default=None)


def _earlier(*places: int | None) -> int | None:
    return min((each for each in places if each is not None), default=None)
