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

_ASCII = "".join(map(chr, range(0x20, 0x7F)))  # what may stand in a header as it is


def response(page: Page, digest: str, same_as: tuple[str, datetime] | None) -> bytes:
    """Write the record of *page*; see WarcFolder.append for the arguments."""
    writer = _writer()
    writer.write_record(_record(writer, page, digest, same_as))
    return _written(writer)


def file_info(name: str, software: str, now: datetime) -> bytes:
    """Write the warcinfo record with which file *name* begins."""
    writer = _writer()
    record = writer.create_warcinfo_record(name, {"software": software, "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", datetime_to_iso_date(now))
    writer.write_record(record)
    return _written(writer)


def _writer() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=True, warc_version="WARC/1.1")


def _written(writer: WARCWriter) -> bytes:
    data: bytes = writer.out.getvalue()
    return data


def _record(writer: WARCWriter, page: Page, digest: str, same_as: tuple[str, datetime] | None) -> ArcWarcRecord:
    content_type = page.media_type + (f"; charset={page.charset}" if page.charset else "")
    # The body was decompressed on arrival, so Content-Encoding and the length on the wire are left out.
    found = {"Content-Type": content_type, "ETag": page.etag, "Last-Modified": page.last_modified}
    headers = [(name, quote(value, _ASCII, errors="surrogateescape")) for name, value in found.items() if value]
    headers.append(("Content-Length", str(len(page.body))))
    http = StatusAndHeaders(f"{page.status} OK", headers, protocol="HTTP/1.1")
    stamp = datetime_to_iso_date(page.fetched_at)
    own = {"WARC-Date": stamp, "WARC-Payload-Digest": f"sha256:{digest}"}
    if same_as is not None:
        return writer.create_revisit_record(
            page.final_url,
            digest=own["WARC-Payload-Digest"],
            refers_to_uri=same_as[0],
            refers_to_date=datetime_to_iso_date(same_as[1]),
            http_headers=http,
            warc_headers_dict={"WARC-Date": stamp},
        )
    # Without the length warcio would count it, and put a SHA-1 in the place of our digest.
    body, length = io.BytesIO(page.body), len(page.body)
    return writer.create_warc_record(
        page.final_url, "response", payload=body, length=length, http_headers=http, warc_headers_dict=own
    )


def read_response(path: Path, offset: int) -> tuple[bytes, str | None]:
    """Read body and Last-Modified of the record at byte *offset*.

    Raises:
        StorageError: there is none, or a damaged one.
    """
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file)))
            body = bytes(record.content_stream().read())
        except (StopIteration, *BROKEN) as error:
            raise StorageError(f"read {path.name} at byte {offset}", f"no readable record there ({error})") from error
    if record.rec_headers.get_header("WARC-Payload-Digest") != f"sha256:{hashlib.sha256(body).hexdigest()}":
        raise StorageError(f"read {path.name} at byte {offset}", "the record there is damaged; restore a backup")
    http = record.http_headers
    return body, http.get_header("Last-Modified") if http else None
