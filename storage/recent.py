"""How PostgreSQL finds the newest articles that answer: GIN, unlike FTS5, keeps them in no order.

It gives all that answer, of a common word hundreds of thousands, before the newest of them are known; so how many will
answer decides how to look, as the statistics of the planner say. It cannot be left to the planner, which does not count
what it costs to fetch and unpack the terms of a row: some eight microseconds, against half of one in GIN.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Select, select, text

from storage import matching
from storage.filters import Wanted
from storage.fulltext import INDEX
from storage.tables import article

#: Builds the question for places from the first on and before the second; gives the column of the places, too.
Asked = Callable[[int | None, int | None], tuple[Select[Any], ColumnElement[int]]]

_COMMON = 0.05  # share of the articles; if so many answer, the newest are soon met row by row
_SCANNED = 4_000  # rows that are tried; enough for 200 answers
_ROOM = 2  # times as long a window as should hold what is wanted


def newest(connection: Connection, wanted: Wanted, most: int, end: int | None, asked: Asked) -> list[int]:
    """Give up to *most* places before *end*, the newest first."""
    answering = matching.estimate(connection, wanted.group, wanted.labels)
    if answering >= _COMMON * max(matching.rows(connection), 1):
        found = list(connection.scalars(_row_by_row(wanted, end).limit(most)))
        return found if len(found) == most else _by_terms(connection, asked, most, None, end)
    start = _back(connection, _ROOM * most / max(answering, 1), end)
    found = _by_terms(connection, asked, most, start, end)
    if start is None or len(found) == most or (wanted.first is not None and start <= wanted.first):
        return found
    return found + _by_terms(connection, asked, most - len(found), None, start)


def _row_by_row(wanted: Wanted, end: int | None) -> Select[Any]:
    every = select(INDEX.c.rowid, INDEX.c.terms)
    if end is not None:
        every = every.where(INDEX.c.rowid < end)
    if wanted.first is not None:
        every = every.where(INDEX.c.rowid >= wanted.first)
    tried = every.order_by(INDEX.c.rowid.desc()).limit(_SCANNED).subquery()
    answers = tried.c.terms.op("@@", is_comparison=True)(matching.tsquery(wanted.group, wanted.labels))
    found = select(tried.c.rowid).where(answers)
    if wanted.conditions:
        joined = tried.join(article, article.c.sort_key == tried.c.rowid)
        found = found.select_from(joined).where(*wanted.conditions)
    return found.order_by(tried.c.rowid.desc())


def _by_terms(connection: Connection, asked: Asked, most: int, start: int | None, end: int | None) -> list[int]:
    statement, place = asked(start, end)
    with matching.by_terms(connection):
        return list(connection.scalars(statement.order_by(place.desc()).limit(most)))


_BOUNDS = text(
    "SELECT histogram_bounds::text::bigint[] AS bounds FROM pg_stats"
    " WHERE schemaname = current_schema() AND tablename = 'article_index' AND attname = 'rowid'"
).columns(bounds=ARRAY(BigInteger))


def _back(connection: Connection, share: float, end: int | None) -> int | None:
    """Give the place before which all but this share of the articles before *end* stand; None: no such is known."""
    bounds = connection.scalar(_BOUNDS) or []
    before = len(bounds) if end is None else bisect_left(bounds, end)
    at = before - 1 - int(share * len(bounds) + 1)
    return bounds[at] if at > 0 else None
