"""The gate that keeps us polite, and forgets whom it has been polite to."""

import asyncio

from flows.hosts import HostGate


def test_idle_hosts_are_forgotten_when_their_delay_is_over():
    async def run() -> tuple[int, int]:
        gate = HostGate(host_concurrency=1, host_delay_seconds=0.3, concurrency=9)
        for n in range(100):
            async with gate.turn(f"h{n}.test:80"):
                pass
        before = len(gate)
        await asyncio.sleep(0.6)
        return before, len(gate)

    assert asyncio.run(run()) == (100, 0)


def test_without_a_delay_a_host_is_forgotten_at_once():
    async def run() -> int:
        gate = HostGate(host_concurrency=1, host_delay_seconds=0.0, concurrency=9)
        async with gate.turn("a.test:80"):
            assert len(gate) == 1
        return len(gate)

    assert asyncio.run(run()) == 0


def test_a_waiter_that_gives_up_leaves_nothing_behind():
    async def run() -> int:
        gate = HostGate(host_concurrency=1, host_delay_seconds=0.0, concurrency=1)

        async def wait(host: str) -> None:
            async with gate.turn(host):
                await asyncio.sleep(9)

        waiters = [asyncio.create_task(wait(host)) for host in ("a:80", "a:80", "b:80", "c:80")]
        await asyncio.sleep(0.01)
        for waiter in waiters:
            waiter.cancel()
        await asyncio.gather(*waiters, return_exceptions=True)
        async with asyncio.timeout(1), gate.turn("a:80"):
            pass
        return len(gate)

    assert asyncio.run(run()) == 0
