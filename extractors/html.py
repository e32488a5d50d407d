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
# Of what is to be read, in characters: two novels. The most of 452 measured pages is 162,215.
TEXT_LIMIT = 1_000_000
# Start, end and comment tags together. The most of 452 measured pages is 7,473; 30,000 may take three seconds.
TAG_LIMIT = 30_000
# The deepest of 452 measured pages has 37 levels. What is below these is kept as text: many readers of a tree take
# time in proportion to its depth, for each element. Chrome builds no deeper trees than 512 levels either.
LEVEL_LIMIT = 256
# Of one element. libxml2 compares each with all before it: 10,000 take 0.1 s, 80,000 take 8. The most measured is 73.
ATTRIBUTE_LIMIT = 10_000
BINARY_SHARE = 0.05  # of control characters at the beginning; a page has none

CONTROLS = bytes(each for each in (*range(0x20), 0x7F) if each not in b"\t\n\r")
NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
PROLOG_SPAN = 1_000  # characters in which an XML declaration ends
XML_PROLOG = re.compile(r"\s*<\?xml[^>]*>")
FIRST_TAG = re.compile(r"<([a-z][\w:.-]*)", re.IGNORECASE)
FOREIGN_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml", "svg", "error"})
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
# No letter carries 30 marks (Unicode Standard Annex 15, "Stream-Safe Text Format"), and to order them takes the square
# of their number in time.
SIGNS = re.compile(r"[^\w\s]{31,}")
SHORT = 300  # characters; whatever they are, they take no time worth looking at them for

QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
OPEN_TAG = re.compile(rb"[a-z][\w:.-]*[\s/]+[\w:@\"'-]", re.IGNORECASE)  # and not "a<b)" in a program
DEEP = XPath("/*" * LEVEL_LIMIT)
READABLE = XPath("//text()[not(parent::script or parent::style)]", smart_strings=False)


def one_line(text: str | None) -> str:
    """Return *text* in NFC on one line: white space collapsed, control characters and lone surrogates dropped.

    >>> one_line(" a\\n b\\x00 ")
    'a b'
    """
    if not text:
        return ""
    text = UNPRINTABLE.sub("", text)
    if len(text) > SHORT and not text.isascii():
        text = SIGNS.sub(_without_marks, text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def parse_html(body: bytes, *, charset: str | None = None) -> HtmlElement | Unreadable:
    """Parse a page into one lxml tree.

    Args:
        body: the page, decompressed.
        charset: as the Content-Type header declares it.

    Returns:
        The root element, less comments and processing instructions, and flat below LEVEL_LIMIT; or Unreadable with
        reason "empty" (no content), "not_html" (another kind of file), "too_large" (a limit above) or "too_deep".
    """
    if len(body) > BODY_LIMIT_BYTES:
        return _too_large(len(body), "bytes", BODY_LIMIT_BYTES)
    text = decode(body, charset)
    printable = _printable(text)
    if refused := _refusal(text, printable):
        return refused
    # huge_tree: 2,048 levels instead of 256, which old pages with unclosed elements do reach.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    # One class for all elements; lxml.html would look up one for each by its name, in Python, 300 times a millisecond.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(printable, parser=parser)
    except etree.LxmlError as error:  # "Document is empty": nothing but comments
        return Unreadable(reason="empty", detail=f"The page has no content: {error}.")
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]):
        return Unreadable(reason="too_deep", detail="The elements of the page are nested in more than 2,048 levels.")
    if len(text) > TEXT_LIMIT and (length := _readable(tree)) > TEXT_LIMIT:
        return _too_large(length, "characters of text", TEXT_LIMIT)
    for deepest in select(DEEP, tree):
        etree.strip_elements(deepest, "script", "style", with_tail=False)
        etree.strip_tags(deepest, "*")
    return tree


def select(find: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements a compiled path finds, typed."""
    return cast("list[HtmlElement]", find(tree))


def _without_marks(run: re.Match[str]) -> str:
    return "".join(each for each in run[0] if not unicodedata.combining(each))


def _printable(text: str) -> bytes:
    """Encode a document in UTF-8, without what no parser takes; deleting bytes is ten times as fast as characters."""
    prolog = XML_PROLOG.match(text, 0, PROLOG_SPAN)
    printable = text[prolog.end() if prolog else 0 :].encode("utf-8", "ignore").translate(None, CONTROLS)
    if NONCHARACTERS[0][:2] in printable:
        for noncharacter in NONCHARACTERS:
            printable = printable.replace(noncharacter, b"")
    return printable


def _refusal(text: str, printable: bytes) -> Unreadable | None:
    """Say why a document is no page."""
    if not printable or printable.isspace():
        return Unreadable(reason="empty", detail="The page has no content.")
    head = text[:1000]
    if sum(map(len, UNPRINTABLE.findall(head))) > BINARY_SHARE * len(head):
        return Unreadable(reason="not_html", detail="The document is binary, not an HTML page.")
    first = FIRST_TAG.search(text)
    if not first or first[1].lower() in FOREIGN_ROOTS:
        what = f"its first element is <{first[1].lower()[:40]}>" if first else "it holds no element"
        return Unreadable(reason="not_html", detail=f"The document is not an HTML page: {what}.")
    if (tags := printable.count(b"<")) > TAG_LIMIT:
        return _too_large(tags, "tags", TAG_LIMIT)
    if (attributes := _most_attributes(printable)) > ATTRIBUTE_LIMIT:
        return _too_large(attributes, "attributes on one element", ATTRIBUTE_LIMIT)
    return None


def _readable(tree: HtmlElement) -> int:
    """Count the characters that a reader sees, or could; indentation is none of them."""
    return sum(len(text) for text in cast("list[str]", READABLE(tree)) if not text.isspace())


def _most_attributes(printable: bytes) -> int:
    """Say how many attributes the fullest tag has, at most; 0 where no tag is long enough to have too many."""
    pieces = printable.split(b"<")
    if max(map(len, pieces)) <= 2 * ATTRIBUTE_LIMIT:
        return 0
    suspects = (piece for piece in pieces if len(piece) > 2 * ATTRIBUTE_LIMIT and OPEN_TAG.match(piece))
    tags = (QUOTED.sub(b" ", piece).partition(b">")[0] for piece in suspects)
    return max((max(tag.count(b"="), len(tag.split()) - 1) for tag in tags), default=0)


def _too_large(count: int, things: str, limit: int) -> Unreadable:
    return Unreadable(reason="too_large", detail=f"The page has {count} {things}; {limit} are allowed.")
