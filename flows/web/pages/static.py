"""The few files that pages need: style, script, icon. They are read once; a changed one has another address."""

import hashlib
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

router = APIRouter()

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


class _File(NamedTuple):
    body: bytes
    media_type: str
    digest: str


def _read() -> dict[str, _File]:
    found = {}
    for each in files("flows.web").joinpath("static").iterdir():
        kind = _TYPES.get(each.name.rpartition(".")[2])
        if kind:
            body = each.read_bytes()
            found[each.name] = _File(body, kind, hashlib.sha256(body).hexdigest()[:16])
    return found


_FILES = _read()


def address(name: str) -> str:
    """Give the address of a static file; it changes with what the file says, so that no cache need ask again."""
    return f"/static/{name}?v={_FILES[name].digest}"


@router.get("/static/{name}")
def static(name: str, request: Request) -> Response:
    """Give one of the files."""
    if name not in _FILES:
        return PlainTextResponse("there is no such file\n", status_code=404)
    body, media_type, digest = _FILES[name]
    headers = {
        "ETag": f'"{digest}"',
        "Cache-Control": _FOREVER if request.query_params.get("v") == digest else "no-cache",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
