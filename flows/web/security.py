"""Who may ask, and what every answer carries: the outermost layer of the application."""

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from time import perf_counter
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.web.problems import RETRY_SECONDS, tell, tell_unexpected

LONGEST_TARGET = 8_000  # bytes of path and query; what RFC 9110, 4.1, recommends to support
LONGEST_HEADERS = 16_384  # bytes
MOST_UNDER_WAY = 100  # requests, those that wait for a thread included

#: On every answer. Nothing is loaded from elsewhere, nothing is framed, no address of ours is told to other sites.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="scowatch", charset="UTF-8", Bearer realm="scowatch"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may ask, and how they may call the server."""

    token: str | None = None  # None: everybody who reaches the server
    hosts: frozenset[str] = frozenset()  # names in small letters, beside "localhost" and addresses, which always do
    open_paths: frozenset[str] = (
        frozenset()
    )  # answered without the token: they say how the service is, not what is kept
    log: Callable[[str], None] | None = None  # takes a line for each request; it never holds the token


class Guard:
    """ASGI middleware that refuses before anything is read, hardens every answer, and lets no error through."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access, self._under_way = app, access, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, answer = perf_counter(), _Answer(send, without_body=scope["method"] == "HEAD")
        self._under_way += 1
        try:
            await self._answer(scope, receive, answer)
        finally:
            self._under_way -= 1
            if self._access.log:
                self._access.log(f"{_line(scope)} {answer.status} {answer.size} {perf_counter() - began:.3f}s")

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        request = Request(scope, receive)
        try:
            refusal = refusal_of(request, self._access) or self._too_much(request)
            await (refusal or self._app)(scope, receive, answer)
        except Exception as error:
            if answer.status:  # too late to say anything else
                raise
            await tell_unexpected(request, error)(scope, receive, answer)

    def _too_much(self, request: Request) -> Response | None:
        if self._under_way <= MOST_UNDER_WAY:
            return None
        later = {"Retry-After": str(RETRY_SECONDS)}
        return tell(request, 503, "Too many requests are under way; try again in a moment.", later)


class _Answer:
    """Sends an answer on, with HEADERS; for HEAD without its body."""

    def __init__(self, send: Send, *, without_body: bool) -> None:
        self._send, self._without_body = send, without_body
        self.status = self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.setdefault("Cache-Control", "no-store")
        elif message["type"] == "http.response.body":
            if self._without_body:
                message = {**message, "body": b""}
            self.size += len(message.get("body", b""))
        await self._send(message)


def refusal_of(request: Request, access: Access) -> Response | None:
    """Say why *request* is not answered; None: it is.

    A name of the server that is not known is refused, for a page elsewhere may have bound its own name to our address
    (DNS rebinding); an address in place of a name cannot be bound so. What another site's page loads is refused before
    it costs anything and before the time it takes tells something (Fetch Metadata); a link to us may be followed.
    """
    return _unfit(request) or _stranger(request, access)


def _unfit(request: Request) -> Response | None:
    if request.method != "GET":
        return tell(request, 405, "This server only reads: use GET or HEAD.", {"Allow": "GET, HEAD"})
    if len(request.scope["raw_path"]) + len(request.scope["query_string"]) > LONGEST_TARGET:
        return tell(request, 414, f"The address is longer than {LONGEST_TARGET:,} bytes; ask for less at once.")
    if sum(len(name) + len(value) for name, value in request.headers.raw) > LONGEST_HEADERS:
        return tell(request, 431, f"The headers are longer than {LONGEST_HEADERS:,} bytes.")
    return None


def _stranger(request: Request, access: Access) -> Response | None:
    if not _may_be_called(request.headers.get("host", ""), access.hosts):
        return tell(
            request, 421, "This server does not go by that name; allow it with `scowatch web --allow-host NAME`."
        )
    if _loaded_elsewhere(request):
        return tell(request, 403, "Pages of other sites may link to this server and not load from it.")
    if request.url.path in access.open_paths or access.token is None:
        return None
    if not _is_known(request.headers.get("authorization", ""), access.token):
        return tell(request, 401, "Give the token: as a Bearer token, or as the password of any user.", _CHALLENGE)
    return None


def _may_be_called(host: str, names: frozenset[str]) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")
        if name == "localhost" or name in names:
            return True
        ip_address(name)
    except ValueError:
        return False
    return True


def _loaded_elsewhere(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return False
    return (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest")) != ("navigate", "document")


def _is_known(given: str, token: str) -> bool:
    scheme, _, credentials = given.partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(credentials.strip().encode("utf-8"), token.encode("utf-8"))  # in the same time always


def _line(scope: Scope) -> str:
    """Who asked for what; in the characters of the address as sent, which are printable."""
    client = scope.get("client") or ("-",)
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    return f"{client[0]} {scope['method']} {(scope['raw_path'] + query).decode('ascii', 'backslashreplace')}"
