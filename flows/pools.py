"""Deployments for a work pool: the flows by module and name, for workers that have scowatch installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import Flow
from prefect.automations import Automation
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.events import EventTrigger
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import Posture
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Interval
from prefect.types.entrypoint import EntrypointType
from prefect.workers.process import ProcessWorker

from flows.backfill import backfill
from flows.drain import drain
from flows.ingest import ingest
from flows.reprocess import reprocess

CRASHED = "scowatch: runs that are not heard of have crashed"
BEAT = "prefect.flow-run.heartbeat"
ENDS = ("Completed", "Failed", "Cancelled", "Crashed")
BEAT_SECONDS, SILENT_SECONDS = 30, 90  # the shortest beat that Prefect allows, and three of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A flow as a work pool runs it."""

    flow: Flow[..., Any]
    most: int | None  # runs at a time
    every: timedelta | None = None  # None: when asked for


async def deploy(pool: str, *, every: timedelta, drains: int) -> Sequence[str]:
    """Deploy all flows to a work pool, which is made if it is not there; give their names. Again: changes them.

    Args:
        pool: its name, and that of the deployments.
        every: between two scheduled runs.
        drains: runs that only drain, beside those of ingest; 0: none is scheduled, and any number may be asked for.
    """
    wanted = [
        Deployed(flow=ingest, most=1, every=every),
        Deployed(flow=drain, most=drains or None, every=every if drains else None),
        Deployed(flow=backfill, most=1),
        Deployed(flow=reprocess, most=1),
    ]
    async with get_client() as client:
        await _make_pool(client, pool)
        await _watch_beats(client)
    return [await _deploy(each, pool) for each in wanted]


async def _make_pool(client: PrefectClient, pool: str) -> None:
    try:
        await client.read_work_pool(pool)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        await client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))


async def _deploy(wanted: Deployed, pool: str) -> str:
    # A run that would be one too many is not kept for later: the next schedule is soon enough.
    cancel = ConcurrencyLimitStrategy.CANCEL_NEW
    limit = ConcurrencyLimitConfig(limit=wanted.most, collision_strategy=cancel) if wanted.most else None
    deployment = await wanted.flow.ato_deployment(
        pool,
        schedule=Interval(wanted.every) if wanted.every else None,
        concurrency_limit=limit,
        work_pool_name=pool,
        job_variables={"env": {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(BEAT_SECONDS)}},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    await deployment.aapply()
    return deployment.full_name


async def _watch_beats(client: PrefectClient) -> None:
    """Have runs whose worker is gone marked as crashed; what they held, the archive frees by itself."""
    if await client.read_automations_by_name(CRASHED):
        return
    trigger = EventTrigger(
        after={BEAT},
        expect={BEAT, *(f"prefect.flow-run.{end}" for end in ENDS)},
        match={"prefect.resource.id": ["prefect.flow-run.*"]},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=timedelta(seconds=SILENT_SECONDS),
    )
    crash = ChangeFlowRunState(
        name="Crashed", state=StateType.CRASHED, message=f"Not heard of for {SILENT_SECONDS} seconds.", force=False
    )
    await Automation(name=CRASHED, trigger=trigger, actions=[crash]).acreate()
