"""Saved searches and whom they tell; what they have told is in storage.outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from config.errors import InputError
from storage.parameters import query_of
from storage.queries import Query
from storage.schedules import Schedule
from storage.slugs import meant
from storage.tables import watch, watch_delivery, watch_message, watch_target, watch_told

#: What a saved search can't hold: it looks at what is new, all of it, as it is known now.
UNUSABLE = ("limit", "order", "snippets", "as_of", "seen_until", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where messages go."""

    url: str  # with its secrets, as Apprise takes it
    label: str  # the same without them, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A recipient of a watch, and how it answers."""

    id: int
    watch: int
    url: str
    label: str
    failures: int  # in a row
    next_try_at: datetime | None  # None: when there is something to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWatch:
    """A saved search as it is made."""

    name: str
    query: Mapping[str, str]  # see storage.parameters
    recipients: Sequence[Recipient]
    schedule: Schedule
    since: datetime  # what was first seen before is not told
    old: bool = False  # also tell at once what was published long before it was first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved search."""

    id: int
    name: str
    query: Mapping[str, str]
    schedule: Schedule
    old: bool
    paused: bool
    created_at: datetime
    since: datetime
    checked_at: datetime  # when it was last looked for something to tell
    told_until: datetime  # the end of the last digest
    next_at: datetime | None  # the next one; None: all is told at once
    problem: str | None  # why the last look failed
    targets: tuple[Target, ...]


def check_query(words: Mapping[str, str]) -> Query:
    """Give the Query that a watch would ask; raise InputError when it can't."""
    for name in UNUSABLE:
        if name in words:
            raise InputError(f"a watch can't have {name!r}: it looks at what is new, as it is known then")
    return query_of(words)


def add(connection: Connection, new: NewWatch, now: datetime) -> int:
    """Store a watch; raise InputError when there is one of that name."""
    if connection.scalar(select(watch.c.id).where(watch.c.name == new.name)) is not None:
        raise InputError(f"there is a watch {new.name!r} already; give another --name, or remove that one")
    row = {
        "name": new.name, "query": dict(new.query), "old": new.old, "paused": False, "created_at": now,
        "since": new.since, "checked_at": min(new.since, now), "told_until": new.since,
        "next_at": new.schedule.next_after(now), **_scheduled(new.schedule),
    }  # fmt: skip
    key = int(connection.execute(insert(watch).values(row).returning(watch.c.id)).scalar_one())
    connection.execute(insert(watch_target), [_addressed(key, each) for each in new.recipients])
    return key


def _scheduled(schedule: Schedule) -> dict[str, Any]:
    return {name: getattr(schedule, name) for name in ("every", "at", "weekday", "zone")}


def _addressed(key: int, recipient: Recipient) -> dict[str, Any]:
    return {"watch_id": key, "url": recipient.url, "label": recipient.label}


def watches(connection: Connection) -> list[Watch]:
    """Give all watches, by name."""
    targets: dict[int, list[Target]] = {}
    for row in connection.execute(select(watch_target).order_by(watch_target.c.id)):
        targets.setdefault(row.watch_id, []).append(target_from(row))
    rows = connection.execute(select(watch).order_by(watch.c.name))
    return [_watch_from(row, targets.get(row.id, ())) for row in rows]


def load(connection: Connection, name: str) -> Watch:
    """Give the watch of that name; raise InputError when there is none."""
    known = {each.name: each for each in watches(connection)}
    if name not in known:
        raise InputError(f"there is no watch {name!r}" + meant(name, known, "`scowatch watch list` names them"))
    return known[name]


def any_awake(connection: Connection) -> bool:
    """Say whether there is a watch that is not paused."""
    return bool(connection.scalar(select(exists().where(watch.c.paused.is_(False)))))


def target_from(row: Row[Any]) -> Target:
    """Read a row of `watch_target`."""
    return Target(
        id=row.id,
        watch=row.watch_id,
        url=row.url,
        label=row.label,
        failures=row.failures,
        next_try_at=row.next_try_at,
    )


def _watch_from(row: Row[Any], targets: Sequence[Target]) -> Watch:
    return Watch(
        id=row.id,
        name=row.name,
        query=row.query,
        schedule=Schedule(every=row.every, at=row.at, weekday=row.weekday, zone=row.zone),
        old=row.old,
        paused=row.paused,
        created_at=row.created_at,
        since=row.since,
        checked_at=row.checked_at,
        told_until=row.told_until,
        next_at=row.next_at,
        problem=row.problem,
        targets=tuple(targets),
    )


def remove(connection: Connection, name: str) -> None:
    """Forget a watch and all that it has told."""
    key = load(connection, name).id
    messages = select(watch_message.c.id).where(watch_message.c.watch_id == key)
    connection.execute(delete(watch_delivery).where(watch_delivery.c.message_id.in_(messages)))
    for table in (watch_told, watch_message, watch_target):
        connection.execute(delete(table).where(table.c.watch_id == key))
    connection.execute(delete(watch).where(watch.c.id == key))


def pause(connection: Connection, name: str) -> None:
    """Let a watch tell nothing until it is resumed."""
    connection.execute(update(watch).where(watch.c.id == load(connection, name).id).values(paused=True))


def resume(connection: Connection, name: str) -> int:
    """Let a watch go on, and try again at once what could not be sent; give the number of messages that wait."""
    key = load(connection, name).id
    connection.execute(update(watch).where(watch.c.id == key).values(paused=False))
    mine = select(watch_target.c.id).where(watch_target.c.watch_id == key)
    again = {"failures": 0, "next_try_at": None}
    connection.execute(update(watch_target).where(watch_target.c.watch_id == key).values(again))
    failed = (watch_delivery.c.target_id.in_(mine), watch_delivery.c.state == "failed")
    connection.execute(update(watch_delivery).where(*failed).values(state="pending", tries=0))
    waiting = select(watch_delivery.c.id).where(watch_delivery.c.target_id.in_(mine))
    return len(connection.execute(waiting.where(watch_delivery.c.state == "pending")).all())


def change(
    connection: Connection, name: str, now: datetime, *, query: Mapping[str, str] | None = None,
    schedule: Schedule | None = None, recipients: Sequence[Recipient] | None = None,
) -> None:  # fmt: skip
    """Give a watch another query, schedule or recipients; what it has told stays told.

    What waits for a recipient that is no longer one is not sent any more.
    """
    key = load(connection, name).id
    values: dict[str, Any] = {"problem": None}
    if query is not None:
        values["query"] = dict(query)
    if schedule is not None:
        values |= {**_scheduled(schedule), "next_at": schedule.next_after(now)}
    connection.execute(update(watch).where(watch.c.id == key).values(values))
    if recipients is not None:
        of_watch, kept = watch_target.c.watch_id == key, [each.url for each in recipients]
        gone = select(watch_target.c.id).where(of_watch, watch_target.c.url.not_in(kept))
        connection.execute(delete(watch_delivery).where(watch_delivery.c.target_id.in_(gone)))
        connection.execute(delete(watch_target).where(of_watch, watch_target.c.url.not_in(kept)))
        known = set(connection.scalars(select(watch_target.c.url).where(of_watch)))
        if new := [_addressed(key, each) for each in recipients if each.url not in known]:
            connection.execute(insert(watch_target), new)
