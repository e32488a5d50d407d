"""Following a sitemap into its children, and leaving out what is outside the wanted dates."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from extractors.records import Dated, Entry, Failed, NotModified, Page, Sitemap, Unreadable
from extractors.sitemap import parse_sitemap
from flows.fetch import Fetcher

ACCEPT = "application/xml,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"
MOST_DOCUMENTS = 5_000  # of one tree; an index may list 50,000 (sitemaps.org), and a trap may have no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The wanted range; None leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None

    def may_hold(self, dated: Dated | None) -> bool:
        """Say whether something with that date may be wanted; without a date it may, so that nothing is missed."""
        return dated is None or self.may_hold_moment(dated.value)

    def may_hold_moment(self, moment: datetime) -> bool:
        """Say whether *moment* lies in the range."""
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)

    def may_lie_in(self, changed: Dated | None) -> bool:
        """Say whether a sitemap last changed then may list something wanted: it may unless it is too old."""
        return self.since is None or changed is None or changed.value >= self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One sitemap document of a tree."""

    url: str
    entries: tuple[Entry, ...]  # those that may be wanted
    outside: int  # left out by date
    unusable: int  # without an address that could be fetched


async def walk(fetcher: Fetcher, url: str, dates: Dates) -> AsyncIterator[Listed | Failed]:
    """Give the documents of the sitemap tree at *url*, each once, breadth first; a broken one is given as Failed.

    What is listed beyond MOST_DOCUMENTS is left out, and a Failed "too_many_sitemaps" says so.
    """
    waiting, seen = deque([url]), {url}
    while waiting:
        at = waiting.popleft()
        match await fetcher.get(at, accept=ACCEPT):
            case Page() as page:
                read = read_sitemap(page, dates)
            case Failed() as failed:
                read = failed
            case NotModified():
                raise AssertionError(f"{at}: 304 without having been asked conditionally")
        if isinstance(read, Failed):
            yield read
            continue
        sitemap, listed = read
        found = {child: None for child, changed in sitemap.children if dates.may_lie_in(changed)}
        fresh = [child for child in found if child not in seen]
        room = MOST_DOCUMENTS - len(seen)
        waiting.extend(fresh[:room])
        seen.update(fresh[:room])
        yield listed
        if len(fresh) > room:
            yield _too_many(page, len(fresh) - room)


def read_sitemap(page: Page, dates: Dates) -> tuple[Sitemap, Listed] | Failed:
    """Read one sitemap document and sort out what is outside *dates*."""
    sitemap = parse_sitemap(page.body, url=page.final_url)
    if isinstance(sitemap, Unreadable):
        return unreadable(page, sitemap)
    wanted = tuple(entry for entry in sitemap.entries if dates.may_hold(entry.published or entry.updated))
    outside = len(sitemap.entries) - len(wanted)
    return sitemap, Listed(url=page.final_url, entries=wanted, outside=outside, unusable=sitemap.unusable)


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
