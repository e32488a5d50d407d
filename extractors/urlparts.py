"""Addresses taken apart and put into one spelling: rules 1 to 6 of extractors.urls.

"Standard" is the WHATWG URL Standard, "RFC" is RFC 3986. Nothing here knows what a page is.
"""

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

import idna

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ENDS = "".join(map(chr, range(0x21)))  # C0 control characters and the blank
_LINE_ENDS = {9: None, 10: None, 13: None}
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


class Parts(NamedTuple):
    """A URL reference taken apart; None: absent."""

    scheme: str | None  # lower case
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


class Host(NamedTuple):
    """Who answers: a name that DNS knows or an address, and the port unless it is the scheme's default."""

    name: str
    port: str | None

    def __str__(self) -> str:
        return self.name if self.port is None else f"{self.name}:{self.port}"


def split(url: str) -> Parts:
    """Take a URL reference apart as browsers do (rule 1); nothing is checked."""
    text = url.strip(_ENDS).translate(_LINE_ENDS)
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    if "\\" in text:
        text = _HEAD.sub(lambda head: head[0].replace("\\", "/"), text, count=1)
    match = _PARTS.match(text)
    if match is None:  # cannot be: every part may be absent
        return Parts(None, None, "", None, None)
    scheme, authority, path, query, fragment = match.groups()
    return Parts(scheme and scheme.lower(), authority, path, query, fragment)


def join(base: Parts, link: Parts) -> Parts:
    """Resolve a reference without a scheme against *base* (RFC, 5.2.2); dot segments stay."""
    if link.authority is not None:
        return link._replace(scheme=base.scheme)
    path, query = link.path, link.query
    if not path:
        path, query = base.path, base.query if query is None else query
    elif not path.startswith("/"):
        path = (base.path[: base.path.rfind("/") + 1] or "/") + path
    return base._replace(path=path, query=query, fragment=link.fragment)


def read_host(parts: Parts) -> Host | None:
    """Read who answers (rules 2, 3 and 5); None: nobody whom http or https could ask."""
    match = _HOST_PORT.fullmatch((parts.authority or "").rpartition("@")[2])
    if match is None or parts.scheme not in _DEFAULT_PORTS:
        return None
    name = _six(match["six"]) if match["name"] is None else _name(match["name"])
    port = (match["port"] or _DEFAULT_PORTS[parts.scheme]).lstrip("0")
    if name is None or not 1 <= len(port) <= 5 or int(port) > 65_535:
        return None
    return Host(name, None if port == _DEFAULT_PORTS[parts.scheme] else port)


def _six(address: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(address).compressed}]"
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # a listing names one host over and over
def _name(raw: str) -> str | None:
    try:
        name = unquote(raw, errors="strict").lower()
        name = (name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")).removesuffix(".")
        if _ENDS_IN_NUMBER.fullmatch(name):
            return str(ipaddress.IPv4Address(name))
    except ValueError:  # UnicodeError and IDNAError are ValueErrors
        return None
    return name if _NAME.fullmatch(name) else None


def without_www(host: Host) -> Host:
    """Drop leading `www.` labels (rule 4)."""
    name = host.name
    while name.startswith("www.") and "." in name[4:]:
        name = name[4:]
    return host._replace(name=name)


def legal(text: str) -> str:
    """Encode what may not stand in a URL."""
    return _ILLEGAL.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), text)


def normal(text: str) -> str:
    """Encode what may not stand in a URL and decode what need not be encoded (rule 6)."""
    text = legal(text)
    return _ESCAPE.sub(_plain, text) if "%" in text else text


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()


def without_dots(path: str) -> str:
    """Remove dot segments (RFC, 5.2.4)."""
    if "/." not in path and not path.startswith("."):
        return path
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
