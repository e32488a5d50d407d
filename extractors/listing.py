"""What feeds and sitemaps have in common: bytes to text, where the document begins, text without markup."""

import re

from lxml import etree

from extractors.charset import decode
from extractors.html import UNPRINTABLE, one_line
from extractors.records import Unreadable

# How far into a document its first element may stand, in characters: PHP warnings, licences and DTDs come before it.
HEAD = 65_536
# Markup looked at per character of plain text wanted; news markup rarely has more than three.
MARKUP_PER_CHARACTER = 20

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|(?:html|head|body)(?=[\s/>]))", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|script|div|p|h1|center|table)(?=[\s/>]))", re.IGNORECASE
)
_ELEMENT = re.compile(r"<([a-z][\w.:-]*)", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z/!?]|&#?\w+;", re.IGNORECASE)
# Elements that don't part words; every other one does.
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
})  # fmt: skip
_UNREAD = frozenset(("script", "style"))

# Codes that feeds use for ISO 639-1: ISO 639-2 codes of our beat, and countries in place of languages.
_LANGUAGES = {
    "eng": "en", "rus": "ru", "zho": "zh", "chi": "zh", "cmn": "zh", "kaz": "kk", "kir": "ky", "tgk": "tg",
    "uzb": "uz", "tuk": "tk", "fas": "fa", "per": "fa", "prs": "fa", "urd": "ur", "hin": "hi", "bel": "be",
    "mon": "mn", "tur": "tr", "aze": "az", "hye": "hy", "arm": "hy", "ara": "ar", "pus": "ps", "ukr": "uk",
    "cn": "zh", "jp": "ja", "kz": "kk", "ua": "uk", "ir": "fa",
}  # fmt: skip
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def read_text(body: bytes, *, content_type: str | None = None) -> str:
    """Decode *body* and leave out what may not stand in XML: control characters, and references to them.

    Args:
        body: the document, decompressed.
        content_type: the HTTP header, with its parameters.
    """
    return _REFERENCE.sub(_legal, UNPRINTABLE.sub("", decode(body, content_charset(content_type))))


def content_charset(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type header declares.

    >>> content_charset('text/xml; charset="koi8-r"'), content_charset("text/xml")
    ('koi8-r', None)
    """
    charset = _CHARSET.search(content_type or "")
    return charset[1] if charset else None


def from_root(text: str, names: str) -> str | None:
    """Return the document from its root element on, without declaration, DTD and any junk before it.

    Without a DTD there are no entities: nothing outside can be read and nothing can expand.

    Args:
        text: the document, decoded.
        names: local names of the roots allowed, parted by `|`.

    Returns:
        None: there is no such root, or the document is HTML that merely quotes one.
    """
    root = re.search(rf"<(?:[\w.-]+:)?(?:{names})(?=[\s/>])", text[:HEAD], re.IGNORECASE)
    return None if root is None or _PAGE.search(text, 0, root.start()) else text[root.start() :]


def recovered(document: str) -> etree._Element | None:
    """Parse XML that need not be well-formed; None: nothing of it can be read.

    Texts over 10 MB and elements deeper than 256 end the reading; the rest is lost.
    """
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(document.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def refused(text: str, reason: str, wanted: str) -> Unreadable:
    """Say why *text* is not the document *wanted*: "empty", "html", or else *reason*."""
    if not text.strip():
        return Unreadable(reason="empty", detail=f"The server sent nothing in place of a {wanted}.")
    if _HTML.search(text, 0, HEAD):
        return Unreadable(reason="html", detail=f"The server sent an HTML page in place of a {wanted}.")
    first = _ELEMENT.search(text, 0, HEAD)
    what = f"its first element is <{first[1][:40]}>" if first else f"it begins {text.strip()[:40]!r}"
    return Unreadable(reason=reason, detail=f"The document is not a {wanted}: {what}.")


def plain_text(markup: str | None, *, limit: int = 2_000) -> str | None:
    """Return the words of a piece of HTML, or of plain text, on one line.

    Args:
        markup: as it stands in the listing once XML or JSON is decoded.
        limit: the most characters returned.

    Returns:
        None: there are no words.

    >>> plain_text("<p>Tea &amp; <b>t</b>rade</p><p>in Ust-Test</p>")
    'Tea & trade in Ust-Test'
    """
    text = (markup or "")[: limit * MARKUP_PER_CHARACTER]
    if _MARKUP.search(text):
        root = etree.fromstring(f"<div>{one_line(text)}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
        text = "" if root is None else "".join(_words(root))
    return one_line(text)[:limit].rstrip() or None


def language_code(raw: object) -> str | None:
    """Return the ISO 639-1 code that *raw*, a language tag as listings write it, begins with.

    >>> language_code("en-us"), language_code("zh_CN"), language_code("rus"), language_code("English")
    ('en', 'zh', 'ru', None)
    """
    tag = _LANGUAGE.fullmatch(raw.strip()) if isinstance(raw, str) else None
    code = tag[1].lower() if tag else ""
    return _LANGUAGES.get(code, code if len(code) == 2 else None)


def _legal(reference: re.Match[str]) -> str:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= 8 else 0x110000
    return reference[0] if number < 0x110000 and not UNPRINTABLE.match(chr(number)) else ""


def _words(root: etree._Element) -> list[str]:
    words: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        inline = element.tag in _INLINE
        if event == "start":
            unread = element.tag in _UNREAD
            words += ["" if inline else " ", "" if unread else element.text or ""]
        else:
            words += ["" if inline or not isinstance(element.tag, str) else " ", element.tail or ""]
    return words
