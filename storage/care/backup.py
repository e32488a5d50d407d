"""A copy of an archive that can be trusted, made while others write: the database, and with it the kept pages.

The database is copied first, as it is at one moment; then the files of pages, which only grow and were on the disk
before any row spoke of them. So every page of which the copied database speaks is in the copied files.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from config.errors import InputError, StorageError
from storage.archive import Archive
from storage.care.verified import verified
from storage.engine import reading
from storage.forgetting.locks import none_erasing
from storage.warc import OPEN, SUFFIX, WarcFolder

DATABASE, PAGES = "archive.db", "warc"
_ROOM = 1 << 20  # bytes that are to stay free


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup holds."""

    articles: int
    captures: int
    read_back: int  # kept pages that were read from the copy, to see that they can be
    files: int  # of pages
    linked: int  # of these, files that the archive and its copy share
    bytes: int  # written; what is shared is not
    missing: tuple[str, ...]  # files of pages that the archive itself has not
    unreadable: int  # pages, of those read, that cannot be read in the archive either


def backup(
    archive: Archive, target: Path, *, pages: bool = False, note: Callable[[str], None] = lambda _: None
) -> BackedUp:
    """Copy the database of *archive*, consistent also while a run is writing, and look whether the copy is whole.

    Args:
        archive: on SQLite.
        target: a new SQLite file; with *pages* a new folder, with `archive.db` and `warc/` in it.
        pages: copy the kept pages, too. Files that will not change any more are linked where that is possible.
        note: told what is being done.

    Raises:
        InputError: the target is there already, or the archive is on PostgreSQL, which has tools of its own.
        StorageError: it cannot be written, there is no room for it, or it is not whole; nothing is left of it.
    """
    if archive.engine.dialect.name != "sqlite":
        raise InputError(
            "this archive is on PostgreSQL: back it up with pg_dump, and copy the folder warc beside it after that"
        )
    action = f"back the archive up to {target}"
    with _part_of(target, action) as part, none_erasing(archive.pages):
        with _wrapped(action), reading(archive.engine, action) as connection:
            _check_room(part, _size(connection) + (_bytes_to_copy(archive.pages, part) if pages else 0))
            note("copying the database")
            _copy_database(connection, part / DATABASE)
        files = linked = 0
        if pages:
            with _wrapped(action):
                files, linked = _copy_pages(archive.pages, part / PAGES, note)
        note("verifying the copy")
        found = verified(part / DATABASE, (part / PAGES) if pages else None, archive.pages, action)
        written = sum(path.stat().st_size for path in part.rglob("*") if path.is_file() and path.stat().st_nlink == 1)
        with _wrapped(action):
            _put(part if pages else part / DATABASE, target)
    return BackedUp(**asdict(found), files=files, linked=linked, bytes=written)


@contextmanager
def _part_of(target: Path, action: str) -> Iterator[Path]:
    """A folder for what is not finished. It is locked, so that what a killed backup left is told from one at work."""
    if target.exists():
        raise InputError(f"{target}: is there already; name a file or folder that is not")
    part = target.with_name(f"{target.name}.part")
    with _wrapped(action):
        part.mkdir(exist_ok=True)
        folder = os.open(part, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{part}: another backup is at work there") from None
        for left in part.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)  # where all went well, it has its name or is empty
    finally:
        os.close(folder)


@contextmanager
def _wrapped(action: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StorageError(action, str(error)) from error


def _size(connection: Connection) -> int:
    pages, size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages * size)


def _check_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted + _ROOM:
        raise OSError(f"{wanted:,} bytes are to be written, and {free:,} are free there")


def _copy_database(connection: Connection, path: Path) -> None:
    source = connection.connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    with closing(sqlite3.connect(path)) as copy:
        source.backup(copy)  # in one step, so that it sees one moment and never begins anew, whoever writes
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _bytes_to_copy(folder: WarcFolder, part: Path) -> int:
    """What cannot be linked: all on another file system, else the files of the newest day."""
    root = Path(str(folder))
    if not root.is_dir():
        return 0
    elsewhere = root.stat().st_dev != part.stat().st_dev
    paths = [path for path in root.iterdir() if SUFFIX in path.name]
    newest = _newest_day(paths)
    return sum(path.stat().st_size for path in paths if elsewhere or _day(path) >= newest)


def _copy_pages(folder: WarcFolder, target: Path, note: Callable[[str], None]) -> tuple[int, int]:
    """Copy or link all files; give how many there are, and how many of them were linked."""
    target.mkdir()
    root = Path(str(folder))
    paths = sorted(path for path in root.iterdir() if SUFFIX in path.name) if root.is_dir() else []
    names = sorted({path.name.removesuffix(OPEN) for path in paths})
    newest, linked = _newest_day(paths), 0
    for number, name in enumerate(names, start=1):
        note(f"copying pages: {number:,} of {len(names):,} files")
        if _day(Path(name)) < newest and _linked(root / name, target / name):
            linked += 1
        else:
            folder.copy(name, target / name)
    return len(names), linked


def _newest_day(paths: list[Path]) -> str:
    """Files of the newest day may grow still: what is linked would grow with them.

    Where a clock was ahead there are files of days to come; those of today are no older for that.
    """
    return min(max(map(_day, paths), default=""), f"{datetime.now(UTC):%Y%m%d}")


def _day(path: Path) -> str:
    return path.name.split("-")[1] if path.name.count("-") > 1 else ""


def _linked(path: Path, target: Path) -> bool:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one that knows no links; or it is open after all
        return False
    return True


def _put(part: Path, target: Path) -> None:
    if target.exists():
        raise FileExistsError(f"{target} is there since a moment ago")
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
