"""Addresses in caches that serve other publishers' pages: they name the page by its own address.

Forms, by their makers: AMP Cache URL format (`/c/`, `/v/` or `/wp/`, then `s/` for https, host and path); Google's AMP
viewer (`google.*/amp/s/host/path`, where the query may be encoded into the path); Yandex Turbo
(`host.turbopages.org/host/s/path`, `yandex.ru/turbo/...`, `?text=` with the whole address).
"""

import re
from urllib.parse import unquote

_HOST = r"(?P<host>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+(?::\d+)?)"
_REST = r"(?P<rest>(?:[/?%].*)?)"
_CACHES = tuple(
    re.compile(form + _REST, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"https://(?:[a-z0-9-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/(?:c|v|wp)/(?P<tls>s/)?{_HOST}",
        rf"https://google\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?/amp/(?P<tls>s/)?{_HOST}",
        rf"https://(?:[a-z0-9-]+\.turbopages\.org|turbo\.yandex\.[a-z]{{2,3}})/(?:turbo/)?{_HOST}/(?P<tls>s)(?=[/?]|$)",
        rf"https://yandex\.[a-z]{{2,3}}/turbo/{_HOST}/(?P<tls>s)(?=[/?]|$)",
        rf"https://yandex\.[a-z]{{2,3}}/turbo/(?P<tls>s/){_HOST}",
    )
)
_TURBO_TEXT = re.compile(r"https://yandex\.[a-z]{2,3}/turbo/?\?(?:.*&)?text=(https?(?::|%3A)[^&]+)", re.IGNORECASE)
_CACHE_HOST = re.compile(r"https://[^/]*(?:ampproject\.org|bing-amp\.com|turbopages\.org|google\.|yandex\.)")


def cached_address(url: str) -> str | None:
    """Give the address of the page that a cache serves at *url*, a canonical URL; None: it is not one of a cache.

    >>> cached_address("https://google.com/amp/s/example.org/rain%3Famp=1")
    'https://example.org/rain?amp=1'
    """
    if not _CACHE_HOST.match(url):
        return None
    if match := _TURBO_TEXT.match(url):
        return unquote(match[1])
    match = next((found for each in _CACHES if (found := each.fullmatch(url))), None)
    if match is None:
        return None
    path, query, encoded = match["rest"].partition("%3F")
    rest = path + "?" + encoded.replace("%3D", "=").replace("%26", "&") if query and "?" not in path else match["rest"]
    return f"{'https' if match['tls'] else 'http'}://{match['host']}{rest}"
