"""The Fetcher: one polite, bounded GET after another, to public addresses only."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from extractors.records import Failed, Fetched, NotModified, Page
from flows.addresses import target
from flows.connections import Resolver, open_session
from flows.decoding import content_encodings, content_type, decompress, too_large
from flows.failures import DroppedError, FetchError, explain, status_error
from flows.hosts import HostGate

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CODINGS = "gzip, deflate"  # what flows.decoding undoes
PERMANENT, REDIRECTS = {301, 308}, {301, 302, 303, 307, 308}
VALIDATOR_LIMIT = 1000  # characters of an ETag or Last-Modified worth keeping


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
    concurrency: int  # over all hosts
    allow_private_addresses: bool


@dataclass(slots=True, kw_only=True)
class _Visit:
    """The state of one get(), which changes from redirect to redirect."""

    asked: str
    seconds_left: float
    headers: dict[str, str]
    validators: dict[str, str]
    trail: list[URL] = field(default_factory=list)  # every URL on the way, the present one last
    permanent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    permanent: bool
    location: str


class Fetcher:
    """Gets URLs; an async context manager, for one event loop.

    Nothing is carried from one request to the next but open connections and looked-up addresses: no cookies.
    Proxies and credentials are taken neither from the environment nor from URLs.
    """

    def __init__(self, limits: FetchLimits, *, resolve: Mapping[str, str] | None = None) -> None:
        """Prepare a fetcher.

        Args:
            limits: see FetchLimits.
            resolve: IP addresses to use for hosts instead of looking them up; checked like looked-up ones.
        """
        self._limits = limits
        self._resolve = resolve or {}

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._gate = HostGate(
            host_concurrency=limits.host_concurrency,
            host_delay_seconds=limits.host_delay_seconds,
            concurrency=limits.concurrency,
        )
        self._resolver = Resolver(self._resolve)
        self._session, self._fresh = (
            open_session(
                self._resolver,
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
        await self._session.close()
        await self._fresh.close()
        await self._resolver.close()

    async def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, accept: str = ACCEPT
    ) -> Fetched:
        """Get *url*, following redirects; every outcome is a value, whatever the server does.

        Args:
            url: absolute, http or https; a fragment and credentials in it are not sent.
            etag: the ETag of the copy at hand, for a conditional request (RFC 9110, section 13).
            last_modified: its Last-Modified, likewise. Neither is sent on to another host.
            accept: the media types wanted, as an Accept header.

        Returns:
            A Page for a whole body with status 200, NotModified for a 304 to our validators, else Failed.
        """
        visit = _Visit(
            asked=url,
            seconds_left=self._limits.timeout_seconds,
            headers={"User-Agent": self._limits.user_agent, "Accept": accept, "Accept-Encoding": CODINGS},
            validators=_fit({"If-None-Match": etag, "If-Modified-Since": last_modified}),
        )
        try:
            return await self._follow(visit)
        except Exception as error:  # noqa: BLE001  the last resort that the docstring promises
            problem = explain(error)
            way = f" This was at {visit.trail[-1]}, after a redirect." if len(visit.trail) > 1 else ""
            return Failed(
                url=url,
                reason=problem.reason,
                detail=f"{problem.detail}{way}",
                ending=problem.ending,
                fetched_at=datetime.now(UTC),
            )

    async def _follow(self, visit: _Visit) -> Page | NotModified:
        visit.trail.append(target(visit.asked))
        while True:
            try:
                outcome = await self._request(visit, self._session)
            except DroppedError:
                # A server may give a kept connection up at any moment (RFC 9112, section 9.3.1).
                outcome = await self._request(visit, self._fresh)
            if not isinstance(outcome, _Redirect):
                return outcome
            visit.permanent = visit.permanent and outcome.permanent
            visit.trail.append(self._next(visit.trail, outcome.location))

    def _next(self, trail: list[URL], location: str) -> URL:
        try:
            # Bytes beyond UTF-8 reach us as lone surrogates; percent-encoded they are what the server meant.
            where = re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) & 0xFF:02X}", location.strip())
            url = target(str(trail[-1].join(URL(where))))
        except (ValueError, FetchError) as error:
            detail = f"A redirect leads to {location[:100]!a}, where we cannot go."
            raise FetchError("bad_redirect", "refused", detail) from error
        if url in trail or len(trail) > self._limits.redirect_limit:
            detail = f"{len(trail)} redirects were too many or went in a circle; the last led to {url}."
            raise FetchError("too_many_redirects", "failed", detail)
        return url

    async def _request(self, visit: _Visit, session: aiohttp.ClientSession) -> Page | NotModified | _Redirect:
        """Send one request when its turn comes; the clock of the visit runs only from then on."""
        url = visit.trail[-1]
        validators = visit.validators if url.raw_host == visit.trail[0].raw_host else {}
        headers = visit.headers | validators
        loop = asyncio.get_running_loop()
        async with self._gate.turn(f"{(url.raw_host or '').rstrip('.')}:{url.port}"):
            started = loop.time()
            try:
                async with (
                    asyncio.timeout(visit.seconds_left),
                    session.get(url, headers=headers, allow_redirects=False) as response,
                ):
                    if response.status == 304 and validators:
                        return NotModified(url=visit.asked, fetched_at=datetime.now(UTC))
                    return await self._read(response, visit)
            finally:
                visit.seconds_left -= loop.time() - started

    async def _read(self, response: aiohttp.ClientResponse, visit: _Visit) -> Page | _Redirect:
        headers = response.headers
        if response.status in REDIRECTS:
            if not headers.get("Location", "").strip():
                raise FetchError("bad_redirect", "failed", "The server redirects, but does not say where to.")
            return _Redirect(permanent=response.status in PERMANENT, location=headers["Location"])
        if response.status != 200:
            raise status_error(response.status)
        body = await self._body(response)
        media_type, charset = content_type(headers.get("Content-Type", ""))
        kept = _fit({name: headers.get(name) for name in ("ETag", "Last-Modified")})
        return Page(
            url=visit.asked,
            final_url=str(visit.trail[-1]),
            moved_permanently=len(visit.trail) > 1 and visit.permanent,
            status=response.status,
            media_type=media_type,
            charset=charset,
            etag=kept.get("ETag"),
            last_modified=kept.get("Last-Modified"),
            body=body,
            fetched_at=datetime.now(UTC),
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.body_limit_bytes
        encodings = content_encodings(",".join(response.headers.getall("Content-Encoding", ())))
        if (response.content_length or 0) > limit:
            raise too_large(limit)
        body = bytearray()
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > limit:
                raise too_large(limit)
        return decompress(bytes(body), encodings, limit)


def _fit(headers: Mapping[str, str | None]) -> dict[str, str]:
    """Keep the headers that have a value fit to be stored and to be sent."""
    fit = {name: value for name, value in headers.items() if value and len(value) <= VALIDATOR_LIMIT}
    return {name: value for name, value in fit.items() if value.isascii() and value.isprintable()}
