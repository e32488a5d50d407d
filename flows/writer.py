"""Storing polls many at a time: each transaction takes all that came while the one before it was under way.

This is group commit: a poll waits until it is stored, ten thousand of them share some hundred transactions, and a
single one is stored at once.
"""

import asyncio
from collections.abc import Callable, Sequence

from storage.sources import Noted, Plan, Polled

MOST_AT_A_TIME = 500  # polls in one transaction: other writers wait for its end

_Poll = tuple[Polled, Plan]
_Waiting = tuple[_Poll, asyncio.Future[Noted]]


class PollWriter:
    """Takes polls one by one and stores them together; for one event loop."""

    def __init__(self, store: Callable[[Sequence[_Poll]], Sequence[Noted]]) -> None:
        """Prepare a writer; *store* runs in a thread and stores all it is given, or nothing of it."""
        self._store = store
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, polled: Polled, plan: Plan) -> Noted:
        """Store *polled* and the next poll that *plan* decides on.

        What storing it raises is raised here, and only for the poll that is to blame.
        """
        future: asyncio.Future[Noted] = asyncio.get_running_loop().create_future()
        self._waiting.append(((polled, plan), future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_A_TIME], self._waiting[MOST_AT_A_TIME:]
                await self._write_batch(batch)
        finally:
            self._writing = None

    async def _write_batch(self, batch: Sequence[_Waiting]) -> None:
        try:
            noted = await asyncio.to_thread(self._store, [poll for poll, _ in batch])
        except Exception as error:  # noqa: BLE001 handed to whoever waits
            if len(batch) == 1:
                _tell(batch[0][1], error)
                return
            for alone in batch:  # one by one, so that it stops nobody else
                await self._write_batch([alone])
            return
        for (_, future), each in zip(batch, noted, strict=True):
            _tell(future, each)


def _tell(future: asyncio.Future[Noted], outcome: Noted | Exception) -> None:
    if future.done():  # cancelled meanwhile
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
