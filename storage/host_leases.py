"""The `host_lease` table: which run asks which host, so that all workers together are as polite as one.

A row says who held a site last and until when: beyond now, it is held; in the past, that is the last moment at which it
may have been asked, and the next holder waits its delay from then on. In each transaction rows are locked in the order
host_lease, frontier, run, so that claims and the ends of runs never wait for each other in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage.engine import insert
from storage.tables import frontier, host_lease, run

REMEMBERED = timedelta(minutes=2)  # beyond every delay that we keep: a Crawl-delay counts up to a minute


def held(connection: Connection, now: datetime) -> dict[str, int]:
    """Give the sites that are held, each with the run that holds it."""
    rows = connection.execute(
        select(host_lease.c.site, host_lease.c.run_id).where(host_lease.c.held_until > now).order_by(host_lease.c.site)
    )
    return {row.site: row.run_id for row in rows}


def share(due: Sequence[str], held: Mapping[str, int], run: int, drainers: int) -> AbstractSet[str]:
    """Say which sites *run* may take URLs of: those that are free or its own, and no more than its share of all.

    Args:
        due: sites with URLs to fetch, the longest waiting first.
        held: see held().
        run: that asks.
        drainers: runs that drain now, this one included.

    Returns:
        Of what it holds beyond its share, nothing more is taken, so that it comes free for others; always the same
        part of it, or it would never come to an end.

    >>> sorted(share(["a", "b", "c"], {}, 1, 2)), sorted(share(["c"], {"a": 1, "b": 1}, 2, 2))
    (['a', 'b'], ['c'])
    >>> sorted(share(["a", "b"], {"a": 1, "b": 1}, 1, 2)), sorted(share(["a", "b"], {"a": 1, "b": 1}, 2, 2))
    (['a'], [])
    """
    most = -(-len({*due, *held}) // drainers)
    own = sorted(site for site, holder in held.items() if holder == run)[:most]
    free = [site for site in due if site not in held]
    return {*own, *free[: most - len(own)]}


def take(
    connection: Connection, holder: int, sites: Iterable[str], now: datetime, until: datetime
) -> dict[str, datetime]:
    """Lease *sites*, none of which another run holds; give those that others held lately, with their last moment."""
    wanted = sorted(sites)
    if not wanted:
        return {}
    before = connection.execute(select(host_lease).where(host_lease.c.site.in_(wanted)).order_by(host_lease.c.site))
    others = {row.site: row.held_until for row in before if row.run_id != holder}
    new = insert(connection, host_lease)
    told = {"run_id": new.excluded.run_id, "held_until": new.excluded.held_until}
    rows = [{"site": site, "run_id": holder, "held_until": until} for site in wanted]
    connection.execute(new.on_conflict_do_update(index_elements=["site"], set_=told), rows)
    return {site: moment for site, moment in others.items() if moment > now - REMEMBERED}


def renew(connection: Connection, holder: int, until: datetime) -> None:
    """Keep the sites of which a run has URLs under way; also those whose lease ran out, while nobody has taken them."""
    connection.execute(update(host_lease).where(host_lease.c.run_id == holder, _busy(holder)).values(held_until=until))


def free_idle(connection: Connection, holder: int, now: datetime) -> None:
    """Free the sites of which a run has no URL under way."""
    held = (host_lease.c.run_id == holder, host_lease.c.held_until > now)
    connection.execute(update(host_lease).where(*held, ~_busy(holder)).values(held_until=now))
    connection.execute(delete(host_lease).where(host_lease.c.held_until < now - REMEMBERED))


def _busy(holder: int) -> ColumnElement[bool]:
    return host_lease.c.site.in_(
        select(frontier.c.site).where(frontier.c.run_id == holder, frontier.c.state == "leased")
    )


def free(connection: Connection, holders: Sequence[int], now: datetime) -> None:
    """Let runs hold nothing any more."""
    held = (host_lease.c.run_id.in_(holders), host_lease.c.held_until > now)
    connection.execute(update(host_lease).where(*held).values(held_until=now))


def drains(connection: Connection, key: int, until: datetime | None) -> None:
    """Note until when a run counts among those that share the hosts."""
    connection.execute(update(run).where(run.c.id == key).values(drains_until=until))


def drainers(connection: Connection, key: int, now: datetime) -> int:
    """Count the runs that drain now, run *key* included."""
    others = select(func.count()).where(run.c.drains_until > now, run.c.id != key)
    return 1 + connection.execute(others).scalar_one()
