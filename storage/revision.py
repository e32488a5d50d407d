"""Making what is derived anew: today's extractor and lexicon over what the archive keeps. Stories: recluster."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    exists,
    select,
    update,
)

from extractors.records import Entry, Page
from extractors.tagging.record import Tagging
from storage.leases import Lease, listed
from storage.tables import article, capture, evidence, source, tag
from storage.tables import frontier as frontier_table
from storage.tags import put_tags
from storage.warc import Place, WarcFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A stored text and what it was tagged as."""

    id: int
    title: str
    text: str
    language: str | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A kept page, whose it is, and the key of its capture."""

    capture: int
    lease: Lease
    page: Page


def retag(
    connection: Connection, tag_text: Callable[[Text], Tagging], after: int, limit: int
) -> tuple[int, Counter[str]]:
    """Tag articles with keys above *after* anew, in order; give the last key, 0 when none was left, and the changes."""
    wanted = select(article.c.id, article.c.title, article.c.text, article.c.language, article.c.level)
    rows = connection.execute(wanted.where(article.c.id > after).order_by(article.c.id).limit(limit)).mappings()
    changes: Counter[str] = Counter()
    last = 0
    for each in [Text(**row) for row in rows]:
        before, last = _tags(connection, each.id), each.id
        tagging = tag_text(each)
        put_tags(connection, each.id, tagging)
        if tagging.level != each.level:
            connection.execute(update(article).where(article.c.id == each.id).values(level=tagging.level))
            changes[f"{each.level}_to_{tagging.level}"] += 1
        else:
            changes["unchanged" if _tags(connection, each.id) == before else "other_evidence"] += 1
    return last, changes


def _tags(connection: Connection, key: int) -> set[tuple[Any, ...]]:
    """What an article is tagged with and on which spans, to be compared before and after."""
    said = ("accepted", "field", "start", "end", "entity", "rule", "confuser")
    columns = (tag.c.kind, tag.c.slug, tag.c.level, *(evidence.c[name] for name in said))
    tables = tag.outerjoin(evidence, evidence.c.tag_id == tag.c.id)
    return {
        tuple(row) for row in connection.execute(select(*columns).select_from(tables).where(tag.c.article_id == key))
    }


def raw_pages(connection: Connection, folder: WarcFolder, after: int, limit: int) -> list[Raw]:
    """Give the newest kept page of each URL, capture keys above *after*, in order."""
    return _read(connection, folder, _kept().where(capture.c.id > after).order_by(capture.c.id).limit(limit))


def newest_pages(connection: Connection, folder: WarcFolder, slug: str, limit: int) -> list[Raw]:
    """Give the newest kept pages that a source listed, each URL once, the newest first."""
    return _read(connection, folder, _kept().where(source.c.slug == slug).order_by(capture.c.id.desc()).limit(limit))


def _kept() -> Select[Any]:
    """Select the newest capture of each URL, with what a Raw needs."""
    later = capture.alias()
    has_later = exists().where(later.c.frontier_id == capture.c.frontier_id, later.c.id > capture.c.id)
    tables = capture.join(frontier_table, capture.c.frontier_id == frontier_table.c.id)
    return (
        select(capture, frontier_table.c.url.label("key"), frontier_table.c.fetch_url, frontier_table.c.source_id)
        .add_columns(source.c.slug)
        .select_from(tables.outerjoin(source, frontier_table.c.source_id == source.c.id))
        .where(~has_later)
    )


def _read(connection: Connection, folder: WarcFolder, wanted: Select[Any]) -> list[Raw]:
    rows = connection.execute(wanted).all()
    entries = listed(connection, [row.frontier_id for row in rows])
    return [_raw(connection, folder, row, entries) for row in rows]


def _raw(connection: Connection, folder: WarcFolder, row: Row[Any], entries: dict[int, Entry]) -> Raw:
    place = row
    if row.revisit_of is not None:
        place = connection.execute(select(capture).where(capture.c.id == row.revisit_of)).one()
    body, last_modified = folder.read_response(Place(file=place.warc_file, offset=place.warc_offset))
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
    page = Page(
        url=row.fetch_url,
        final_url=row.url,
        moved_permanently=False,
        status=200,
        media_type=row.media_type,
        charset=row.charset,
        etag=None,
        last_modified=last_modified,
        body=body,
        fetched_at=row.fetched_at,
    )
    return Raw(capture=row.id, lease=lease, page=page)
