"""From the bytes of a sitemap to the pages, or further sitemaps, that it lists."""

import re
import zlib
from gzip import GzipFile
from io import BytesIO

from lxml import etree

from extractors.dates import parse_date
from extractors.html import one_line
from extractors.listing import from_root, language_code, plain_text, read_text, recovered, refused
from extractors.records import Dated, Entry, Sitemap, Unreadable
from extractors.urls import resolve

# sitemaps.org: "must be no larger than 50 MB (52,428,800 bytes)", uncompressed.
LIMIT_BYTES = 52_428_800
ROOTS = "urlset|sitemapindex"

_GZIP = b"\x1f\x8b"
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-f]+);)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://\S+", re.IGNORECASE)


def parse_sitemap(body: bytes, *, url: str, limit_bytes: int = LIMIT_BYTES) -> Sitemap | Unreadable:
    """Read a sitemap, a sitemap index or a list of URLs, gzipped or not.

    Namespaces are not looked at: real sitemaps misspell them. XML that is not well-formed yields what can be read.

    Args:
        body: the document as fetched; gzip is known by its first bytes.
        url: where it was fetched; relative addresses, which the protocol forbids, start here.
        limit_bytes: most bytes taken once decompressed; the default is the protocol's.

    Returns:
        `lastmod` as an entry's `updated`, `news:publication_date` as its `published`; or Unreadable with reason
        "empty", "html", "too_large", "bad_gzip" or "not_a_sitemap".

    Source: https://www.sitemaps.org/protocol.html and the news sitemaps of Google Search Central.
    """
    data = _unzipped(body, limit_bytes)
    if isinstance(data, Unreadable):
        return data
    text = read_text(data)
    document = from_root(text, ROOTS)
    if document is None:
        return _url_list(text) or refused(text, "not_a_sitemap", "sitemap")
    root = recovered(_mended(document))
    return refused(text, "not_a_sitemap", "sitemap") if root is None else _sitemap(root, url)


def _mended(document: str) -> str:
    """Escape ampersands that begin no reference, which the parser would drop with the name after them."""
    plain, *sections = document.split("<![CDATA[")
    mended = [_BARE_AMPERSAND.sub("&amp;", plain)]
    for section in sections:
        inside, end, plain = section.partition("]]>")
        mended += ["<![CDATA[", inside, end, _BARE_AMPERSAND.sub("&amp;", plain)]
    return "".join(mended)


def _sitemap(root: etree._Element, url: str) -> Sitemap:
    entries: list[Entry] = []
    children: list[tuple[str, Dated | None]] = []
    unusable = 0
    for element in root.iter():
        kind = _local(element)
        if kind not in {"url", "sitemap"}:
            continue
        fields = _fields(element)
        link = resolve(url, _text(fields, "loc"))
        if link is None:
            unusable += 1
        elif kind == "sitemap":
            children.append((link, _date(fields, "lastmod")))
        else:
            entries.append(_entry(link, fields))
    return Sitemap(entries=tuple(entries), children=tuple(children), unusable=unusable)


def _entry(link: str, fields: dict[str, etree._Element]) -> Entry:
    news = _fields(fields.get("news"))
    return Entry(
        url=link,
        title=plain_text(_text(news, "title")),
        published=_date(news, "publication_date"),
        updated=_date(fields, "lastmod"),
        language=language_code(_text(_fields(news.get("publication")), "language")),
    )


def _fields(element: etree._Element | None) -> dict[str, etree._Element]:
    """Return the first child of each local name."""
    fields: dict[str, etree._Element] = {}
    for child in () if element is None else element:
        fields.setdefault(_local(child), child)
    return fields


def _local(element: etree._Element) -> str:
    """Return the tag without namespace, or without a prefix that was never declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(fields: dict[str, etree._Element], name: str) -> str:
    element = fields.get(name)
    return "" if element is None else one_line("".join(map(str, element.itertext())))


def _date(fields: dict[str, etree._Element], name: str) -> Dated | None:
    return parse_date(_text(fields, name), place="sitemap")


def _url_list(text: str) -> Sitemap | None:
    """Read a text sitemap: one URL a line; None when fewer than half of the lines are URLs."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    links = [resolve(line, line) for line in lines if _ABSOLUTE.fullmatch(line)]
    entries = tuple(Entry(url=link) for link in links if link)
    if not entries or 2 * len(entries) < len(lines):
        return None
    return Sitemap(entries=entries, children=(), unusable=len(lines) - len(entries))


def _unzipped(body: bytes, limit_bytes: int) -> bytes | Unreadable:
    """Decompress *body* if it is gzip, never holding more than *limit_bytes* and one byte."""
    try:
        data = GzipFile(fileobj=BytesIO(body)).read(limit_bytes + 1) if body.startswith(_GZIP) else body
    except (OSError, EOFError, zlib.error) as error:
        return Unreadable(reason="bad_gzip", detail=f"The sitemap can't be decompressed: {error}.")
    if len(data) > limit_bytes:
        detail = f"The sitemap has more than {limit_bytes} bytes, the most that is read."
        return Unreadable(reason="too_large", detail=detail)
    return data
