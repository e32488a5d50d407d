"""Why a GET brought nothing: from statuses and foreign exceptions to what a Failed says."""

import errno
import re
import socket
import ssl
from datetime import datetime
from http.client import responses

import aiohttp
from aiohttp.http_exceptions import ContentLengthError, HttpProcessingError, TransferEncodingError

from extractors.records import Ending, Failed

DETAIL_LIMIT = 300  # characters: part of the text comes from the server


class FetchError(Exception):
    """Carries a failure to Fetcher.get, which returns it as a Failed; it never leaves the fetcher."""

    def __init__(
        self,
        reason: str,
        ending: Ending,
        detail: str,
        *,
        retry_at: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        super().__init__(detail)
        self.reason, self.ending, self.detail = reason, ending, detail
        self.retry_at, self.attempted = retry_at, attempted

    def failed(self, url: str, now: datetime, addition: str = "") -> Failed:
        """Make the record of it."""
        return Failed(
            url=url,
            reason=self.reason,
            detail=f"{self.detail}{addition}",
            ending=self.ending,
            fetched_at=now,
            retry_at=self.retry_at,
            attempted=self.attempted,
        )


class RefusedAddressError(OSError):
    """Stops a connection to a special-purpose address; aiohttp lets an OSError through unharmed."""

    def __init__(self, address: str, kind: str) -> None:
        # One text for all addresses of a host: aiohappyeyeballs merges unequal ones into a plain OSError.
        super().__init__("the address is not public")
        self.address, self.kind = address, kind


class DroppedError(aiohttp.ClientConnectionError):
    """The connection ended before an answer: often a kept-alive one that the server had just given up."""


# The first row that fits counts, so subclasses stand above their bases.
_EXPLANATIONS: tuple[tuple[tuple[type[BaseException], ...], str, Ending, str], ...] = (
    ((aiohttp.ClientConnectorDNSError, socket.gaierror), "dns", "retry", "The name of the host could not be resolved"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls", "retry", "No secure connection could be made"),
    ((TimeoutError,), "timeout", "retry", "The time for this request ran out"),
    ((ContentLengthError, TransferEncodingError), "truncated", "retry", "The body ended too early"),
    ((aiohttp.InvalidURL,), "bad_url", "refused", "The URL cannot be used"),
    ((HttpProcessingError, aiohttp.ClientResponseError), "bad_http", "retry", "The answer is broken HTTP"),
    ((aiohttp.ClientPayloadError,), "bad_http", "retry", "The body is broken HTTP"),
    ((aiohttp.ClientConnectionError, OSError), "connect", "retry", "The connection failed"),
    ((aiohttp.ClientError,), "bad_http", "retry", "The answer could not be read"),
)
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


def explain(error: Exception) -> FetchError:
    """Say what *error*, raised by aiohttp or below it, means for the URL that was asked for."""
    if isinstance(error, FetchError):
        return error
    cause = _root(error)
    if isinstance(cause, RefusedAddressError):
        detail = f"The host's address {cause.address} is {cause.kind}; only public addresses are fetched."
        return FetchError("private_address", "refused", detail)
    for kinds, reason, ending, sentence in _EXPLANATIONS:
        if isinstance(cause, kinds):
            return FetchError(reason, ending, _sentence(sentence, cause))
    return FetchError("unexpected", "retry", _sentence("Something unforeseen happened", error))


def is_silence(error: Exception) -> bool:
    """Say whether nobody answered: no name server, no network on the way. A refusal is an answer."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, socket.gaierror):
        return cause.errno == socket.EAI_AGAIN
    return isinstance(cause, TimeoutError) or (isinstance(cause, OSError) and cause.errno in _NO_WAY)


def _root(error: Exception) -> BaseException:
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, RefusedAddressError):
        return error.os_error
    if isinstance(error, aiohttp.ClientPayloadError) and error.__cause__ is not None:
        return error.__cause__
    return error


def _sentence(start: str, error: BaseException) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    said = " ".join(re.sub(r"[^\x20-\x7e]", " ", str(getattr(cause, "message", cause))).split()).rstrip(".")
    return f"{start} ({said[:DETAIL_LIMIT] or type(cause).__name__})."


def status_error(status: int) -> FetchError:
    """Say what a *status* other than 200, a redirect or an expected 304 means.

    404 and 410 end as gone; 408, 425, 429 and 5xx may pass (RFC 9110, 6585 and 8470); all others failed.

    >>> status_error(503).ending, status_error(403).ending, status_error(410).reason
    ('retry', 'failed', 'http_410')
    """
    ending: Ending = "failed"
    if status in {404, 410}:
        ending = "gone"
    elif status in {408, 425, 429} or 500 <= status <= 599:
        ending = "retry"
    phrase = responses.get(status, "not a standard status")
    return FetchError(f"http_{status}", ending, f"The server answered {status} ({phrase}).")
