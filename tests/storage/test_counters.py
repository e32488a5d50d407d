"""What all runs together have done: counted up, on both engines, however runs end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from storage import open_archive
from storage.counters import BUCKETS, bucket
from storage.engine import open_engine, parse_url, writing
from storage.schema import upgrade
from tests.storage.test_schema import AN_OLD_ARTICLE, migrate

HOUR = timedelta(hours=1)


def counted(archive, now):
    return archive.status(now).counted


def test_counts_add_up(newsroom):
    newsroom.archive.add_counts({("stored", ""): 3, ("failed", "timeout"): 1, ("page", ""): 0})
    newsroom.archive.add_counts({("stored", ""): 4, ("extraction_seconds", ""): 0.25})
    assert counted(newsroom.archive, newsroom.now) == {
        ("stored", ""): 7, ("failed", "timeout"): 1, ("extraction_seconds", ""): 0.25,
    }  # fmt: skip


def test_the_end_of_a_run_counts_it_with_what_it_did(newsroom):
    newsroom.archive.end_run(
        newsroom.run, "completed", report={}, lines={}, counts={("stored", ""): 2}, now=newsroom.now
    )
    assert counted(newsroom.archive, newsroom.now) == {("stored", ""): 2, ("run", "ingest completed"): 1}


def test_runs_whose_owner_died_are_counted_once_and_named(newsroom):
    archive = newsroom.archive
    second = archive.begin_run("backfill", "other", newsroom.now, is_alive=lambda _: True)
    third = archive.begin_run("ingest", "third", newsroom.now, is_alive=lambda _: True)
    assert archive.recover(lambda owner: owner == "third", newsroom.now + HOUR) == [newsroom.run, second]
    assert archive.recover(lambda owner: owner == "third", newsroom.now + HOUR) == []
    assert counted(archive, newsroom.now) == {("run", "ingest interrupted"): 1, ("run", "backfill interrupted"): 1}
    assert [each.id for each in archive.status(newsroom.now).running] == [third]


@given(st.floats(0, 100, allow_nan=False))
def test_a_time_is_counted_under_the_least_bound_that_it_does_not_exceed(seconds):
    label = bucket(seconds)
    assert seconds <= float(label)
    assert all(seconds > each for each in BUCKETS if each < float(label))


@pytest.mark.parametrize("filled", [True, False])
def test_what_was_done_before_counters_were_kept_is_counted(database_url, tmp_path, filled):
    engine = open_engine(parse_url(database_url))
    moment = {"moment": "2025-09-01 12:00:00"}
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0012")
        if filled:
            for statement in AN_OLD_ARTICLE.split(";"):
                connection.execute(text(statement), moment)
            for key, state in ((7, "completed"), (8, "completed"), (9, "running")):
                row = "INSERT INTO run (id, flow, owner, state, started_at)"
                values = {**moment, "key": key, "state": state}
                connection.execute(text(f"{row} VALUES (:key, 'ingest', 'x', :state, :moment)"), values)
                line = "INSERT INTO run_source VALUES (:key, 'one', '2025-09-01', 'polled', 'changed', 5)"
                connection.execute(text(line), {"key": key})
    upgrade(engine)
    engine.dispose()
    with open_archive(database_url, tmp_path) as archive:
        archive.add_counts({("polled", "changed"): 1})
        expected = {
            ("polled", "changed"): 16, ("run", "ingest completed"): 2, ("level", "none"): 1, ("page", ""): 1,
        }  # fmt: skip
        now = datetime(2025, 9, 1, 13, tzinfo=UTC)
        assert counted(archive, now) == (expected if filled else {("polled", "changed"): 1})
