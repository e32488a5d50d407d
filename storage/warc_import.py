"""Reading other people's WARC files, for backfill: what is a page, what is not and why, however damaged the file.

Written for what crawlers leave behind, Common Crawl's news files (CC-NEWS) above all: .warc, .warc.gz and .warc.zst,
WARC/1.0 and 1.1 (ISO 28500:2017), response records with or without Transfer-Encoding and Content-Encoding undone.
A payload digest is not checked: writers disagree on what it covers, and gzip and zstd bring a checksum of their own.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from config.errors import InputError
from extractors.records import Page
from storage.warc_cursor import EMPTY_LINE, HEAD_LIMIT, Cursor
from storage.warc_members import DamagedError, Form, recognise

# Records that say something of others, and hold no page themselves.
ABOUT_OTHERS = frozenset({"warcinfo", "request", "metadata"})
MOST_BROKEN = 1_000  # broken records, one after the other, before the rest of a file is given up

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_HEADS = StatusAndHeadersParser([], verify=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one record came to: a page, or the reason why it is none."""

    page: Page | None
    reason: str  # "" for a page; see read_responses
    coding: str  # the Content-Encoding header of the page, whose body may still be so encoded; "": none
    resume: int  # offset of the file from where the records after this one can be read


def check_warc(path: Path) -> int:
    """Give the size of a WARC file.

    Raises:
        InputError: the file cannot be opened or holds no WARC record.
    """
    with _opened(path) as file:
        if (form := recognise(file)) is None or form.next_record(file, 0) is None:
            raise InputError(f"{path}: is no WARC file; give a .warc, .warc.gz or .warc.zst file")
        return file.seek(0, io.SEEK_END)


def read_responses(path: Path, offset: int = 0, *, limit_bytes: int) -> Iterator[Response]:
    """Give what the records of a WARC file came to, in order; memory does not grow with the file or its records.

    The reasons: not_200, not_html, revisit (a page that was the same as an earlier one), not_response (resources,
    conversions and other forms that do not say what a server answered), no_date, too_large, truncated (cut off by the
    crawler, or at the end of the file), broken_record (damaged: reading goes on with the next one that can be found).

    Args:
        path: the file, as checked by `check_warc`.
        offset: where to begin, the `resume` of an earlier reading.
        limit_bytes: largest body, as it lies in the file.

    Raises:
        InputError: the file cannot be opened or holds no WARC record.
    """
    check_warc(path)
    with _opened(path) as file:
        form = recognise(file)
        assert form is not None
        yield from _records(file, form, offset, limit_bytes)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        hint = "give a .warc, .warc.gz or .warc.zst file"
        raise InputError(f"{path}: cannot be read ({error.strerror}); {hint}") from error


def _records(file: BinaryIO, form: Form, offset: int, limit_bytes: int) -> Iterator[Response]:
    cursor, broken = Cursor(file, form, offset), 0
    while not cursor.at_end():
        place = cursor.place()
        try:
            found = _read(cursor, limit_bytes)
        except DamagedError as damage:
            broken += 1
            following = form.next_record(file, place + 1) if broken < MOST_BROKEN else None
            cursor = Cursor(file, form, file.seek(0, io.SEEK_END) if following is None else following)
            cut_off = damage.file_ends and following is None
            found = None, "truncated" if cut_off else "broken_record", ""
        else:
            broken = 0
        page, reason, coding = found
        if page is not None or reason:
            yield Response(page=page, reason=reason, coding=coding, resume=cursor.place())


_Found = tuple[Page | None, str, str]  # page, reason, coding; no page and no reason: nothing to speak of


def _none(reason: str) -> _Found:
    return None, reason, ""


def _read(cursor: Cursor, limit_bytes: int) -> _Found:
    """Read one record to its end; raise DamagedError when it is not whole."""
    head = _parsed(cursor.head())
    stated = head.get_header("Content-Length", "").strip()
    if not (stated.isascii() and stated.isdigit() and len(stated) < 19):
        raise cursor.damage()
    block = _Block(cursor, int(stated))
    kind = (head.get_header("WARC-Type") or "").lower()
    if kind == "response":
        found = _response(head, block, limit_bytes)
    else:
        found = _none("" if kind in ABOUT_OTHERS else "revisit" if kind == "revisit" else "not_response")
    block.skip()
    cursor.finish()
    return found


class _Block:
    """What is left to read of a record."""

    def __init__(self, cursor: Cursor, length: int) -> None:
        cursor.check_length(length)
        self._cursor, self.left = cursor, length

    def read(self, most: int) -> bytes:
        size = min(most, self.left)
        self.left -= size
        return self._cursor.read(size)

    def skip(self) -> None:
        self._cursor.skip(self.left)


def _parsed(head: bytes) -> StatusAndHeaders:
    return _HEADS.parse(io.BytesIO(head))


def _response(head: StatusAndHeaders, block: _Block, limit_bytes: int) -> _Found:
    first = block.read(HEAD_LIMIT)
    end = EMPTY_LINE.search(first)
    url = (head.get_header("WARC-Target-URI") or "").strip("<> ")
    if end is None or not url.lower().startswith(("http:", "https:")):
        return _none("not_200")
    http = _parsed(first[: end.end()])
    if reason := _why_no_page(head, http):
        return _none(reason)
    if (moment := _moment(head.get_header("WARC-Date"))) is None:
        return _none("no_date")
    if len(first) - end.end() + block.left > limit_bytes:
        return _none("too_large")
    body = _unchunked(http, first[end.end() :] + block.read(block.left))
    if body is None:
        return _none("truncated")
    return _page(url, http, body, moment), "", http.get_header("Content-Encoding") or ""


def _why_no_page(head: StatusAndHeaders, http: StatusAndHeaders) -> str:
    if http.get_statuscode() != "200":
        return "not_200"
    if "html" not in (http.get_header("Content-Type") or "").partition(";")[0].lower():
        return "not_html"
    # A segmented record goes on in records that may be in another file; nobody is known to write them.
    cut_off = head.get_header("WARC-Truncated") or head.get_header("WARC-Segment-Number")
    return "truncated" if cut_off else ""


def _moment(stated: str | None) -> datetime | None:
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(stated or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None


def _unchunked(http: StatusAndHeaders, payload: bytes) -> bytes | None:
    """Give the body as the server meant to send it; None when it did not come whole."""
    chunked = (http.get_header("Transfer-Encoding") or "").lower().strip() == "chunked"
    if chunked and _CHUNK.match(payload):  # many crawlers put the chunks together and keep the header
        return _joined_chunks(payload)
    stated = (http.get_header("Content-Length") or "").strip()
    is_short = not chunked and stated.isascii() and stated.isdigit() and len(payload) < int(stated[:18])
    return None if is_short else payload


def _joined_chunks(payload: bytes) -> bytes | None:
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(payload, at):
        size = int(chunk[1], 16)
        if size == 0:
            return b"".join(parts)
        at = chunk.end() + size
        if payload[at : at + 2] != b"\r\n":
            return None
        parts.append(payload[chunk.end() : at])
        at += 2
    return None


def _page(url: str, http: StatusAndHeaders, body: bytes, moment: datetime) -> Page:
    media_type, _, parameters = (http.get_header("Content-Type") or "").partition(";")
    charset = _CHARSET.search(parameters)
    return Page(
        url=url,
        final_url=url,
        moved_permanently=False,
        status=200,
        media_type=media_type.strip().lower(),
        charset=charset and charset[1],
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
        body=body,
        fetched_at=moment,
    )
