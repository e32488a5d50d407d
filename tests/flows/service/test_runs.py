"""What decides when runs run."""

from datetime import timedelta

import pytest

from config.settings import Settings
from flows.service.deployments import ANCHOR, WATCHED, planned
from flows.service.runs import WallClock


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
