"""The `run` and `run_source` tables: what each run did, and the ledger of coverage."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage import counters, leases
from storage.counters import Counted
from storage.tables import frontier as frontier_table
from storage.tables import run, run_source

Line = tuple[str, str, str, str]  # source slug, ISO day, outcome, reason


def begin(connection: Connection, flow: str, owner: str, now: datetime) -> int:
    """Open the row of a run."""
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
    held = (frontier_table.c.run_id == key, frontier_table.c.state == "leased")
    connection.execute(update(frontier_table).where(*held).values(state="pending", lease_owner=None, leased_until=None))
    ended = update(run).where(run.c.id == key).values(state=state, report=dict(report), finished_at=now)
    flows = connection.execute(ended.returning(run.c.flow)).scalars()
    counters.add(connection, {**counts, **counters.runs_ended((flow, state) for flow in flows)})
    rows = [
        {"run_id": key, "source": slug, "day": day, "outcome": outcome, "reason": reason, "count": count}
        for (slug, day, outcome, reason), count in sorted(lines.items())
    ]
    if rows:
        connection.execute(insert(run_source), rows)


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
    leases.release(connection, dead)
    theirs = update(run).where(run.c.state == "running", run.c.owner.in_(dead))
    marked = theirs.values(state="interrupted", finished_at=now).returning(run.c.id, run.c.flow)
    ended = connection.execute(marked).all()
    counters.add(connection, counters.runs_ended((row.flow, "interrupted") for row in ended))
    return sorted(row.id for row in ended)
