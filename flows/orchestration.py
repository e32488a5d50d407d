"""What all flows share of Prefect: work wrapped as tasks, batches drained, the report as an artifact."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import ParamSpec, TypeVar

from prefect import task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.progress import Progress
from flows.session import Session
from flows.stages import drain_batch

BATCHES_UNDER_WAY = 3  # one waits for the network, one for the processors, one for the database
TASK_SECONDS = 10.0  # for which a task drains: each costs Prefect as much as a page or two

P = ParamSpec("P")
T = TypeVar("T")


async def as_task(name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run *work* as a Prefect task of that name; Prefect sees no arguments, so that none is hashed or stored."""

    async def run() -> T:
        return await work(*args, **kwargs)

    return await task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)(run)()


async def drain(
    session: Session, progress: Progress, source_ids: Sequence[int] | None = None, *, rechecks: bool = False
) -> None:
    """Drain the frontier until nothing is due; with *rechecks* look again at articles too."""

    async def for_a_while() -> bool:
        """Drain batch after batch; say whether more may be due."""
        until = time.monotonic() + TASK_SECONDS
        while time.monotonic() < until:
            done = await drain_batch(session, source_ids, rechecks=rechecks)
            if not done:
                return False
            progress.advance(done)
        return True

    async def until_empty() -> None:
        while await as_task("drain", for_a_while):
            pass

    async with asyncio.TaskGroup() as group:
        for _ in range(BATCHES_UNDER_WAY):
            group.create_task(until_empty())


async def publish(session: Session) -> None:
    """Leave the report of the run in Prefect's user interface, a row per source and outcome."""
    rows: dict[tuple[str, str, str], int] = {}
    for (source, _, outcome, reason), count in session.report.lines.items():
        rows[source, outcome, reason] = rows.get((source, outcome, reason), 0) + count
    table = [
        {"source": source, "outcome": outcome, "reason": reason, "count": count}
        for (source, outcome, reason), count in sorted(rows.items())
    ]
    await acreate_table_artifact(table=table, key="scowatch-report", description="Counts of the run, per source.")
