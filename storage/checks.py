"""What a look at a page that has an article leaves behind: its next look, and whether it has vanished or returned.

An article is never taken back: its text stays whatever becomes of its page.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, select, update

from extractors.records import Analysis
from extractors.urls import canonical_url
from storage import leases
from storage.leases import Lease
from storage.rechecks import ASK_AGAIN, RecheckPolicy, born
from storage.tables import article
from storage.tags import TAGGED

SURE = frozenset({"http_410"})  # the server says that it is gone for good; any other answer may be a mistake
MISSING = frozenset({*SURE, "http_404", "soft_404"})
_NAMES = ("id", "published", "published_precision", "first_seen_at", "kind", "level", "vanished_at", "vanished_status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The looks of one transaction."""

    connection: Connection
    policy: RecheckPolicy
    now: datetime

    def begin(self, lease: Lease, analysis: Analysis, kind: str, fetched_at: datetime) -> datetime | None:
        """Say when to look again at the page of a new article of this kind; None: never."""
        if not _is_watched(lease, kind, analysis.tagging.level):
            return None
        dated, seen = analysis.article.published, min(self.now, fetched_at)
        return self.policy.next_check(born(dated.value, dated.precision, seen) if dated else seen, self.now)

    def came(self, lease: Lease, *, changed: bool) -> None:
        """Note that the page is there, changed or not."""
        known = self._article(lease)
        if known.vanished_at is not None:
            returned = case((article.c.vanished_status.is_not(None), self.now), else_=article.c.returned_at)
            self._tell(known, vanished_at=None, vanished_status=None, returned_at=returned)
        unchanged = 0 if changed else lease.unchanged + 1
        again = self._next(known, lease, unchanged, changed=changed)
        self._finish(lease, "done", again, unchanged)

    def missing(self, lease: Lease, reason: str, detail: str) -> None:
        """Note that the page is not there: it has vanished if the server is sure of it, or says so once more."""
        known = self._article(lease)
        repeated = known.vanished_at is not None and self.now - known.vanished_at >= ASK_AGAIN / 2
        believed = reason in SURE or repeated or known.vanished_status is not None
        self._tell(known, vanished_at=known.vanished_at or self.now, vanished_status=reason if believed else None)
        unchanged = lease.unchanged + 1
        again = self._next(known, lease, unchanged) if believed else self.now + ASK_AGAIN
        self._finish(lease, "gone" if believed else "done", again, unchanged, reason, detail)

    def stays(self, lease: Lease, reason: str, detail: str) -> None:
        """Note that nothing was to be seen, as when the page is behind a wall or out of reach."""
        again = self._next(self._article(lease), lease, lease.unchanged)
        self._finish(lease, "done", again, lease.unchanged, reason, detail)

    def _article(self, lease: Lease) -> Row[Any]:
        wanted = select(*(article.c[name] for name in _NAMES)).where(article.c.frontier_id == lease.id)
        return self.connection.execute(wanted.order_by(article.c.id).limit(1)).one()

    def _tell(self, known: Row[Any], **values: Any) -> None:
        self.connection.execute(update(article).where(article.c.id == known.id).values(values))

    def _next(self, known: Row[Any], lease: Lease, unchanged: int, *, changed: bool = False) -> datetime | None:
        if not _is_watched(lease, known.kind, known.level):
            return None
        begin = born(known.published, known.published_precision, known.first_seen_at)
        return self.policy.next_check(begin, self.now, unchanged=unchanged, changed=changed)

    def _finish(self, lease: Lease, state: str, again: datetime | None, unchanged: int, *said: str) -> None:
        reason, detail = said or (None, None)
        leases.finish(
            self.connection, lease.id, state, self.now,
            reason=reason, detail=detail, recheck_at=again, unchanged=unchanged,
        )  # fmt: skip


def _is_watched(lease: Lease, kind: str, level: str) -> bool:
    """Whether an article is looked at again: originals are, and of copies those that concern the organization.

    A copy in a web archive is not: it does not change.
    """
    return (kind == "original" or level in TAGGED) and canonical_url(lease.fetch_url) == lease.url
