"""Following a source that has moved for good: by redirect, or by what the feed says of its own address.

A redirect is the server's word and is believed. What a feed writes of itself (itunes:new-feed-url, Atom's self) is
often stale or copied from elsewhere, so it is looked at once, and believed if the same entries are found there.
"""

from dataclasses import dataclass, replace

from extractors.feed import parse_feed
from extractors.records import Failed, Feed, NotModified, Page
from extractors.urls import canonical_url
from flows.fetch import Fetcher
from storage.sources import MovedBy, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a source is polled from now on."""

    to: str | None  # None: the address in the list
    by: MovedBy | None = None
    claimed: str | None = None  # an address that was looked at in vain


def moved(state: SourceState, answer: Page | NotModified) -> Move:
    """Decide from where to poll next, by the way that *answer* came."""
    if answer.moved_permanently:
        return Move(to=answer.final_url, by="redirect", claimed=state.claimed_url)
    if answer.url == state.source.url:  # the old address works again, or never ceased to
        return Move(to=None, claimed=state.claimed_url)
    return Move(to=state.moved_to, by=state.moved_by, claimed=state.claimed_url)


async def follow(fetcher: Fetcher, state: SourceState, page: Page, feed: Feed | None) -> Move:
    """Decide from where to poll next, after *page* was read."""
    at = replace(moved(state, page), claimed=None)
    for claimed, by in _claims(feed):
        if claimed in {page.url, page.final_url, state.source.url}:
            continue
        same = False if claimed == state.claimed_url else await _has_the_same(fetcher, claimed, feed)
        if same:
            return Move(to=claimed, by=by)
        return at if same is None else replace(at, claimed=claimed)
    return at


def _claims(feed: Feed | None) -> list[tuple[str, MovedBy]]:
    if feed is None:
        return []
    claims: list[tuple[str | None, MovedBy]] = [(feed.new_url, "itunes"), (feed.self_url, "self")]
    return [(claimed, by) for claimed, by in claims if claimed]


async def _has_the_same(fetcher: Fetcher, url: str, feed: Feed | None) -> bool | None:
    """Say whether the same entries are found at *url*; None: it cannot be told now."""
    page = await fetcher.get(url)
    if not isinstance(page, Page):
        return None if isinstance(page, Failed) and page.ending == "retry" else False
    other = parse_feed(page.body, url=page.final_url)
    if feed is None or not isinstance(other, Feed):
        return False
    return not _urls(feed).isdisjoint(_urls(other))


def _urls(feed: Feed) -> set[str | None]:
    return {canonical_url(each.url) for each in feed.entries} - {None}
