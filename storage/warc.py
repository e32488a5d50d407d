"""Raw pages as WARC/1.1 (ISO 28500:2017): gzip per record, one growing file per day and writer.

A file that is being written is named `….warc.gz.open` and locked; closed, it is `….warc.gz`. A writer that was killed
leaves an `.open` file without a lock: the next writer cuts off the half-written record, if any, and closes it. No
complete record is ever dropped. Files change their names in turns, under a lock on the file `.lock`.
"""

import errno
import fcntl
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from config.errors import StorageError
from extractors.records import Page

OPEN = ".open"
SUFFIX = ".warc.gz"
#: What warcio raises at a record that is broken; AttributeError: a response without WARC-Target-URI.
BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError, AttributeError)
_ASCII = "".join(map(chr, range(0x20, 0x7F)))  # what may stand in a header as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies."""

    file: str  # name within the folder, without OPEN
    offset: int  # bytes


class WarcFolder:
    """The folder of raw pages: append, read back, recover."""

    def __init__(self, folder: Path, *, software: str) -> None:
        self._folder, self._software = folder, software
        self._file: io.FileIO | None = None
        self._path = Path()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __str__(self) -> str:
        return str(self._folder)

    def append(self, page: Page, digest: str, *, now: datetime, same_as: tuple[str, datetime] | None) -> Place:
        """Write *page* into today's file; call `sync` before anything refers to the place.

        Args:
            page: what was fetched, perhaps long ago.
            digest: SHA-256 of its body, hex digits.
            now: decides the file, which is named after the day of writing.
            same_as: (URL, time) of an earlier capture with the same body; makes this a revisit record.
        """
        with _wrapped(f"write to {self._folder}"):
            file = self._writable(now)
            if file.seek(0, io.SEEK_END) == 0:
                self._begin(file, now)
            writer = _writer()
            writer.write_record(_record(writer, page, digest, same_as))
            return Place(file=self._path.name.removesuffix(OPEN), offset=_append_whole(file, writer))

    def sync(self) -> None:
        """Bring what was appended to the disk."""
        if self._file is not None:
            with _wrapped(f"write to {self._folder}"):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file under way; it then has its final name."""
        if self._file is not None:
            with self._file as file, _wrapped(f"close {self._path}"):
                self._file = None
                os.fsync(file.fileno())
                with self._turn():
                    _finish(self._path, file)

    def read(self, place: Place) -> bytes:
        """Give the body of a response record.

        Raises:
            StorageError: the file or the record is not there, or the record is damaged.
        """
        for turn in (nullcontext, self._turn):  # in our turn no writer changes the name just as we look for it
            with _wrapped(f"read {place.file}"), suppress(FileNotFoundError), turn():
                for name in (place.file, f"{place.file}{OPEN}"):
                    if (self._folder / name).exists():
                        return _read(self._folder / name, place.offset)
        raise StorageError(f"read {place.file}", f"the file is not in {self._folder}; restore it from a backup")

    def has(self, file: str) -> bool:
        """Say whether a file is there, closed or open."""
        return (self._folder / file).exists() or (self._folder / f"{file}{OPEN}").exists()

    def recover(self) -> None:
        """Close the files that killed writers left open."""
        if not self._folder.is_dir():
            return
        with _wrapped(f"recover {self._folder}"), self._turn():
            for path in sorted(self._folder.glob(f"*{SUFFIX}{OPEN}")):
                with path.open("ab", buffering=0) as file:
                    if _locked(file):
                        file.truncate(_end_of_whole_records(path))
                        _finish(path, file)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let no other writer look at the names of the files, or change them, meanwhile."""
        with (self._folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _writable(self, now: datetime) -> io.FileIO:
        day = now.strftime("%Y%m%d")
        if self._file is not None and self._path.name.startswith(f"scowatch-{day}"):
            return self._file
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._turn():
            for number in range(10_000):
                path = self._folder / f"scowatch-{day}-{number:04}{SUFFIX}{OPEN}"
                if (file := _take(path)) is not None:
                    self._file, self._path = file, path
                    return file
        raise StorageError(f"write to {self._folder}", "10,000 writers have a file of today open")

    def _begin(self, file: io.FileIO, now: datetime) -> None:
        writer = _writer()
        info = {"software": self._software, "format": "WARC File Format 1.1"}
        record = writer.create_warcinfo_record(self._path.name.removesuffix(OPEN), info)
        record.rec_headers.replace_header("WARC-Date", datetime_to_iso_date(now))
        writer.write_record(record)
        _append_whole(file, writer)


@contextmanager
def _wrapped(action: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(action, str(error)) from error


def _writer() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=True, warc_version="WARC/1.1")


def _append_whole(file: io.FileIO, writer: WARCWriter) -> int:
    """Append what *writer* wrote, all of it or nothing; give the offset where it begins."""
    data = writer.out.getvalue()
    offset = file.seek(0, io.SEEK_END)
    written = 0
    try:
        written = file.write(data) or 0
    finally:
        if written < len(data):  # the disk is full; half a record would hide those after it
            file.truncate(offset)
    if written < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return offset


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


def _read(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file)))
            body = bytes(record.content_stream().read())
        except (StopIteration, *BROKEN) as error:
            raise StorageError(f"read {path.name} at byte {offset}", f"no readable record there ({error})") from error
    if record.rec_headers.get_header("WARC-Payload-Digest") != f"sha256:{hashlib.sha256(body).hexdigest()}":
        raise StorageError(f"read {path.name} at byte {offset}", "the record there is damaged; restore a backup")
    return body


def _take(path: Path) -> io.FileIO | None:
    """Open *path* for appending and lock it; None when another writer has it."""
    finished = path.with_name(path.name.removesuffix(OPEN))
    left_open = path.exists()
    if finished.exists() and not left_open:
        finished.rename(path)
    file = path.open("ab", buffering=0)
    if not _locked(file):
        file.close()
        return None
    if left_open:
        file.truncate(_end_of_whole_records(path))
    return file


def _locked(file: io.FileIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _finish(path: Path, file: io.FileIO) -> None:
    """Rename before unlocking, so that nobody can take the old name in between."""
    if path.exists():
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
    file.close()


def _end_of_whole_records(path: Path) -> int:
    """Where the last complete gzip member ends: the size of the file unless its writer was killed."""
    end = 0
    with path.open("rb") as file:
        member = zlib.decompressobj(wbits=31)
        position = 0
        while chunk := file.read(1 << 20):
            while chunk:
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return end
                position += len(chunk) - len(member.unused_data)
                chunk = member.unused_data
                if member.eof:
                    end, member = position, zlib.decompressobj(wbits=31)
    return end
