"""One key for one page, however its address is written.

The *canonical URL* is a key: two addresses of one page should give the same key, two pages never. It is not
the address to fetch; that is kept apart, as listed (made absolute by `resolve`). What is probable but not sure (`m.`,
a final slash) is left to extractors.twins and the text of the pages.

Rules, in order. "Standard" is the WHATWG URL Standard, "RFC" is RFC 3986.

1.  Control characters and blanks at the ends, tabs and line ends anywhere are dropped; a backslash before the
    query is a slash; surplus slashes before the host are dropped (all Standard).
2.  Only http and https with a host; user name and password are dropped.
3.  Host: percent-decoded, lower case, A-labels (UTS 46, IDNA 2008), without a final dot. A host that ends in
    a number must be a dotted IPv4 address: the decimal, octal and hexadecimal ways to write one serve to hide
    it. A host that cannot stand in DNS, or a port outside 1..65535, gives None.
4.  A leading `www.` is dropped if a name with a dot is left. Nothing else is: `m.`, `amp.` and `eng.` may be
    other pages.
5.  http and https are one key, written https, and the scheme's default port is dropped. With any other port
    the scheme stays: there, it is part of who answers.
6.  Percent-encoding (RFC 6.2.2): unreserved characters decoded, hex digits upper case, everything that may
    not stand in a URL encoded as UTF-8, a stray `%` as `%25`.
7.  Path: sessions dropped (`;jsessionid=...`, Java Servlet 7.1.3; `/(S(...))/`, ASP.NET without cookies), dot
    segments removed (RFC 5.2.4), empty path is `/`; a final slash stays.
8.  Query: parameters that tell who sent the reader or whose visit it is are dropped (tables in extractors.urlviews),
    also after a left-over `amp;`; empty parameters and an empty query dropped. `from`, `ref`, `source` go by their
    value: `from=rss` is dropped, `from=17` stays. The order stays: a server may read it, and `?a=1&a=2` is not
    `?a=2&a=1`. `sid` and its like stay where they may be the story (PHP-Nuke) or the sitting (parliaments): they are
    dropped if their value looks like a session id (32 hexadecimal digits, not a number) and the rest of the address
    names a page: by another parameter with a number, by figures or joined words in the path, or at least not by
    the name of a program (`article.php`, `news`) that must be told which.
    `print=1` and its like are the page itself on the same terms; a folder `/print/` may be a section and stays.
9.  AMP: a view of the page, by the conventions of its publishers' tools: a last segment `amp` below another one,
    `.amp` or `.amp.html` at the end, `?amp`, `?amp=1`, `?outputType=amp`. `?amp=17` and `/amp` at the root stay.
10. Index page: a last segment `index.html`, `index.php`, `default.aspx` ... is the folder, as servers are set up
    (Apache: DirectoryIndex, IIS: Default Document), unless a query is left: `/index.php?id=3` stays.
11. An address in a cache of pages (AMP caches, Google's AMP viewer, Yandex Turbo: see extractors.caches) is the address
    that it names, unless that is one in a cache again.
12. Fragment: dropped, except `#!...`, which names a page on sites that build themselves in the browser.
13. A key longer than LIMIT (before rules 9 to 11, which shorten) gives None.
"""

from functools import lru_cache

from extractors.caches import cached_address
from extractors.urlparts import Parts, join, legal, normal, read_host, split, without_dots, without_www
from extractors.urlviews import bare, telling, without_sessions

# Longest key, in characters (all ASCII). The sitemap protocol asks for less than 2,048; an index row of
# PostgreSQL holds no more than 2,704 bytes.
LIMIT = 2_047


def canonical_url(url: str) -> str | None:
    """Give the key of the page at *url*; see the rules above.

    Returns:
        The canonical URL, which is its own canonical URL; None: not an http(s) URL with a host.

    >>> canonical_url("HTTP://www.Example.org:80/a/../%7Eb?utm_source=rss&id=1#top")
    'https://example.org/~b?id=1'
    >>> canonical_url("https://example-org.cdn.ampproject.org/c/s/example.org/rain/amp")
    'https://example.org/rain'
    >>> canonical_url("mailto:desk@example.org")
    """
    key = _key(split(url))
    cached = key and cached_address(key)
    if not cached:
        return key
    original = _key(split(cached))
    return key if original is None or cached_address(original) else original


def _key(parts: Parts) -> str | None:
    host = read_host(parts)
    if host is None:
        return None
    scheme = "https" if host.port is None else parts.scheme
    path = without_dots(without_sessions(normal(parts.path))) or "/"
    query = _part("?", "&".join(telling(normal(parts.query), path))) if parts.query else ""
    fragment = normal(parts.fragment) if parts.fragment else ""
    hash_bang = f"#{fragment}" if fragment.startswith("!") and fragment != "!" else ""
    site = f"{scheme}://{without_www(host)}"
    if len(site) + len(path) + len(query) + len(hash_bang) > LIMIT:
        return None
    return f"{site}{bare(path, asked=bool(query))}{query}{hash_bang}"


def resolve(base: str, link: str) -> str | None:
    """Make *link* absolute as it stands in the document at *base* (RFC 3986, 5.2), fit to be fetched.

    Only what may not stand in a URL is mended: trimmed, percent-encoded, host in A-labels, user name and
    password dropped. Tracking parameters and the fragment stay.

    Returns:
        An absolute http(s) URL that has a canonical URL; None: the link is empty or leads elsewhere.

    >>> resolve("https://example.org/news/feed.xml", " ../a b\\n")
    'https://example.org/a%20b'
    """
    target = split(link)
    if not any(target):
        return None
    if target.scheme is None:
        target = join(split(base), target)
    host = read_host(target)
    if host is None:
        return None
    path = without_dots(legal(target.path)) or "/"
    absolute = f"{target.scheme}://{host}{path}"
    absolute += _part("?", legal(target.query or "")) + _part("#", legal(target.fragment or ""))
    return absolute if canonical_url(absolute) is not None else None


@lru_cache(maxsize=4_096)  # asked at every stage of a page
def host_of(url: str) -> str:
    """Give the host of the canonical URL of *url*, with its port unless that is the default, or "".

    >>> host_of("http://www.Example.org/a"), host_of("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1:8000')
    """
    host = read_host(split(url))
    return "" if host is None else str(without_www(host))


def _part(mark: str, text: str) -> str:
    return mark + text if text else ""
