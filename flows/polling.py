"""When to poll a feed next: a pure function of what is remembered, how the poll ended, and the time.

Three clocks run from each poll, and a fourth may hold them back:

- *freshness*: readers should not wait; poll when the expected entries have waited long enough, all together.
- *safety*: a feed shows its newest entries only; poll before there can be more new ones than it shows, by its rhythm,
  by the fastest pace it has ever had, and, while it is young, by the pace that an outlet may have.
- *bounds*: of the operator.
- *wishes* of the publisher (ttl, Cache-Control, skipHours, skipDays) go before freshness, but not so far that articles
  are likely to be lost: a reader can wait, a lost article cannot be had again. Only Retry-After goes before all: it
  is no wish, it is a refusal.
"""

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flows.arrivals import arrived, learn, pace, stated
from flows.honesty import judge_honesty
from flows.outcomes import Listed, NotListed, PollBounds
from flows.rhythm import HUNDREDTHS, Rates, Rhythm, best_rates, hours_from, room_of, silent_since

FRESH_HOURS = 4 / 3  # an active feed is polled so often; news is then 40 minutes old on average
FRESH_COST = FRESH_HOURS**2 / 2  # entry-hours of waiting that are worth a poll: those of one entry per hour
DEVIATIONS = 4.0  # standard deviations between the expected entries and a full window: once in 100,000 polls
WISHED = 0.8  # of a window may be filled by expectation while a publisher's wish is granted
FEW, ACQUAINTED, OVERRAN_KEPT = 10, timedelta(days=2), timedelta(days=90)
GROWTH = 1.1  # outlets grow, and a rhythm is learned late
BURST_PER_HOUR = 45.0  # what an outlet may publish when something happens; feared less the longer it has not happened
CAUTION_HOURS, CAUTION_DOUBLES = 0.5, timedelta(days=28)
REVIVAL_PER_HOUR = 2.0  # what may come without any warning, from an outlet that never published so fast
AWAKE = 0.25  # share of its mean rate from which on an hour is as good for a burst as any other
ASLEEP = 1 / 6  # how much less a burst is to be feared at night
FARTHEST_HOURS = 336.0  # no search goes farther, whatever the bounds
RETRY_AFTER_LIMIT = timedelta(days=7)

# How much longer than after a passing failure a feed is left alone; of passing ones, the ending says "retry".
_SLOW = {"dns": 4.0, "gone": 48.0}
_OTHER = 4.0


def after(rhythm: Rhythm, outcome: Listed | NotListed, now: datetime, bounds: PollBounds, *, seed: str) -> Rhythm:
    """Take in how a poll ended, and say in `next_poll_at` when the next one is due.

    Args:
        rhythm: before the poll.
        outcome: of the poll.
        now: time of the poll; a clock that went back is survived.
        bounds: of the operator.
        seed: what tells this feed from others that fail at the same moment, such as its slug.

    Returns:
        The rhythm after the poll. A wait is never shorter than the shortest one, and never longer than the longest
        one (after a failure: than the limit for failures), unless a Retry-After asks for it.
    """
    if isinstance(outcome, NotListed):
        return _after_failure(rhythm, outcome, now, bounds, seed)
    known = _take_in(rhythm, outcome, now)
    wait = min(_wait_hours(known, now, bounds) * 3600, bounds.longest_seconds)
    return replace(known, next_poll_at=now + timedelta(seconds=max(wait, bounds.shortest_seconds)))


# --- what a poll teaches ---------------------------------------------------------------------------------------


def _take_in(rhythm: Rhythm, outcome: Listed, now: datetime) -> Rhythm:
    learned = _learn(rhythm, outcome, now) if outcome.verdict == "changed" else {}
    if outcome.verdict == "not_modified":
        fresh = rhythm.fresh_seconds if outcome.fresh_seconds is None else outcome.fresh_seconds
        learned |= {"unmodified": rhythm.unmodified + 1, "fresh_seconds": fresh}
    else:
        learned |= {"verified_at": now, "unmodified": 0, "fresh_seconds": outcome.fresh_seconds}
        learned |= judge_honesty(rhythm, outcome, now)
    return replace(rhythm, failures=0, since=rhythm.since or now, listed_at=now, **learned)


def _learn(rhythm: Rhythm, outcome: Listed, now: datetime) -> dict[str, Any]:
    times = stated(outcome.entry_times, now)
    came = arrived(rhythm, outcome.new, times, now)
    lost = _overran(rhythm, outcome, times)
    learned = learn(rhythm, came)
    window = outcome.window or rhythm.window
    rates = best_rates(rhythm) or best_rates(replace(rhythm, listed_at=now, **learned))
    return {
        **learned,
        "fill_seconds": pace(rhythm, rates, times or (() if lost else came), window, now, lost=lost),
        "window": window,
        "overran_at": now if lost else rhythm.overran_at,
        "ttl_seconds": outcome.ttl_seconds,
        "skip_hours": outcome.skip_hours,
        "skip_days": outcome.skip_days,
    }


def _overran(rhythm: Rhythm, outcome: Listed, times: Sequence[float]) -> bool:
    if rhythm.verified_at is None or rhythm.window < 2 or outcome.overlap or outcome.new < max(2, outcome.window):
        return False
    # A window that reaches back behind the last poll has lost nothing: the addresses in it are new, the entries old.
    return not times or times[0] > rhythm.verified_at.timestamp()


# --- how long to wait ------------------------------------------------------------------------------------------


def _wait_hours(rhythm: Rhythm, now: datetime, bounds: PollBounds) -> float:
    silent = silent_since(rhythm, now) is not None
    rates = best_rates(rhythm)
    longest = min(bounds.longest_seconds / 3600, FARTHEST_HOURS)
    safe = _safe_hours(rhythm, rates, now, longest, silent=silent)
    wanted = safe
    if not silent:
        wanted = _cautious_hours(rhythm, rates, now, _fresh_hours(rates, now, safe))
    wish = max(rhythm.ttl_seconds or 0.0, rhythm.fresh_seconds or 0.0) / 3600
    granted = _granted_hours(rhythm, rates, now, safe, longest)
    return _past_skips(rhythm, now, max(wanted, min(wish, granted)), granted)


def _granted_hours(rhythm: Rhythm, rates: Rates | None, now: datetime, safe: float, longest: float) -> float:
    """Give how far the publisher's wishes reach: not as far as the window is likely to be overrun.

    While few entries are known the publisher is taken at his word. Many, or some days, say better what is likely; once
    a window was lost, nothing goes before safety for a time.
    """
    if rhythm.overran_at is not None and now - rhythm.overran_at < OVERRAN_KEPT:
        return safe
    seen, watched = sum(rhythm.counts) / HUNDREDTHS, now - (rhythm.since or now)
    if rates is None or (seen < FEW and watched < ACQUAINTED):
        return longest
    return max(safe, _hours_until(now, WISHED * room_of(rhythm) / GROWTH, rates.at, longest))


def _safe_hours(rhythm: Rhythm, rates: Rates | None, now: datetime, limit: float, *, silent: bool) -> float:
    """Give the time in which the window cannot be overrun, as far as one can know; *limit* at most."""
    room = room_of(rhythm)
    safe = min(limit, room / REVIVAL_PER_HOUR)
    if rates is None:
        return safe
    # See flows.arrivals: on the scale of square roots a standard deviation is 1/2. After a silence, one return is to
    # be survived, at a rate that the silence may have halved, and not every poll of a year.
    expected = room / 3 if silent else max(0.1, math.sqrt(room + 1) - DEVIATIONS / 2) ** 2
    safe = _hours_until(now, expected / GROWTH, rates.at, safe)
    if rhythm.fill_seconds is None or silent:
        return safe
    return _waking_hours(rates, now, rhythm.fill_seconds / 3600, safe)


def _waking_hours(rates: Rates, now: datetime, amount: float, limit: float) -> float:
    """Stretch an *amount* of hours in which a burst may come over the hours in which it is unlikely to."""

    def awake(hour: int) -> float:
        return min(1.0, max(ASLEEP, rates.at(hour) / rates.mean / AWAKE))

    return limit if amount >= limit else _hours_until(now, amount, awake, limit)


def _hours_until(start: datetime, amount: float, speed: Callable[[int], float], limit: float) -> float:
    """Give the hours from *start* until *speed*, which is per hour, has added up to *amount*; *limit* at most."""
    passed = 0.0
    for hour, length in hours_from(start.timestamp(), limit):
        if (gain := speed(hour) * length) >= amount:
            return passed + length * amount / gain if gain else passed
        amount -= gain
        passed += length
    return limit


def _fresh_hours(rates: Rates | None, now: datetime, limit: float) -> float:
    """Give the time after which the entries to expect will have waited for FRESH_COST hours, all together.

    For a steady rate it goes with the square root of one over the rate, which is the best way to spend a number of
    polls on many feeds (Sia, Cho and Cho, IEEE TKDE 19(7), 2007); it lets the night pass, and is back in the morning.
    """
    if rates is None:
        return min(limit, FRESH_HOURS)
    passed = waiting = cost = 0.0
    for hour, length in hours_from(now.timestamp(), limit):
        rate = rates.at(hour)
        if (gain := waiting * length + rate * length**2 / 2) >= FRESH_COST - cost:
            return min(limit, max(FRESH_HOURS, passed + length * (FRESH_COST - cost) / gain))
        passed, waiting, cost = passed + length, waiting + rate * length, cost + gain
    return limit


def _cautious_hours(rhythm: Rhythm, rates: Rates | None, now: datetime, limit: float) -> float:
    """Give the time that a burst of a kind not seen yet would need to fill the window, and more as time goes by."""
    watched = max(0.0, (now - (rhythm.since or now)) / CAUTION_DOUBLES)
    hours = max(CAUTION_HOURS, room_of(rhythm) / BURST_PER_HOUR) * (1 + watched)
    return min(limit, hours) if rates is None else _waking_hours(rates, now, hours, limit)


def _past_skips(rhythm: Rhythm, now: datetime, wait: float, limit: float) -> float:
    """Lengthen a *wait* that ends in hours or days at which the publisher wants no polls, up to *limit*."""
    for hour, length in hours_from(now.timestamp() + wait * 3600, limit - wait):
        if hour % 24 not in rhythm.skip_hours and hour // 24 not in rhythm.skip_days:
            break
        wait += length
    return wait


# --- failures --------------------------------------------------------------------------------------------------


def _after_failure(rhythm: Rhythm, failed: NotListed, now: datetime, bounds: PollBounds, seed: str) -> Rhythm:
    """Back off, further for what is less likely to pass; never for good, and what was learned is kept."""
    # Nobody asked the server when its host is paused: that is our courtesy, and no failure of the feed.
    failures = rhythm.failures + (failed.reason != "host_paused")
    patience = _SLOW.get(failed.ending, _SLOW.get(failed.reason, 1.0 if failed.ending == "retry" else _OTHER))
    delay = bounds.failure_delay_seconds * patience * 2.0 ** min(max(failures - 1, 0), 40)
    limit = bounds.failure_limit_seconds
    if failed.ending != "gone":
        # Behind a broken address the outlet may go on publishing: be back before the window is lost.
        rates = best_rates(rhythm)
        safe = _safe_hours(
            rhythm, rates, now, min(limit / 3600, FARTHEST_HOURS), silent=silent_since(rhythm, now) is not None
        )
        limit = min(limit, max(safe * 3600, 3600.0))
    spread = zlib.crc32(f"{seed} {failures}".encode()) / 2**32
    wait = max(min(delay, limit) * (1 - spread / 4), bounds.shortest_seconds)
    due = now + timedelta(seconds=wait)
    if failed.retry_at is not None:
        due = max(due, min(failed.retry_at, now + RETRY_AFTER_LIMIT))
    return replace(rhythm, failures=failures, next_poll_at=due)
