"""Which pages of a batch can be no article that is stored: all but those are left to storage.identity.

It asks for what `identity.find` would find by, for all pages of a batch at once: any address or twin key that a stored
article and the page have in common, or that two pages of the batch have.
"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, Text, exists, or_, select

from extractors.records import Analysis
from extractors.twins import twin_key
from extractors.urls import canonical_url
from storage.arrays import opened
from storage.leases import Lease
from storage.pending import Pending
from storage.tables import article, frontier

_LOOKS = 3  # of one batch: each article that a page turns out to be may have changed what the others are

Page = tuple[Lease, Analysis]


class Newcomers:
    """The pages of one transaction, and what is known of their addresses."""

    def __init__(self, connection: Connection, pending: Pending) -> None:
        self._connection, self._pending = connection, pending
        self._names: dict[int, set[str]] = {}  # of the pages of the batch, by lease
        self._leases: set[int] = set()  # whose pages may be articles that are stored
        self._taken: set[str] = set()  # addresses and twin keys that stored articles have to do with
        self._looks, self._stale = 0, True

    def look_up(self, batch: Iterable[Page]) -> None:
        """Name the pages that are going to be asked for."""
        self._names = {lease.id: _names(lease, analysis) for lease, analysis in batch}
        if self._names:
            self._look()

    def is_new(self, lease: Lease) -> bool:
        """Say whether a page is an article of its own, at the address that it gives; False: it has to be looked up."""
        if lease.id not in self._names or self._is_taken(lease):
            return False
        if self._stale and self._looks < _LOOKS:
            self._look()
            return not self._is_taken(lease)
        return not self._stale

    def note(self, lease: Lease, found: Page | None = None) -> None:
        """Note that a page is stored: a new one, or what it was *found* to be, and then others may have changed too."""
        self._taken |= self._names.get(lease.id, set())
        if found is not None:
            self._taken |= _names(*found)
            self._stale = True

    def _is_taken(self, lease: Lease) -> bool:
        return lease.id in self._leases or not self._taken.isdisjoint(self._names[lease.id])

    def _look(self) -> None:
        self._pending.flush()
        ids = [*self._names]
        names = sorted(set().union(*self._names.values()))
        engine = self._connection.dialect.name
        self._leases |= {*self._connection.scalars(_LEASES[engine], {"ids": ids})}
        self._taken |= {*self._connection.scalars(_NAMES[engine], {"names": names})}
        self._looks, self._stale = self._looks + 1, False


def _names(lease: Lease, analysis: Analysis) -> set[str]:
    """All by which an article might be found: as `identity.find` asks, and what a stored page has taken for itself."""
    record = analysis.article
    here = record.stands_at or record.url
    urls = {here, record.url, canonical_url(record.amp_url or "") or here, lease.url, record.canonical_claim or here}
    return urls | {twin_key(each) for each in urls}


def _taken(engine: str) -> Select[str]:
    given = opened(engine, "names", Text)
    name = given.c.value
    columns = (article.c.url, article.c.twin_key, article.c.canonical_claim)
    held: list[ColumnElement[bool]] = [exists().where(column == name) for column in columns]
    own = exists().where(frontier.c.url == name, frontier.c.id == article.c.frontier_id)
    return select(name).where(or_(*held, own))


def _known(engine: str) -> Select[int]:
    given = opened(engine, "ids", BigInteger)
    alias = exists().where(frontier.c.id == given.c.value, frontier.c.article_id.is_not(None))
    return select(given.c.value).where(or_(exists().where(article.c.frontier_id == given.c.value), alias))


_ENGINES = ("sqlite", "postgresql")
_NAMES = {each: _taken(each) for each in _ENGINES}
_LEASES = {each: _known(each) for each in _ENGINES}
