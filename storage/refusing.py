"""What was forgotten is not stored, also where it was under way: the last look before pages are kept.

A page may be forgotten while it is fetched; a redirect, or what a page says of its own address, may lead to one that
was.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, delete, select

from extractors.ownurl import are_of_one_site
from extractors.records import Analysis, Page
from extractors.urls import canonical_url
from storage import leases, tombstones
from storage.articles import Settled, Worked
from storage.leases import Lease
from storage.tables import capture, discovery, frontier
from storage.tombstones import REASON, TELLING, Why


def sift(connection: Connection, batch: Sequence[Worked], why: Why) -> tuple[list[Worked], list[Settled]]:
    """Part what may be stored from what was forgotten, and end the work on the latter.

    Args:
        connection: in the transaction that will store the rest.
        batch: what came of leased URLs.
        why: noted with addresses that turn out to be those of a forgotten page.
    """
    gone = _without_row(connection, [worked.lease for worked in batch])
    refused = _refused(connection, batch) if tombstones.are_there(connection) else {}
    for worked in batch:
        if worked.lease.id not in gone and (page := refused.get(worked.lease.id)):
            _end(connection, worked.lease, page, why)
    out = {*gone, *refused}
    kept = [worked for worked in batch if worked.lease.id not in out]
    return kept, [_settled(worked, why) for worked in batch if worked.lease.id in out]


def still_there(connection: Connection, captures: Sequence[tuple[int, str]]) -> set[int]:
    """Give those of *captures* (key, canonical URL) that were not forgotten meanwhile, nor replaced by others."""
    held = select(capture.c.id, frontier.c.url).join(frontier, frontier.c.id == capture.c.frontier_id)
    rows = {tuple(row) for row in connection.execute(held.where(capture.c.id.in_([key for key, _ in captures])))}
    return {key for key, url in captures if (key, url) in rows}


def _without_row(connection: Connection, held: Sequence[Lease]) -> set[int]:
    """The leases whose URL was forgotten meanwhile; its key may be another URL's by now."""
    wanted = select(frontier.c.id, frontier.c.url).where(frontier.c.id.in_([each.id for each in held]))
    rows = {row.id: row.url for row in connection.execute(wanted)}
    return {each.id for each in held if rows.get(each.id) != each.url}


def _refused(connection: Connection, batch: Sequence[Worked]) -> dict[int, str]:
    """Give the keys of leases that lead to what was forgotten, each with the `page` of its tombstone."""
    named = {worked.lease.id: list(_addresses(worked)) for worked in batch}
    exact = tombstones.forgotten(connection, [url for urls in named.values() for url in urls])
    new = [worked.lease.url for worked in batch if worked.lease.article is None]
    known = {**tombstones.forgotten(connection, new, twins=True), **exact}
    texts = {
        worked.lease.id: worked.analysis.fingerprint.text_hash
        for worked in batch
        if isinstance(worked.analysis, Analysis) and worked.analysis.fingerprint.tokens >= TELLING
    }
    same = tombstones.texts_forgotten(connection, set(texts.values()))
    found = {}
    for key, urls in named.items():
        pages = [known[url] for url in urls if url in known]
        pages += [page for host, page in same.get(texts.get(key, ""), ()) if _is_on(host, urls[-1])]
        if pages:
            found[key] = pages[0]
    return found


def _is_on(host: str, url: str) -> bool:
    return are_of_one_site(f"https://{host}/", url)


def _addresses(worked: Worked) -> Iterator[str]:
    """All addresses of a page, canonical: the one that was asked for first, the one that it is stored under last."""
    yield worked.lease.url
    if isinstance(worked.fetched, Page):
        yield canonical_url(worked.fetched.final_url) or worked.fetched.final_url
    if isinstance(worked.analysis, Analysis):
        record = worked.analysis.article
        yield from filter(None, (record.stands_at, record.url))


def _end(connection: Connection, lease: Lease, page: str, why: Why) -> None:
    """End the work on an address of a forgotten page, and forget what listings said of it."""
    kept = select(capture.c.id).where(capture.c.frontier_id == lease.id).limit(1)
    connection.execute(delete(discovery).where(discovery.c.frontier_id == lease.id))
    if lease.article is None and connection.scalar(kept) is None:
        tombstones.also(connection, lease.url, page, why)
        connection.execute(delete(frontier).where(frontier.c.id == lease.id))
        return
    state = "refused" if lease.article is None else "done"
    detail = "it leads to a page that was forgotten"
    leases.finish(connection, lease.id, state, why.at, reason=REASON, detail=detail)


def _settled(worked: Worked, why: Why) -> Settled:
    return Settled(
        source=worked.lease.source,
        day=why.at.date().isoformat(),
        outcome="refused",
        reason=REASON,
        tagged=False,
        resumed=worked.lease.resumed,
    )
