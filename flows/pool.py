"""The processes that extract pages. Nothing here imports Prefect: each worker would pay a second for it."""

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Self

from config.lexicon import load_lexicon
from extractors.analysis import analyse
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.sco import Tagger
from flows.owner import die_with_parent

_tagger: Tagger | None = None  # of this worker process


def _start(lexicon: Path | None) -> None:
    """Prepare a worker: watch for the parent's death, load the lexicon once."""
    global _tagger  # noqa: PLW0603 a process pool has no other place for what its workers share
    die_with_parent()
    _tagger = Tagger(load_lexicon(lexicon))


def _work(page: Page, entry: Entry, recurring: frozenset[int]) -> Analysis | Unreadable:
    assert _tagger is not None
    try:
        return analyse(page, entry, _tagger, recurring)
    except Exception as error:  # noqa: BLE001 one page that trips over a bug of ours must not stop the others
        return Unreadable(reason="extractor_error", detail=f"{type(error).__name__}: {error}")


class ExtractionPool:
    """A pool of processes for `analyse`; survives a page that kills its worker."""

    def __init__(self, workers: int, lexicon: Path | None) -> None:
        self._lexicon = lexicon
        self._workers = workers or os.cpu_count() or 1
        self._pool = self._start_pool(self._workers)
        self._single: ProcessPoolExecutor | None = None  # one worker, for pages that were in a pool that broke
        self._alone = asyncio.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)
        if self._single is not None:
            self._single.shutdown()

    async def analyse(self, page: Page, entry: Entry, recurring: frozenset[int] = frozenset()) -> Analysis | Unreadable:
        """Give what *page* says, less its *recurring* blocks; if its worker dies, Unreadable("extractor_crashed")."""
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, _work, page, entry, recurring)
        except BrokenProcessPool:
            # One page broke the pool for all that were in it: find out which, one after the other.
            if self._pool is pool:
                self._pool = self._start_pool(self._workers)
            async with self._alone:
                return await self._analyse_alone(page, entry, recurring)

    async def _analyse_alone(self, page: Page, entry: Entry, recurring: frozenset[int]) -> Analysis | Unreadable:
        self._single = self._single or self._start_pool(1)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._single, _work, page, entry, recurring)
        except BrokenProcessPool:
            self._single = None
            return Unreadable(reason="extractor_crashed", detail="the process that extracted this page died")

    def _start_pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # fork would copy the locks of our threads
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(self._lexicon,))
