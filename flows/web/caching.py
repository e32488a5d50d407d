"""Asked again and nothing new: 304. An answer's ETag is a digest of its body, so that it changes whenever that does."""

from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Kept by whoever asked, and not by what stands between; asked for again each time.
CACHE_CONTROL = "private, no-cache"


class Revalidation:
    """ASGI middleware that gives answers to GET an ETag, those that have none, and compares it with If-None-Match.

    It holds the body of an answer in memory, which all of ours are short enough for. The ETag is weak (RFC 9110,
    8.8.1): the same answer may be sent compressed or not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Held(send, Headers(scope=scope).get("if-none-match", ""))
        await self._app(scope, receive, send)


class _Held:
    """Holds an answer back until its body is whole."""

    def __init__(self, send: Send, known: str) -> None:
        self._send, self._known = send, known
        self._start: Message | None = None  # None: not held
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            if "etag" not in Headers(raw=message["headers"]):
                self._start = message
                return
        elif self._start and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._release(self._start)
            return
        await self._send(message)

    async def _release(self, start: Message) -> None:
        body, headers = bytes(self._body), MutableHeaders(scope=start)
        etag = f'W/"{blake2b(body, digest_size=16).hexdigest()}"'
        headers["ETag"] = etag
        headers.setdefault("Cache-Control", CACHE_CONTROL)
        if is_known(etag, self._known):
            del headers["Content-Length"], headers["Content-Type"]
            start, body = {**start, "status": 304}, b""
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def is_known(etag: str, known: str) -> bool:
    """Say whether *etag* is one of those in If-None-Match, weak or not (RFC 9110, 13.1.2)."""
    if known.strip() == "*":
        return True
    return etag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in known.split(",")}
