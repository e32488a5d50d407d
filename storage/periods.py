"""Days, weeks, months and years (UTC) as counts over time take them, the same on both engines."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, func, type_coerce

from storage.tables import article

Step = Literal["day", "week", "month", "year"]

DAY = timedelta(days=1)
#: The moment that counts for an article: of publication, or else of the first sight. As storage.search has it.
WHEN: ColumnElement[Any] = func.coalesce(
    article.c.published, article.c.first_seen_at, type_=article.c.published.type
)  # fmt: skip

_LETTERS = {"day": 10, "week": 10, "month": 7, "year": 4}  # of an ISO date that tell the period, or a day in it
_MOST_DAYS: dict[Step, int] = {"day": 92, "week": 3 * 366, "month": 20 * 366}  # a picture takes some 200 periods


def day_of(moment: ColumnElement[Any], dialect: str) -> ColumnElement[str]:
    """Give the day of *moment* as text, such as 2025-09-01; its first seven letters are the month."""
    if dialect == "sqlite":
        return func.substr(type_coerce(moment, String), 1, 10, type_=String)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD", type_=String)


def told(step: Step, dialect: str) -> ColumnElement[str]:
    """Give what period_of reads the period of an article from: never finer than it must be."""
    return func.substr(day_of(WHEN, dialect), 1, _LETTERS[step], type_=String)


def period_of(text: str, step: Step) -> date:
    """Give the first day of the period from what *told* gives.

    >>> period_of("2025-09-04", "week"), period_of("2025-09", "month")
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 1))
    """
    return first_day(date.fromisoformat(text + "-01-01"[len(text) - 4 :]), step)


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
