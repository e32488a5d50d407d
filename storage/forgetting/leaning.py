"""Captures that have their bytes from a capture that goes: one of them gets a record with the bytes of its own."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from config.errors import StorageError
from extractors.records import Page
from storage.forgetting.chunks import chunks
from storage.tables import capture
from storage.warc import Place, WarcFolder


def stand_alone(connection: Connection, pages: WarcFolder, gone: Sequence[int], now: datetime) -> int:
    """Let no capture that stays refer to one of those that go; give the number of records written for that.

    Args:
        connection: in the transaction that takes the others away.
        pages: gets the records, which are on the disk when this returns.
        gone: keys of captures.
        now: the moment.

    Raises:
        StorageError: the bytes cannot be read; then nothing may go.
    """
    written = 0
    for base, heirs in _leaning(connection, gone):
        first = _record(connection, pages, base, heirs[0], now)
        written += first
        rest = [each.id for each in heirs[1:]]
        for keys in chunks(rest):
            connection.execute(update(capture).where(capture.c.id.in_(keys)).values(revisit_of=heirs[0].id))
    if written:
        pages.sync()
    return written


def _leaning(connection: Connection, gone: Sequence[int]) -> Iterator[tuple[Row[Any], list[Row[Any]]]]:
    """Give each capture that goes and has heirs, with these: the first seen first."""
    leaving = set(gone)
    for keys in chunks(gone):
        bases = connection.execute(select(capture).where(capture.c.id.in_(keys))).all()
        by_key = {row.id: row for row in bases if row.revisit_of is None and row.pruned_at is None}
        # By the digest, which has an index.
        same = capture.c.digest.in_({row.digest for row in by_key.values()})
        held = (capture.c.revisit_of.in_(by_key), capture.c.pruned_at.is_(None))
        heirs = defaultdict(list)
        for row in connection.execute(select(capture).where(same, *held).order_by(capture.c.id)):
            if row.id not in leaving:
                heirs[row.revisit_of].append(row)
        yield from ((by_key[key], rows) for key, rows in heirs.items())


def _record(connection: Connection, pages: WarcFolder, base: Row[Any], heir: Row[Any], now: datetime) -> int:
    body, last_modified = pages.read_response(Place(file=base.warc_file, offset=base.warc_offset))
    if hashlib.sha256(body).hexdigest() != heir.digest:
        raise StorageError(f"read {base.warc_file}", f"another page is kept at byte {base.warc_offset}")
    page = Page(
        url=heir.url,
        final_url=heir.url,
        moved_permanently=False,
        status=200,
        media_type=heir.media_type,
        charset=heir.charset,
        etag=heir.etag,
        last_modified=heir.last_modified or last_modified,
        body=body,
        fetched_at=heir.fetched_at,
    )
    place = pages.append(page, heir.digest, now=now, same_as=None)
    kept = {"revisit_of": None, "warc_file": place.file, "warc_offset": place.offset}
    connection.execute(update(capture).where(capture.c.id == heir.id).values(kept))
    return 1
