"""What needs a human, and what is normal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.attention import concerns
from storage.space import Space
from storage.status import Delay, Polling, Queue, RunState, Status

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
HOUR, GB = timedelta(hours=1), 10**9


def run(key=7, state="completed", flow="ingest", *, ended=HOUR):
    begun = NOW - ended - HOUR
    at = None if state == "running" else NOW - ended
    return RunState(id=key, flow=flow, state=state, owner="h:1:2", started_at=begun, finished_at=at, report={})


POLLING = Polling(
    sources=20, new=0, failing=4, silent=3, due=2, oldest_due_at=NOW - 48 * HOUR, newest_poll_at=NOW,
    newest_success_at=NOW, next=[], open_gaps=5, troubled=[],
)  # fmt: skip
SPACE = Space(
    database_bytes=1, log_bytes=0, free_in_database_bytes=0, page_files=0, page_bytes=0, disk_bytes=100 * GB,
    disk_free_bytes=50 * GB,
)  # fmt: skip
WELL = Status(
    at=NOW, schema="0014", runs=[run()], running=[], ended={("ingest", "completed"): NOW - HOUR}, polling=POLLING,
    queue=Queue(due=9, later=9, leased=9, rechecks=9, oldest_due_at=NOW - 48 * HOUR), newest_article_at=None,
    delay=Delay(articles=0, median_seconds=None, p90_seconds=None), targets_failing=0, counted={}, space=SPACE,
)  # fmt: skip


def names(status, gone=()):
    return [each.name for each in concerns(status, frozenset(gone))]


def polling(**changed):
    return replace(WELL, polling=replace(POLLING, **changed))


def test_sources_that_fail_are_silent_or_have_gaps_are_normal_while_they_are_few():
    assert names(WELL) == []


@pytest.mark.parametrize(
    ("free", "size", "wanted"),
    [
        (50 * GB, 100 * GB, []),
        (0.9 * GB, 10 * GB, ["disk"]),
        (4 * GB, 100 * GB, ["disk"]),
        (30 * GB, 1000 * GB, []),  # 3 %, and still a lot
        (1.1 * GB, 4 * GB, []),
        (None, None, []),
    ],
)
def test_a_disk_that_is_nearly_full_is_one(free, size, wanted):
    assert names(replace(WELL, space=replace(SPACE, disk_free_bytes=free, disk_bytes=size))) == wanted


def test_an_archive_on_which_nothing_has_run_is_one():
    assert names(replace(WELL, runs=[], ended={})) == ["no_run"]


def test_only_the_last_ingest_that_ended_counts():
    failed = [run(9, "running"), run(8, "completed", "backfill"), run(7, "failed"), run(6)]
    assert names(replace(WELL, runs=failed)) == ["run_failed"]
    assert names(replace(WELL, runs=[run(9, "failed", "backfill"), run(8), run(7, "failed")])) == []


def test_an_ingest_that_has_not_ended_for_a_day_is_one_unless_one_is_at_work():
    late = replace(WELL, ended={("ingest", "completed"): NOW - 25 * HOUR})
    assert names(late) == ["no_ingest"]
    assert names(replace(late, ended={("ingest", "completed"): NOW - 23 * HOUR})) == []
    at_work = replace(late, running=[run(9, "running")])
    assert names(at_work) == []
    assert names(at_work, gone=[9]) == ["no_ingest", "run_gone"]


def test_more_than_half_of_the_sources_is_no_single_failure_any_more():
    assert names(polling(failing=10)) == []
    assert names(polling(failing=11)) == ["sources_failing"]
    assert names(polling(sources=4, failing=4)) == []
    assert names(polling(new=10, failing=6)) == ["sources_failing"]


def test_most_sources_overdue_for_hours_is_one():
    assert names(polling(due=11)) == ["polls_overdue"]
    assert names(polling(due=11, oldest_due_at=NOW - 5 * HOUR)) == []
    assert names(polling(due=11, oldest_due_at=None)) == []


def test_each_says_what_it_is_and_what_to_do():
    worst = replace(
        polling(failing=20, due=20), targets_failing=1, running=[run(9, "running")], runs=[run(8, "failed")],
        ended={("ingest", "completed"): NOW - 99 * HOUR}, space=replace(SPACE, disk_free_bytes=1),
    )  # fmt: skip
    told = concerns(worst, frozenset({9}))
    assert [each.name for each in told] == [
        "disk", "run_failed", "no_ingest", "run_gone", "sources_failing", "polls_overdue", "watch_targets",
    ]  # fmt: skip
    assert all(each.said.endswith(".") and each.remedy for each in told)
