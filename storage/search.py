"""From a Query to its hits."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from storage import asof, cursors, filters, places
from storage.cursors import Cursor
from storage.queries import Hit, Page, Query
from storage.ranking import Ranking
from storage.snippets import snippet_of
from storage.sortkey import article_of
from storage.tables import article, source

BEST = 200  # articles that are put in order of relevance; those that follow are in order of time
_AT_A_TIME = 500
_SHORT = tuple(
    article.c[name]
    for name in (
        "id", "url", "title", "published", "first_seen_at", "language", "outlet", "agency", "level", "kind",
        "story_id", "sort_key",
    )
)  # fmt: skip


def search(connection: Connection, query: Query) -> Iterator[Hit]:
    """Give the articles that answer *query*, best or newest first; raise InputError when it makes no sense."""
    answer = Answer(connection, query)
    left = sys.maxsize if query.limit is None else query.limit
    cursor: Cursor | None = Cursor()
    while cursor is not None and left > 0:
        hits, cursor = answer.next(cursor, min(left, _AT_A_TIME))
        yield from hits
        left -= len(hits)


def page(connection: Connection, query: Query, after: str | None = None) -> Page:
    """Give so many hits as the limit of *query* says (20: all is no page), after the page that gave *after*."""
    limit = 20 if query.limit is None else query.limit
    answer = Answer(connection, query)
    hits, cursor = answer.next(cursors.read(after) if after else Cursor(), limit)
    goes_on = cursor is not None and limit > 0 and answer.goes_on(cursor)
    return Page(hits=tuple(hits), after=cursors.written(cursor) if cursor is not None and goes_on else None)


def count(connection: Connection, query: Query, most: int) -> int:
    """Count the articles that answer *query*; stop at *most*."""
    counted = found(connection, query).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(counted)).scalar_one())


def found(connection: Connection, query: Query) -> Select[Any]:
    """Give the keys (`id`) of all articles that answer *query*, in no order: what counts and charts start from."""
    return places.articles(connection, filters.wanted(connection, query))


class Answer:
    """The answer to one query, read part by part."""

    def __init__(self, connection: Connection, query: Query) -> None:
        self._connection, self._query = connection, query
        self._wanted = filters.wanted(connection, query)
        self._ranking = Ranking(connection, self._wanted) if self._wanted.group else None

    def next(self, cursor: Cursor, most: int) -> tuple[list[Hit], Cursor | None]:
        """Give up to *most* hits that follow *cursor*, and where they end; None: with them the answer ends."""
        if cursor == Cursor() and self._ranking is not None and self._query.order == "relevance":
            cursor = Cursor(best=tuple(self._ranking.best(BEST)))
            if not cursor.best and BEST:
                return [], None
        keys = list(cursor.best[cursor.shown : cursor.shown + most])
        shown, place = cursor.shown + len(keys), cursor.place
        while len(keys) < most and not _is_all(cursor) and (more := self._in_time(place, most - len(keys))):
            place = more[-1]
            keys += [key for key in map(article_of, more) if key not in cursor.best]
        ended = len(keys) < most
        return self._hits(keys, cursor.best), None if ended else Cursor(best=cursor.best, shown=shown, place=place)

    def goes_on(self, cursor: Cursor) -> bool:
        """Say whether anything follows *cursor*."""
        if cursor.shown < len(cursor.best) or _is_all(cursor):
            return cursor.shown < len(cursor.best)
        further = self._in_time(cursor.place, len(cursor.best) + 1)
        return any(article_of(place) not in cursor.best for place in further)

    def _in_time(self, place: int | None, most: int) -> Sequence[int]:
        if self._query.order == "oldest":
            return places.oldest(self._connection, self._wanted, most, after=place)
        return places.newest(self._connection, self._wanted, most, before=place)

    def _hits(self, keys: Sequence[int], ranked: Sequence[int]) -> list[Hit]:
        """Read the articles of these keys; one that is gone by now is left out."""
        columns = (*_SHORT, article.c.text) if self._query.snippets else _SHORT
        tables = article.outerjoin(source, article.c.source_id == source.c.id)
        wanted = select(*columns, source.c.slug, source.c.country).select_from(tables).where(article.c.id.in_(keys))
        rows = {row.id: row for row in self._connection.execute(wanted)} if keys else {}
        then = asof.texts_at(self._connection, keys, self._query.as_of) if self._query.as_of else {}
        scored = [rows[key].sort_key for key in set(ranked) & rows.keys()]
        scores = self._ranking.scores(scored) if self._ranking else {}
        return [self._hit(rows[key], then.get(key), scores) for key in keys if key in rows]

    def _hit(self, row: Any, then: Any, scores: Mapping[int, float]) -> Hit:
        said, with_text = then or row, self._query.snippets
        return Hit(
            id=row.id,
            url=row.url,
            title=said.title,
            published=row.published,
            first_seen=row.first_seen_at,
            language=row.language,
            source=row.slug,
            country=row.country,
            outlet=row.outlet,
            agency=row.agency,
            level=row.level,
            kind=row.kind,
            story=row.story_id,
            score=scores.get(row.sort_key, 0.0),
            snippet=snippet_of(said.title, said.text, row.language, self._wanted.group) if with_text else None,
        )


def _is_all(cursor: Cursor) -> bool:
    """Say whether the best are all there are."""
    return 0 < len(cursor.best) < BEST
