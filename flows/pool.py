"""The processes that extract pages. Nothing here imports Prefect: each worker would pay a second for it."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

from config.lexicon import load_lexicons
from config.sites import SiteRules
from extractors.analysis import analyse
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.tagging.tagger import Tagger
from flows.workers import Limits, Workers

_Job = tuple[Page, Entry, frozenset[int]]


def _analyser(lexicon: str, rules: SiteRules | None) -> Callable[[_Job], Analysis | Unreadable]:
    taggers = [Tagger(each) for each in load_lexicons(lexicon)]
    return lambda job: analyse(job[0], job[1], taggers, rules, job[2])


class ExtractionPool:
    """A pool of processes for `analyse`; survives a page that kills its worker or does not end."""

    def __init__(self, workers: int, lexicon: str, limits: Limits, rules: SiteRules | None = None) -> None:
        self._workers: Workers[_Job, Analysis | Unreadable] = Workers(
            partial(_analyser, lexicon, rules), count=workers or os.cpu_count() or 1, limits=limits
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._workers.__exit__(kind, error, at)

    def take_seconds(self) -> list[float]:
        """Give how long each page took that was analysed since this was last asked."""
        return self._workers.take_seconds()

    def submit(self, page: Page, entry: Entry, recurring: frozenset[int]) -> Future[Analysis | Unreadable]:
        """Find out what *page* says, less its *recurring* blocks; Unreadable as by `analyse` or Workers.submit."""
        plain = replace(page, gzipped=None)  # or the pipe would carry it twice
        return self._workers.submit((plain, entry, recurring))

    async def analyse(self, page: Page, entry: Entry, recurring: frozenset[int] = frozenset()) -> Analysis | Unreadable:
        """Give what `submit` promises."""
        return await asyncio.wrap_future(self.submit(page, entry, recurring))
