"""Mending an archive: what was derived is made anew from what is kept. No text and no page is ever deleted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.errors import StorageError
from storage.archive import Archive
from storage.care.check import INVARIANTS
from storage.care.invariants import Found, Invariant, Mending, Scope, snapshot
from storage.engine import writing
from storage.retagging import TagText

_BATCH = 200  # places mended in one transaction: a run that is under way gets its turn in between


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What was done about one invariant."""

    name: str
    broken: str
    count: int  # articles, stories, rows that were made anew


def repair(
    archive: Archive, tag: TagText | None = None, *, deep: bool = False, note: Callable[[str], None] = lambda _: None
) -> Iterator[Mended]:
    """Make anew what can be made anew; what is left, `check` says.

    Args:
        archive: may be in use; what is mended is what is found stale at one moment, as it is when it is written.
        tag: what today's lexicons say of a text; None: what needs that is left.
        deep: look at every text, as `check` does, also where nothing of a sample is wrong.
        note: told what is being looked at.

    Raises:
        StorageError: the database file itself is damaged.
    """
    for each in INVARIANTS:
        if each.decides and any(_found(archive, each)):
            raise StorageError("repair the archive", f"there is {each.broken}; {each.remedy}")
        if each.mend is None or (each.needs_tagger and tag is None):
            continue
        note(each.name)
        keys = _keys(archive, each, deep=deep, note=note)
        for at in range(0, len(keys), _BATCH):
            note(f"{each.name}: {at:,} of {len(keys):,}")
            with writing(archive.engine, f"repair the archive ({each.name})") as connection:
                each.mend(Mending(connection=connection, tag=tag), keys[at : at + _BATCH])
        if keys:
            yield Mended(name=each.name, broken=each.broken, count=len(keys))


def _keys(archive: Archive, invariant: Invariant, *, deep: bool, note: Callable[[str], None]) -> list[int]:
    """Where it does not hold; if a sample has such a place, all are looked at, for there are others."""
    keys = {each.key for each in _found(archive, invariant, deep=deep, note=note)}
    if keys and not deep:
        keys |= {each.key for each in _found(archive, invariant, deep=True, note=note)}
    return sorted(key for key in keys if key is not None)


def _found(
    archive: Archive, invariant: Invariant, *, deep: bool = False, note: Callable[[str], None] = lambda _: None
) -> Iterator[Found]:
    with snapshot(archive.engine, "check the archive") as connection:
        yield from invariant.find(Scope(connection=connection, pages=archive.pages, deep=deep, note=note))
