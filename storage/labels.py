"""The tags of many articles, without their evidence: what a feed says of each."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.tables import tag
from storage.tags import TAGGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One tag."""

    kind: str  # organization, related, topic, or that of an entity
    slug: str
    name: str | None  # of an entity


def labels(connection: Connection, keys: Collection[int]) -> dict[int, tuple[Label, ...]]:
    """Give the tags of each of these articles, by kind and slug; one that two lexicons give is given once."""
    found: dict[int, dict[tuple[str, str], Label]] = {key: {} for key in keys}
    wanted = select(tag.c.article_id, tag.c.kind, tag.c.slug, tag.c.name).where(
        tag.c.article_id.in_(keys), tag.c.level.in_(TAGGED)
    )
    for row in connection.execute(wanted.order_by(tag.c.id)):
        found[row.article_id].setdefault((row.kind, row.slug), Label(kind=row.kind, slug=row.slug, name=row.name))
    return {key: tuple(each for _, each in sorted(of.items())) for key, of in found.items()}
