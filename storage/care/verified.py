"""Looking whether a copy of an archive is whole: its database, and that pages can be read from its files."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.errors import StorageError
from storage.warc import Place, WarcFolder

_SAMPLE = 500  # kept pages read back, and besides the last of each file
_LAST = "SELECT warc_file, max(warc_offset), digest FROM capture WHERE revisit_of IS NULL {} GROUP BY warc_file"
_SPREAD = "SELECT warc_file, warc_offset, digest FROM capture WHERE revisit_of IS NULL {} AND id % ? = 0"
_CAPTURE, _KEPT = "PRAGMA table_info(capture)", "AND pruned_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in a copy."""

    articles: int
    captures: int
    read_back: int
    missing: tuple[str, ...]  # files of pages that the original has not either
    unreadable: int  # pages, of those looked at, that cannot be read in the original either


def verified(database: Path, pages: Path | None, original: WarcFolder, action: str) -> Verified:
    """Look whether a copy is whole: with all that its original has, be that damaged or not.

    Raises:
        StorageError: it is not.
    """
    with closing(sqlite3.connect(f"file:{quote(str(database))}?immutable=1", uri=True)) as connection:
        try:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            counts = [connection.execute(each).fetchone()[0] for each in _COUNTED]
            sample = _sample(connection, counts[1]) if pages else set()
        except sqlite3.Error as error:
            raise StorageError(action, f"the copy is damaged: {error}") from error
    if told != ["ok"]:
        raise StorageError(action, f"the copy is damaged: {told[0]}; see `scowatch db check`")
    missing: set[str] = set()
    read_back = unreadable = 0
    copied = WarcFolder(pages, software="") if pages else original
    for file, offset, digest in sorted(sample):
        place = Place(file=file, offset=offset)
        if _is_kept(copied, place, digest):
            read_back += 1
        elif _is_kept(original, place, digest):
            raise StorageError(action, f"what is kept at byte {offset} of {file} cannot be read in the copy")
        elif original.has(file):
            unreadable += 1
        else:
            missing.add(file)
    return Verified(
        articles=counts[0],
        captures=counts[1],
        read_back=read_back,
        missing=tuple(sorted(missing)),
        unreadable=unreadable,
    )


def _sample(connection: sqlite3.Connection, captures: int) -> set[tuple[str, int, str]]:
    """File, offset and digest of pages that are kept; an archive of an older schema does not know others."""
    kept = _KEPT if any(row[1] == "pruned_at" for row in connection.execute(_CAPTURE)) else ""
    spread = connection.execute(_SPREAD.format(kept), (max(captures // _SAMPLE, 1),))
    return {*connection.execute(_LAST.format(kept)), *spread}


_COUNTED = ("SELECT count(*) FROM article", "SELECT count(*) FROM capture")


def _is_kept(folder: WarcFolder, place: Place, digest: str) -> bool:
    try:
        return hashlib.sha256(folder.read(place)).hexdigest() == digest
    except StorageError:
        return False
