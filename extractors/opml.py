"""Lists of sources as other feed readers write and read them: OPML 2.0.

Where a Source goes in an <outline>, and what is read from one:

| Source   | written as                                           | read from                                        |
|----------|------------------------------------------------------|--------------------------------------------------|
| url      | xmlUrl; url for what is not a feed                   | xmlUrl in any case; url beside scowatch:kind     |
| kind     | type="rss"; else type="link" and scowatch:kind       | scowatch:kind, else feed                         |
| name     | text and title                                       | title, else text, else the host                  |
| language | language                                             | language, "en-us" as "en"                        |
| country  | category="/country/KZ", among other categories       | the same                                         |
| active   | isComment="true" when false                          | isComment                                        |
| slug     | scowatch:slug                                        | the same, else made from the name or the host    |
| note     | scowatch:note                                        | the same                                         |

OPML 2.0 lets attributes of a namespace stand beside its own, and other readers pass over them. What is not a feed
gets no xmlUrl, so that no reader subscribes to it. An outline with outlines in it is a folder; its name is not kept.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from lxml import etree

from config.sources import SLUG_LIMIT, Source, SourceKind, usable_slug, usable_url
from extractors.records import Unreadable
from extractors.urls import host_of

NAMESPACE = "tag:scowatch.example,2026:opml"

_KINDS: dict[str, SourceKind] = {each: each for each in get_args(SourceKind)}
_COUNTRY = re.compile(r"(?:^|,)\s*/country/([A-Z]{2})\s*(?:,|$)")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """One OPML document, read."""

    sources: tuple[Source, ...]  # in document order; no two share a slug or a url
    unusable: int  # outlines that are no folder and name no http(s) address of a feed
    repeated: int  # outlines whose address an earlier one has


def parse_opml(body: bytes) -> Subscriptions | Unreadable:
    """Read the sources that an OPML document lists; see the table above.

    XML that is not well formed is refused rather than mended: mending `&` in an address gives another address.
    Nothing outside the document is loaded, and libxml2's own limits hold against entities that multiply.

    Returns:
        Sources that config.sources finds no fault with; Unreadable "empty" or "not_opml".
    """
    if not body.strip():
        return Unreadable(reason="empty", detail="The document is empty.")
    try:
        root = etree.fromstring(body.lstrip(), _parser())
    except etree.XMLSyntaxError as error:
        return Unreadable(reason="not_opml", detail=f"The document is not well-formed XML: {_line(error.msg)}.")
    if _local(root) != "opml":
        return Unreadable(reason="not_opml", detail=f"The document is <{_local(root)}>, not <opml>.")
    return _subscriptions([each for each in root.iter() if _local(each) == "outline"])


def render_opml(sources: Iterable[Source], *, title: str) -> bytes:
    """Write *sources* as OPML 2.0, without a date: equal sources give equal bytes."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"scowatch": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = xml_text(title)
    body = etree.SubElement(root, "body")
    for source in sources:
        etree.SubElement(body, "outline", {name: xml_text(value) for name, value in _attributes(source).items()})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _subscriptions(outlines: Iterable[etree._Element]) -> Subscriptions:
    sources: dict[str, Source] = {}
    slugs: dict[str, int] = {}
    unusable = repeated = 0
    for outline in outlines:
        url = _address(outline)
        if url is None:
            unusable += not any(_local(child) == "outline" for child in outline)
        elif url in sources:
            repeated += 1
        else:
            sources[url] = _source(outline, url, slugs)
    return Subscriptions(sources=tuple(sources.values()), unusable=unusable, repeated=repeated)


def _local(element: etree._Element) -> str:
    """Give the name of *element* without its namespace; "" for a comment and the like."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _attributes(source: Source) -> dict[str, str]:
    feed = source.kind == "feed"
    attributes = {
        "text": source.name,
        "title": source.name,
        "type": "rss" if feed else "link",
        "xmlUrl" if feed else "url": source.url,
        "language": source.language,
        "category": source.country and f"/country/{source.country}",
        "isComment": None if source.active else "true",
        f"{{{NAMESPACE}}}slug": source.slug,
        f"{{{NAMESPACE}}}kind": None if feed else source.kind,
        f"{{{NAMESPACE}}}note": source.note,
    }
    return {name: value for name, value in attributes.items() if value is not None}


def _address(outline: etree._Element) -> str | None:
    given = {str(name).lower(): str(value).strip() for name, value in outline.items()}
    own = given.get("url", "") if _own(outline, "kind") in _KINDS else ""
    return next((each for each in (given.get("xmlurl", ""), own) if usable_url(each)), None)


def _source(outline: etree._Element, url: str, taken: dict[str, int]) -> Source:
    host = host_of(url)
    name = _line(outline.get("title")) or _line(outline.get("text")) or host or url
    slug = _own(outline, "slug")
    country = _COUNTRY.search(outline.get("category") or "")
    language = _LANGUAGE.fullmatch((outline.get("language") or "").strip().lower())
    return Source(
        slug=_unique(slug if usable_slug(slug) else _slug(name) or _slug(host) or "source", taken),
        name=name,
        country=country[1] if country else None,
        language=language[1] if language else None,
        kind=_KINDS.get(_own(outline, "kind"), "feed"),
        url=url,
        active=(outline.get("isComment") or "").strip().lower() != "true",
        note=_line(_own(outline, "note")) or None,
    )


def _own(outline: etree._Element, name: str) -> str:
    return outline.get(f"{{{NAMESPACE}}}{name}") or ""


def _line(text: str | None) -> str:
    """Make one line of *text*: what config.sources allows as a name or note."""
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in text or "")
    return " ".join(kept.split())


def _slug(name: str) -> str:
    """Make a slug of *name*; "" if most of its letters are not Latin, since the rest would not name it."""
    folded = [each for each in unicodedata.normalize("NFKD", name) if each.isalnum()]
    if 2 * sum(each.isascii() for each in folded) < len(folded):
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:SLUG_LIMIT].rstrip("-")


def _unique(slug: str, taken: dict[str, int]) -> str:
    """Give *slug*, or "slug-2" and so on; *taken* remembers the last number of each, and what was given."""
    number, unique = taken.get(slug, 0), slug
    while unique in taken:
        number += 1
        unique = f"{slug[: SLUG_LIMIT - 1 - len(str(number))].rstrip('-')}-{number}"
    taken[slug] = max(number, 1)
    taken.setdefault(unique, 1)
    return unique


def xml_text(text: str) -> str:
    """Give *text* without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)
