"""Whether a feed's 304s are believed: when to ask in full, and what its answers tell of its honesty."""

from datetime import datetime, timedelta
from typing import Any

from flows.outcomes import Listed
from flows.rhythm import Rhythm, best_rates, room_of, surprise

FULL_AT_FIRST, FULL_EVERY = timedelta(hours=2), timedelta(days=1)  # doubled for each 304 that was found to be true
FULL_AFTER = 24  # 304s in a row, doubled alike: two hours at the shortest wait there is by default
DOUBT = 3.0  # a quiet that the rhythm brings about once in exp(3) = 20 times makes a 304 doubtful
LATE = timedelta(minutes=30)  # a feed may show an entry so long after its date without lying
DISBELIEF, DISBELIEF_LIMIT = timedelta(days=30), 6


def full_from(rhythm: Rhythm, now: datetime) -> datetime:
    """Say from when on to send no validators, as `asks_fully` would for the polls to come."""
    if asks_fully(rhythm, now) or rhythm.next_poll_at is None:
        return now
    if asks_fully(rhythm, rhythm.next_poll_at):
        return rhythm.next_poll_at
    return (rhythm.verified_at or now) + FULL_EVERY


def asks_fully(rhythm: Rhythm, now: datetime) -> bool:
    """Say whether to send no validators: a 304 would not be believed, or has been believed for long enough.

    Feeds that have lied are asked fully for a month and more. Of any other a body is wanted once a day, oftener as
    long as its 304s have not been tried, and whenever they last longer than the rhythm explains.
    """
    if rhythm.verified_at is None or (rhythm.lied_until is not None and now < rhythm.lied_until):
        return True
    if not rhythm.unmodified:
        return False
    if rhythm.unmodified >= FULL_AFTER * 2 ** min(rhythm.believed, 4):
        return True
    if now - rhythm.verified_at >= min(FULL_EVERY, FULL_AT_FIRST * 2 ** min(rhythm.believed, 4)):
        return True
    rates = best_rates(rhythm)
    if rates is None:
        return False
    unseen = rates.between(rhythm.verified_at.timestamp(), now.timestamp())
    return unseen >= room_of(rhythm) / 4 or surprise(rhythm, rates, rhythm.verified_at, now) > DOUBT


def judge_honesty(rhythm: Rhythm, outcome: Listed, now: datetime) -> dict[str, Any]:
    """Look at what a body brings after 304s: news that are older than the last 304 prove that it lied."""
    if rhythm.verified_at is None or rhythm.listed_at is None:
        return {}
    if not outcome.full or not outcome.new:
        tried = rhythm.unmodified > 0 if outcome.full else outcome.verdict == "changed"
        return {"believed": rhythm.believed + tried, "hidden": 0}
    told, held = rhythm.verified_at, rhythm.listed_at
    older = sum(told < each and held - each >= LATE for each in outcome.entry_times) if rhythm.unmodified else 0
    hidden = rhythm.hidden + (rhythm.unmodified >= 3)
    if outcome.same_validators or (older >= 2 and older * 2 >= outcome.new) or hidden >= 3:
        lies = rhythm.lies + 1
        return {"believed": 0, "hidden": 0, "lies": lies, "lied_until": now + DISBELIEF * min(lies, DISBELIEF_LIMIT)}
    return {"hidden": hidden}
