"""What was put off while a clock ran ahead: nobody waits for it.

A machine that has taken today for the year 2090, for an hour, leaves moments in the archive that are not to come: the
next poll of a source, the next try of a page, the end of a lease or of a gap. They are found at the beginning of each
run, and are due then. What says when something happened (an article was seen, a page was fetched) stays as it was
noted: nobody knows better.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from storage.tables import frontier, gap, host, host_lease, run, source

#: Nothing is put off for longer: a Retry-After counts for a week, the longest wait after a failure is a day by default.
FARTHEST = timedelta(days=31)
SKEW = timedelta(minutes=5)  # by so much the clocks of two machines at work on one archive may differ
_log = logging.getLogger("scowatch.storage")


def set_right(connection: Connection, now: datetime) -> None:
    """Make due what was put off while the clock of a machine was ahead; say so if there was any."""
    late, soon = now + FARTHEST, now + SKEW
    asked = update(source).where(source.c.polled_at > soon).values(polled_at=now, next_poll_at=now, full_from=None)
    waiting = update(frontier).where(frontier.c.state == "pending", frontier.c.next_try_at > late)
    # Who has ended holds no host; by a clock that was set back it seems to hold those that it asked last.
    ended = select(run.c.id).where(run.c.state != "running")
    free = or_(host_lease.c.held_until > late, (host_lease.c.held_until > soon) & host_lease.c.run_id.in_(ended))
    leased = update(frontier).where(frontier.c.state == "leased", frontier.c.leased_until > late)
    looked = update(frontier).where(frontier.c.recheck_at > late, frontier.c.finished_at > soon)
    statements: tuple[Any, ...] = (
        asked,
        waiting.values(next_try_at=now),
        leased.values(leased_until=now),
        looked.values(recheck_at=now, finished_at=now),
        delete(gap).where(gap.c.since > soon),
        update(gap).where(gap.c.until > soon).values(until=now),
        update(gap).where(gap.c.state == "open", gap.c.next_try_at > late).values(next_try_at=now),
        delete(host).where(host.c.left_until > late),
        update(host_lease).where(free).values(held_until=now),
    )
    count = sum(connection.execute(each).rowcount for each in statements)
    if count:
        _log.warning(
            "a clock was ahead of %s: %s things that it had put off are due now", f"{now:%Y-%m-%d %H:%M}", count
        )
