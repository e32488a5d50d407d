"""A year of polling on made-up outlets, against a fixed schedule of one poll an hour: requests made, entries missed."""

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from flows.honesty import asks_fully
from flows.outcomes import Listed, PollBounds
from flows.polling import after
from flows.rhythm import Rhythm, silent_since

START = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday
DAYS, BEFORE = 365, 40  # the outlets have published for some weeks before the first poll
BOUNDS = PollBounds(
    shortest_seconds=300, longest_seconds=43_200, failure_delay_seconds=300, failure_limit_seconds=86_400
)


@dataclass(frozen=True)
class Outlet:
    entries: list[float]  # hours after START, sorted
    window: int
    lies: bool = False  # answers 304 to whoever sends validators


@dataclass
class Year:
    polls: int = 0
    missed: int = 0
    full: int = 0
    waited: float = 0.0  # hours, of all entries found
    found: int = 0
    silences: set[datetime] | None = None


def published(rng: random.Random, fastest: float, share: Callable[[float], float] = lambda hour: 1.0) -> list[float]:
    """Draw entries at a rate of *fastest* per hour, thinned to the *share* of each moment."""
    hour, entries = -24.0 * BEFORE, []
    while (hour := hour + rng.expovariate(fastest)) < 24 * DAYS:
        if rng.random() < share(hour):
            entries.append(hour)
    return entries


def by_day(hour: float) -> float:
    return 1.0 if 7 <= (hour + 3) % 24 < 22 else 0.02


def on_workdays(hour: float) -> float:
    return by_day(hour) if (hour // 24 + 3) % 7 < 5 else 0.0


def steady(rng: random.Random) -> Outlet:
    return Outlet(published(rng, 0.8), window=20)


def sleeping(rng: random.Random) -> Outlet:
    return Outlet(published(rng, 3.0, by_day), window=30)


def weekend_silent(rng: random.Random) -> Outlet:
    return Outlet(published(rng, 2.0, on_workdays), window=10)


def bursty(rng: random.Random) -> Outlet:
    """Few entries, and once or twice a week 45 of them within an hour and a half."""
    entries, day = published(rng, 0.2), rng.uniform(-35, -30)
    while (day := day + rng.uniform(2, 8)) < DAYS - 1:
        entries += [24 * day + (nth + rng.random()) / 30 for nth in range(45)]
    return Outlet(sorted(entries), window=20)


def dead(rng: random.Random) -> Outlet:
    return Outlet(published(rng, 0.5, lambda hour: hour < 24 * 60), window=20)


def reviving(rng: random.Random) -> Outlet:
    return Outlet(published(rng, 1.0, lambda hour: not 24 * 30 < hour < 24 * 200), window=15)


def lying(rng: random.Random) -> Outlet:
    entries = published(rng, 1.0, by_day)
    return Outlet(entries, window=15, lies=True)


OUTLETS = (steady, sleeping, weekend_silent, bursty, dead, reviving, lying)


def hourly(outlet: Outlet) -> Year:
    """Poll once an hour, and without validators: a schedule that believes a liar would find nothing."""
    year, seen = Year(), bisect_right(outlet.entries, 0.0)
    for hour in range(24 * DAYS):
        now = bisect_right(outlet.entries, hour)
        year.polls += 1
        year.missed += max(0, now - seen - outlet.window)
        seen = now
    return year


def adaptive(outlet: Outlet, *, dated: bool = True) -> Year:
    year, rhythm, at, seen = Year(silences=set()), Rhythm(), START, None
    moments = [START + timedelta(hours=each) for each in outlet.entries]
    while at < START + timedelta(days=DAYS):
        full = asks_fully(rhythm, at)
        now = bisect_right(moments, at)
        first = max(0, now - outlet.window)
        changed = seen is None or seen < now
        if outlet.lies and not full and seen is not None:
            outcome = Listed(verdict="not_modified")
        elif changed:
            new = now - max(first, seen or 0)
            year.missed += 0 if seen is None else max(0, first - seen)
            if seen is not None:
                year.waited += sum((at - each).total_seconds() / 3600 for each in moments[now - new : now])
                year.found += new
            outcome = Listed(
                verdict="changed",
                new=new,
                window=now - first,
                entry_times=tuple(moments[first:now]) if dated else (),
                overlap=seen is not None and seen > first,
                full=full,
            )
            seen = now
        else:
            outcome = Listed(verdict="same_body" if full else "not_modified", full=full)
        rhythm = after(rhythm, outcome, at, BOUNDS, seed="outlet")
        if silent := silent_since(rhythm, at):
            year.silences.add(silent)
        assert rhythm.next_poll_at is not None
        assert 300 <= (rhythm.next_poll_at - at).total_seconds() <= 43_200
        at, year.polls, year.full = rhythm.next_poll_at, year.polls + 1, year.full + full
    return year


@pytest.fixture(scope="module")
def years() -> dict[str, tuple[Year, Year]]:
    """Adaptive and hourly, of each kind of outlet."""
    outlets = {make.__name__: make(random.Random(f"a year of {make.__name__}")) for make in OUTLETS}
    return {kind: (adaptive(outlet), hourly(outlet)) for kind, outlet in outlets.items()}


def test_nothing_is_missed_not_even_where_an_hourly_schedule_misses(years):
    assert years["bursty"][1].missed > 100
    assert {kind: ours.missed for kind, (ours, _) in years.items() if ours.missed} == {}


def test_fewer_requests_are_made_in_all_and_for_each_kind_that_an_hourly_schedule_can_follow(years):
    assert sum(ours.polls for ours, _ in years.values()) < sum(fixed.polls for _, fixed in years.values())
    too_many = {
        kind: ours.polls / fixed.polls
        for kind, (ours, fixed) in years.items()
        if not fixed.missed and ours.polls > 0.85 * fixed.polls
    }
    assert too_many == {}


def test_news_of_an_active_outlet_is_found_within_the_hour(years):
    for kind in ("steady", "sleeping", "weekend_silent", "bursty"):
        ours = years[kind][0]
        assert ours.waited / ours.found < 1.0, kind


def test_a_dead_feed_is_left_alone_and_reported(years):
    ours, _ = years["dead"]
    assert ours.polls < 60 * 24 + 305 * 3
    assert len(ours.silences) == 1


def test_a_silence_is_reported_once_and_no_weekend_or_night_is_one(years):
    assert len(years["reviving"][0].silences) == 1
    for kind in ("steady", "sleeping", "weekend_silent"):
        assert not years[kind][0].silences, kind


def test_only_the_liar_is_asked_fully_most_of_the_time(years):
    shares = {kind: ours.full / ours.polls for kind, (ours, _) in years.items()}
    assert shares.pop("lying") > 0.9
    assert shares.pop("dead") < 0.5  # once a day, of two polls
    assert max(shares.values()) < 0.25


def test_undated_entries_are_followed_too():
    outlet = sleeping(random.Random("undated"))
    ours = adaptive(outlet, dated=False)
    assert ours.missed == 0
    assert ours.polls < 0.85 * hourly(outlet).polls
