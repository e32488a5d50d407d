"""All that crosses a stage border, in the order of the flow of data.

Every record is frozen and complete when it is made. Times are aware UTC, text is NFC, `url` fields hold absolute
URLs; where a field holds the *canonical* URL it says so (see extractors.urls).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from extractors.credits.record import SURE_CREDIT, Credit
from extractors.quotes.record import Quote
from extractors.tagging.record import Tagging

Precision = Literal["second", "minute", "day"]
Place = Literal["rule", "json-ld", "microdata", "meta", "time", "url", "text", "feed", "sitemap", "http"]
Kind = Literal["original", "exact", "near", "syndicated"]
Says = Literal["published", "modified", "either"]
PageType = Literal["article", "live_blog", "gallery", "video", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment that a page or feed states, and how well it states it."""

    value: datetime  # aware UTC
    zone_known: bool  # False: the source wrote no zone and `value` was read in the zone the caller assumed
    precision: Precision
    place: Place
    raw: str  # as the source wrote it, trimmed


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    """One statement of when a page was published or changed; a judge picks among them (extractors.published)."""

    says: Says
    dated: Dated
    spot: str  # where exactly in its place: "datePublished", "article:published_time", "last-modified", ...


# --- discovery -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one listing (feed, sitemap, file of URLs) says of one URL."""

    url: str  # absolute, as listed; not yet canonical
    guid: str | None = None
    title: str | None = None
    summary: str | None = None  # plain text, no markup
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    updated: Dated | None = None
    language: str | None = None  # ISO 639-1, as the listing declares it


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed document, read."""

    entries: tuple[Entry, ...]
    unusable: int  # entries that have no link a page could be fetched from; counted, never lost
    format: str  # feedparser's version name ("rss20", "atom10", "rss090", ...) or "json1"
    title: str | None = None
    language: str | None = None
    self_url: str | None = None  # what the feed says its own address is
    new_url: str | None = None  # where the feed says it has moved (itunes:new-feed-url)
    older_url: str | None = None  # the next page (RFC 5005, "next") or the archive before this one ("prev-archive")
    whole: bool = True  # False: it ends before its last tag, as when a connection was cut
    generator: str | None = None  # the program that wrote it, as it names itself: "WordPress", ...
    ttl_seconds: int | None = None  # RSS ttl, or sy:updatePeriod and sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # 0..23, GMT: RSS skipHours
    skip_days: frozenset[int] = frozenset()  # 0..6, Monday first: RSS skipDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """One sitemap document, read: pages, or further sitemaps when it is an index."""

    entries: tuple[Entry, ...]
    children: tuple[tuple[str, Dated | None], ...]  # (URL of a further sitemap, its lastmod)
    unusable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A document that is not what it should be; an outcome, not an error."""

    reason: str  # a slug: "empty", "html", "not_a_feed", "not_a_sitemap", "no_text", "not_html", ...
    detail: str  # a sentence for the operator


# Reasons of what came as a page and is none that we will take: see extractors.walls.
WALLS = frozenset({"bot_challenge", "consent_wall", "login_wall", "paywall", "soft_404"})


# --- fetching --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A successful GET (status 200): the body, decompressed, and the headers that matter."""

    url: str  # as asked for
    final_url: str  # after redirects
    moved_permanently: bool  # True: every redirect on the way was a 301 or 308
    status: int
    media_type: str  # lower case, without parameters; "" when the server sent none
    charset: str | None  # as the Content-Type header declares it
    etag: str | None
    last_modified: str | None
    body: bytes
    fetched_at: datetime
    fresh_seconds: int | None = None  # how long the server says that nothing changes (RFC 9111); None: it doesn't say
    # The body as the server sent it, one gzip member, to be kept like that; None: it came plain, or coded otherwise.
    gzipped: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as it may be given to a parser; None: the server sent none worth the name."""
        return self.media_type + (f"; charset={self.charset}" if self.charset else "") or None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server answered 304 to our validators."""

    url: str  # as asked for
    final_url: str  # and moved_permanently: as in Page
    moved_permanently: bool
    fetched_at: datetime
    fresh_seconds: int | None = None  # as in Page


Ending = Literal["retry", "failed", "gone", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A GET that brought no body we may use."""

    url: str
    reason: str  # a slug: "dns", "connect", "timeout", "http_404", "too_large", "private_address", ...
    detail: str  # a sentence for the operator
    ending: Ending  # retry: may work later; failed: will not; gone: the server says so; refused: we will not take it
    fetched_at: datetime
    retry_at: datetime | None = None  # not before then: Retry-After, or a host that was asked to be left alone
    attempted: bool = True  # False: put off before a request for it was sent, so that no try was used up


Fetched = Page | NotModified | Failed


# --- what a page says ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which method found the text of a page, and why the judge took it (extractors.maintext)."""

    method: str  # a slug: "rule", "json-ld", "microdata", "blocks", "trafilatura", ...
    reason: str  # a sentence for the analyst


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one page says, once extracted."""

    url: str  # canonical: the page's own word if that can be believed (extractors.ownurl), else where it stands
    title: str  # "" when the page and the listing state none
    text: str  # paragraphs separated by one blank line
    authors: tuple[str, ...]  # everyone credited, in the order of the page
    published: Dated | None
    language: str | None  # ISO 639-1; None: undetermined
    site_name: str | None
    image: str | None  # absolute URL
    extractor: str  # version of the code that wrote this record
    organizations: tuple[str, ...] = ()  # those of the authors that are outlets or agencies, not people
    modified: Dated | None = None
    dates: tuple[DateClaim, ...] = ()  # all that was found, the surest first; `published` is one of them
    script: str | None = None  # of the text, ISO 15924: "Hans" and "Hant" tell Chinese apart; None: undetermined
    dateline: str | None = None  # "MOSCOW, September 20. /TASS/", which stood before the text
    section: str | None = None  # of the outlet: "World"
    keywords: tuple[str, ...] = ()
    amp_url: str | None = None  # absolute
    stands_at: str | None = None  # canonical: where it was read, after redirects; None: at `url`
    canonical_claim: str | None = None  # canonical: the address that it claims and that cannot be believed its own
    page_type: PageType = "article"
    choice: Choice | None = None  # None: written before choices were kept
    dropped: tuple[str, ...] = ()  # paragraphs left out of the text, since the outlet repeats them on its pages
    credits: tuple[Credit, ...] = ()  # to news agencies, the surest first

    @property
    def agency(self) -> str | None:
        """The slug of the agency whose work this is; None: no credit is sure enough."""
        return self.credits[0].agency if self.credits and self.credits[0].confidence >= SURE_CREDIT else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph as it is recognised on other pages of its host (extractors.repetition)."""

    digest: int  # 63 bits of a hash of its normalised words
    tokens: int  # its length in words, or in characters where words are not spaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What deduplication keeps of a text: enough to recognise it, nothing to read."""

    text_hash: str  # hex digits of a hash of the normalised text: equal for equal texts
    prints: tuple[int, ...]  # sampled shingle hashes in text order, each below 2**48, without repeats
    tokens: int  # length of the text in words, or in characters where words are not spaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A stored article that may be the same text: a candidate for extractors.dedup.judge."""

    article: int  # its key in the archive
    story: int
    fingerprint: Fingerprint
    gathers: bool = False  # it or the new page gathers many stories: none of them is a copy of all, nor the other way


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a text is new, and if not, of what it is a copy."""

    kind: Kind
    of: int | None  # key of the article it copies; None for an original
    story: int | None  # the story it joins; None for an original, which begins one
    score: float  # 0..1: the share of the weighted evidence that agrees; 1 for an exact copy, 0 for an original


# --- what it is about ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that is computed from one page."""

    article: Article
    fingerprint: Fingerprint
    taggings: tuple[Tagging, ...]  # one for each lexicon, never none; each of another organization
    quotes: tuple[Quote, ...] = ()  # in its title and text, where it concerns an organization
    blocks: tuple[Block, ...] = ()  # of the whole text, before any was dropped: what recurs must go on being counted

    @property
    def tagging(self) -> Tagging:
        """That of the first lexicon, the archive's own subject: it decides the level of the article."""
        return self.taggings[0]
