"""Articles in full, as they are taken elsewhere: texts, what they are about, where they are from; one flat record each.

Not everything the archive knows: that, with evidence and captures, is Archive.document, an article at a time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, func, select

from extractors.tagging.record import Level
from storage import asof, search
from storage.queries import Hit, Query
from storage.tables import article, tag, version
from storage.tags import TAGGED

_TOGETHER = 200  # articles whose texts are read at a time
#: Fields of FullArticle that a Hit has.
_OF_HIT = (
    "id", "url", "title", "published", "first_seen", "language", "source", "country", "outlet", "agency", "level",
    "kind", "story", "score",
)  # fmt: skip
#: Fields of FullArticle that are columns of `article`.
_COLUMNS = (
    "published_precision", "modified", "text", "script", "site_name", "authors", "organizations", "section",
    "keywords", "dateline", "image", "page_type", "copy_of", "changed_at", "vanished_at",
)  # fmt: skip
_LISTS = ("authors", "organizations", "keywords")
#: Field of FullArticle, and the kind of the tags whose slugs it holds.
_TAGS = {
    "tags": "organization", "related": "related", "topics": "topic", "bodies": "body", "formats": "format",
    "persons": "person", "summits": "summit", "documents": "document", "states": "state",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FullArticle:
    """One article of an answer, in full; slugs of tags in the order of the alphabet."""

    id: int
    url: str
    title: str
    published: datetime | None
    published_precision: str | None  # "second", "minute", "day" ...: how exactly the page says it
    first_seen: datetime
    modified: datetime | None  # as the page says
    language: str | None
    script: str | None
    source: str | None
    country: str | None
    outlet: str
    site_name: str | None
    authors: tuple[str, ...]
    organizations: tuple[str, ...]  # agencies and outlets in the byline
    agency: str | None
    section: str | None
    keywords: tuple[str, ...]
    dateline: str | None
    image: str | None
    page_type: str
    level: Level
    tags: tuple[str, ...]  # organizations with a lexicon, of level central or mention
    related: tuple[str, ...]  # organizations named beside, of these levels
    topics: tuple[str, ...]
    bodies: tuple[str, ...]
    formats: tuple[str, ...]
    persons: tuple[str, ...]
    summits: tuple[str, ...]
    documents: tuple[str, ...]
    states: tuple[str, ...]
    kind: str
    story: int
    copy_of: int | None
    versions: int  # texts that it had before
    changed_at: datetime
    vanished_at: datetime | None
    score: float
    text: str


def articles(connection: Connection, query: Query) -> Iterator[FullArticle]:
    """Give the articles that answer *query* in full, in its order.

    With `as_of`, title and text are those that stood there then; tags are those of today's text.
    """
    hits = search.search(connection, query)
    while some := list(islice(hits, _TOGETHER)):
        keys = [each.id for each in some]
        wanted = select(article.c.id, *(article.c[name] for name in _COLUMNS)).where(article.c.id.in_(keys))
        rows = {row.id: row for row in connection.execute(wanted)}
        tags, versions = _tags(connection, keys), _versions(connection, keys)
        before = asof.texts_at(connection, keys, query.as_of) if query.as_of else {}
        for hit in some:
            if hit.id in rows:  # else it was taken out meanwhile
                yield _full(hit, rows[hit.id], tags[hit.id], versions.get(hit.id, 0), before.get(hit.id))


def _full(hit: Hit, row: Row[Any], tags: Mapping[str, Sequence[str]], versions: int, before: Any) -> FullArticle:
    plain: dict[str, Any] = {name: getattr(hit, name) for name in _OF_HIT}
    plain |= {name: getattr(row, name) for name in _COLUMNS}
    plain |= {name: tuple(plain[name]) for name in _LISTS}
    plain |= {name: tuple(tags.get(kind, ())) for name, kind in _TAGS.items()}
    if before:
        plain["text"] = before.text
    return FullArticle(**plain, versions=versions)


def _tags(connection: Connection, keys: Sequence[int]) -> Mapping[int, Mapping[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    wanted = select(tag.c.article_id, tag.c.kind, tag.c.slug).where(tag.c.article_id.in_(keys), tag.c.level.in_(TAGGED))
    for row in connection.execute(wanted.distinct().order_by(tag.c.slug)):
        found[row.article_id][row.kind].append(row.slug)
    return found


def _versions(connection: Connection, keys: Sequence[int]) -> Mapping[int, int]:
    counted = select(version.c.article_id, func.count()).where(version.c.article_id.in_(keys))
    rows = connection.execute(counted.group_by(version.c.article_id)).all()
    return {key: count for key, count in rows}  # noqa: C416 a Row is no tuple to mypy
