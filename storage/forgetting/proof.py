"""Looking whether anything is left of what was forgotten: in every table, every index, every file of pages.

What was forgotten is known by digests only. So all addresses that the archive holds are looked at, and every record of
every WARC file; and of indexes and derived tables, whether they hold anything of an article that is not there.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, column, exists, func, or_, select, true
from sqlalchemy import table as light_table

from extractors.twins import twin_host
from extractors.urls import host_of
from storage import fulltext, tombstones
from storage.archive import Archive
from storage.engine import reading
from storage.forgetting.erasing import let_go, pending
from storage.forgetting.members import members
from storage.forgetting.prune import page_files
from storage.tables import (
    article,
    capture,
    discovery,
    evidence,
    fingerprint,
    frontier,
    metadata,
    quote,
    sketch,
    story,
    tag,
    version,
    watch_told,
)
from storage.warc import OPEN

_ACTION = "look for what was forgotten"
_AT_ONCE = 5_000
_FEW = 100  # hosts that are named in a statement
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A record of a forgotten page of which no capture speaks."""

    file: str
    offset: int


class Gone:
    """The tombstones, in memory."""

    def __init__(self, connection: Connection) -> None:
        held = list(tombstones.digests(connection))
        self._pages = {digest for kind, digest, _ in held if kind == "page"}
        self._hosts = {host for kind, _, host in held if kind == "host"}
        self.hosts = {host for kind, _, host in held if kind == "page"} | self._hosts

    def near(self, at: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition that leaves addresses which may have been forgotten, where that can be said in few words."""
        if self._hosts or not 0 < len(self.hosts) <= _FEW:
            return true()
        return or_(*(at.contains(host, autoescape=True) for host in sorted(self.hosts)))

    def has(self, url: str) -> bool:
        """Say whether an address was forgotten."""
        if not self._pages and not self._hosts:
            return False
        return tombstones.digest_of(url) in self._pages or twin_host(host_of(url)) in self._hosts


def left(archive: Archive, *, files: bool = True, note: Note = lambda _: None) -> list[str]:
    """Give a sentence for each thing that is left of what was forgotten; none: nothing but the tombstones.

    Args:
        archive: may be in use.
        files: also look through every file of pages.
        note: told what is being looked at.
    """
    note("looking through the tables")
    found: list[str] = []
    with reading(archive.engine, _ACTION) as connection:
        gone = Gone(connection)
        found += addresses_left(connection, gone)
        found += _orphans(connection)
        found += _entries(connection)
        found += [f"{file}: pages are still to be taken out of it" for file in pending(connection)]
    if files:
        found += [f"{each.file}: a record at byte {each.offset}" for each in strays(archive, note=note)]
    return found


def addresses_left(connection: Connection, gone: Gone) -> Iterator[str]:
    """Give the rows whose address was forgotten."""
    for table, at in ((frontier, frontier.c.url), (article, article.c.url), (capture, capture.c.url)):
        wanted = select(table.c.id, at.label("url")).where(gone.near(at))
        rows = connection.execute(wanted.execution_options(yield_per=_AT_ONCE))
        yield from (f"{table.name} {row.id}" for row in rows if gone.has(row.url))


_PARENTS: tuple[tuple[Any, Any], ...] = (
    (version.c.article_id, article.c.id),
    (fingerprint.c.article_id, article.c.id),
    (tag.c.article_id, article.c.id),
    (evidence.c.tag_id, tag.c.id),
    (quote.c.article_id, article.c.id),
    (watch_told.c.article_id, article.c.id),
    (discovery.c.frontier_id, frontier.c.id),
    (capture.c.frontier_id, frontier.c.id),
    (sketch.c.story_id, story.c.id),
)


def _orphans(connection: Connection) -> Iterator[str]:
    for child, parent in _PARENTS:
        without = select(func.count()).select_from(child.table).where(~exists().where(parent == child))
        count = connection.scalar(without)
        if count:
            yield f"{child.table.name}: {count:,} rows of what is not there"


def _entries(connection: Connection) -> Iterator[str]:
    """What the indexes hold of articles, versions and quotes that are not there."""
    for name, key in (
        (fulltext.INDEX.name, article.c.sort_key),
        (fulltext.VERSIONS.name, version.c.id),
        ("quote_index", quote.c.id),
    ):
        index = light_table(name, column("rowid"))
        count = connection.scalar(select(func.count()).select_from(index).where(~exists().where(key == index.c.rowid)))
        if count:
            yield f"{name}: {count:,} entries of what is not there"


def strays(archive: Archive, *, note: Note = lambda _: None) -> Iterator[Stray]:
    """Look through every file of pages for records of forgotten addresses, of which no capture speaks."""
    with reading(archive.engine, _ACTION) as connection:
        gone = Gone(connection)
        if not tombstones.are_there(connection):
            return
        going = let_go(connection)
    files = [each for each in page_files(archive) if each.name not in going]
    for number, each in enumerate(files, start=1):
        note(f"looking through {each.name}: {number:,} of {len(files):,} files")
        path = Path(str(archive.pages)) / each.name
        with (
            suppress(FileNotFoundError),
            (path if path.exists() else path.with_name(f"{each.name}{OPEN}")).open("rb") as file,
        ):
            places = [
                record.start
                for record in members(file, _known(archive, each.name))
                if record.url and gone.has(record.url)
            ]
            kept = _known(archive, each.name)
            yield from (Stray(file=each.name, offset=place) for place in places if place not in kept)


def _known(archive: Archive, file: str) -> set[int]:
    with reading(archive.engine, _ACTION) as connection:
        kept = (capture.c.warc_file == file, capture.c.pruned_at.is_(None))
        return set(connection.scalars(select(capture.c.warc_offset).where(*kept)))


def mentions(archive: Archive, url: str) -> dict[str, int]:
    """Count the rows, by table and column, of what stays and in which an address stands as a word: that is no fault."""
    bare = url.split("://", 1)[-1].rstrip("/")
    found = {}
    with reading(archive.engine, _ACTION) as connection:
        for table in metadata.sorted_tables:
            for each in table.columns:
                if each.type.python_type is str:
                    count = connection.scalar(select(func.count()).where(each.contains(bare, autoescape=True)))
                    if count:
                        found[f"{table.name}.{each.name}"] = count
    return found
