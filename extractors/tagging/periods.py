"""What somebody was on a given day: the offices of people, the statuses of states."""

from collections.abc import Sequence
from datetime import date

from config.lexicon import Period


def standing(periods: Sequence[Period], day: date | None) -> str:
    """Say what of *periods* held on *day*, in words.

    Args:
        periods: in order of time.
        day: of the article; None: unknown.

    Returns:
        The last period that holds on the day, with its dates; else the last before it, as former; else the first
        after it, as later; "" when the day or the periods are unknown.

    >>> envoy = [Period(what="envoy", since=date(2010, 5, 1), until=date(2014, 9, 1))]
    >>> standing(envoy, date(2012, 1, 1)), standing(envoy, date(2020, 1, 1)), standing(envoy, date(2001, 1, 1))
    ('envoy from 2010-05-01 to 2014-09-01', 'former envoy until 2014-09-01', 'later envoy since 2010-05-01')
    """
    if day is None or not periods:
        return ""
    holding = [each for each in periods if (each.since or date.min) <= day <= (each.until or date.max)]
    if holding:
        return _dated(holding[-1])
    before = [each for each in periods if each.until and each.until < day]
    if before:
        return f"former {before[-1].what} until {before[-1].until}"
    return f"later {periods[0].what} since {periods[0].since}"


def happening(periods: Sequence[Period]) -> str:
    """Say where and when a meeting was, or a document was adopted.

    >>> happening([Period(what="Tianjin", since=date(2025, 8, 31), until=date(2025, 9, 1))])
    'Tianjin from 2025-08-31 to 2025-09-01'
    >>> happening([Period(what="adopted in Ufa", since=date(2015, 7, 10), until=date(2015, 7, 10))])
    'adopted in Ufa on 2015-07-10'
    """
    if not periods:
        return ""
    period = periods[0]
    return f"{period.what} on {period.since}" if period.since and period.since == period.until else _dated(period)


def in_office(periods: Sequence[Period], day: date | None) -> bool:
    """Say whether one of *periods* may hold on *day*: nothing speaks against it where either is unknown."""
    return day is None or not periods or any((each.until or date.max) >= day for each in periods)


def _dated(period: Period) -> str:
    if period.since and period.until:
        return f"{period.what} from {period.since} to {period.until}"
    if period.since:
        return f"{period.what} since {period.since}"
    return f"{period.what} until {period.until}" if period.until else period.what
