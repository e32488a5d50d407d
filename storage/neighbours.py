"""The near-duplicate index: which stored articles a text may be a copy of, and whether it is.

It lives in the tables `sketch` (print, story) and `fingerprint` (one row an article), so memory does not grow with
the archive; a look-up costs three statements and reads at most extractors.fingerprint.MOST * STORIES_A_PRINT
postings, however large the archive is. What is promising by its prints is then read and laid beside the new text.
Two writers that both look up before either has posted miss each other: let one transaction hold
storage.engine.WRITER_LOCK from decide to post.
"""

import struct
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select

from extractors.dedup import judge, promising, rank_stories
from extractors.records import Fingerprint, Kind, Neighbour, PageType, Verdict
from extractors.shingles import Shingles, shingles
from storage.postings import postings_on
from storage.tables import article, fingerprint

#: Gives title and text of an article by its key.
Reader = Callable[[int], tuple[str, str]]

#: Of each candidate story, the members compared. A chain of updates drifts: dev F1 with 1 .951, from 3 on .961.
MEMBERS = 6

_GATHERING = ("live_blog", "section")
_GATHERS = select(article.c.id).where(
    article.c.id.in_(bindparam("keys", expanding=True)), article.c.page_type.in_(_GATHERING)
)

ENTER = insert(fingerprint)
_SAME_TEXT = (
    select(fingerprint)
    .where(fingerprint.c.text_hash == bindparam("text_hash"))
    .order_by(fingerprint.c.article_id)
    .limit(1)
)
_numbered = (
    select(
        fingerprint.c.article_id,
        func.row_number().over(partition_by=fingerprint.c.story_id, order_by=fingerprint.c.article_id).label("place"),
    )
    .where(fingerprint.c.story_id.in_(bindparam("stories", expanding=True)))
    .subquery()
)
_MEMBERS = (
    select(fingerprint)
    .where(fingerprint.c.article_id.in_(select(_numbered.c.article_id).where(_numbered.c.place <= MEMBERS)))
    .order_by(fingerprint.c.article_id)
)

_TEXT = select(article.c.title, article.c.text).where(article.c.id == bindparam("key"))


def decide(
    connection: Connection,
    fp: Fingerprint,
    text: Callable[[], Shingles],
    *,
    page_type: PageType = "article",
    read: Reader | None = None,
) -> Verdict:
    """Say whether a text is new to the archive, and if not, of what it is a copy.

    Args:
        connection: in the transaction that will also post.
        fp: of an article that is not posted; withdraw it first, or it will find itself.
        text: gives its shingles, which are asked for only when there is a candidate.
        page_type: of the page it is from.
        read: gives title and text of a posted article; None: from the table `article`.
    """
    neighbours, frequency = find(connection, fp)
    if neighbours and neighbours[0].fingerprint.text_hash != fp.text_hash:
        neighbours = promising(fp, neighbours, frequency)
        if read is None:
            neighbours = _marked(connection, page_type, neighbours)
        theirs = {each for neighbour in neighbours for each in neighbour.fingerprint.prints}
        frequency |= _frequency(connection, sorted(theirs - frequency.keys()))
    titled = read or (lambda key: _stored(connection, key))
    return judge(fp, neighbours, frequency, lambda each: shingles(*titled(each.article)) if each else text())


def _marked(connection: Connection, page_type: PageType, neighbours: list[Neighbour]) -> list[Neighbour]:
    """Mark those of *neighbours* that gather many stories, as live blogs do; all, where the new page does."""
    if not neighbours:
        return neighbours
    keys = [each.article for each in neighbours]
    marked = keys if page_type in _GATHERING else connection.scalars(_GATHERS, {"keys": keys}).all()
    return [replace(each, gathers=each.article in marked) for each in neighbours] if marked else neighbours


def find(connection: Connection, fp: Fingerprint) -> tuple[list[Neighbour], dict[int, int]]:
    """Look up who may be near.

    Args:
        connection: as in `decide`.
        fp: as in `decide`.

    Returns:
        The oldest article of the very same text, alone; else the first MEMBERS of each candidate story, in the
        order of their keys. And the number of stories of each print that stands in any. Nothing for no tokens.
    """
    if not fp.tokens:
        return [], {}
    twin = connection.execute(_SAME_TEXT, {"text_hash": fp.text_hash}).first()
    if twin is not None:
        return [_neighbour(twin)], {}
    held = connection.execute(postings_on(connection.dialect.name).read, {"prints": fp.prints})
    postings = [(row[0], row[1]) for row in held]
    stories = rank_stories(len(fp.prints), postings)
    rows = connection.execute(_MEMBERS, {"stories": stories}) if stories else ()
    return [_neighbour(row) for row in rows], Counter(each for each, _ in postings)


def kinds(
    connection: Connection, fp: Fingerprint, text: Callable[[], Shingles], articles: Sequence[int]
) -> dict[int, Kind]:
    """Say what a text would be to each of *articles* alone, by key; nothing of those that the index does not hold."""
    rows = connection.execute(select(fingerprint).where(fingerprint.c.article_id.in_(articles)))
    held = {row.article_id: _neighbour(row) for row in rows}
    prints = {*fp.prints, *(each for neighbour in held.values() for each in neighbour.fingerprint.prints)}
    frequency = _frequency(connection, sorted(prints))

    def read(each: Neighbour | None) -> Shingles:
        return shingles(*_stored(connection, each.article)) if each else text()

    return {key: judge(fp, [neighbour], frequency, read).kind for key, neighbour in held.items()}


def _frequency(connection: Connection, prints: Sequence[int]) -> dict[int, int]:
    if not prints:
        return {}
    counted = connection.execute(postings_on(connection.dialect.name).count, {"prints": prints})
    return {row[0]: row[1] for row in counted}


def _stored(connection: Connection, key: int) -> tuple[str, str]:
    row = connection.execute(_TEXT, {"key": key}).one()
    return row.title, row.text


def post(connection: Connection, *, article: int, story: int, fp: Fingerprint) -> None:
    """Enter an article that has joined *story*, once; prints that enough stories hold get no posting."""
    connection.execute(ENTER, row_of(article=article, story=story, fp=fp))
    connection.execute(postings_on(connection.dialect.name).add, {"prints": fp.prints, "story": story})


def row_of(*, article: int, story: int, fp: Fingerprint) -> dict[str, Any]:
    """Give the row of an article in the table `fingerprint`."""
    return {
        "article_id": article,
        "story_id": story,
        "text_hash": fp.text_hash,
        "prints": struct.pack(f"<{len(fp.prints)}Q", *fp.prints),
        "tokens": fp.tokens,
    }


def withdraw(connection: Connection, *, article: int) -> None:
    """Take an article out of the index; postings that other members of its story share stay. Unknown: no effect."""
    gone = delete(fingerprint).where(fingerprint.c.article_id == article)
    row = connection.execute(gone.returning(fingerprint.c.story_id, fingerprint.c.prints)).first()
    if row is None:
        return
    orphans = set(_unpack(row.prints))
    for prints in connection.scalars(select(fingerprint.c.prints).where(fingerprint.c.story_id == row.story_id)):
        orphans.difference_update(_unpack(prints))
    connection.execute(postings_on(connection.dialect.name).remove, {"prints": sorted(orphans), "story": row.story_id})


def _neighbour(row: Row[Any]) -> Neighbour:
    stored = Fingerprint(
        text_hash=row.text_hash,
        prints=_unpack(row.prints),
        tokens=row.tokens,
    )
    return Neighbour(article=row.article_id, story=row.story_id, fingerprint=stored)


def _unpack(prints: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(prints) // 8}Q", prints)
