"""The archive; `Archive` is the only door to it."""

from storage.archive import Archive
from storage.opening import open_archive
from storage.queries import Hit, Query
from storage.quotes import QuoteHit, QuoteQuery
from storage.stories import Story

__all__ = ["Archive", "Hit", "Query", "QuoteHit", "QuoteQuery", "Story", "open_archive"]
