"""Copying the tables one by one; beginning, going on, and coming to an end.

Tables are copied in the order of their links and rows in the order of their keys, a batch a transaction; so what is
there already says where to go on. Until all is there and compared, `alembic_version` of the target says UNFINISHED, and
nobody opens it as an archive. The files of kept pages are not touched: both databases speak of the same.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    String,
    Table,
    Text,
    column,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy import table as light_table

from config.errors import InputError, StorageError
from storage import fulltext, indexing, quotes, runs
from storage.care.invariants import snapshot
from storage.copying.rows import Row, batches, compared, count, last_key, storable, write
from storage.engine import open_engine, parse_url, writing
from storage.opening import SCHEMA, UNFINISHED
from storage.tables import article, metadata, quote, run, version

_VERSION = light_table("alembic_version", column("version_num", String))
#: What is known of the source, so that another run goes on only with the same; there as long as the copy is unfinished.
_ORIGIN = light_table("unfinished_copy", column("source", Text))

Note = Callable[[str, int, int], None]  # what is done, rows of it done, rows in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy came to."""

    rows: Mapping[str, int]  # by table
    digests: Mapping[str, str]  # by table: SHA-256 of all its rows, equal on both sides
    before: int  # rows that an earlier run had copied
    replaced: int  # rows in which U+0000, which PostgreSQL cannot hold, became U+FFFD


def copy(
    source: Engine, target: str, *, is_alive: Callable[[str], bool], note: Note = lambda *_: None
) -> Copied:  # fmt: skip
    """Copy the archive in *source* to the database at URL *target*; go on where a run that was killed stopped.

    The source is copied as it is at one moment. Another run goes on with a copy only where the source has not changed
    since; else it begins anew.

    Args:
        source: of an archive of today's schema.
        target: of an empty database, of an archive without a row, or of an unfinished copy.
        is_alive: says of the owner of a run whether it may still be at work.
        note: told how far each table has come.

    Raises:
        InputError: there is something else at *target*, or a run is writing to the source.
        StorageError: either cannot be read or written, or they differ in the end.
    """
    url = parse_url(target)
    if url == source.url:
        raise InputError("source and target are the same database")
    engine = open_engine(url)
    try:
        with snapshot(source, "read the archive") as connection:
            if owners := runs.at_work(connection, is_alive):
                raise InputError(f"a run is at work in this archive ({owners[0]}); copy it when that has ended")
            _prepare(engine, _stamp(connection))
            before = _rows(engine)
            replaced = sum(_copy_table(connection, engine, table, note) for table in metadata.sorted_tables)
            rows, digests = _compare(connection, engine, note)
        _index_articles(engine, note)
        _finish(engine)
    finally:
        engine.dispose()
    return Copied(rows=rows, digests=digests, before=before, replaced=replaced)


def _stamp(connection: Connection) -> str:
    """What tells this moment of the source from another: the rows of each table, its highest key, the last run."""
    told: dict[str, Any] = {"schema": SCHEMA}
    for table in metadata.sorted_tables:
        highest = connection.scalar(select(func.max(table.c.id))) if "id" in table.c else None
        told[table.name] = [count(connection, table), highest]
    ended = connection.execute(select(func.max(run.c.started_at), func.max(run.c.finished_at))).one()
    return json.dumps({**told, "runs": [moment and moment.isoformat() for moment in ended]})


def _prepare(engine: Engine, stamp: str) -> None:
    """Make the tables of the target, or take up what an earlier run left of the same source."""
    from storage.schema import upgrade  # noqa: PLC0415 Alembic is slow to import

    where = engine.url.render_as_string(hide_password=True)
    with snapshot(engine, f"open {where}") as connection:
        tables = set(inspect(connection).get_table_names())
        found = connection.scalar(select(_VERSION)) if "alembic_version" in tables else None
    if found is None:
        if tables & metadata.tables.keys():
            raise InputError(f"{where}: has tables of others that are named like ours; name an empty database")
        upgrade(engine)
    elif found not in {SCHEMA, UNFINISHED}:
        raise InputError(f"{where}: holds an archive of schema {found}; name an empty database")
    elif found == SCHEMA and _rows(engine):
        raise InputError(f"{where}: holds an archive already; name an empty database")
    with writing(engine, f"begin the copy to {where}") as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS unfinished_copy (source TEXT NOT NULL)"))
        if connection.scalar(select(_ORIGIN.c.source)) != stamp:
            _empty(connection)
            connection.execute(delete(_ORIGIN))
            connection.execute(insert(_ORIGIN).values(source=stamp))
        connection.execute(update(_VERSION).values(version_num=UNFINISHED))


def _empty(connection: Connection) -> None:
    for name in fulltext.NAMES:
        connection.execute(delete(light_table(name)))
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def _rows(engine: Engine) -> int:
    with snapshot(engine, "count rows") as connection:
        return sum(count(connection, table) for table in metadata.sorted_tables)


def _copy_table(connection: Connection, engine: Engine, table: Table, note: Note) -> int:
    """Copy what the target does not have of *table*; give in how many rows a character was replaced."""
    total, replaced = count(connection, table), 0
    with snapshot(engine, f"read {table.name}") as there:
        done, after = count(there, table), last_key(there, table)
    note(table.name, done, total)
    with closing(batches(connection, table, after)) as found:
        for batch in found:
            with writing(engine, f"write to {table.name}") as target:
                rows = storable(target, batch)
                write(target, table, rows)
                _index(target, table, rows)
            replaced += sum(old != new for old, new in zip(batch, rows, strict=True))
            done += len(rows)
            note(table.name, done, total)
    return replaced


def _index(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Enter what is new into its search index, in the same transaction: they are made, not copied."""
    enter = {version: indexing.index_versions, quote: quotes.reindex}.get(table)
    if enter is not None:
        at = [each.name for each in table.columns].index("id")
        enter(connection, [row[at] for row in rows])


def _index_articles(engine: Engine, note: Note) -> None:
    """Enter all articles that are not there into their search index; it needs their tags, which were copied later."""
    with snapshot(engine, "count articles") as connection:
        done, total = count(connection, fulltext.INDEX), count(connection, article)
    place = fulltext.INDEX.c.rowid
    missing = select(article.c.id).outerjoin(fulltext.INDEX, place == article.c.sort_key).where(place.is_(None))
    missing = missing.order_by(article.c.id).limit(fulltext.AT_A_TIME)
    after = 0
    while True:
        with writing(engine, "write to article_index") as target:
            keys = target.scalars(missing.where(article.c.id > after)).all()
            indexing.index(target, keys)
        done += len(keys)
        note(fulltext.INDEX.name, done, total)
        if not keys:
            return
        after = keys[-1]


def _compare(connection: Connection, engine: Engine, note: Note) -> tuple[dict[str, int], dict[str, str]]:
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    for table in metadata.sorted_tables:
        with snapshot(engine, "compare the copy") as target:
            found = compared(connection, target, table)
        if isinstance(found, int):
            with writing(engine, "give the copy up") as target:
                target.execute(delete(_ORIGIN))  # so that the next run begins anew
            problem = f"a row before the {found + 1:,}th differs; run the same command again, and it begins anew"
            raise StorageError(f"copy {table.name}", problem)
        rows[table.name], digests[table.name] = found
        note(f"{table.name}, compared", rows[table.name], rows[table.name])
    return rows, digests


def _finish(engine: Engine) -> None:
    with writing(engine, "finish the copy") as connection:
        if engine.dialect.name == "postgresql":
            for table in metadata.sorted_tables:
                if "id" in table.c:  # what was copied was not counted
                    highest = func.max(table.c.id)
                    counter = func.pg_get_serial_sequence(table.name, "id")
                    connection.execute(select(func.setval(counter, highest)).having(highest > 0))
        connection.execute(text("DROP TABLE unfinished_copy"))
        connection.execute(update(_VERSION).values(version_num=SCHEMA))
