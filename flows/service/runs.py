"""Runs on schedule: one at a time, none doubled or piled up, and the one under way finished when the service ends.

That runs do not overlap rests on three things, none of which has to be cleaned up after a kill: the runner has one
process at a time; what fell due meanwhile is dropped but for the oldest (`tidy`); and a scheduled ingest takes a turn
on the archive (storage.turns), so that a second service elsewhere finds it taken. Prefect's own limit on a deployment
does the same with leases. One that cannot be renewed ends its run, so that a server that is away for seconds would end
an ingest in the middle; and after a kill one may outlive its run by many minutes, in which nothing is started.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.runner import Runner
from prefect.states import Cancelled, Crashed
from prefect.types.entrypoint import EntrypointType

from flows.service.deployments import Planned

NAME = "scowatch"  # of our deployments: ingest/scowatch, …
POLL_SECONDS = 5.0  # how often the runner looks for what is due
UNFINISHED = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)


class OneAtATime(Runner):
    """Starts a process for each run that is due, one at a time; told to stop, it lets the one under way finish."""

    def __init__(self) -> None:
        super().__init__(
            name=NAME,
            query_seconds=POLL_SECONDS,
            prefetch_seconds=0,  # a run that is not due yet would keep one that is waiting
            limit=1,
            pause_on_shutdown=False,  # the schedules are as before when the service is
        )

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing: the event loop wakes for the signal all the same, and calls what the service registered there."""

    async def cancel_all(self) -> None:
        """Let runs finish what is under way, instead of cancelling them; `astop` calls this."""
        for child in multiprocessing.active_children():
            child.terminate()  # a run takes SIGTERM so: see flows.stopping
            await asyncio.to_thread(child.join)


async def deploy(runner: Runner, plans: Sequence[Planned]) -> dict[UUID, Planned]:
    """Tell Prefect of what the service runs, anew: what it had scheduled before is scheduled again from now on."""
    deployed = {}
    for plan in plans:
        key = await runner.aadd_flow(
            plan.flow,
            name=NAME,
            schedule=plan.schedule,
            parameters=plan.parameters,
            triggers=list(plan.triggers),
            description=plan.description,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        deployed[key] = plan
    return deployed


async def start_now(deployed: dict[UUID, Planned], flow: str) -> None:
    """Have a flow run as soon as it may, whatever its schedule."""
    async with get_client() as client:
        for key, plan in deployed.items():
            if plan.flow.name == flow:
                await client.create_flow_run_from_deployment(key)


async def reap(deployments: Sequence[UUID]) -> int:
    """Mark runs as crashed that a service before this one left unfinished; give their number.

    Only where the Prefect server is ours: of another's, a service on another machine may be at work.
    """
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(UNFINISHED)))
    crashed: State[Any] = Crashed(message="The service ended before the run did.")
    async with get_client() as client:
        orphans = await _runs(client, deployments, state=state)
        for each in orphans:
            await client.set_flow_run_state(each.id, crashed, force=True)
    return len(orphans)


async def tidy(deployments: Sequence[UUID]) -> int:
    """Drop runs that fell due while none could be started, but for the oldest of each flow; give their number.

    The oldest is the one that the runner takes next: to drop it under its hands would end, on a busy machine, in no run
    at all.
    """
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    overdue = FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)})
    async with get_client() as client:
        dropped = surplus(await _runs(client, deployments, state=state, expected_start_time=overdue))
        for each in dropped:
            why = "It fell due while a run before it was at work, or while there was no service."
            await client.set_flow_run_state(each.id, Cancelled(name="Skipped", message=why))
    return len(dropped)


def surplus(overdue: Sequence[FlowRun]) -> list[FlowRun]:
    """Give those of *overdue* runs that one before them of the same deployment makes needless."""
    scheduled = sorted((each for each in overdue if each.auto_scheduled), key=_order)  # what was asked for stays
    return [each for _, group in groupby(scheduled, _deployment) for each in [*group][1:]]


def _deployment(run: FlowRun) -> str:
    return str(run.deployment_id)


def _order(run: FlowRun) -> tuple[str, datetime]:
    return _deployment(run), run.expected_start_time or datetime.min.replace(tzinfo=UTC)


async def _runs(client: PrefectClient, deployments: Sequence[UUID], **where: Any) -> list[FlowRun]:
    """Give the runs of *deployments*, at most 200 at a time: who asks again gets the rest."""
    ours = FlowRunFilterDeploymentId(any_=list(deployments))
    return await client.read_flow_runs(flow_run_filter=FlowRunFilter(deployment_id=ours, **where), limit=200)


class WallClock:
    """Notices when the clock of the machine was set, or the machine slept: it then disagrees with the steady one."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._before = wall(), steady()

    def jumped(self) -> timedelta:
        """By how much the clock was set since the last call; slow corrections add up to nothing."""
        wall, steady = self._wall(), self._steady()
        jump = (wall - self._before[0]) - (steady - self._before[1])
        self._before = wall, steady
        return timedelta(seconds=jump)
