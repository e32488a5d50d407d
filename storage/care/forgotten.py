"""Of what was forgotten or let go: nothing of it is there, and nothing of it is still to be taken out of the files."""

from collections.abc import Iterator

from storage.care.invariants import Found, Invariant, Scope
from storage.forgetting.erasing import pending
from storage.forgetting.proof import Gone, addresses_left


def _addresses(scope: Scope) -> Iterator[Found]:
    """Rows at a forgotten address; discoveries are of the same rows of the frontier."""
    gone = Gone(scope.connection)
    if gone.hosts:
        yield from (Found(what=each) for each in addresses_left(scope.connection, gone))


def _erasures(scope: Scope) -> Iterator[Found]:
    yield from (Found(what=file) for file in pending(scope.connection))


FORGOTTEN = (
    Invariant(
        name="forgotten",
        severity="stale",
        broken="rows of pages that were forgotten",
        remedy="`scowatch forget URL` again takes them out, `--allow URL` lets them be there",
        find=_addresses,
    ),
    Invariant(
        name="erasures",
        severity="stale",
        broken="files out of which pages are still to go, since a command was killed or a run was writing to them",
        remedy="`scowatch forget --finish` does it, and so does the next run",
        find=_erasures,
    ),
)
