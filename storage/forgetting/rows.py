"""Taking pages out of the database: one transaction takes all that is known of them, and leaves their tombstones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Engine, FromClause, column, delete, event, func, select, text, update
from sqlalchemy import table as light_table

from storage import fulltext, tombstones
from storage.engine import open_engine, writing
from storage.forgetting import stories
from storage.forgetting.chunks import chunks
from storage.forgetting.erasing import ask
from storage.forgetting.finding import Doomed
from storage.forgetting.leaning import stand_alone
from storage.tables import (
    article,
    block,
    capture,
    discovery,
    evidence,
    frontier,
    quote,
    run,
    tag,
    version,
    watch_delivery,
    watch_message,
    watch_told,
)
from storage.tombstones import Why
from storage.warc import WarcFolder

_QUOTES = light_table("quote_index", column("rowid"))
#: On PostgreSQL: what refers to captures and articles has no index of its own, and a takedown is rare.
_LINKS = {
    "article_capture": "article (capture_id)",
    "article_copy": "article (copy_of)",
    "version_capture": "version (capture_id)",
    "capture_revisit": "capture (revisit_of)",
}
_FEW = 2  # captures up to which reading all of those tables is quicker


@dataclass(slots=True, kw_only=True)
class Removed:
    """What was taken out of the database."""

    rows: Counter[str] = field(default_factory=Counter)  # by table
    digests: list[str] = field(default_factory=list)  # SHA-256 of each page whose bytes go
    stories_left: int = 0  # that go on without what was taken out
    moved: int = 0  # pages that were written anew for other captures that had their bytes from here


@contextmanager
def forgetting(engine: Engine, action: str) -> Iterator[Connection]:
    """A transaction that writes, and of which SQLite leaves no bytes in the pages that it frees.

    On SQLite nobody looks whether a row that goes is referred to, which would read whole tables for each: that all goes
    together is the business of `remove`, and of the invariants that are checked.
    """
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        with writing(engine, action) as connection:
            yield connection
        return
    own = open_engine(engine.url)
    event.listen(own, "connect", _careless_and_clean)
    try:
        with writing(own, action) as connection:
            yield connection
    finally:
        own.dispose()


def _careless_and_clean(connection: Any, _record: object) -> None:
    for pragma in ("foreign_keys=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def remove(connection: Connection, pages: WarcFolder, doomed: Sequence[Doomed], why: Why) -> Removed:
    """Take pages out of all tables and indexes, and note which records are to go out of the files.

    Args:
        connection: of `forgetting`.
        pages: gets the bytes that other captures need.
        doomed: as finding.gather gave it, in the same transaction.
        why: for their tombstones.
    """
    gone = Removed()
    articles = sorted(set().union(*(each.articles for each in doomed)))
    captures = sorted(set().union(*(each.captures for each in doomed)))
    urls = sorted(set().union(*(each.frontier for each in doomed)))
    with _quick_links(connection, len(captures)):
        gone.moved = stand_alone(connection, pages, captures, why.at)
        _watches(connection, articles, gone)
        _words(connection, articles, gone)
        empty = stories.part(connection, articles)
        _blocks(connection, articles, gone)
        _delete(connection, version, version.c.article_id, articles, gone)
        _delete(connection, article, article.c.id, articles, gone)
        gone.rows += stories.drop(connection, empty)
        _captures(connection, captures, gone, why)
        for some in chunks(articles):  # of URLs of which something else is kept
            connection.execute(update(frontier).where(frontier.c.article_id.in_(some)).values(article_id=None))
        _urls(connection, urls, gone)
    for each in doomed:
        tombstones.bury(connection, each.urls, each.texts, why)
    return gone


@contextmanager
def _quick_links(connection: Connection, captures: int) -> Iterator[None]:
    if connection.dialect.name == "sqlite" or captures <= _FEW:
        yield
        return
    for name, of in _LINKS.items():
        connection.execute(text(f"CREATE INDEX ix_forget_{name} ON {of}"))
    yield
    for name in _LINKS:
        connection.execute(text(f"DROP INDEX ix_forget_{name}"))


def _delete(connection: Connection, table: FromClause, key: Any, keys: Sequence[int], gone: Removed) -> None:
    for some in chunks(keys):
        gone.rows[table.name] += connection.execute(delete(table).where(key.in_(some))).rowcount  # type: ignore[arg-type,attr-defined]


def _keys(connection: Connection, wanted: Column[int], by: Column[Any], keys: Sequence[int]) -> list[int]:
    return [key for some in chunks(keys) for key in connection.scalars(select(wanted).where(by.in_(some)))]


def _watches(connection: Connection, articles: Sequence[int], gone: Removed) -> None:
    _delete(connection, watch_told, watch_told.c.article_id, articles, gone)
    leaving = set(articles)
    columns = (watch_message.c.id, watch_message.c.kind, watch_message.c.articles, watch_message.c.old_articles)
    for row in connection.execute(select(*columns)).all():
        if leaving.isdisjoint([*row.articles, *row.old_articles]):
            continue
        left = {
            name: [each for each in getattr(row, name) if each not in leaving] for name in ("articles", "old_articles")
        }
        connection.execute(update(watch_message).where(watch_message.c.id == row.id).values(left))
        if row.kind == "alert" and not any(left.values()):  # of nothing nobody is told
            waits = (watch_delivery.c.message_id == row.id, watch_delivery.c.state == "pending")
            gone.rows["watch_delivery"] += connection.execute(delete(watch_delivery).where(*waits)).rowcount


def _words(connection: Connection, articles: Sequence[int], gone: Removed) -> None:
    """Take out what the indexes hold, quotes, tags and their evidence."""
    places = _keys(connection, article.c.sort_key, article.c.id, articles)
    _delete(connection, fulltext.INDEX, fulltext.INDEX.c.rowid, places, gone)
    versions = _keys(connection, version.c.id, version.c.article_id, articles)
    _delete(connection, fulltext.VERSIONS, fulltext.VERSIONS.c.rowid, versions, gone)
    quotes = _keys(connection, quote.c.id, quote.c.article_id, articles)
    _delete(connection, _QUOTES, _QUOTES.c.rowid, quotes, gone)
    _delete(connection, quote, quote.c.id, quotes, gone)
    tags = _keys(connection, tag.c.id, tag.c.article_id, articles)
    _delete(connection, evidence, evidence.c.tag_id, tags, gone)
    _delete(connection, tag, tag.c.id, tags, gone)


def _blocks(connection: Connection, articles: Sequence[int], gone: Removed) -> None:
    """Take out the paragraphs that no other page of the host had. What more pages had is the outlet's, not theirs."""
    for some in chunks(articles):
        counted = select(frontier.c.host, article.c.host_page).join(frontier, article.c.frontier_id == frontier.c.id)
        for row in connection.execute(counted.where(article.c.id.in_(some), article.c.host_page.is_not(None))).all():
            own = (block.c.host == row.host, block.c.pages == 1, block.c.last_page == row.host_page)
            gone.rows["block"] += connection.execute(delete(block).where(*own)).rowcount


def _captures(connection: Connection, captures: Sequence[int], gone: Removed, why: Why) -> None:
    places: dict[str, list[int]] = {}
    for some in chunks(captures):
        for row in connection.execute(select(capture).where(capture.c.id.in_(some)).order_by(capture.c.id)):
            if row.pruned_at is None:
                places.setdefault(row.warc_file, []).append(row.warc_offset)
            gone.digests.append(row.digest)
    ask(connection, places, why.at)
    for some in chunks(captures):  # each other, and what was pruned and so has no bytes to stand on
        connection.execute(update(capture).where(capture.c.revisit_of.in_(some)).values(revisit_of=None))
    _delete(connection, capture, capture.c.id, captures, gone)


def _urls(connection: Connection, urls: Sequence[int], gone: Removed) -> None:
    _delete(connection, discovery, discovery.c.frontier_id, urls, gone)
    _hand_over(connection, urls)
    _delete(connection, frontier, frontier.c.id, urls, gone)


def _hand_over(connection: Connection, urls: Iterable[int]) -> None:
    """Tell runs under way that URLs were taken from them, so that their counts add up. What they hold they miss."""
    for some in chunks(sorted(urls)):
        waiting = select(frontier.c.run_id, func.count().label("taken")).where(
            frontier.c.id.in_(some), frontier.c.state == "pending", frontier.c.run_id.is_not(None)
        )
        for row in connection.execute(waiting.group_by(frontier.c.run_id)).all():
            more = {"handed_over": run.c.handed_over + row.taken}
            connection.execute(update(run).where(run.c.id == row.run_id).values(more))
