"""What an alert or a digest says of its stories: plain facts, read when it is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from extractors.permalinks import site_of
from storage import search
from storage.outbox import Message
from storage.parameters import query_of
from storage.queries import Query
from storage.tables import article, evidence, quote, source, tag, version
from storage.tags import ORGANIZATIONS, TAGGED
from storage.watches import Watch

MOST = {"alert": 20, "digest": 100}  # stories that are listed; of the others their number is told
MOST_QUOTES, MOST_EDITS, MOST_WHY, MOST_OUTLETS, MOST_HEADLINES = 8, 20, 3, 12, 3
_SNIPPETS_READ = 50  # articles of one story among which the snippet of the one at hand is looked for
_WHEN = func.coalesce(article.c.published, article.c.first_seen_at, type_=article.c.published.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story, by the article that is named for it."""

    article: int
    story: int
    url: str
    title: str
    outlet: str
    published: datetime | None
    first_seen: datetime
    language: str | None
    level: str  # how much it concerns what the query asks for
    topics: tuple[str, ...]  # slugs, the best supported first
    why: tuple[str, ...]  # the passage that answers the words, or else what the tag rests on
    articles: int  # of the story so far
    outlets: tuple[str, ...]  # of the story, the first to have it first
    languages: tuple[str, ...]
    headlines: tuple[str, ...]  # earlier ones of articles of the story
    is_old: bool = False  # from the archive: published long before it was first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """Who said what in the stories at hand."""

    speaker: str
    words: str
    language: str | None
    outlet: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """An article that answers and that was edited, or whose page has vanished."""

    url: str
    title: str
    language: str | None
    outlet: str
    at: datetime
    changes: tuple[tuple[str, str], ...]  # before, after; of a vanished page none
    status: str | None  # of a vanished page


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that there is to say."""

    since: datetime
    until: datetime
    stories: tuple[StoryLine, ...]
    more: int  # stories that are not listed
    quotes: tuple[QuoteLine, ...] = ()
    edited: tuple[EditLine, ...] = ()
    vanished: tuple[EditLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestQuery:
    """A digest that is asked for: what answers *query* and was published (or else first seen) in this time."""

    query: Query
    since: datetime
    until: datetime


def of_messages(connection: Connection, watch: Watch, messages: Sequence[Message]) -> Digest:
    """Give what to say of messages of one kind, taken together."""
    query, kind = query_of(watch.query), messages[-1].kind
    new = list(dict.fromkeys(key for each in reversed(messages) for key in each.articles))
    old = dict.fromkeys(key for each in reversed(messages) for key in each.old_articles)
    listed = [*new, *old][: MOST[kind]]
    digest = Digest(
        since=min(each.since for each in messages),
        until=max(each.until for each in messages),
        stories=_stories(connection, query, listed, old=set(old)),
        more=len(new) + len(old) - len(listed),
    )
    return digest if kind == "alert" else _whole(connection, query, digest)


def of_query(connection: Connection, asked: DigestQuery) -> Digest:
    """Give what to say of all that answers."""
    found = search.found(connection, replace(asked.query, since=asked.since, until=asked.until)).subquery()
    wanted = select(article.c.id, article.c.story_id).where(article.c.id.in_(select(found.c.id)))
    rows = connection.execute(wanted.order_by(article.c.kind != "original", _WHEN, article.c.id))
    firsts: dict[int, int] = {}
    for key, of_story in rows:
        firsts.setdefault(of_story, key)
    listed = list(reversed(firsts.values()))[: MOST["digest"]]
    stories = _stories(connection, asked.query, listed)
    digest = Digest(since=asked.since, until=asked.until, stories=stories, more=len(firsts) - len(listed))
    return _whole(connection, asked.query, digest)


def _whole(connection: Connection, query: Query, digest: Digest) -> Digest:
    anytime = replace(query, since=None, until=None, seen_since=None, seen_until=None)
    found = select(search.found(connection, anytime).subquery().c.id)
    between = (digest.since, digest.until)
    return replace(
        digest,
        quotes=_quotes(connection, [each.article for each in digest.stories]),
        edited=_edited(connection, found, between),
        vanished=_vanished(connection, found, between),
    )


# --- stories -------------------------------------------------------------------------------------------------------


def _stories(
    connection: Connection, query: Query, keys: Sequence[int], *, old: set[int] | frozenset[int] = frozenset()
) -> tuple[StoryLine, ...]:
    """Give the lines of articles, in the order of *keys*."""
    columns = (article, source.c.name.label("source_name"))
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    rows = connection.execute(select(*columns).select_from(tables).where(article.c.id.in_(keys)))
    by_key = {row.id: row for row in rows}
    members = _members(connection, [row.story_id for row in by_key.values()])
    tags = _tags(connection, keys)
    lines = []
    for row in (by_key[key] for key in keys if key in by_key):
        copies = members[row.story_id]
        lines.append(
            StoryLine(
                article=row.id,
                story=row.story_id,
                url=row.url,
                title=row.title,
                outlet=_outlet(row),
                published=row.published,
                first_seen=row.first_seen_at,
                language=row.language,
                level=_level(row, tags[row.id], query),
                topics=_topics(tags[row.id], query),
                why=_why(connection, query, row, tags[row.id]),
                articles=len(copies),
                outlets=tuple(dict.fromkeys(map(_outlet, copies)))[:MOST_OUTLETS],
                languages=tuple(dict.fromkeys(each.language for each in copies if each.language)),
                headlines=_headlines(connection, row, [each.id for each in copies]),
                is_old=row.id in old,
            )
        )
    return tuple(lines)


def _outlet(row: Row[Any]) -> str:
    return row.source_name or row.site_name or site_of(row.url)


def _members(connection: Connection, stories: Iterable[int]) -> dict[int, list[Any]]:
    names = ("id", "story_id", "url", "site_name", "language")
    statement = (
        select(*(article.c[name] for name in names), source.c.name.label("source_name"))
        .select_from(article.outerjoin(source, article.c.source_id == source.c.id))
        .where(article.c.story_id.in_(list(stories)))
        .order_by(article.c.first_seen_at, article.c.id)
    )
    members: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement).all():
        members[row.story_id].append(row)
    return members


def _tags(connection: Connection, keys: Sequence[int]) -> dict[int, list[Row[Any]]]:
    statement = select(tag).where(tag.c.article_id.in_(keys)).order_by(tag.c.confidence.desc(), tag.c.id)
    tags: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        tags[row.article_id].append(row)
    return tags


def _level(row: Row[Any], tags: Sequence[Row[Any]], query: Query) -> str:
    of_tag = (each.level for each in tags if each.slug == query.tag and each.kind in ORGANIZATIONS)
    return str(next(of_tag, row.level))


def _topics(tags: Sequence[Row[Any]], query: Query) -> tuple[str, ...]:
    """The topic that was asked for goes first."""
    slugs = [each.slug for each in tags if each.kind == "topic" and each.level in TAGGED]
    return tuple(sorted(dict.fromkeys(slugs), key=lambda slug: slug != query.topic))


def _why(connection: Connection, query: Query, row: Row[Any], tags: Sequence[Row[Any]]) -> tuple[str, ...]:
    if query.words:
        asked = replace(query, story=row.story_id, snippets=True, limit=_SNIPPETS_READ)
        hits = search.search(connection, asked)
        return tuple(hit.snippet.text for hit in hits if hit.id == row.id and hit.snippet)
    asked_for = [each for each in (query.entity, query.topic, query.tag) if each]
    named = [each.id for each in tags if each.slug in asked_for] if asked_for else [
        each.id for each in tags if each.kind == "organization"
    ]  # fmt: skip
    accepted = (evidence.c.tag_id.in_(named), evidence.c.accepted.is_(True))
    surfaces = connection.scalars(select(evidence.c.surface).where(*accepted).order_by(evidence.c.id))
    return tuple(dict.fromkeys(" ".join(each.split()) for each in surfaces))[:MOST_WHY]


def _headlines(connection: Connection, row: Row[Any], members: Sequence[int]) -> tuple[str, ...]:
    """The headlines that articles of the story have had and have no longer."""
    statement = (
        select(version.c.title)
        .join(article, version.c.article_id == article.c.id)
        .where(version.c.article_id.in_(members), version.c.title != article.c.title, version.c.title != row.title)
        .order_by(version.c.id.desc())
    )
    return tuple(dict.fromkeys(connection.scalars(statement)))[:MOST_HEADLINES]


# --- what else of the time -----------------------------------------------------------------------------------------


def _named(row: Row[Any]) -> Mapping[str, Any]:
    return {"url": row.url, "title": row.title, "language": row.language, "outlet": _outlet(row)}


def _told_of(*columns: Any) -> Any:
    names = ("url", "title", "site_name", "language")
    return select(*columns, *(article.c[each] for each in names), source.c.name.label("source_name"))


_SOURCED = article.outerjoin(source, article.c.source_id == source.c.id)


def _quotes(connection: Connection, keys: Sequence[int]) -> tuple[QuoteLine, ...]:
    """What was said word for word, first by those whom the lexicon knows, each sentence once."""
    statement = (
        _told_of(quote.c.speaker, quote.c.surface)
        .select_from(_SOURCED.join(quote, quote.c.article_id == article.c.id))
        .where(article.c.id.in_(keys), quote.c.kind == "direct")
        .order_by(quote.c.entity.is_(None), quote.c.id)
    )
    lines: dict[str, QuoteLine] = {}
    for row in connection.execute(statement):
        about = {name: value for name, value in _named(row).items() if name != "title"}
        lines.setdefault(row.surface, QuoteLine(speaker=row.speaker, words=row.surface, **about))
        if len(lines) == MOST_QUOTES:
            break
    return tuple(lines.values())


def _edited(connection: Connection, found: Any, between: tuple[datetime, datetime]) -> tuple[EditLine, ...]:
    statement = (
        _told_of(version.c.replaced_at, version.c.changes)
        .select_from(_SOURCED.join(version, version.c.article_id == article.c.id))
        .where(article.c.id.in_(found), version.c.significance == "significant")
        .where(version.c.replaced_at >= between[0], version.c.replaced_at < between[1])
        .order_by(version.c.replaced_at.desc(), version.c.id.desc())
        .limit(MOST_EDITS)
    )
    return tuple(
        EditLine(at=row.replaced_at, changes=_changes(row.changes or ()), status=None, **_named(row))
        for row in connection.execute(statement)
    )


def _changes(changes: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    weighty = [each for each in changes if each["significance"] == "significant"]
    return tuple((each["before"]["surface"], each["after"]["surface"]) for each in weighty[:MOST_WHY])


def _vanished(connection: Connection, found: Any, between: tuple[datetime, datetime]) -> tuple[EditLine, ...]:
    statement = (
        _told_of(article.c.vanished_at, article.c.vanished_status)
        .select_from(_SOURCED)
        .where(article.c.id.in_(found), article.c.vanished_status.is_not(None))
        .where(article.c.vanished_at >= between[0], article.c.vanished_at < between[1])
        .order_by(article.c.vanished_at.desc(), article.c.id.desc())
        .limit(MOST_EDITS)
    )
    return tuple(
        EditLine(at=row.vanished_at, changes=(), status=row.vanished_status, **_named(row))
        for row in connection.execute(statement)
    )
