"""Draining the frontier: claim a batch, fetch, extract, store. Plain functions; Prefect is not needed to run them."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from extractors.records import Analysis, Failed, NotModified, Page, Unreadable
from extractors.urls import host_of
from flows.leasing import to_its_end
from flows.logs import log
from flows.session import Session, now
from flows.tracing import span
from flows.wayback import as_original, capture_of
from flows.workers import KILLED
from storage.articles import Settled, Worked
from storage.leases import Lease

# What may hold an HTML page; servers that do not know better call it by one of the last four.
HTML = ("text/html", "application/xhtml+xml", "", "text/plain", "application/xml", "application/octet-stream")

MOST_NAMED = 10  # hosts in one line of the log
SETTLE_SECONDS = 5.0  # what came of a batch is stored at least so often: a run that is killed has fetched it in vain


async def drain_batch(session: Session, source_ids: Sequence[int] | None = None, *, rechecks: bool = False) -> int:
    """Claim a batch of URLs, fetch, extract and store them; give the size of the batch, 0 when there is no more to do.

    With *rechecks* also the pages of articles whose next look is due, where nothing new is left to fill the batch. A
    batch that comes quickly is stored as one, oldest article first; of a slow one, what has come is stored meanwhile.
    """
    leases = await session.leases.claim(source_ids, rechecks=rechecks)
    _tell_claimed(leases)
    recurring = await asyncio.to_thread(session.archive.recurring, [lease.url for lease in leases])
    tasks = [asyncio.create_task(_work(session, lease, recurring[lease.url])) for lease in leases]
    waiting = set(tasks)
    try:
        while waiting:
            done, waiting = await asyncio.wait(waiting, timeout=SETTLE_SECONDS)
            worked = [each.result() for each in done]
            session.leases.settled([each.lease for each in worked])
            await settle(session, worked)
    finally:
        for each in waiting:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # of several errors one is enough
    return 0 if session.fetcher.is_cut_off() else len(leases)


async def _work(session: Session, lease: Lease, recurring: frozenset[int]) -> Worked:
    with span("fetch", host=host_of(lease.url)):
        fetched = await session.fetcher.get(lease.fetch_url, etag=lease.etag, last_modified=lease.last_modified)
    capture = capture_of(lease.fetch_url, session.settings.wayback_url)
    if isinstance(fetched, Failed | NotModified):
        return Worked(lease=lease, fetched=fetched, analysis=None)
    session.report.add_page()
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
    with span("extract", host=host_of(lease.url), bytes=len(page.body)):
        analysis = not_html(page) or await session.pool.analyse(page, lease.entry, recurring)
    return Worked(lease=lease, fetched=page, analysis=analysis)


def not_html(page: Page) -> Unreadable | None:
    """Refuse *page* if its server says that it is something else."""
    if page.media_type in HTML:
        return None
    return Unreadable(reason="not_html", detail=f"the server says that it is {page.media_type}")


def _age(worked: Worked) -> datetime:
    """Oldest first: of copies that arrive together, the one published first is to be the original."""
    published = worked.analysis.article.published if isinstance(worked.analysis, Analysis) else None
    return published.value if published else worked.fetched.fetched_at


def _store(session: Session, batch: Sequence[Worked]) -> list[Settled]:
    return session.archive.settle(batch, session.policy, now(), rechecks=session.rechecks)


async def settle(session: Session, batch: Sequence[Worked]) -> list[Settled]:
    """Store what came of a batch, and count it."""
    if not batch:
        return []
    batch = sorted(batch, key=_age)
    began = monotonic()
    with span("store", pages=len(batch)):
        settled = await to_its_end(asyncio.to_thread(_store, session, batch))
    for worked in batch:
        if worked.lease.resumed:
            session.report.add_resumed(worked.lease.source, 1)
    session.report.add_settled(settled)
    _tell_settled(batch, settled, monotonic() - began)
    await session.count_up()
    return settled


def _tell_claimed(leases: Sequence[Lease]) -> None:
    if leases:
        log("batch.claimed", urls=len(leases), resumed=sum(lease.resumed for lease in leases))
    if taken := [lease for lease in leases if lease.taken_over]:
        log("lease.taken_over", urls=len(taken), hosts=sorted({host_of(lease.url) for lease in taken})[:MOST_NAMED])


def _tell_settled(batch: Sequence[Worked], settled: Sequence[Settled], seconds: float) -> None:
    """Log how a batch ended, and each page that did not become an article."""
    for worked, ended in zip(batch, settled, strict=True):
        trouble = worked.analysis if isinstance(worked.analysis, Unreadable) else worked.fetched
        if ended.outcome in {"failed", "refused", "pending"} and isinstance(trouble, Failed | Unreadable):
            lease = worked.lease
            log(
                "page.failed", url=lease.url, host=host_of(lease.url), source=lease.source or None, reason=ended.reason,
                detail=trouble.detail, outcome=ended.outcome, attempts=lease.attempts + 1,
            )  # fmt: skip
    log("batch.stored", pages=len(settled), outcomes=Counter(each.outcome for each in settled), seconds=seconds)
