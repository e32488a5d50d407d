"""Kept pages extracted again by today's extractor; what is stored of them is put right in the order of captures."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from extractors.records import Analysis, Unreadable
from flows.chunks import Chunk, InFolder, Known
from flows.progress import Progress
from flows.recurrence import in_their_turn
from flows.session import Session, now
from flows.spread import CHUNK_PAGES, Spread
from flows.turns import in_turn
from storage.revision import Filed

_Reread = tuple[Filed, Known, Analysis | Unreadable]


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
    if pruned := await asyncio.to_thread(opened.archive.pruned_pages):
        changes["pruned"] = pruned  # passed over: their pages are not kept any more
    size = opened.settings.batch_pages

    async def started() -> AsyncIterator[Coroutine[Any, Any, list[_Reread]]]:
        limit = max(size, CHUNK_PAGES // size * size) if spread else size
        after = 0
        while filed := await asyncio.to_thread(opened.archive.filed_pages, after, limit):
            after = filed[-1].capture
            recurring = await asyncio.to_thread(opened.archive.recurring, [each.lease.url for each in filed])
            yield _read(opened, [(each, _known(each, recurring)) for each in filed], spread)

    async def store(reread: list[_Reread]) -> None:
        for at in range(0, len(reread), size):
            changes.update(await _store(opened, reread[at : at + size]))
            shown.advance(len(reread[at : at + size]))

    async def at_a_time() -> int:
        return await spread.at_a_time() if spread else 1

    await in_turn(started(), store, at_a_time)
    return changes


def _known(filed: Filed, recurring: Mapping[str, frozenset[int]]) -> Known:
    return Known(url=filed.lease.url, entry=filed.lease.entry, recurring=recurring[filed.lease.url])


async def _read(opened: Session, asked: Sequence[tuple[Filed, Known]], spread: Spread | None) -> list[_Reread]:
    filed, known = zip(*asked, strict=True)
    said: Sequence[Analysis | Unreadable]
    if spread is None:
        pages = await asyncio.to_thread(lambda: [each.read(opened.archive.pages) for each in filed])
        reading = (
            opened.pool.analyse(page, each.entry, each.recurring) for page, each in zip(pages, known, strict=True)
        )
        said = await asyncio.gather(*reading)
    else:
        said = await spread.extract(Chunk(where=_where(opened, filed), known=known))
    return list(zip(filed, known, said, strict=True))


def _where(opened: Session, filed: tuple[Filed, ...]) -> InFolder:
    return InFolder(folder=str(Path(str(opened.archive.pages)).resolve()), filed=filed)


async def _store(opened: Session, batch: Sequence[_Reread]) -> Counter[str]:
    """Store a batch in one transaction; say what changed."""
    folder = opened.archive.pages
    said = await in_their_turn(opened, [(known, partial(filed.read, folder), read) for filed, known, read in batch])
    both = zip(batch, said, strict=True)
    readable = [(filed, read) for (filed, _, _), read in both if isinstance(read, Analysis)]
    changes = Counter(await asyncio.to_thread(opened.archive.revise, readable, opened.policy, now()))
    changes.update({"unreadable": len(batch) - len(readable)} if len(batch) > len(readable) else {})
    return changes
