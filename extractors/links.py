"""The links of a page in their order, each with its words and the place where it stands.

One walk over the tree notes for every element whether it is in a menu, a heading or an <article>, so that the work
grows with the page and not with the depth of its elements.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from extractors.html import one_line, parse_html
from extractors.listing import language_code
from extractors.records import Unreadable
from extractors.urls import resolve

LINKS = 5_000  # of one page; the largest portals have a thousand
PIECES = 200  # of text looked at below one element; a card of a listing has ten
PIECE_LIMIT = 400  # characters of a piece that are kept

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements that don't part a headline.
_INLINE = frozenset(
    {"b", "bdi", "em", "font", "i", "mark", "nobr", "q", "s", "small", "strong", "sub", "sup", "u", "wbr"}
)
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg"})
_MENU_TAGS = frozenset(("nav", "footer", "menu"))
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "contentinfo", "search", "toolbar"})
_MENU_CLASS = re.compile(
    r"(?:[a-z]+[-_]{1,2}){0,2}"
    r"(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs|pagination|pager|paginator|pages|footer|tags|taglist|tagcloud"
    r"|share|sharing|social|socials|langs?|languages?|language-switcher|cookies?|topbar|toolbar)"
    r"(?:[-_]{1,2}[a-z]+){0,2}",
    re.IGNORECASE,
)
_NO_MENU = frozenset({"html", "body", "main", "article", "h1", "h2", "h3", "h4", "a", "img"})


class Place(NamedTuple):
    """Where an element stands; what holds for it holds for all below it."""

    menu: bool = False  # navigation, footer, pager, tags, share buttons
    article: bool = False
    heading: bool = False
    link: bool = False  # inside of an <a>
    kind: tuple[str, ...] = ()  # tag and class of the element and the three above it: alike in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One <a> that leads to an http(s) address."""

    url: str  # absolute
    words: str  # the headline in it, else its longest piece of text; "" for a picture
    rel: frozenset[str]
    element: HtmlElement
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPage:
    """A page, parsed, with its links."""

    tree: HtmlElement
    base: str  # what relative addresses start from: <base>, else where the page was found
    links: tuple[Link, ...]
    language: str | None  # ISO 639-1, as the page declares it


def read_links(body: bytes, *, url: str, content_type: str | None = None) -> LinkedPage | Unreadable:
    """Parse a page and list its links; the arguments are those of extractors.section.parse_section."""
    charset = _CHARSET.search(content_type or "")
    tree = parse_html(body, charset=charset[1] if charset else None)
    if isinstance(tree, Unreadable):
        return tree
    stated = next((each.get("href") for each in tree.iter("base") if each.get("href")), None)
    base = (resolve(url, stated) if stated else None) or url
    html = next(tree.iter("html"), tree)
    links = tuple(islice(_links(_places(tree), base), LINKS))
    return LinkedPage(tree=tree, base=base, links=links, language=language_code(html.get("lang")))


def pieces(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield (element, text) for the first PIECES runs of text below *element*, parted where their elements part."""
    yield from islice(_runs(element), PIECES)


def letters(text: str) -> float:
    """Count the letters of *text*; one of Han, Kana or Hangul says as much as two and a half of others.

    >>> letters("Rain, again"), letters("大雨")
    (9.0, 5.0)
    """
    return sum(2.5 if "\u3040" <= each <= "\ud7a3" else 1.0 for each in text if each.isalpha())


def _places(tree: HtmlElement) -> dict[HtmlElement, Place]:
    """Note the place of every element; the dictionary also keeps lxml from making them anew."""
    places: dict[HtmlElement | None, Place] = {None: Place()}
    for element in tree.iter(etree.Element):
        above = places[element.getparent()]
        tag, names = str(element.tag), (element.get("class") or "").split(None, 5)[:5]
        places[element] = Place(
            menu=above.menu or _is_menu(element, tag, names),
            article=above.article or tag == "article",
            heading=above.heading or tag in _HEADINGS,
            link=above.link or above.kind[-1:] == ("a",),
            kind=(*above.kind[-3:], tag if tag == "a" or not names else f"{tag}.{names[0][:40]}"),
        )
    return {element: place for element, place in places.items() if element is not None}


def _is_menu(element: HtmlElement, tag: str, names: list[str]) -> bool:
    if tag in _MENU_TAGS or (element.get("role") or "").lower() in _MENU_ROLES:
        return True
    if tag in _NO_MENU:
        return False
    return any(_MENU_CLASS.fullmatch(name[:60]) for name in (*names, element.get("id") or ""))


def _links(places: Mapping[HtmlElement, Place], base: str) -> Iterator[Link]:
    for element, place in places.items():
        # A link inside of a link is a slip, and reading the words of both would take quadratic time.
        if element.tag != "a" or place.link:
            continue
        url = resolve(base, (element.get("href") or "")[:4_000])
        if url is not None:
            rel = frozenset((element.get("rel") or "").lower().split())
            yield Link(url=url, words=_words(element), rel=rel, element=element, place=place)


def _words(link: HtmlElement) -> str:
    """Return the first heading in a link, else its first piece as long as a headline, else the longest."""
    found = [*pieces(link)]
    headings = (text for element, text in found if element.tag in _HEADINGS or _titled(element))
    long = (text for _, text in found if letters(text) >= 20)
    longest = max((text for _, text in found), key=letters, default="")
    return next(headings, None) or next(long, None) or longest


def _titled(element: HtmlElement) -> bool:
    return element.tag != "a" and re.search("title|headline", (element.get("class") or "")[:200].lower()) is not None


def _runs(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield pieces of text in document order, with the element each began in."""
    kept, owner = "", root
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        after = event == "end"
        if element.tag not in _INLINE and (after or element is not root):
            if text := one_line(kept):
                yield owner, text
            kept, owner = "", element.getparent() if after else element
        if not after and element.tag in _UNREAD:
            walk.skip_subtree()
        elif len(kept) < PIECE_LIMIT:
            kept += ((element.tail if after else element.text) or "")[:PIECE_LIMIT]
