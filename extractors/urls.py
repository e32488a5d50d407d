"""One key for one page, however its address is written.

The *canonical URL* is a key: two addresses of one page should give the same key, two pages never. It is not
the address to fetch; that is kept apart, as listed (made absolute by `resolve`).

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
7.  Path: `;jsessionid=...` dropped, dot segments removed (RFC 5.2.4), empty path is `/`; a final slash stays.
8.  Query: parameters of TRACKING and SESSION dropped, whatever their case, also after a left-over `amp;`;
    empty parameters and an empty query dropped. The order stays: a server may read it, and `?a=1&a=2` is not
    `?a=2&a=1`. `sid` and `session_id` stay: to PHP-Nuke the first is the story, to parliaments the second is
    the sitting.
9.  Fragment: dropped, except `#!...`, which names a page on sites that build themselves in the browser.
10. A key longer than LIMIT gives None.
"""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import unquote

import idna

# Longest key, in characters (all ASCII). The sitemap protocol asks for less than 2,048; an index row of
# PostgreSQL holds no more than 2,704 bytes.
LIMIT = 2_047

TRACKING_PREFIXES = ("utm_", "mtm_")  # Google Analytics, Matomo
TRACKING = frozenset(
    [
        # advertising clicks: Google, Meta, Yandex, Microsoft, X, TikTok, Pinterest, Snapchat
        *("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "_ga", "_gl", "fbclid", "igsh"),
        *("igshid", "yclid", "ysclid", "ymclid", "_openstat", "openstat", "msclkid", "twclid", "ttclid"),
        *("epik", "sccid"),
        # mailings: Mailchimp, HubSpot, Marketo, Omeda, Vero
        *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "mkt_tok", "oly_anon_id"),
        *("oly_enc_id", "vero_id", "vero_conv"),
        # audience meters: AT Internet, Matomo, Adobe, Alibaba
        *("xtor", "at_medium", "at_campaign", "pk_campaign", "pk_kwd", "pk_source", "pk_medium"),
        *("pk_content", "s_cid", "spm"),
    ]
)
SESSION = frozenset(["phpsessid", "jsessionid", "cfid", "cftoken", "oscsid", "zenid"])

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ENDS = "".join(map(chr, range(0x21)))  # C0 control characters and the blank
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEAD = re.compile(r"[^?#]*")
# RFC 3986, appendix B, with surplus slashes.
_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://+(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_HOST_PORT = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]*)\]|(?P<name>[^:\[\]]+))(?::(?P<port>[0-9]*))?")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_ILLEGAL = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
_PATH_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)


class _Parts(NamedTuple):
    """A URL reference taken apart; None: absent."""

    scheme: str | None  # lower case
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


class _Host(NamedTuple):
    """Who answers: a name that DNS knows or an address, and the port unless it is the scheme's default."""

    name: str
    port: str | None

    def __str__(self) -> str:
        return self.name if self.port is None else f"{self.name}:{self.port}"


def canonical_url(url: str) -> str | None:
    """Give the key of the page at *url*; see the rules above.

    Returns:
        The canonical URL, which is its own canonical URL; None: not an http(s) URL with a host.

    >>> canonical_url("HTTP://www.Example.org:80/a/../%7Eb?utm_source=rss&id=1#top")
    'https://example.org/~b?id=1'
    >>> canonical_url("mailto:desk@example.org")
    """
    parts = _split(url)
    host = _host(parts)
    if host is None:
        return None
    scheme = "https" if host.port is None else parts.scheme
    path = _without_dots(_PATH_SESSION.sub("", _normal(parts.path))) or "/"
    query = "&".join(each for each in _normal(parts.query or "").split("&") if _tells_pages_apart(each))
    fragment = _normal(parts.fragment or "")
    key = f"{scheme}://{_without_www(host)}{path}{_part('?', query)}"
    if fragment.startswith("!") and fragment != "!":
        key += f"#{fragment}"
    return key if len(key) <= LIMIT else None


def resolve(base: str, link: str) -> str | None:
    """Make *link* absolute as it stands in the document at *base* (RFC 3986, 5.2), fit to be fetched.

    Only what may not stand in a URL is mended: trimmed, percent-encoded, host in A-labels, user name and
    password dropped. Tracking parameters and the fragment stay.

    Returns:
        An absolute http(s) URL that has a canonical URL; None: the link is empty or leads elsewhere.

    >>> resolve("https://example.org/news/feed.xml", " ../a b\\n")
    'https://example.org/a%20b'
    """
    target = _split(link)
    if not any(target):
        return None
    if target.scheme is None:
        target = _join(_split(base), target)
    host = _host(target)
    if host is None:
        return None
    path = _without_dots(_legal(target.path)) or "/"
    absolute = f"{target.scheme}://{host}{path}"
    absolute += _part("?", _legal(target.query or "")) + _part("#", _legal(target.fragment or ""))
    return absolute if canonical_url(absolute) is not None else None


def host_of(url: str) -> str:
    """Give the host of the canonical URL of *url*, with its port unless that is the default, or "".

    >>> host_of("http://www.Example.org/a"), host_of("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1:8000')
    """
    host = _host(_split(url))
    return "" if host is None else str(_without_www(host))


def _split(url: str) -> _Parts:
    text = _SURROGATE.sub("\ufffd", url.strip(_ENDS).translate({9: None, 10: None, 13: None}))
    text = _HEAD.sub(lambda head: head[0].replace("\\", "/"), text, count=1)
    match = _PARTS.match(text)
    if match is None:  # cannot be: every part may be absent
        return _Parts(None, None, "", None, None)
    parts = _Parts(**match.groupdict())
    return parts._replace(scheme=parts.scheme and parts.scheme.lower())


def _join(base: _Parts, link: _Parts) -> _Parts:
    if link.authority is not None:
        return link._replace(scheme=base.scheme)
    path, query = link.path, link.query
    if not path:
        path, query = base.path, base.query if query is None else query
    elif not path.startswith("/"):
        path = (base.path[: base.path.rfind("/") + 1] or "/") + path
    return base._replace(path=path, query=query, fragment=link.fragment)


def _host(parts: _Parts) -> _Host | None:
    match = _HOST_PORT.fullmatch((parts.authority or "").rpartition("@")[2])
    if match is None or parts.scheme not in _DEFAULT_PORTS:
        return None
    name = _six(match["six"]) if match["name"] is None else _name(match["name"])
    port = (match["port"] or _DEFAULT_PORTS[parts.scheme]).lstrip("0")
    if name is None or not 1 <= len(port) <= 5 or int(port) > 65_535:
        return None
    return _Host(name, None if port == _DEFAULT_PORTS[parts.scheme] else port)


def _six(address: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(address).compressed}]"
    except ValueError:
        return None


def _name(raw: str) -> str | None:
    try:
        name = unquote(raw, errors="strict").lower()
        name = (name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")).removesuffix(".")
        if _ENDS_IN_NUMBER.fullmatch(name):
            return str(ipaddress.IPv4Address(name))
    except ValueError:  # UnicodeError and IDNAError are ValueErrors
        return None
    return name if _NAME.fullmatch(name) else None


def _without_www(host: _Host) -> _Host:
    name = host.name
    while name.startswith("www.") and "." in name[4:]:
        name = name[4:]
    return host._replace(name=name)


def _legal(text: str) -> str:
    return _ILLEGAL.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), text)


def _normal(text: str) -> str:
    return _ESCAPE.sub(_plain, _legal(text))


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]  # the first segment is the empty one before the root
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _tells_pages_apart(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower().removeprefix("amp;")
    return bool(parameter) and not (name.startswith(TRACKING_PREFIXES) or name in TRACKING or name in SESSION)


def _part(mark: str, text: str) -> str:
    return mark + text if text else ""
