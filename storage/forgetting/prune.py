"""Letting old raw pages go, file by file, without losing the articles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select, update

from storage.archive import Archive
from storage.engine import reading, writing
from storage.forgetting.chunks import chunks
from storage.forgetting.erasing import Erased, ask, erase
from storage.forgetting.leaning import stand_alone
from storage.tables import capture
from storage.warc import OPEN, SUFFIX

_ACTION = "prune the kept pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, and how many, raw pages are kept; None: without limit."""

    days: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A WARC file of the archive."""

    name: str
    day: date  # on which it was written
    bytes: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What went, or would go."""

    files: tuple[PageFile, ...]
    captures: int
    moved: int = 0  # pages of which a newer capture still needs the bytes, and that were written anew for it
    erased: Erased = field(default_factory=Erased)


def prune(
    archive: Archive, limits: Limits, now: datetime, *, dry_run: bool = False,
    note: Callable[[str], None] = lambda _: None,
) -> Pruned:  # fmt: skip
    """Remove whole files of raw pages: the oldest, by the day they were written.

    Files of today and files that are being written stay. The database says that their captures are pruned before a
    file goes; killed in between, the next call, or the next run, removes it. Of a page that was fetched again later
    and was still the same, the bytes go on with the later capture.

    Args:
        archive: may be in use.
        limits: what is kept.
        now: the moment.
        dry_run: only say what would go.
        note: told what is being done.
    """
    if not dry_run:
        archive.pages.recover()
    going = _going(page_files(archive), limits, now.date())
    if dry_run:
        with reading(archive.engine, _ACTION) as connection:
            captures = sum(len(_kept_in(connection, each.name)) for each in going)
        return Pruned(files=tuple(going), captures=captures)
    captures = moved = 0
    # The newest first: whoever is killed in between leaves no capture that refers to one that is pruned.
    for each in reversed(going):
        note(f"pruning {each.name}")
        with writing(archive.engine, _ACTION) as connection:
            keys = _kept_in(connection, each.name)
            moved += stand_alone(connection, archive.pages, keys, now)
            for some in chunks(keys):
                connection.execute(update(capture).where(capture.c.id.in_(some)).values(pruned_at=now))
            ask(connection, {each.name: None}, now)
            captures += len(keys)
    return Pruned(files=tuple(going), captures=captures, moved=moved, erased=erase(archive, now, note=note))


def _kept_in(connection: Connection, file: str) -> Sequence[int]:
    here = (capture.c.warc_file == file, capture.c.pruned_at.is_(None))
    return connection.scalars(select(capture.c.id).where(*here)).all()


def page_files(archive: Archive) -> list[PageFile]:
    """Give the files of kept pages, the oldest first."""
    folder, found = Path(str(archive.pages)), []
    for path in folder.iterdir() if folder.is_dir() else ():
        name = path.name.removesuffix(OPEN)
        day = _day(name)
        if name.endswith(SUFFIX) and day is not None:
            found.append(PageFile(name=name, day=day, bytes=path.stat().st_size, is_open=path.name != name))
    return sorted(found, key=lambda each: (each.day, each.name))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name.split("-")[1])
    except (IndexError, ValueError):
        return None


def _going(files: Sequence[PageFile], limits: Limits, today: date) -> list[PageFile]:
    """Choose what goes, the oldest first."""
    free = [each for each in files if each.day < today and not each.is_open]
    going = [] if limits.days is None else [each for each in free if each.day + timedelta(limits.days) < today]
    if limits.bytes is not None:
        left = sum(each.bytes for each in files) - sum(each.bytes for each in going)
        for each in free[len(going) :]:
            if left <= limits.bytes:
                break
            going.append(each)
            left -= each.bytes
    return going
