"""Kept pages extracted again by today's extractor; what is stored of them is put right in the order of captures."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

from extractors.records import Analysis, Entry, Unreadable
from flows.chunks import Chunk, InFolder
from flows.progress import Progress
from flows.session import Session, now
from flows.spread import CHUNK_PAGES, Spread
from flows.turns import in_turn
from storage.revision import Filed

_Known = tuple[Entry, frozenset[int]]  # listing, and digests of what recurs on the pages of its host
_Read = list[tuple[Filed, Analysis | Unreadable]]


async def reread(opened: Session, shown: Progress, spread: Spread | None = None) -> Counter[str]:
    """Extract all kept pages again; say how many articles changed in which way.

    Args:
        opened: the run.
        shown: told how many pages are done.
        spread: extracts the pages; None: the processes of this machine do, a batch at a time.

    Raises:
        ScowatchError: of *spread*.
    """
    changes: Counter[str] = Counter()

    async def started() -> AsyncIterator[Coroutine[Any, Any, _Read]]:
        limit, after = CHUNK_PAGES if spread else opened.settings.batch_pages, 0
        while batch := await asyncio.to_thread(opened.archive.filed_pages, after, limit):
            after = batch[-1].capture
            recurring = await asyncio.to_thread(opened.archive.recurring, [each.lease.url for each in batch])
            known = tuple((each.lease.entry, recurring[each.lease.url]) for each in batch)
            yield _read_there(opened, batch, known, spread) if spread else _read_here(opened, batch, known)

    async def store(read: _Read) -> None:
        readable = [(filed, each) for filed, each in read if isinstance(each, Analysis)]
        changes.update(await asyncio.to_thread(opened.archive.revise, readable, opened.policy, now()))
        changes.update({"unreadable": len(read) - len(readable)} if len(read) > len(readable) else {})
        shown.advance(len(read))

    async def at_a_time() -> int:
        return await spread.at_a_time() if spread else 1

    await in_turn(started(), store, at_a_time)
    return changes


async def _read_here(opened: Session, batch: Sequence[Filed], known: Sequence[_Known]) -> _Read:
    pages = await asyncio.to_thread(lambda: [each.read(opened.archive.pages) for each in batch])
    asked = (opened.pool.analyse(page, *each) for page, each in zip(pages, known, strict=True))
    return list(zip(batch, await asyncio.gather(*asked), strict=True))


async def _read_there(opened: Session, batch: Sequence[Filed], known: tuple[_Known, ...], spread: Spread) -> _Read:
    said = await spread.extract(Chunk(where=_where(opened, batch), known=known))
    return list(zip(batch, said, strict=True))


def _where(opened: Session, batch: Sequence[Filed]) -> InFolder:
    return InFolder(folder=str(Path(str(opened.archive.pages)).resolve()), filed=tuple(batch))
