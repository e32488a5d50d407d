"""Addresses: of this site, for a question; of others, where they are safe to follow."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from storage import Query, parameters_of

_SAFE = frozenset({"http", "https"})
_NO_ADDRESS = re.compile('[\x00-\x20\x7f-\x9f\\\\"<>\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def address(path: str, given: Mapping[str, str]) -> str:
    """Give the address of *path* with parameters."""
    return f"{path}?{urlencode(given, errors='replace')}" if given else path


def search_url(query: Query, path: str = "/", after: str | None = None, **changes: Any) -> str:
    """Give the address that asks *query*, changed; the page is the first without *after*."""
    given = parameters_of(replace(query, **changes, snippets=False))
    return address(path, {**given, "after": after} if after else given)


def picture(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """Give the addresses of a picture: for light and for dark, and of its numbers."""
    return {
        "address": address(f"/pictures/{name}.svg", given),
        "dark": address(f"/pictures/{name}.svg", {**given, "scheme": "dark"}),
        "numbers": address(f"/pictures/{name}", given),
    }


def parameters(url: str) -> dict[str, str]:
    """Give the parameters in an address of ours."""
    return dict(parse_qsl(urlsplit(url).query))


def outside(url: str | None) -> str | None:
    """Give *url* if it can be a link to another site: http or https with a host, without tricks; else None.

    >>> outside("https://a.example/1"), outside("javascript:alert(1)")
    ('https://a.example/1', None)
    """
    if not url or _NO_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in _SAFE and parts.hostname else None
