"""The `run` and `run_source` tables: what each run did, and the ledger of coverage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage import clock, counters, host_leases, leases
from storage.counters import Counted
from storage.engine import insert as insert_or_not
from storage.tables import frontier as frontier_table
from storage.tables import run, run_source

Line = tuple[str, str, str, str]  # source slug, ISO day, outcome, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a flow."""

    id: int
    flow: str
    owner: str
    state: str  # "running", "completed", "failed" or "interrupted"
    started_at: datetime
    finished_at: datetime | None


def begin(connection: Connection, flow: str, owner: str, now: datetime) -> int:
    """Open the row of a run, after making due what a wrong clock had put off."""
    clock.set_right(connection, now)
    row = {"flow": flow, "owner": owner, "state": "running", "started_at": now}
    return int(connection.execute(insert(run).values(row).returning(run.c.id)).scalar_one())


def end(
    connection: Connection,
    key: int,
    state: str,
    *,
    report: Mapping[str, Any],
    lines: Mapping[Line, int],
    counts: Counted,
    now: datetime,
) -> None:
    """Close the row of a run, with its report and its lines in the ledger; what it still held is free again."""
    host_leases.free(connection, [key], now)
    held = (frontier_table.c.run_id == key, frontier_table.c.state == "leased")
    connection.execute(update(frontier_table).where(*held).values(state="pending", lease_owner=None, leased_until=None))
    told = {"state": state, "report": dict(report), "finished_at": now, "drains_until": None}
    flows = connection.execute(update(run).where(run.c.id == key).values(told).returning(run.c.flow)).scalars()
    counters.add(connection, {**counts, **counters.runs_ended((flow, state) for flow in flows)})
    rows = [
        {"run_id": key, "source": slug, "day": day, "outcome": outcome, "reason": reason, "count": count}
        for (slug, day, outcome, reason), count in sorted(lines.items())
    ]
    if rows:
        connection.execute(insert_or_not(connection, run_source).on_conflict_do_nothing(), rows)


def latest(connection: Connection, flow: str) -> Run | None:
    """Give the run of *flow* that began last."""
    columns = [run.c[each.name] for each in fields(Run)]
    row = connection.execute(select(*columns).where(run.c.flow == flow).order_by(run.c.id.desc()).limit(1)).first()
    return None if row is None else Run(**row._asdict())


def unfinished(connection: Connection, key: int) -> int:
    """Count the URLs that run *key* found or took up, still has, and that have not ended."""
    mine = frontier_table.c.run_id == key
    return connection.execute(
        select(func.count()).where(mine, frontier_table.c.state.in_(["pending", "leased"]))
    ).scalar_one()


def handed_over(connection: Connection, key: int) -> int:
    """Count the URLs that run *key* found or took up and that other runs took from it."""
    return int(connection.execute(select(run.c.handed_over).where(run.c.id == key)).scalar_one())


def at_work(connection: Connection, is_alive: Callable[[str], bool]) -> list[str]:
    """Give the owners of runs that may be under way."""
    owners = connection.scalars(select(run.c.owner).where(run.c.state == "running").order_by(run.c.id))
    return [owner for owner in owners if is_alive(owner)]


def recover(connection: Connection, is_alive: Callable[[str], bool], now: datetime) -> list[int]:
    """Free what dead owners held, and mark their runs as interrupted; give the keys of these runs."""
    running = connection.execute(select(run.c.id, run.c.owner).where(run.c.state == "running")).all()
    holders = {*leases.owners(connection), *(row.owner for row in running)}
    dead = [owner for owner in holders if not is_alive(owner)]
    if not dead:
        return []
    host_leases.free(connection, [row.id for row in running if row.owner in dead], now)
    leases.release(connection, dead)
    told = {"state": "interrupted", "finished_at": now, "drains_until": None}
    theirs = update(run).where(run.c.state == "running", run.c.owner.in_(dead)).values(told)
    ended = connection.execute(theirs.returning(run.c.id, run.c.flow)).all()
    counters.add(connection, counters.runs_ended((row.flow, "interrupted") for row in ended))
    return sorted(row.id for row in ended)
