"""Which paragraphs recur on the pages of a host: counted when an article is stored, once an article.

The pages of a host are numbered as they are counted, so a host needs no row of its own: its highest `last_page` says
how many there were. It keeps all blocks of its last WINDOW pages or so, and of those before only what is boilerplate by
extractors.repetition.recurs: some thousand rows, however long it goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Insert,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    column,
    delete,
    func,
    select,
)

from extractors.records import Analysis
from extractors.repetition import SHORT_PAGES, Seen, is_new, recurs
from extractors.urls import host_of
from storage.arrays import opened
from storage.engine import insert_on
from storage.pending import Pending
from storage.tables import article, block, frontier

#: Pages of a host after which a block is forgotten that does not recur. Copies come sooner, and boilerplate more often.
WINDOW = 100
_PRUNED_EVERY = 50  # pages of a host

_ROWS: Select[Any] = select(block)


class Counts:
    """The blocks of the pages that one transaction stores: looked up for all of a batch, counted for all."""

    def __init__(self, connection: Connection, pending: Pending) -> None:
        self._connection, self._pending = connection, pending
        self._count = counting(connection.dialect.name)
        self._pages: dict[str, int] = {}  # counted, by host
        self._seen: dict[tuple[str, int], Seen | None] = {}  # by host and digest; None: on no page

    def look_up(self, batch: Iterable[tuple[str, Analysis]]) -> None:
        """Read what is known of the blocks of pages, each with the URL at which it was found."""
        pages = [(host_of(url), analysis.blocks) for url, analysis in batch]
        wanted = {(host, each.digest) for host, blocks in pages for each in blocks} - self._seen.keys()
        if not wanted:
            return
        self._seen |= dict.fromkeys(wanted)
        for row in self._connection.execute(_HELD[self._connection.dialect.name], _columns(sorted(wanted))):
            self._seen[row.host, row.digest] = _seen(row)
        new = {host for host, _ in pages} - self._pages.keys()
        counted = {row.host: row.pages for row in self._connection.execute(_COUNTED, {"hosts": sorted(new)})}
        self._pages |= {host: counted.get(host, 0) for host in new}

    def count(self, url: str, story: int, analysis: Analysis, *, begun: bool = False) -> int | None:
        """Count the blocks of an article that was found at *url* and stands in *story*, which it has perhaps *begun*.

        Returns:
            Its number among the pages of its host. None: it was not counted, being a copy or an update of a page of
            the host that was, or none with an article of its own, as a section or a gallery.
        """
        host, blocks = host_of(url), analysis.blocks
        if not blocks or analysis.article.page_type != "article" or not (begun or self._is_first(host, story)):
            return None
        self.look_up([(url, analysis)])
        held = {each.digest: self._seen[host, each.digest] for each in blocks}
        if not is_new(blocks, {digest: seen for digest, seen in held.items() if seen is not None}, self._pages[host]):
            return None
        page = self._pages[host] = self._pages[host] + 1
        for each in blocks:
            seen = held[each.digest] or Seen(tokens=each.tokens, pages=0, first_page=page, last_page=page)
            self._seen[host, each.digest] = replace(seen, pages=seen.pages + 1, last_page=page)
            once = {"digest": each.digest, "tokens": each.tokens, "pages": 1, "first_page": page, "last_page": page}
            self._pending.add(self._count, {"host": host, **once})
        if page % _PRUNED_EVERY == 0:
            self._pending.flush()
            _prune(self._connection, host, page)
            self._seen = {key: seen for key, seen in self._seen.items() if key[0] != host}
        return page

    def _is_first(self, host: str, story: int) -> bool:
        self._pending.flush()
        return self._connection.scalar(_told(host, story)) is None


@cache
def counting(engine: str) -> Insert:
    """Give the statement that counts a block, by the name of the engine's dialect."""
    add = insert_on(engine, block)
    again = {"pages": block.c.pages + 1, "last_page": add.excluded.last_page}
    counted: Insert = add.on_conflict_do_update(index_elements=["host", "digest"], set_=again)
    return counted


def _held(engine: str) -> Select[Any]:
    """Ask for the rows of given pairs of host and digest."""
    if engine == "sqlite":
        given = opened(engine, "pairs", Text)
        host, digest = (func.json_extract(given.c.value, f"$[{at}]") for at in (0, 1))
        return select(block).select_from(given.join(block, and_(block.c.host == host, block.c.digest == digest)))
    columns = func.unnest(bindparam("hosts", type_=ARRAY(Text)), bindparam("digests", type_=ARRAY(BigInteger)))
    pairs = columns.table_valued(column("host", Text), column("digest", BigInteger), name="given").render_derived()
    same = and_(block.c.host == pairs.c.host, block.c.digest == pairs.c.digest)
    return select(block).select_from(pairs.join(block, same))


def _columns(pairs: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Give pairs in both forms; a statement takes its own."""
    return {"pairs": pairs, "hosts": [host for host, _ in pairs], "digests": [digest for _, digest in pairs]}


_HELD = {each: _held(each) for each in ("sqlite", "postgresql")}
_COUNTED = (
    select(block.c.host, func.max(block.c.last_page).label("pages"))
    .where(block.c.host.in_(bindparam("hosts", expanding=True)))
    .group_by(block.c.host)
)


def recurring(connection: Connection, urls: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give for each of *urls* the digests of the blocks that recur on the pages of its host."""
    hosts = {url: host_of(url) for url in urls}
    ours = block.c.host.in_(set(hosts.values()))
    pages = {row.host: row.pages for row in connection.execute(_COUNTED, {"hosts": sorted(set(hosts.values()))})}
    found = defaultdict(set)
    for row in connection.execute(_ROWS.where(ours, block.c.pages >= SHORT_PAGES)):
        if recurs(_seen(row), pages[row.host]):
            found[row.host].add(row.digest)
    by_host = {host: frozenset(digests) for host, digests in found.items()}
    return {url: by_host.get(host, frozenset()) for url, host in hosts.items()}


def _told(host: str, story: int) -> Select[Any]:
    """Ask for a counted page of that host and story."""
    pages = article.join(frontier, article.c.frontier_id == frontier.c.id)
    ours = and_(article.c.story_id == story, article.c.host_page.is_not(None), frontier.c.host == host)
    return select(article.c.id).select_from(pages).where(ours).limit(1)


def _prune(connection: Connection, host: str, pages: int) -> None:
    old = and_(block.c.host == host, block.c.last_page <= pages - WINDOW)
    connection.execute(delete(block).where(old, block.c.pages < SHORT_PAGES))
    rows = connection.execute(_ROWS.where(old)).all()
    gone = [row.digest for row in rows if not recurs(_seen(row), pages)]
    connection.execute(delete(block).where(old, block.c.digest.in_(gone)))


def _seen(row: Row[Any]) -> Seen:
    return Seen(tokens=row.tokens, pages=row.pages, first_page=row.first_page, last_page=row.last_page)
