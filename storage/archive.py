"""Archive: the stored articles, and the only door to them. One method, one transaction. To ask: storage.asking.

What writes articles is imported by the methods that do: a query starts in half the time without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Engine

from config.errors import StorageError
from config.sources import Source
from extractors.records import Entry
from storage import (
    claims,
    counters,
    frontier,
    gaps,
    hosts,
    robots,
    runs,
    sources,
    turns,
    warc_progress,
)
from storage.asking import Asking
from storage.counters import Counted
from storage.engine import CLAIM_LOCK, WRITER_LOCK, reading, writing
from storage.frontier import Discovered, Listing
from storage.gaps import FilledBy, Gap
from storage.leases import Lease
from storage.patience import lasting
from storage.rechecks import NEVER, RecheckPolicy
from storage.remaking import Remaking
from storage.retries import RetryPolicy
from storage.robots import StoredRobots
from storage.sources import Noted, Plan, Polled, SourceState
from storage.tombstones import Why
from storage.warc import WarcFolder
from storage.warc_progress import Asked
from storage.watching import Watching

if TYPE_CHECKING:
    from storage.articles import Settled, Worked


_BOTH = (WRITER_LOCK, CLAIM_LOCK)


@lasting
class Archive(Asking, Remaking, Watching):
    """Records in, records out. Safe to share between threads; close it, or use it as a context manager."""

    def __init__(self, engine: Engine, pages: WarcFolder) -> None:
        self.engine, self.pages = engine, pages

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Finish the WARC file under way and let go of the database."""
        self.pages.close()
        self.engine.dispose()

    def turn(self, name: str) -> AbstractContextManager[bool]:
        """Do what nobody else may be doing on this archive; see storage.turns."""
        return turns.turn(self.engine, name)

    # --- a run ---------------------------------------------------------------------------------------------------

    def begin_run(self, flow: str, owner: str, now: datetime, *, is_alive: Callable[[str], bool]) -> int:
        """Open a run, after freeing what dead owners held and finishing with the files they left; give its key."""
        self.pages.recover(now)
        self.recover(is_alive, now)
        with suppress(StorageError):  # then `scowatch db check` speaks of it
            from storage.forgetting.erasing import erase  # noqa: PLC0415

            erase(self, now)
        with writing(self.engine, "begin a run", _BOTH) as connection:
            return runs.begin(connection, flow, owner, now)

    def recover(self, is_alive: Callable[[str], bool], now: datetime) -> list[int]:
        """Free what dead owners held, and mark their runs as interrupted; give the keys of these runs."""
        with writing(self.engine, "free what dead runs held", _BOTH) as connection:
            return runs.recover(connection, is_alive, now)

    def add_counts(self, counts: Counted) -> None:
        """Add to what all runs together have done; see storage.counters."""
        with writing(self.engine, "count what was done") as connection:
            counters.add(connection, counts)

    def end_run(
        self, run: int, state: str, *, report: Mapping[str, Any], lines: Mapping[runs.Line, int], now: datetime,
        counts: Counted = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """Close a run: state is "completed" or "failed"; *lines* go into the ledger, *counts* to those of all runs."""
        with writing(self.engine, "end a run", _BOTH) as connection:
            runs.end(connection, run, state, report=report, lines=lines, counts=counts, now=now)

    def latest_run(self, flow: str) -> runs.Run | None:
        """Give the run of *flow* that began last."""
        with reading(self.engine, "look up the latest run") as connection:
            return runs.latest(connection, flow)

    def unfinished(self, run: int) -> int:
        """Count the URLs that *run* found or took up, still has, and that have not ended."""
        with reading(self.engine, "count unfinished URLs") as connection:
            return runs.unfinished(connection, run)

    def handed_over(self, run: int) -> int:
        """Count the URLs that *run* found or took up and that other runs took from it."""
        with reading(self.engine, "count URLs handed over") as connection:
            return runs.handed_over(connection, run)

    # --- discover ------------------------------------------------------------------------------------------------

    def sync_sources(self, listed: Sequence[Source]) -> list[SourceState]:
        """Make the archive know *listed*; give the state of each, in the same order."""
        with writing(self.engine, "store the sources") as connection:
            return sources.sync(connection, listed)

    def note_polls(self, run: int, polls: Sequence[tuple[Polled, Plan]]) -> list[Noted]:
        """Store what polls brought: entries and validators, and the next poll as each plan decides."""
        what = polls[0][0].state.source.slug if len(polls) == 1 else f"{len(polls)} sources"
        with writing(self.engine, f"store what polls of {what} brought") as connection:
            return sources.note(connection, run, polls)

    def discover(
        self, run: int, entries: Sequence[Entry], listing: Listing, now: datetime, *,
        captures: Mapping[str, str] | None = None,
    ) -> Discovered:  # fmt: skip
        """Store a listing that no poll brought: a sitemap, older pages of a feed, a web archive, a file."""
        with writing(self.engine, f"store the entries of {listing.origin}") as connection:
            return frontier.discover(connection, run, entries, listing, now, captures=captures)

    def robots(self, origin: str) -> StoredRobots | None:
        """Give the rules for robots that *origin* set when it was last asked."""
        with reading(self.engine, "read rules for robots") as connection:
            return robots.load(connection, origin)

    def keep_robots(self, stored: StoredRobots) -> None:
        """Keep the rules for robots of an origin."""
        with writing(self.engine, f"store the rules for robots of {stored.origin}") as connection:
            robots.save(connection, stored)

    def host_pauses(self, now: datetime) -> dict[str, datetime]:
        """Give the hosts that want to be left alone beyond *now*, each with the moment until which."""
        with reading(self.engine, "read which hosts want to be left alone") as connection:
            return hosts.load(connection, now)

    def keep_host_pauses(self, pauses: Mapping[str, datetime], now: datetime) -> None:
        """Keep until when hosts want to be left alone; forget what lies before *now*."""
        with writing(self.engine, "store which hosts want to be left alone") as connection:
            hosts.save(connection, pauses, now)

    # --- drain ---------------------------------------------------------------------------------------------------

    def claim(
        self, run: int, owner: str, *, now: datetime, until: datetime, limit: int,
        source_ids: Sequence[int] | None = None, urls: Sequence[str] | None = None, rechecks: bool = False,
    ) -> list[Lease]:  # fmt: skip
        """Lease up to *limit* due URLs until *until*, of the given sources or URLs only; see storage.claims."""
        with writing(self.engine, "claim URLs", (CLAIM_LOCK,)) as connection:
            wanted = claims.Wanted(limit=limit, source_ids=source_ids, urls=urls, rechecks=rechecks)
            return claims.claim(connection, run, owner, wanted, now=now, until=until)

    def are_due(self, now: datetime, *, source_ids: Sequence[int] | None = None, rechecks: bool = False) -> bool:
        """Say whether any URL that such a claim is for is due, also where another run holds its host."""
        with reading(self.engine, "look for URLs that are due") as connection:
            return claims.are_due(connection, claims.Wanted(limit=1, source_ids=source_ids, rechecks=rechecks), now)

    def keep_leases(self, run: int, *, now: datetime, until: datetime) -> set[int]:
        """Renew the leases of *run*, free the hosts that it has done with; give the keys of the URLs it still holds."""
        with writing(self.engine, "renew leases", (CLAIM_LOCK,)) as connection:
            return claims.keep(connection, run, now, until)

    def leave_hosts(self, run: int, now: datetime) -> None:
        """Free all hosts that *run* holds: it drains no longer."""
        with writing(self.engine, "free hosts", (CLAIM_LOCK,)) as connection:
            claims.leave(connection, run, now)

    def recurring(self, urls: Iterable[str]) -> dict[str, frozenset[int]]:
        """Give for each of *urls* the digests of what recurs on the pages of its host; see storage.blocks."""
        with reading(self.engine, "read what recurs on pages") as connection:
            from storage import blocks  # noqa: PLC0415

            return blocks.recurring(connection, urls)

    def settle(
        self, batch: Sequence[Worked], policy: RetryPolicy, now: datetime, *, rechecks: RecheckPolicy = NEVER
    ) -> list[Settled]:
        """Store what came of leased URLs: all of *batch* or, when anything fails, nothing of it."""
        with writing(self.engine, "store a batch of pages") as connection:
            from storage.articles import Settler  # noqa: PLC0415
            from storage.refusing import sift  # noqa: PLC0415

            batch, refused = sift(connection, batch, Why(at=now))
            settler = Settler(connection, policy, now, rechecks)
            kept = settler.keep(batch, self.pages)
            settled = [settler.settle(worked, kept.get(worked.lease.id)) for worked in batch]
            settler.index()
            return [*refused, *settled]

    # --- gaps -----------------------------------------------------------------------------------------------------

    def due_gaps(self, now: datetime, source_ids: Collection[int] | None = None) -> list[Gap]:
        """Give the open gaps whose next try has come, of the given sources only where they are given."""
        with reading(self.engine, "read the gaps") as connection:
            return gaps.due(connection, now, source_ids)

    def open_gaps(self) -> dict[str, list[Gap]]:
        """Give all open gaps by the slug of their source, oldest first."""
        with reading(self.engine, "read the gaps") as connection:
            return gaps.still_open(connection)

    def note_try(
        self, gap: Gap, *, brought: int, filled_by: FilledBy | None, detail: str, next_try_at: datetime
    ) -> gaps.State:
        """Store what came of a try to fill a gap."""
        with writing(self.engine, f"store the gap of {gap.slug}") as connection:
            return gaps.tried(
                connection, gap, brought=brought, filled_by=filled_by, detail=detail, next_try_at=next_try_at
            )

    def listed_by(self, source_id: int, urls: Iterable[str]) -> dict[str, datetime]:
        """Give those of *urls*, in any form, that polls of a source found, with the date it gave them or the poll's."""
        with reading(self.engine, "look for listed URLs") as connection:
            return gaps.listed_by(connection, source_id, urls)

    # --- WARC files ----------------------------------------------------------------------------------------------

    def warc_offset(self, asked: Asked) -> int | None:
        """Say at which offset to go on with somebody else's WARC file; None when it has been read to its end."""
        with reading(self.engine, f"look up {asked.path}") as connection:
            return warc_progress.where(connection, asked)

    def note_warc(self, asked: Asked, offset: int, now: datetime, *, finished: bool) -> None:
        """Note that all pages of somebody else's WARC file before *offset* are stored."""
        with writing(self.engine, f"note how far {asked.path} was read") as connection:
            warc_progress.note(connection, asked, offset=offset, finished=finished, now=now)
