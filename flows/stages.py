"""Draining the frontier: claim a batch, fetch, extract, store. Plain functions; Prefect is not needed to run them."""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar

from extractors.records import Analysis, Failed, NotModified, Page, Unreadable
from flows.session import Session, now
from flows.wayback import as_original, capture_of
from flows.workers import KILLED
from storage.articles import Settled, Worked
from storage.leases import Lease

# What may hold an HTML page; servers that do not know better call it by one of the last four.
HTML = ("text/html", "application/xhtml+xml", "", "text/plain", "application/xml", "application/octet-stream")

T = TypeVar("T")
SETTLE_SECONDS = 5.0  # what came of a batch is stored at least so often: a run that is killed has fetched it in vain


async def drain_batch(session: Session, source_ids: Sequence[int] | None = None, *, rechecks: bool = False) -> int:
    """Claim a batch of URLs, fetch, extract and store them; give the size of the batch, 0 when there is no more to do.

    With *rechecks* also the pages of articles whose next look is due, where nothing new is left to fill the batch. A
    batch that comes quickly is stored as one, oldest article first; of a slow one, what has come is stored meanwhile.
    """
    claim = asyncio.to_thread(
        session.archive.claim,
        session.run,
        session.owner,
        now=now(),
        until=session.lease_end(),
        limit=session.settings.batch_pages,
        source_ids=source_ids,
        rechecks=rechecks,
    )
    leases = await _to_its_end(claim)  # or what is claimed after a run has ended would be nobody's
    recurring = await asyncio.to_thread(session.archive.recurring, [lease.url for lease in leases])
    tasks = [asyncio.create_task(_work(session, lease, recurring[lease.url])) for lease in leases]
    waiting = set(tasks)
    try:
        while waiting:
            done, waiting = await asyncio.wait(waiting, timeout=SETTLE_SECONDS)
            await settle(session, [each.result() for each in done])
    finally:
        for each in waiting:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # of several errors one is enough
    return 0 if session.fetcher.is_cut_off() else len(leases)


async def _work(session: Session, lease: Lease, recurring: frozenset[int]) -> Worked:
    fetched = await session.fetcher.get(lease.fetch_url, etag=lease.etag, last_modified=lease.last_modified)
    capture = capture_of(lease.fetch_url, session.settings.wayback_url)
    if isinstance(fetched, Failed | NotModified):
        return Worked(lease=lease, fetched=fetched, analysis=None)
    session.report.pages_fetched += 1
    worked = await work_page(session, lease, as_original(fetched, capture) if capture else fetched, recurring)
    if worked.analysis is KILLED and lease.attempts + 1 < session.policy.attempts:
        failed = Failed(
            url=lease.fetch_url, reason=KILLED.reason, detail=KILLED.detail, ending="retry",
            fetched_at=fetched.fetched_at,
        )  # fmt: skip
        return Worked(lease=lease, fetched=failed, analysis=None)
    return worked


async def work_page(session: Session, lease: Lease, page: Page, recurring: frozenset[int]) -> Worked:
    """Extract, fingerprint and tag a page that is at hand, less the blocks that recur on the pages of its host."""
    if page.media_type not in HTML:
        other = Unreadable(reason="not_html", detail=f"the server says that it is {page.media_type}")
        return Worked(lease=lease, fetched=page, analysis=other)
    return Worked(lease=lease, fetched=page, analysis=await session.pool.analyse(page, lease.entry, recurring))


def _age(worked: Worked) -> datetime:
    """Oldest first: of copies that arrive together, the one published first is to be the original."""
    published = worked.analysis.article.published if isinstance(worked.analysis, Analysis) else None
    return published.value if published else worked.fetched.fetched_at


def _store(session: Session, batch: Sequence[Worked]) -> list[Settled]:
    return session.archive.settle(batch, session.policy, now(), rechecks=session.rechecks)


async def settle(session: Session, batch: Sequence[Worked]) -> list[Settled]:
    """Store what came of a batch, and count it."""
    batch = sorted(batch, key=_age)
    settled = await _to_its_end(asyncio.to_thread(_store, session, batch)) if batch else []
    for worked in batch:
        if worked.lease.resumed:
            session.report.add_resumed(worked.lease.source, 1)
    session.report.add_settled(settled)
    return settled


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Await *work* also when we are cancelled: a thread goes on, and the archive may not be closed under its hands."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # or asyncio would complain that nobody has asked
        raise
