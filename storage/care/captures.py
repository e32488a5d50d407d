"""Of the kept pages: each file is there, each page can be read, and is the one that was fetched."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from config.errors import StorageError
from storage.care.invariants import Found, Invariant, Scope
from storage.engine import reading
from storage.tables import capture
from storage.warc import OPEN, Place

_TOLD_EVERY = 1_000  # pages


def _files(scope: Scope) -> Iterator[Found]:
    for file, count in scope.connection.execute(_per_file()):
        if not scope.pages.has(file) and _is_named(scope, file):
            yield Found(what=f"{file}, with {count:,} kept pages")


def _is_named(scope: Scope, file: str) -> bool:
    """Whether captures speak of a file also now: it may have been written anew, without what was forgotten."""
    with reading(scope.connection.engine, "check the archive") as now:
        kept = (capture.c.warc_file == file, capture.c.pruned_at.is_(None))
        return now.scalar(select(capture.c.id).where(*kept).limit(1)) is not None


def _per_file() -> Select[str, int]:
    kept = capture.c.pruned_at.is_(None)
    by_file = select(capture.c.warc_file, func.count()).where(kept)
    return by_file.group_by(capture.c.warc_file).order_by(capture.c.warc_file)


def _revisits(scope: Scope) -> Iterator[Found]:
    earlier = capture.alias("earlier")
    wrong = or_(
        earlier.c.revisit_of.is_not(None),
        earlier.c.digest != capture.c.digest,
        earlier.c.id == capture.c.id,
        and_(earlier.c.pruned_at.is_not(None), capture.c.pruned_at.is_(None)),
    )
    joined = capture.join(earlier, earlier.c.id == capture.c.revisit_of)
    for row in scope.connection.execute(select(capture.c.id, capture.c.url).select_from(joined).where(wrong)):
        yield Found(what=f"capture {row.id} of {row.url}")


def _pages(scope: Scope) -> Iterator[Found]:
    files = [file for file, _ in scope.connection.execute(_per_file())]
    missing = [file for file in files if not scope.pages.has(file)]
    columns = (capture.c.id, capture.c.url, capture.c.warc_file, capture.c.warc_offset, capture.c.digest)
    bears = and_(capture.c.revisit_of.is_(None), capture.c.pruned_at.is_(None))
    kept = and_(bears, capture.c.warc_file.not_in(missing))
    total = scope.connection.scalar(select(func.count()).where(kept)) or 0
    rows = scope.connection.execute(
        select(*columns).where(kept).order_by(capture.c.id).execution_options(yield_per=500)
    )
    for number, row in enumerate(rows):
        if number % _TOLD_EVERY == 0:
            scope.note(f"{number:,} of {total:,} kept pages")
        if (wrong := (_outside if scope.quick else _wrong)(scope, row)) and _is_named(scope, row.warc_file):
            yield Found(what=f"capture {row.id} of {row.url}: {wrong}")


def _wrong(scope: Scope, row: Any) -> str:
    try:
        body = scope.pages.read(Place(file=row.warc_file, offset=row.warc_offset))
    except StorageError as error:
        return str(error)
    return "" if hashlib.sha256(body).hexdigest() == row.digest else "another page is kept at its place"


def _outside(scope: Scope, row: Any) -> str:
    path = Path(str(scope.pages)) / row.warc_file
    path = path if path.exists() else path.with_name(f"{row.warc_file}{OPEN}")
    return "" if path.exists() and row.warc_offset < path.stat().st_size else "its file ends before it"


CAPTURES = (
    Invariant(
        name="page-files",
        severity="lost",
        broken="files of kept pages that are not there",
        remedy="restore them from a backup",
        find=_files,
    ),
    Invariant(
        name="revisits",
        severity="lost",
        broken="captures that refer to another page as the same, and it is not",
        remedy="restore the database from a backup",
        find=_revisits,
    ),
    Invariant(
        name="pages",
        severity="lost",
        broken="kept pages that cannot be read, or are not what was fetched",
        remedy="restore their files from a backup",
        find=_pages,
    ),
)
