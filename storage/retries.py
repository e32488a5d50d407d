"""When a page or feed that failed is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential back-off: the first wait, doubled for each further failure, up to the longest."""

    attempts: int  # tries of a page before it ends as failed; a feed is tried for ever
    delay_seconds: float
    delay_limit_seconds: float

    def next_try(self, failures: int, now: datetime) -> datetime:
        """Say when to try again after *failures* failures in a row (1 or more)."""
        doublings = min(failures - 1, 60)  # beyond that the limit has long been reached, and floats have an end
        return now + timedelta(seconds=min(self.delay_seconds * 2**doublings, self.delay_limit_seconds))
