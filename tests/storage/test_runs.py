"""What each run did, and the ledger of coverage."""

from datetime import timedelta

from storage.tables import run, run_source

HOUR = timedelta(hours=1)


def test_a_run_is_opened_and_closed_with_its_report_and_its_lines(newsroom):
    [row] = newsroom.rows(run)
    assert (row.flow, row.owner, row.state, row.started_at) == ("ingest", "desk", "running", newsroom.now)
    assert (row.finished_at, row.report) == (None, None)
    lines = {("one", "2025-09-01", "stored", ""): 3, ("one", "2025-09-01", "duplicate", "near"): 2}
    report = {"stored": 3, "названо": ["а", "б"]}
    newsroom.archive.end_run(newsroom.run, "completed", report=report, lines=lines, now=newsroom.now + HOUR)
    [row] = newsroom.rows(run)
    assert (row.state, row.finished_at, row.report) == ("completed", newsroom.now + HOUR, report)
    assert {
        (each.source, each.day, each.outcome, each.reason): each.count for each in newsroom.rows(run_source)
    } == lines


def test_a_run_that_did_nothing_leaves_no_line(newsroom):
    newsroom.archive.end_run(newsroom.run, "failed", report={}, lines={}, now=newsroom.now)
    [row] = newsroom.rows(run)
    assert (row.state, row.report) == ("failed", {})
    assert newsroom.rows(run_source) == []


def test_an_ended_run_of_a_dead_owner_stays_as_it_ended(newsroom):
    newsroom.archive.end_run(newsroom.run, "completed", report={}, lines={}, now=newsroom.now)
    newsroom.archive.begin_run("ingest", "next", newsroom.now + HOUR, is_alive=lambda owner: owner == "next")
    assert [row.state for row in newsroom.rows(run)] == ["completed", "running"]


def test_coverage_adds_up_the_runs_by_source_and_day(newsroom):
    second = newsroom.archive.begin_run("ingest", "next", newsroom.now, is_alive=lambda _: True)
    for key, lines in (
        (newsroom.run, {("one", "2025-08-31", "stored", ""): 1, ("two", "2025-09-01", "failed", "dns"): 4}),
        (second, {("one", "2025-08-31", "stored", ""): 2, ("one", "2025-09-01", "stored", ""): 7}),
    ):
        newsroom.archive.end_run(key, "completed", report={}, lines=lines, now=newsroom.now)

    def counted(**asked):
        return [tuple(row.values()) for row in newsroom.archive.coverage(**asked)]

    first, today, failed = (
        ("one", "2025-08-31", "stored", "", 3),
        ("one", "2025-09-01", "stored", "", 7),
        ("two", "2025-09-01", "failed", "dns", 4),
    )
    assert counted() == [first, today, failed]
    assert counted(source_slug="two") == [failed]
    assert counted(since=newsroom.now) == [today, failed]
    assert counted(until=newsroom.now) == [first]
    assert counted(source_slug="one", since=newsroom.now, until=newsroom.now + 24 * HOUR) == [today]
    assert counted(source_slug="three") == []
