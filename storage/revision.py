"""Reading kept pages again, for today's extractor. Tags: retagging. Stories: recluster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    exists,
    func,
    select,
)

from extractors.records import Entry, Page
from storage.leases import Lease, listed
from storage.tables import capture, source
from storage.tables import frontier as frontier_table
from storage.warc import Place, WarcFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Where a kept page lies, whose it is, and the key of its capture."""

    capture: int
    lease: Lease
    place: Place
    final_url: str
    media_type: str
    charset: str | None
    fetched_at: datetime

    def read(self, folder: WarcFolder) -> Page:
        """Read the page; raise StorageError as WarcFolder.read_response does."""
        body, last_modified = folder.read_response(self.place)
        return Page(
            url=self.lease.fetch_url,
            final_url=self.final_url,
            moved_permanently=False,
            status=200,
            media_type=self.media_type,
            charset=self.charset,
            etag=None,
            last_modified=last_modified,
            body=body,
            fetched_at=self.fetched_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A kept page, whose it is, and the key of its capture."""

    capture: int
    lease: Lease
    page: Page


def filed_pages(connection: Connection, after: int, limit: int) -> list[Filed]:
    """Say where the newest kept page of each URL lies, capture keys above *after*, in order."""
    return _filed(connection, _kept().where(capture.c.id > after).order_by(capture.c.id).limit(limit))


def raw_pages(connection: Connection, folder: WarcFolder, after: int, limit: int) -> list[Raw]:
    """Read what `filed_pages` gives."""
    return _read(folder, filed_pages(connection, after, limit))


def newest_pages(connection: Connection, folder: WarcFolder, slug: str, limit: int) -> list[Raw]:
    """Give the newest kept pages that a source listed, each URL once, the newest first."""
    ours = _kept().where(source.c.slug == slug).order_by(capture.c.id.desc()).limit(limit)
    return _read(folder, _filed(connection, ours))


def _read(folder: WarcFolder, filed: Iterable[Filed]) -> list[Raw]:
    return [Raw(capture=each.capture, lease=each.lease, page=each.read(folder)) for each in filed]


def _kept() -> Select[Any]:
    """Select the newest capture of each URL, with what a Raw needs."""
    later = capture.alias()
    has_later = exists().where(later.c.frontier_id == capture.c.frontier_id, later.c.id > capture.c.id)
    tables = capture.join(frontier_table, capture.c.frontier_id == frontier_table.c.id)
    return (
        select(capture, frontier_table.c.url.label("key"), frontier_table.c.fetch_url, frontier_table.c.source_id)
        .add_columns(source.c.slug)
        .select_from(tables.outerjoin(source, frontier_table.c.source_id == source.c.id))
        .where(~has_later, capture.c.pruned_at.is_(None))
    )


def pruned_pages(connection: Connection) -> int:
    """Count the URLs whose newest page was pruned."""
    later = capture.alias()
    has_later = exists().where(later.c.frontier_id == capture.c.frontier_id, later.c.id > capture.c.id)
    pruned = select(func.count()).where(capture.c.pruned_at.is_not(None), ~has_later)
    return connection.execute(pruned.select_from(capture)).scalar_one()


def _filed(connection: Connection, wanted: Select[Any]) -> list[Filed]:
    rows = connection.execute(wanted).all()
    entries = listed(connection, [row.frontier_id for row in rows])
    return [_file(connection, row, entries) for row in rows]


def _file(connection: Connection, row: Row[Any], entries: dict[int, Entry]) -> Filed:
    place = row
    if row.revisit_of is not None:
        place = connection.execute(select(capture).where(capture.c.id == row.revisit_of)).one()
    lease = Lease(
        id=row.frontier_id,
        url=row.key,
        fetch_url=row.fetch_url,
        source_id=row.source_id,
        source=row.slug or "",
        attempts=0,
        resumed=False,
        entry=entries.get(row.frontier_id, Entry(url=row.fetch_url)),
    )
    return Filed(
        capture=row.id,
        lease=lease,
        place=Place(file=place.warc_file, offset=place.warc_offset),
        final_url=row.url,
        media_type=row.media_type,
        charset=row.charset,
        fetched_at=row.fetched_at,
    )
