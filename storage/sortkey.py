"""The number by which articles are ordered and indexed: time first, key second, so that newer is greater.

It is the rowid of the full-text index. The index gives its rows in that order by itself, and begins anywhere: newest
first, oldest first, a range of dates or the next page cost no sorting, however many articles there are.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

ID_BITS = 27  # 134 million articles; what is left of 63 bits counts seconds up to the year 4147
DAY_OF_PLACES = 86_400 << ID_BITS  # so far is the same moment of the next day
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND: int = 2 ** (63 - ID_BITS) - 1


def sort_key(moment: datetime, article: int) -> int:
    """Give the place of the article with the key *article*, published (or else first seen) at *moment*.

    Raises:
        OverflowError: there are more articles than the number has room for.
    """
    if article >= 1 << ID_BITS:
        raise OverflowError(f"article {article} is beyond the {1 << ID_BITS:,} that an archive has room for")
    return _second(moment, math.floor) << ID_BITS | article


def first_key(moment: datetime) -> int:
    """Give the least sort key that an article of *moment* or later can have."""
    return _second(moment, math.ceil) << ID_BITS


def article_of(key: int) -> int:
    """Give the key of the article at this place.

    >>> article_of(sort_key(datetime(2025, 9, 1, tzinfo=UTC), 17))
    17
    """
    return key & ((1 << ID_BITS) - 1)


def day_of(key: int) -> date:
    """Give the day (UTC) of the article at this place.

    >>> day_of(sort_key(datetime(2025, 9, 1, 23, 59, tzinfo=UTC), 17))
    datetime.date(2025, 9, 1)
    """
    return _EPOCH.date() + timedelta(days=key // DAY_OF_PLACES)


def _second(moment: datetime, whole: Callable[[float], int]) -> int:
    second = int(whole((moment - _EPOCH).total_seconds()))
    return min(max(second, 0), _LAST_SECOND)
