"""The archive; `Archive` is the only door to it."""

from storage.archive import Archive
from storage.opening import open_archive
from storage.queries import Hit, Query

__all__ = ["Archive", "Hit", "Query", "open_archive"]
