"""Of what was forgotten or let go: nothing of it is there, and nothing of it is still to be taken out of the files."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select, true

from extractors.twins import twin_host
from storage.care.invariants import Found, Invariant, Scope
from storage.forgetting.erasing import pending
from storage.forgetting.proof import Gone
from storage.tables import article, capture, frontier

_MANY = 100  # hosts from which on every address is looked at


def _addresses(scope: Scope) -> Iterator[Found]:
    """Rows at a forgotten address; discoveries are of the same frontier rows."""
    gone = Gone(scope.connection)
    if not gone.hosts:
        return
    there = scope.connection.scalars(select(frontier.c.host).distinct())
    hosts = [host for host in there if host in gone.hosts or twin_host(host) in gone.hosts]
    near: tuple[tuple[str, ColumnElement[int], ColumnElement[str], ColumnElement[bool]], ...] = (
        ("URL", frontier.c.id, frontier.c.url, frontier.c.host.in_(hosts)),
        ("article", article.c.id, article.c.url, _on(article.c.url, gone.hosts)),
        ("capture", capture.c.id, capture.c.url, _on(capture.c.url, gone.hosts)),
    )
    for what, key, at, where in near:
        for row in scope.connection.execute(select(key.label("id"), at.label("url")).where(where)):
            if gone.has(row.url):
                yield Found(what=f"{what} {row.id}")


def _on(at: ColumnElement[str], hosts: set[str]) -> ColumnElement[bool]:
    if len(hosts) > _MANY:
        return true()
    return or_(*(at.contains(host, autoescape=True) for host in sorted(hosts)))


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
