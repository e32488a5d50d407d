"""What decides when runs run."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import FlowRun

from config.settings import Settings
from flows.service.deployments import ANCHOR, WATCHED, planned
from flows.service.runs import WallClock, surplus


class Clocks:
    wall, steady = 1_000_000.0, 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def clock(clocks):
    return WallClock(lambda: clocks.wall, lambda: clocks.steady)


def test_time_that_passes_is_no_jump(clock, clocks):
    for _ in range(3):
        clocks.pass_by(86_400)
        assert clock.jumped() == timedelta(0)


@pytest.mark.parametrize("seconds", [-31_536_000, -61, 61, 31_536_000])
def test_a_clock_that_is_set_has_jumped_once(clock, clocks, seconds):
    clocks.pass_by(10)
    clocks.wall += seconds
    assert clock.jumped() == timedelta(seconds=seconds)
    clocks.pass_by(10)
    assert clock.jumped() == timedelta(0)


def test_slow_corrections_do_not_add_up(clock, clocks):
    for _ in range(1_000):
        clocks.pass_by(10)
        clocks.wall += 0.1
        assert abs(clock.jumped()) < timedelta(seconds=1)


def overdue(deployment: UUID, minute: int, *, auto_scheduled: bool = True) -> FlowRun:
    due = datetime(2025, 9, 1, 8, minute, tzinfo=UTC)
    about = {"deployment_id": deployment, "auto_scheduled": auto_scheduled, "expected_start_time": due}
    return FlowRun(flow_id=uuid4(), name=f"due at {minute}", **about)


def test_of_runs_that_are_overdue_the_oldest_of_each_deployment_stays_and_what_was_asked_for():
    ingest, maintain = uuid4(), uuid4()
    runs = [overdue(ingest, minute) for minute in (15, 5, 10)]
    runs += [overdue(maintain, 7), overdue(ingest, 1, auto_scheduled=False), overdue(ingest, 20, auto_scheduled=False)]
    assert [each.name for each in surplus(runs)] == ["due at 10", "due at 15"]
    assert surplus([]) == []


def test_what_is_due_once_a_day_does_not_depend_on_when_the_service_was_started():
    plans = {each.flow.name: each for each in planned(Settings())}
    assert plans["maintain"].schedule.anchor_date == plans["ingest"].schedule.anchor_date == ANCHOR
    assert plans["maintain"].every == timedelta(days=1)
    assert plans["ingest"].every == timedelta(seconds=300)
    assert plans["trouble"].schedule is None


def test_a_failure_to_tell_of_trouble_does_not_start_itself():
    assert "trouble" not in WATCHED
    [of_runs] = [
        trigger
        for each in planned(Settings())
        for trigger in each.triggers
        if "prefect.flow-run.Failed" in trigger.expect
    ]
    assert of_runs.match_related["prefect.resource.name"] == list(WATCHED)
