"""The part of Archive that makes anew what follows from kept pages and stored texts. One method, one transaction.

What does it is imported by the methods: a query needs none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from config.errors import StorageError
from extractors.records import Analysis
from storage.engine import reading, writing
from storage.patience import lasting
from storage.retries import RetryPolicy
from storage.warc import WarcFolder

if TYPE_CHECKING:
    from storage import retagging, revision


@lasting
class Remaking:
    """Kept pages read again, texts tagged and compared again."""

    engine: Engine
    pages: WarcFolder

    def filed_pages(self, after: int, limit: int) -> list[revision.Filed]:
        """Say where kept pages lie, in the order of their captures, the newest of each URL, keys above *after*."""
        with reading(self.engine, "look up the kept pages") as connection:
            from storage import revision  # noqa: PLC0415

            return revision.filed_pages(connection, after, limit)

    def raw_pages(self, after: int, limit: int) -> list[revision.Raw]:
        """Give the kept pages that `filed_pages` names."""
        with reading(self.engine, "read the kept pages") as connection:
            from storage import revision  # noqa: PLC0415

            try:
                return revision.raw_pages(connection, self.pages, after, limit)
            except StorageError:  # perhaps a file was just written anew without what was forgotten: see as of now
                connection.rollback()
                return revision.raw_pages(connection, self.pages, after, limit)

    def pruned_pages(self) -> int:
        """Count the URLs whose page is not kept any more, so that it cannot be read again."""
        with reading(self.engine, "count the pruned pages") as connection:
            from storage import revision  # noqa: PLC0415

            return revision.pruned_pages(connection)

    def newest_pages(self, source: str, limit: int) -> list[revision.Raw]:
        """Give the newest kept pages that the source of this slug listed, each URL once, the newest first."""
        with reading(self.engine, f"read the kept pages of {source}") as connection:
            from storage import revision  # noqa: PLC0415

            return revision.newest_pages(connection, self.pages, source, limit)

    def revise(
        self, batch: Sequence[tuple[revision.Raw | revision.Filed, Analysis]], policy: RetryPolicy, now: datetime
    ) -> list[str]:
        """Put what today's extractor reads from kept pages in the place of what is stored; say what changed."""
        with writing(self.engine, "store what was extracted again") as connection:
            from storage.articles import Settler  # noqa: PLC0415
            from storage.refusing import still_there  # noqa: PLC0415

            there = still_there(connection, [(raw.capture, raw.lease.url) for raw, _ in batch])
            settler = Settler(connection, policy, now)
            kept = [(raw, analysis) for raw, analysis in batch if raw.capture in there]
            changes = [settler.revise(raw.lease, analysis, raw.capture) for raw, analysis in kept]
            changes += ["forgotten"] * (len(batch) - len(kept))
            settler.index()
            return changes

    def retag(self, tag: retagging.TagText, note: retagging.Note, after: int, limit: int, *, store: bool = True) -> int:
        """Tag articles above key *after* again, and tell *note* what changes; give the last key, 0: none left."""
        with (writing if store else reading)(self.engine, "store new tags") as connection:
            from storage import retagging  # noqa: PLC0415

            return retagging.retag(connection, tag, note, after, limit, store=store)

    def cluster_again(self) -> Counter[str]:
        """Find all stories anew; say what changed."""
        with writing(self.engine, "rebuild the stories") as connection:
            from storage import recluster  # noqa: PLC0415

            return recluster.cluster_again(connection)
