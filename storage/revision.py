"""Making what is derived anew: today's extractor, lexicon and deduplication over what the archive keeps."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, select, text, update

from extractors.dedup import judge
from extractors.fingerprint import fingerprint as make_fingerprint
from extractors.records import Entry, Page, Tagging
from storage import neighbours
from storage.leases import Lease, listed
from storage.tables import article, capture, evidence, fingerprint, sketch, source, story, tag
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


def cluster_again(connection: Connection) -> Counter[str]:
    """Forget all stories and put every article into one anew, in the order they were first seen."""
    old_stories = list(connection.execute(select(story.c.id)).scalars())
    connection.execute(delete(sketch))
    connection.execute(delete(fingerprint))
    changes: Counter[str] = Counter()
    after = 0
    while rows := _articles(connection, after):
        for row in rows:
            changes[_cluster_one(connection, row)] += 1
        after = rows[-1].id
    # Without it each story deleted would read all of `sketch`, to prove that nothing there refers to it.
    connection.execute(text("CREATE INDEX ix_sketch_of_story ON sketch (story_id)"))
    for at in range(0, len(old_stories), 1_000):
        connection.execute(delete(story).where(story.c.id.in_(old_stories[at : at + 1_000])))
    connection.execute(text("DROP INDEX ix_sketch_of_story"))
    return changes


def _articles(connection: Connection, after: int) -> Sequence[Row[Any]]:
    return connection.execute(select(article).where(article.c.id > after).order_by(article.c.id).limit(500)).all()


def _cluster_one(connection: Connection, row: Row[Any]) -> str:
    print_ = make_fingerprint(row.title, row.text)
    verdict = judge(print_, *neighbours.find(connection, print_))
    key = verdict.story
    if key is None:
        new = story.insert().values(size=1, started_at=row.first_seen_at, origin_id=row.id).returning(story.c.id)
        key = int(connection.execute(new).scalar_one())
    else:
        connection.execute(update(story).where(story.c.id == key).values(size=story.c.size + 1))
    told = {"story_id": key, "kind": verdict.kind, "copy_of": verdict.of, "score": verdict.score}
    connection.execute(update(article).where(article.c.id == row.id).values(text_hash=print_.text_hash, **told))
    neighbours.post(connection, article=row.id, story=key, fp=print_)
    return "unchanged" if (row.kind, row.copy_of) == (verdict.kind, verdict.of) else f"{row.kind}_to_{verdict.kind}"
