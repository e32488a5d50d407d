"""Periods: they follow each other without a hole, and a picture never has too many."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.periods import first_day, next_period, period_of, periods, step_for

STEPS = ("day", "week", "month", "year")
DAYS = st.dates(date(1, 1, 1), date(9990, 12, 31))
TOLD = {"day": 10, "week": 10, "month": 7, "year": 4}


@given(DAYS, st.sampled_from(STEPS))
def test_a_day_lies_in_its_period_and_in_no_other(day, step):
    first = first_day(day, step)
    assert first <= day < next_period(first, step)
    assert first_day(first, step) == first == first_day(next_period(first, step) - timedelta(days=1), step)


@given(DAYS, st.sampled_from(STEPS))
def test_a_period_is_read_from_the_letters_that_tell_it(day, step):
    assert period_of(day.isoformat()[: TOLD[step]], step) == first_day(day, step)


@given(DAYS, st.integers(0, 60_000))
def test_whatever_the_time_a_picture_has_few_periods_and_no_hole(first, days):
    last = min(date(9990, 12, 31), first + timedelta(days=days))
    step = step_for(first, last)
    every = list(periods(first, last, step))
    assert 1 <= len(every) <= 242
    assert every[0] <= first
    assert last < next_period(every[-1], step)
    assert all(next_period(each, step) == following for each, following in pairwise(every))


@pytest.mark.parametrize(("day", "week"), [("2025-09-01", "2025-09-01"), ("2025-09-07", "2025-09-01")])
def test_weeks_begin_on_monday(day, week):
    assert first_day(date.fromisoformat(day), "week") == date.fromisoformat(week)
