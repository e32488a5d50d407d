"""The leases of one run: claimed with their hosts, renewed while work is under way, and never used beyond their time.

All processes that drain one archive, on however many machines, share its hosts: storage.host_leases says how. Here is
the side of one process. It waits where all that is due is of hosts that others hold, frees what it has done with, and
sends no request after the end of its leases without having asked the archive whether they are still its own: a machine
may have slept, or lost its database.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from config.errors import StorageError
from flows.failures import FetchError
from flows.fetch import Fetcher
from flows.logs import log
from flows.owner import is_alive
from storage import Archive
from storage.leases import Lease

T = TypeVar("T")
ASK_AGAIN_SECONDS = 1.0  # where others hold what is due
BEAT_SECONDS = 5.0  # in which a host that is done with is free for others


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the leases, how many come at a time, and for how long."""

    run: int
    owner: str
    batch_pages: int
    lease_seconds: float


class Leases:
    """What one run has claimed and not settled yet; for one event loop."""

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        holder: Holder,
        *,
        patience_seconds: float,
        stopped: Callable[[], bool],
    ) -> None:
        """Prepare.

        Args:
            archive: the archive.
            fetcher: asks before each request whether it may.
            holder: see Holder.
            patience_seconds: how long claims wait where others hold the hosts of all that is due.
            stopped: says whether the run is to end soon, and nothing more is to be claimed.
        """
        self._archive, self._fetcher, self._holder, self._stopped = archive, fetcher, holder, stopped
        fetcher.admit = self.admit
        self.patience_seconds = patience_seconds
        self._under_way: set[int] = set()
        self._sure_until = math.inf  # Unix time; before it nobody else asks our hosts
        self._lost = False
        self._asking, self._renewing = asyncio.Lock(), asyncio.Lock()

    async def claim(self, source_ids: Sequence[int] | None, *, rechecks: bool) -> list[Lease]:
        """Claim a batch; wait while others hold the hosts of what is due. Empty: nothing is due, or not for us.

        What others know of its hosts the fetcher is told: when they were asked last, and what they asked for.
        """
        async with self._asking:
            patience = self.patience_seconds
            while not self._stopped():
                if leases := await self._ask(source_ids, rechecks=rechecks):
                    self._under_way |= {each.id for each in leases}
                    for each in leases:
                        self._fetcher.take_over(each.site, asked_at=each.asked_at, left_until=each.left_until)
                    return leases
                for key in await asyncio.to_thread(self._archive.recover, is_alive, _now()):
                    log("run.interrupted", interrupted=key)
                due = await asyncio.to_thread(self._archive.are_due, _now(), source_ids=source_ids, rechecks=rechecks)
                if not due:
                    break
                if patience <= 0:
                    self.patience_seconds = 0.0  # the other batches have none either: it is a run that waits
                    break
                await asyncio.sleep(ASK_AGAIN_SECONDS)
                patience -= ASK_AGAIN_SECONDS
        return []

    async def _ask(self, source_ids: Sequence[int] | None, *, rechecks: bool) -> list[Lease]:
        await self._confirm()  # what has run out must be renewed first, or we should claim it from ourselves
        holder, moment = self._holder, _now()
        until = moment + timedelta(seconds=holder.lease_seconds)
        self._sure_until = min(self._sure_until, until.timestamp())
        claimed = asyncio.to_thread(
            self._archive.claim, holder.run, holder.owner, now=moment, until=until, limit=holder.batch_pages,
            source_ids=source_ids, rechecks=rechecks,
        )  # fmt: skip
        return await to_its_end(claimed)  # what is claimed after a run has ended would be nobody's

    def settled(self, leases: Iterable[Lease]) -> None:
        """Note that what came of *leases* is about to be stored: whoever holds them from now on does no harm."""
        self._under_way -= {each.id for each in leases}

    async def admit(self) -> None:
        """Let a request be sent; renew our leases first where they ran out.

        Raises:
            FetchError: they are lost, or the archive cannot be asked.
        """
        try:
            await self._confirm()
        except StorageError as error:
            raise FetchError("lease_lost", "retry", str(error), attempted=False) from error

    async def _confirm(self) -> None:
        if _now().timestamp() < self._sure_until:
            return
        async with self._renewing:
            if _now().timestamp() >= self._sure_until:
                await self._renew()

    async def _renew(self) -> None:
        moment, ours = _now(), set(self._under_way)
        until = moment + timedelta(seconds=self._holder.lease_seconds)
        still = await asyncio.to_thread(self._archive.keep_leases, self._holder.run, now=moment, until=until)
        if lost := (ours & self._under_way) - still:
            self._lost = True
            after = f"they were not renewed for {self._holder.lease_seconds:g} seconds"
            raise StorageError("keep the leases of this run", f"{after}, and others took {len(lost)} URLs over")
        self._sure_until = until.timestamp()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Renew what is claimed inside, and free all hosts at the end.

        Raises:
            StorageError: in a group; others have taken over what was ours.
        """
        async with asyncio.TaskGroup() as group:
            beat = group.create_task(self._beat())
            try:
                yield
            finally:
                beat.cancel()
        await asyncio.to_thread(self._archive.leave_hosts, self._holder.run, _now())
        self._sure_until = math.inf

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(min(BEAT_SECONDS, self._holder.lease_seconds / 3))
            try:
                async with self._renewing:
                    await self._renew()
                if pauses := self._fetcher.pauses():
                    await asyncio.to_thread(self._archive.keep_host_pauses, pauses, _now())
            except StorageError:
                if self._lost:
                    raise
                # Else the archive may be back before our time is over; if not, no request is admitted.


def _now() -> datetime:
    return datetime.now(UTC)


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Await *work* also when we are cancelled: a thread goes on, and the archive may not be closed under its hands."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # or asyncio would complain that nobody has asked
        raise
