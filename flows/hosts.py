"""Politeness: how many requests may be under way, and how soon the next may go to the same host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Host:
    """What is known of one host while requests to it are waiting, under way or just over."""

    __slots__ = ("next_start", "slots", "start", "users")

    def __init__(self, concurrency: int) -> None:
        self.slots = asyncio.Semaphore(concurrency)
        self.start = asyncio.Lock()  # held by the request that is next
        self.next_start = 0.0  # loop time
        self.users = 0  # requests waiting or under way


class HostGate:
    """Lets requests through, per host and in all, in the order in which they came."""

    def __init__(self, *, host_concurrency: int, host_delay_seconds: float, concurrency: int) -> None:
        self._host_concurrency = host_concurrency
        self._host_delay = host_delay_seconds
        self._total = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}

    def __len__(self) -> int:
        return len(self._hosts)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to *host* may start, and hold its place until the block ends.

        Args:
            host: name and port; the delay between starts and the concurrency are counted for each apart.
        """
        state = self._hosts.setdefault(host, _Host(self._host_concurrency))
        state.users += 1
        try:
            async with state.slots:
                await self._start(state)
                try:
                    yield
                finally:
                    self._total.release()
        finally:
            state.users -= 1
            self._forget(host, state)

    async def _start(self, state: _Host) -> None:
        loop = asyncio.get_running_loop()
        async with state.start:
            if (wait := state.next_start - loop.time()) > 0:
                await asyncio.sleep(wait)
            # Inside the lock: a request held up here must still start a whole delay before the next one.
            await self._total.acquire()
            state.next_start = loop.time() + self._host_delay

    def _forget(self, host: str, state: _Host) -> None:
        if state.users or self._hosts.get(host) is not state:
            return
        loop = asyncio.get_running_loop()
        if state.next_start <= loop.time():
            del self._hosts[host]
        else:
            loop.call_at(state.next_start, self._forget, host, state)
