"""Clocks that were ahead, or are set back: nothing waits for the year 2090, and nothing is lost."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import update

from storage.care import check
from storage.gaps import note as note_gap
from storage.hosts import load
from storage.sources import Planned, Polled
from storage.tables import frontier, gap, host_lease, run, source

DAY, YEARS = timedelta(days=1), timedelta(days=64 * 365)


def begin(newsroom, now):
    """Begin the next run, as `scowatch ingest` does."""
    return newsroom.archive.begin_run("ingest", "next", now, is_alive=lambda _: False)


def poll(newsroom, state, at):
    """Poll a source and find nothing new; the next poll is an hour later."""
    plan = Planned(next_poll_at=at + timedelta(hours=1), full_from=at + DAY, silent_since=None, rhythm={})
    newsroom.archive.note_polls(newsroom.run, [(Polled(state=state, at=at), lambda _noted, _stored: plan)])


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365), YEARS])
def test_a_source_polled_by_a_clock_that_was_ahead_is_due_at_once(newsroom, ahead):
    [state] = newsroom.sources("post")
    poll(newsroom, state, newsroom.now + ahead)
    [before] = newsroom.sources("post")
    assert not before.is_due(newsroom.now)
    begin(newsroom, newsroom.now)
    [after] = newsroom.sources("post")
    assert after.is_due(newsroom.now)
    assert (after.full_from, after.polled_at) == (None, newsroom.now)


def test_clocks_of_two_machines_that_differ_a_little_make_nothing_due(newsroom):
    [state] = newsroom.sources("post")
    poll(newsroom, state, newsroom.now + timedelta(minutes=2))
    begin(newsroom, newsroom.now)
    [after] = newsroom.sources("post")
    assert not after.is_due(newsroom.now)


def test_pages_put_off_and_leased_until_another_century_are_due(newsroom):
    for name in ("waits", "held", "later"):
        newsroom.discover(f"https://a.example/{name}")
    newsroom.change(update(frontier).where(frontier.c.id == 1).values(next_try_at=newsroom.now + YEARS))
    held = {"state": "leased", "lease_owner": "elsewhere", "leased_until": newsroom.now + YEARS}
    newsroom.change(update(frontier).where(frontier.c.id == 2).values(held))
    newsroom.change(update(frontier).where(frontier.c.id == 3).values(next_try_at=newsroom.now + 7 * DAY))
    assert newsroom.claim() == []
    newsroom.archive.begin_run("ingest", "next", newsroom.now, is_alive=lambda _: True)
    assert {lease.url.rsplit("/")[-1] for lease in newsroom.claim()} == {"waits", "held"}


def test_hosts_that_an_ended_run_asked_last_before_the_clock_was_set_back_are_free(newsroom):
    newsroom.discover("https://a.example/one", "https://a.example/two", "https://b.example/three")
    newsroom.claim(limit=1)
    newsroom.archive.end_run(newsroom.run, "completed", report={}, lines={}, now=newsroom.now)
    earlier = newsroom.now - timedelta(hours=1)
    newsroom.change(update(frontier).values(next_try_at=earlier))
    following = begin(newsroom, earlier)
    claimed = newsroom.claim(run=following, after=-timedelta(hours=1))
    assert {lease.site for lease in claimed} == {"a.example", "b.example"}


def test_hosts_that_a_run_at_work_holds_stay_its_own(newsroom):
    newsroom.discover("https://a.example/one")
    newsroom.claim()
    newsroom.archive.begin_run("ingest", "next", newsroom.now - timedelta(hours=1), is_alive=lambda _: True)
    [held] = newsroom.rows(host_lease)
    assert held.held_until == newsroom.now + timedelta(hours=1)


def test_looks_at_articles_put_off_by_a_wrong_clock_are_due_and_others_are_not(newsroom, texts):
    for number, said in enumerate(list(texts.values())[:2]):
        newsroom.bring(f"https://a.example/{number}", said)
    late = {"recheck_at": newsroom.now + 400 * DAY}
    newsroom.change(update(frontier).where(frontier.c.id == 1).values(late | {"finished_at": newsroom.now + 399 * DAY}))
    newsroom.change(update(frontier).where(frontier.c.id == 2).values(late))  # as SCOWATCH_RECHECK_HOURS may ask
    begin(newsroom, newsroom.now)
    assert [lease.id for lease in newsroom.claim(rechecks=True)] == [1]


def test_a_pause_until_2090_is_not_believed(newsroom):
    archive, now = newsroom.archive, newsroom.now
    archive.keep_host_pauses({"a.example": now + YEARS, "b.example": now + 7 * DAY}, now)
    with archive.engine.connect() as connection:
        assert load(connection, now) == {"b.example": now + 7 * DAY}
    begin(newsroom, now)
    assert archive.host_pauses(now - DAY) == {"b.example": now + 7 * DAY}


def test_gaps_into_the_future_end_today(newsroom):
    now = newsroom.now
    states = newsroom.sources("one", "two", "three")
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        note_gap(connection, states[0].id, now - DAY, now + YEARS, now)
        note_gap(connection, states[1].id, now + YEARS, now + YEARS + DAY, now)
        note_gap(connection, states[2].id, now - 2 * DAY, now - DAY, now + YEARS)
    begin(newsroom, now)
    assert [(row.source_id, row.since, row.until) for row in newsroom.rows(gap)] == [
        (states[0].id, now - DAY, now), (states[2].id, now - 2 * DAY, now - DAY)
    ]  # fmt: skip
    assert len(newsroom.archive.due_gaps(now)) == 2


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=365)])
def test_a_run_that_ends_before_it_began_is_stored_and_odd(newsroom, texts, back):
    said = iter(texts.values())
    newsroom.bring("https://a.example/before", next(said))
    newsroom.discover("https://a.example/after", now=newsroom.now - back)
    [lease] = newsroom.archive.claim(
        newsroom.run, "desk", now=newsroom.now - back, until=newsroom.now - back + timedelta(minutes=15), limit=9
    )
    [settled] = newsroom.settle(newsroom.worked(lease, next(said)), now=newsroom.now - back)
    assert settled.outcome == "stored"
    newsroom.archive.end_run(newsroom.run, "completed", report={}, lines={}, now=newsroom.now - back)
    assert newsroom.rows(run)[0].state == "completed"
    problems = list(check(newsroom.archive, deep=True))
    assert [(each.name, each.severity) for each in problems] == [("times", "odd")]
    assert newsroom.urls() == ["https://a.example/after", "https://a.example/before"]


def test_the_operator_is_told_that_a_clock_was_ahead(newsroom, heard):
    [state] = newsroom.sources("post")
    poll(newsroom, state, newsroom.now + YEARS)
    with heard.at_level(logging.WARNING, "scowatch"):
        begin(newsroom, newsroom.now)
        begin(newsroom, newsroom.now)
    assert [record.getMessage() for record in heard.records] == [
        "a clock was ahead of 2025-09-01 12:00: 1 things that it had put off are due now"
    ]
    assert newsroom.rows(source)[0].next_poll_at == newsroom.now
