"""robots.txt (RFC 9309): what each origin lets us fetch, asked for once and remembered.

Matching is Protego's; what the standard leaves to the crawler is decided here: `settle` says what an answer means
and for how long, `RobotsCache` asks, shares and keeps.
"""

import asyncio
import codecs
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from protego import Protego
from yarl import URL

from extractors.records import Failed, Fetched, Page
from storage.robots import StoredRobots

AGENT = "scowatch"  # our product token: what a publisher writes after "User-agent:"
SIZE_LIMIT = 512_000  # bytes; section 2.5 asks for 500 KiB at least
LARGE = 50_000  # bytes, from which on a check against the rules may take long; hostile ones take most of a second
CRAWL_DELAY_LIMIT = 60.0  # seconds
SHORTEST, LONGEST = timedelta(hours=1), timedelta(hours=24)  # of what is kept; section 2.4 sets the second
RECHECK = timedelta(minutes=2)  # while rules cannot be had
RECONNECT = timedelta(seconds=30)  # while the host cannot be reached at all
USABLE = timedelta(days=30)  # of an old copy while rules cannot be had, section 2.3.1.4
MEMORY = 1000  # origins held in memory; the others come back from the store
# The page would fail in the same way, so the operator is told the very reason.
NOT_REACHED = frozenset(
    {"dns", "connect", "tls", "timeout", "private_address", "bad_url", "host_paused", "lease_lost", "unexpected"}
)
# More than five redirects may count as no robots.txt (section 2.3.1.2), as may those that lead nowhere.
NO_RULES = frozenset({"too_many_redirects", "bad_redirect"})
_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s)\s*(.*)", re.IGNORECASE)
_TOKEN = re.compile(r"\*|[a-z_-]*", re.IGNORECASE)  # section 2.2.1; versions and the like after it are ignored
_HTML = re.compile(r"\s*(?:<!doctype|<html|<head|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one robots.txt asks of us."""

    url: str  # of the robots.txt
    sitemaps: tuple[str, ...] = ()  # as written
    crawl_delay: float = 0.0  # seconds between requests, at most CRAWL_DELAY_LIMIT
    parsed: Protego | None = None  # None: everything is allowed, as /robots.txt always is
    large: bool = False  # allows() should be asked in a thread

    def allows(self, url: URL) -> bool:
        """Say whether we may fetch *url*, which is of this origin."""
        if self.parsed is None:
            return True
        # Only path and query count; a host in front of them keeps a path like //a from being read as one.
        return self.parsed.can_fetch(f"http://host{url.raw_path_qs}", AGENT)


def read_rules(url: str, body: bytes) -> Rules:
    """Read a robots.txt; what is none has no rules.

    >>> rules = read_rules("https://a.example/robots.txt", b"User-agent: *" + bytes([10]) + b"Disallow: /search")
    >>> rules.allows(URL("https://a.example/search?q=1")), rules.allows(URL("https://a.example/news"))
    (False, True)
    """
    text = _decode(cut(body))
    if _HTML.match(text):
        return Rules(url=url)
    parsed = Protego.parse("\n".join(_plain(line) for line in text.splitlines()))
    return Rules(
        url=url,
        sitemaps=tuple(parsed.sitemaps),
        crawl_delay=min(parsed.crawl_delay(AGENT) or 0.0, CRAWL_DELAY_LIMIT),
        parsed=parsed,
        large=len(body) > LARGE,
    )


def cut(body: bytes) -> bytes:
    """Keep the lines that fit into SIZE_LIMIT: half a rule could forbid the whole site."""
    return body if len(body) <= SIZE_LIMIT else body[: max(body.rfind(b"\n", 0, SIZE_LIMIT), 0)]


def _decode(body: bytes) -> str:
    utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return body.decode("utf-16" if utf16 else "utf-8-sig", "replace")


def _plain(line: str) -> str:
    """Write *line* as it is, but all robots that are not us under one name.

    Protego copies each rule to every robot it is for, so that some thousand names before some thousand rules would
    never end; and it takes the beginning of our name for ours.
    """
    found = _AGENT_LINE.match(line.partition("#")[0])
    if not found:
        return line
    token = _TOKEN.match(found[1])
    name = token[0].lower() if token else ""
    return f"User-agent: {name if name in {AGENT, '*'} else 'other'}"


def settle(url: str, before: StoredRobots | None, answer: Fetched, now: datetime) -> StoredRobots | Failed:
    """Decide what the answer to a request for robots.txt means.

    Args:
        url: of the robots.txt.
        before: what was known, expired.
        answer: to the request.
        now: the moment of the decision.

    Returns:
        What holds from now on; Failed, when nothing of the origin may be fetched before its retry_at.
    """
    origin = url.removesuffix("/robots.txt")
    if isinstance(answer, Page):
        fresh = LONGEST if answer.fresh_seconds is None else timedelta(seconds=answer.fresh_seconds)
        expires_at = now + min(max(fresh, SHORTEST), LONGEST)
        body = cut(answer.body)
        return StoredRobots(origin=origin, status=200, body=body, fetched_at=now, expires_at=expires_at)
    assert isinstance(answer, Failed), "asked without validators"
    if _has_none(answer):
        status = int(answer.reason[5:]) if answer.reason.startswith("http_") else None
        return StoredRobots(origin=origin, status=status, body=b"", fetched_at=now, expires_at=now + LONGEST)
    retry_at = max(answer.retry_at or now, now + RECHECK)
    if before is not None and now - before.fetched_at < USABLE:
        return replace(before, expires_at=min(retry_at, now + LONGEST))
    if answer.reason in NOT_REACHED:
        return replace(answer, detail=f"{answer.detail} This was {url}, which is asked first.")
    detail = f"Nothing of this site is fetched while {url} cannot be had. {answer.detail}"
    return replace(
        answer, reason="robots_unreachable", detail=detail, ending="retry", retry_at=retry_at, attempted=False
    )


def _has_none(answer: Failed) -> bool:
    # A 4xx says that there are no rules (section 2.3.1.3), unless it only says "not now": 408, 425, 429.
    is_final = answer.reason.startswith("http_") and answer.ending != "retry" and answer.reason < "http_5"
    return is_final or answer.reason in NO_RULES


class RobotsStore(Protocol):
    """Where rules are kept between runs; called in a thread."""

    def load(self, origin: str) -> StoredRobots | None:
        """Give what is known of *origin*, expired or not."""

    def save(self, stored: StoredRobots) -> None:
        """Keep *stored* in place of what was known of its origin."""


class RobotsCache:
    """The rules of all origins; each is asked once, however many pages wait for it."""

    def __init__(self, ask: Callable[[str], Awaitable[Fetched]], store: RobotsStore | None = None) -> None:
        """Prepare a cache.

        Args:
            ask: gets the robots.txt of this URL.
            store: None: rules are kept in memory only.
        """
        self._ask, self._store = ask, store
        self._known: OrderedDict[str, tuple[Rules | Failed, float]] = OrderedDict()  # until when: time.monotonic()
        self._asking: dict[str, asyncio.Task[Rules | Failed]] = {}

    def known(self, origin: str) -> Rules | Failed | None:
        """Give the rules of *origin* if they are at hand, without waiting."""
        found = self._known.get(origin)
        if found is None or found[1] <= time.monotonic():
            return None
        self._known.move_to_end(origin)
        return found[0]

    async def rules(self, origin: str) -> Rules | Failed:
        """Give the rules of *origin*; Failed says why nothing of it may be fetched now."""
        known = self.known(origin)
        if known is not None:
            return known
        asking = self._asking.get(origin)
        if asking is None:
            asking = self._asking[origin] = asyncio.create_task(self._find(origin))
            asking.add_done_callback(lambda done: self._asked(origin, done))
        return await asyncio.shield(asking)  # one who gives up must not take the answer from the others

    async def close(self) -> None:
        """Stop asking."""
        left = list(self._asking.values())
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _asked(self, origin: str, done: asyncio.Task[Rules | Failed]) -> None:
        del self._asking[origin]
        if not done.cancelled():
            done.exception()  # looked at, also if nobody waits any more

    async def _find(self, origin: str) -> Rules | Failed:
        url, stored = f"{origin}/robots.txt", None
        if self._store is not None:
            stored = await asyncio.to_thread(self._store.load, origin)
        if stored is not None and stored.fetched_at <= datetime.now(UTC) < stored.expires_at:
            return await self._keep(url, stored)
        answer = await self._ask(url)
        if isinstance(answer, Failed) and answer.reason.startswith("http_5") and answer.reason != "http_503":
            answer = await self._ask(
                url
            )  # one bad moment of a server, that is not overloaded, should not close the site
        settled = settle(url, stored, answer, datetime.now(UTC))
        if isinstance(settled, StoredRobots) and self._store is not None:
            await asyncio.to_thread(self._store.save, settled)
        return await self._keep(url, settled)

    async def _keep(self, url: str, settled: StoredRobots | Failed) -> Rules | Failed:
        now, rules = datetime.now(UTC), Rules(url=url)
        if isinstance(settled, Failed):
            # A pause is the gate's to know, a surprise may not come twice, a lease that is lost ends the run.
            if settled.reason in {"host_paused", "lease_lost", "unexpected"}:
                return settled
            self._remember(url, settled, settled.retry_at or now + RECONNECT)
            return settled
        if settled.status == 200:
            rules = await asyncio.to_thread(read_rules, url, settled.body)
        self._remember(url, rules, settled.expires_at)
        return rules

    def _remember(self, url: str, rules: Rules | Failed, expires_at: datetime) -> None:
        left = (expires_at - datetime.now(UTC)).total_seconds()
        self._known[url.removesuffix("/robots.txt")] = rules, time.monotonic() + left
        while len(self._known) > MEMORY:
            self._known.popitem(last=False)
