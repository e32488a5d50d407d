"""The `tombstone` table: addresses, texts and hosts that were forgotten and must not come back.

It holds digests, for an address often holds the headline. A page leaves one row for each address it was known by (kind
"page") and one for each text it had (kind "text"), all with the same `page`; a host leaves one (kind "host"). Refused:

- an address that was forgotten, however it is written (extractors.urls), and whoever lists it;
- a new address of the same twin key (extractors.twins): the mobile or AMP view of a page that was forgotten;
- a page that leads to such an address by a redirect, or names one as its own;
- the same text at another address of the same site: a page that has moved. At another outlet it is that outlet's page.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from extractors.twins import twin_host, twin_key
from extractors.urls import canonical_url, host_of
from storage.engine import insert
from storage.tables import tombstone

REASON = "forgotten"
#: Tokens from which on a text tells one page from another.
TELLING = 25
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What is noted with everything that is forgotten."""

    at: datetime
    why: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buried:
    """What was forgotten together, for people."""

    page: str  # digest that its tombstones share
    host: str
    is_host: bool  # all pages of it were
    addresses: int
    at: datetime
    why: str
    who: str


def digest_of(url: str) -> str:
    """Give the SHA-256 of an address in canonical form, hex digits."""
    return _sha(canonical_url(url) or url)


def bury(connection: Connection, urls: Iterable[str], texts: Iterable[tuple[str, str]], why: Why) -> None:
    """Leave tombstones for a page.

    Args:
        connection: in a transaction.
        urls: all its addresses, the first is the page's own.
        texts: hash of each text it had, and the host it was on.
        why: when, why, by whom.
    """
    addresses = list(dict.fromkeys(canonical_url(each) or each for each in urls))
    rows: list[dict[str, Any]] = [
        {"kind": "page", "digest": _sha(each), "host": host_of(each), "twin": _sha(twin_key(each))}
        for each in addresses
    ]
    rows += [{"kind": "text", "digest": text, "host": host, "twin": None} for text, host in sorted(set(texts))]
    _insert(connection, rows, _sha(addresses[0]), why)


def bury_host(connection: Connection, host: str, why: Why) -> None:
    """Leave a tombstone for all pages of a host, its mobile and AMP hosts among them."""
    name = twin_host(host)
    _insert(connection, [{"kind": "host", "digest": _sha(name), "host": name, "twin": None}], _sha(name), why)


def also(connection: Connection, url: str, page: str, why: Why) -> None:
    """Note that *url* is one more address of *page*, which is a value that `forgotten` gave."""
    row = {"kind": "page", "digest": digest_of(url), "host": host_of(url), "twin": _sha(twin_key(url))}
    _insert(connection, [row], page, why)


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]], page: str, why: Why) -> None:
    told = {"page": page, "forgotten_at": why.at, "why": why.why, "who": why.who}
    for each in rows:
        statement = insert(connection, tombstone).values({**each, **told})
        connection.execute(statement.on_conflict_do_nothing(index_elements=["kind", "digest", "host"]))


def are_there(connection: Connection) -> bool:
    """Say whether anything was ever forgotten; in most archives nothing was."""
    return connection.scalar(select(tombstone.c.id).limit(1)) is not None


def forgotten(connection: Connection, urls: Iterable[str], *, twins: bool = False) -> dict[str, str]:
    """Give those of *urls* that were forgotten, each with the `page` of its tombstone.

    Args:
        connection: reads.
        urls: canonical or not.
        twins: also those that are probably views of a page that was forgotten.
    """
    if not are_there(connection):
        return {}
    found: dict[str, str] = {}
    waiting = iter(dict.fromkeys(urls))
    while chunk := list(islice(waiting, _CHUNK)):
        exact = {each: digest_of(each) for each in chunk}
        hosts = {each: _sha(twin_host(host_of(each))) for each in chunk}
        views = {each: _sha(twin_key(each)) for each in chunk} if twins else {}
        asked = or_(
            (tombstone.c.kind == "page") & tombstone.c.digest.in_(exact.values()),
            (tombstone.c.kind == "host") & tombstone.c.digest.in_(hosts.values()),
            tombstone.c.twin.in_(views.values()),
        )
        columns = (tombstone.c.digest, tombstone.c.twin, tombstone.c.page)
        pages: dict[str | None, str] = {}
        for row in connection.execute(select(*columns).where(asked)):
            pages |= {row.digest: row.page, row.twin: row.page}
        for each in chunk:
            ways = (exact[each], hosts[each], views.get(each, ""))
            if (page := next((pages[way] for way in ways if way in pages), None)) is not None:
                found[each] = page
    return found


def texts_forgotten(connection: Connection, hashes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Give for texts of these hashes the hosts on which they were forgotten, each with the `page` of its tombstone."""
    found: dict[str, list[tuple[str, str]]] = {}
    asked = select(tombstone.c.digest, tombstone.c.host, tombstone.c.page)
    asked = asked.where(tombstone.c.kind == "text", tombstone.c.digest.in_(list(hashes)))
    for row in connection.execute(asked):
        found.setdefault(row.digest, []).append((row.host, row.page))
    return found


def buried(connection: Connection) -> list[Buried]:
    """Give what was forgotten, the oldest first."""
    found: dict[str, Buried] = {}
    for row in connection.execute(select(tombstone).where(tombstone.c.kind != "text").order_by(tombstone.c.id)):
        before = found.get(row.page)
        found[row.page] = Buried(
            page=row.page,
            host=before.host if before else row.host,
            is_host=row.kind == "host",
            addresses=before.addresses + 1 if before else 1,
            at=row.forgotten_at,
            why=row.why,
            who=row.who,
        )
    return list(found.values())


def allow(connection: Connection, url: str) -> int:
    """Take away the tombstones of the page that was known at *url*; give their number."""
    mine = select(tombstone.c.page).where(
        tombstone.c.kind == "page", or_(tombstone.c.digest == digest_of(url), tombstone.c.twin == _sha(twin_key(url)))
    )
    pages = connection.scalars(mine).all()
    return connection.execute(delete(tombstone).where(tombstone.c.page.in_(pages))).rowcount


def allow_host(connection: Connection, host: str) -> int:
    """Take away the tombstone of a host; the pages that were forgotten with it keep theirs."""
    return connection.execute(delete(tombstone).where(tombstone.c.page == _sha(twin_host(host)))).rowcount


def digests(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Give kind, digest and host of all tombstones."""
    rows = connection.execute(select(tombstone.c.kind, tombstone.c.digest, tombstone.c.host))
    yield from ((row.kind, row.digest, row.host) for row in rows)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
