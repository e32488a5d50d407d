"""From the bytes of a page to one tree: decided encoding, one parse, refusals by name.

Every reader of a page (extractors.metadata, extractors.article) works on the tree made here, so a page is decoded
once and parsed once.
"""

import codecs
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import cast

from charset_normalizer import from_bytes
from lxml import etree
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.records import Unreadable

# trafilatura's own cap for a page; the largest of 452 measured pages has 0.7 MB.
BODY_LIMIT_BYTES = 20_000_000
# Start, end and comment tags together. The most of 452 measured pages is 7,473; 40,000 may take ten seconds to extract.
TAG_LIMIT = 40_000
BINARY_SHARE = 0.05  # of control characters at the beginning; a page has none

# Encoding Standard (encoding.spec.whatwg.org), "names and labels": what a page calls X is read as its superset Y.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Encodings met on pages of our beat; guessing among few is surer than among all. cp1254 stands for Western Europe
# too: it differs from cp1252 in six letters, Turkish here and Icelandic there.
GUESSES = (
    "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1256", "cp1254", "cp866",
)  # fmt: skip
SERVER_DEFAULT = "cp1252"  # Apache's AddDefaultCharset: says more of the server than of the page

# Python knows codecs that no page should choose (punycode takes quadratic time, unicode_escape is a language).
PAGE_CODECS = re.compile(
    r"utf-(8|16|32)(-.*)?|cp\d{3,4}|iso8859-\d+|koi8-[rtu]|gb18030|hz|big5hkscs|euc_jp|iso2022_jp|mac-cyrillic|kz1048|ptcp154"
)
MOJIBAKE = re.compile("[\xc0-\xff]{5,}")  # no Western word has five accented letters in a row; misread Cyrillic has

META_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
XML_PROLOG = re.compile(r"^\s*<\?xml[^>]*>")
FIRST_TAG = re.compile(r"<([a-z][\w:.-]*)", re.IGNORECASE)
FOREIGN_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml", "svg", "error"})
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str | None) -> str:
    """Return *text* in NFC on one line: white space collapsed, control characters and lone surrogates dropped.

    >>> one_line(" a\\n b\\x00 ")
    'a b'
    """
    return " ".join(unicodedata.normalize("NFC", UNPRINTABLE.sub("", text)).split()) if text else ""


def decode(body: bytes, charset: str | None) -> str:
    """Turn the bytes of a page into text; bytes that fit nowhere become U+FFFD, nothing raises.

    Order: byte order mark, UTF-8 wherever the bytes bear it (no legacy page decodes as UTF-8 by chance), what the
    HTTP header says, what the page says, a guess. An HTTP header that says no more than a server's default is
    not heard.

    Args:
        body: the page, decompressed.
        charset: as the Content-Type header declares it, if it does.

    Source: the order of the HTML Standard 13.2.3.2, with UTF-8 moved up because real headers are often wrong.
    """
    for mark, encoding in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if not body.isascii() and (text := _decode_well(body, "utf-8")) is not None:
        return text
    header = _codec(charset)
    for codec in (None if header == SERVER_DEFAULT else header, _codec_in_page(body)):
        if codec and (text := _decode_well(body, codec)) is not None:
            return text
    return _guess(body)


def parse_html(body: bytes, *, charset: str | None = None) -> HtmlElement | Unreadable:
    """Parse a page into one lxml tree.

    Args:
        body: the page, decompressed.
        charset: as the Content-Type header declares it.

    Returns:
        The root element, less comments and processing instructions; or Unreadable with reason "empty" (no
        content), "not_html" (another kind of file), "too_large" (the two limits above) or "too_deep".
    """
    if len(body) > BODY_LIMIT_BYTES:
        return Unreadable(reason="too_large", detail=f"The page has {len(body)} bytes; {BODY_LIMIT_BYTES} are allowed.")
    decoded = decode(body, charset)
    text = XML_PROLOG.sub("", UNPRINTABLE.sub("", decoded))
    if refused := _refusal(decoded, text):
        return refused
    # huge_tree: 2,048 levels instead of 256, which old pages with unclosed elements do reach.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    try:
        tree = document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError as error:  # "Document is empty": nothing but comments
        return Unreadable(reason="empty", detail=f"The page has no content: {error}.")
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]):
        return Unreadable(reason="too_deep", detail="The elements of the page are nested in more than 2,048 levels.")
    return tree


def select(find: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements a compiled path finds, typed."""
    return cast("list[HtmlElement]", find(tree))


def _refusal(decoded: str, text: str) -> Unreadable | None:
    """Say why a document is no page: *text* is *decoded* without what cannot be parsed."""
    if not text.strip():
        return Unreadable(reason="empty", detail="The page has no content.")
    head = decoded[:1000]
    if len(UNPRINTABLE.findall(head)) > BINARY_SHARE * len(head):
        return Unreadable(reason="not_html", detail="The document is binary, not an HTML page.")
    first = FIRST_TAG.search(text)
    if not first or first[1].lower() in FOREIGN_ROOTS:
        what = f"its first element is <{first[1].lower()[:40]}>" if first else "it holds no element"
        return Unreadable(reason="not_html", detail=f"The document is not an HTML page: {what}.")
    if (tags := text.count("<")) > TAG_LIMIT:
        return Unreadable(reason="too_large", detail=f"The page has {tags} tags; {TAG_LIMIT} are allowed.")
    return None


def _codec(label: str | None) -> str | None:
    """The Python codec to read a page with that calls itself *label*; None when there is none."""
    try:
        name = codecs.lookup((label or "").strip().lower()).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    name = SUPERSETS.get(name, name)
    return name if PAGE_CODECS.fullmatch(name) else None


def _codec_in_page(body: bytes) -> str | None:
    found = META_CHARSET.search(body[:4096])
    codec = _codec(found[1].decode("ascii", "replace")) if found else None
    return "utf-8" if codec and codec.startswith("utf-") else codec  # a <meta> read as ASCII can't stand in UTF-16


def _decode_well(body: bytes, codec: str) -> str | None:
    """Decode *body*, forgiving stray bytes up to one in ten of what is not ASCII; None: this is not the codec."""
    text = body.decode(codec, "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    misread = text.count("\ufffd") * 10
    if codec in {"cp1252", "cp1254", "iso8859-15"}:
        misread += sum(map(len, MOJIBAKE.findall(text))) * 2
    return text if misread <= foreign else None


def _guess(body: bytes) -> str:
    """Decode with the encoding that makes the likeliest text of those lines that are not plain ASCII."""
    lines = (line for line in re.split(rb"[<>\r\n]+", body[:200_000]) if not line.isascii())
    best = from_bytes(b"\n".join(lines)[:8_000], cp_isolation=list(GUESSES)).best()
    return body.decode(best.encoding if best else "utf-8", "replace")
