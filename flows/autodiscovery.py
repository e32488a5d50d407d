"""Finding the listings of an outlet from any of its addresses: candidates are asked for, read, and weighed.

Feeds first, then sitemaps and sections, what the site names before what is guessed: as soon as one step has given a
good listing, the later ones are not taken, so that a site with a plain `link rel` is asked for two or three documents.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from config.sources import SourceKind
from extractors.autodiscovery import Candidate, find_candidates, is_about_comments, is_for_news
from extractors.feed import parse_feed
from extractors.language import detect_language
from extractors.links import read_links
from extractors.permalinks import address_shape
from extractors.records import Entry, Failed, Feed, Page, Sitemap, Unreadable
from extractors.section import parse_section
from extractors.sitemap import parse_sitemap
from extractors.urls import canonical_url
from flows.fetch import Fetcher

MOST_REQUESTS = 30  # for one address given; redirects and robots.txt not counted
MOST_NAMED = 10  # feeds that one page names and that are asked for
MOST_SECTIONS = 3
LEAST_ARTICLES = 3  # of a section or sitemap that is to be proposed
STALE = timedelta(days=365)
SAME = 0.8  # of the entries of two listings together: they are one listing in two forms
SAMPLE = 3_000  # characters of titles and summaries whose language is detected
KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "section")
ACCEPT = (
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.5"
)
# The host itself does not answer: its further addresses would not either.
_HOPELESS = frozenset({"dns", "connect", "timeout", "tls", "private_address", "bad_url", "robots_unreachable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A listing that was read, and what speaks for it."""

    url: str  # the new address where the old one moved permanently
    kind: SourceKind
    why: str  # how it was found
    title: str | None
    language: str | None  # ISO 639-1: of the entries, else as declared
    entries: int
    newest: datetime | None  # None: no entry states a date
    stale: bool  # the newest entry is older than STALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An address that was tried for nothing."""

    url: str
    why: str  # how it was found
    reason: str  # a slug: that of Failed or Unreadable, or one of ours, such as "duplicate"
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What came of looking for the listings of an outlet."""

    asked: str
    proposals: tuple[Proposal, ...]  # the best first
    rejected: tuple[Rejected, ...]  # in the order tried
    requests: int


async def discover(
    fetcher: Fetcher,
    url: str,
    *,
    now: datetime,
    kinds: Sequence[SourceKind] = KINDS,
    most_requests: int = MOST_REQUESTS,
) -> Discovery:
    """Find the listings of the outlet at *url*, which may be any of its pages, a feed or a sitemap.

    Args:
        fetcher: its delays and robots.txt rules hold for every request.
        url: absolute, http or https.
        now: what "older than a year" is counted from.
        kinds: what is wanted.
        most_requests: after these the search ends with what it has.

    Returns:
        Proposals of the kinds wanted: fresh ones first, feeds before news sitemaps, sections and other sitemaps (which
        are long), those in the language of the page first, then as the site orders them. Every other address tried is
        in `rejected` with its reason: that of the failure, or "comments", "no_entries", "few_articles", "duplicate",
        "not_wanted" (another kind), "too_many" (not asked for any more).
    """
    search = _Search(fetcher, now, frozenset(kinds), most_requests)
    await search.run(url)
    return Discovery(
        asked=url,
        proposals=tuple(sorted(search.proposals, key=search.rank)),
        rejected=tuple(search.rejected),
        requests=search.requests,
    )


class _Search:
    """The state of one discovery."""

    def __init__(self, fetcher: Fetcher, now: datetime, kinds: frozenset[SourceKind], most_requests: int) -> None:
        self._fetcher, self._now, self._kinds, self._most_requests = fetcher, now, kinds, most_requests
        self._asked: set[str | None] = set()
        self._contents: list[tuple[SourceKind, frozenset[str | None]]] = []  # the entries of each proposal
        self._language: str | None = None  # of the page given
        self.requests = 0
        self.proposals: list[Proposal] = []
        self.rejected: list[Rejected] = []

    def rank(self, proposal: Proposal) -> tuple[bool, int, bool]:
        """Order proposals; equal ones stay as found."""
        order = {"feed": 0, "sitemap": 1 if is_for_news(proposal.url) else 3, "section": 2}
        foreign = None not in {proposal.language, self._language} and proposal.language != self._language
        return proposal.stale, order[proposal.kind], foreign

    async def run(self, url: str) -> None:
        """Take the steps one by one until one of them has found a good listing."""
        given = Candidate(url=url, kind="section", why="the address given", named=True)
        page = await self._ask(given)
        if self.proposals or (self.rejected and self.rejected[0].reason in _HOPELESS):
            return
        body, base, content_type = (page.body, page.final_url, page.content_type) if page else (b"", url, None)
        sitemaps = await self._named_sitemaps(base)
        found = await asyncio.to_thread(find_candidates, body, url=base, content_type=content_type, sitemaps=sitemaps)
        if page and not isinstance(linked := read_links(body, url=base, content_type=content_type), Unreadable):
            self._language = linked.language
        pages = [(page, given)] if page else []
        if "feed" in self._kinds:
            pages += await self._feeds(found)
        if "sitemap" in self._kinds and not self._has_fresh():
            await self._until_good(each for each in found if each.kind == "sitemap")
        if "section" in self._kinds and not self._has_fresh("feed"):
            for each, candidate in (*pages, *await self._section_pages(found)):
                await self._section(each, candidate)

    def _has_fresh(self, *kinds: SourceKind) -> bool:
        return any(not each.stale for each in self.proposals if each.kind in (kinds or KINDS))

    async def _named_sitemaps(self, url: str) -> tuple[str, ...]:
        rules = await self._fetcher.robots(url) if "sitemap" in self._kinds else None
        return () if rules is None or isinstance(rules, Failed) else rules.sitemaps

    async def _feeds(self, found: Sequence[Candidate]) -> list[tuple[Page, Candidate]]:
        """Ask for the feeds that the page names, then those its sections name, then the usual addresses.

        Returns:
            The pages of the sections that were fetched on the way.
        """
        feeds = [each for each in found if each.kind == "feed"]
        for each in islice((each for each in feeds if each.named), MOST_NAMED):
            # A page that lists the feeds is often called RSS.
            if page := await self._ask(each):
                self._reject(each, "html", "The server sent an HTML page in place of a feed.")
                await self._feeds_of(page)
        if self._has_fresh("feed"):
            return []
        sections = await self._section_pages(found)
        for page, _ in sections:
            await self._feeds_of(page)
        if not self._has_fresh("feed"):
            await self._until_good(each for each in feeds if not each.named)
        return sections

    async def _feeds_of(self, page: Page) -> None:
        found = await asyncio.to_thread(find_candidates, page.body, url=page.final_url, content_type=page.content_type)
        for each in islice((each for each in found if each.named and each.kind == "feed"), MOST_NAMED):
            if await self._ask(each):
                self._reject(each, "html", "The server sent an HTML page in place of a feed.")

    async def _until_good(self, candidates: Iterable[Candidate]) -> None:
        for each in candidates:
            if await self._ask(each):
                self._reject(each, "html", f"The server sent an HTML page in place of a {each.kind}.")
            if self._has_fresh(each.kind):
                return

    async def _section_pages(self, found: Sequence[Candidate]) -> list[tuple[Page, Candidate]]:
        sections = islice((each for each in found if each.kind == "section"), MOST_SECTIONS)
        return [(page, each) for each in sections if (page := await self._ask(each))]

    async def _section(self, page: Page, candidate: Candidate) -> None:
        read = await asyncio.to_thread(parse_section, page.body, url=page.final_url, content_type=page.content_type)
        if isinstance(read, Unreadable):
            self._reject(candidate, read.reason, read.detail)
        else:
            self._weigh(page, candidate, "section", read.entries, about=read)

    async def _ask(self, candidate: Candidate) -> Page | None:
        """Get an address not asked for yet, and weigh it if it is a feed or sitemap; give it back if it is a page."""
        key = canonical_url(candidate.url)
        if key in self._asked:
            return None
        page = await self._get(candidate)
        self._asked |= {key, canonical_url(page.final_url) if page else None}
        return await self._read(page, candidate) if page else None

    async def _get(self, candidate: Candidate) -> Page | None:
        if self.requests >= self._most_requests:
            self._reject(candidate, "too_many", f"{self.requests} addresses had been asked for already.")
            return None
        self.requests += 1
        fetched = await self._fetcher.get(candidate.url, accept=ACCEPT)
        if isinstance(fetched, Failed):
            self._reject(candidate, fetched.reason, fetched.detail)
        return fetched if isinstance(fetched, Page) else None

    async def _read(self, page: Page, candidate: Candidate) -> Page | None:
        feed = await asyncio.to_thread(parse_feed, page.body, url=page.final_url, content_type=page.content_type)
        if isinstance(feed, Feed):
            if is_about_comments(page.final_url, feed.title):
                self._reject(candidate, "comments", "The feed lists the comments of readers.")
            else:
                self._weigh(page, candidate, "feed", feed.entries, about=feed)
            return None
        sitemap = await asyncio.to_thread(parse_sitemap, page.body, url=page.final_url)
        if isinstance(sitemap, Sitemap):
            await self._weigh_sitemap(page, candidate, sitemap)
            return None
        if feed.reason == "html":
            return page
        self._reject(candidate, feed.reason, feed.detail)
        return None

    async def _weigh_sitemap(self, page: Page, candidate: Candidate, sitemap: Sitemap) -> None:
        """Weigh a sitemap by its articles; of an index, take the news sitemap it names, else weigh its newest part."""
        if not sitemap.children:
            self._weigh(page, candidate, "sitemap", sitemap.entries)
            return
        news = next((child for child, _ in sitemap.children if is_for_news(child)), None)
        if news:
            await self._ask(Candidate(url=news, kind="sitemap", why=f"named in {candidate.url}", named=True))
            return
        dated = [(changed.value, child) for child, changed in sitemap.children if changed]
        newest = max(dated)[1] if dated else sitemap.children[0][0]
        part = await self._get(Candidate(url=newest, kind="sitemap", why=f"named in {candidate.url}", named=True))
        read = await asyncio.to_thread(parse_sitemap, part.body, url=newest) if part else None
        self._weigh(page, candidate, "sitemap", read.entries if isinstance(read, Sitemap) else ())

    def _weigh(
        self, page: Page, candidate: Candidate, kind: SourceKind, entries: Sequence[Entry], *, about: Feed | None = None
    ) -> None:
        """Propose a listing unless something speaks against it."""
        keys = frozenset(canonical_url(each.url) for each in entries)
        articles = len(entries) if kind == "feed" else sum(address_shape(each.url) != "other" for each in entries)
        if kind not in self._kinds:
            self._reject(candidate, "not_wanted", f"It is a {kind}.")
        elif not entries:
            self._reject(candidate, "no_entries", "It can be read, but lists nothing.")
        elif kind != "feed" and articles < LEAST_ARTICLES:
            self._reject(candidate, "few_articles", f"It lists no more than {articles} articles.")
        elif any(kind == other and _overlap(keys, known) >= SAME for other, known in self._contents):
            self._reject(candidate, "duplicate", "It lists the same as one that was found before.")
        else:
            self._contents.append((kind, keys))
            self.proposals.append(self._proposal(page, candidate, kind, entries, about))

    def _proposal(
        self, page: Page, candidate: Candidate, kind: SourceKind, entries: Sequence[Entry], about: Feed | None
    ) -> Proposal:
        dated = (each.published or each.updated for each in entries)
        # A wrong clock or an announcement may be dated ahead.
        newest = max(
            (each.value for each in dated if each and each.value <= self._now + timedelta(days=1)), default=None
        )
        words = "\n".join(f"{each.title or ''} {each.summary or ''}" for each in entries[:30])[:SAMPLE]
        declared = (about.language if about else None) or entries[0].language or self._language
        return Proposal(
            url=page.final_url if page.moved_permanently else candidate.url,
            kind=kind,
            why=candidate.why,
            title=about.title if about else None,
            language=detect_language(words, declared).code,
            entries=len(entries),
            newest=newest,
            stale=newest is not None and newest < self._now - STALE,
        )

    def _reject(self, candidate: Candidate, reason: str, detail: str) -> None:
        self.rejected.append(Rejected(url=candidate.url, why=candidate.why, reason=reason, detail=detail))


def _overlap(some: frozenset[str | None], others: frozenset[str | None]) -> float:
    return len(some & others) / max(1, len(some | others))
