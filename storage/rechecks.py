"""When a page that became an article is looked at again: soon while it is fresh, seldom later, and then no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Before one answer that a page is not there is believed, it is asked for again.
ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckPolicy:
    """Ages of an article at which its page is looked at again.

    What an outlet has to bear is bounded by them. With the seven ages of the default, an article that never changes is
    asked for four times more, most of them answered with 304; one that changes at every look, 36 times in 27 days.
    """

    ages: tuple[timedelta, ...]  # growing; none: nothing is looked at again

    def next_check(
        self, born: datetime, now: datetime, *, unchanged: int = 0, changed: bool = False
    ) -> datetime | None:
        """Say when to look again; None: no more.

        Args:
            born: see `born`.
            now: of the look just taken.
            unchanged: looks in a row, this one included, that found nothing new: every second of them makes the
                schedule pass over one age more.
            changed: this look found something new: the next comes in half the time.

        >>> hours = RecheckPolicy(ages=tuple(timedelta(hours=each) for each in (1, 3, 9)))
        >>> at = datetime(2025, 9, 1, 12)
        >>> [str(hours.next_check(at, at + timedelta(hours=each), unchanged=each // 2)) for each in (0, 1, 4, 9)]
        ['2025-09-01 13:00:00', '2025-09-01 15:00:00', 'None', 'None']
        """
        if not self.ages:
            return None
        shortest = self.ages[0]
        ahead = [born + age for age in self.ages if born + age >= now + shortest / 2]
        if changed and ahead:
            return now + max(shortest, (ahead[0] - now) / 2)
        return ahead[unchanged // 2] if unchanged // 2 < len(ahead) else None


NEVER = RecheckPolicy(ages=())


def born(published: datetime | None, precision: str | None, first_seen: datetime) -> datetime:
    """Give the moment from which the age of an article counts: its publication, or else when it was first seen.

    Of a day without a time it is not known when it began; the article is no older than its first sight then.
    """
    if published is None:
        return first_seen
    return min(first_seen, published + timedelta(days=1) if precision == "day" else published)
