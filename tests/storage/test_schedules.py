"""When digests are due: by the clock of the reader, whatever clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from storage.schedules import Schedule

DAYS = st.timedeltas(timedelta(0), timedelta(days=5_000))
MOMENTS = DAYS.map(lambda passed: datetime(2020, 1, 1, tzinfo=UTC) + passed)
SCHEDULES = st.builds(
    Schedule,
    every=st.sampled_from(["daily", "weekly"]),
    at=st.times().map(lambda moment: f"{moment:%H:%M}"),
    weekday=st.integers(0, 6),
    zone=st.sampled_from(["UTC", "Asia/Tashkent", "Europe/Berlin", "America/New_York", "Pacific/Chatham"]),
)


def test_what_is_told_at_once_has_no_time():
    assert Schedule().next_after(datetime(2025, 9, 1, tzinfo=UTC)) is None
    assert Schedule().due_at(None, datetime(2025, 9, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        ({"at": "08:00", "zone": "Asia/Tashkent"}, "2025-09-01T02:59", "2025-09-01T03:00"),
        ({"at": "08:00", "zone": "Asia/Tashkent"}, "2025-09-01T03:00", "2025-09-02T03:00"),
        ({"at": "00:30", "zone": "Asia/Tashkent"}, "2025-09-01T18:00", "2025-09-01T19:30"),
        ({"every": "weekly", "weekday": 4, "at": "17:00"}, "2025-09-01T00:00", "2025-09-05T17:00"),
        ({"every": "weekly", "weekday": 0, "at": "17:00"}, "2025-09-01T17:00", "2025-09-08T17:00"),
        ({"at": "02:30", "zone": "Europe/Berlin"}, "2025-03-30T00:00", "2025-03-30T01:30"),  # left out that night
        ({"at": "02:30", "zone": "Europe/Berlin"}, "2025-10-25T23:00", "2025-10-26T00:30"),  # comes twice
        ({"at": "02:30", "zone": "Europe/Berlin"}, "2025-10-26T00:30", "2025-10-27T01:30"),
    ],
)
def test_a_digest_is_due_at_the_hour_of_its_zone(schedule, now, due):
    made = Schedule(**{"every": "daily", **schedule})
    made.check()
    assert made.next_after(datetime.fromisoformat(f"{now}+00:00")) == datetime.fromisoformat(f"{due}+00:00")


@given(SCHEDULES, MOMENTS)
def test_the_next_time_lies_ahead_and_no_further_than_a_period_and_a_change_of_clocks(schedule, now):
    due = schedule.next_after(now)
    assert now < due <= now + schedule.period + timedelta(hours=1)
    if schedule.every == "weekly":
        slack = timedelta(hours=1)  # where the clocks leave the hour out
        assert schedule.weekday in {
            (due + each).astimezone(ZoneInfo(schedule.zone)).weekday() for each in (-slack, slack)
        }


@given(SCHEDULES, MOMENTS, st.timedeltas(timedelta(days=-900), timedelta(days=900)))
def test_a_clock_that_ran_ahead_delays_nothing_for_longer_than_a_period(schedule, now, jump):
    stored = schedule.next_after(now + jump)
    assert schedule.due_at(stored, now) <= schedule.next_after(now)


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ({"at": "8"}, "'8' is not a time of day; write 08:00"),
        ({"at": "24:00"}, "time of day"),
        ({"at": "08:00+05"}, "time of day"),
        ({"zone": "Tashkent"}, "'Tashkent' is not a time zone; write Asia/Tashkent"),
        ({"zone": "Asia"}, "time zone"),
        ({"zone": "../etc/passwd"}, "time zone"),
        ({"zone": ""}, "time zone"),
    ],
)
def test_a_time_or_zone_that_is_none_is_told_in_a_sentence(given_, told):
    with pytest.raises(InputError, match=told):
        Schedule(**given_).check()
