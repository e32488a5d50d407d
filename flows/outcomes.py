"""What the schedule is told: how a poll ended, and what the operator allows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from extractors.records import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class PollBounds:
    """What the operator allows; from the settings poll_* and retry_delay*."""

    shortest_seconds: float
    longest_seconds: float
    failure_delay_seconds: float  # after a first failure that may pass; doubled for each further one
    failure_limit_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A poll that found the listing, changed or not."""

    verdict: Literal["changed", "same_body", "not_modified"]
    new: int = 0  # entries that this source had never listed
    window: int = 0  # entries in the feed; 0: not read, because nothing has changed
    entry_times: tuple[datetime, ...] = ()  # as stated, maybe wrong
    overlap: bool = False  # at least one entry was known from an earlier poll
    full: bool = False  # asked without validators
    same_validators: bool = False  # the answer carries the validators that we held, and there were some
    fresh_seconds: float | None = None  # as in extractors.records.Page
    ttl_seconds: float | None = None  # this and the following: as in extractors.records.Feed
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotListed:
    """A poll that brought no listing; the fields are those of extractors.records.Failed."""

    reason: str
    ending: Ending
    retry_at: datetime | None = None
