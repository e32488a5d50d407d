"""What the service runs, and when: Prefect deployments in code, and the automations that answer to trouble."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import Flow
from prefect.events import DeploymentEventTrigger
from prefect.events.schemas.automations import Posture
from prefect.schedules import Interval, Schedule

from config.settings import Settings
from flows.ingest import ingest
from flows.maintain import maintain
from flows.signals import FAILURES, QUIET
from flows.trouble import trouble

# Schedules count from here, not from the start of the service: one that is restarted every day would never come to
# a round that is due once a day.
ANCHOR = datetime(2025, 1, 1, 3, tzinfo=UTC)
WATCHED = ("ingest", "maintain")  # flows whose failure is told; not `trouble`: its own failure would start it again

QUIET_TIME = timedelta(hours=6)  # a network that is away for a night is told of twice, not a hundred times


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A flow that the service runs."""

    flow: Flow[..., Any]
    schedule: Schedule | None = None  # None: at events only
    parameters: dict[str, Any] = field(default_factory=dict)
    triggers: Sequence[DeploymentEventTrigger] = ()
    description: str = ""

    @property
    def every(self) -> timedelta | None:
        """The time from one run to the next."""
        return self.schedule.interval if self.schedule else None


def planned(settings: Settings) -> list[Planned]:
    """Give all that the service runs."""
    return [
        Planned(
            flow=ingest,
            schedule=Interval(timedelta(seconds=settings.ingest_seconds), anchor_date=ANCHOR),
            parameters={"alone": True},
            description="Polls the sources that are due, fetches and stores what is new, tells what watches found.",
        ),
        Planned(
            flow=maintain,
            schedule=Interval(timedelta(hours=settings.maintain_hours), anchor_date=ANCHOR),
            description="Backs the archive up, if SCOWATCH_BACKUP_DIR is set, and gives back room that is not used.",
        ),
        Planned(flow=trouble, triggers=_triggers(), description="Tells the operator what an event says is wrong."),
    ]


def _triggers() -> list[DeploymentEventTrigger]:
    told = {"event": "{{ event.event }}", "about": "{{ event.resource.name }}", "said": "{{ event.payload.said }}"}
    failed = {**told, "said": "{{ event.payload.validated_state.message }}"}
    ours = {"prefect.resource.role": "flow", "prefect.resource.name": list(WATCHED)}
    return [
        _trigger("scowatch: a source has gone quiet", {QUIET}, told, for_each={"prefect.resource.id"}),
        _trigger("scowatch: too much of a run failed", {FAILURES}, told),
        _trigger(
            "scowatch: a run failed",
            {"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
            failed,
            match_related=ours,
        ),
    ]


def _trigger(name: str, expect: set[str], parameters: dict[str, Any], **match: Any) -> DeploymentEventTrigger:
    """Run the deployment at once for the first event, and then no more for QUIET_TIME."""
    return DeploymentEventTrigger(
        name=name,
        expect=expect,
        posture=Posture.Reactive,
        threshold=1,
        within=QUIET_TIME,
        parameters=parameters,
        **match,
    )
