"""What a web archive kept of an outlet: its index, read answer by answer, and its copies, read as the pages they were.

The index (CDX) is asked for the first good copy of each page in the wanted time. It is read by resume keys; page
numbers, which leave out what was archived last and fail for some patterns, serve where a server knows no keys.
The archive belongs to others: one question at a time, no sooner than it asks for, and after few failures no more.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from config.errors import InputError
from extractors.cdx import FIELDS, Capture, CdxPage, parse_cdx, parse_page_count, read_timestamp
from extractors.records import Entry, Failed, NotModified, Page, Unreadable
from extractors.sitemap import LIMIT_BYTES
from extractors.urls import resolve
from flows.fetch import Fetcher
from flows.sitemaps import Dates, Listed, unreadable

ACCEPT = "application/json,text/plain;q=0.9,*/*;q=0.5"
ENDPOINTS = ("/cdx/search/cdx", "/cdx")  # of the Wayback Machine, and of others
ROWS = 5_000  # captures of one answer, about 1 MB
FEWEST_ROWS = 100  # where the archive takes too long for more
MOST_ANSWERS = 10_000  # of one question: 50 million captures
TRIES = 3
PATIENCE_SECONDS = 120.0  # the longest pause that is waited for

_COPY = re.compile(r"/web/([0-9]{4,14})(?:[a-z]{2}_)?/(https?):/{1,2}(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True, kw_only=True)
class _Index:
    """One question to an index, and how far its answer has got."""

    fetcher: Fetcher
    base: str  # of the archive
    listing: str  # where a person would look the pattern up
    question: list[tuple[str, str]]
    rows: int  # captures of one answer
    endpoint: str = ENDPOINTS[0]
    last: str = ""  # urlkey of the last capture: an answer may begin with what the one before it ended with

    async def ask(self, *more: tuple[str, str], key: str | None = None) -> CdxPage | Failed:
        """Put the question, again where that may help; an answer that stays cut off is given as it is."""
        tries = TRIES
        while True:
            tries -= 1
            size = [] if more else [("limit", str(self.rows)), ("showResumeKey", "true")]
            answer = await self._read(self.address([*self.question, *size, *more], key))
            pause = _pause_seconds(answer)
            if not tries or pause is None:
                return answer
            if isinstance(answer, CdxPage) or answer.reason in {"timeout", "truncated", "too_large"}:
                self.rows = max(self.rows // 4, FEWEST_ROWS)
            await asyncio.sleep(pause)

    def address(self, parameters: list[tuple[str, str]], key: str | None = None) -> str:
        """Write the address of a question; a resume key is sent as it came, in which form it is encoded."""
        resume = "" if key is None else f"&resumeKey={quote(key, safe='%+')}"
        return f"{self.base}{self.endpoint}?{urlencode(parameters)}{resume}"

    async def _read(self, url: str) -> CdxPage | Failed:
        got = await self.fetcher.get(url, accept=ACCEPT, limit_bytes=LIMIT_BYTES)
        if not isinstance(got, Page):
            return self.failed("unexpected", "The archive sent no answer.") if isinstance(got, NotModified) else got
        read = await asyncio.to_thread(parse_cdx, got.body)
        return unreadable(got, read) if isinstance(read, Unreadable) else read

    def told(self, answer: CdxPage | Failed) -> Iterator[Listed | Failed]:
        """Give what an answer lists, and why it ends if it ends too soon."""
        if isinstance(answer, Failed):
            yield replace(answer, url=self.listing)
            return
        yield self._listed(answer)
        if not answer.complete:
            yield self.failed("truncated", "The archive's answer was cut off; what follows was not listed.")

    def _listed(self, answer: CdxPage) -> Listed:
        """Give the first capture of each page."""
        copies: dict[str, str] = {}
        for capture in answer.captures:
            page = capture.urlkey or capture.original
            if page != self.last:
                copies.setdefault(capture.original, _copy_address(self.base, capture))
            self.last = page
        entries = tuple(Entry(url=original) for original in copies)
        return Listed(url=self.listing, entries=entries, outside=0, unusable=answer.unusable, captures=copies)

    def failed(self, reason: str, detail: str) -> Failed:
        """Say why the answer ends here."""
        return Failed(url=self.listing, reason=reason, detail=detail, ending="retry", fetched_at=datetime.now(UTC))


async def captures(fetcher: Fetcher, wayback_url: str, pattern: str, dates: Dates) -> AsyncIterator[Listed | Failed]:
    """List the pages that a web archive copied in a time, each with the address of its first good copy in it.

    Entries have no date: that a page was copied says only that it was published before. What was listed before a
    Failed stands; asked again, the archive lists it again.

    Args:
        fetcher: gets the answers.
        wayback_url: the archive; see Settings.wayback_url.
        pattern: as for read_pattern.
        dates: time of the copies.

    Yields:
        The answers, `Listed.captures` telling where each copy is; and at most one Failed, the last.

    Raises:
        InputError: the pattern is none.
    """
    base = wayback_url.rstrip("/")
    question = _question(pattern, dates)
    index = _Index(fetcher=fetcher, base=base, listing=f"{base}/web/*/{pattern}", question=question, rows=ROWS)
    async for each in _by_resume_keys(index):
        yield each


async def _by_resume_keys(index: _Index) -> AsyncIterator[Listed | Failed]:
    """List answer by answer, each beginning where the one before it says that it ended."""
    answer = await index.ask()
    if isinstance(answer, Failed) and answer.reason == "http_404":
        index.endpoint = ENDPOINTS[1]
        answer = await index.ask()
    keys: set[str] = set()
    while True:
        for each in index.told(answer):
            yield each
        if isinstance(answer, Failed) or not answer.complete:
            return
        key = answer.resume_key
        if key is None:
            break
        if key in keys or len(keys) >= MOST_ANSWERS:
            yield index.failed("cdx_endless", "The archive leads in a circle, or has more than can be listed.")
            return
        keys.add(key)
        answer = await index.ask(key=key)
    if not keys and len(answer.captures) + answer.unusable == index.rows:
        async for each in _by_page_numbers(index):
            yield each


async def _by_page_numbers(index: _Index) -> AsyncIterator[Listed | Failed]:
    """List all again from a server that knows no resume keys: the first answer was full, so there is more."""
    got = await index.fetcher.get(index.address([*index.question, ("showNumPages", "true")]), accept=ACCEPT)
    count = parse_page_count(got.body) if isinstance(got, Page) else None
    if count is None:
        yield index.failed("cdx_unpaged", f"The archive lists no more than {index.rows} pages, and there are more.")
        return
    index.last = ""
    for number in range(min(count, MOST_ANSWERS)):
        answer = await index.ask(("page", str(number)))
        for each in index.told(answer):
            yield each
        if isinstance(answer, Failed) or not answer.complete:
            return


def read_pattern(pattern: str) -> tuple[str, str]:
    """Read which pages are meant: a host, what begins with an address, a domain with all its hosts, or one page.

    Returns:
        The address without its scheme, and the `matchType` of the CDX protocol.

    Raises:
        InputError: it is neither.

    >>> read_pattern("https://outlet.example/news/*"), read_pattern("*.outlet.example")
    (('outlet.example/news/', 'prefix'), ('outlet.example', 'domain'))
    """
    bare = re.sub(r"\A\s*https?://|\s+\Z", "", pattern, flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    if bare.startswith("*.") and path in {"", "*"}:
        target, kind = f"{host[2:]}", "domain"
    elif slash:
        target, kind = bare.removesuffix("*"), "prefix" if bare.endswith("*") else "exact"
    else:
        target, kind = host, "host"
    address = resolve("https://x.test/", f"https://{target}")
    if "*" in target or address is None:
        raise InputError(f"{pattern}: is no pattern of pages; write outlet.example/*, *.outlet.example or an address")
    address = address.removeprefix("https://")
    return address if slash and kind != "domain" else address.removesuffix("/"), kind


def capture_of(fetch_url: str, wayback_url: str) -> Capture | None:
    """Read the address of a copy in the archive at *wayback_url*; None: it is no such address.

    >>> capture_of("https://a.test/web/20250901120000id_/http://outlet.example/1", "https://a.test").original
    'http://outlet.example/1'
    """
    return _copy(fetch_url) if fetch_url.startswith(f"{wayback_url.rstrip('/')}/web/") else None


def as_original(page: Page, capture: Capture) -> Page:
    """Give a copy as the page that it was: at its own address, fetched when the archive fetched it.

    An archive leads to the nearest copy it can show, whose time then counts. What it led out of itself to is no
    copy, and keeps its own time.
    """
    shown = _copy(page.final_url)
    return replace(
        page,
        url=capture.original,
        final_url=shown.original if shown else page.final_url,
        moved_permanently=False,
        etag=None,
        last_modified=None,
        fetched_at=shown.captured_at if shown else page.fetched_at,
        fresh_seconds=None,
    )


def _copy(address: str) -> Capture | None:
    found = _COPY.search(address)
    moment = read_timestamp(found[1]) if found else None
    original = resolve(address, f"{found[2]}://{found[3]}") if found else None
    return Capture(original=original, captured_at=moment) if original and moment else None


def _copy_address(base: str, capture: Capture) -> str:
    return f"{base}/web/{capture.captured_at:%Y%m%d%H%M%S}id_/{capture.original}"


def _question(pattern: str, dates: Dates) -> list[tuple[str, str]]:
    target, kind = read_pattern(pattern)
    bounds = [
        ("from", dates.since),
        ("to", dates.until - timedelta(seconds=1) if dates.until else None),  # the protocol's end is inclusive
    ]
    return [
        ("url", target),
        ("matchType", kind),
        *((name, f"{moment.astimezone(UTC):%Y%m%d%H%M%S}") for name, moment in bounds if moment),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("collapse", "urlkey"),
        ("output", "json"),
        ("fl", ",".join(FIELDS)),
    ]


def _pause_seconds(answer: CdxPage | Failed) -> float | None:
    """Say how long to wait before asking again; None: asking again is of no use, or not soon enough."""
    if isinstance(answer, CdxPage):
        return None if answer.complete else 0.0
    if answer.ending != "retry":
        return None
    pause = (answer.retry_at - datetime.now(UTC)).total_seconds() if answer.retry_at else 0.0
    return max(pause, 0.0) if pause <= PATIENCE_SECONDS else None
