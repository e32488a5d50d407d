"""From the bytes of a sitemap to the pages, or further sitemaps, that it lists.

The parser is our own because ultimate-sitemap-parser fetches by itself, drops the `lastmod` by which an index tells
its old sitemaps from the new, and loses what follows the first fault of a document.

A sitemap may have 50 MB, so no tree is built: libxml2 calls a reader that keeps five texts of one `url` at a time,
and what is written the plain way, as nearly all addresses and dates are, passes by the general readers.
"""

import codecs
import re
import zlib
from datetime import UTC, datetime
from gzip import GzipFile
from io import BytesIO

from lxml import etree

from extractors.dates import parse_date
from extractors.feed import parse_feed
from extractors.html import one_line
from extractors.listing import HEAD, from_root, language_code, plain_text, read_text, refused
from extractors.records import Dated, Entry, Precision, Sitemap, Unreadable
from extractors.urls import resolve

# sitemaps.org: "must be no larger than 50 MB (52,428,800 bytes)", uncompressed, and no more than 50,000 URLs.
LIMIT_BYTES = 52_428_800
MOST_URLS = 250_000  # what five sitemaps may list; of empty elements 50 MB hold millions
ROOTS = "urlset|sitemapindex"

_GZIP = b"\x1f\x8b"
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-f]+);)", re.IGNORECASE)
_UNPRINTABLE = re.compile(
    rb"(?:[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xef\xbf[\xbe\xbf])+"
)  # as in extractors.html, in UTF-8
_ENCODING = re.compile(rb"""\A\s{0,99}<\?xml[^>]{0,80}?encoding\s*=\s*["'](?!utf-?8|us-ascii)""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://\S+", re.IGNORECASE)
# Addresses and moments that say what the general readers would make of them; a test holds both equal.
_PLAIN_URL = re.compile(
    r"https?://(?=[^/]{4,253}/)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}/(?:[A-Za-z0-9_~,;!/-]|(?<![./])\.(?![./])|%[0-9A-Fa-f]{2})*"
    r"(?:\?(?:[A-Za-z0-9._~=&,;:!/-]|%[0-9A-Fa-f]{2})+)?"
)
_PLAIN_URL_LIMIT = 2_000  # characters; a canonical URL, made of it, is never longer than its limit
_PLAIN_DATE = re.compile(
    r"(?:197[1-9]|19[89][0-9]|20[0-9]{2})-[01][0-9]-[0-3][0-9]"
    r"(T[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?(?:(?<=:[0-9]{2}:[0-9]{2})\.[0-9]{1,6})?(Z|[+-](?:0[0-9]|1[01]):[0-5][0-9])?)?",
    re.ASCII,
)

_READ = frozenset(
    ["/loc", "/lastmod", "/news/title", "/news/publication_date", "/news/publication/language"]
)  # paths below a `url` or `sitemap`


def parse_sitemap(body: bytes, *, url: str, limit_bytes: int = LIMIT_BYTES) -> Sitemap | Unreadable:
    """Read a sitemap, a sitemap index, a list of URLs or a feed in place of one, gzipped or not.

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
    data = _as_utf8(data)
    head = data[:HEAD].decode("latin-1")  # a character for a byte
    document = from_root(head, ROOTS)
    if document is None:
        text = data.decode("utf-8", "replace")
        return _url_list(text) or _from_feed(data, url) or refused(text, "not_a_sitemap", "sitemap")
    return _from_xml(_mended(data[len(head) - len(document) :]), url)


def _from_xml(document: bytes, url: str) -> Sitemap | Unreadable:
    """Read *document*, which begins with its root element."""
    reader = _Reader(url)
    parser = etree.XMLParser(
        target=reader,  # type: ignore[arg-type]  # the stubs ask for methods that lxml can do without
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        etree.fromstring(document, parser)
    except _TooManyError:
        return _too_large(f"{MOST_URLS} URLs")
    except etree.XMLSyntaxError:
        pass  # what came before it was read
    return reader.close()


def _as_utf8(data: bytes) -> bytes:
    """Give the document in UTF-8 and without control characters, copying 50 MB only where that changes anything."""
    if _ENCODING.match(data[:200]) or not _is_utf8(data):
        return read_text(data).encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    return _UNPRINTABLE.sub(b"", data) if _UNPRINTABLE.search(data) else data


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for at in range(0, len(view), 1_000_000):
            decoder.decode(view[at : at + 1_000_000])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mended(document: bytes) -> bytes:
    """Escape ampersands that begin no reference, which the parser would drop with the name after them."""
    if b"&" not in document:
        return document
    plain, *sections = document.split(b"<![CDATA[")
    mended = [_BARE_AMPERSAND.sub(b"&amp;", plain)]
    for section in sections:
        inside, end, plain = section.partition(b"]]>")
        mended += [b"<![CDATA[", inside, end, _BARE_AMPERSAND.sub(b"&amp;", plain)]
    return b"".join(mended)


class _TooManyError(Exception):
    """The sitemap lists more than MOST_URLS."""


class _Reader:
    """What libxml2 calls while it reads; see lxml's "target parser interface"."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._names: dict[str, str] = {}  # tag -> local name
        self._kind: str | None = None  # "url" or "sitemap", while inside of one
        self._texts: dict[str, list[str]] = {}  # by path below it, of the first element at that path
        self._paths: list[str] = []  # of the open elements below it
        self._text: list[str] | None = None  # where text goes now
        self._entries: list[Entry] = []
        self._children: list[tuple[str, Dated | None]] = []
        self._unusable = 0

    def start(self, tag: str, _attributes: object) -> None:
        """Begin a listed URL, or a text of the one that is open."""
        name = self._names.get(tag)
        if name is None:
            # Without namespace, and without a prefix that was never declared.
            name = tag.rpartition("}")[2].rpartition(":")[2].lower()
            if len(self._names) < 100:  # a sitemap has a dozen; more are made up
                self._names[tag] = name
        if name in {"url", "sitemap"}:
            self._finish()
            self._kind, self._texts, self._paths = name, {}, []
        elif self._kind:
            inside = self._paths[-1] if self._paths else ""
            path = inside if inside in _READ else f"{inside}/{name}"[:40]  # markup inside a text belongs to it
            self._paths.append(path)
            if path in _READ and path != inside:
                self._text = None if path in self._texts else self._texts.setdefault(path, [])

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._text is not None:
            self._text.append(text)

    def end(self, _tag: str) -> None:
        """End a text, or the listed URL."""
        if self._paths:
            self._paths.pop()
            if not self._paths or self._paths[-1] not in _READ:
                self._text = None
        else:
            self._finish()

    def close(self) -> Sitemap:
        """Give what was read."""
        self._finish()
        return Sitemap(entries=tuple(self._entries), children=tuple(self._children), unusable=self._unusable)

    def _finish(self) -> None:
        kind, self._kind, self._text = self._kind, None, None
        if kind is None:
            return
        link = _link(self._base, self._line("/loc"))
        if link is None:
            self._unusable += 1
        elif kind == "sitemap":
            self._children.append((link, _date(self._line("/lastmod"))))
        else:
            self._entries.append(self._entry(link))
        if len(self._entries) + len(self._children) + self._unusable > MOST_URLS:
            raise _TooManyError

    def _entry(self, link: str) -> Entry:
        if len(self._texts) <= 2 and self._texts.keys() <= {"/loc", "/lastmod"}:
            return Entry(url=link, updated=_date(self._line("/lastmod")))
        return Entry(
            url=link,
            title=plain_text(self._line("/news/title")),
            published=_date(self._line("/news/publication_date")),
            updated=_date(self._line("/lastmod")),
            language=language_code(self._line("/news/publication/language")),
        )

    def _line(self, path: str) -> str:
        pieces = self._texts.get(path)
        text = "".join(pieces).strip() if pieces else ""
        return text if text.isascii() and text.isprintable() and "  " not in text else one_line(text)


def _link(base: str, raw: str) -> str | None:
    if len(raw) <= _PLAIN_URL_LIMIT and _PLAIN_URL.fullmatch(raw):
        return raw
    return resolve(base, raw)


def _date(raw: str) -> Dated | None:
    found = _PLAIN_DATE.fullmatch(raw) if raw else None
    if found:
        try:
            value = datetime.fromisoformat(raw)
        except ValueError:
            return parse_date(raw, place="sitemap")
        time, seconds, zone = found.groups()
        precision: Precision = "second" if seconds else "minute" if time else "day"
        value = value.astimezone(UTC) if zone else value.replace(tzinfo=UTC)
        return Dated(
            value=value.replace(microsecond=0),
            zone_known=zone is not None,
            precision=precision,
            place="sitemap",
            raw=raw,
        )
    return parse_date(raw, place="sitemap") if raw else None


def _url_list(text: str) -> Sitemap | Unreadable | None:
    """Read a text sitemap: one URL a line; None when fewer than half of the lines are URLs."""
    if text.count("\n") > 2 * MOST_URLS:
        return _too_large(f"{2 * MOST_URLS} lines")
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    links = [_link(line, line) for line in lines if _ABSOLUTE.fullmatch(line)]
    entries = tuple(Entry(url=link) for link in links if link)
    if not entries or 2 * len(entries) < len(lines):
        return None
    return Sitemap(entries=entries, children=(), unusable=len(lines) - len(entries))


def _from_feed(data: bytes, url: str) -> Sitemap | None:
    """Read RSS or Atom, which the protocol allows in place of a sitemap; None when it lists nothing."""
    feed = parse_feed(data, url=url)
    if isinstance(feed, Unreadable) or not feed.entries:
        return None
    return Sitemap(entries=feed.entries, children=(), unusable=feed.unusable)


def _unzipped(body: bytes, limit_bytes: int) -> bytes | Unreadable:
    """Decompress *body* if it is gzip, never holding more than *limit_bytes* and one byte."""
    try:
        data = GzipFile(fileobj=BytesIO(body)).read(limit_bytes + 1) if body.startswith(_GZIP) else body
    except (OSError, EOFError, zlib.error) as error:
        return Unreadable(reason="bad_gzip", detail=f"The sitemap can't be decompressed: {error}.")
    return data if len(data) <= limit_bytes else _too_large(f"{limit_bytes} bytes")


def _too_large(limit: str) -> Unreadable:
    return Unreadable(reason="too_large", detail=f"The sitemap has more than {limit}, the most that is read.")
