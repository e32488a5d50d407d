"""Keeping the raw pages of a batch: the bytes are on the disk before any row speaks of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, select

from config.errors import StorageError
from extractors.records import Page, Unreadable
from storage.tables import capture
from storage.warc import Place, WarcFolder

if TYPE_CHECKING:
    from storage.articles import Worked

_EARLIER = (
    select(capture)
    .where(capture.c.frontier_id.in_(bindparam("ids", expanding=True)))
    .where(capture.c.revisit_of.is_(None), capture.c.pruned_at.is_(None))
    .where(capture.c.digest.in_(bindparam("digests", expanding=True)))
    .order_by(capture.c.id.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page whose raw bytes are safe."""

    worked: Worked
    digest: str
    place: Place
    revisit_of: int | None


def keep(connection: Connection, batch: Sequence[Worked], folder: WarcFolder, now: datetime) -> dict[int, Kept]:
    """Write the raw pages of *batch*; give them by the keys of their leases.

    Every HTML page is kept, also one that today's extractor can't read: tomorrow's may. One with the same body as the
    last time refers to that.
    """
    pages = [(each, each.fetched) for each in batch if isinstance(each.fetched, Page) and not _is_refused(each)]
    digests = [hashlib.sha256(page.body).hexdigest() for _, page in pages]
    asked = {"ids": [worked.lease.id for worked, _ in pages], "digests": digests}
    rows = connection.execute(_EARLIER, asked) if pages else ()
    earlier = {(row.frontier_id, row.digest): row for row in rows}  # the first of each
    kept = {}
    for (worked, page), digest in zip(pages, digests, strict=True):
        before = earlier.get((worked.lease.id, digest))
        stated = before and _stated(folder, before)
        same_as = (before.url, before.fetched_at) if before and stated else None
        place = folder.append(page, stated or digest, now=now, same_as=same_as)
        revisit_of = before.id if before and stated else None
        kept[worked.lease.id] = Kept(worked=worked, digest=digest, place=place, revisit_of=revisit_of)
    folder.sync()
    return kept


def _is_refused(worked: Worked) -> bool:
    return isinstance(worked.analysis, Unreadable) and worked.analysis.reason == "not_html"


def _stated(folder: WarcFolder, earlier: Row[Any]) -> str | None:
    """Give the digest that an earlier record states; None: it is lost, and the page is to be kept once more."""
    try:
        return folder.payload_digest(Place(file=earlier.warc_file, offset=earlier.warc_offset))
    except StorageError:
        return None
