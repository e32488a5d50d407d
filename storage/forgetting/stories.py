"""Stories that lose articles: one that is left without any goes, one whose origin goes begins with another."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from storage import neighbours
from storage.forgetting.chunks import chunks
from storage.tables import article, sketch, story

_MANY = 20  # stories from which on an index pays


def part(connection: Connection, gone: Sequence[int]) -> list[int]:
    """Take articles out of their stories and out of the near-duplicate index; give the stories that are empty now.

    What was a copy of one that goes is a copy of the new origin from then on, of the kind and score that it had.
    """
    stories: set[int] = set()
    for keys in chunks(gone):
        stories.update(connection.scalars(select(article.c.story_id).where(article.c.id.in_(keys))))
    for key in gone:
        neighbours.withdraw(connection, article=key)
    leaving = set(gone)
    left: dict[int, list[Any]] = defaultdict(list)
    columns = (article.c.id, article.c.story_id, article.c.kind, article.c.copy_of)
    for keys in chunks(sorted(stories)):
        for row in connection.execute(select(*columns).where(article.c.story_id.in_(keys)).order_by(article.c.id)):
            if row.id not in leaving:
                left[row.story_id].append(row)
    for keys in chunks(gone):  # or they would hold each other
        connection.execute(update(article).where(article.c.id.in_(keys)).values(copy_of=None))
    for key, members in left.items():
        _go_on(connection, key, members, leaving)
    return sorted(stories - left.keys())


def _go_on(connection: Connection, key: int, members: Sequence[Any], leaving: set[int]) -> None:
    origin = connection.execute(select(story.c.origin_id).where(story.c.id == key)).scalar_one()
    if origin is None or origin in leaving:
        first = next((row for row in members if row.kind == "original"), members[0])
        origin = first.id
        begins = {"kind": "original", "copy_of": None, "score": 0.0}
        connection.execute(update(article).where(article.c.id == origin).values(begins))
    connection.execute(update(story).where(story.c.id == key).values(origin_id=origin, size=len(members)))
    orphans = [row.id for row in members if row.copy_of in leaving and row.id != origin]
    for keys in chunks(orphans):
        connection.execute(update(article).where(article.c.id.in_(keys)).values(copy_of=origin))


def drop(connection: Connection, empty: Sequence[int]) -> Counter[str]:
    """Delete stories that have no articles any more; give the number of rows by table."""
    removed: Counter[str] = Counter()
    if len(empty) > _MANY:  # as in storage.recluster: postings have no index by story
        connection.execute(text("CREATE INDEX ix_sketch_of_story ON sketch (story_id)"))
    for keys in chunks(empty):
        removed["sketch"] += connection.execute(delete(sketch).where(sketch.c.story_id.in_(keys))).rowcount
        removed["story"] += connection.execute(delete(story).where(story.c.id.in_(keys))).rowcount
    if len(empty) > _MANY:
        connection.execute(text("DROP INDEX ix_sketch_of_story"))
    return removed
