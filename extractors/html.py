"""From the bytes of a page to one tree: decided encoding, one parse, refusals by name.

Every reader of a page (extractors.metadata, extractors.article) works on the tree made here, so a page is decoded
once and parsed once.
"""

import re
import unicodedata
from typing import cast

from lxml import etree
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.charset import decode
from extractors.records import Unreadable

# trafilatura's own cap for a page; the largest of 452 measured pages has 0.7 MB.
BODY_LIMIT_BYTES = 20_000_000
# Start, end and comment tags together. The most of 452 measured pages is 7,473; 40,000 may take ten seconds to extract.
TAG_LIMIT = 40_000
BINARY_SHARE = 0.05  # of control characters at the beginning; a page has none

XML_PROLOG = re.compile(r"^\s*<\?xml[^>]*>")
FIRST_TAG = re.compile(r"<([a-z][\w:.-]*)", re.IGNORECASE)
FOREIGN_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml", "svg", "error"})
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


def one_line(text: str | None) -> str:
    """Return *text* in NFC on one line: white space collapsed, control characters and lone surrogates dropped.

    >>> one_line(" a\\n b\\x00 ")
    'a b'
    """
    return " ".join(unicodedata.normalize("NFC", UNPRINTABLE.sub("", text)).split()) if text else ""


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
    # One class for all elements; lxml.html would look up one for each by its name, in Python, 300 times a millisecond.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
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
    if sum(map(len, UNPRINTABLE.findall(head))) > BINARY_SHARE * len(head):
        return Unreadable(reason="not_html", detail="The document is binary, not an HTML page.")
    first = FIRST_TAG.search(text)
    if not first or first[1].lower() in FOREIGN_ROOTS:
        what = f"its first element is <{first[1].lower()[:40]}>" if first else "it holds no element"
        return Unreadable(reason="not_html", detail=f"The document is not an HTML page: {what}.")
    if (tags := text.count("<")) > TAG_LIMIT:
        return Unreadable(reason="too_large", detail=f"The page has {tags} tags; {TAG_LIMIT} are allowed.")
    return None
