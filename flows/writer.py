"""Storing polls many at a time: each transaction takes all that came while the one before it was under way.

This is group commit: a poll waits until it is stored, ten thousand of them share some hundred transactions, and a
single one is stored at once. Planning and storing cost as much as fetching does, so for many sources a process of its
own does it, while this one fetches. Nothing here imports Prefect or aiohttp: that process would pay for it.
"""

import asyncio
import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from config.errors import UnavailableError
from flows.honesty import full_from
from flows.outcomes import Listed, NotListed, PollBounds
from flows.owner import die_with_parent
from flows.polling import after
from flows.rhythm import Rhythm, silent_since
from storage import Archive, open_archive
from storage.sources import Noted, Planned, Polled

MOST_AT_A_TIME = 500  # polls in one transaction: other writers wait for its end

Poll = tuple[Polled, Listed | NotListed]
_Waiting = tuple[Poll, asyncio.Future[Noted]]

_archive: Archive | None = None  # of the process that stores


def record(archive: Archive | None, run: int, bounds: PollBounds, polls: Sequence[Poll]) -> list[Noted]:
    """Store *polls* in *archive* (None: that of this process), and the next one of each as its rhythm asks."""
    into = archive or _archive
    assert into is not None, "a process that stores has an archive"
    return into.note_polls(run, [(polled, partial(_plan, polled, outcome, bounds)) for polled, outcome in polls])


def _plan(
    polled: Polled, outcome: Listed | NotListed, bounds: PollBounds, noted: Noted, stored: Mapping[str, Any] | None
) -> Planned:
    """Decide on the next poll, now that it is known what was new."""
    if isinstance(outcome, Listed) and polled.entries:
        usable = noted.found.seen - noted.found.unusable
        outcome = replace(outcome, new=noted.found.first_listed, overlap=noted.found.first_listed < usable)
    rhythm = after(
        Rhythm.from_json(stored).not_ahead_of(polled.at), outcome, polled.at, bounds, seed=polled.state.source.slug
    )
    return Planned(
        next_poll_at=rhythm.next_poll_at or polled.at,
        full_from=full_from(rhythm, polled.at),
        silent_since=silent_since(rhythm, polled.at),
        rhythm=rhythm.as_json(),
    )


def _start(url: str, data_dir: Path, patience_seconds: float) -> None:
    global _archive  # noqa: PLW0603 a process pool has no other place for what its worker keeps
    die_with_parent()
    _archive = open_archive(url, data_dir, patience_seconds=patience_seconds)


class PollWriter:
    """Takes polls one by one and stores them together; for one event loop. Close it."""

    def __init__(self, archive: Archive, run: int, bounds: PollBounds) -> None:
        """Prepare a writer of the polls of *run*."""
        self._own = archive
        self._archive: Archive | None = archive
        self._run, self._bounds = run, bounds
        self._executor: Executor = _thread()
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    def store_apart(self, url: str, data_dir: Path, *, patience_seconds: float = 0.0) -> None:
        """From now on let another process plan and store, which opens the archive at *url* for itself."""
        self.close()
        context = multiprocessing.get_context("spawn")
        self._archive = None
        self._executor = ProcessPoolExecutor(1, context, _start, (url, data_dir, patience_seconds))

    def close(self) -> None:
        """End the thread or process that stores."""
        self._executor.shutdown()

    async def put(self, polled: Polled, outcome: Listed | NotListed) -> Noted:
        """Store *polled*, and when the next poll is due after such an *outcome*.

        What storing it raises is raised here, and only for the poll that is to blame.
        """
        future: asyncio.Future[Noted] = asyncio.get_running_loop().create_future()
        self._waiting.append(((polled, outcome), future))
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
        polls = [poll for poll, _ in batch]
        store = partial(record, self._archive, self._run, self._bounds, polls)
        try:
            noted = await asyncio.get_running_loop().run_in_executor(self._executor, store)
        except BrokenExecutor:  # the system has taken the process, as it may to win memory: this one does it then
            self._archive, self._executor = self._own, _thread()
            await self._write_batch(batch)
            return
        except Exception as error:  # noqa: BLE001 handed to whoever waits
            if len(batch) == 1 or isinstance(error, UnavailableError):  # of which none is to blame
                for _, future in batch:
                    _tell(future, error)
                return
            for alone in batch:  # one by one, so that it stops nobody else
                await self._write_batch([alone])
            return
        for (_, future), each in zip(batch, noted, strict=True):
            _tell(future, each)


def _thread() -> Executor:
    return ThreadPoolExecutor(1, thread_name_prefix="polls")


def _tell(future: asyncio.Future[Noted], outcome: Noted | Exception) -> None:
    if future.done():  # cancelled meanwhile
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
