"""Pages as WARC records and back, through warcio."""

import hashlib
import io
import zlib
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from config.errors import StorageError
from extractors.records import Page

#: What warcio raises at a record that is broken; AttributeError: a response without WARC-Target-URI.
BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError, AttributeError)

# Of gzip. A body that came plain: of 182 kB level 9 makes 34.4 in 6.2 ms, level 4 makes 36.4 in 2.2. One that is
# compressed already only gets the frame that a record must have.
_LEVEL, _FRAME = 4, 0
_ASCII = "".join(map(chr, range(0x20, 0x7F)))  # what may stand in a header as it is


def response(page: Page, digest: str, same_as: tuple[str, datetime] | None) -> bytes:
    """Write the record of *page*; see WarcFolder.append for the arguments."""
    writer = _writer()
    writer.write_record(_revisit(writer, page, digest, same_as) if same_as else _response(writer, page, digest))
    return _written(writer, _FRAME if page.gzipped and not same_as else _LEVEL)


def file_info(name: str, software: str, now: datetime) -> bytes:
    """Write the warcinfo record with which file *name* begins."""
    writer = _writer()
    record = writer.create_warcinfo_record(name, {"software": software, "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", datetime_to_iso_date(now))
    writer.write_record(record)
    return _written(writer, _LEVEL)


def _writer() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=False, warc_version="WARC/1.1")


def _written(writer: WARCWriter, level: int) -> bytes:
    """Give what was written as a gzip member; warcio itself knows no level but 9."""
    return zlib.compress(writer.out.getvalue(), level, wbits=16 + zlib.MAX_WBITS)


def _response(writer: WARCWriter, page: Page, digest: str) -> ArcWarcRecord:
    payload = page.gzipped or page.body
    own = {
        "WARC-Date": datetime_to_iso_date(page.fetched_at),
        "WARC-Payload-Digest": f"sha256:{hashlib.sha256(payload).hexdigest() if page.gzipped else digest}",
    }
    # Without the length warcio would count it, and put a SHA-1 in the place of our digest.
    body, length = io.BytesIO(payload), len(payload)
    return writer.create_warc_record(
        page.final_url, "response", payload=body, length=length, http_headers=_http(page), warc_headers_dict=own
    )


def _revisit(writer: WARCWriter, page: Page, digest: str, same_as: tuple[str, datetime]) -> ArcWarcRecord:
    return writer.create_revisit_record(
        page.final_url,
        digest=f"sha256:{digest}",
        refers_to_uri=same_as[0],
        refers_to_date=datetime_to_iso_date(same_as[1]),
        http_headers=_http(page),
        warc_headers_dict={"WARC-Date": datetime_to_iso_date(page.fetched_at)},
    )


def _http(page: Page) -> StatusAndHeaders:
    """Write the head of the answer. What was undone on arrival, as chunks and other codings, is left out."""
    found = {
        "Content-Type": page.media_type + (f"; charset={page.charset}" if page.charset else ""),
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
        "Content-Encoding": "gzip" if page.gzipped else None,
    }
    headers = [(name, quote(value, _ASCII, errors="surrogateescape")) for name, value in found.items() if value]
    headers.append(("Content-Length", str(len(page.gzipped or page.body))))
    return StatusAndHeaders(f"{page.status} OK", headers, protocol="HTTP/1.1")


def read_response(path: Path, offset: int) -> tuple[bytes, str | None]:
    """Read body and Last-Modified of the record at byte *offset*.

    Raises:
        StorageError: there is none, or a damaged one.
    """
    digest, payload, http = _read(path, offset)
    action = f"read {path.name} at byte {offset}"
    if digest != hashlib.sha256(payload).hexdigest():
        raise StorageError(action, "the record there is damaged; restore a backup")
    if http is None:
        return payload, None
    try:
        gzipped = http.get_header("Content-Encoding") == "gzip"
        body = zlib.decompress(payload, 16 + zlib.MAX_WBITS) if gzipped else payload
    except zlib.error as error:
        raise StorageError(action, f"the page there cannot be unpacked ({error})") from error
    return body, http.get_header("Last-Modified")


def payload_digest(path: Path, offset: int) -> str:
    """Give the SHA-256, in hex digits, that the record at byte *offset* states of what it holds; raise as above."""
    return _read(path, offset)[0]


def _read(path: Path, offset: int) -> tuple[str, bytes, StatusAndHeaders | None]:
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file)))
            payload = bytes(record.raw_stream.read())
        except (StopIteration, *BROKEN) as error:
            raise StorageError(f"read {path.name} at byte {offset}", f"no readable record there ({error})") from error
    stated = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    return stated.removeprefix("sha256:"), payload, record.http_headers
