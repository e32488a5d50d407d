"""What all flows share of Prefect: work wrapped as tasks, batches drained, and what a run shows of itself there."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import ParamSpec, TypeVar
from uuid import UUID

from prefect import task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.progress import Progress
from flows.session import Session
from flows.signals import emit
from flows.stages import drain_batch
from flows.summary import headline, table

PUBLISH_SECONDS = 20.0  # a server that is gone is asked for no longer
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
        while not session.report.stopped and time.monotonic() < until:
            done = await drain_batch(session, source_ids, rechecks=rechecks)
            if not done:
                return False
            progress.advance(done)
        return not session.report.stopped

    async def until_empty() -> None:
        while await as_task("drain", for_a_while):
            pass

    async with session.leases.kept(), asyncio.TaskGroup() as group:
        for _ in range(BATCHES_UNDER_WAY):
            group.create_task(until_empty())


async def publish(session: Session) -> None:
    """Show in Prefect what the run did: its name, a table with a row per source, and events for what is trouble.

    All is stored by now, and our own report has it; a Prefect that does not answer is no reason to fail.
    """
    with suppress(Exception):
        async with asyncio.timeout(PUBLISH_SECONDS):
            await _publish(session)


async def _publish(session: Session) -> None:
    report = session.report
    emit(report, session.run, session.settings.failure_share)
    await name_run(headline(session.flow, report))
    description = f"Run {session.run} of the archive, per source; what is trouble comes first."
    await acreate_table_artifact(table=table(report), key="scowatch-report", description=description)


async def name_run(name: str) -> None:
    """Give the flow run under way its last name: what it did."""
    async with get_client() as client:
        await client.update_flow_run(UUID(flow_run.id), name=name)
