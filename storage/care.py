"""Care of an archive: does it hold what it says, and a copy of it that can be trusted."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, text
from sqlalchemy.exc import DatabaseError

from config.errors import InputError, StorageError
from storage.archive import Archive
from storage.engine import reading
from storage.fulltext import INDEX
from storage.tables import article, capture, evidence, fingerprint, quote, story, tag, version
from storage.warc import Place


def check(archive: Archive) -> Iterator[str]:
    """Verify what must always hold; give a sentence for each thing that does not."""
    with reading(archive.engine, "check the archive") as connection:
        if damage := list(_check_database(connection)):
            yield from damage
            return  # what is read from a damaged file can't be believed
        yield from _check_spans(connection)
        yield from _check_quotes(connection)
        yield from _check_changes(connection)
        yield from _check_counts(connection)
        yield from _check_captures(connection, archive)


def _check_database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for pragma in ("integrity_check", "foreign_key_check"):
        try:
            rows = [" ".join(map(str, row)) for row in connection.execute(text(f"PRAGMA {pragma}"))]
        except DatabaseError as error:  # so damaged that SQLite can't say where
            rows = [str(error.orig)]
        yield from (f"the database file is damaged ({pragma}): {row}" for row in rows if row != "ok")


def _check_spans(connection: Connection) -> Iterator[str]:
    spans = evidence.join(tag, evidence.c.tag_id == tag.c.id).join(article, tag.c.article_id == article.c.id)
    columns = (article.c.id, article.c.title, article.c.text, evidence.c.field, evidence.c.start, evidence.c.end)
    for row in connection.execute(select(*columns, evidence.c.surface).select_from(spans).order_by(evidence.c.id)):
        field = row.title if row.field == "title" else row.text
        if field[row.start : row.end] != row.surface:
            yield f"article {row.id}: the evidence {row.surface!r} is not at {row.start} of its {row.field}"


def _check_quotes(connection: Connection) -> Iterator[str]:
    columns = (article.c.id, article.c.title, article.c.text, quote.c.field, quote.c.start, quote.c.end)
    said = quote.join(article, quote.c.article_id == article.c.id)
    for row in connection.execute(select(*columns, quote.c.surface).select_from(said).order_by(quote.c.id)):
        field = row.title if row.field == "title" else row.text
        if field[row.start : row.end] != row.surface:
            yield f"article {row.id}: the quote {row.surface[:40]!r} is not at {row.start} of its {row.field}"


def _check_changes(connection: Connection) -> Iterator[str]:
    columns = (version.c.id, version.c.article_id, version.c.title, version.c.text, version.c.changes)
    for row in connection.execute(select(*columns).where(version.c.significance.is_not(None)).order_by(version.c.id)):
        for change in row.changes:
            field, spot = row.title if change["field"] == "title" else row.text, change["before"]
            if not field[spot["start"] : spot["end"]].startswith(spot["surface"]):
                yield f"article {row.article_id}: what version {row.id} said before is not at {spot['start']}"


def _check_counts(connection: Connection) -> Iterator[str]:
    def count(statement: Select[Any]) -> int:
        return int(connection.execute(statement).scalar_one())

    def missing(table: Any, key: Any, of: Any) -> Select[Any]:
        return select(func.count()).select_from(article.outerjoin(table, key == of)).where(key.is_(None))

    members = select(article.c.story_id, func.count().label("size")).group_by(article.c.story_id).subquery()
    joined = story.outerjoin(members, members.c.story_id == story.c.id)
    wrong = or_(members.c.size.is_(None), members.c.size != story.c.size)
    for problem, statement in (
        ("articles have no fingerprint", missing(fingerprint, fingerprint.c.article_id, article.c.id)),
        ("articles are not in the search index", missing(INDEX, INDEX.c.rowid, article.c.sort_key)),
        ("stories count their articles wrongly", select(func.count()).select_from(joined).where(wrong)),
    ):
        if found := count(statement):
            yield f"{found} {problem}"


def _check_captures(connection: Connection, archive: Archive) -> Iterator[str]:
    per_file = select(capture.c.warc_file, func.count()).group_by(capture.c.warc_file).order_by(capture.c.warc_file)
    missing = {file: count for file, count in connection.execute(per_file) if not archive.pages.has(file)}
    for file, count in missing.items():
        yield f"{file}, with {count} kept pages, is not in {archive.pages}; restore it from a backup"
    kept = select(capture).where(capture.c.revisit_of.is_(None), capture.c.warc_file.not_in(missing))
    for row in connection.execute(kept.order_by(capture.c.id)):
        try:
            body = archive.pages.read(Place(file=row.warc_file, offset=row.warc_offset))
        except StorageError as error:
            yield f"capture {row.id} of {row.url}: {error}"
            continue
        if hashlib.sha256(body).hexdigest() != row.digest:
            yield f"capture {row.id} of {row.url}: another page is kept at its place"


def backup(archive: Archive, target: Path) -> None:
    """Copy the database of *archive* into a new SQLite file, consistent also while a run is writing.

    Raises:
        InputError: the target is there already, or the archive is on PostgreSQL, which has tools of its own.
    """
    if archive.engine.dialect.name != "sqlite":
        raise InputError("this archive is on PostgreSQL: back it up with pg_dump, and copy the folder warc beside it")
    if target.exists():
        raise InputError(f"{target}: is there already; name a file that is not")
    with reading(archive.engine, f"back the archive up to {target}") as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        try:
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            target.unlink(missing_ok=True)
            raise StorageError(f"back the archive up to {target}", str(error)) from error
