"""Making stories anew: today's deduplication over the stored texts."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Row,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from extractors.fingerprint import fingerprint as make_fingerprint
from extractors.shingles import shingles
from storage import neighbours
from storage.tables import article, fingerprint, sketch, story, version

AT_A_TIME = 500  # texts in memory


def enter_again(connection: Connection, done: Callable[[int], None] = lambda _: None) -> None:
    """Make the near-duplicate index of the stored articles anew, each in the story where it stands; tell how far."""
    connection.execute(delete(sketch))
    connection.execute(delete(fingerprint))
    after = count = 0
    while rows := _articles(connection, after):
        for row in rows:
            print_ = make_fingerprint(row.title, row.text)
            connection.execute(update(article).where(article.c.id == row.id).values(text_hash=print_.text_hash))
            neighbours.post(connection, article=row.id, story=row.story_id, fp=print_)
        after, count = rows[-1].id, count + len(rows)
        done(count)
    after = 0
    wanted = select(version.c.id, version.c.title, version.c.text).order_by(version.c.id).limit(AT_A_TIME)
    while earlier := connection.execute(wanted.where(version.c.id > after)).all():
        for key, title, body in earlier:
            known_by = {"text_hash": make_fingerprint(title, body).text_hash}  # as its article is
            connection.execute(update(version).where(version.c.id == key).values(known_by))
        after, count = earlier[-1].id, count + len(earlier)
        done(count)


def cluster_again(connection: Connection) -> Counter[str]:
    """Forget all stories and put every article into one anew, in the order they were first seen.

    Returns:
        How many articles are what they were (`unchanged`) or became what else (`original_to_near` and the like); how
        many stories fell apart (`stories_split`), and how many were put together of several (`stories_joined`).
    """
    old_stories = list(connection.execute(select(story.c.id)).scalars())
    connection.execute(delete(sketch))
    connection.execute(delete(fingerprint))
    _MOVED.create(connection)
    changes: Counter[str] = Counter()
    after = 0
    while rows := _articles(connection, after):
        for row in rows:
            changes[_cluster_one(connection, row)] += 1
        after = rows[-1].id
    for name, column, other in (
        ("stories_split", _MOVED.c.old, _MOVED.c.new),
        ("stories_joined", _MOVED.c.new, _MOVED.c.old),
    ):
        several = select(column).group_by(column).having(func.count(other.distinct()) > 1).subquery()
        changes[name] = connection.execute(select(func.count()).select_from(several)).scalar_one()
    _MOVED.drop(connection)
    # Without it each story deleted would read all of `sketch`, to prove that nothing there refers to it.
    connection.execute(text("CREATE INDEX ix_sketch_of_story ON sketch (story_id)"))
    for at in range(0, len(old_stories), 1_000):
        connection.execute(delete(story).where(story.c.id.in_(old_stories[at : at + 1_000])))
    connection.execute(text("DROP INDEX ix_sketch_of_story"))
    return +changes


# Which story an article left and which it came into, one row an article; for as long as stories are made anew.
_MOVED = Table("moved", MetaData(), Column("old", BigInteger), Column("new", BigInteger), prefixes=["TEMPORARY"])


def _articles(connection: Connection, after: int) -> Sequence[Row[Any]]:
    return connection.execute(select(article).where(article.c.id > after).order_by(article.c.id).limit(AT_A_TIME)).all()


def _cluster_one(connection: Connection, row: Row[Any]) -> str:
    print_ = make_fingerprint(row.title, row.text)
    verdict = neighbours.decide(connection, print_, lambda: shingles(row.title, row.text), page_type=row.page_type)
    key = verdict.story
    if key is None:
        new = story.insert().values(size=1, started_at=row.first_seen_at, origin_id=row.id).returning(story.c.id)
        key = int(connection.execute(new).scalar_one())
    else:
        connection.execute(update(story).where(story.c.id == key).values(size=story.c.size + 1))
    told = {"story_id": key, "kind": verdict.kind, "copy_of": verdict.of, "score": verdict.score}
    connection.execute(update(article).where(article.c.id == row.id).values(text_hash=print_.text_hash, **told))
    neighbours.post(connection, article=row.id, story=key, fp=print_)
    connection.execute(insert(_MOVED), {"old": row.story_id, "new": key})
    return "unchanged" if (row.kind, row.copy_of) == (verdict.kind, verdict.of) else f"{row.kind}_to_{verdict.kind}"
