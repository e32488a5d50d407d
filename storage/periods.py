"""Days, weeks, months and years (UTC), as counts over time take them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

Step = Literal["day", "week", "month", "year"]

DAY = timedelta(days=1)
_MOST_DAYS: dict[Step, int] = {"day": 92, "week": 3 * 366, "month": 20 * 366}  # a picture takes some 200 periods


def first_day(day: date, step: Step) -> date:
    """Give the first day of the period in which *day* lies; weeks begin on Monday (ISO 8601)."""
    if step == "week":
        return day - min(day.weekday(), day.toordinal() - 1) * DAY  # the year 1 begins on a Monday
    return day.replace(month=1 if step == "year" else day.month, day=day.day if step == "day" else 1)


def next_period(first: date, step: Step) -> date:
    """Give the first day of the period after the one that begins on *first*."""
    if step in {"day", "week"}:
        return first + (DAY if step == "day" else 7 * DAY)
    return first_day(first + (31 if step == "month" else 366) * DAY, step)


def periods(first: date, last: date, step: Step) -> Iterator[date]:
    """Give the first days of all periods from the one in which *first* lies to that of *last*."""
    at = first_day(first, step)
    while at <= last:
        yield at
        at = next_period(at, step)


def step_for(first: date, last: date) -> Step:
    """Give the finest step that makes a picture of at most some 200 periods."""
    days = (last - first).days + 1
    return next((step for step, most in _MOST_DAYS.items() if days <= most), "year")
