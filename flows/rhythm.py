"""The rhythm of one feed: how many entries an outlet publishes in each hour of the week, as far as we have seen.

An outlet sleeps at night and rests at weekends, wherever it is; hours of the week in UTC say so without a time zone.
Counts fade over weeks, so that the rhythm follows the outlet; they do not fade while it is silent, because it may come
back as it was.
"""

import math
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

HOURS = 168  # of a week, Monday 00:00 UTC first
WEEK_SECONDS = HOURS * 3600.0
HUNDREDTHS = 100  # the counts are kept in hundredths of an entry: whole numbers are quick to write and read
SILENCE_FLOOR = timedelta(days=3)
SILENCE = math.log(1e4)  # a silence that the rhythm brings about once in ten thousand times is no part of it
UNKNOWN_WINDOW, SMALLEST_WINDOW = 10, 5  # WordPress shows 10; a smaller window than 5 is growing, or cannot be helped


# Reading and writing 168 numbers as JSON would cost as much as all else that a poll computes.
_PACKED = struct.Struct(f"<{HOURS}I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What the schedule remembers of one feed between polls. A fresh one knows nothing."""

    next_poll_at: datetime | None = None
    failures: int = 0  # in a row
    since: datetime | None = None  # first poll that found the listing
    listed_at: datetime | None = None  # last poll that found it, 304 included
    verified_at: datetime | None = None  # last poll that brought a body
    newest_at: datetime | None = None  # when the last new entry came
    window: int = 0  # entries in the feed; 0: unknown
    counts: tuple[int, ...] = (0,) * HOURS  # hundredths of entries for each hour of the week, faded
    weeks: float = 0.0  # in which they were counted, faded alike
    clump: float = 1.0  # entries that come in the same hour as an entry, itself included
    fill_seconds: float | None = None  # the shortest time in which nearly a whole window came, against the rhythm
    overran_at: datetime | None = None  # when a whole window was last found to be new
    ttl_seconds: float | None = None  # wishes of the publisher, see extractors.records
    fresh_seconds: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    unmodified: int = 0  # 304s in a row
    believed: int = 0  # times that its 304s were found to be true
    hidden: int = 0  # full GETs in a row that found news after 304s had told of none
    lies: int = 0
    lied_until: datetime | None = None  # its 304s are not believed before then

    def as_json(self) -> dict[str, Any]:
        """Give what differs from a fresh rhythm, as JSON can hold it."""
        values = ((name, getattr(self, name), fresh) for name, fresh in _FRESH)
        return {name: _plain(value) for name, value, fresh in values if value != fresh}

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """Read what `as_json` gave; whatever is missing or makes no sense is as in a fresh rhythm.

        >>> Rhythm.from_json({"window": 20, "failures": "many", "colour": "red"}) == Rhythm(window=20)
        True
        """
        if not isinstance(stored, Mapping):
            return cls()
        read = {name: reader(stored[name]) for name, reader in _READERS.items() if name in stored}
        return cls(**{name: value for name, value in read.items() if value is not None})

    def not_ahead_of(self, now: datetime) -> Self:
        """Take what happened later than *now* for what happens now: a clock was ahead when it was noted."""
        if self.listed_at is None or self.listed_at <= now:  # no later than any other of them
            return self

        def by_now(moment: datetime | None) -> datetime | None:
            return None if moment is None else min(moment, now)

        return replace(
            self, since=by_now(self.since), listed_at=now, verified_at=by_now(self.verified_at),
            newest_at=by_now(self.newest_at), overran_at=by_now(self.overran_at), lied_until=None,
        )  # fmt: skip


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return b64encode(_PACKED.pack(*value)).decode()
    if isinstance(value, frozenset):
        return sorted(value)
    return round(value, 6) if isinstance(value, float) else value


def _time(value: object) -> datetime | None:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _amount(least: float, most: float) -> Callable[[object], float | None]:
    def read(value: object) -> float | None:
        known = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
        return float(value) if known and isinstance(value, int | float) else None

    return read


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9 else None


def _counts(value: object) -> tuple[int, ...] | None:
    try:
        counts = _PACKED.unpack(b64decode(value, validate=True)) if isinstance(value, str) else (-1,)
    except (ValueError, struct.error):  # not ASCII, not base64; not of that length
        return None
    return counts if min(counts) >= 0 and max(counts) <= 10**9 else None


def _below(limit: int) -> Callable[[object], frozenset[int] | None]:
    def read(value: object) -> frozenset[int] | None:
        if not isinstance(value, list):
            return None
        return frozenset(each for each in value if isinstance(each, int) and 0 <= each < limit)

    return read


_SECONDS = _amount(0.0, 1e9)
_READERS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(
        ("next_poll_at", "since", "listed_at", "verified_at", "newest_at", "overran_at", "lied_until"), _time
    ),
    **dict.fromkeys(("failures", "window", "unmodified", "believed", "hidden", "lies"), _whole),
    **dict.fromkeys(("fill_seconds", "ttl_seconds", "fresh_seconds"), _SECONDS),
    "counts": _counts,
    "weeks": _amount(0.0, 1e3),
    "clump": _amount(1.0, 1e6),
    "skip_hours": _below(24),
    "skip_days": _below(7),
}
_FRESH = tuple((each.name, getattr(Rhythm(), each.name)) for each in fields(Rhythm))


class Rates:
    """Entries per hour that a rhythm predicts, for each hour of the week.

    An hour of the week is seen once a week, and chance would rule it. So it is believed as far as its own count goes,
    and for the rest taken for the product of its hour of the day, its weekday and the mean.
    """

    __slots__ = ("_by_day", "_by_hour", "_counts", "_trust", "_weeks", "mean")

    def __init__(self, rhythm: Rhythm, *, quiet_weeks: float = 0.0) -> None:
        """Read *rhythm*, of which `counts` must not all be 0.

        Args:
            rhythm: of the feed.
            quiet_weeks: time since the last entry, in which nothing came.
        """
        counts, weeks = rhythm.counts, rhythm.weeks + quiet_weeks
        # Half an hour stands for what is not known of the time before the first entry.
        self.mean = sum(counts) / HUNDREDTHS / (weeks * HOURS + 0.5)
        self._counts, self._weeks = counts, weeks
        # The weeks after which a bin of one hour a week could have seen two clumps of entries.
        self._trust = max(1.0, 2 * rhythm.clump / self.mean)
        hour_trust, day_trust = max(0.5, self._trust / 7), max(1.0, self._trust / 24)
        scale = HUNDREDTHS * self.mean
        self._by_hour = [(sum(counts[h::24]) / (7 * scale) + hour_trust) / (weeks + hour_trust) for h in range(24)]
        self._by_day = [
            (sum(counts[d : d + 24]) / (24 * scale) + day_trust) / (weeks + day_trust) for d in range(0, HOURS, 24)
        ]

    def at(self, hour: int) -> float:
        """Give the rate in one hour of the week."""
        usual = self.mean * self._by_hour[hour % 24] * self._by_day[hour // 24]
        return (self._counts[hour] / HUNDREDTHS + self._trust * usual) / (self._weeks + self._trust)

    def between(self, start: float, end: float) -> float:
        """Give the number of entries to expect between two moments, in seconds since the epoch; 0 unless in order."""
        whole, rest = divmod(max(0.0, end - start), WEEK_SECONDS)
        weekly = sum(map(self.at, range(HOURS))) if whole else 0.0
        return whole * weekly + sum(length * self.at(hour) for hour, length in hours_from(start, rest / 3600))


def hours_from(start: float, length: float) -> Iterator[tuple[int, float]]:
    """Cut *length* hours from *start*, in seconds since the epoch, at the full hours.

    Returns:
        Hours of the week, and how much of each.

    >>> list(hours_from(datetime(2026, 1, 5, 9, 45, tzinfo=UTC).timestamp(), 1.5))
    [(9, 0.25), (10, 1.0), (11, 0.25)]
    """
    hour, first = hour_of_week(start), 1 - start / 3600 % 1
    while length > 0:
        piece = min(first, length)
        yield hour, piece
        hour, length, first = (hour + 1) % HOURS, length - piece, 1.0


def hour_of_week(at: float) -> int:
    """Give the hour of the week of a moment in seconds since the epoch, which began on a Thursday.

    >>> hour_of_week(0)
    72
    """
    return (int(at // 3600) + 72) % HOURS


def best_rates(rhythm: Rhythm) -> Rates | None:
    """Give the rates as they stand now, the quiet since the last entry counted in; None: nothing is known.

    A quiet that is longer than all that was watched before it counts no further: the outlet may come back as it was.
    """
    if rhythm.newest_at is None or rhythm.listed_at is None or not any(rhythm.counts):
        return None
    quiet = (rhythm.listed_at - rhythm.newest_at).total_seconds() / WEEK_SECONDS
    return Rates(rhythm, quiet_weeks=max(0.0, min(quiet, max(rhythm.weeks, 1.0))))


def silent_since(rhythm: Rhythm, now: datetime) -> datetime | None:
    """Say since when the feed is quiet for longer than its rhythm explains; None when it does."""
    newest, listed = rhythm.newest_at, rhythm.listed_at
    if newest is None or listed is None:
        return None
    # A feed that cannot be reached is not silent: it is not heard.
    return newest if is_silence(rhythm, newest, min(now, listed)) else None


def is_silence(rhythm: Rhythm, start: datetime, end: datetime) -> bool:
    """Say whether no entry from *start* to *end* is more than chance, night and weekend."""
    if end - start < SILENCE_FLOOR or not any(rhythm.counts):
        return False
    return surprise(rhythm, Rates(rhythm), start, end) > SILENCE


def surprise(rhythm: Rhythm, rates: Rates, start: datetime, end: datetime) -> float:
    """Give the negative logarithm of the probability that nothing comes from *start* to *end*.

    Entries come in clumps, so clumps are what counts. With a Gamma belief in their rate, after n of them, the
    probability of none where m were to be expected is (1 + m/n)**-n: the less was seen, the more doubt is left.
    """
    seen = sum(rhythm.counts) / HUNDREDTHS / rhythm.clump
    return seen * math.log1p(rates.between(start.timestamp(), end.timestamp()) / rhythm.clump / seen)


def room_of(rhythm: Rhythm) -> int:
    """Say how many entries the feed shows, as far as is known."""
    return max(rhythm.window, SMALLEST_WINDOW) if rhythm.window else UNKNOWN_WINDOW
