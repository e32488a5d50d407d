"""Reading other people's WARC files, for backfill."""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from config.errors import InputError
from extractors.records import Page
from storage.warc_records import BROKEN

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


def read_responses(path: Path) -> Iterator[tuple[Page | None, str]]:
    """Give the pages of a WARC file in order; (None, reason) for each response that is something else.

    The reasons: not_200, not_html, no_date, truncated (the record ends early), broken_warc (nothing after can be read).

    Raises:
        InputError: the file cannot be opened or is no WARC file.
    """
    try:
        is_warc = _begins_as_warc(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a .warc or .warc.gz file") from error
    if not is_warc:
        raise InputError(f"{path}: is no WARC file; give a .warc or .warc.gz file")
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    yield _page(record)
        except BROKEN:
            yield None, "broken_warc"


def _begins_as_warc(path: Path) -> bool:
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if compressed else path.open("rb") as file:
            return file.read(5) == b"WARC/"
    except (gzip.BadGzipFile, zlib.error, EOFError):
        return False


def _page(record: ArcWarcRecord) -> tuple[Page | None, str]:
    http, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI")
    if http is None or url is None or http.get_statuscode() != "200":
        return None, "not_200"
    media_type, _, parameters = (http.get_header("Content-Type") or "").partition(";")
    if "html" not in media_type.lower():
        return None, "not_html"
    body = record.content_stream().read()
    record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 1) != 0:  # what is missing of the stated length
        return None, "truncated"
    try:
        moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None, "no_date"
    charset = _CHARSET.search(parameters)
    page = Page(
        url=url.strip("<>"),
        final_url=url.strip("<>"),
        moved_permanently=False,
        status=200,
        media_type=media_type.strip().lower(),
        charset=charset and charset[1],
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
        body=body,
        fetched_at=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC),
    )
    return page, ""
