"""Taking pages out of the WARC files: a file is written anew without them, or removed when nothing in it is kept.

What is to go is in the table `erasure`, written in the transaction that takes the captures away: an offset of a file,
or the whole file. A file is never changed: backups may share it. Its records are copied, byte for byte, into a new one;
one transaction moves all captures there; then the old file goes. Killed at any instant, the database speaks of files
that are there, and the table says what is left to do. Whatever an erasure says, a record of which a capture speaks is
kept.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from config.errors import StorageError
from storage import tombstones
from storage.archive import Archive
from storage.engine import reading, writing
from storage.forgetting.locks import erasing_alone, remove, taken
from storage.forgetting.members import Member, copy_members
from storage.tables import capture, erasure
from storage.warc import OPEN, SUFFIX

_ACTION = "take pages out of the files"
_TRIES = 5
_NAME = re.compile(rf"(.+?)(?:e(\d+))?{re.escape(SUFFIX)}")


@dataclass(slots=True, kw_only=True)
class Erased:
    """What was taken out of the files."""

    rewritten: dict[str, str] = field(default_factory=dict)  # new name of each file that was written anew
    removed: list[str] = field(default_factory=list)  # files of which nothing was kept
    records: int = 0  # left out of the files that were written anew
    waiting: list[str] = field(default_factory=list)  # files that a run is writing to, or that are not in this folder


def pending(connection: Connection) -> list[str]:
    """Give the files out of which something is still to be taken; those first that were to go as a whole."""
    whole = func.max(case((erasure.c.warc_offset.is_(None), 1), else_=0))
    files = select(erasure.c.warc_file).group_by(erasure.c.warc_file).order_by(whole.desc(), erasure.c.warc_file)
    return list(connection.scalars(files))


def let_go(connection: Connection) -> set[str]:
    """Give the files that are to go as a whole."""
    return set(connection.scalars(select(erasure.c.warc_file).where(erasure.c.warc_offset.is_(None))))


def ask(connection: Connection, places: Mapping[str, Sequence[int] | None], now: datetime) -> None:
    """Note what is to go: offsets of files, or None for a whole file; in the transaction that needs it gone."""
    held = {tuple(row) for row in connection.execute(select(erasure.c.warc_file, erasure.c.warc_offset))}
    rows = [
        {"warc_file": file, "warc_offset": offset, "asked_at": now}
        for file, offsets in places.items()
        for offset in (offsets if offsets is not None else [None])
        if (file, offset) not in held
    ]
    if rows:
        connection.execute(insert(erasure), rows)


def erase(archive: Archive, now: datetime, *, note: Callable[[str], None] = lambda _: None) -> Erased:
    """Do all that the table `erasure` asks for; what an earlier process left half done is finished.

    Raises:
        StorageError: a file cannot be read or written; what is done is done, and another call goes on.
    """
    done = Erased()
    if not _pending(archive, done):
        return done
    archive.pages.close()
    archive.pages.recover()
    with erasing_alone(archive.pages):
        while files := _pending(archive, done):
            note(f"taking pages out of {files[0]}: {len(files):,} files left")
            try:
                _erase_from(archive, files[0], now, done)
            except OSError as error:
                raise StorageError(f"take pages out of {files[0]}", str(error)) from error
    return done


def _pending(archive: Archive, done: Erased) -> list[str]:
    with reading(archive.engine, _ACTION) as connection:
        return [each for each in pending(connection) if each not in done.waiting]


def _erase_from(archive: Archive, file: str, now: datetime, done: Erased) -> None:
    try:
        with taken(archive.pages, file) as held:
            if held is None:
                done.waiting.append(file)
                return
            if new := _written_anew(archive, file, held, now, done):
                done.rewritten[file] = new
            else:
                done.removed.append(file)
            remove(archive.pages, file)
            _sync(archive)
    except FileNotFoundError:
        if not _is_let_go(archive, file):
            done.waiting.append(file)  # it lies in the folder of another machine, or is lost
            return
    with writing(archive.engine, _ACTION) as connection:
        connection.execute(delete(erasure).where(erasure.c.warc_file == file))


def _is_let_go(archive: Archive, file: str) -> bool:
    """Whether all of it was to go: then a process that was killed has removed it, and could not say so."""
    with reading(archive.engine, _ACTION) as connection:
        asked = connection.scalars(select(erasure.c.warc_offset).where(erasure.c.warc_file == file)).all()
        return None in asked and not _live(connection, file)


def _written_anew(archive: Archive, file: str, held: IO[bytes], now: datetime, done: Erased) -> str | None:
    """Write what is kept of a file into a new one, and let the captures speak of that; None: nothing is kept."""
    for _ in range(_TRIES):
        new = _free_name(archive, file)
        with writing(archive.engine, _ACTION) as connection:
            live = _live(connection, file)
            if not live:
                _let_go(connection, file, now)
                return None
            asked = set(connection.scalars(select(erasure.c.warc_offset).where(erasure.c.warc_file == file)))
            gone = {(kind, digest) for kind, digest, _ in tombstones.digests(connection)}
            ask(connection, {new: None}, now)  # until captures speak of it, it is nobody's
        places, left_out = _copy(archive, held, new, _Wanted(live=frozenset(live.values()), asked=asked, gone=gone))
        with writing(archive.engine, _ACTION) as connection:
            live = _live(connection, file)
            if all(offset in places for offset in live.values()):
                _move(connection, live, new, places)
                since = connection.scalars(select(erasure.c.warc_offset).where(erasure.c.warc_file == file)).all()
                connection.execute(delete(erasure).where(erasure.c.warc_file == new))
                ask(connection, {new: [places[each] for each in since if each in places]}, now)
                _let_go(connection, file, now)
                done.records += left_out
                return new
        remove(archive.pages, new)  # a page was stored in what was to go, just now
        with writing(archive.engine, _ACTION) as connection:
            connection.execute(delete(erasure).where(erasure.c.warc_file == new))
    raise StorageError(f"take pages out of {file}", "others keep writing to it; try again later")


def _let_go(connection: Connection, file: str, now: datetime) -> None:
    """Note that all of a file is to go: from here on it is no captures' any more."""
    connection.execute(delete(erasure).where(erasure.c.warc_file == file))
    ask(connection, {file: None}, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Says of each record of a file whether it stays."""

    live: frozenset[int]  # where records begin of which captures speak
    asked: set[int | None]  # where records begin that are to go; None: all of which no capture speaks
    gone: set[tuple[str, str]]  # kind and digest of tombstones

    def __call__(self, member: Member) -> bool:
        if member.start in self.live or member.kind == "warcinfo":
            return True
        if None in self.asked or member.start in self.asked:
            return False
        # What a run that was killed had written, and no capture speaks of.
        return not member.url or ("page", tombstones.digest_of(member.url)) not in self.gone


def _copy(archive: Archive, held: IO[bytes], new: str, wanted: _Wanted) -> tuple[dict[int, int], int]:
    known = wanted.live | {each for each in wanted.asked if each is not None}
    with (Path(str(archive.pages)) / new).open("wb") as target:
        copied = copy_members(held, target, wanted, known)
        target.flush()
        os.fsync(target.fileno())
    _sync(archive)
    return copied


def _live(connection: Connection, file: str) -> dict[int, int]:
    """The keys of the captures that are kept in a file, and where."""
    kept = select(capture.c.id, capture.c.warc_offset)
    rows = connection.execute(kept.where(capture.c.warc_file == file, capture.c.pruned_at.is_(None)))
    return {row.id: row.warc_offset for row in rows}


def _move(connection: Connection, live: Mapping[int, int], new: str, places: Mapping[int, int]) -> None:
    moved = update(capture).where(capture.c.id == bindparam("key"))
    moved = moved.values(warc_file=new, warc_offset=bindparam("place"))
    connection.execute(moved, [{"key": key, "place": places[offset]} for key, offset in live.items()])


def _free_name(archive: Archive, file: str) -> str:
    """A name beside that of *file*; no writer goes on with a file that is called so."""
    match = _NAME.fullmatch(file)
    stem, number = (match[1], int(match[2] or 0)) if match else (file.removesuffix(SUFFIX), 0)
    folder = Path(str(archive.pages))
    while True:
        number += 1
        name = f"{stem}e{number}{SUFFIX}"
        if not (folder / name).exists() and not (folder / f"{name}{OPEN}").exists():
            return name


def _sync(archive: Archive) -> None:
    folder = os.open(str(archive.pages), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
