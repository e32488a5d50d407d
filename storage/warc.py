"""Raw pages as WARC/1.1 (ISO 28500:2017): gzip per record, one growing file per day and writer.

A file that is being written is named `….warc.gz.open` and locked; closed, it is `….warc.gz`. A writer that was killed
leaves an `.open` file without a lock: the next writer cuts off what is not whole at its end, and closes it. No
complete record is ever dropped, not even behind a damaged one: after a loss of power there may be holes. Files change
their names in turns, under a lock on the file `.lock`.

Writers on several machines bear the machine in the names of their files, as annex C of the standard advises: no two
folders hold different files of one name, so they can be laid together, and in a folder that is shared nobody touches
what another machine has open, whatever its file system thinks of locks.
"""

import errno
import fcntl
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from config.errors import StorageError
from extractors.records import Page
from storage.trouble import of_file

OPEN = ".open"
SUFFIX = ".warc.gz"
_ABANDONED_SECONDS = 2 * 86_400  # a writer goes on to the file of the next day

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies."""

    file: str  # name within the folder, without OPEN
    offset: int  # bytes


class WarcFolder:
    """The folder of raw pages: append, read back, copy, recover."""

    def __init__(self, folder: Path, *, software: str, machine: str = "") -> None:
        """Name the folder, what writes into it and, where others write on other machines, the machine it runs on."""
        self._folder, self._software = folder, software
        self._ending = f"-{re.sub('[^a-z0-9]+', '-', machine.lower()).strip('-')[:40]}" if machine else ""
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
            digest: SHA-256 of its body, hex digits; for a revisit what `payload_digest` gives of the earlier record.
            now: decides the file, which is named after the day of writing.
            same_as: (URL, time) of an earlier capture with the same body; makes this a revisit record.
        """
        from storage import warc_records  # noqa: PLC0415 warcio is slow to import, and a query never needs it

        with _wrapped(f"write to {self._folder}", self._folder):
            file = self._writable(now)
            if file.seek(0, io.SEEK_END) == 0:
                self._begin(file, now)
            data = warc_records.response(page, digest, same_as)
            return Place(file=self._path.name.removesuffix(OPEN), offset=_append_whole(file, data))

    def sync(self) -> None:
        """Bring what was appended to the disk."""
        if self._file is not None:
            with _wrapped(f"write to {self._folder}", self._folder):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file under way; it then has its final name."""
        if self._file is not None:
            with self._file as file, _wrapped(f"close {self._path}", self._folder):
                self._file = None
                os.fsync(file.fileno())
                with self._turn():
                    _finish(self._path, file)

    def read(self, place: Place) -> bytes:
        """Give the body of a response record; raise StorageError as read_response does."""
        return self.read_response(place)[0]

    def read_response(self, place: Place) -> tuple[bytes, str | None]:
        """Give body, unpacked, and Last-Modified, if any, of a response record.

        Raises:
            StorageError: the file or the record is not there, or the record is damaged.
        """
        from storage import warc_records  # noqa: PLC0415 see append

        return self._at(place, warc_records.read_response)

    def payload_digest(self, place: Place) -> str:
        """Give the digest that a response record states, of the body as it was sent; raise as `read_response` does."""
        from storage import warc_records  # noqa: PLC0415 see append

        return self._at(place, warc_records.payload_digest)

    def _at(self, place: Place, read: Callable[[Path, int], T]) -> T:
        for turn in (nullcontext, self._turn):  # in our turn no writer changes the name just as we look for it
            with _wrapped(f"read {place.file}"), suppress(FileNotFoundError), turn():
                for name in (place.file, f"{place.file}{OPEN}"):
                    if (self._folder / name).exists():
                        return read(self._folder / name, place.offset)
        raise StorageError(f"read {place.file}", f"the file is not in {self._folder}; restore it from a backup")

    def has(self, file: str) -> bool:
        """Say whether a file is there, closed or open."""
        return (self._folder / file).exists() or (self._folder / f"{file}{OPEN}").exists()

    def copy(self, file: str, target: Path) -> None:
        """Copy a file, closed or open, as far as it is written; half a record at its end is left out.

        Raises:
            StorageError: it is not there, or cannot be copied.
        """
        with _wrapped(f"copy {file} to {target}"):
            with self._turn():  # then it may be renamed, and is still the same
                path = self._folder / file
                source = (path if path.exists() else path.with_name(f"{file}{OPEN}")).open("rb")
            with source, target.open("xb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                copy.truncate(_end_of_whole_records(target))
                os.fsync(copy.fileno())

    def recover(self, now: datetime | None = None) -> None:
        """Close the files that killed writers left open; those of other machines once they are days old."""
        if not self._folder.is_dir():
            return
        with _wrapped(f"recover {self._folder}", self._folder), self._turn():
            for path in sorted(self._folder.glob(f"*{SUFFIX}{OPEN}")):
                if self._is_of_others(path, now):
                    continue
                with path.open("ab", buffering=0) as file:
                    if _locked(file):
                        file.truncate(_end_of_whole_records(path))
                        _finish(path, file)

    def _is_of_others(self, path: Path, now: datetime | None) -> bool:
        """Whether another machine may be writing to *path*: it is named after one, and not known to be old."""
        machine = re.sub(r"scowatch-\d{8}-\d{4}", "", path.name.removesuffix(f"{SUFFIX}{OPEN}"))
        if not self._ending or machine in {"", self._ending}:
            return False
        return now is None or now.timestamp() - path.stat().st_mtime < _ABANDONED_SECONDS

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
                path = self._folder / f"scowatch-{day}-{number:04}{self._ending}{SUFFIX}{OPEN}"
                if (file := _take(path)) is not None:
                    self._file, self._path = file, path
                    if file.seek(0, io.SEEK_END) == 0:
                        _sync_names(self._folder)  # or a loss of power could take the file away, and leave its rows
                    return file
        raise StorageError(f"write to {self._folder}", "10,000 writers have a file of today open")

    def _begin(self, file: io.FileIO, now: datetime) -> None:
        from storage import warc_records  # noqa: PLC0415 see append

        name = self._path.name.removesuffix(OPEN)
        _append_whole(file, warc_records.file_info(name, self._software, now))


@contextmanager
def _wrapped(action: str, written: Path | None = None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise (StorageError(action, str(error)) if written is None else of_file(action, written, error)) from error


def _append_whole(file: io.FileIO, data: bytes) -> int:
    """Append *data*, all of it or nothing; give the offset where it begins."""
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
    """Rename before unlocking, so that nobody can take the old name in between; a file of nothing goes."""
    if path.exists() and path.stat().st_size == 0:
        path.unlink()
    elif path.exists():
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
    file.close()


def _end_of_whole_records(path: Path) -> int:
    """Where the last complete gzip member ends: the size of the file unless its writer was killed."""
    from storage.warc_members import end_of_whole_members  # noqa: PLC0415 brings zstandard, see append

    with path.open("rb") as file:
        return end_of_whole_members(file)


def _sync_names(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
