"""What is known of the outlet behind a source."""

from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from config.sources import Source
from extractors.permalinks import site_of
from extractors.urls import host_of, resolve
from flows.fetch import Fetcher
from flows.robots import Rules

MOST_SITEMAPS = 50  # of one outlet; a robots.txt may name thousands


async def sitemaps_of(fetcher: Fetcher, source: Source) -> list[str]:
    """Say where an outlet keeps its sitemaps: the source itself, robots.txt (sitemaps.org), or the usual place.

    Sitemaps elsewhere than on its registered domain are left out: whoever writes a robots.txt could have us read
    anything as that outlet's.
    """
    if source.kind == "sitemap":
        return [source.url]
    rules = await fetcher.robots(source.url)
    named = rules.sitemaps if isinstance(rules, Rules) else ()
    absolute = dict.fromkeys(resolve(urljoin(source.url, "/robots.txt"), each) for each in named)
    own = [url for url in absolute if url is not None and site_of(url) == site_of(source.url)]
    return own[:MOST_SITEMAPS] or [urljoin(source.url, "/sitemap.xml")]


def archived_as(source: Source, wayback_url: str) -> str | None:
    """Give the pattern by which the web archive at *wayback_url* knows the pages of an outlet.

    An outlet without a name in DNS is known at most to an archive that has none either: None for all others, which are
    not to be told of addresses inside somebody's network.

    >>> outlet = Source(slug="a", name="A", country=None, language=None, kind="feed", url="https://www.a.kz/rss")
    >>> archived_as(outlet, "https://archive.example")
    'a.kz/*'
    """
    at = urlsplit(source.url)
    if _has_name(source.url):
        return f"{host_of(source.url)}/*"
    return None if _has_name(wayback_url) else f"{at.netloc.rpartition('@')[2]}/*"


def _has_name(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return "." in host
    return False
