"""Asking one source what is new: the GET, reading the listing, storing what it said."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from config.sources import SourceKind
from extractors.feed import parse_feed
from extractors.records import Entry, Failed, Feed, NotModified, Page, Unreadable
from extractors.section import parse_section
from extractors.urls import host_of
from flows.fetch import FEEDS, PAGES
from flows.logs import log
from flows.moves import follow, moved
from flows.outcomes import Listed, NotListed
from flows.session import Session, now
from flows.sitemaps import Dates, read_sitemap, unreadable, walk
from flows.tracing import span
from storage.sources import Noted, Polled, SourceState

# The address that a source moved to may die while the one in the list still works: at every third failure it is asked.
BACK_TO_THE_LIST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A listing that came and could be read."""

    entries: Sequence[Entry]
    without_link: int
    feed: Feed | None = None  # None: a sitemap


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A source that is being asked."""

    session: Session
    state: SourceState
    full: bool  # without validators


async def poll(session: Session, state: SourceState) -> str:
    """Ask one source what is new and put it into the frontier; say in one word how the poll ended."""
    full = state.full_from is None or state.full_from <= now()
    asked = _Asked(session=session, state=state, full=full)
    url = _address(state)
    began = monotonic()
    with span("poll", source=state.source.slug, host=host_of(url)):
        fetched = await session.fetcher.get(
            url,
            etag=None if asked.full else state.etag,
            last_modified=None if asked.full else state.last_modified,
            accept=PAGES if state.source.kind == "section" else FEEDS,
            limit_bytes=session.settings.sitemap_limit_bytes if state.source.kind == "sitemap" else None,
        )
    match fetched:
        case Failed() as failed:
            ended = await _note_failure(asked, failed)
        case NotModified():
            ended = await _note_unchanged(asked, fetched)
        case Page() as page if hashlib.sha256(page.body).hexdigest() == state.body_digest:
            ended = await _note_unchanged(asked, page)
        case Page() as page:
            ended = await _note_page(asked, page)
    session.report.add_poll(state.source.slug, ended)
    if ended in {"changed", "unchanged"}:  # else it was told why not
        told = {"source": state.source.slug, "host": host_of(url), "ended": ended}
        log("source.polled", **told, full=full, seconds=monotonic() - began)
    await session.count_up()
    return ended


def _address(state: SourceState) -> str:
    back = state.failures > 0 and state.failures % BACK_TO_THE_LIST == 0
    return state.source.url if state.moved_to is None or back else state.moved_to


async def _note_failure(asked: _Asked, failed: Failed) -> str:
    outcome = NotListed(reason=failed.reason, ending=failed.ending, retry_at=failed.retry_at)
    await _store(asked, Polled(state=asked.state, at=now(), failed=failed), outcome)
    log(
        "source.failed", source=asked.state.source.slug, host=host_of(failed.url), url=failed.url, reason=failed.reason,
        detail=failed.detail, failures=asked.state.failures + 1,
    )  # fmt: skip
    return failed.reason


async def _note_unchanged(asked: _Asked, answer: NotModified | Page) -> str:
    state = asked.state
    fresh = answer if isinstance(answer, Page) else state  # a server may change its validators, not the listing
    move = moved(state, answer)
    polled = Polled(
        state=state,
        at=now(),
        etag=fresh.etag,
        last_modified=fresh.last_modified,
        body_digest=state.body_digest,
        moved_to=move.to,
        moved_by=move.by,
        claimed_url=move.claimed,
    )
    verdict: Literal["same_body", "not_modified"] = "same_body" if isinstance(answer, Page) else "not_modified"
    await _store(asked, polled, Listed(verdict=verdict, full=asked.full, fresh_seconds=answer.fresh_seconds))
    return "unchanged"


async def _note_page(asked: _Asked, page: Page) -> str:
    session, state = asked.session, asked.state
    read = await _READERS[state.source.kind](session, page)
    if isinstance(read, Failed):
        return await _note_failure(asked, read)
    move = await follow(session.fetcher, state, page, read.feed)
    # Of a feed that was cut off the rest is wanted: nothing must say next time that it has not changed.
    whole = read.feed is None or read.feed.whole
    polled = Polled(
        state=state,
        at=now(),
        entries=read.entries,
        etag=page.etag if whole else None,
        last_modified=page.last_modified if whole else None,
        body_digest=hashlib.sha256(page.body).hexdigest() if whole else None,
        moved_to=move.to,
        moved_by=move.by,
        claimed_url=move.claimed,
    )
    feed = read.feed
    dated = (each.published or each.updated for each in read.entries)
    listed = Listed(
        verdict="changed",
        full=asked.full,
        same_validators=_same_validators(state, page),
        window=len(read.entries),
        entry_times=tuple(each.value for each in dated if each),
        fresh_seconds=page.fresh_seconds,
        ttl_seconds=feed.ttl_seconds if feed else None,
        skip_hours=feed.skip_hours if feed else frozenset(),
        skip_days=feed.skip_days if feed else frozenset(),
    )
    noted = await _store(asked, polled, listed)
    session.report.add_without_link(state.source.slug, read.without_link)
    session.report.add_discovered(state.source.slug, noted.found)
    if noted.overrun:
        session.report.gaps.append(state.source.slug)
        log("gap.found", source=state.source.slug, entries=noted.found.seen)
    return "changed"


def _same_validators(state: SourceState, page: Page) -> bool:
    held, sent = (state.etag, state.last_modified), (page.etag, page.last_modified)
    return any(held) and held == sent


async def _store(asked: _Asked, polled: Polled, outcome: Listed | NotListed) -> Noted:
    """Put a poll into the archive."""
    noted = await asked.session.polls.put(polled, outcome)
    if polled.moved_to is not None and polled.moved_to != asked.state.moved_to:
        asked.session.report.moved[polled.state.source.slug] = polled.moved_to
        log("source.moved", source=polled.state.source.slug, url=polled.moved_to, by=polled.moved_by)
    if noted.silent:
        asked.session.report.silent.append(polled.state.source.slug)
        if polled.state.silent_since is None:
            asked.session.report.fell_silent.append(polled.state.source.slug)
            log("source.silent", source=polled.state.source.slug)
    return noted


async def _read_feed(_session: Session, page: Page) -> _Read | Failed:
    feed = await asyncio.to_thread(parse_feed, page.body, url=page.final_url, content_type=page.content_type)
    return _as_read(page, feed)


async def _read_section(_session: Session, page: Page) -> _Read | Failed:
    section = await asyncio.to_thread(parse_section, page.body, url=page.final_url, content_type=page.content_type)
    return _as_read(page, section)


def _as_read(page: Page, feed: Feed | Unreadable) -> _Read | Failed:
    if isinstance(feed, Unreadable):
        return unreadable(page, feed)
    return _Read(entries=feed.entries, without_link=feed.unusable, feed=feed)


async def _read_sitemap(session: Session, page: Page) -> _Read | Failed:
    read = await asyncio.to_thread(read_sitemap, page, Dates())
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
    return _Read(entries=entries, without_link=without_link)


_READERS: Mapping[SourceKind, Callable[[Session, Page], Awaitable[_Read | Failed]]] = {
    "feed": _read_feed,
    "sitemap": _read_sitemap,
    "section": _read_section,
}
