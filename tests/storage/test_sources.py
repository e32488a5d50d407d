"""What is known of each listing between polls."""

from dataclasses import replace
from datetime import timedelta

from config.sources import Source
from extractors.records import Failed
from storage.sources import Polled
from storage.tables import source

HOUR = timedelta(hours=1)
ONE = Source(slug="one", name="One", country="KZ", language="ru", kind="feed", url="https://one.example/rss")
TWO = Source(slug="two", name="Two", country=None, language=None, kind="sitemap", url="https://two.example/map.xml")
POLLED = Polled(etag='"v1"', last_modified="Mon, 01 Sep 2025 00:00:00 GMT", body_digest="d" * 64, moved_to=None)


def fail(newsroom, state, moment):
    failed = Failed(url=state.source.url, reason="dns", detail="No such host.", ending="retry", fetched_at=moment)
    newsroom.archive.note_failure(state, failed, newsroom.policy, moment)


def test_sources_come_back_in_the_order_given_and_are_due_at_first(newsroom):
    for listed in ([TWO, ONE], [ONE, TWO]):
        states = newsroom.archive.sync_sources(listed)
        assert [state.source for state in states] == listed
        assert all(state.is_due(newsroom.now) and state.failures == 0 for state in states)
    assert [row.slug for row in newsroom.rows(source)] == ["two", "one"]
    assert newsroom.archive.sync_sources([]) == []


def test_another_name_is_taken_over_and_what_is_not_listed_any_more_stays(newsroom):
    newsroom.archive.sync_sources([ONE, TWO])
    [state] = newsroom.archive.sync_sources([replace(ONE, name="One and only")])
    assert state.source.name == "One and only"
    assert [(row.slug, row.name) for row in newsroom.rows(source)] == [("one", "One and only"), ("two", "Two")]


def test_a_poll_that_worked_is_remembered_and_not_due_before_its_time(newsroom):
    [state] = newsroom.archive.sync_sources([ONE])
    due = newsroom.now + HOUR
    newsroom.archive.note_listing(newsroom.run, state, POLLED, [], now=newsroom.now, due=due)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.etag, state.last_modified, state.body_digest) == (
        POLLED.etag,
        POLLED.last_modified,
        POLLED.body_digest,
    )
    assert (state.polled_at, state.succeeded_at, state.next_poll_at) == (newsroom.now, newsroom.now, due)
    assert not state.is_due(due - timedelta(seconds=1))
    assert state.is_due(due)


def test_failures_in_a_row_are_counted_and_waits_grow_until_a_poll_works(newsroom):
    moment = newsroom.now
    for failures, wait in enumerate((60, 120, 240, 480, 600, 600), start=1):
        [state] = newsroom.archive.sync_sources([ONE])
        fail(newsroom, state, moment)
        [state] = newsroom.archive.sync_sources([ONE])
        assert (state.failures, state.reason, state.detail) == (failures, "dns", "No such host.")
        assert state.next_poll_at == moment + timedelta(seconds=wait)
        assert (state.polled_at, state.succeeded_at) == (moment, None)
        moment = state.next_poll_at
    newsroom.archive.note_listing(newsroom.run, state, POLLED, [], now=moment, due=moment + HOUR)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.failures, state.reason, state.detail, state.succeeded_at) == (0, None, None, moment)


def test_a_failure_keeps_the_validators_of_the_last_success(newsroom):
    [state] = newsroom.archive.sync_sources([ONE])
    newsroom.archive.note_listing(newsroom.run, state, POLLED, [], now=newsroom.now, due=newsroom.now)
    fail(newsroom, state, newsroom.now + HOUR)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.etag, state.body_digest, state.succeeded_at) == (POLLED.etag, POLLED.body_digest, newsroom.now)


def test_at_another_address_nothing_of_the_old_state_holds(newsroom):
    [state] = newsroom.archive.sync_sources([ONE])
    moved = replace(POLLED, moved_to="https://one.example/atom")
    newsroom.archive.note_listing(newsroom.run, state, moved, [], now=newsroom.now, due=newsroom.now + HOUR)
    [state] = newsroom.archive.sync_sources([ONE])
    assert state.moved_to == "https://one.example/atom"
    [fresh] = newsroom.archive.sync_sources([replace(ONE, url="https://one.example/feed")])
    assert fresh.id == state.id
    assert (fresh.etag, fresh.last_modified, fresh.body_digest, fresh.moved_to) == (None, None, None, None)
    assert fresh.is_due(newsroom.now)
