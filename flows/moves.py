"""Following a source that has moved for good: by redirect, or by what the feed says of its own address.

A redirect is the server's word and is believed. What a feed writes of itself (itunes:new-feed-url, Atom's self) is
often stale or copied from elsewhere, so it is looked at once, and believed if the same entries are found there.
"""

from dataclasses import dataclass

from extractors.feed import parse_feed
from extractors.records import Feed, Page
from extractors.urls import canonical_url
from flows.fetch import Fetcher
from storage.sources import MovedBy, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a source is polled from now on."""

    to: str | None  # None: the address in the list
    by: MovedBy | None = None
    claimed: str | None = None  # an address that was looked at in vain


async def follow(fetcher: Fetcher, state: SourceState, page: Page, feed: Feed | None) -> Move:
    """Decide from where to poll next, after *page* was read."""
    listed = state.source.url
    if page.moved_permanently:
        at = Move(to=page.final_url, by="redirect")
    elif page.url == listed:
        at = Move(to=None)  # the old address works again, or never ceased to
    else:
        at = Move(to=state.moved_to, by=state.moved_by)
    for claimed, by in _claims(feed):
        if claimed in {page.url, page.final_url, listed}:
            continue
        if claimed != state.claimed_url and await _has_the_same(fetcher, claimed, feed):
            return Move(to=claimed, by=by)
        return Move(to=at.to, by=at.by, claimed=claimed)
    return at


def _claims(feed: Feed | None) -> list[tuple[str, MovedBy]]:
    if feed is None:
        return []
    claims: list[tuple[str | None, MovedBy]] = [(feed.new_url, "itunes"), (feed.self_url, "self")]
    return [(claimed, by) for claimed, by in claims if claimed]


async def _has_the_same(fetcher: Fetcher, url: str, feed: Feed | None) -> bool:
    page = await fetcher.get(url)
    if not isinstance(page, Page):
        return False
    other = parse_feed(page.body, url=page.final_url)
    if feed is None or not isinstance(other, Feed):
        return False
    return not _urls(feed).isdisjoint(_urls(other))


def _urls(feed: Feed) -> set[str | None]:
    return {canonical_url(each.url) for each in feed.entries} - {None}
