"""Of the work: what the frontier says of a URL fits together, times are in order, counters can be."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, or_, select, update

from storage.care.invariants import REPAIR, Found, Invariant, Mending, Scope
from storage.tables import article, block, capture, frontier, gap, run, version


def _urls(scope: Scope, wrong: ColumnElement[bool]) -> Iterator[Found]:
    for row in scope.connection.execute(select(frontier.c.id, frontier.c.url).where(wrong).order_by(frontier.c.id)):
        yield Found(what=row.url, key=row.id)


def _no_article() -> ColumnElement[bool]:
    there = select(article.c.id).where(article.c.id == frontier.c.article_id).exists()
    return and_(frontier.c.article_id.is_not(None), ~there)


def _forget_article(mending: Mending, keys: Sequence[int]) -> None:
    wrong = update(frontier).where(frontier.c.id.in_(keys), _no_article())
    mending.connection.execute(wrong.values(article_id=None))


def _half_leased() -> ColumnElement[bool]:
    held, until = frontier.c.lease_owner.is_not(None), frontier.c.leased_until.is_not(None)
    leased = frontier.c.state == "leased"
    return or_(and_(leased, ~and_(held, until)), and_(~leased, or_(held, until)))


def _release(mending: Mending, keys: Sequence[int]) -> None:
    ours = update(frontier).where(frontier.c.id.in_(keys), _half_leased())
    mending.connection.execute(ours.where(frontier.c.state == "leased").values(state="pending"))
    mending.connection.execute(ours.values(lease_owner=None, leased_until=None))


def _ended_for_nothing() -> ColumnElement[bool]:
    """Ended, and neither an article nor a page nor a reason says why."""
    own = select(article.c.id).where(article.c.frontier_id == frontier.c.id).exists()
    kept = select(capture.c.id).where(capture.c.frontier_id == frontier.c.id).exists()
    empty = and_(frontier.c.state == "done", frontier.c.reason.is_(None), frontier.c.article_id.is_(None), ~own, ~kept)
    unsaid = and_(frontier.c.state.in_(["failed", "gone", "refused"]), frontier.c.reason.is_(None))
    known = frontier.c.state.in_(["pending", "leased", "done", "failed", "gone", "refused"])
    return or_(empty, unsaid, ~known)


def _begin_again(mending: Mending, keys: Sequence[int]) -> None:
    again = {"state": "pending", "attempts": 0, "finished_at": None, "lease_owner": None, "leased_until": None}
    mending.connection.execute(update(frontier).where(frontier.c.id.in_(keys), _ended_for_nothing()).values(again))


def _impossible() -> ColumnElement[bool]:
    span = block.c.last_page - block.c.first_page
    return or_(block.c.pages < 1, block.c.first_page < 1, span < 0, block.c.pages > span + 1, block.c.tokens < 0)


def _counters(scope: Scope) -> Iterator[Found]:
    per_host = select(block.c.host, func.count()).where(_impossible()).group_by(block.c.host).order_by(block.c.host)
    for host, count in scope.connection.execute(per_host):
        yield Found(what=f"{count:,} of {host}", key=0)


def _forget_counters(mending: Mending, _keys: Sequence[int]) -> None:
    mending.connection.execute(delete(block).where(_impossible()))


_IN_ORDER: tuple[tuple[Table, Column[object], Column[object]], ...] = (
    (article, article.c.first_seen_at, article.c.changed_at),
    (version, version.c.seen_at, version.c.replaced_at),
    (gap, gap.c.since, gap.c.until),
    (run, run.c.started_at, run.c.finished_at),
)


def _times(scope: Scope) -> Iterator[Found]:
    for table, first, then in _IN_ORDER:
        for key in scope.connection.scalars(select(table.c.id).where(first > then).order_by(table.c.id)):
            yield Found(what=f"{table.name} {key}")


WORK = (
    Invariant(
        name="frontier-article",
        severity="stale",
        broken="URLs that lead to an article that is not there",
        remedy=REPAIR,
        find=lambda scope: _urls(scope, _no_article()),
        mend=_forget_article,
    ),
    Invariant(
        name="frontier-lease",
        severity="stale",
        broken="URLs that are leased by nobody, or not leased and yet held",
        remedy=REPAIR,
        find=lambda scope: _urls(scope, _half_leased()),
        mend=_release,
    ),
    Invariant(
        name="frontier-end",
        severity="stale",
        broken="URLs that ended, and nothing says how",
        remedy="`scowatch db repair` has them fetched again",
        find=lambda scope: _urls(scope, _ended_for_nothing()),
        mend=_begin_again,
    ),
    Invariant(
        name="blocks",
        severity="stale",
        broken="counters of recurring paragraphs that cannot be",
        remedy="`scowatch db repair` forgets them, and they are learned again",
        find=_counters,
        mend=_forget_counters,
    ),
    Invariant(
        name="times",
        severity="odd",
        broken="rows whose end is before their beginning",
        remedy="a clock was set back; nothing is wrong with what is kept",
        find=_times,
    ),
)
