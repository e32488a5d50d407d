"""Following a sitemap into its children, and leaving out what is outside the wanted dates.

What is left out, and what not:

-   A page is wanted by the day it was published: as the sitemap states it, else as its address does; else by its
    `lastmod`, though one that was changed later may be older: without a bound, all that came since would be fetched.
-   A sitemap is not fetched if its `lastmod` lies before the range, or if its address speaks of other days
    (extractors.spans).
-   What states nothing is taken. A day without a time is the whole of that day, in UTC.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from extractors.dating.address import date_in_url
from extractors.records import Dated, Entry, Failed, NotModified, Page, Sitemap, Unreadable
from extractors.sitemap import LIMIT_BYTES, parse_sitemap
from extractors.spans import spans_of
from flows.fetch import Fetcher

ACCEPT = "application/xml,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"
# An outlet east of us files under today's month what is of yesterday here: no run for yesterday finds it there.
ZONES_AHEAD = timedelta(hours=14)
MOST_DOCUMENTS = 5_000  # of one tree; an index may list 50,000 (sitemaps.org), and a trap may have no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The wanted range; None leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None

    def may_hold(self, dated: Dated | None) -> bool:
        """Say whether something with that date may be wanted; without a date it may, so that nothing is missed."""
        if dated is None:
            return True
        if dated.precision == "day":
            return self.may_meet(dated.value, dated.value + timedelta(days=1))
        return self.may_hold_moment(dated.value)

    def may_hold_moment(self, moment: datetime) -> bool:
        """Say whether *moment* lies in the range."""
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)

    def may_meet(self, begin: datetime, end: datetime) -> bool:
        """Say whether some moment from *begin* on and before *end* lies in the range."""
        return (self.since is None or end > self.since) and (self.until is None or begin < self.until)

    def may_lie_in(self, changed: Dated | None) -> bool:
        """Say whether what was last changed then may be wanted: it may unless that is too long ago."""
        return Dates(since=self.since).may_hold(changed)

    def may_want(self, entry: Entry) -> bool:
        """Say whether the page of *entry* may be wanted, by the rules above."""
        published = entry.published or date_in_url(entry.url)
        if published is not None:
            return self.may_hold(published)
        earlier = Dates(since=self.since and self.since - ZONES_AHEAD, until=self.until)
        return earlier.may_hold(entry.updated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One document that lists pages."""

    url: str
    entries: tuple[Entry, ...]  # those that may be wanted
    outside: int  # pages left out by date
    unusable: int  # without an address that could be fetched
    children_outside: int = 0  # sitemaps that it lists and that are not fetched, by date
    captures: Mapping[str, str] = field(default_factory=dict)  # by URL of an entry: where an archive keeps its copy


async def walk(
    fetcher: Fetcher, url: str, dates: Dates, *, limit_bytes: int = LIMIT_BYTES
) -> AsyncIterator[Listed | Failed]:
    """Give the documents of the sitemap tree at *url*, each once, breadth first; a broken one is given as Failed.

    What is listed beyond MOST_DOCUMENTS is left out, and a Failed "too_many_sitemaps" says so.

    Args:
        fetcher: gets the documents.
        url: of a sitemap or an index.
        dates: what is wanted.
        limit_bytes: largest document, as sent and again as decompressed; see Settings.sitemap_limit_bytes.
    """
    waiting, seen = deque([url]), {url}
    while waiting:
        at = waiting.popleft()
        match await fetcher.get(at, accept=ACCEPT, limit_bytes=limit_bytes):
            case Page() as page:
                # In a thread: 50 MB take seconds to read, and other hosts wait for none of them.
                read = await asyncio.to_thread(read_sitemap, page, dates, limit_bytes=limit_bytes)
            case Failed() as failed:
                read = failed
            case NotModified():
                raise AssertionError(f"{at}: 304 without having been asked conditionally")
        if isinstance(read, Failed):
            yield read
            continue
        sitemap, listed = read
        fresh = [child for child, _ in sitemap.children if child not in seen]
        room = MOST_DOCUMENTS - len(seen)
        waiting.extend(fresh[:room])
        seen.update(fresh[:room])
        yield listed
        if len(fresh) > room:
            yield _too_many(page, len(fresh) - room)


def read_sitemap(page: Page, dates: Dates, *, limit_bytes: int = LIMIT_BYTES) -> tuple[Sitemap, Listed] | Failed:
    """Read one sitemap document and sort out what is outside *dates*, its children too."""
    sitemap = parse_sitemap(page.body, url=page.final_url, limit_bytes=limit_bytes)
    if isinstance(sitemap, Unreadable):
        return unreadable(page, sitemap)
    children = dict(sitemap.children)
    wanted = _wanted(children, dates)
    listed = choose(page.final_url, sitemap.entries, dates, unusable=sitemap.unusable)
    return (
        replace(sitemap, children=tuple((child, children[child]) for child in wanted)),
        replace(listed, children_outside=len(children) - len(wanted)),
    )


def _wanted(children: Mapping[str, Dated | None], dates: Dates) -> list[str]:
    if dates == Dates():
        return list(children)
    spans = zip(children, spans_of(list(children)), strict=True)
    recent = {child for child, changed in children.items() if dates.may_lie_in(changed)}
    return [child for child, span in spans if child in recent and (span is None or dates.may_meet(*span))]


def choose(url: str, entries: Sequence[Entry], dates: Dates, *, unusable: int) -> Listed:
    """Sort out what of the listing at *url* is outside *dates*."""
    open_ended = dates == Dates()
    wanted = tuple(entries) if open_ended else tuple(entry for entry in entries if dates.may_want(entry))
    return Listed(url=url, entries=wanted, outside=len(entries) - len(wanted), unusable=unusable)


def _too_many(page: Page, left_out: int) -> Failed:
    return Failed(
        url=page.url,
        reason="too_many_sitemaps",
        detail=f"{left_out} of its sitemaps were left out: of one tree {MOST_DOCUMENTS} are read.",
        ending="failed",
        fetched_at=page.fetched_at,
    )


def unreadable(page: Page, why: Unreadable) -> Failed:
    """A listing that came but cannot be read: it may be mended later."""
    return Failed(url=page.url, reason=why.reason, detail=why.detail, ending="retry", fetched_at=page.fetched_at)
