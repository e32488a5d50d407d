"""Ingest without Prefect: the stages wired by hand, as a function and as a program that a test can kill."""

import asyncio
from typing import Any

from config.settings import load_settings
from config.sources import load_sources
from flows.listings import poll
from flows.session import session
from flows.stages import drain_batch


async def ingest(*, batches_under_way: int = 2) -> dict[str, Any]:
    """Do what flows.ingest does, from the settings in the environment."""
    settings = load_settings()
    async with session(settings, "ingest") as opened:
        states = opened.archive.sync_sources(load_sources(settings.sources))
        await asyncio.gather(*(poll(opened, state) for state in states))

        async def until_empty() -> None:
            while await drain_batch(opened, rechecks=True):
                pass

        await asyncio.gather(*(until_empty() for _ in range(batches_under_way)))
    assert opened.report.imbalance == 0, opened.report.as_json()
    return opened.report.as_json()


if __name__ == "__main__":
    print(asyncio.run(ingest()))
