"""The Fetcher: one polite, bounded GET after another, to public addresses only."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from extractors.records import Failed, Fetched, NotModified, Page
from flows.addresses import literal, target
from flows.answers import Redirect, Visit, fit, read
from flows.connections import TURN, Resolver, open_session
from flows.decoding import CODINGS
from flows.failures import DroppedError, FetchError, explain, is_silence
from flows.hosts import HostGate
from flows.keys import address_key, host_key
from flows.robots import SIZE_LIMIT, RobotsCache, RobotsStore, Rules

CUT_OFF_AFTER = 50  # requests
ROBOTS_REDIRECTS = 5  # at least, RFC 9309, section 2.3.1.2
# What is wanted, as an Accept header (RFC 9110, section 12.5.1).
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,*/*;q=0.8"
PAGES = "text/html,application/xhtml+xml,*/*;q=0.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How far a Fetcher goes; see config.settings for the meaning of each and its default."""

    user_agent: str
    timeout_seconds: float  # for one get(): redirects and body included, the wait for its turn not
    connect_timeout_seconds: float  # lookup, connection and TLS
    body_limit_bytes: int  # as sent, and again as decompressed
    redirect_limit: int
    host_concurrency: int
    host_delay_seconds: float  # between the starts of two requests
    hosts_per_address: int = 4
    host_wait_limit_seconds: float = 120.0
    concurrency: int  # over all hosts
    allow_private_addresses: bool


class Fetcher:
    """Gets URLs; an async context manager, for one event loop.

    Every URL, that of each redirect too, is fetched only if the robots.txt of its origin allows it and when the turn
    of its host has come. Nothing else is carried from one request to the next but open connections and looked-up
    addresses: no cookies. Proxies and credentials are taken neither from the environment nor from URLs.
    """

    def __init__(
        self,
        limits: FetchLimits,
        *,
        resolve: Mapping[str, str] | None = None,
        store: RobotsStore | None = None,
        pauses: Mapping[str, datetime] | None = None,
    ) -> None:
        """Prepare a fetcher.

        Args:
            limits: see FetchLimits.
            resolve: IP addresses to use for hosts instead of looking them up; checked like looked-up ones.
            store: keeps what robots.txt files say for the next fetcher.
            pauses: what pauses() of an earlier fetcher gave.
        """
        self._limits = limits
        self._resolve = resolve or {}
        self._robots = RobotsCache(self._ask_robots, store)
        self._pauses = pauses
        self._unanswered: int | None = 0  # requests so far, of which none was; None: one was
        self.admit: Callable[[], Awaitable[None]] | None = None  # asked before each request; may raise FetchError

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._gate = HostGate(
            host_concurrency=limits.host_concurrency,
            host_delay_seconds=limits.host_delay_seconds,
            concurrency=limits.concurrency,
            hosts_per_address=limits.hosts_per_address,
            wait_limit_seconds=limits.host_wait_limit_seconds,
            pauses=self._pauses,
        )
        self._timeout = aiohttp.ClientTimeout(total=limits.timeout_seconds, connect=limits.connect_timeout_seconds)
        self._resolver = Resolver(self._resolve, timeout_seconds=limits.connect_timeout_seconds)
        self._session, self._fresh = (
            open_session(
                self._resolver,
                headers={"User-Agent": limits.user_agent, "Accept-Encoding": CODINGS},
                connect_timeout_seconds=limits.connect_timeout_seconds,
                allow_private_addresses=limits.allow_private_addresses,
                keep_alive=keep_alive,
            )
            for keep_alive in (True, False)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._robots.close()
        await self._session.close()
        await self._fresh.close()
        await self._resolver.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit_bytes: int | None = None,
    ) -> Fetched:
        """Get *url*, following redirects; every outcome is a value, whatever the server does.

        Args:
            url: absolute, http or https; a fragment and credentials in it are not sent.
            etag: the ETag of the copy at hand, for a conditional request (RFC 9110, section 13).
            last_modified: its Last-Modified, likewise. Neither is sent on to another host.
            accept: the media types wanted, as an Accept header.
            limit_bytes: the largest body taken, instead of body_limit_bytes.

        Returns:
            A Page for a whole body with status 200, NotModified for a 304 to our validators, else Failed.
        """
        limits = self._limits
        visit = Visit(
            asked=url,
            headers={"Accept": accept},
            validators=fit({"If-None-Match": etag, "If-Modified-Since": last_modified}),
            seconds_left=limits.timeout_seconds,
            limit_bytes=limit_bytes or limits.body_limit_bytes,
            redirect_limit=limits.redirect_limit,
        )
        return await self._outcome(visit)

    def pauses(self) -> dict[str, datetime]:
        """Give the hosts that asked (Retry-After) to be left alone beyond now, each with the moment until which."""
        return self._gate.pauses()

    def is_cut_off(self) -> bool:
        """Say whether this machine seems to have no network: many requests, and no host or name server answered."""
        return self._unanswered is not None and self._unanswered >= CUT_OFF_AFTER

    def take_over(self, host: str, *, asked_at: datetime | None, left_until: datetime | None) -> None:
        """Take a host over from another process; see HostGate."""
        self._gate.take_over(host, asked_at=asked_at, left_until=left_until)

    async def robots(self, url: str) -> Rules | Failed:
        """Give the rules of the origin of *url*; Failed says why nothing of it may be fetched now."""
        try:
            return await self._robots.rules(_origin(target(url)))
        except Exception as error:  # noqa: BLE001  as in get()
            return explain(error).failed(url, datetime.now(UTC))

    async def _ask_robots(self, url: str) -> Fetched:
        visit = Visit(
            asked=url,
            # Plain: the beginning of a compressed body could not be decompressed.
            headers={"Accept": "text/plain,*/*;q=0.5", "Accept-Encoding": "identity"},
            validators={},
            seconds_left=self._limits.timeout_seconds,
            limit_bytes=SIZE_LIMIT,
            redirect_limit=ROBOTS_REDIRECTS,
            for_robots=True,
        )
        return await self._outcome(visit)

    async def _outcome(self, visit: Visit) -> Fetched:
        try:
            visit.trail.append(target(visit.asked))
            while True:
                delay = 0.0 if visit.for_robots else await self._permission(visit.trail[-1])
                try:
                    answer = await self._request(visit, self._session, delay)
                except DroppedError:
                    # A server may give a kept connection up at any moment (RFC 9112, section 9.3.1).
                    answer = await self._request(visit, self._fresh, delay)
                if not isinstance(answer, Redirect):
                    return answer
                visit.permanent = visit.permanent and answer.permanent
                visit.trail.append(_next(visit, answer.location))
        except Exception as error:  # noqa: BLE001  the last resort that the docstring of get() promises
            way = f" This was at {visit.trail[-1]}, after a redirect." if len(visit.trail) > 1 else ""
            found = explain(error)
            if self._unanswered is not None and is_silence(error):
                self._unanswered += 1
                found.attempted = False  # it may be our own network that is gone: no try of a page is used up for that
            elif not isinstance(error, FetchError):  # those are decisions of our own
                self._unanswered = None
            return found.failed(visit.asked, datetime.now(UTC), way)

    async def _permission(self, url: URL) -> float:
        """Give the delay that the robots.txt for *url* asks for.

        Raises:
            FetchError: it says no, or cannot be had.
        """
        origin = _origin(url)
        rules = self._robots.known(origin) or await self._robots.rules(origin)
        if isinstance(rules, Failed):
            again, attempted = rules.retry_at, rules.attempted
            raise FetchError(rules.reason, rules.ending, rules.detail, retry_at=again, attempted=attempted)
        if not (await asyncio.to_thread(rules.allows, url) if rules.large else rules.allows(url)):
            raise FetchError("robots", "refused", f"{rules.url} does not allow us to fetch this.")
        return rules.crawl_delay

    async def _request(
        self, visit: Visit, session: aiohttp.ClientSession, delay: float
    ) -> Page | NotModified | Redirect:
        """Send one request when its turn comes; the clock of the visit runs only from then on."""
        url = visit.trail[-1]
        validators = visit.validators if url.raw_host == visit.trail[0].raw_host else {}
        headers = visit.headers | validators
        address = literal(url)
        if address is None:
            address = (await self._resolver.addresses(url.raw_host or ""))[0]
            self._unanswered = None  # a name server has answered
        keys = host_key(url), address_key(address, url.port or 0)
        with await self._gate.turn(*keys, delay_seconds=delay) as turn:
            if self.admit is not None:
                await self.admit()
            TURN.set(turn)
            started = self._gate.time()
            timeout = self._timeout_of(visit)
            try:
                async with session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
                    self._unanswered = None
                    return await read(response, visit, turn, validated=bool(validators))
            finally:
                visit.seconds_left -= self._gate.time() - started

    def _timeout_of(self, visit: Visit) -> aiohttp.ClientTimeout:
        if visit.seconds_left == self._timeout.total:
            return self._timeout
        left = max(visit.seconds_left, 0.001)  # for aiohttp 0 is no limit
        return aiohttp.ClientTimeout(total=left, connect=self._timeout.connect)


def _origin(url: URL) -> str:
    return f"{url.scheme}://{url.raw_authority}"


def _next(visit: Visit, location: str) -> URL:
    trail = visit.trail
    try:
        # Bytes beyond UTF-8 reach us as lone surrogates; percent-encoded they are what the server meant.
        where = re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) & 0xFF:02X}", location.strip())
        url = target(str(trail[-1].join(URL(where))))
    except (ValueError, FetchError) as error:
        detail = f"A redirect leads to {location[:100]!a}, where we cannot go."
        raise FetchError("bad_redirect", "refused", detail) from error
    if url in trail or len(trail) > visit.redirect_limit:
        detail = f"{len(trail)} redirects were too many or went in a circle; the last led to {url}."
        raise FetchError("too_many_redirects", "failed", detail)
    return url
