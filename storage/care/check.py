"""Verifying an archive: invariant after invariant, each on one moment of it, while others read and write."""

from collections.abc import Callable, Iterator
from itertools import islice

from storage.archive import Archive
from storage.care.captures import CAPTURES
from storage.care.database import DATABASE
from storage.care.forgotten import FORGOTTEN
from storage.care.indexes import INDEXES
from storage.care.invariants import Found, Invariant, Problem, Scope, snapshot
from storage.care.prints import PRINTS
from storage.care.spans import SPANS
from storage.care.stories import STORIES
from storage.care.work import WORK

#: In the order in which they can be mended.
INVARIANTS: tuple[Invariant, ...] = (*DATABASE, *SPANS, *PRINTS, *STORIES, *INDEXES, *WORK, *CAPTURES, *FORGOTTEN)
_EXAMPLES = 3


def check(
    archive: Archive, *, quick: bool = False, deep: bool = False, note: Callable[[str], None] = lambda _: None
) -> Iterator[Problem]:
    """Verify what must always hold; give each thing that does not.

    Args:
        archive: may be in use.
        quick: do not read the kept pages; only that their files are there and long enough.
        deep: look at every text where else a sample will do (storage.care.invariants.SAMPLE), and into the index.
        note: told what is being looked at.
    """
    for each in INVARIANTS:
        note(each.name)
        with snapshot(archive.engine, "check the archive") as connection:
            scope = Scope(connection=connection, pages=archive.pages, quick=quick, deep=deep, note=note)
            problem = _summed(each, each.find(scope))
        if problem is not None:
            yield problem
            if each.decides:
                return  # what is read from a damaged file can't be believed


def _summed(invariant: Invariant, found: Iterator[Found]) -> Problem | None:
    examples = tuple(each.what for each in islice(found, _EXAMPLES))
    if not examples:
        return None
    return Problem(
        name=invariant.name,
        severity=invariant.severity,
        broken=invariant.broken,
        count=len(examples) + sum(1 for _ in found),
        examples=examples,
        remedy=invariant.remedy,
        repairable=invariant.mend is not None,
    )
