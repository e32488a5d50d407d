"""What was forgotten, for people; and letting it be fetched again."""

from collections.abc import Sequence

from storage import tombstones
from storage.archive import Archive
from storage.engine import reading, writing
from storage.tombstones import Buried


def listed(archive: Archive) -> list[Buried]:
    """Give what was forgotten, the oldest first."""
    with reading(archive.engine, "read the tombstones") as connection:
        return tombstones.buried(connection)


def unknown(archive: Archive, urls: Sequence[str]) -> list[str]:
    """Give those of *urls* that were not forgotten."""
    with reading(archive.engine, "read the tombstones") as connection:
        known = tombstones.forgotten(connection, urls)
    return [url for url in urls if url not in known]


def allow(archive: Archive, name: str, *, host: bool = False) -> bool:
    """Take the tombstones of a page, or of a host, away; give False when there are none."""
    with writing(archive.engine, "take tombstones away") as connection:
        return bool((tombstones.allow_host if host else tombstones.allow)(connection, name))
