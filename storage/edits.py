"""Listing what was edited and what has vanished."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from storage.slugs import check_source
from storage.tables import article, source, version


@dataclass(frozen=True, slots=True, kw_only=True)
class EditQuery:
    """Which edits, or vanished pages, are asked for; every field that is not None narrows the answer."""

    since: datetime | None = None  # replaced, or first found missing, at or after
    until: datetime | None = None  # before
    source: str | None = None  # slug
    article: int | None = None
    story: int | None = None  # of all articles of this story
    significant: bool = False  # of edits only the significant ones
    limit: int | None = 20  # None: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text that was replaced by another, and what changed then."""

    version: int
    article: int
    url: str
    title: str  # of the article as it is now
    source: str | None
    seen_at: datetime  # when the text that was replaced came
    replaced_at: datetime  # and when it went, the last time
    significance: str | None  # None: stored before edits were classified
    changes: Sequence[dict[str, Any]]  # as storage.versions.changes_json writes them
    reasons: Sequence[str]  # what else differed, and is boring
    times: int  # how often the page has shown this text
    seen_again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """An article whose page is no longer there."""

    article: int
    url: str
    title: str
    source: str | None
    vanished_at: datetime  # when it was first found missing
    status: str  # http_404, http_410 or soft_404


def edits(connection: Connection, query: EditQuery) -> Iterator[Edited]:
    """Give the edits that *query* asks for, the newest first."""
    check_source(connection, query.source)
    columns = (version, article.c.url, article.c.title.label("now"), source.c.slug)
    tables = version.join(article, version.c.article_id == article.c.id).outerjoin(
        source, article.c.source_id == source.c.id
    )
    statement = _narrowed(select(*columns).select_from(tables), query, version.c.replaced_at)
    if query.significant:
        statement = statement.where(version.c.significance == "significant")
    newest = statement.order_by(version.c.replaced_at.desc(), version.c.id.desc()).limit(query.limit)
    for row in connection.execute(newest):
        yield Edited(
            version=row.id,
            article=row.article_id,
            url=row.url,
            title=row.now,
            source=row.slug,
            seen_at=row.seen_at,
            replaced_at=row.replaced_at,
            significance=row.significance,
            changes=row.changes or [],
            reasons=row.reasons or [],
            times=row.times,
            seen_again_at=row.seen_again_at,
        )


def vanished(connection: Connection, query: EditQuery) -> Iterator[Vanished]:
    """Give the articles whose pages have vanished for all we know, the latest first."""
    check_source(connection, query.source)
    names = ("id", "url", "title", "vanished_at", "vanished_status")
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    statement = select(*(article.c[name] for name in names), source.c.slug).select_from(tables)
    believed = _narrowed(statement, query, article.c.vanished_at).where(
        article.c.vanished_at.is_not(None), article.c.vanished_status.is_not(None)
    )
    latest = believed.order_by(article.c.vanished_at.desc(), article.c.id.desc()).limit(query.limit)
    for row in connection.execute(latest):
        yield Vanished(
            article=row.id,
            url=row.url,
            title=row.title,
            source=row.slug,
            vanished_at=row.vanished_at,
            status=row.vanished_status,
        )


def _narrowed(statement: Select[Any], query: EditQuery, moment: Any) -> Select[Any]:
    if query.since is not None:
        statement = statement.where(moment >= query.since)
    if query.until is not None:
        statement = statement.where(moment < query.until)
    if query.source is not None:
        statement = statement.where(source.c.slug == query.source)
    if query.story is not None:
        statement = statement.where(article.c.story_id == query.story)
    return statement if query.article is None else statement.where(article.c.id == query.article)
