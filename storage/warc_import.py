"""Reading other people's WARC files, for backfill."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from config.errors import InputError
from extractors.records import Page


def read_responses(path: Path) -> Iterator[tuple[Page | None, str]]:
    """Give the pages of a WARC file in order; (None, reason) for each record that is no HTML page with status 200.

    Raises:
        InputError: the file cannot be opened or is no WARC file.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a .warc or .warc.gz file") from error
    with file:
        try:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    yield _page(record)
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
            yield None, f"broken_warc ({' '.join(str(error).split())})"


def _page(record: ArcWarcRecord) -> tuple[Page | None, str]:
    http, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI")
    if http is None or url is None or http.get_statuscode() != "200":
        return None, "not_200"
    media_type, _, parameters = (http.get_header("Content-Type") or "").partition(";")
    if "html" not in media_type.lower():
        return None, "not_html"
    _, _, charset = parameters.partition("charset=")
    moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    page = Page(
        url=url.strip("<>"),
        final_url=url.strip("<>"),
        moved_permanently=False,
        status=200,
        media_type=media_type.strip().lower(),
        charset=charset.strip("\"' ") or None,
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
        body=record.content_stream().read(),
        fetched_at=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC),
    )
    return page, ""
