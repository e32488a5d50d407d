"""The places (sort keys) of the articles that answer, in the order of time, from any place on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Select, func, select, text, union_all

from storage import matching
from storage.asof import shown_at
from storage.filters import Wanted
from storage.fulltext import INDEX, VERSIONS
from storage.sortkey import ID_BITS
from storage.tables import article, version
from storage.wording import Term


def newest(connection: Connection, wanted: Wanted, most: int, *, before: int | None = None) -> Sequence[int]:
    """Give up to *most* places, the newest first, those before the place *before*."""
    if connection.dialect.name == "postgresql" and wanted.as_of is None and (wanted.group or wanted.labels):
        return _window_by_window(connection, wanted, most, before)
    statement, place = _places(connection, wanted, before=before)
    with _by_terms(connection):
        return connection.scalars(statement.order_by(place.desc()).limit(most)).all()


@contextmanager
def _by_terms(connection: Connection) -> Iterator[None]:
    """Have PostgreSQL find articles by their terms, and not try row after row.

    Its planner does not count what it costs to fetch and unpack the terms of a row: some eight microseconds.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.execute(_PLANS, {"may": "off"})
    yield
    connection.execute(_PLANS, {"may": "on"})  # after an error the transaction is at its end in any case


_PLANS = text("SELECT set_config('enable_seqscan', :may, true), set_config('enable_indexscan', :may, true)")
_WINDOW, _WIDER = 10_000, 6  # articles; how much longer a time the next window is


def _window_by_window(connection: Connection, wanted: Wanted, most: int, before: int | None) -> list[int]:
    """Look through the newest articles first, then in ever longer times before.

    GIN keeps no order: it would give all that answer, of a common word a hundred thousand, each to be read before the
    newest are known. FTS5 has them in the order of time.
    """
    end = _earlier(wanted.end, before)
    edge = select(INDEX.c.rowid).order_by(INDEX.c.rowid.desc())
    edges = edge if end is None else edge.where(INDEX.c.rowid < end)
    newest, start = (connection.scalar(edges.offset(at).limit(1)) for at in (0, _WINDOW))
    found: list[int] = []
    while newest is not None:
        statement, place = _places(connection, wanted, before=end, after=None if start is None else start - 1)
        with _by_terms(connection):
            found += connection.scalars(statement.order_by(place.desc()).limit(most - len(found)))
        if len(found) == most or start is None or (wanted.first is not None and start <= wanted.first):
            break
        newest, end, start = start, start, start - _WIDER * max(newest - start, 1)
        if not _goes_back_to(connection, start):
            start = None
    return found


def _goes_back_to(connection: Connection, place: int) -> bool:
    """Say whether anything stands before *place*."""
    oldest = connection.scalar(select(func.min(INDEX.c.rowid)))
    return oldest is not None and oldest < place


def oldest(connection: Connection, wanted: Wanted, most: int, *, after: int | None = None) -> Sequence[int]:
    """Give up to *most* places, the oldest first, those after the place *after*."""
    statement, place = _places(connection, wanted, after=after)
    with _by_terms(connection):
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
        asked = {"asked": matching.tsquery_text(((term,),))}
        explain = text("EXPLAIN (FORMAT JSON) SELECT FROM article_index WHERE terms @@ CAST(:asked AS tsquery)")
        [plan] = connection.execute(explain, asked).scalar_one()
        return float(plan["Plan"]["Plan Rows"])
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
