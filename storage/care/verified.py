"""Looking whether a copy of an archive is whole: its database, and that pages can be read from its files."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from config.errors import StorageError
from storage.warc import Place, WarcFolder

_SAMPLE = 500  # kept pages read back, and besides the last of each file
_LAST = "SELECT warc_file, max(warc_offset), digest FROM capture WHERE revisit_of IS NULL GROUP BY warc_file"
_SPREAD = "SELECT warc_file, warc_offset, digest FROM capture WHERE revisit_of IS NULL AND id % ? = 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in a copy."""

    articles: int
    captures: int
    read_back: int
    missing: tuple[str, ...]  # files of pages that are not there


def verified(database: Path, pages: Path | None, action: str) -> Verified:
    """Look whether a copy is whole.

    Raises:
        StorageError: it is not.
    """
    with closing(sqlite3.connect(f"file:{database}?immutable=1", uri=True)) as connection:
        try:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            counts = [connection.execute(each).fetchone()[0] for each in _COUNTED]
            step = max(counts[1] // _SAMPLE, 1)
            sample = {*connection.execute(_LAST), *connection.execute(_SPREAD, (step,))} if pages else set()
        except sqlite3.Error as error:
            raise StorageError(action, f"the copy is damaged: {error}") from error
    if told != ["ok"]:
        raise StorageError(action, f"the copy is damaged: {told[0]}")
    missing = _read(pages, sorted(sample), action) if pages else ()
    read_back = sum(file not in missing for file, _, _ in sample)
    return Verified(articles=counts[0], captures=counts[1], read_back=read_back, missing=missing)


_COUNTED = ("SELECT count(*) FROM article", "SELECT count(*) FROM capture")


def _read(pages: Path, sample: list[tuple[str, int, str]], action: str) -> tuple[str, ...]:
    folder = WarcFolder(pages, software="")
    missing = tuple(sorted({file for file, _, _ in sample if not folder.has(file)}))
    for file, offset, digest in sample:
        if file in missing:
            continue
        body = folder.read(Place(file=file, offset=offset))
        if hashlib.sha256(body).hexdigest() != digest:
            raise StorageError(action, f"another page is kept at byte {offset} of {file}; see `scowatch db check`")
    return missing
