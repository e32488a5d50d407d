"""From a page that lists articles to its entries, for outlets that have no feed: a section page, a front page.

A link is taken for an article on two grounds of three: its address (extractors.permalinks), its words (a headline is
longer than the name of a section), its place (in a heading or an <article>, beside a date, among others of its kind).
What stands in menus and pagers never is. One article is often linked three times, from picture, headline and "read
more": these become one entry, with the best words of all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lxml.html import HtmlElement

from extractors.dates import parse_date
from extractors.dating.address import date_in_url
from extractors.dating.visible import YEAR
from extractors.headline import fold
from extractors.html import one_line
from extractors.jsonld import Node, as_list, json_ld_nodes, text_of
from extractors.links import Link, LinkedPage, letters, pieces, read_links
from extractors.pager import older_page
from extractors.permalinks import Shape, address_shape, site_of
from extractors.records import Dated, Entry, Feed, Unreadable
from extractors.urls import canonical_url, resolve

MOST = 1_000  # entries of one page; the longest sections have a hundred
HEADLINE, WORDS = (
    20,
    10,
)  # letters: what is as long as the first is a headline; with an article's address the second does
TITLE_LIMIT = 300  # characters
CLIMB = 6  # elements from a link up to the item it stands in
FAMILY = 4  # links of a kind or of a folder that make a list
DATELINE_JOINTS = re.compile(r"\s[-–—|/•·]+\s|[(\[]")
DATELINE = 80  # characters of a line that may be a date
# A date or time of day glued to either end of a headline, in figures.
_STAMP = r"(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{4})(?:[\s,|T]{0,3}\d\d?:\d\d)?|\d\d?:\d\d"
_STAMPED = re.compile(
    rf"(?:(?P<before>{_STAMP})[\s|,:–—-]+)?(?P<words>.*?\D)(?:[\s|,(]*(?P<after>{_STAMP})\)?)?", re.DOTALL
)
# A date beside a link that is so far from the one in its address dates something else.
APART = timedelta(days=2)

_READ_MORE = frozenset({
    "read more", "more", "continue reading", "read", "read full story", "full story", "details", "learn more",
    "see more", "view", "here", "подробнее", "читать", "читать далее", "далее", "читать дальше", "читать полностью",
    "подробно", "еще", "ещё", "докладніше", "читати далі", "детальніше", "падрабязней", "толығырақ", "толук",
    "кененирээк",
    "batafsil", "davomi", "батафсил", "давоми", "муфассал", "doly", "dowamy", "ətraflı", "devamı", "devamını oku",
    "дэлгэрэнгүй", "цааш унших", "بیشتر", "ادامه مطلب", "ادامه", "مزید پڑھیں", "المزيد", "اقرأ المزيد", "और पढ़ें",
    "আরও পড়ুন",
    "详细", "更多", "查看详情", "阅读全文", "详情", "続きを読む", "더보기",
})  # fmt: skip
_NO_LIST = re.compile(r"(?:^|[/:])(?:BreadcrumbList|SiteNavigationElement|Person|Product|WebSite)$")
_OTHER_RELATIONS = frozenset({"tag", "author", "category", "next", "prev", "sponsored"})
_LISTED = ("itemListElement", "hasPart", "blogPost", "blogPosts")


@dataclass(slots=True, kw_only=True)
class _Found:
    """All that the page says of one address."""

    url: str
    shape: Shape
    links: list[Link] = field(default_factory=list)
    stated: Node = field(default_factory=dict)  # the item of JSON-LD that lists it
    item: HtmlElement | None = None  # what holds its links, and those of no other
    dated: Dated | None = None  # as it stands beside the link
    title: str = ""


def parse_section(body: bytes, *, url: str, content_type: str | None = None) -> Feed | Unreadable:
    """List the articles of a section page, each once, in the order of the page.

    Args:
        body: the page, decompressed.
        url: where it was fetched; relative links start here, and only links to the same registered domain are taken.
        content_type: the HTTP header, with its parameters; only its charset is heard.

    Returns:
        A Feed of format "section"; what dates an entry stands beside its link or in its address. `older_url` is the
        next page of the listing. Unreadable with the reasons of extractors.html, or "no_articles".
    """
    page = read_links(body, url=url, content_type=content_type)
    if isinstance(page, Unreadable):
        return page
    found = _gather(page, url)
    _look_around(found)
    families = _Families(page, found, url)
    entries = [_entry(each, page.language) for each in found.values() if families.is_article(each)]
    if not entries:
        detail = f"None of the {len(page.links)} links on the page looks like one to an article of the same site."
        return Unreadable(reason="no_articles", detail=detail)
    title = next(
        (text for each in page.tree.iter("title") if (text := one_line(each.text_content())[:TITLE_LIMIT])), None
    )
    return Feed(
        entries=tuple(entries[:MOST]),
        unusable=0,
        format="section",
        title=title,
        language=page.language,
        older_url=older_page(page, url=url),
    )


def _gather(page: LinkedPage, url: str) -> dict[str, _Found]:
    """Bring together the links of the same site by canonical URL, less the page itself and what can't be an article."""
    found: dict[str, _Found] = {}
    site, here = site_of(url), {canonical_url(url), canonical_url(page.base)}

    def note(link: str) -> _Found | None:
        key = canonical_url(link)
        if key is None or key in here or site_of(link) != site:
            return None
        if key not in found:
            found[key] = _Found(url=link, shape=address_shape(link))
        return found[key] if found[key].shape != "other" else None

    for link in page.links:
        if not link.place.menu and not link.rel & _OTHER_RELATIONS and (each := note(link.url)):
            each.links.append(link)
    for node in _listed(json_ld_nodes(page.tree)):
        target = text_of(node.get("url")) or text_of(node.get("@id"))
        link_url = resolve(page.base, target) if target else None
        if link_url and (each := note(link_url)):
            each.stated = each.stated or node
    for each in found.values():
        each.title = _title(each)
    return {key: each for key, each in found.items() if each.links or each.stated}


def _listed(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield what the lists among *nodes* list."""
    for node in nodes:
        types = [each for each in as_list(node.get("@type")) if isinstance(each, str)]
        if any(map(_NO_LIST.search, types)):
            continue
        for name in _LISTED:
            for item in as_list(node.get(name))[:MOST]:
                inner = item.get("item") if isinstance(item, dict) else item
                target = inner if inner is not None else item
                if isinstance(target, str):
                    yield {"url": target, "name": item.get("name") if isinstance(item, dict) else None}
                elif isinstance(target, dict):
                    yield target


def _look_around(found: Mapping[str, _Found]) -> None:
    """Find the item that each candidate stands in, and the date in it."""
    owners: dict[HtmlElement, str | None] = {}  # whose links an element holds; None: those of several
    candidates = {
        key: each for key, each in found.items() if each.shape == "article" or letters(each.title) >= HEADLINE
    }
    for key, each in candidates.items():
        for link in each.links:
            above: HtmlElement | None = link.element
            while above is not None and owners.get(above, "") not in {key, None}:
                owners[above] = None if above in owners else key
                above = above.getparent()
    for key, each in candidates.items():
        item = each.links[0].element if each.links else None
        for _ in range(CLIMB):
            above = None if item is None else item.getparent()
            if above is None or owners.get(above) != key:
                break
            item = above
        each.item = item
        each.dated = None if item is None else _date_in(item)


def _date_in(item: HtmlElement) -> Dated | None:
    for element in item.iter("time", "meta"):
        stated = element.get("datetime") or (element.get("content") if element.get("itemprop") else None)
        if stated and (dated := parse_date(stated, place="time")):
            return dated
    for _, text in pieces(item):
        if len(text) <= TITLE_LIMIT and YEAR.search(text):
            stamped = _STAMPED.fullmatch(text)
            parts = [stamped["before"], stamped["after"]] if stamped else []
            parts += [text, *DATELINE_JOINTS.split(f" {text}")] if len(text) <= DATELINE else []
            readings = (parse_date(part, place="text") for part in parts if part and YEAR.search(part))
            if dated := next((each for each in readings if each), None):
                return dated
    return None


class _Families:
    """What the candidates have in common tells which of them are articles."""

    def __init__(self, page: LinkedPage, found: Mapping[str, _Found], url: str) -> None:
        self._kinds = Counter(link.place.kind for link in page.links)
        self._sure: Counter[tuple[str, ...]] = Counter()
        self._folders: Counter[str] = Counter()
        self._below = _folder(canonical_url(url) or url)
        for each in found.values():
            if each.shape == "article":
                self._sure.update(link.place.kind for link in each.links)
            elif letters(each.title) >= HEADLINE:
                self._folders[_folder(each.url)] += 1

    def is_article(self, each: _Found) -> bool:
        """Weigh the three grounds; what JSON-LD lists needs none."""
        if each.stated:
            return True
        by_address = each.shape == "article"
        by_words = letters(each.title) >= (WORDS if by_address else HEADLINE)
        return (by_address and by_words) or ((by_address or by_words) and self._is_placed(each))

    def _is_placed(self, each: _Found) -> bool:
        if each.dated or self._folders[_folder(each.url)] >= FAMILY:
            return True
        places = [link.place for link in each.links]
        return (
            any(place.article or place.heading for place in places)
            or any("bookmark" in link.rel for link in each.links)
            or any(self._sure[kind.kind] >= max(FAMILY, 0.5 * self._kinds[kind.kind]) for kind in places)
        )


def _folder(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[0]


def _title(found: _Found) -> str:
    """Return the best words: of a list in JSON-LD, of a link in a heading, the longest of a link, of an attribute."""
    if stated := text_of(found.stated.get("headline")) or text_of(found.stated.get("name")):
        return stated[:TITLE_LIMIT]
    said = [(link.words, link.place.heading) for link in found.links if fold(link.words) not in _READ_MORE]
    said.sort(key=lambda each: (not each[1], -letters(each[0]) if len(each[0]) <= TITLE_LIMIT else 0))
    beside = (link.element.get(name) for name in ("title", "aria-label") for link in found.links)
    pictures = (image.get("alt") for link in found.links for image in link.element.iter("img"))
    spoken = (words for words, _ in said if words)
    return next((text for each in (*spoken, *beside, *pictures) if (text := _bare(each or ""))), "")


def _bare(words: str) -> str:
    """Put *words* on one line, without a date or time at their ends."""
    text = one_line(words[:1_000])[:TITLE_LIMIT]
    stamped = _STAMPED.fullmatch(text)
    return stamped["words"].strip() if stamped and letters(stamped["words"]) else text


def _entry(found: _Found, language: str | None) -> Entry:
    stated = parse_date(text_of(found.stated.get("datePublished")), place="json-ld")
    in_url = date_in_url(found.url)
    dated = stated or found.dated
    if dated and in_url and abs(dated.value - in_url.value) > APART:
        dated = in_url
    return Entry(url=found.url, title=found.title or None, published=dated or in_url, language=language)
