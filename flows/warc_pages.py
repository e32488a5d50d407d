"""What the records of a WARC file hold for us: pages, unpacked, and why the others are none.

Nothing here imports Prefect: the workers of a Dask cluster read files too.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.errors import InputError
from extractors.records import Page
from flows.decoding import content_encodings, decompress
from flows.failures import FetchError
from storage.warc_import import Response, read_responses


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one record came to."""

    page: Page | None
    reason: str  # "" for a page; see storage.warc_import.read_responses, and those of flows.decoding
    resume: int  # offset of the file from where the records after this one can be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A page of a file, known by what it holds: where several records share a gzip member, no number would do."""

    url: str
    fetched_at: datetime
    checksum: int  # CRC-32 of the body, unpacked


def sought(page: Page) -> Sought:
    """Say how *page* is to be found again."""
    return Sought(url=page.url, fetched_at=page.fetched_at, checksum=zlib.crc32(page.body))


def find_pages(path: Path, start: int, wanted: tuple[Sought, ...], *, limit_bytes: int) -> Iterator[Page]:
    """Give the pages *wanted*, which follow each other in a file from the offset *start* on.

    Raises:
        InputError: the file cannot be read, or is not the one they were seen in.
    """
    waiting = iter(wanted)
    following = next(waiting, None)
    for found in read_pages(path, start, limit_bytes=limit_bytes):
        if following is None:
            return
        if found.page is not None and sought(found.page) == following:
            yield found.page
            following = next(waiting, None)
    if following is not None:
        raise InputError(f"{path}: the page {following.url} is not in it any more")


def read_pages(path: Path, start: int, *, limit_bytes: int) -> Iterator[Found]:
    """Give what the records from the offset *start* on came to; *limit_bytes* is the largest body, packed or not.

    Raises:
        InputError: as by storage.warc_import.read_responses.
    """
    for response in read_responses(path, start, limit_bytes=limit_bytes):
        page, reason = _unpacked(response, limit_bytes)
        yield Found(page=page, reason=reason, resume=response.resume)


def _unpacked(response: Response, limit_bytes: int) -> tuple[Page | None, str]:
    """Give the page as a server means it to be read; or None and the reason why there is none."""
    page = response.page
    if page is None:
        return None, response.reason
    try:
        body = decompress(page.body, content_encodings(response.coding), limit_bytes)
    except FetchError as error:
        # Many crawlers unpack the body and keep the header.
        return (page, "") if page.body.lstrip().startswith(b"<") else (None, error.reason)
    return replace(page, body=body), ""
