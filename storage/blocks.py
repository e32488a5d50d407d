"""Which paragraphs recur on the pages of a host: counted when an article is stored, once an article.

The pages of a host are numbered as they are counted, so a host needs no row of its own: its highest `last_page` says
how many there were. It keeps all blocks of its last WINDOW pages or so, and of those before only what is boilerplate by
extractors.repetition.recurs: some thousand rows, however long it goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, select

from extractors.records import Analysis, Block
from extractors.repetition import SHORT_PAGES, Seen, is_new, recurs
from extractors.urls import host_of
from storage.engine import insert
from storage.tables import article, block, frontier

#: Pages of a host after which a block is forgotten that does not recur. Copies come sooner, and boilerplate more often.
WINDOW = 100
_PRUNED_EVERY = 50  # pages of a host

_ROWS: Select[Any] = select(block)


def count(connection: Connection, url: str, story: int, analysis: Analysis) -> int | None:
    """Count the blocks of an article that was found at *url* and stands in *story*.

    Returns:
        Its number among the pages of its host. None: it was not counted, being a copy or an update of a page of the
        host that was, or none with an article of its own, as a section or a gallery.
    """
    host, blocks = host_of(url), analysis.blocks
    if not blocks or analysis.article.page_type != "article" or connection.scalar(_told(host, story)):
        return None
    pages = connection.execute(select(func.max(block.c.last_page)).where(block.c.host == host)).scalar() or 0
    held = block.c.digest.in_([each.digest for each in blocks])
    rows = connection.execute(_ROWS.where(block.c.host == host, held)).all()
    if not is_new(blocks, {row.digest: _seen(row) for row in rows}, pages):
        return None
    _add(connection, host, blocks, pages + 1)
    if (pages + 1) % _PRUNED_EVERY == 0:
        _prune(connection, host, pages + 1)
    return pages + 1


def recurring(connection: Connection, urls: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give for each of *urls* the digests of the blocks that recur on the pages of its host."""
    hosts = {url: host_of(url) for url in urls}
    ours = block.c.host.in_(set(hosts.values()))
    counted = select(block.c.host, func.max(block.c.last_page).label("pages")).where(ours).group_by(block.c.host)
    pages = {row.host: row.pages for row in connection.execute(counted)}
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


def _add(connection: Connection, host: str, blocks: Sequence[Block], page: int) -> None:
    add = insert(connection, block)
    again = {"pages": block.c.pages + 1, "last_page": add.excluded.last_page}
    rows = [
        {"host": host, "digest": each.digest, "tokens": each.tokens, "pages": 1, "first_page": page, "last_page": page}
        for each in blocks
    ]
    connection.execute(add.on_conflict_do_update(index_elements=["host", "digest"], set_=again), rows)


def _prune(connection: Connection, host: str, pages: int) -> None:
    old = and_(block.c.host == host, block.c.last_page <= pages - WINDOW)
    connection.execute(delete(block).where(old, block.c.pages < SHORT_PAGES))
    rows = connection.execute(_ROWS.where(old)).all()
    gone = [row.digest for row in rows if not recurs(_seen(row), pages)]
    connection.execute(delete(block).where(old, block.c.digest.in_(gone)))


def _seen(row: Row[Any]) -> Seen:
    return Seen(tokens=row.tokens, pages=row.pages, first_page=row.first_page, last_page=row.last_page)
