"""One story: its articles, as extractors.lineage compares them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from extractors.lineage.records import Credited, Member
from extractors.lineage.texts import limit_of
from extractors.urls import host_of
from storage.dated import dated_from
from storage.tables import article, source, story

#: Articles of one story that are read, the first seen; of their texts, what extractors.lineage.texts compares.
MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that are one text, and their number when some were left out."""

    key: int
    started_at: datetime
    size: int  # all its articles
    members: tuple[Member, ...]  # at least one; in the order of their keys, MOST at most


def load(connection: Connection, key: int, *, most: int = MOST) -> Story | None:
    """Give the story of that key, with *most* articles at most; None when there is none."""
    found = connection.execute(select(story).where(story.c.id == key)).first()
    size = connection.scalar(select(func.count()).where(article.c.story_id == key)) or 0
    if found is None or not size:
        return None
    # One character more than is compared, so that a text can be known to be cut.
    text = func.substr(article.c.text, 1, limit_of(min(size, most)) + 1).label("beginning")
    columns: list[ColumnElement[Any]] = [each for each in article.c if each is not article.c.text]
    columns += [text, source.c.slug, source.c.name]
    rows = connection.execute(
        select(*columns)
        .select_from(article.outerjoin(source, article.c.source_id == source.c.id))
        .where(article.c.story_id == key)
        .order_by(article.c.first_seen_at, article.c.id)
        .limit(most)
    )
    members = sorted((_member(row) for row in rows), key=lambda each: each.key)
    return Story(key=key, started_at=found.started_at, size=size, members=tuple(members))


def story_of(connection: Connection, article_key: int) -> int | None:
    """Give the key of the story of an article; None when there is no such article."""
    return connection.scalar(select(article.c.story_id).where(article.c.id == article_key))


def _member(row: Row[Any]) -> Member:
    host = host_of(row.url)
    return Member(
        key=row.id,
        outlet=row.slug or host,
        name=row.name or row.site_name or host,
        host=host,
        url=row.url,
        title=row.title,
        text=row.beginning,
        published=dated_from(row),
        first_seen=row.first_seen_at,
        language=row.language,
        credits=_credits(row),
        canonical_claim=row.canonical_claim,
    )


def _credits(row: Row[Any]) -> tuple[Credited, ...]:
    """Give the agencies that the page credits, and the outlets in its byline."""
    from extractors.credits.agencies import HOSTS_OF, NAME_OF, SLUGS  # noqa: PLC0415 a search does not wait for them
    from extractors.credits.named import named  # noqa: PLC0415

    agencies = (
        Credited(name=NAME_OF[each["agency"]], hosts=HOSTS_OF[each["agency"]], confidence=each["confidence"])
        for each in row.credits
        if each["agency"] in SLUGS  # an agency that a later table has dropped says nothing
    )
    return (*agencies, *(Credited(name=each) for each in row.organizations if named(each) is None))
