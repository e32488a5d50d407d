"""How each source is doing: how much it lists, and how much of that becomes articles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, and_, case, func, or_, select

from storage.tables import discovery, frontier, gap, source

WEEK = timedelta(weeks=1)
WEEKS = 4  # looked back


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a source has brought of late."""

    entries_per_week: float  # URLs it listed that were unknown before; over WEEKS, or since it is known
    article_share: float | None  # 0..1, of them that have ended, those that became articles; None: none has ended
    last_entry_at: datetime | None  # when its own listing last named something new
    open_gaps: int


def health(connection: Connection, now: datetime) -> dict[str, Health]:
    """Give the health of every source by its slug, also of those that have brought nothing.

    History is no sign of health: what a backfill or a first poll brings counts where it is dated in these weeks.
    """
    recent = _recent(now - WEEKS * WEEK)
    state = recent.c.state
    counted = (
        select(
            recent.c.source_id,
            func.count().label("listed"),
            func.count(case((state == "done", 1))).label("done"),
            func.count(case((state.in_(["done", "failed", "gone", "refused"]), 1))).label("ended"),
        )
        .group_by(recent.c.source_id)
        .subquery()
    )
    rows = connection.execute(
        _sources()
        .add_columns(counted.c.listed, counted.c.done, counted.c.ended)
        .outerjoin(counted, counted.c.source_id == source.c.id)
    )
    return {row.slug: _health(row, now) for row in rows}


def _sources() -> Select[Any]:
    """What an index tells of each source without counting."""
    own = discovery.c.source_id == source.c.id
    polled = own & (discovery.c.origin == source.c.url)
    newest = select(discovery.c.seen_at).where(polled).order_by(discovery.c.seen_at.desc()).limit(1)
    gaps = select(func.count()).where(gap.c.source_id == source.c.id, gap.c.state == "open")
    return select(
        source.c.slug,
        select(func.min(discovery.c.seen_at)).where(own).scalar_subquery().label("first"),
        newest.scalar_subquery().label("last"),
        gaps.scalar_subquery().label("gaps"),
    )


def _recent(start: datetime) -> Subquery:
    """The URLs that each source listed and nobody had before *start*, each once, with the state of the work on them."""
    undated_news = and_(discovery.c.published.is_(None), discovery.c.origin == source.c.url)
    return (
        select(discovery.c.source_id, discovery.c.frontier_id, frontier.c.state)
        .join(source, source.c.id == discovery.c.source_id)
        .join(frontier, frontier.c.id == discovery.c.frontier_id)
        .where(discovery.c.seen_at >= start, frontier.c.discovered_at >= start)
        .where(or_(discovery.c.published >= start, undated_news))
        .distinct()
        .subquery()
    )


def _health(row: Row[Any], now: datetime) -> Health:
    listed, ended = row.listed or 0, row.ended or 0
    weeks = 1.0 if row.first is None else min(max((now - row.first) / WEEK, 1.0), float(WEEKS))
    return Health(
        entries_per_week=listed / weeks,
        article_share=row.done / ended if ended else None,
        last_entry_at=row.last,
        open_gaps=row.gaps,
    )
