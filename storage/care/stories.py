"""Of stories: they count their articles, begin with one of them, and a copy is in the story of what it copies."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from storage.care.invariants import REPAIR, Found, Invariant, Mending, Scope
from storage.tables import article, fingerprint, sketch, story

_ORIGINAL = article.c.kind == "original"


def _where(scope: Scope, wrong: ColumnElement[bool], joined: Any) -> Iterator[Found]:
    for key in scope.connection.scalars(select(story.c.id).select_from(joined).where(wrong).order_by(story.c.id)):
        yield Found(what=f"story {key}", key=key)


def _sizes(scope: Scope) -> Iterator[Found]:
    members = select(article.c.story_id, func.count().label("size")).group_by(article.c.story_id).subquery()
    wrong = or_(members.c.size.is_(None), members.c.size != story.c.size)
    yield from _where(scope, wrong, story.outerjoin(members, members.c.story_id == story.c.id))


def _count_again(mending: Mending, keys: Sequence[int]) -> None:
    size = select(func.count()).where(article.c.story_id == story.c.id).scalar_subquery()
    mending.connection.execute(update(story).where(story.c.id.in_(keys)).values(size=size))
    empty = select(story.c.id).where(story.c.id.in_(keys), story.c.size == 0)
    empty = empty.where(~select(fingerprint.c.article_id).where(fingerprint.c.story_id == story.c.id).exists())
    if gone := mending.connection.scalars(empty).all():
        mending.connection.execute(delete(sketch).where(sketch.c.story_id.in_(gone)))
        mending.connection.execute(delete(story).where(story.c.id.in_(gone)))


def _origins(scope: Scope) -> Iterator[Found]:
    outside = or_(article.c.id.is_(None), article.c.story_id != story.c.id)
    member = article.alias("member")  # an empty story has no origin
    filled = select(member.c.id).where(member.c.story_id == story.c.id)
    wrong = and_(outside, filled.exists())
    yield from _where(scope, wrong, story.outerjoin(article, article.c.id == story.c.origin_id))


def _begin_again(mending: Mending, keys: Sequence[int]) -> None:
    first = select(article.c.id).where(article.c.story_id == story.c.id)
    first = first.order_by(case((_ORIGINAL, 0), else_=1), article.c.id).limit(1)
    origin = first.scalar_subquery()
    mending.connection.execute(update(story).where(story.c.id.in_(keys)).values(origin_id=origin))


def _copies(scope: Scope) -> Iterator[Found]:
    of = article.alias("of")
    copied = article.outerjoin(of, of.c.id == article.c.copy_of)
    wrong = or_(
        and_(_ORIGINAL, article.c.copy_of.is_not(None)),
        and_(~_ORIGINAL, article.c.copy_of.is_(None)),
        of.c.story_id != article.c.story_id,
        of.c.id == article.c.id,
        article.c.kind.not_in(["original", "exact", "near", "syndicated"]),
    )
    for key in scope.connection.scalars(select(article.c.id).select_from(copied).where(wrong).order_by(article.c.id)):
        yield Found(what=f"article {key}", key=key)


STORIES = (
    Invariant(
        name="story-size",
        severity="stale",
        broken="stories that count their articles wrongly",
        remedy=REPAIR,
        find=_sizes,
        mend=_count_again,
    ),
    Invariant(
        name="story-origin",
        severity="stale",
        broken="stories that do not begin with one of their articles",
        remedy=REPAIR,
        find=_origins,
        mend=_begin_again,
    ),
    Invariant(
        name="copies",
        severity="stale",
        broken="articles that are copies of nothing, of themselves, or of what is in another story",
        remedy="`scowatch reprocess --stage dedup` finds all stories anew",
        find=_copies,
    ),
)
