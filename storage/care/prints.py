"""Of the near-duplicate index: it knows each article by its text of today, in its story, and nothing else."""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, delete, func, or_, select, update

from extractors.fingerprint import fingerprint as make_fingerprint
from storage import neighbours
from storage.care.invariants import REPAIR, SAMPLE, Found, Invariant, Mending, Scope
from storage.postings import STORIES_A_PRINT
from storage.tables import article, fingerprint, sketch, version

_BATCH = 500
_POSTINGS = 5_000  # rows of `sketch` looked at together
#: Rare prints of a story from which on it is conspicuous that most have no posting. A single one may be missing by
#: right: enough other stories held it when it came, and left it since.
_CONSPICUOUS = 8


def _fingerprints(scope: Scope) -> Iterator[Found]:
    """Articles without a fingerprint, or with one of another text or story."""
    entered = article.outerjoin(fingerprint, fingerprint.c.article_id == article.c.id)
    wrong = or_(
        fingerprint.c.article_id.is_(None),
        fingerprint.c.story_id != article.c.story_id,
        fingerprint.c.text_hash != article.c.text_hash,
    )
    told = set()
    for key in scope.connection.scalars(select(article.c.id).select_from(entered).where(wrong).order_by(article.c.id)):
        told.add(key)
        yield Found(what=f"article {key}", key=key)
    columns = (article.c.id, article.c.title, article.c.text, fingerprint)
    wanted = select(*columns).select_from(entered).where(~wrong, scope.sampled(article.c.id)).order_by(article.c.id)
    for row in scope.connection.execute(wanted.execution_options(yield_per=100)):
        meant = make_fingerprint(row.title, row.text)
        held = (row.text_hash, unpacked(row.prints), row.tokens)
        if row.id not in told and held != (meant.text_hash, meant.prints, meant.tokens):
            yield Found(what=f"article {row.id}", key=row.id)


def _enter_again(mending: Mending, keys: Sequence[int]) -> None:
    connection = mending.connection
    cut_off = update(fingerprint).where(fingerprint.c.article_id.in_(keys), func.length(fingerprint.c.prints) % 8 != 0)
    connection.execute(cut_off.values(prints=b""))  # or it could not be withdrawn
    wanted = select(article.c.id, article.c.title, article.c.text, article.c.story_id).where(article.c.id.in_(keys))
    for row in connection.execute(wanted.order_by(article.c.id)).all():
        print_ = make_fingerprint(row.title, row.text)
        neighbours.withdraw(connection, article=row.id)
        connection.execute(update(article).where(article.c.id == row.id).values(text_hash=print_.text_hash))
        neighbours.post(connection, article=row.id, story=row.story_id, fp=print_)


def _version_hashes(scope: Scope) -> Iterator[Found]:
    wanted = select(version.c.id, version.c.title, version.c.text, version.c.text_hash)
    wanted = wanted.where(scope.sampled(version.c.id)).order_by(version.c.id)
    for row in scope.connection.execute(wanted.execution_options(yield_per=100)):
        if make_fingerprint(row.title, row.text).text_hash != row.text_hash:
            yield Found(what=f"version {row.id}", key=row.id)


def _hash_again(mending: Mending, keys: Sequence[int]) -> None:
    wanted = select(version.c.id, version.c.title, version.c.text).where(version.c.id.in_(keys))
    for row in mending.connection.execute(wanted).all():
        hashed = make_fingerprint(row.title, row.text).text_hash
        mending.connection.execute(update(version).where(version.c.id == row.id).values(text_hash=hashed))


def _unposted(scope: Scope) -> Iterator[Found]:
    """Stories of whose rare prints most have no posting."""
    wanted = select(fingerprint.c.story_id, fingerprint.c.prints).where(scope.sampled(fingerprint.c.story_id))
    rows = scope.connection.execute(wanted.order_by(fingerprint.c.story_id).execution_options(yield_per=_BATCH))
    for batch in rows.partitions():
        meant: dict[int, set[int]] = defaultdict(set)
        for row in batch:
            meant[row.story_id].update(unpacked(row.prints))
        posted = _posted(scope, sorted(set().union(*meant.values())))
        for key, prints in meant.items():
            rare = [each for each in prints if len(posted[each]) < STORIES_A_PRINT or key in posted[each]]
            missing = sum(key not in posted[each] for each in rare)
            if len(rare) >= _CONSPICUOUS and missing > len(rare) / 2:
                yield Found(what=f"story {key}", key=key)


def _posted(scope: Scope, prints: Sequence[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for at in range(0, len(prints), _BATCH):
        held = sketch.c.print.in_(prints[at : at + _BATCH])
        for row in scope.connection.execute(select(sketch).where(held)):
            found[row.print].add(row.story_id)
    return found


def _post_again(mending: Mending, keys: Sequence[int]) -> None:
    members = select(article.c.id).where(article.c.story_id.in_(keys)).order_by(article.c.id)
    _enter_again(mending, mending.connection.scalars(members).all())


def _strays(scope: Scope) -> Iterator[Found]:
    """Postings of prints that no article of their story has, and those beyond what a print may have."""
    crowded = select(sketch.c.print).group_by(sketch.c.print).having(func.count() > STORIES_A_PRINT)
    for key in scope.connection.scalars(crowded.order_by(sketch.c.print)):
        yield Found(what=f"print {key}, in too many stories", key=key)
    looked_at = select(sketch.c.print, sketch.c.story_id).order_by(sketch.c.print, sketch.c.story_id)
    if not scope.deep and (scope.connection.scalar(select(func.count()).select_from(sketch)) or 0) > 50 * SAMPLE:
        rare = scope.connection.scalar(select(func.count()).select_from(sketch)) or 1
        looked_at = looked_at.where((sketch.c.print // 64) % (rare // (10 * SAMPLE)) == 0)
    for batch in scope.connection.execute(looked_at.execution_options(yield_per=_POSTINGS)).partitions():
        for row in _stray(scope, batch):
            yield Found(what=f"print {row.print} of story {row.story_id}", key=row.print)


def _stray(scope: Scope | Mending, rows: Iterable[Any]) -> list[Any]:
    rows = list(rows)
    stories = sorted({row.story_id for row in rows})
    held: dict[int, set[int]] = defaultdict(set)
    for at in range(0, len(stories), _BATCH):
        wanted = select(fingerprint.c.story_id, fingerprint.c.prints)
        for row in scope.connection.execute(wanted.where(fingerprint.c.story_id.in_(stories[at : at + _BATCH]))):
            held[row.story_id].update(unpacked(row.prints))
    return [row for row in rows if row.print not in held[row.story_id]]


def _drop_strays(mending: Mending, keys: Sequence[int]) -> None:
    rows = mending.connection.execute(select(sketch).where(sketch.c.print.in_(keys)).order_by(*sketch.primary_key))
    postings = list(rows)
    gone = _stray(mending, postings)
    by_print: dict[int, list[Any]] = defaultdict(list)
    for row in postings:
        if row not in gone:
            by_print[row.print].append(row)
    gone += [row for stories in by_print.values() for row in stories[STORIES_A_PRINT:]]
    this = and_(
        sketch.c.print == bindparam("print_", type_=BigInteger),
        sketch.c.story_id == bindparam("story_", type_=BigInteger),
    )
    if gone:
        parameters = [{"print_": row.print, "story_": row.story_id} for row in gone]
        mending.connection.execute(delete(sketch).where(this), parameters)


def unpacked(prints: bytes) -> tuple[int, ...]:
    """The prints of a fingerprint; those that fit where the last is cut off."""
    whole = len(prints) // 8
    return struct.unpack(f"<{whole}Q", prints[: 8 * whole])


PRINTS = (
    Invariant(
        name="fingerprints",
        severity="stale",
        broken="articles without their fingerprint, or with one of another text or story",
        remedy=REPAIR,
        find=_fingerprints,
        mend=_enter_again,
    ),
    Invariant(
        name="version-hashes",
        severity="stale",
        broken="versions with the hash of another text",
        remedy=REPAIR,
        find=_version_hashes,
        mend=_hash_again,
    ),
    Invariant(
        name="sketch",
        severity="stale",
        broken="stories that the near-duplicate index does not know",
        remedy=REPAIR,
        find=_unposted,
        mend=_post_again,
    ),
    Invariant(
        name="sketch-strays",
        severity="stale",
        broken="entries of the near-duplicate index that no article has",
        remedy=REPAIR,
        find=_strays,
        mend=_drop_strays,
    ),
)
