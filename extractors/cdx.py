"""What an index of a web archive says it holds: the answers of a CDX server, in each form that servers give.

The Wayback Machine writes an array of arrays, the first with the names of the fields; pywb writes an object a line,
with names of its own; both write plain text. All three put one capture on one line, and so a line is what is read:
an answer that was cut off, or that has an odd line, still yields the others.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extractors.records import Unreadable
from extractors.urls import resolve

FIELDS = ("urlkey", "timestamp", "original")  # without urlkey the Wayback Machine's own resume keys lead astray
MOST_LINES = 200_000  # of one answer; the Wayback Machine sends no more than 150,000

_OTHER_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}  # pywb's
_TIMESTAMP = re.compile(r"[0-9]{4,14}")
_PADDING = "00000101000000"  # of a timestamp that stops at the year, the month, ...
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|h1|title)", re.IGNORECASE)
_KEY = re.compile(r"\S{1,4000}")
_LONGEST_LINE = 20_000  # characters
_FIRST_DAY = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One copy of a page in a web archive."""

    original: str  # absolute URL of the page, fit to be fetched
    captured_at: datetime
    urlkey: str = ""  # sort key of the index: equal for addresses that it takes for one page


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxPage:
    """One answer of a CDX server, read."""

    captures: tuple[Capture, ...]  # in its order: by urlkey, then by time
    unusable: int  # lines that name no page or no time
    resume_key: str | None  # opaque; None: this was the end, or the server knows no such keys
    complete: bool  # False: the answer was cut off


def parse_cdx(body: bytes, *, fields: Sequence[str] = FIELDS) -> CdxPage | Unreadable:
    """Read what a CDX server answered.

    Args:
        body: the answer, decompressed.
        fields: the fields asked for (`fl`), in order: plain text does not name them.

    Returns:
        The captures; or Unreadable with reason "html" (an error page), "not_cdx" (no line is a capture) or
        "too_large". An empty answer is an index that knows no such page.

    Source: README of wayback-cdx-server in internetarchive/wayback; "CDXJ Server API" in the manual of pywb.

    >>> page = parse_cdx(b"test,a)/ 20250901120000 http://a.test:80/")
    >>> [(each.original, each.captured_at.isoformat()) for each in page.captures]
    [('http://a.test/', '2025-09-01T12:00:00+00:00')]
    """
    text = body.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    if _HTML.match(text):
        return Unreadable(reason="html", detail="The archive sent a page in place of its index.")
    if text.count("\n") > MOST_LINES:
        return Unreadable(reason="too_large", detail=f"The index has more than {MOST_LINES} lines.")
    rows, complete = _rows(text)
    resume_key = None
    # An empty row or line stands before the key in both forms; a word at the end without one is an error message.
    if len(rows) > 2 and rows[-2] in ([], {}) and isinstance(rows[-1], list) and len(rows[-1]) == 1:
        resume_key = str(rows.pop()[0])
    captures = [_capture(row) for row in _named(rows, fields)]
    usable = tuple(filter(None, captures))
    if complete and captures and not usable and resume_key is None:
        return Unreadable(reason="not_cdx", detail=f"The archive sent no index; its answer begins {text[:60]!r}.")
    return CdxPage(
        captures=usable,
        unusable=len(captures) - len(usable),
        resume_key=resume_key if resume_key and _KEY.fullmatch(resume_key) else None,
        complete=complete,
    )


def parse_page_count(body: bytes) -> int | None:
    """Read the answer to `showNumPages`: a number, alone or as each kind of server wraps it; None: it is none.

    >>> parse_page_count(b"12"), parse_page_count(b'{"blocks": 9, "pages": 2}'), parse_page_count(b"Bad request")
    (12, 2, None)
    """
    try:
        said = json.loads(body[:1_000])
    except (ValueError, RecursionError):
        return None
    if isinstance(said, list) and said and isinstance(said[-1], list) and said[-1]:
        said = said[-1][0]
    if isinstance(said, dict):
        said = said.get("pages")
    figures = str(said)
    return int(figures) if figures.isascii() and figures.isdecimal() and len(figures) <= 9 else None


def read_timestamp(figures: str) -> datetime | None:
    """Read the time of a capture, 4 to 14 figures from the year to the second, as its first moment.

    >>> read_timestamp("20250901").isoformat()
    '2025-09-01T00:00:00+00:00'
    """
    if not _TIMESTAMP.fullmatch(figures):
        return None
    full = figures + _PADDING[len(figures) :]
    month, day, hour, minute, second = (int(full[at : at + 2]) for at in range(4, 14, 2))
    try:
        moment = datetime(int(full[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment >= _FIRST_DAY else None


def _rows(text: str) -> tuple[list[Any], bool]:
    """Cut an answer into its rows, each a list or an object; say also whether it is whole."""
    if not text.startswith(("[", "{")):
        return [line.split() for line in text.splitlines()], True
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
        rows = [_row(line) for line in lines]
        # Objects by the line are whole if the last one is; an array that ends early has lost its bracket.
        complete = text.startswith("{") and bool(rows[-1])
        return rows if rows[-1] else rows[:-1], complete
    return document if isinstance(document, list) else [document], True


def _row(line: str) -> Any:
    """Read one line of an array of arrays, or of objects by the line; what can't be read is an empty row."""
    line = line.strip().removesuffix(",")
    line = line[1:] if line.startswith("[[") else line
    line = line[:-1] if line.endswith("]]") else line
    try:
        return json.loads(line[:_LONGEST_LINE])
    except (ValueError, RecursionError):
        return {}


def _named(rows: Iterable[Any], fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """Give every row its field names: those of the header, its own, or *fields*."""
    for row in rows:
        if isinstance(row, list) and "timestamp" in row:
            fields = [str(name) for name in row]
        elif isinstance(row, list) and row:
            yield _common_names(zip(fields, row, strict=False))
        elif not isinstance(row, list):
            yield _common_names(row.items()) if isinstance(row, dict) else {}


def _common_names(items: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {_OTHER_NAMES.get(name, name): value for name, value in items}


def _capture(row: Mapping[str, object]) -> Capture | None:
    moment = read_timestamp(str(row.get("timestamp", "")))
    original = str(row.get("original", "")) if moment else ""
    link = resolve(original, original)
    if link is None or moment is None:
        return None
    return Capture(original=link, captured_at=moment, urlkey=str(row.get("urlkey", "")))
