"""One answer of a server, read: a page, a redirect, unchanged, or the reason why it is none of these."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from yarl import URL

from extractors.records import NotModified, Page
from flows.decoding import content_encodings, content_type, too_large, unpack
from flows.failures import FetchError, status_error
from flows.freshness import fresh_seconds, pause_seconds
from flows.hosts import Turn

REDIRECTS, PERMANENT = {301, 302, 303, 307, 308}, {301, 308}
OVERLOADED = {429, 503}
CHALLENGING = {403, 429, 503}  # with "cf-mitigated: challenge", a header of Cloudflare
_FIT = re.compile(r"[ -~]{1,1000}")  # an ETag or Last-Modified worth keeping
WHOLE = {200, 203}  # 203: the same through a proxy that changed something
_BODY = re.compile(rb"<body\b", re.IGNORECASE)
_END = re.compile(rb"</\s*(?:body|html)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Visit:
    """The state of one get(), which changes from redirect to redirect."""

    asked: str
    headers: dict[str, str]
    validators: dict[str, str]
    seconds_left: float
    limit_bytes: int  # of the body, as sent and again as decompressed
    redirect_limit: int
    for_robots: bool = False  # gets a robots.txt: is bound by none, and content with the beginning
    trail: list[URL] = field(default_factory=list)  # every URL on the way, the present one last
    permanent: bool = True  # all redirects were


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A redirect that says where to."""

    location: str  # as written
    permanent: bool


async def read(
    response: aiohttp.ClientResponse, visit: Visit, turn: Turn, *, validated: bool
) -> Page | NotModified | Redirect:
    """Read *response*, and tell the gate how the host took the request.

    Args:
        response: fresh from the wire.
        visit: what it is an answer to.
        turn: the request's place in the gate.
        validated: the request carried validators.

    Raises:
        FetchError: any other answer, with the time to come back if the server names it.
    """
    status, headers, now = response.status, response.headers, datetime.now(UTC)
    if status not in OVERLOADED and status < 500:
        turn.answered()
    if status == 304 and validated:
        return NotModified(
            url=visit.asked,
            final_url=str(visit.trail[-1]),
            moved_permanently=len(visit.trail) > 1 and visit.permanent,
            fetched_at=now,
            fresh_seconds=fresh_seconds(headers, now),
        )
    if status in REDIRECTS and (location := headers.get("Location", "").strip()):
        return Redirect(location=location, permanent=status in PERMANENT)
    if status not in WHOLE:
        raise _refusal(response, turn, now)
    return await _page(response, visit)


async def _page(response: aiohttp.ClientResponse, visit: Visit) -> Page:
    headers = response.headers
    body, gzipped = await _body(response, visit.limit_bytes, may_cut=visit.for_robots)
    media_type, charset = content_type(headers.get("Content-Type", ""))
    unmeasured = "Content-Length" not in headers and "Transfer-Encoding" not in headers
    if unmeasured and "html" in media_type and _is_cut(body):
        raise FetchError("truncated", "retry", "The connection ended before the page did.")
    kept = fit({name: headers.get(name) for name in ("ETag", "Last-Modified")})
    now = datetime.now(UTC)
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
        fetched_at=now,
        fresh_seconds=fresh_seconds(headers, now),
        gzipped=gzipped,
    )


def _refusal(response: aiohttp.ClientResponse, turn: Turn, now: datetime) -> FetchError:
    error = status_error(response.status)
    if response.status in REDIRECTS:
        error = FetchError("bad_redirect", "failed", "The server redirects, but does not say where to.")
    elif response.status == 402:
        error = FetchError("paywall", "refused", "The server asks for a payment (status 402).")
    elif response.status in CHALLENGING and response.headers.get("cf-mitigated", "").strip().lower() == "challenge":
        said = f'The server tests for bots (status {response.status}, "cf-mitigated: challenge").'
        error = FetchError("bot_challenge", "refused", said)
    pause = pause_seconds(response.headers.get("Retry-After"), now)
    if response.status in OVERLOADED:
        pause = turn.refused(pause)
    error.retry_at = None if pause is None else now + timedelta(seconds=pause)
    return error


def _is_cut(body: bytes) -> bool:
    """Say whether a page without any stated length was cut off: only its own end tag could tell that it is whole."""
    return _BODY.search(body) is not None and _END.search(body) is None


async def _body(response: aiohttp.ClientResponse, limit_bytes: int, *, may_cut: bool) -> tuple[bytes, bytes | None]:
    """Read the body; give it plain, and as it was sent if that is one gzip member."""
    encodings = content_encodings(",".join(response.headers.getall("Content-Encoding", ())))
    may_cut = may_cut and not encodings
    if (response.content_length or 0) > limit_bytes and not may_cut:
        raise too_large(limit_bytes)
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > limit_bytes:
            if may_cut:
                return bytes(body[:limit_bytes]), None
            raise too_large(limit_bytes)
    return unpack(bytes(body), encodings, limit_bytes)


def fit(headers: Mapping[str, str | None]) -> dict[str, str]:
    """Keep the headers that have a value fit to be stored and to be sent."""
    return {name: value for name, value in headers.items() if value and _FIT.fullmatch(value)}
