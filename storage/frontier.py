"""The frontier: one row per canonical URL, from first sight to its end.

pending ──claim──> leased ──finish──> done | failed | gone | refused
   ^                  │ ^                │
   └──── postpone ────┘ └── look again ──┘   a listing that shows an edit makes a done URL pending again
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from extractors.records import Entry
from extractors.urls import canonical_url, host_of
from storage.dated import dated_columns
from storage.engine import insert
from storage.tables import article, discovery, frontier
from storage.tombstones import forgotten as taken_down

How = Literal["feed", "sitemap", "section", "archive", "wayback", "urls", "warc"]
_CHUNK = 500  # URLs of one statement: SQLite allows 32,766 variables in a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What a listing brought: seen = known + new, and unusable entries are among the new."""

    seen: int
    known: int
    new: int
    unusable: int  # no http(s) URL: refused at once, they have no row
    edited: int  # known URLs to be fetched again: the listing shows them as edited, or has a copy of what was lost
    first_listed: int  # usable URLs that this listing had never named before
    forgotten: int = 0  # entries of pages that were taken down: refused at once, they have no row; among the new


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where entries were listed."""

    how: How
    origin: str  # URL of the feed or sitemap, or name of the file
    source_id: int | None = None


_HELD = (frontier.c.id, frontier.c.url, frontier.c.fetch_url, frontier.c.state, frontier.c.listed_update)


def discover(
    connection: Connection, run: int, entries: Sequence[Entry], listing: Listing, now: datetime, *,
    captures: Mapping[str, str] | None = None,
) -> Discovered:  # fmt: skip
    """Put what a listing names into the frontier and keep who listed it; a URL that is there already stays as it is.

    Args:
        connection: in a transaction.
        run: key of the run.
        entries: as listed.
        listing: who names them.
        now: the moment.
        captures: where a web archive keeps copies, by the URL of the entry: fetched instead of the URL itself, and
            also where that was tried in vain.
    """
    keys = [canonical_url(entry.url) for entry in entries]
    usable = _usable(connection, keys, entries)
    where = {url: captures[entry.url] for url, entry in usable.items()} if captures else {}
    unusable, forgotten = keys.count(None), sum(key is not None and key not in usable for key in keys)
    new, edited, first_listed = unusable + forgotten, 0, 0
    for urls in _chunks(list(usable)):
        to_fetch = {url: replace(usable[url], url=where.get(url, usable[url].url)) for url in urls}
        fresh = _insert_frontier(connection, run, to_fetch, listing, now)
        rows = connection.execute(select(*_HELD).where(frontier.c.url.in_(urls))).all()
        known = [row for row in rows if row.url not in fresh]
        if where or listing.how == "warc":
            edited += _revive(connection, run, known, where, now)
        else:
            edited += _requeue_edited(connection, run, known, usable, now)
        first_listed += _insert_discoveries(connection, {row.id: usable[row.url] for row in rows}, listing, now)
        new += len(fresh)
    return Discovered(
        seen=len(entries),
        known=len(entries) - new,
        new=new,
        unusable=unusable,
        edited=edited,
        first_listed=first_listed,
        forgotten=forgotten,
    )


def _usable(connection: Connection, keys: Sequence[str | None], entries: Sequence[Entry]) -> dict[str, Entry]:
    """Give the first entry of each URL, less what was forgotten, and new URLs that are probably views of that."""
    usable = {key: entry for key, entry in zip(reversed(keys), reversed(entries), strict=True) if key is not None}
    refused = taken_down(connection, usable, twins=True)
    known: set[str] = set()
    for urls in _chunks(list(refused)):
        known.update(connection.scalars(select(frontier.c.url).where(frontier.c.url.in_(urls))))
    refused = {**dict.fromkeys(refused.keys() - known, ""), **taken_down(connection, known)}
    return {key: entry for key, entry in usable.items() if key not in refused}


def _site(url: str) -> str:
    from extractors.permalinks import site_of  # noqa: PLC0415 reads a list of suffixes, which a query never needs

    return site_of(url)


def _chunks(urls: list[str]) -> Iterable[list[str]]:
    return (urls[at : at + _CHUNK] for at in range(0, len(urls), _CHUNK))


def _moment(entry: Entry) -> datetime | None:
    """The listing's latest word on when the article changed."""
    dated = entry.updated or entry.published
    return None if dated is None else dated.value


def _insert_frontier(
    connection: Connection, run: int, entries: dict[str, Entry], listing: Listing, now: datetime
) -> set[str]:
    rows = [
        {
            "url": url,
            "fetch_url": entry.url,
            "host": host_of(url),
            "site": _site(entry.url) or host_of(url),
            "source_id": listing.source_id,
            "state": "pending",
            "next_try_at": now,
            "listed_update": _moment(entry),
            "run_id": run,
            "discovered_at": now,
        }
        for url, entry in entries.items()
    ]
    new = insert(connection, frontier).on_conflict_do_nothing(index_elements=["url"])
    return set(connection.execute(new.returning(frontier.c.url), rows).scalars())


def _requeue_edited(
    connection: Connection, run: int, rows: Sequence[Any], entries: dict[str, Entry], now: datetime
) -> int:
    later = [row for row in rows if _is_later(_moment(entries[row.url]), row.listed_update)]
    # Feeds exist that date every entry with the moment they are asked. Believing them would fetch each outlet's whole
    # feed again at every poll; one honest newsroom does not edit most of its front page between two polls.
    if len(later) > max(3, len(rows) // 2):
        return 0
    edited = [row for row in later if row.state == "done"]
    for row in edited:
        connection.execute(
            update(frontier)
            .where(frontier.c.id == row.id)
            .values(
                state="pending", reason="edited", attempts=0, next_try_at=now, run_id=run,
                listed_update=_moment(entries[row.url]), finished_at=None, recheck_at=None,
            )
        )  # fmt: skip
    return len(edited)


def _revive(connection: Connection, run: int, rows: Sequence[Any], where: Mapping[str, str], now: datetime) -> int:
    """Take from an archive what its own host could not or would not give, and at once what waits for another try."""
    waiting = [row.id for row in rows if row.state == "pending"]
    connection.execute(update(frontier).where(frontier.c.id.in_(waiting)).values(next_try_at=now))
    # What was tried there already is not asked for again: a copy does not change.
    lost = [row for row in rows if row.state in {"gone", "failed"} and where.get(row.url) != row.fetch_url]
    # What an article was read from is not lost: an older copy must not take the place of the newest text we have.
    stored = select(article.c.frontier_id).where(article.c.frontier_id.in_([row.id for row in lost]))
    kept = set(connection.execute(stored).scalars()) if lost else set()
    lost = [row for row in lost if row.id not in kept]
    for row in lost:
        again = {"state": "pending", "reason": "archived", "attempts": 0, "next_try_at": now, "run_id": run}
        fetched_at = where.get(row.url, row.fetch_url)
        again |= {"fetch_url": fetched_at, "site": _site(fetched_at)}
        connection.execute(update(frontier).where(frontier.c.id == row.id).values(**again, finished_at=None))
    return len(lost)


def _is_later(listed: datetime | None, known: datetime | None) -> bool:
    return listed is not None and known is not None and listed > known


def _insert_discoveries(connection: Connection, entries: dict[int, Entry], listing: Listing, now: datetime) -> int:
    rows = [
        {
            "frontier_id": key,
            "source_id": listing.source_id,
            "how": listing.how,
            "origin": listing.origin,
            "seen_at": now,
            "guid": entry.guid,
            "title": entry.title,
            "summary": entry.summary,
            "authors": list(entry.authors),
            **dated_columns("published", entry.published),
            "language": entry.language,
        }
        for key, entry in entries.items()
    ]
    if not rows:
        return 0
    unseen = insert(connection, discovery).on_conflict_do_nothing(index_elements=["frontier_id", "how", "origin"])
    return len(connection.execute(unseen.returning(discovery.c.id), rows).all())
