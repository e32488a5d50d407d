"""Back through what an outlet itself keeps of its past, page after page, newest first.

-   Feeds: archived and paged ones by the link to what is older (RFC 5005; `next_url` of JSON Feed), those of
    WordPress by `?paged=N`.
-   Sections: by the pager at the foot of the page.
-   Pages by day or month: by the pattern in the list of sources, each with its own pager.

A walk ends where the past does: a page without an older one, one that is not there, one that names nothing new, one
that is wholly older than the wanted dates. MOST_DOCUMENTS ends what has no end.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from config.sources import Source
from extractors.feed import parse_feed
from extractors.records import Dated, Entry, Failed, Feed, NotModified, Page, Unreadable
from extractors.section import parse_section
from extractors.spans import span_of
from extractors.urls import canonical_url
from flows.fetch import FEEDS, PAGES, Fetcher
from flows.sitemaps import Dates, Listed, choose, unreadable

MOST_DOCUMENTS = 10_000  # of one walk: 27 years of pages by day, or 100,000 entries of a feed
FAILURES = 5  # in a row, after which an outlet is left in peace
BEFORE_THE_WEB = date(1990, 1, 1)
SILENCE = 62  # pages by day or month without an article after which, if no beginning is given, there are no older ones


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What one walk knows of its way."""

    fetcher: Fetcher
    dates: Dates
    read: Callable[..., Feed | Unreadable]
    accept: str
    asked: set[str] = field(default_factory=set)
    named: set[int] = field(default_factory=set)  # hashes of the URLs that were listed: a million of them fit

    @property
    def full(self) -> bool:
        return len(self.asked) >= MOST_DOCUMENTS

    async def get(self, url: str) -> tuple[Page, Feed] | Failed:
        """Fetch and read one document."""
        self.asked.add(url)
        match await self.fetcher.get(url, accept=self.accept):
            case Page() as page:
                self.asked.add(page.final_url)
                feed = await asyncio.to_thread(self.read, page.body, url=page.final_url, content_type=page.content_type)
                return unreadable(page, feed) if isinstance(feed, Unreadable) else (page, feed)
            case Failed() as failed:
                return failed
            case NotModified():
                raise AssertionError(f"{url}: 304 without having been asked conditionally")

    def news(self, feed: Feed) -> list[Entry]:
        """Give the entries whose pages no document before *feed* named, and remember them."""
        fresh = [entry for entry in feed.entries if hash(entry.url) not in self.named]
        self.named.update(hash(entry.url) for entry in fresh)
        return fresh

    def is_past(self, feed: Feed) -> bool:
        """Say whether *feed* lies before the wanted dates as a whole, so that no older page matters."""
        stated = [entry.published or entry.updated for entry in feed.entries]
        dated = [each for each in stated if each]
        # Where most have no date, those that have may be the odd ones: a box of old favourites beside the list.
        return 2 * len(dated) >= len(stated) > 0 and not any(map(self.dates.may_lie_in, dated))


def history(fetcher: Fetcher, source: Source, dates: Dates, *, now: datetime) -> AsyncIterator[Listed | Failed]:
    """Walk back through what the outlet of *source* keeps; its sitemaps excepted, see flows.sitemaps.

    Args:
        fetcher: gets the documents.
        source: of kind "feed" or "section"; its pages by day or month are walked too where it names them.
        dates: what is wanted; they also bound the pages by day or month.
        now: the moment, where *dates* has no end.
    """
    return _chained(
        *([feed_history(fetcher, source.url, dates)] if source.kind == "feed" else []),
        *([section_history(fetcher, source.url, dates)] if source.kind == "section" else []),
        *([archive_history(fetcher, source.archive, dates, now=now)] if source.archive else []),
    )


async def _chained(*walks: AsyncIterator[Listed | Failed]) -> AsyncIterator[Listed | Failed]:
    for walk in walks:
        async for each in walk:
            yield each


def feed_history(fetcher: Fetcher, url: str, dates: Dates) -> AsyncIterator[Listed | Failed]:
    """Walk from the feed at *url* through its archives (RFC 5005, 3 and 4), or the pages that WordPress makes of it."""
    walk = _Walk(fetcher=fetcher, dates=dates, read=parse_feed, accept=FEEDS)
    return _back(walk, url, lambda feed, at: feed.older_url or _paged_by_wordpress(feed, at))


def section_history(fetcher: Fetcher, url: str, dates: Dates) -> AsyncIterator[Listed | Failed]:
    """Walk from the section page at *url* through the pages that its pager leads to."""
    walk = _Walk(fetcher=fetcher, dates=dates, read=parse_section, accept=PAGES)
    return _back(walk, url, lambda section, _: section.older_url)


async def archive_history(
    fetcher: Fetcher, pattern: str, dates: Dates, *, now: datetime
) -> AsyncIterator[Listed | Failed]:
    """Walk through an outlet's pages by day or month, newest first.

    What such a page lists without a date of its own was published on the day of the page; a month is no date.

    Args:
        fetcher: gets the pages.
        pattern: their address, with %Y, %m and perhaps %d in it; see config.sources.
        dates: the days, in UTC; without a beginning the walk ends after SILENCE pages without an article.
        now: the moment, where *dates* has no end.
    """
    walk = _Walk(fetcher=fetcher, dates=dates, read=parse_section, accept=PAGES)
    silent = failures = 0
    missing: Failed | None = None
    for day in _days(dates, now, monthly="%d" not in pattern):
        if walk.full or failures >= FAILURES or (dates.since is None and silent >= SILENCE):
            break
        silent += 1
        async for each in _page_of(walk, pattern, day):
            if isinstance(each, Failed) and _lists_nothing(each):
                missing = each  # a day without news
                continue
            failures = failures + 1 if isinstance(each, Failed) else 0
            silent = 0 if isinstance(each, Listed) and (each.entries or each.outside) else silent
            yield each
    if missing and not walk.named:
        yield missing
    if failures >= FAILURES or walk.full:
        yield _unfinished(_address(pattern, day), now)


def _page_of(walk: _Walk, pattern: str, day: date) -> AsyncIterator[Listed | Failed]:
    """Go through the page of a day or month, and the pages that its pager leads to."""

    def older(section: Feed, _at: str) -> str | None:
        link = section.older_url
        span = span_of(link) if link else None
        elsewhere = span is not None and not span.begin.date() <= day < span.end.date()
        return None if elsewhere else link  # the page of another day gets its own turn

    return _back(walk, _address(pattern, day), older, _as_dated(day) if "%d" in pattern else None)


async def _back(
    walk: _Walk, url: str, older: Callable[[Feed, str], str | None], stamp: Dated | None = None
) -> AsyncIterator[Listed | Failed]:
    """Go from page to older page; *stamp* is the date of entries that have none."""
    at: str | None = url
    while at is not None and at not in walk.asked:
        got = await walk.get(at)
        if isinstance(got, Failed):
            if at == url or not _lists_nothing(got):
                yield got
            return
        page, feed = got
        news = walk.news(feed)
        if not news and at != url:
            return
        # What a redirect led to, such as the front page, is of another day.
        here = stamp if _bare(page.final_url) == _bare(at) else None
        entries = [entry if entry.published or not here else replace(entry, published=here) for entry in news]
        yield choose(page.final_url, entries, walk.dates, unusable=feed.unusable)
        at = None if walk.is_past(feed) else older(feed, at)
        if at is not None and walk.full:
            yield _unfinished(at, page.fetched_at)
            return


def _lists_nothing(failed: Failed) -> bool:
    return failed.ending == "gone" or failed.reason == "no_articles"


def _bare(url: str) -> str:
    return (canonical_url(url) or url).rstrip("/")


def _paged_by_wordpress(feed: Feed, url: str) -> str | None:
    """Give the next page of the feed at *url* if it looks like one of WordPress, which answers 404 beyond the last."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    named = "wordpress" in (feed.generator or "").lower()
    if not named and not parts.path.rstrip("/").endswith("/feed") and not {"feed", "paged"} & query.keys():
        return None
    figures = query.get("paged", "1")
    page = int(figures) if figures.isascii() and figures.isdecimal() and len(figures) < 6 else 1
    return parts._replace(query=urlencode(query | {"paged": str(page + 1)}), fragment="").geturl()


def _days(dates: Dates, now: datetime, *, monthly: bool) -> Iterator[date]:
    """Yield the days of *dates*, or the first of each of its months, the latest first."""
    until = min(dates.until or now, now)
    day = (until - timedelta.resolution).astimezone(UTC).date()
    first = dates.since.astimezone(UTC).date() if dates.since else BEFORE_THE_WEB
    if monthly:
        day, first = day.replace(day=1), first.replace(day=1)
    while day >= first:
        yield day
        day -= timedelta(days=1)
        day = day.replace(day=1) if monthly else day


def _address(pattern: str, day: date) -> str:
    return pattern.replace("%Y", f"{day:%Y}").replace("%m", f"{day:%m}").replace("%d", f"{day:%d}")


def _as_dated(day: date) -> Dated:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Dated(value=midnight, zone_known=False, precision="day", place="url", raw=day.isoformat())


def _unfinished(url: str, at: datetime) -> Failed:
    return Failed(
        url=url,
        reason="history_unfinished",
        detail=f"The walk through the past ended at {url}: too many failures in a row, or too many documents.",
        ending="retry",
        fetched_at=at,
    )
