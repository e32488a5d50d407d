"""When entries came: from what a poll found and what the entries say of themselves to a rhythm.

Stated dates are finer than our polls, but may be wrong, by day only, or the time at which the feed was built. A date is
believed where it lies between the two polls between which the entry came; else the entry is placed evenly there.
"""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.rhythm import HOURS, HUNDREDTHS, WEEK_SECONDS, Rates, Rhythm, hour_of_week, is_silence

MEMORY_WEEKS = 10.0  # what is older fades
MOST_ENTRIES = 500  # of one poll that are looked at; more come from an import or a sitemap, not from a rhythm
NEARLY_FULL = 0.85  # the share of a window whose coming is timed
# All year long the publisher bears what a burst now and then has taught, so there is a shortest time to learn: after a
# third of a window that might have gone on like that, and after one that was full or nearly so. Only where windows are
# lost even so, it becomes shorter.
THIRD_SECONDS, FULL_SECONDS = 3720.0, 1200.0
LOST_AGAIN = 0.7  # of the time between two polls in which a window was lost
# Standard deviations: what the rhythm brings about once in a few million times, or once in some ten thousand.
UNEXPLAINED, ODD = 5.0, 4.0
FILL_DOUBLES = timedelta(days=365)  # a pace that has not come back for so long counts for half
_DAY = 86_400.0


def stated(times: Sequence[datetime], now: datetime) -> list[float]:
    """Sort the newest of the stated *times*, as seconds since the epoch: no future ones, and days spread out."""
    latest = now.timestamp()
    past = sorted(at for each in times if (at := each.timestamp()) <= latest)[-MOST_ENTRIES:]
    if len(set(past)) * 2 > len(past):
        return past
    spread = []
    for at, size in Counter(past).items():
        # A pile at this moment is the time at which the feed was built, and tells nothing: a day, then, before it.
        start = at if latest - at > 3600 else latest - _DAY
        spread += _evenly(start, min(start + _DAY, latest), size)
    return sorted(spread)


def _evenly(start: float, end: float, size: int) -> list[float]:
    return [start + (end - start) * (nth + 0.5) / size for nth in range(size)]


def arrived(rhythm: Rhythm, new: int, times: Sequence[float], now: datetime) -> list[float]:
    """Say when the *new* entries came, in seconds since the epoch: sorted, after the poll before and up to *now*.

    Args:
        rhythm: before this poll.
        new: entries that no poll before this had found.
        times: as `stated` gives them, of all entries.
        now: of this poll.
    """
    if rhythm.verified_at is None:
        # A pinned entry of long ago would stretch the time watched: the oldest quarter only marks where it begins.
        return list(times[len(times) // 4 :])
    start = min(rhythm.verified_at, now).timestamp()
    new = min(new, MOST_ENTRIES)
    dated = [each for each in times if each > start][-new:] if new else []
    heard = min(rhythm.listed_at or now, now).timestamp()
    return sorted([*dated, *_evenly(heard, now.timestamp(), new - len(dated))])


def learn(rhythm: Rhythm, came: Sequence[float]) -> dict[str, Any]:
    """Count in what `arrived` gave: the changed fields of *rhythm*.

    The quiet before an entry counts as watched, unless it was a silence.
    """
    if not came:
        return {}
    newest, counted = came[-1], came
    if rhythm.newest_at is None:
        start, counted = came[0], came[1:]
    else:
        start, first = rhythm.newest_at.timestamp(), datetime.fromtimestamp(came[0], UTC)
        if is_silence(rhythm, rhythm.newest_at, first):
            start = came[0]
    weeks = rhythm.weeks + max(0.0, newest - start) / WEEK_SECONDS
    counts = list(rhythm.counts)
    hours = Counter(map(hour_of_week, counted))
    for hour, entries in hours.items():
        # A quarter to each side: an outlet that starts at nine starts at five to nine, too.
        for nearby, quarters in ((hour - 1, 1), (hour, 2), (hour + 1, 1)):
            counts[nearby % HOURS] += entries * quarters * HUNDREDTHS // 4
    if weeks > MEMORY_WEEKS:
        kept = (MEMORY_WEEKS - 1) / weeks
        weeks, counts = weeks * kept, [round(each * kept) for each in counts]
    return {
        "newest_at": datetime.fromtimestamp(max(newest, start), UTC),
        "counts": tuple(counts),
        "weeks": weeks,
        "clump": _clump(rhythm, hours),
    }


def _clump(rhythm: Rhythm, hours: Counter[int]) -> float:
    entries = hours.total()
    if not entries:
        return rhythm.clump
    now = sum(each * each for each in hours.values()) / entries
    weight = entries / (entries + sum(rhythm.counts) / HUNDREDTHS)
    return max(1.0, rhythm.clump + weight * (now - rhythm.clump))


def pace(
    rhythm: Rhythm, rates: Rates | None, came: Sequence[float], window: int, now: datetime, *, lost: bool
) -> float | None:
    """Find the shortest time in which nearly a whole window came, where the rhythm does not explain it.

    Args:
        rhythm: before this poll.
        rates: of it: a burst must not explain itself. None: nothing is known yet.
        came: the entries of the window, or the new ones when they are not dated; sorted, seconds since the epoch.
        window: entries in the feed.
        now: of this poll.
        lost: the window was overrun.

    Returns:
        Seconds; what was found before counts as long as it has not faded. None: the rhythm explains it all.
    """
    fill = _faded(rhythm.fill_seconds, rhythm.newest_at, now)
    full = _shortest(came, math.ceil(window * NEARLY_FULL), rates, UNEXPLAINED)
    third = _shortest(came, math.ceil(window / 3), rates, ODD)
    least = FULL_SECONDS
    if lost and rhythm.verified_at is not None:
        unheard = max(0.0, (now - rhythm.verified_at).total_seconds())
        least = min(least, unheard * LOST_AGAIN)
        full = unheard / 2 if full is None else full  # undated: who knows how soon it came
    paces = [] if fill is None else [fill]
    if full is not None:
        paces.append(max(full, least))
    if third is not None:
        paces.append(max(3 * third, THIRD_SECONDS))
    return min(paces, default=None)


def _faded(fill: float | None, since: datetime | None, now: datetime) -> float | None:
    if fill is None or since is None:
        return fill
    faded = fill * 2 ** min(max(0.0, (now - since) / FILL_DOUBLES), 30.0)
    return faded if faded < _DAY else None


def _shortest(came: Sequence[float], size: int, rates: Rates | None, odd: float) -> float | None:
    if len(came) < size or size < 4 or rates is None:
        return None
    length, start = min((end - start, start) for start, end in zip(came, came[size - 1 :], strict=False))
    if length > _DAY:
        return None
    # The square root of a Poisson count has a standard deviation of 1/2, whatever the count (Anscombe 1948).
    deviations = 2 * (math.sqrt(size) - math.sqrt(rates.between(start, start + length)))
    return length if deviations > odd else None
