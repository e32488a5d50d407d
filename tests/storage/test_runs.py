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
