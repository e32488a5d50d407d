"""Work that is done side by side, and finished with in turn: what is stored does not depend on what was ready first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def in_turn(
    jobs: AsyncIterator[Coroutine[Any, Any, T]],
    finish: Callable[[T], Awaitable[None]],
    at_a_time: Callable[[], Awaitable[int]],
) -> None:
    """Run *jobs*, so many *at_a_time*, and give what came of each to *finish*, in the order of the jobs.

    A job is asked for only when there is room for it: of n at a time, what prepares a job sees what was finished of
    all but the n - 1 before it, and of these nothing.
    """
    under_way: deque[asyncio.Task[T]] = deque()
    async with asyncio.TaskGroup() as group:
        async for job in jobs:
            under_way.append(group.create_task(job))
            while len(under_way) >= await at_a_time():
                await finish(await under_way.popleft())
        while under_way:
            await finish(await under_way.popleft())
