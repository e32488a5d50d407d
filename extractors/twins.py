"""Addresses that probably lead to one page, without being sure of it: the mobile host, the final slash, `.html`.

Two addresses of one *twin key* are one page only if the texts agree (storage.identity): `m.example.org` may be a site
of its own with numbers of its own.
"""

import re
from functools import lru_cache

from extractors.urlparts import split
from extractors.urls import canonical_url
from extractors.urlviews import is_doubtful, named

_LABEL = re.compile(r"(?:www?\d*|m|mobile?|mob|amp|wap|touch|pda|lite|3g|print)", re.IGNORECASE)
_FOLDERS = frozenset(["amp", "m", "mobile", "mobil", "mob", "wap", "touch", "pda", "lite", "print", "printable"])
_ENDING = re.compile(r"(?<=.)(?:[-_.](?:amp|mobile|print))?(?:\.(?:[sx]?html?|php\d?|aspx?|jspx?|amp))?$")
_VIEWS = frozenset(["amp", "m", "mobile", "mobil", "print", "printable", "desktop", "full", "nomobile", "noamp"])
_PLAIN = frozenset(["", "0", "1", "true", "false", "yes", "no", "y", "n", "on", "off", *_FOLDERS])
_CHOOSERS = frozenset(["view", "format", "mode", "layout", "display", "version", "theme", "output", "device"])


@lru_cache(maxsize=4_096)  # asked at every stage of a page
def twin_key(url: str) -> str:
    """Give what addresses that are probably one page have in common, in lower case; it is not an address to ask.

    Dropped, beside what canonical_url drops: scheme; host labels of views (`m.`, `amp.`, `www2.`) with two labels or
    more after them; folders and parameters of views; a final slash, empty segments, the ending of a program; an index
    page that a query follows; what looks like a session id. Parameters are sorted, each once.

    Args:
        url: any address; of one that is no address of a page, itself.

    >>> twin_key("https://m.example.org/amp/rain.html?b=2&a=1"), twin_key("https://example.org/rain/?a=1&b=2")
    ('example.org/rain?a=1&b=2', 'example.org/rain?a=1&b=2')
    """
    parts = split((canonical_url(url) or url).lower())
    segments = _segments(parts.path)
    query = {each for each in (parts.query or "").split("&") if each and not _is_view(*named(each))}
    if query and len(segments) > 0 and segments[-1] in {"index", "default"}:
        segments.pop()
    key = "/".join([twin_host(parts.authority or ""), *segments])
    key += f"?{'&'.join(sorted(query))}" if query else ""
    return f"{key}#{parts.fragment}" if parts.fragment else key


def twin_host(host: str) -> str:
    """Drop the labels of views from a host, lower case.

    >>> twin_host("en.m.example.org"), twin_host("m.example")
    ('en.example.org', 'm.example')
    """
    labels = host.split(".")
    kept = [label for place, label in enumerate(labels[:-2]) if not (_LABEL.fullmatch(label) and place < 2)]
    return ".".join([*kept, *labels[-2:]])


def _segments(path: str) -> list[str]:
    segments = [each for each in path.split("/") if each]
    last = len(segments) - 1
    kept = [
        each for place, each in enumerate(segments)
        if each != "amp" and not (each in _FOLDERS and place in {0, last})
    ] or segments  # fmt: skip
    return [*kept[:-1], _ENDING.sub("", kept[-1])] if kept else []


def _is_view(name: str, value: str) -> bool:
    return (name in _VIEWS and value in _PLAIN) or (name in _CHOOSERS and value in _FOLDERS) or is_doubtful(name, value)
