"""Which stored article a page is: by its addresses where they are sure, by its text where they only suggest it.

Sure are the frontier row that led to the article before, and the address at which the article was read. A rel=canonical
that names another article's address and an address of the same twin key (extractors.twins) are hints: outlets exist
that give one canonical URL on every page, and mobile sites with numbers of their own. So a hint needs a text that
agrees. What does not agree stays an article of its own, under its own address, and is nobody's version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Row,
    Select,
    Text,
    bindparam,
    literal,
    or_,
    select,
    union_all,
    update,
)

from extractors.permalinks import site_of
from extractors.records import Analysis
from extractors.shingles import shingles
from extractors.twins import twin_key
from extractors.urls import canonical_url, host_of
from storage import neighbours
from storage.engine import insert
from storage.leases import Lease
from storage.tables import article, capture, frontier, version

#: Articles of one twin key, and of one claim, that are compared, the newest first: a template gives one to thousands.
MOST = 8

_AS_LISTED = ("source_id", "next_try_at", "discovered_at", "listed_update")  # what two frontier rows have in common

_lease = bindparam("lease", type_=BigInteger)
_here, _named, _amp = (bindparam(name, type_=Text) for name in ("here", "named", "amp"))
_HELD = (
    select(article, frontier.c.url.label("listed_at"), capture.c.url.label("read_at"))
    .join(frontier, frontier.c.id == article.c.frontier_id)
    .join(capture, capture.c.id == article.c.capture_id)
)
_ALIAS_OF = select(frontier.c.article_id).where(frontier.c.id == _lease).scalar_subquery()
_SURE = _HELD.add_columns(_ALIAS_OF.label("alias_of")).where(
    or_(
        article.c.frontier_id == _lease,
        article.c.frontier_id == select(frontier.c.id).where(frontier.c.url == _here).scalar_subquery(),
        article.c.id == _ALIAS_OF,
        article.c.url.in_([_here, _named, _amp, bindparam("listed", type_=Text)]),
    )
)


def _newest(column: Column[Any], values: Sequence[Any]) -> Select[int]:
    # In the order of the index, which is then read no further than MOST.
    order = (column.desc(), article.c.id.desc())
    return select(select(article.c.id).where(column.in_(values)).order_by(*order).limit(MOST).subquery().c.id)


_twin_keys = [bindparam(f"twin_of_{each}", type_=Text) for each in ("here", "named", "amp")]
_HINTS = _HELD.where(
    article.c.id.in_(
        union_all(_newest(article.c.twin_key, _twin_keys), _newest(article.c.canonical_claim, [_here, _named]))
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page is to the archive."""

    #: Its article; with the frontier row of the lease where it is the article's own page and may be an edit of it, with
    #: another where the lease is one more address of it. None: a new one.
    known: Row[Any] | None
    lease: Lease  # whose the article is
    analysis: Analysis  # with an address that no other article has; what it claims in vain is its `canonical_claim`


def find(connection: Connection, lease: Lease, analysis: Analysis, capture_id: int) -> Found:
    """Say which stored article a page is, and under which address it is to be kept.

    Args:
        connection: in the transaction that will also store the page; what is learned of addresses is noted here.
        lease: for which URL the page was fetched.
        analysis: what it says.
        capture_id: where it is kept.
    """
    record = analysis.article
    here = record.stands_at or record.url
    asked = {"here": here, "named": record.url, "amp": canonical_url(record.amp_url or "") or here}
    sure = connection.execute(_SURE, {"lease": lease.id, "listed": lease.url, **asked}).all()
    redirected = twin_key(here) != twin_key(lease.url)
    known = _known_for_sure(connection, lease, analysis, sure, redirected=redirected)
    if known is None:
        hints = connection.execute(_HINTS, asked | {f"twin_of_{name}": twin_key(url) for name, url in asked.items()})
        rows = _on_this_site(sure, hints.all(), here)
        known = next((row for row in rows if _has_an_older_key(row, lease)), None)
        known = known or _agreeing(connection, [row for row in rows if row.frontier_id != lease.id], analysis)
        if known is None:
            if any(row.frontier_id == lease.id for row in sure):
                lease = _where_it_leads(connection, lease, here, capture_id)
            return Found(known=None, lease=lease, analysis=_under_free_address(connection, lease, analysis, rows))
    if _has_an_older_key(known, lease):
        known = _hand_over(connection, known, lease)
    if known.frontier_id == lease.id:
        analysis = _under_its_address(known, analysis, sure)
    elif known.canonical_claim == here and _holder(connection, here) is None:
        _call(connection, known, here, claim=None)  # the page that stands there says that the claim was right
    if known.frontier_id != lease.id and not redirected:
        connection.execute(update(frontier).where(frontier.c.id == lease.id).values(article_id=known.id))
    return Found(known=known, lease=lease, analysis=analysis)


def _known_for_sure(
    connection: Connection, lease: Lease, analysis: Analysis, rows: Sequence[Row[Any]], *, redirected: bool
) -> Row[Any] | None:
    record = analysis.article
    here = record.stands_at or record.url
    standing = next((row for row in rows if canonical_url(row.read_at) == here), None)
    own = next((row for row in rows if row.frontier_id == lease.id), None)
    if own is None:
        alias = (row for row in rows if row.id == row.alias_of and record.url in {row.url, here})
        return standing or (None if redirected else next(alias, None))
    if not redirected or twin_key(here) in {own.twin_key, twin_key(own.read_at)}:
        return own
    return standing or _agreeing(connection, [own], analysis)  # it leads to another page today, or has moved


def _on_this_site(sure: Sequence[Row[Any]], hints: Sequence[Row[Any]], here: str) -> list[Row[Any]]:
    """Bring together what may be the page, oldest first, but for copies on other sites that name their original."""
    if not sure and not hints:
        return []
    from extractors.ownurl import are_of_one_site  # noqa: PLC0415 tld is slow to import

    rows = {row.id: row for row in (*sure, *hints)}.values()
    return [row for row in sorted(rows, key=lambda row: row.id) if are_of_one_site(row.url, here)]


def _agreeing(connection: Connection, rows: Sequence[Row[Any]], analysis: Analysis) -> Row[Any] | None:
    """Give the article whose text, today's or an earlier one, is that of the page: a cached view may be an old one."""
    fp = analysis.fingerprint
    if not rows or not fp.tokens:
        return None
    keys = [row.id for row in rows]
    earlier = select(version.c.article_id).where(version.c.article_id.in_(keys), version.c.text_hash == fp.text_hash)
    same = {row.id for row in rows if row.text_hash == fp.text_hash} | {*connection.scalars(earlier)}
    record = analysis.article
    kinds = neighbours.kinds(connection, fp, lambda: shingles(record.title, record.text), keys)
    for row in rows:
        kind = kinds.get(row.id)
        # Two witnesses: where the page itself names that address, a shorter or longer view of the text will do.
        if row.id in same or kind in {"exact", "near"} or (kind == "syndicated" and row.url == record.url):
            return row
    return None


def _has_an_older_key(row: Row[Any], lease: Lease) -> bool:
    """Tell an article that was listed at this address when the rules of extractors.urls gave it another key."""
    return bool(row.listed_at != lease.url == canonical_url(row.listed_at))


def _hand_over(connection: Connection, row: Row[Any], lease: Lease) -> Row[Any]:
    """Make the frontier row of today's key the article's own: no listing reaches that of an older key any more."""
    connection.execute(update(frontier).where(frontier.c.id == row.frontier_id).values(article_id=row.id))
    connection.execute(update(article).where(article.c.id == row.id).values(frontier_id=lease.id))
    return connection.execute(_HELD.where(article.c.id == row.id)).one()


def _where_it_leads(connection: Connection, lease: Lease, here: str, capture_id: int) -> Lease:
    """Give the page that an article's URL leads to today a frontier row of its own: a row has one article at most."""
    listed = select(*map(literal, (here, here, host_of(here), site_of(here), "done")))
    listed = listed.add_columns(*(frontier.c[name] for name in _AS_LISTED)).where(frontier.c.id == lease.id)
    new = insert(connection, frontier).from_select(["url", "fetch_url", "host", "site", "state", *_AS_LISTED], listed)
    connection.execute(new.on_conflict_do_nothing(index_elements=["url"]))
    key = connection.execute(select(frontier.c.id).where(frontier.c.url == here)).scalar_one()
    connection.execute(update(capture).where(capture.c.id == capture_id).values(frontier_id=key))
    return replace(lease, id=key, url=here)


def _under_its_address(own: Row[Any], analysis: Analysis, rows: Iterable[Row[Any]]) -> Analysis:
    """Let an article follow what its page says now, unless that is another's address or was claimed in vain before."""
    url = analysis.article.url
    if url == own.url or (url != own.canonical_claim and all(row.url != url for row in rows)):
        return analysis
    return _known_as(analysis, own.url)


def _under_free_address(connection: Connection, lease: Lease, analysis: Analysis, rows: Sequence[Row[Any]]) -> Analysis:
    """Choose the address of a new article: what it claims, where it stands, or where it was listed, if need be.

    An address that pages of different text claim is nobody's but of the page that stands there.
    """
    record = analysis.article
    here = record.stands_at or record.url
    rivals = [row for row in rows if record.url != here and record.url in {row.url, row.canonical_claim}]
    for row in rivals:
        if row.url == record.url != canonical_url(row.read_at):
            _send_home(connection, row)
    url = here if rivals else record.url
    if _holder(connection, url) is not None:
        url = lease.url
        if (holder := _holder(connection, url)) is not None:
            _send_home(connection, holder)
    return _known_as(analysis, url)


def _known_as(analysis: Analysis, url: str) -> Analysis:
    record = analysis.article
    if url == record.url:
        return analysis
    claim = record.canonical_claim or (record.url if record.url != record.stands_at else None)
    return replace(analysis, article=replace(record, url=url, canonical_claim=claim))


def _holder(connection: Connection, url: str) -> Row[Any] | None:
    return connection.execute(_HELD.where(article.c.url == url)).first()


def _send_home(connection: Connection, row: Row[Any]) -> None:
    """Give an article the address it was listed at, which is no other's; one that has claimed that goes home before."""
    holder = _holder(connection, row.listed_at)
    if holder is not None and holder.id != row.id:
        _send_home(connection, holder)
    _call(connection, row, row.listed_at, claim=row.url)


def _call(connection: Connection, row: Row[Any], url: str, *, claim: str | None) -> None:
    named = {"url": url, "twin_key": twin_key(url), "canonical_claim": claim}
    connection.execute(update(article).where(article.c.id == row.id).values(named))
