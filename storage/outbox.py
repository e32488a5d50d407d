"""What watches have to tell, decided and sent: once per story, and in the order of things that survives a crash.

A message is decided in one transaction: the articles it tells of are told from then on, and a delivery waits for each
target. It is sent after that, and marked as sent after the sending. Who is killed before the sending has lost nothing;
who is killed between sending and marking sends that message once more.

A story has been told when any of its articles has: that holds also when stories are made anew later, since articles
stay. Copies that answer later are noted as covered, so that they are not news when their story falls apart.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, insert, or_, select, update

from storage import search
from storage.retries import RetryPolicy
from storage.tables import article, capture, watch, watch_delivery, watch_message, watch_target, watch_told
from storage.watches import Target, Watch, check_query, target_from

Kind = Literal["alert", "digest"]

#: What was published so long before it was first seen was brought in by a backfill: it is from the archive, no news.
OLD = timedelta(days=7)
#: An article that begins to answer (edited, tagged again) so long after it was first seen is not told any more.
HORIZON = timedelta(days=30)
#: What states no date is as old as its page: one from a web archive was fetched then.
_WHEN = func.coalesce(article.c.published, capture.c.fetched_at, type_=article.c.published.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one look of a watch found; rendered when it is sent."""

    id: int
    watch: int
    kind: Kind
    decided_at: datetime
    since: datetime  # the time it is about
    until: datetime
    articles: tuple[int, ...]  # keys, one of each story, the newest first
    old_articles: tuple[int, ...]  # the same, from the archive; only of digests, and where they were asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What waits for one target, leased to this process."""

    target: Target
    messages: tuple[Message, ...]  # the oldest first


# --- deciding ------------------------------------------------------------------------------------------------------


def is_quiet(connection: Connection, of: Watch, now: datetime) -> bool:
    """Say whether *of* has nothing to tell now: asked first, so that no writer waits while it is looked for."""
    if of.paused:
        return True
    due = of.schedule.due_at(of.next_at, now)
    if due is not None:
        return due > now and due == of.next_at
    return connection.execute(_new(connection, of, now).limit(1)).first() is None


def note_quiet(connection: Connection, of: Watch, now: datetime) -> None:
    """Note that there was nothing to tell."""
    if not of.paused and of.next_at is None:
        _tell(connection, of, checked_at=now, problem=None)


def decide(connection: Connection, of: Watch, now: datetime) -> int | None:
    """Note what *of* has to tell now; give the key of the message, None when there is none or it is not yet time."""
    if of.paused:
        return None
    due = of.schedule.due_at(of.next_at, now)
    if due is not None and due > now:
        if due != of.next_at:
            _tell(connection, of, next_at=due)
        return None
    told, passed = _sorted(connection.execute(_new(connection, of, now)).all(), with_old=of.old or due is not None)
    if not told and due is None:
        _note(connection, of, passed, None, now)
        _tell(connection, of, checked_at=now, problem=None)
        return None
    # A clock that went back may have left the end of the last digest in the future.
    since = min(of.told_until, now - of.schedule.period)
    values: dict[str, Any] = {
        "watch_id": of.id,
        "kind": "alert" if due is None else "digest",
        "decided_at": now,
        "since": since,
    }
    values |= {"until": now, "articles": _keys(told, old=False), "old_articles": _keys(told, old=True)}
    key = int(connection.execute(insert(watch_message).values(values).returning(watch_message.c.id)).scalar_one())
    _note(connection, of, [*passed, *(("told", row) for rows in told for row in rows)], key, now)
    if of.targets:
        waiting = [{"message_id": key, "target_id": each.id, "state": "pending"} for each in of.targets]
        connection.execute(insert(watch_delivery), waiting)
    _tell(connection, of, checked_at=now, told_until=now, next_at=of.schedule.next_after(now), problem=None)
    return key


def _new(connection: Connection, of: Watch, now: datetime) -> Select[Any]:
    """Select the articles that answer and of which nothing was decided yet, the best to name of each story first."""
    query = check_query(of.query)
    earliest = max(of.since, min(now, of.checked_at) - HORIZON)
    query = replace(query, seen_since=max(filter(None, (query.seen_since, earliest))))
    found = search.found(connection, query).subquery()
    decided = exists().where(watch_told.c.watch_id == of.id, watch_told.c.article_id == article.c.id)
    member = article.alias()
    in_told_story = exists().where(
        watch_told.c.watch_id == of.id,
        watch_told.c.state != "old",
        watch_told.c.article_id == member.c.id,
        member.c.story_id == article.c.story_id,
    )
    columns = (article.c.id, article.c.story_id, article.c.first_seen_at, _WHEN.label("at"))
    return (
        select(*columns, in_told_story.label("covered"))
        .select_from(article.join(capture, article.c.capture_id == capture.c.id))
        .where(article.c.id.in_(select(found.c.id)), ~decided)
        .order_by((article.c.kind != "original"), _WHEN, article.c.id)
    )


def _is_old(row: Row[Any]) -> bool:
    return bool(row.at < row.first_seen_at - OLD)


def _sorted(rows: Sequence[Row[Any]], *, with_old: bool) -> tuple[list[list[Row[Any]]], list[tuple[str, Row[Any]]]]:
    """Part what is to be told, story by story, from what is passed over and why."""
    stories: dict[int, list[Row[Any]]] = defaultdict(list)
    passed: list[tuple[str, Row[Any]]] = []
    for row in rows:
        if row.covered:
            passed.append(("covered", row))
        elif _is_old(row) and not with_old:
            passed.append(("old", row))
        else:
            stories[row.story_id].append(row)
    return sorted(stories.values(), key=lambda each: (each[0].at, each[0].id), reverse=True), passed


def _keys(told: Sequence[Sequence[Row[Any]]], *, old: bool) -> list[int]:
    """The first article of each story; a story is old when all that is new of it is."""
    return [rows[0].id for rows in told if all(map(_is_old, rows)) == old]


def _note(
    connection: Connection, of: Watch, rows: Sequence[tuple[str, Row[Any]]], message: int | None, now: datetime
) -> None:
    values = [
        {
            "watch_id": of.id, "article_id": row.id, "state": state, "decided_at": now,
            "message_id": message if state == "told" else None,
        }
        for state, row in rows
    ]  # fmt: skip
    if values:
        connection.execute(insert(watch_told), values)


def _tell(connection: Connection, of: Watch, **values: Any) -> None:
    connection.execute(update(watch).where(watch.c.id == of.id).values(values))


def note_problem(connection: Connection, of: Watch, problem: str) -> None:
    """Note why a look failed."""
    _tell(connection, of, problem=problem)


# --- sending -------------------------------------------------------------------------------------------------------


def claim(
    connection: Connection, owner: str, *, now: datetime, until: datetime, policy: RetryPolicy,
    is_alive: Callable[[str], bool],
) -> list[Post]:  # fmt: skip
    """Lease every target to *owner* for which something waits, that is due, and that no living process holds."""
    waits = exists().where(watch_delivery.c.target_id == watch_target.c.id, watch_delivery.c.state == "pending")
    # A moment further away than any wait was written by a clock that ran ahead; see Schedule.due_at.
    too_far = now + timedelta(seconds=policy.delay_limit_seconds)
    at = watch_target.c.next_try_at
    due = or_(at.is_(None), at <= now, at > too_far)
    wide_awake = watch_target.c.watch_id.in_(select(watch.c.id).where(watch.c.paused.is_(False)))
    posts = []
    for row in connection.execute(select(watch_target).where(waits, due, wide_awake).order_by(watch_target.c.id)).all():
        is_held = row.leased_until is not None and row.leased_until > now
        if is_held and is_alive(row.lease_owner):
            continue
        lease = {"lease_owner": owner, "leased_until": until}
        connection.execute(update(watch_target).where(watch_target.c.id == row.id).values(lease))
        posts.append(Post(target=target_from(row), messages=_waiting(connection, row.id)))
    return posts


def _waiting(connection: Connection, target: int) -> tuple[Message, ...]:
    joined = watch_delivery.join(watch_message, watch_delivery.c.message_id == watch_message.c.id)
    mine = (watch_delivery.c.target_id == target, watch_delivery.c.state == "pending")
    rows = connection.execute(select(watch_message).select_from(joined).where(*mine).order_by(watch_message.c.id))
    return tuple(
        Message(
            id=row.id,
            watch=row.watch_id,
            kind=row.kind,
            decided_at=row.decided_at,
            since=row.since,
            until=row.until,
            articles=tuple(row.articles),
            old_articles=tuple(row.old_articles),
        )
        for row in rows
    )


def sent(connection: Connection, target: int, messages: Sequence[int], owner: str, now: datetime) -> None:
    """Mark messages as sent to a target, which answers."""
    done = {"state": "sent", "tried_at": now, "tries": watch_delivery.c.tries + 1, "detail": None}
    connection.execute(update(watch_delivery).where(*_of(target, messages)).values(done))
    _answered(connection, target, owner, failures=0, next_try_at=None)


def not_sent(
    connection: Connection, target: Target, messages: Sequence[int], *, owner: str, detail: str,
    policy: RetryPolicy, now: datetime,
) -> datetime | None:  # fmt: skip
    """Note that messages could not be sent; give the moment of the next try, None when all were given up."""
    tried = {"tried_at": now, "tries": watch_delivery.c.tries + 1, "detail": detail}
    connection.execute(update(watch_delivery).where(*_of(target.id, messages)).values(tried))
    too_many = watch_delivery.c.tries >= policy.attempts
    connection.execute(update(watch_delivery).where(*_of(target.id, messages), too_many).values(state="failed"))
    failures = target.failures + 1
    next_try = policy.next_try(failures, now)
    _answered(connection, target.id, owner, failures=failures, next_try_at=next_try)
    left = select(watch_delivery.c.id).where(
        watch_delivery.c.target_id == target.id, watch_delivery.c.state == "pending"
    )
    return next_try if connection.scalar(left.limit(1)) is not None else None


def release(connection: Connection, targets: Sequence[int], owner: str) -> None:
    """Give leased targets back."""
    mine = (watch_target.c.id.in_(targets), watch_target.c.lease_owner == owner)
    connection.execute(update(watch_target).where(*mine).values(lease_owner=None, leased_until=None))


def _of(target: int, messages: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        watch_delivery.c.target_id == target,
        watch_delivery.c.message_id.in_(messages),
        watch_delivery.c.state == "pending",
    )


def _answered(connection: Connection, target: int, owner: str, **values: Any) -> None:
    mine = (watch_target.c.id == target, watch_target.c.lease_owner == owner)
    connection.execute(update(watch_target).where(*mine).values(values))
