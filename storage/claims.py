"""Claiming: which of the due URLs a run gets next.

Few rows are looked at, whatever the size of the frontier: a window of the longest due ones. Where all in it are of a
few hosts, or of hosts that others hold, the next due of other hosts are looked up host by host.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, bindparam, func, select, text, update

from extractors.records import Entry
from storage import host_leases, hosts
from storage.leases import Lease, listed
from storage.tables import article, capture, frontier, source
from storage.tables import run as runs
from storage.tables.work import WAITING

_WINDOW = 2_000  # due rows among which a claim spreads itself over hosts
_SITES = 500  # looked up one by one beyond the window
_IN_FULL = 3  # each third look in a row is taken without validators: a 304 may lie
_BEGIN = "0123456789abcdefghijklmnopqrstuvwxyz"

# A loose index scan: the next site with a waiting URL, from the index alone, as often as wanted.
_NEXT_SITES = (
    text("""
WITH RECURSIVE waiting(site, number) AS (
    SELECT (SELECT min(site) FROM frontier WHERE state = 'pending' AND site >= :begin), 1
    UNION ALL
    SELECT (SELECT min(site) FROM frontier WHERE state = 'pending' AND site > waiting.site), number + 1
    FROM waiting WHERE waiting.site IS NOT NULL AND number < :most
)
SELECT site FROM waiting WHERE site IS NOT NULL
""")
    .bindparams(bindparam("begin", type_=Text))
    .columns(site=Text)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which URLs a claim is for."""

    limit: int
    source_ids: Sequence[int] | None = None  # None: of all sources
    urls: Sequence[str] | None = None  # None: all; their pages are at hand, so that no host is asked
    rechecks: bool = False  # also pages of articles that are to be looked at again; what is new goes first


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A claim under way."""

    connection: Connection
    run: int
    owner: str
    wanted: Wanted
    now: datetime
    until: datetime
    held: Mapping[str, int]  # sites, each with the run that holds it
    drainers: int

    def due(self) -> list[int]:
        """Choose among what is due: the longest due rows, and those of further sites where these are of too few."""
        order = (frontier.c.next_try_at, frontier.c.id)
        rows = self._rows(self._filtered(WAITING, frontier.c.next_try_at <= self.now).order_by(*order).limit(_WINDOW))
        sites = list(dict.fromkeys(row.site for row in rows))
        if len(rows) < _WINDOW or self.wanted.urls is not None:
            return self._spread(rows, self._share(sites))
        further = self._sites_beyond(sites)
        ours = self._share([*sites, *further])
        chosen = [site for site in further if site in ours][: self.wanted.limit]
        for site in chosen:
            one = self._filtered(WAITING, frontier.c.site == site, frontier.c.next_try_at <= self.now)
            rows += self._rows(one.order_by(*order).limit(-(-self.wanted.limit // len(chosen))))
        return self._spread(rows, ours)

    def looks(self) -> list[int]:
        """Choose among the rows whose pages are to be looked at again, the longest due first."""
        again = self._filtered(frontier.c.recheck_at <= self.now)
        rows = self._rows(again.order_by(frontier.c.recheck_at, frontier.c.id).limit(_WINDOW))
        return self._spread(rows, self._share(list(dict.fromkeys(row.site for row in rows))))

    def _share(self, sites: Sequence[str]) -> AbstractSet[str]:
        if self.wanted.urls is not None:
            return set(sites)
        return host_leases.share(sites, self.held, self.run, self.drainers)

    def _spread(self, rows: Iterable[Row[Any]], ours: AbstractSet[str]) -> list[int]:
        """Take one row of each site that is ours, then another of each, up to the limit."""
        by_site: dict[str, list[int]] = {}
        for row in rows:
            if row.site in ours:
                by_site.setdefault(row.site, []).append(row.id)
        turns = zip_longest(*by_site.values())
        return [key for turn in turns for key in turn if key is not None][: self.wanted.limit]

    def _filtered(self, *due: Any) -> Select[Any]:
        chosen = select(frontier.c.id, frontier.c.site).where(*due)
        if self.wanted.source_ids is not None:
            chosen = chosen.where(frontier.c.source_id.in_(self.wanted.source_ids))
        if self.wanted.urls is not None:
            chosen = chosen.where(frontier.c.url.in_(self.wanted.urls))
        return chosen

    def _rows(self, chosen: Select[Any]) -> list[Row[Any]]:
        return list(self.connection.execute(chosen))

    def _sites_beyond(self, seen: Sequence[str]) -> list[str]:
        """Further sites with waiting URLs, if they are needed to fill a batch or to know what our share is.

        From another letter on each time, so that none has to wait for all before it.
        """
        others = {site for site, holder in self.held.items() if holder != self.run}
        if self.drainers == 1 and len(set(seen) - others) >= self.wanted.limit:
            return []
        closed = others.union(seen)
        begin = _BEGIN[self.now.microsecond % len(_BEGIN)]
        found: dict[str, None] = {}
        for start in (begin, ""):
            sites = self.connection.execute(_NEXT_SITES, {"begin": start, "most": _SITES}).scalars()
            found |= dict.fromkeys(sites)
        return [site for site in found if site not in closed]


def claim(
    connection: Connection, run: int, owner: str, wanted: Wanted, *, now: datetime, until: datetime
) -> list[Lease]:
    """Lease *wanted* URLs that are due to *owner*, spread over as many hosts as possible, oldest first within each.

    The hosts are leased with them, and what the run has left of others is freed; see storage.host_leases.
    """
    if wanted.urls is None:
        host_leases.free_idle(connection, run, now)
    expired = _release_expired(connection, now)
    asked = _Claim(
        connection=connection, run=run, owner=owner, wanted=wanted, now=now, until=until,
        held=host_leases.held(connection, now), drainers=host_leases.drainers(connection, run, now),
    )  # fmt: skip
    ids, again = asked.due(), set[int]()
    if wanted.rechecks and len(ids) < wanted.limit:
        looks = replace(asked, wanted=replace(wanted, limit=wanted.limit - len(ids)))
        again = {*looks.looks()}
    before = _locked(connection, [*ids, *again])
    handed: dict[str, datetime] = {}
    if wanted.urls is None:
        handed = host_leases.take(connection, run, {row.site for row in before}, now, until)
    leases = _leases(asked, before, again, expired, handed)
    _lease(asked, leases, again)
    left = Counter(row.run_id for row in before if row.run_id not in {None, run} and row.id not in again)
    _hand_over(connection, left)
    if wanted.urls is None:
        host_leases.drains(connection, run, until)
    return leases


def _release_expired(connection: Connection, now: datetime) -> set[int]:
    """Free URLs whose lease ran out: whoever had them was not heard of for too long; give their keys."""
    expired = select(frontier.c.id).where(frontier.c.state == "leased", frontier.c.leased_until <= now)
    # Not those that another transaction works on: it may be the end of just that work.
    ids = connection.execute(expired.with_for_update(skip_locked=True)).scalars().all()
    if ids:
        free = {"state": "pending", "lease_owner": None, "leased_until": None}
        connection.execute(update(frontier).where(frontier.c.id.in_(ids)).values(free))
    return set(ids)


def _locked(connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    """The rows with what a Lease needs; not those that another transaction works on, nor what it has done meanwhile."""
    from_both = frontier.outerjoin(source, frontier.c.source_id == source.c.id)
    own = select(func.min(article.c.id)).where(article.c.frontier_id == frontier.c.id).scalar_subquery()
    rows = select(frontier, source.c.slug, own.label("article")).select_from(from_both).where(frontier.c.id.in_(ids))
    free = frontier.c.state != "leased"
    return list(connection.execute(rows.where(free).with_for_update(of=frontier, skip_locked=True)))


def _leases(
    asked: _Claim, rows: Sequence[Row[Any]], again: set[int], expired: set[int], handed: Mapping[str, datetime]
) -> list[Lease]:
    validators = _validators(asked.connection, [row.id for row in rows if row.id in again and _is_believed(row)])
    entries = listed(asked.connection, [row.id for row in rows])
    pauses = hosts.load(asked.connection, asked.now) if handed else {}
    return [
        Lease(
            id=row.id,
            url=row.url,
            fetch_url=row.fetch_url,
            source_id=row.source_id,
            source=row.slug or "",
            attempts=0 if row.id in again else row.attempts,
            resumed=row.run_id != asked.run or row.id in again,
            taken_over=row.id in expired,
            entry=entries.get(row.id, Entry(url=row.fetch_url)),
            article=row.article,
            unchanged=row.unchanged,
            run=asked.run,
            site=row.site,
            asked_at=handed.get(row.site),
            left_until=pauses.get(row.site),
            **validators.get(row.id, {}),
        )
        for row in rows
    ]


def _lease(asked: _Claim, leases: Sequence[Lease], again: set[int]) -> None:
    ids = [each.id for each in leases]
    if looks := [key for key in ids if key in again]:
        asked.connection.execute(update(frontier).where(frontier.c.id.in_(looks)).values(attempts=0, recheck_at=None))
    held = {"state": "leased", "lease_owner": asked.owner, "leased_until": asked.until, "run_id": asked.run}
    asked.connection.execute(update(frontier).where(frontier.c.id.in_(ids)).values(held))


def _hand_over(connection: Connection, taken: Counter[int]) -> None:
    """Note for runs that may still be under way that another took URLs of theirs, so that their counts add up."""
    for key in sorted(taken):
        connection.execute(update(runs).where(runs.c.id == key).values(handed_over=runs.c.handed_over + taken[key]))


def _is_believed(row: Row[Any]) -> bool:
    """Whether a 304 will do for a look: not where the last one showed something else, and not for ever."""
    return row.reason is None and (row.unchanged + 1) % _IN_FULL != 0


def _validators(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """The validators of the newest capture of each URL."""
    if not ids:
        return {}
    names = (capture.c.frontier_id, capture.c.etag, capture.c.last_modified)
    rows = connection.execute(select(*names).where(capture.c.frontier_id.in_(ids)).order_by(capture.c.id))
    return {row.frontier_id: {"etag": row.etag, "last_modified": row.last_modified} for row in rows}


def are_due(connection: Connection, wanted: Wanted, now: datetime) -> bool:
    """Say whether anything *wanted* is due, whoever may take it."""
    moments: list[ColumnElement[bool]] = [(frontier.c.state == "pending") & (frontier.c.next_try_at <= now)]
    if wanted.rechecks:
        moments.append(frontier.c.recheck_at <= now)
    for due in moments:
        found = select(frontier.c.id).where(due)
        if wanted.source_ids is not None:
            found = found.where(frontier.c.source_id.in_(wanted.source_ids))
        if connection.execute(found.limit(1)).first() is not None:
            return True
    return False


def keep(connection: Connection, run: int, now: datetime, until: datetime) -> set[int]:
    """Renew what a run holds until *until*, and free the hosts that it has done with; give the URLs it still holds."""
    host_leases.renew(connection, run, until)
    host_leases.free_idle(connection, run, now)
    mine = select(frontier.c.id).where(frontier.c.run_id == run, frontier.c.state == "leased")
    still = set(connection.execute(mine).scalars())
    unsettled = connection.execute(mine.with_for_update(skip_locked=True)).scalars().all()
    connection.execute(update(frontier).where(frontier.c.id.in_(unsettled)).values(leased_until=until))
    host_leases.drains(connection, run, until)
    return still


def leave(connection: Connection, run: int, now: datetime) -> None:
    """Note that a run drains no longer: it counts no more among those that share the hosts, and holds none."""
    host_leases.free(connection, [run], now)
    host_leases.drains(connection, run, None)
