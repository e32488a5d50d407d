"""How much room an archive takes, and how much there is left for it."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from storage.warc import OPEN, SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Bytes on disks; None where nobody can tell."""

    database_bytes: int
    log_bytes: int  # of the write-ahead log
    free_in_database_bytes: int
    page_files: int
    page_bytes: int
    disk_bytes: int | None  # of the disk that has the least room left, of those that are written to
    disk_free_bytes: int | None


def space(connection: Connection, pages: Path) -> Space:
    """Measure the database at hand and the folder of kept *pages*; nothing is read but sizes."""
    held, kept = database(connection), page_files(pages)
    folders = [pages]
    if connection.dialect.name == "sqlite" and connection.engine.url.database:
        folders.append(Path(connection.engine.url.database))
    disk = min(filter(None, map(_disk, folders)), key=lambda each: each[1], default=(None, None))
    return Space(
        database_bytes=held["bytes"],
        log_bytes=held["log_bytes"],
        free_in_database_bytes=held["free_bytes"],
        page_files=kept["files"],
        page_bytes=kept["bytes"],
        disk_bytes=disk[0],
        disk_free_bytes=disk[1],
    )


def _disk(path: Path) -> tuple[int, int] | None:
    """Size and free room of the disk on which *path* is, or will be."""
    for each in (path, *path.absolute().parents):
        if each.exists():
            held = shutil.disk_usage(each)
            return held.total, held.free
    return None


def database(connection: Connection) -> dict[str, int]:
    """Give the bytes of a database, of its write-ahead log, and of what is free in it (none where nobody can tell)."""
    if connection.dialect.name != "sqlite":
        held = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return {"bytes": int(held), "log_bytes": 0, "free_bytes": 0}
    names = ("page_count", "page_size", "freelist_count")
    count, size, free = (int(connection.execute(text(f"PRAGMA {name}")).scalar_one()) for name in names)
    log = Path(f"{connection.engine.url.database}-wal")
    return {"bytes": count * size, "log_bytes": log.stat().st_size if log.exists() else 0, "free_bytes": free * size}


def page_files(folder: Path) -> dict[str, int]:
    """Count the files of kept pages, and their bytes."""
    held = []
    if folder.is_dir():
        with os.scandir(folder) as files:
            for each in files:
                if each.name.removesuffix(OPEN).endswith(SUFFIX):
                    with suppress(FileNotFoundError):  # renamed just now
                        held.append(each.stat().st_size)
    return {"files": len(held), "bytes": sum(held)}
