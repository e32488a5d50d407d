"""Which of two pages was published first, as far as what they state tells, and how long after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from extractors.lineage.records import Delay, Member
from extractors.records import Dated

_LENGTH = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "day": timedelta(days=1)}
_ZONES = timedelta(hours=14)  # the farthest a clock that names no zone may be from the one assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a page was published: not before `start`, and before `end`."""

    start: datetime
    end: datetime
    slack: timedelta  # by so much both may lie off, since no zone is named

    def before(self, other: "Span") -> bool:
        """Say whether this one ends before *other* begins, if both clocks go as assumed."""
        return self.end <= other.start

    def surely_before(self, other: "Span") -> bool:
        """Say the same whatever the zones."""
        return self.end + self.slack <= other.start - other.slack


def span_of(dated: Dated | None) -> Span | None:
    """Give the time within which a page was published; None where it states none.

    A day is all of its hours: two pages of one day have no order.
    """
    if dated is None:
        return None
    slack = timedelta(0) if dated.zone_known else _ZONES
    return Span(start=dated.value, end=dated.value + _LENGTH[dated.precision], slack=slack)


def delay(member: Dated | None, reference: Dated | None) -> Delay:
    """Tell how long after *reference* a member was published, if their dates are exact enough to tell."""
    if member is None or reference is None:
        return Delay(seconds=None, days=None, reason="no_date")
    apart = member.value - reference.value
    if "day" in {member.precision, reference.precision}:
        days = (member.value.date() - reference.value.date()).days
        return Delay(seconds=None, days=days, reason="day_only")
    if not (member.zone_known and reference.zone_known):
        return Delay(seconds=None, days=round(apart / timedelta(days=1)), reason="no_zone")
    return Delay(seconds=int(apart.total_seconds()), days=None, reason="exact")


def order(member: Member) -> tuple[datetime, int]:
    """Give the key that sorts members by date: published, or else first seen."""
    return (member.published.value if member.published else member.first_seen, member.key)
