"""What the markup of a page says of its time: JSON-LD, microdata, meta elements, time elements.

Source: https://schema.org/CreativeWork, https://ogp.me, Dublin Core terms, and the names that common systems write.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.dates import LIMIT, parse_date
from extractors.dating.labels import label_of
from extractors.html import one_line, select
from extractors.jsonld import Node, text_of, type_matches
from extractors.records import DateClaim, Dated, Place, Says

PROPERTIES: tuple[tuple[str, Says], ...] = (
    ("datePublished", "published"), ("dateCreated", "published"), ("uploadDate", "published"),
    ("dateModified", "modified"),
)  # fmt: skip
PUBLISHED_NAMES = (
    "article:published_time", "article:published", "article:published:time", "og:published_time",
    "og:article:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "mediator_published_time", "weibo: article:create_at", "bt:pubdate", "pubdate", "publishdate", "publish_date",
    "publish-date", "publication_date", "publication-date", "published", "published_time", "published-date",
    "publishtime", "datepublished", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date.created",
    "dcterms.date", "dc.date", "dc.date.publication", "article_date_original", "article.published", "article.created",
    "video:release_date", "ptime", "created", "creation_date", "date",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "og:article:modified_time",
    "dcterms.modified", "dc.date.modified", "datemodified", "article.updated", "weibo: article:update_at",
    "last-modified", "lastmod", "last_updated_date", "modified", "updated", "revised", "date.modified",
)  # fmt: skip
WHOLE_PAGE = re.compile(r"(?:^|[/:])(?:Web|Item)Page$")
MICRODATA = XPath(
    "descendant::*[@itemprop][starts-with(@itemprop, 'date') or @itemprop = 'uploadDate'][not(self::meta)]"
)
ASIDE = frozenset({"aside", "nav", "footer"})
NODE_LIMIT = 100  # nodes of JSON-LD looked at
TIME_LIMIT = 200  # time elements and abbreviations looked at
MOST_WITHIN = 50  # elements within a heading or a time element
LOOKED_AT = 3  # time elements of a kind; later ones belong to other articles
EPOCH = re.compile(r"1\d{9}(?:\d{3})?$")  # from 2001 on
SAID_BEFORE = 40  # letters before a time element that may be its label
# "has-sidebar", "comments-open" and "elementor-widget" wrap whole articles.
FOREIGN = re.compile(
    r"comment(?!s?[-_]?(?:count|link|num|off|open|closed|status))|related|recommend|popular|latest"
    r"|(?<![a-z]-)(?<![a-z])sidebar(?![-_](?:left|right|on|off|no))|widget[-_]?area|widget_",
    re.IGNORECASE,
)
ARTICLE_FOOTER = re.compile("entry|post|article|meta", re.IGNORECASE)
PUBLISHED_CLASS = re.compile(r"publish|entry-date|post-date|article-date|created", re.IGNORECASE)
MODIFIED_CLASS = re.compile(r"updated|modified", re.IGNORECASE)


def claims_of_markup(
    tree: HtmlElement, nodes: Iterable[Node], meta: Mapping[str, Sequence[str]]
) -> Iterator[DateClaim]:
    """Yield every statement that markup makes of when the page was published or changed.

    Args:
        tree: the page; left as it was.
        nodes: of JSON-LD, that of the article first; of the others only those of type WebPage count.
        meta: contents of the meta elements by name, property or "itemprop=...".
    """
    yield from _of_json_ld(nodes)
    yield from _of_meta(meta)
    yield from _of_microdata(tree)
    yield from _of_times(tree)


def read_claim(says: Says, place: Place, spot: str, raw: str) -> DateClaim | None:
    """Read one statement, which programs also write in seconds or milliseconds of Unix; None where it is no date."""
    dated = _of_unix(raw, place) if EPOCH.match(raw) else parse_date(raw, place=place)
    return DateClaim(says=says, dated=dated, spot=spot) if dated else None


def _of_unix(raw: str, place: Place) -> Dated:
    value = datetime.fromtimestamp(int(raw[:10]), UTC)
    return Dated(value=value, zone_known=True, precision="second", place=place, raw=raw)


def _of_json_ld(nodes: Iterable[Node]) -> Iterator[DateClaim]:
    for index, node in enumerate(islice(nodes, NODE_LIMIT)):
        if index and not type_matches(node, WHOLE_PAGE):
            continue
        for key, says in PROPERTIES:
            if found := read_claim(says, "json-ld", key, text_of(node.get(key))):
                yield found


def _of_meta(meta: Mapping[str, Sequence[str]]) -> Iterator[DateClaim]:
    for key, says in PROPERTIES:
        for raw in meta.get(f"itemprop={key.lower()}", ())[:1]:
            if found := read_claim(says, "microdata", key, raw):
                yield found
    named: tuple[tuple[tuple[str, ...], Says], ...] = ((PUBLISHED_NAMES, "published"), (MODIFIED_NAMES, "modified"))
    for names, says in named:
        for name in names:
            for raw in meta.get(name, ())[:1]:
                if found := read_claim(says, "meta", name, raw):
                    yield found


def _of_microdata(tree: HtmlElement) -> Iterator[DateClaim]:
    seen: dict[str, int] = {}
    for element in select(MICRODATA, tree):
        key = element.get("itemprop") or ""
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= LOOKED_AT and not is_foreign(element):
            says: Says = "modified" if key == "dateModified" else "published"
            yield from claims_of_element(element, says, "microdata", key)


def _of_times(tree: HtmlElement) -> Iterator[DateClaim]:
    """Yield what time elements state, and what hAtom has: <abbr class="published" title="2012-03-09T15:07:00+03:00">.

    Blogger and early WordPress templates write the latter.
    """
    seen = 0
    for element in islice(tree.iter("time", "abbr"), TIME_LIMIT):
        if seen >= LOOKED_AT:
            return
        said = says_of(element)
        if (element.tag == "time" or (said != "either" and element.get("title"))) and not is_foreign(element):
            seen += 1
            yield from claims_of_element(element, said, "time", f"{element.tag}, {said}")


def claims_of_element(element: HtmlElement, says: Says, place: Place, spot: str) -> Iterator[DateClaim]:
    """Yield what the attributes of *element* state, then its text."""
    text = beginning_of(element, joint=" ")
    for raw in (element.get("datetime"), element.get("content"), element.get("title"), text[: LIMIT + 1]):
        if found := read_claim(says, place, spot, one_line(raw)):
            yield found


def beginning_of(element: HtmlElement, *, joint: str) -> str:
    """Return the text of *element*; of one that was left unclosed, the beginning."""
    parts = [element.text or ""]
    for each in islice(element.iterdescendants(), MOST_WITHIN):
        parts += (each.text or "", each.tail or "")
    return joint.join(parts)


def says_of(element: HtmlElement) -> Says:
    """Tell from attributes of a time element, or words before it, of what it is the time."""
    if element.get("pubdate") is not None or element.get("itemprop") in ("datePublished", "dateCreated"):
        return "published"
    if element.get("itemprop") == "dateModified":
        return "modified"
    named = element.get("class") or ""
    if PUBLISHED_CLASS.search(named):
        return "published"
    if MODIFIED_CLASS.search(named):
        return "modified"
    label = label_of(one_line(words_before(element) + " " + (element.text or "")[:SAID_BEFORE]))
    return label if label in ("published", "modified") else "either"


def words_before(element: HtmlElement) -> str:
    """Return the last letters right before *element*, in its parent or the element before it."""
    before = element.getprevious()
    if before is None:
        parent = element.getparent()
        return (parent.text or "")[-SAID_BEFORE:] if parent is not None else ""
    return ((before.text or "") + " " + (before.tail or ""))[-SAID_BEFORE:]


def is_foreign(element: HtmlElement) -> bool:
    """Say whether *element* stands in a menu, or a block of comments, of related articles or of what is new."""
    return any(opens_foreign(each) for each in _ancestors(element))


def opens_foreign(element: HtmlElement) -> bool:
    """Say whether *element* itself is such a menu or block."""
    attributes = element.attrib
    names = [name for key in ("class", "id") if (name := attributes.get(key))] if attributes else []
    if element.tag in ASIDE and not (element.tag == "footer" and any(map(ARTICLE_FOOTER.search, names))):
        return True
    return any(map(FOREIGN.search, names))


def _ancestors(element: HtmlElement, limit: int = 8) -> Iterator[HtmlElement]:
    """Yield *element* and what it stands in, up to *limit* levels and not further than an article."""
    for _ in range(limit):
        if element.tag in ("article", "main", "body"):
            return
        yield element
        parent = element.getparent()
        if parent is None:
            return
        element = parent
