"""What went wrong, told to whoever asked: problem details (RFC 9457) for programs, a page for people."""

import logging
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from config.errors import InputError, StorageError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
#: Below these nobody reads pages.
_PROGRAMS = ("/api/", "/feeds/", "/openapi.json", "/metrics")
_UNREADABLE = "The archive cannot be read just now, or not in time; try again in a moment, or ask for less."
_log = logging.getLogger(__name__)

_PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What the status means."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for whoever asked."},
        "instance": {"type": "string", "description": "Names this occurrence in the log of the server."},
    },
    "required": ["type", "title", "status", "detail"],
}
_CONTENT = {MEDIA_TYPE: {"schema": _PROBLEM}}
#: What OpenAPI says of every operation.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the answer that If-None-Match names."},
    "4XX": {
        "description": "400: a parameter is not known or cannot be read. 401: the token is missing. 403: asked by a "
        "page of another site. 404: there is nothing of that name. 405: only GET and HEAD. 414, 431: too long. "
        "421: the server does not go by that name.",
        "content": _CONTENT,
    },
    "5XX": {
        "description": "503: too much at a time, or the archive cannot be read in time; Retry-After says when to try "
        "again. 500: a fault of the server.",
        "content": _CONTENT,
    },
}

#: Makes the page of an error, from the request, the status and the sentence.
ErrorPage = Callable[[Request, int, str], Response]


def tell(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None, instance: str | None = None
) -> Response:
    """Answer that something went wrong.

    Args:
        request: what was asked. A browser that asks for a page gets the one that `app.state.error_page`, an ErrorPage,
            makes, where there is such.
        status: HTTP status.
        detail: a sentence for whoever asked.
        headers: to be sent with the answer.
        instance: names this very occurrence, and stands in the log with its cause.
    """
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    if page and "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(_PROGRAMS):
        answer = page(request, status, detail)
        answer.headers.update(headers or {})
        return answer
    about = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if instance:
        about["instance"] = instance
    return JSONResponse(about, status, headers, media_type=MEDIA_TYPE)


def tell_unexpected(request: Request, error: Exception) -> Response:
    """Answer 500, and log *error* under the name that the answer bears."""
    name = f"urn:scowatch:error:{secrets.token_hex(8)}"
    _log.error("%s: %s %s", name, request.method, request.url.path, exc_info=error)
    return tell(request, 500, "That should not have happened; the log of the server says more.", instance=name)


def handle_problems(app: FastAPI) -> None:
    """Turn errors into answers, all but the unexpected, which flows.web.security handles."""
    app.add_exception_handler(InputError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StorageError, _unavailable)
    app.add_exception_handler(HTTPException, _other)


async def _refused(request: Request, error: Exception) -> Response:
    return tell(request, 400, str(error))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(str(each) for each in fault['loc'][1:])}: {fault['msg']}" for fault in error.errors()]
    return tell(request, 400, "; ".join(faults))


async def _unavailable(request: Request, error: Exception) -> Response:
    # The sentence of the database may name hosts and files, which are not for everybody.
    _log.error("%s %s: %s", request.method, request.url.path, error)
    later = {"Retry-After": str(RETRY_SECONDS)}
    return tell(request, 503, _UNREADABLE, later)


async def _other(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = error.detail if error.detail != HTTPStatus(error.status_code).phrase else _DETAILS.get(error.status_code)
    return tell(request, error.status_code, detail or error.detail, error.headers)


_DETAILS = {404: "There is nothing of that name.", 405: "This server only reads: use GET or HEAD."}
