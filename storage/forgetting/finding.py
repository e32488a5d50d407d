"""What belongs to a page that is to be forgotten: its addresses, its article, its captures, its views and copies here.

"Here" is the site: the same text at another address of the same site is the same page; at another outlet it is that
outlet's, and stays.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from extractors.ownurl import are_of_one_site
from extractors.twins import twin_host
from extractors.urls import canonical_url, host_of
from storage.forgetting.chunks import chunks
from storage.tables import article, capture, discovery, fingerprint, frontier, source, version
from storage.tombstones import TELLING

_HOSTS = 100  # looked for in one statement
_ROUNDS = 10  # from address to article to address; more are never needed, and it must end


@dataclass(slots=True, kw_only=True)
class Doomed:
    """What is to be forgotten together."""

    urls: list[str] = field(default_factory=list)  # addresses, canonical; the first is the page's own
    frontier: set[int] = field(default_factory=set)  # keys
    articles: set[int] = field(default_factory=set)
    captures: set[int] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)  # hash of a text, and the host it was on

    def add_urls(self, urls: Iterable[str | None]) -> None:
        """Add addresses that are not there yet."""
        for url in urls:
            key = canonical_url(url or "")
            if key is not None and key not in self.urls:
                self.urls.append(key)


def gather(connection: Connection, urls: Iterable[str]) -> list[Doomed]:
    """Find what belongs to the pages at *urls*; an address that the archive does not know stands alone."""
    found: list[Doomed] = []
    taken: set[str] = set()
    for url in urls:
        key = canonical_url(url) or url
        if key not in taken:
            doomed = Doomed(urls=[key])
            _close(connection, doomed)
            taken.update(doomed.urls)
            found.append(doomed)
    _redirected(connection, found)
    for each in found:
        _spare(connection, each)
    return found


def _close(connection: Connection, doomed: Doomed) -> None:
    """Go from addresses to articles and on to their other addresses, until nothing is added."""
    for _ in range(_ROUNDS):
        before = (len(doomed.urls), len(doomed.frontier), len(doomed.articles))
        _rows(connection, doomed)
        _texts(connection, doomed)
        if before == (len(doomed.urls), len(doomed.frontier), len(doomed.articles)):
            break
    mine = _in(capture.c.frontier_id, doomed.frontier)
    for column, key in _READ_FROM:
        mine |= capture.c.id.in_(select(column).where(_in(key, doomed.articles)))
    doomed.captures.update(connection.scalars(select(capture.c.id).where(mine)))


def _rows(connection: Connection, doomed: Doomed) -> None:
    leading = _in(frontier.c.url, doomed.urls) | _in(frontier.c.article_id, doomed.articles)
    leading |= frontier.c.id.in_(select(article.c.frontier_id).where(_in(article.c.id, doomed.articles)))
    rows = connection.execute(select(frontier.c.id, frontier.c.url, frontier.c.article_id).where(leading)).all()
    doomed.frontier.update(row.id for row in rows)
    doomed.add_urls(row.url for row in rows)
    led_to = {row.article_id for row in rows if row.article_id is not None}
    mine = _in(article.c.url, doomed.urls) | _in(article.c.frontier_id, doomed.frontier) | _in(article.c.id, led_to)
    columns = (article.c.id, article.c.url, capture.c.url.label("read_at"))
    joined = article.outerjoin(capture, capture.c.id == article.c.capture_id)
    for row in connection.execute(select(*columns).select_from(joined).where(mine)):
        doomed.articles.add(row.id)
        doomed.add_urls([row.url, row.read_at])


def _texts(connection: Connection, doomed: Doomed) -> None:
    """Note what the articles say and said; take the same text at other addresses of their sites."""
    told = select(article.c.text_hash, frontier.c.host, fingerprint.c.tokens).select_from(
        article.join(frontier).join(fingerprint, fingerprint.c.article_id == article.c.id)
    )
    rows = [*connection.execute(told.where(_in(article.c.id, doomed.articles)))]
    earlier = select(version.c.text_hash, frontier.c.host).select_from(
        version.join(article, version.c.article_id == article.c.id).join(frontier)
    )
    earlier = earlier.where(_in(article.c.id, doomed.articles), func.length(version.c.text) >= TELLING * 6)
    found = {(row.text_hash, row.host) for row in rows if row.tokens >= TELLING}
    doomed.texts |= found | {(row.text_hash, row.host) for row in connection.execute(earlier)}
    by_hash = defaultdict(set)
    for text, host in doomed.texts:
        by_hash[text].add(host)
    same = select(article.c.id, article.c.url, fingerprint.c.text_hash)
    same = same.join(fingerprint, fingerprint.c.article_id == article.c.id)
    for row in connection.execute(same.where(_in(fingerprint.c.text_hash, by_hash))):
        if row.id not in doomed.articles and _is_of(row.url, by_hash[row.text_hash]):
            doomed.articles.add(row.id)
            doomed.add_urls([row.url])


def _is_of(url: str, hosts: Iterable[str]) -> bool:
    return any(are_of_one_site(f"https://{host}/", url) for host in hosts)


def _redirected(connection: Connection, found: Sequence[Doomed]) -> None:
    """Add the captures of URLs that redirects led here. No index helps; but a page is forgotten once."""
    by_url = {url: doomed for doomed in found if doomed.captures for url in doomed.urls}
    hosts = sorted({host_of(url) for url in by_url} - {""})
    led = select(capture.c.id, capture.c.url, capture.c.frontier_id).join(frontier)
    led = led.where(capture.c.url != frontier.c.url)
    for at in range(0, len(hosts), _HOSTS):
        some = hosts[at : at + _HOSTS]
        near = or_(*(capture.c.url.contains(host, autoescape=True) for host in some))
        for row in connection.execute(led.where(near)):
            if (doomed := by_url.get(canonical_url(row.url) or "")) and row.id not in doomed.captures:
                doomed.captures.add(row.id)
                doomed.frontier.add(row.frontier_id)


def _spare(connection: Connection, doomed: Doomed) -> None:
    """Leave alone what something else is kept of: captures that other articles were read from, URLs of such."""
    for column, key in _READ_FROM:
        held = select(column).where(_in(column, doomed.captures), ~_in(key, doomed.articles))
        doomed.captures -= set(connection.scalars(held))
    others = (
        select(article.c.frontier_id).where(
            _in(article.c.frontier_id, doomed.frontier), ~_in(article.c.id, doomed.articles)
        ),
        select(capture.c.frontier_id).where(
            _in(capture.c.frontier_id, doomed.frontier), ~_in(capture.c.id, doomed.captures)
        ),
    )
    for each in others:
        doomed.frontier -= set(connection.scalars(each))
    doomed.add_urls(connection.scalars(select(frontier.c.url).where(_in(frontier.c.id, doomed.frontier))))


_READ_FROM = ((article.c.capture_id, article.c.id), (version.c.capture_id, version.c.article_id))


def _in(column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    return column.in_(list(values))  # type: ignore[no-any-return]


# --- many pages ----------------------------------------------------------------------------------------------------


def of_source(connection: Connection, slug: str) -> tuple[list[int], int] | None:
    """Give the frontier rows that only this source listed, and the number of those that others listed, too.

    None: there is no such source.
    """
    key = connection.scalar(select(source.c.id).where(source.c.slug == slug))
    if key is None:
        return None
    mine = select(discovery.c.frontier_id).where(discovery.c.source_id == key)
    first = select(frontier.c.id).where(frontier.c.source_id == key)
    others = select(discovery.c.frontier_id).where(discovery.c.source_id != key)
    listed = frontier.c.id.in_(mine) | frontier.c.id.in_(first)
    only = select(frontier.c.id).where(listed, frontier.c.id.not_in(others)).order_by(frontier.c.id)
    shared = select(func.count()).where(listed, frontier.c.id.in_(others))
    return list(connection.scalars(only)), connection.execute(shared).scalar_one()


def of_host(connection: Connection, host: str) -> list[int]:
    """Give the frontier rows of a host, its mobile and AMP hosts among them."""
    name = twin_host(host)
    hosts = [each for each in connection.scalars(select(frontier.c.host).distinct()) if twin_host(each) == name]
    found: list[int] = []
    for each in chunks(hosts):
        found += connection.scalars(select(frontier.c.id).where(frontier.c.host.in_(each)))
    return sorted(found)


def copies_elsewhere(connection: Connection, articles: Sequence[int]) -> list[tuple[int, str]]:
    """Give key and URL of the articles that share a story with these, and stay."""
    found = set()
    for keys in chunks(articles):
        stories = select(article.c.story_id).where(article.c.id.in_(keys))
        found |= {
            (row.id, row.url)
            for row in connection.execute(select(article.c.id, article.c.url).where(article.c.story_id.in_(stories)))
        }
    leaving = set(articles)
    return sorted(each for each in found if each[0] not in leaving)
