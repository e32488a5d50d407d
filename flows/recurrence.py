"""What recurs on the pages of a host is known better when a page is stored than when it was handed out to be read.

Pages that are read side by side know nothing of each other. So each is looked at again when its turn has come: where
more of its paragraphs recur by now, it is read once more. What is stored then does not depend on how many were under
way, nor on where.
"""

import asyncio
from collections.abc import Callable, Sequence

from extractors.records import Analysis, Page, Unreadable
from flows.chunks import Known
from flows.session import Session


async def in_their_turn(
    opened: Session, pages: Sequence[tuple[Known, Callable[[], Page], Analysis | Unreadable]]
) -> list[Analysis | Unreadable]:
    """Give what *pages* say less all that recurs by now, when all before them are stored.

    Args:
        opened: the run.
        pages: what was known of each when it was read, how to get it once more, and what it said.
    """
    if not pages:
        return []
    recurring = await asyncio.to_thread(opened.archive.recurring, [known.url for known, _, _ in pages])

    async def current(known: Known, page: Callable[[], Page], read: Analysis | Unreadable) -> Analysis | Unreadable:
        other = recurring[known.url] ^ known.recurring
        if isinstance(read, Unreadable) or other.isdisjoint(block.digest for block in read.blocks):
            return read
        return await opened.pool.analyse(await asyncio.to_thread(page), known.entry, recurring[known.url])

    return await asyncio.gather(*(current(*each) for each in pages))
