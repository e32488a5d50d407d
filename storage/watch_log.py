"""What watches have sent, to whom, and what could not be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, select

from storage.outbox import Kind
from storage.tables import watch, watch_delivery, watch_message, watch_target


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One delivery."""

    watch: str
    kind: Kind
    decided_at: datetime
    stories: int
    label: str
    state: Literal["pending", "sent", "failed"]
    tries: int
    tried_at: datetime | None
    detail: str | None
    next_try_at: datetime | None  # None: sent, given up, or due now


def log(connection: Connection, *, name: str | None, limit: int | None) -> list[LogLine]:
    """Give the deliveries, of one watch or of all, the latest first."""
    tables = watch_delivery.join(watch_message, watch_delivery.c.message_id == watch_message.c.id).join(
        watch_target, watch_delivery.c.target_id == watch_target.c.id
    )
    tables = tables.join(watch, watch_message.c.watch_id == watch.c.id)
    message = ("kind", "decided_at", "articles", "old_articles")
    delivery = ("state", "tries", "tried_at", "detail")
    columns: list[ColumnElement[Any]] = [watch.c.name, watch_target.c.label, watch_target.c.next_try_at]
    columns += [watch_message.c[each] for each in message] + [watch_delivery.c[each] for each in delivery]
    statement = select(*columns).select_from(tables).order_by(watch_message.c.id.desc(), watch_delivery.c.id)
    if name is not None:
        statement = statement.where(watch.c.name == name)
    return [
        LogLine(
            watch=row.name,
            stories=len(row.articles) + len(row.old_articles),
            label=row.label,
            next_try_at=row.next_try_at if row.state == "pending" else None,
            **{each: getattr(row, each) for each in ("kind", "decided_at", *delivery)},
        )
        for row in connection.execute(statement.limit(limit))
    ]
