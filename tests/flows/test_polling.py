import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.honesty import asks_fully
from flows.outcomes import Listed, NotListed, PollBounds
from flows.polling import after
from flows.rhythm import Rhythm, silent_since

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
BOUNDS = PollBounds(
    shortest_seconds=300, longest_seconds=43_200, failure_delay_seconds=300, failure_limit_seconds=86_400
)
HOUR = timedelta(hours=1)


def next_poll(rhythm, outcome, now=NOW, **bounds):
    return after(rhythm, outcome, now, replace(BOUNDS, **bounds), seed="outlet")


def wait(rhythm, outcome, now=NOW, **bounds):
    """Hours until the next poll."""
    return (next_poll(rhythm, outcome, now, **bounds).next_poll_at - now) / HOUR


def first(times, now=NOW, **fields):
    """The first poll of a feed that lists entries of these *times*."""
    times = tuple(times)
    return Listed(verdict="changed", new=len(times), window=len(times), entry_times=times, **fields)


def every(hours, entries=20, until=NOW):
    return [until - timedelta(hours=hours * nth) for nth in range(entries)]


def grown(rhythm):
    """The same, watched for so long that no first burst is feared any more."""
    return replace(rhythm, since=NOW - timedelta(days=1000))


def followed(weeks, hours, *, window=20, days=range(7), **fields):
    """The rhythm of a feed that brought one entry in each of *hours* of *days*, polled hourly until a Monday 0:00."""
    start = datetime(2026, 1, 5, tzinfo=UTC)
    rhythm, listed = Rhythm(), []
    for nth in range(weeks * 168 + 1):
        now = start + nth * HOUR
        new = now.hour in hours and now.weekday() in days
        if new:
            listed.append(now - timedelta(minutes=20))
        verdict = "changed" if new or not nth else "not_modified"
        outcome = Listed(
            verdict=verdict, new=int(new), window=window, entry_times=tuple(listed[-window:]), overlap=True, **fields
        )
        rhythm = after(rhythm, outcome, now, BOUNDS, seed="outlet")
    return grown(rhythm), now


# --- the rhythm ------------------------------------------------------------------------------------------------


def test_a_first_window_says_at_once_how_fast_a_feed_is():
    fast, slow = wait(Rhythm(), first(every(1 / 30))), wait(Rhythm(), first(every(24)))
    assert fast < 0.5
    assert wait(Rhythm(), first(every(1 / 30))) < 20 / 30  # hours in which the window is full
    assert fast < slow


def test_a_slow_feed_is_polled_seldom_once_it_is_known():
    rhythm = grown(next_poll(Rhythm(), first(every(7 * 24))))
    assert wait(rhythm, Listed(verdict="not_modified")) > 8


def test_a_dead_feed_is_polled_as_seldom_as_the_operator_allows():
    dead = first(every(24, entries=30, until=NOW - timedelta(days=400)))
    assert wait(Rhythm(), dead) == 12
    assert wait(Rhythm(), dead, longest_seconds=6 * 3600) == 6


def test_a_window_that_may_fill_sooner_is_polled_sooner():
    times = every(0.2, entries=100)
    assert wait(Rhythm(), first(times[:10])) < wait(Rhythm(), first(times[:20])) < wait(Rhythm(), first(times))


def test_the_night_passes_with_few_polls():
    rhythm, midnight = followed(6, range(7, 22))
    assert wait(rhythm, Listed(verdict="not_modified"), midnight) > 4
    noon = midnight + 12 * HOUR
    assert wait(rhythm, Listed(verdict="not_modified"), noon) < 1.5


def test_the_weekend_passes_with_few_polls():
    rhythm, monday = followed(8, range(7, 22), days=range(5))
    saturday, wednesday = monday + 5 * 24 * HOUR + 10 * HOUR, monday + 2 * 24 * HOUR + 10 * HOUR
    unchanged = Listed(verdict="not_modified")
    assert wait(replace(rhythm, newest_at=saturday - 13 * HOUR), unchanged, saturday) > 3
    assert wait(replace(rhythm, newest_at=wednesday - HOUR), unchanged, wednesday) < 1.5


def test_the_fastest_pace_seen_is_remembered():
    rhythm, midnight = followed(6, range(7, 22))
    noon = midnight + 12 * HOUR
    before = wait(rhythm, Listed(verdict="not_modified"), noon)
    burst = tuple(noon - timedelta(minutes=2 * nth) for nth in range(20))
    rhythm = next_poll(rhythm, Listed(verdict="changed", new=19, window=20, entry_times=burst, overlap=True), noon)
    later = noon + 24 * HOUR
    assert wait(rhythm, Listed(verdict="not_modified"), later) < min(before, 40 / 60)


def test_an_overrun_window_is_polled_sooner_even_when_no_entry_is_dated():
    rhythm = grown(next_poll(Rhythm(), Listed(verdict="changed", new=20, window=20), NOW - 2 * HOUR))
    calm = wait(rhythm, Listed(verdict="changed", new=3, window=20, overlap=True))
    assert wait(rhythm, Listed(verdict="changed", new=20, window=20, overlap=False)) < calm


def test_new_addresses_for_old_entries_are_no_overrun():
    old = tuple(every(12, until=NOW - 3 * HOUR))
    rhythm = next_poll(Rhythm(), first(old), NOW - 2 * HOUR)
    renamed = Listed(verdict="changed", new=20, window=20, entry_times=old, overlap=False)
    assert next_poll(rhythm, renamed).fill_seconds is None
    assert next_poll(rhythm, replace(renamed, entry_times=())).fill_seconds == 3600


@pytest.mark.parametrize(
    "times",
    [
        [NOW] * 20,  # the time at which the feed was built
        [datetime(2026, 3, 4, tzinfo=UTC)] * 20,
        [datetime(2026, 3, 4 - nth // 7, tzinfo=UTC) for nth in range(20)],
    ],
)
def test_dates_without_a_time_are_not_taken_for_a_burst(times):
    assert wait(Rhythm(), first(times)) > 0.45


def test_dates_in_the_future_are_not_believed():
    future = tuple(NOW + timedelta(days=nth + 1) for nth in range(20))
    rhythm = next_poll(Rhythm(), first(future))
    assert rhythm.newest_at is None
    assert silent_since(rhythm, NOW) is None


def test_a_pinned_entry_does_not_make_a_feed_look_slow():
    times = every(1, entries=19)
    pinned = [*times, NOW - timedelta(days=2000)]
    assert wait(Rhythm(), first(pinned)) == pytest.approx(wait(Rhythm(), first(times)), rel=0.3)


# --- wishes of the publisher -----------------------------------------------------------------------------------


def test_ttl_and_freshness_lengthen_the_wait_of_a_feed_that_can_bear_it():
    hourly = every(1, entries=100)
    assert wait(Rhythm(), first(hourly)) < 3
    assert wait(Rhythm(), first(hourly, ttl_seconds=4 * 3600)) == 4
    assert wait(Rhythm(), first(hourly, fresh_seconds=5 * 3600)) == 5


def test_a_wish_is_granted_only_as_far_as_no_article_is_lost():
    busy = every(0.1, entries=20)
    assert wait(Rhythm(), first(busy, ttl_seconds=86_400)) < 2
    assert wait(Rhythm(), first(every(24, entries=100), ttl_seconds=10**9)) == 12


@pytest.mark.parametrize(("entries", "apart"), [(3, 1.0), (5, 1.0), (5, 1 / 60), (3, 24.0), (10, 1.0)])
@pytest.mark.parametrize("wish", [{"ttl_seconds": 10_800}, {"fresh_seconds": 10_800}])
def test_of_a_feed_that_is_hardly_known_the_publisher_knows_best(entries, apart, wish):
    assert wait(Rhythm(), first(every(apart, entries=entries), **wish)) == 3


def test_a_window_that_was_lost_makes_a_wish_count_for_less():
    rhythm = next_poll(Rhythm(), first(every(1, entries=5), ttl_seconds=10_800))
    later = NOW + 12 * HOUR
    times = tuple(later - n * HOUR / 4 for n in range(5))
    lost = Listed(verdict="changed", new=5, window=5, entry_times=times, ttl_seconds=10_800)
    assert next_poll(rhythm, lost, later).next_poll_at - later < HOUR


def test_many_304s_in_a_row_are_doubted_however_quickly_they_came():
    rhythm = next_poll(Rhythm(), first(every(1)))
    for _ in range(24):
        assert not asks_fully(rhythm, NOW)
        rhythm = next_poll(rhythm, Listed(verdict="not_modified"))
    assert asks_fully(rhythm, NOW)


def test_a_short_wish_does_not_make_polls_more_frequent():
    assert wait(Rhythm(), first(every(1), ttl_seconds=1)) == wait(Rhythm(), first(every(1)))


def test_wishes_hold_for_the_304s_that_follow():
    rhythm = next_poll(Rhythm(), first(every(24, entries=100), ttl_seconds=4 * 3600, fresh_seconds=5 * 3600))
    for _ in range(3):
        rhythm = next_poll(rhythm, Listed(verdict="not_modified"))
    assert (rhythm.ttl_seconds, rhythm.fresh_seconds) == (4 * 3600, 5 * 3600)
    assert next_poll(rhythm, Listed(verdict="same_body")).fresh_seconds is None


def test_hours_and_days_to_be_skipped_are_skipped():
    hourly = every(1, entries=100)
    rhythm = next_poll(Rhythm(), first(hourly, skip_hours=frozenset({12, 13, 14, 15})))
    assert rhythm.next_poll_at == NOW.replace(hour=16)
    late = NOW.replace(hour=23)
    rhythm = next_poll(Rhythm(), first(hourly, skip_days=frozenset({3})), late)
    assert rhythm.next_poll_at == late + 12 * HOUR  # all of Thursday is more than the longest wait
    everything = first(hourly, skip_hours=frozenset(range(24)), skip_days=frozenset(range(7)))
    assert wait(Rhythm(), everything) == 12


# --- failures --------------------------------------------------------------------------------------------------


def failing(times, reason="http_503", ending="retry", **fields):
    """The waits, in hours, after so many failures in a row."""
    rhythm, now, waits = Rhythm(), NOW, []
    for _ in range(times):
        rhythm = next_poll(rhythm, NotListed(reason=reason, ending=ending, **fields), now)
        waits.append((rhythm.next_poll_at - now) / HOUR)
        now = rhythm.next_poll_at
    return waits


def test_failures_back_off_and_never_for_good():
    waits = failing(60)
    assert waits[0] <= 300 / 3600
    assert all(later / sooner * 0.75 > 2 / 3 or later > 2 for sooner, later in pairwise(waits))
    assert max(waits) <= 24


def test_what_is_less_likely_to_pass_is_left_alone_for_longer():
    passing, dns = failing(1)[0], failing(1, "dns")[0]
    refused, parse = failing(1, "http_403", "failed")[0], failing(1, "not_a_feed", "failed")[0]
    gone = failing(1, "http_410", "gone")[0]
    assert passing < min(dns, refused, parse)
    assert max(dns, refused, parse) < gone


def test_a_gone_feed_is_asked_once_a_day_for_ever():
    waits = failing(500, "http_404", "gone")
    assert 18 <= waits[-1] <= 24


def test_a_broken_address_of_a_busy_feed_is_tried_before_its_window_is_lost():
    rhythm = next_poll(Rhythm(), first(every(0.5)))
    for _ in range(20):
        rhythm = next_poll(rhythm, NotListed(reason="timeout", ending="retry"))
    assert rhythm.next_poll_at - NOW <= 5 * HOUR


def test_feeds_that_fail_together_do_not_come_back_together():
    failed = NotListed(reason="connect", ending="retry")
    due = {after(Rhythm(failures=5), failed, NOW, BOUNDS, seed=f"outlet-{nth}").next_poll_at for nth in range(50)}
    assert len(due) == 50
    assert after(Rhythm(), failed, NOW, BOUNDS, seed="a") == after(Rhythm(), failed, NOW, BOUNDS, seed="a")


def test_retry_after_is_obeyed_up_to_a_week():
    def due(retry_at):
        return next_poll(Rhythm(), NotListed(reason="http_429", ending="retry", retry_at=retry_at)).next_poll_at

    assert due(NOW + timedelta(days=3)) == NOW + timedelta(days=3)
    assert due(NOW + timedelta(days=300)) == NOW + timedelta(days=7)
    assert due(NOW - timedelta(days=1)) >= NOW + timedelta(seconds=300)


def test_a_paused_host_is_no_failure_of_the_feed():
    paused = NotListed(reason="host_paused", ending="retry", retry_at=NOW + HOUR)
    assert next_poll(Rhythm(), paused).failures == 0
    assert next_poll(Rhythm(), paused).next_poll_at == NOW + HOUR


def test_a_feed_that_recovers_has_its_old_rhythm():
    rhythm, now = followed(6, range(7, 22))
    failed = next_poll(rhythm, NotListed(reason="dns", ending="retry"), now)
    recovered = next_poll(failed, Listed(verdict="not_modified"), now + HOUR)
    assert recovered == next_poll(rhythm, Listed(verdict="not_modified"), now + HOUR)


# --- liars -----------------------------------------------------------------------------------------------------


def unmodified(rhythm, now, hours, step=1.0):
    """Poll on, to be told that nothing has changed."""
    for nth in range(int(hours / step)):
        rhythm = next_poll(rhythm, Listed(verdict="not_modified"), now + timedelta(hours=step * (nth + 1)))
    return rhythm, now + timedelta(hours=hours)


def test_an_honest_304_is_believed_until_it_lasts_longer_than_the_rhythm_explains():
    rhythm, monday = followed(6, range(24), window=50)
    rhythm, at = unmodified(replace(rhythm, verified_at=monday, believed=9), monday, 1)
    assert not asks_fully(rhythm, at)
    rhythm, at = unmodified(rhythm, at, 7)
    assert asks_fully(rhythm, at)


def test_a_body_is_wanted_once_a_day_and_sooner_while_the_304s_are_untried():
    slow = next_poll(Rhythm(), first(every(24 * 10)))
    soon, day = unmodified(slow, NOW, 3)[0], unmodified(replace(slow, believed=9), NOW, 3)[0]
    assert asks_fully(soon, NOW + 3 * HOUR)
    assert not asks_fully(day, NOW + 3 * HOUR)
    assert asks_fully(day, NOW + 24 * HOUR)


def test_news_that_are_older_than_the_last_304_prove_a_lie():
    rhythm, at = unmodified(next_poll(Rhythm(), first(every(2))), NOW, 6)
    hidden = (NOW + HOUR, NOW + 2 * HOUR)
    caught = next_poll(
        rhythm, Listed(verdict="changed", new=2, window=20, entry_times=hidden, overlap=True, full=True), at
    )
    assert caught.lies == 1
    assert asks_fully(caught, at + timedelta(days=29))
    assert not asks_fully(unmodified(caught, at + timedelta(days=30), 0)[0], at + timedelta(days=31))


def test_the_same_validators_for_a_changed_body_are_a_lie():
    rhythm = next_poll(Rhythm(), first(every(2)))
    changed = Listed(verdict="changed", new=1, window=20, overlap=True, full=True, same_validators=True)
    assert next_poll(rhythm, changed, NOW + HOUR).lies == 1


def test_undated_news_that_only_full_polls_find_are_a_lie_in_the_end():
    rhythm, at = next_poll(Rhythm(), Listed(verdict="changed", new=20, window=20)), NOW
    for lies in (0, 0, 1):
        rhythm, at = unmodified(rhythm, at, 4)
        rhythm = next_poll(rhythm, Listed(verdict="changed", new=2, window=20, overlap=True, full=True), at)
        assert rhythm.lies == lies


def test_a_feed_that_tells_its_news_to_a_conditional_get_is_honest():
    rhythm, at = next_poll(Rhythm(), first(every(2))), NOW
    for _ in range(20):
        rhythm, at = unmodified(rhythm, at, 6)
        backdated = (at - 5 * HOUR, at - 4 * HOUR)
        rhythm = next_poll(rhythm, Listed(verdict="changed", new=2, window=20, entry_times=backdated, overlap=True), at)
    assert rhythm.lies == 0


# --- silence ---------------------------------------------------------------------------------------------------


def test_silence_is_what_the_rhythm_does_not_explain():
    rhythm, monday = followed(8, range(7, 22), days=range(5))
    friday = rhythm.newest_at
    assert silent_since(rhythm, monday) is None
    quiet, at = unmodified(rhythm, monday, 24 * 7, step=12)
    assert silent_since(quiet, at) == friday


def test_the_less_is_known_the_longer_a_quiet_is_no_silence():
    little = next_poll(Rhythm(), first(every(25, entries=5)))
    much = next_poll(Rhythm(), first(every(25, entries=60)))
    days = timedelta(days=16)
    assert silent_since(replace(little, listed_at=NOW + days), NOW + days) is None
    assert silent_since(replace(much, listed_at=NOW + days), NOW + days) == NOW


def test_a_feed_that_cannot_be_reached_is_not_silent():
    rhythm, at = followed(6, range(24))
    for nth in range(30):
        rhythm = next_poll(rhythm, NotListed(reason="timeout", ending="retry"), at + nth * 24 * HOUR)
    assert silent_since(rhythm, at + timedelta(days=30)) is None


# --- anything can happen ---------------------------------------------------------------------------------------

times = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
seconds = st.none() | st.floats(0, 1e9)
listed = st.builds(
    Listed,
    verdict=st.sampled_from(["changed", "same_body", "not_modified"]),
    new=st.integers(0, 10**6),
    window=st.integers(0, 10**6),
    entry_times=st.lists(times, max_size=30).map(tuple),
    overlap=st.booleans(),
    full=st.booleans(),
    same_validators=st.booleans(),
    fresh_seconds=seconds,
    ttl_seconds=seconds,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
not_listed = st.builds(
    NotListed,
    reason=st.sampled_from(["dns", "timeout", "http_404", "robots", "host_paused", ""]),
    ending=st.sampled_from(["retry", "failed", "gone", "refused"]),
    retry_at=st.none() | times,
)
polls = st.lists(st.tuples(listed | not_listed, times), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(polls)
def test_the_next_poll_is_within_the_bounds_whatever_happens_and_whatever_the_clock_says(polls):
    rhythm = Rhythm()
    for outcome, now in polls:
        rhythm = next_poll(rhythm, outcome, now)
        longest = 43_200 if isinstance(outcome, Listed) else 86_400
        latest = now + timedelta(seconds=longest)
        if isinstance(outcome, NotListed) and outcome.retry_at:
            assert rhythm.next_poll_at >= min(outcome.retry_at, now + timedelta(days=7))
            latest = max(latest, min(outcome.retry_at, now + timedelta(days=7)))
        assert now + timedelta(seconds=300) <= rhythm.next_poll_at <= latest
        asks_fully(rhythm, now)
        silent_since(rhythm, now)


@settings(max_examples=60, deadline=None)
@given(polls)
def test_a_rhythm_survives_the_archive(polls):
    rhythm = Rhythm()
    for outcome, now in polls:
        rhythm = next_poll(rhythm, outcome, now)
    stored = json.loads(json.dumps(rhythm.as_json()))
    read = Rhythm.from_json(stored)
    assert read.as_json() == stored
    assert (read.next_poll_at, read.counts, read.window) == (rhythm.next_poll_at, rhythm.counts, rhythm.window)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | times.map(datetime.isoformat),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.binary(min_size=671, max_size=673).map(lambda packed: b64encode(packed).decode())
    ),
    max_leaves=5,
)
stored = st.dictionaries(st.sampled_from([*Rhythm.__dataclass_fields__, "colour"]), json_values)


@settings(max_examples=60, deadline=None)
@given(st.none() | json_values | stored, listed | not_listed)
def test_any_garbage_in_the_archive_gives_a_usable_rhythm(stored, outcome):
    rhythm = Rhythm.from_json(stored)
    assert 300 <= wait(rhythm, outcome) * 3600 <= 7 * 86_400 + 1
    asks_fully(rhythm, NOW)
    silent_since(rhythm, NOW)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "2026-01-01"]
)
def test_an_impossible_moment_in_the_archive_is_survived(moment):
    names = ("next_poll_at", "since", "listed_at", "verified_at", "newest_at", "lied_until")
    rhythm = Rhythm.from_json(
        {
            **dict.fromkeys(names, moment),
            "counts": b64encode(bytes([100, 0, 0, 0]) * 168).decode(),
            "weeks": 1,
            "window": 10,
        }
    )
    assert 300 <= wait(rhythm, first(every(1), full=True)) * 3600 <= 43_200
    silent_since(rhythm, NOW)


def test_a_clock_that_went_back_does_not_stop_the_polling():
    rhythm = next_poll(Rhythm(), first(every(1, until=NOW)))
    back = NOW - timedelta(days=3000)
    assert wait(rhythm, Listed(verdict="changed", new=2, window=20, overlap=True), back) <= 12


def test_what_a_clock_that_was_ahead_has_noted_is_taken_for_now():
    ahead = next_poll(Rhythm(), first(every(1, until=NOW)), NOW + timedelta(days=23_000))
    ahead = replace(ahead, lied_until=NOW + timedelta(days=23_030))
    right = ahead.not_ahead_of(NOW)
    assert (right.listed_at, right.verified_at, right.lied_until) == (NOW, NOW, None)
    assert (right.counts, right.window) == (ahead.counts, ahead.window)
    assert right.not_ahead_of(NOW + timedelta(days=1)) is right
    assert Rhythm().not_ahead_of(NOW) == Rhythm()


def test_a_listing_of_a_hundred_thousand_entries_is_no_burden_on_the_archive():
    huge = next_poll(Rhythm(), first(every(0.001, entries=100_000)))
    assert len(json.dumps(huge.as_json())) < 2_000
