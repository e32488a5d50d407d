"""What is known of each listing between polls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.errors import StorageError
from config.sources import Source
from extractors.records import Failed
from storage.sources import Planned, Polled
from storage.tables import discovery, gap, source

HOUR = timedelta(hours=1)
ONE = Source(slug="one", name="One", country="KZ", language="ru", kind="feed", url="https://one.example/rss")
TWO = Source(slug="two", name="Two", country=None, language=None, kind="sitemap", url="https://two.example/map.xml")
FOUND = {"etag": '"v1"', "last_modified": "Mon, 01 Sep 2025 00:00:00 GMT", "body_digest": "d" * 64}


@pytest.fixture
def note(newsroom):
    """Store one poll, an hour before the next; give what was noted."""

    def store(state, *, at=newsroom.now, due=None, **fields):
        planned = Planned(next_poll_at=due or at + HOUR, full_from=at, silent_since=None, rhythm={"polls": 1})
        polled = Polled(state=state, at=at, **(fields if "failed" in fields else FOUND | fields))
        [noted] = newsroom.archive.note_polls(newsroom.run, [(polled, lambda *_: planned)])
        return noted

    return store


def failure(reason, moment):
    return Failed(
        url="https://one.example/rss", reason=reason, detail="No such host.", ending="retry", fetched_at=moment
    )


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


def test_a_poll_that_worked_is_remembered_and_not_due_before_its_time(newsroom, note):
    [state] = newsroom.archive.sync_sources([ONE])
    due = newsroom.now + HOUR
    note(state)
    [state] = newsroom.archive.sync_sources([ONE])
    assert {name: getattr(state, name) for name in FOUND} == FOUND
    assert (state.polled_at, state.succeeded_at, state.next_poll_at) == (newsroom.now, newsroom.now, due)
    assert (state.full_from, state.silent_since) == (newsroom.now, None)
    assert [row.rhythm for row in newsroom.rows(source)] == [{"polls": 1}]
    assert not state.is_due(due - timedelta(seconds=1))
    assert state.is_due(due)


def test_failures_in_a_row_are_counted_until_a_poll_works(newsroom, note):
    for failures in (1, 2, 3):
        [state] = newsroom.archive.sync_sources([ONE])
        moment = newsroom.now + failures * HOUR
        note(state, failed=failure("dns", moment), at=moment, due=moment + 5 * HOUR)
        [state] = newsroom.archive.sync_sources([ONE])
        assert (state.failures, state.reason, state.detail) == (failures, "dns", "No such host.")
        assert (state.polled_at, state.succeeded_at, state.next_poll_at) == (moment, None, moment + 5 * HOUR)
    note(state)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.failures, state.reason, state.detail, state.succeeded_at) == (0, None, None, newsroom.now)


def test_a_failure_keeps_the_validators_and_the_address_of_the_last_success(newsroom, note):
    [state] = newsroom.archive.sync_sources([ONE])
    note(state, moved_to="https://one.example/atom", moved_by="redirect")
    [state] = newsroom.archive.sync_sources([ONE])
    note(state, failed=failure("connect", newsroom.now), at=newsroom.now + HOUR)
    [state] = newsroom.archive.sync_sources([ONE])
    assert {name: getattr(state, name) for name in FOUND} == FOUND
    assert (state.moved_to, state.succeeded_at) == ("https://one.example/atom", newsroom.now)


def test_a_move_is_dated_by_the_poll_that_saw_it_first(newsroom, note):
    moved = {"moved_to": "https://one.example/atom", "moved_by": "itunes"}
    for hours in (0, 1):
        [state] = newsroom.archive.sync_sources([ONE])
        note(state, at=newsroom.now + hours * HOUR, **moved)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.moved_to, state.moved_by, state.moved_at) == (*moved.values(), newsroom.now)
    note(state)
    [state] = newsroom.archive.sync_sources([ONE])
    assert (state.moved_to, state.moved_by, state.moved_at) == (None, None, None)


def test_at_another_address_nothing_of_the_old_state_holds(newsroom, note):
    [state] = newsroom.archive.sync_sources([ONE])
    note(state, moved_to="https://one.example/atom", moved_by="self")
    [fresh] = newsroom.archive.sync_sources([replace(ONE, url="https://one.example/feed")])
    assert fresh.id == state.id
    kept = (fresh.etag, fresh.last_modified, fresh.body_digest, fresh.moved_to, fresh.moved_by, fresh.full_from)
    assert kept == (None,) * 6
    assert [row.rhythm for row in newsroom.rows(source)] == [None]
    assert fresh.is_due(newsroom.now)


def test_many_polls_are_stored_together_those_that_failed_too(newsroom):
    states = newsroom.sources("a", "b", "c")
    planned = Planned(next_poll_at=newsroom.now + HOUR, full_from=newsroom.now, silent_since=newsroom.now, rhythm={})
    polls = [
        Polled(state=states[0], at=newsroom.now, entries=(newsroom.entry("https://a.example/1"),), **FOUND),
        Polled(state=states[1], at=newsroom.now, failed=failure("http_500", newsroom.now)),
        Polled(state=states[2], at=newsroom.now, **FOUND),
    ]
    noted = newsroom.archive.note_polls(newsroom.run, [(each, lambda *_: planned) for each in polls])
    assert [each.found.new for each in noted] == [1, 0, 0]
    assert [(row.slug, row.reason, row.failures) for row in newsroom.rows(source)] == [
        ("a", None, 0), ("b", "http_500", 1), ("c", None, 0),
    ]  # fmt: skip


def test_the_plan_is_told_what_was_new_and_what_it_remembered(newsroom):
    [state] = newsroom.sources("a")
    told = []

    def plan(noted, rhythm):
        told.append((noted.found.first_listed, noted.found.seen, noted.overrun, rhythm))
        return Planned(
            next_poll_at=newsroom.now, full_from=newsroom.now, silent_since=None, rhythm={"polls": len(told)}
        )

    for numbers in ((1, 2), (2, 3)):
        entries = tuple(newsroom.entry(f"https://a.example/{number}") for number in numbers)
        polled = Polled(state=state, at=newsroom.now, entries=entries, **FOUND)
        newsroom.archive.note_polls(newsroom.run, [(polled, plan)])
    assert told == [(2, 2, False, None), (1, 2, False, {"polls": 1})]


# --- gaps ---------------------------------------------------------------------------------------------------------


def listed(newsroom, hours):
    """Entries that were published so many hours after now."""
    moments = ((hour, newsroom.now + hour * HOUR) for hour in hours)
    return tuple(newsroom.entry(f"https://a.example/{n}", published=newsroom.dated(at)) for n, at in moments)


def test_a_window_that_shares_nothing_with_what_was_listed_leaves_a_gap(newsroom, note):
    [state] = newsroom.sources("a")
    assert not note(state, entries=listed(newsroom, (1, 2, 3)), at=newsroom.now + 4 * HOUR).overrun
    assert note(state, entries=listed(newsroom, (7, 8, 9)), at=newsroom.now + 10 * HOUR).overrun
    [row] = newsroom.rows(gap)
    assert (row.source_id, row.since, row.until) == (state.id, newsroom.now + 3 * HOUR, newsroom.now + 7 * HOUR)
    assert (row.state, row.found_at) == ("open", newsroom.now + 10 * HOUR)


def test_one_known_entry_in_the_window_proves_that_nothing_was_missed(newsroom, note):
    [state] = newsroom.sources("a")
    note(state, entries=listed(newsroom, (1, 2, 3)), at=newsroom.now + 4 * HOUR)
    assert not note(state, entries=listed(newsroom, (3, 4, 5)), at=newsroom.now + 5 * HOUR).overrun
    assert newsroom.rows(gap) == []


def test_what_another_source_listed_proves_nothing(newsroom, note):
    a, b = newsroom.sources("a", "b")
    note(a, entries=listed(newsroom, (1, 2)), at=newsroom.now + 2 * HOUR)
    note(b, entries=listed(newsroom, (5, 6)))
    assert note(a, entries=listed(newsroom, (5, 6)), at=newsroom.now + 7 * HOUR).overrun


def test_a_pinned_old_entry_does_not_hide_the_gap(newsroom, note):
    [state] = newsroom.sources("a")
    note(state, entries=listed(newsroom, (1, 2, 3)), at=newsroom.now + 4 * HOUR)
    assert note(state, entries=listed(newsroom, (-900, 7, 8)), at=newsroom.now + 9 * HOUR).overrun
    [row] = newsroom.rows(gap)
    assert (row.since, row.until) == (newsroom.now + 3 * HOUR, newsroom.now + 7 * HOUR)


def test_unknown_entries_that_are_all_older_are_no_gap(newsroom, note):
    [state] = newsroom.sources("a")
    note(state, entries=listed(newsroom, (7, 8, 9)), at=newsroom.now + 9 * HOUR)
    assert not note(state, entries=listed(newsroom, (1, 2, 3)), at=newsroom.now + 10 * HOUR).overrun


def test_an_entry_dated_in_the_future_does_not_hide_the_gaps_until_then(newsroom, note):
    [state] = newsroom.sources("a")
    note(state, entries=listed(newsroom, (1, 2, 9000)), at=newsroom.now + 3 * HOUR)
    assert note(state, entries=listed(newsroom, (7, 8)), at=newsroom.now + 8 * HOUR).overrun
    [row] = newsroom.rows(gap)
    assert (row.since, row.until) == (newsroom.now + 3 * HOUR, newsroom.now + 7 * HOUR)


def test_a_gap_between_undated_windows_reaches_from_the_last_listing_to_now(newsroom, note):
    [state] = newsroom.sources("a")
    first, second = (
        tuple(newsroom.entry(f"https://a.example/{n}", published=None) for n in numbers) for numbers in ((1, 2), (3, 4))
    )
    note(state, entries=first)
    assert note(state, entries=second, at=newsroom.now + HOUR).overrun
    [row] = newsroom.rows(gap)
    assert (row.since, row.until) == (newsroom.now, newsroom.now + HOUR)


def test_a_listing_of_one_entry_has_no_window_to_overrun(newsroom, note):
    [state] = newsroom.sources("a")
    note(state, entries=listed(newsroom, (1,)))
    assert not note(state, entries=listed(newsroom, (2,)), at=newsroom.now + 2 * HOUR).overrun


def test_entries_are_stored_with_their_poll_or_not_at_all(newsroom, note):
    [state] = newsroom.sources("a")
    naive = newsroom.now.replace(tzinfo=None)
    with pytest.raises(StorageError, match="could not store what polls of a brought: naive datetime"):
        note(state, entries=listed(newsroom, (1, 2)), due=naive)
    assert newsroom.rows(discovery) == []
