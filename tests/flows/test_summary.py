"""What a run is called at its end, the rows that Prefect shows of it, and when it is trouble."""

from datetime import date

import pytest

from flows import signals
from flows.report import Report
from flows.summary import MOST_ROWS, attempts, headline, table
from storage.articles import Settled

TODAY = date(2025, 9, 1)


def settled(outcome: str, reason: str = "", source: str = "post") -> Settled:
    return Settled(source=source, day="2025-08-30", outcome=outcome, reason=reason, tagged=False, resumed=False)


@pytest.fixture
def report():
    """Two sources: one brought three articles and a copy, the other could not be reached."""
    made = Report(TODAY)
    made.add_poll("post", "changed")
    made.add_poll("herald", "dns")
    made.add_settled(
        [settled("stored")] * 3 + [settled("duplicate", "exact"), settled("updated"), settled("unchanged")]
    )
    made.add_settled([settled("failed", "http_404"), settled("pending", "http_500")])
    return made


def test_the_name_says_what_the_run_did(report):
    assert headline("ingest", report) == "ingest: 4 new of 2 sources, 1 edited, 3 failed"
    report.stopped = True
    assert headline("ingest", report).endswith(", stopped early")


def test_a_backfill_has_no_sources_and_reprocessing_has_changes():
    made = Report(TODAY)
    made.add_settled([settled("stored")])
    assert headline("backfill", made) == "backfill: 1 new"
    made = Report(TODAY)
    assert headline("reprocess", made) == "reprocess: nothing changed"
    made.add_skipped("", "other tags", 1_200)
    assert headline("reprocess", made) == "reprocess: 1,200 other tags"


def test_polls_and_pages_are_attempts(report):
    assert attempts(report) == {"tried": 10, "dns": 1, "http_404": 1, "http_500": 1}


def test_the_table_has_a_row_per_source_and_says_why(report):
    report.silent = ["post"]
    [post, herald] = table(report)
    assert (post["source"], post["poll"], post["stored"], post["copies"], post["edited"]) == (
        "post",
        "changed",
        3,
        1,
        1,
    )
    assert (post["failed"], post["to retry"], post["why"]) == (1, 1, "1 http_404, 1 http_500")
    assert (post["remarks"], herald["remarks"]) == ("silent", "")
    assert (herald["poll"], herald["why"]) == ("dns", "1 dns")


def test_trouble_comes_first_and_of_very_many_rows_the_rest_is_counted():
    made = Report(TODAY)
    for number in range(MOST_ROWS + 5):
        made.add_poll(f"source-{number:05}", "unchanged")
    made.add_poll("zulu", "http_500")
    rows = table(made)
    assert rows[0]["source"] == "zulu"
    assert (len(rows), rows[-1]) == (MOST_ROWS + 1, {"source": "and 6 more"})


@pytest.fixture
def emitted(monkeypatch):
    """The events that are emitted, with a server to emit them to."""
    events = []
    monkeypatch.setattr(signals.PREFECT_API_URL.__class__, "value", lambda _: "http://127.0.0.1:1/api")
    monkeypatch.setattr(
        signals, "emit_event", lambda event, resource, payload: events.append((event, resource, payload))
    )
    return events


def test_a_source_that_falls_silent_is_told(report, emitted):
    report.fell_silent = ["post"]
    signals.emit(report, 7, 0.5)
    [(event, resource, payload)] = emitted
    assert (event, resource["prefect.resource.id"]) == ("scowatch.source.quiet", "scowatch.source.post")
    assert payload["said"].startswith("post answers, and brings nothing")


@pytest.mark.parametrize(("most", "told"), [(0.29, True), (0.3, False), (1.0, False)])
def test_a_run_is_trouble_when_more_than_the_share_failed(report, emitted, most, told):
    signals.emit(report, 7, most)
    assert bool(emitted) == told
    if told:
        [(event, resource, payload)] = emitted
        assert (event, resource["prefect.resource.id"]) == ("scowatch.run.failures", "scowatch.run.7")
        assert (payload["failed"], payload["tried"]) == (3, 10)
        assert payload["said"] == "3 of 10 polls and pages failed: 1 dns, 1 http_404, 1 http_500."


def test_of_a_few_attempts_no_share_is_told(emitted):
    made = Report(TODAY)
    made.add_poll("post", "dns")
    signals.emit(made, 7, 0.5)
    assert emitted == []
