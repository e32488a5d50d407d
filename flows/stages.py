"""The stages of the pipeline as plain functions: poll a source, drain a batch. Prefect is not needed to run them."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from extractors.feed import parse_feed
from extractors.records import Analysis, Entry, Failed, NotModified, Page, Unreadable
from flows.session import Session, now
from flows.sitemaps import Dates, read_sitemap, unreadable, walk
from storage.articles import Settled, Worked
from storage.frontier import Lease
from storage.sources import Polled, SourceState

FEEDS = "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,*/*;q=0.8"
# What may hold an HTML page; servers that do not know better call it by one of the last four.
HTML = ("text/html", "application/xhtml+xml", "", "text/plain", "application/xml", "application/octet-stream")


async def poll(session: Session, state: SourceState) -> str:
    """Ask one source what is new and put it into the frontier; say in one word how the poll ended."""
    url = state.moved_to or state.source.url
    fetched = await session.fetcher.get(url, etag=state.etag, last_modified=state.last_modified, accept=FEEDS)
    match fetched:
        case NotModified():
            ended = await _note_unchanged(session, state)
        case Page() as page if hashlib.sha256(page.body).hexdigest() == state.body_digest:
            ended = await _note_unchanged(session, state)
        case Page() as page:
            ended = await _read_listing(session, state, page)
        case Failed() as failed:
            ended = await _note_failure(session, state, failed)
    session.report.add_poll(state.source.slug, ended)
    return ended


async def _note_unchanged(session: Session, state: SourceState) -> str:
    same = Polled(
        etag=state.etag, last_modified=state.last_modified, body_digest=state.body_digest, moved_to=state.moved_to
    )
    await _note_listing(session, state, same, ())
    return "unchanged"


async def _note_failure(session: Session, state: SourceState, failed: Failed) -> str:
    await asyncio.to_thread(session.archive.note_failure, state, failed, session.policy, now())
    return failed.reason


async def _read_listing(session: Session, state: SourceState, page: Page) -> str:
    read = await (_read_sitemap if state.source.kind == "sitemap" else _read_feed)(session, page)
    if isinstance(read, Failed):
        return await _note_failure(session, state, read)
    polled = Polled(
        etag=page.etag,
        last_modified=page.last_modified,
        body_digest=hashlib.sha256(page.body).hexdigest(),
        moved_to=page.final_url if page.moved_permanently and page.final_url != state.source.url else None,
    )
    entries, without_link = read
    await _note_listing(session, state, polled, entries)
    session.report.add_without_link(state.source.slug, without_link)
    return "changed"


async def _read_feed(_session: Session, page: Page) -> tuple[Sequence[Entry], int] | Failed:
    feed = await asyncio.to_thread(parse_feed, page.body, url=page.final_url, content_type=_content_type(page))
    return unreadable(page, feed) if isinstance(feed, Unreadable) else (feed.entries, feed.unusable)


def _content_type(page: Page) -> str | None:
    return page.media_type + (f"; charset={page.charset}" if page.charset else "") or None


async def _read_sitemap(session: Session, page: Page) -> tuple[Sequence[Entry], int] | Failed:
    read = read_sitemap(page, Dates())
    if isinstance(read, Failed):
        return read
    sitemap, listed = read
    entries, without_link = list(listed.entries), listed.unusable
    for child, _ in sitemap.children:
        async for each in walk(session.fetcher, child, Dates()):
            if isinstance(each, Failed):
                return each  # the validators of the index must not be kept before all of it was read
            entries.extend(each.entries)
            without_link += each.unusable
    return entries, without_link


async def _note_listing(session: Session, state: SourceState, polled: Polled, entries: Sequence[Entry]) -> None:
    due = now() + timedelta(seconds=session.settings.poll_shortest_seconds)
    note = session.archive.note_listing
    found = await asyncio.to_thread(note, session.run, state, polled, entries, now=now(), due=due)
    session.report.add_discovered(state.source.slug, found)


async def drain_batch(session: Session, source_ids: Sequence[int] | None = None) -> int:
    """Claim a batch of URLs, fetch, extract and store them; give the size of the batch, 0 when nothing is due."""
    leases = await asyncio.to_thread(
        session.archive.claim,
        session.run,
        session.owner,
        now=now(),
        until=session.lease_end(),
        limit=session.settings.batch_pages,
        source_ids=source_ids,
    )
    await settle(session, await asyncio.gather(*(_work(session, lease) for lease in leases)))
    return len(leases)


async def _work(session: Session, lease: Lease) -> Worked:
    fetched = await session.fetcher.get(lease.fetch_url)
    assert not isinstance(fetched, NotModified), "asked without validators"
    if isinstance(fetched, Failed):
        return Worked(lease=lease, fetched=fetched, analysis=None)
    session.report.pages_fetched += 1
    return await work_page(session, lease, fetched)


async def work_page(session: Session, lease: Lease, page: Page) -> Worked:
    """Extract, fingerprint and tag a page that is at hand."""
    if page.media_type not in HTML:
        other = Unreadable(reason="not_html", detail=f"the server says that it is {page.media_type}")
        return Worked(lease=lease, fetched=page, analysis=other)
    return Worked(lease=lease, fetched=page, analysis=await session.pool.analyse(page, lease.entry))


def _age(worked: Worked) -> datetime:
    """Oldest first: of copies that arrive together, the one published first is to be the original."""
    published = worked.analysis.article.published if isinstance(worked.analysis, Analysis) else None
    return published.value if published else worked.fetched.fetched_at


async def settle(session: Session, batch: Sequence[Worked]) -> list[Settled]:
    """Store what came of a batch, and count it."""
    batch = sorted(batch, key=_age)
    settled = await asyncio.to_thread(session.archive.settle, batch, session.policy, now()) if batch else []
    for worked in batch:
        if worked.lease.resumed:
            session.report.add_resumed(worked.lease.source, 1)
    session.report.add_settled(settled)
    return settled
