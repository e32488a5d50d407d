"""The statements on `sketch`, the postings of the near-duplicate index, for many prints at a time.

They are made once, and the prints travel as one array: to make a statement anew for each article, or to bind each
print, costs more than to run it.
"""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Delete,
    Insert,
    Select,
    TableValuedAlias,
    any_,
    bindparam,
    column,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import sqlite

from storage.tables import sketch

#: A print of so many stories takes no more postings: it is boilerplate. 64, 16 and 8 give the same F1; 8 is faster.
STORIES_A_PRINT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The statements on `sketch` for an array of prints, which each engine opens in its own way."""

    read: Select[int, int]
    count: Select[int, int]
    add: Insert  # of one story, where there is room
    enter: Insert  # likewise, where it is known that there is
    remove: Delete


def _postings(
    opened: TableValuedAlias, insert_or_skip: Insert, is_given: ColumnElement[bool] | None = None
) -> Postings:
    given, story, held = opened.c.value, bindparam("story", type_=BigInteger), sketch.alias("held")
    stories = select(func.count()).where(held.c.print == given).scalar_subquery()
    # In the order of the key: neighbouring pages are written together, and two writers can't wait for each other.
    new = select(given, story).where(stories < STORIES_A_PRINT).order_by(given)
    is_given = sketch.c.print.in_(select(given)) if is_given is None else is_given
    return Postings(
        read=select(sketch.c.print, sketch.c.story_id).where(is_given),
        count=select(sketch.c.print, func.count()).where(is_given).group_by(sketch.c.print),
        add=insert_or_skip.from_select(["print", "story_id"], new),
        enter=insert_or_skip.from_select(["print", "story_id"], select(given, story).order_by(given)),
        remove=delete(sketch).where(is_given, sketch.c.story_id == story),
    )


_PRINTS = bindparam("prints", type_=JSON().with_variant(ARRAY(BigInteger), "postgresql"))
_VALUE = column("value", BigInteger)


@cache
def postings_on(engine: str) -> Postings:
    """Give the statements for an engine, by the name of its dialect."""
    if engine == "sqlite":
        given = func.json_each(_PRINTS).table_valued(_VALUE, name="given")
        return _postings(given, sqlite.insert(sketch).on_conflict_do_nothing())
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 slow to import where it is not spoken

    given = func.unnest(_PRINTS).table_valued(_VALUE, name="given").render_derived()
    # Of an array PostgreSQL knows that it is short; joined with what it opens to, a table grown since the last ANALYZE
    # is read whole.
    is_given = sketch.c.print == any_(_PRINTS)
    return _postings(given, postgresql.insert(sketch).on_conflict_do_nothing(), is_given)
