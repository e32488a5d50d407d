"""What a page states about itself: title, authors, time, language, address, site and image.

Read from head, JSON-LD and time elements of the tree before trafilatura prunes it, in a fraction of the time its own
metadata reader takes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.authors.choose import find_authors
from extractors.headline import find_headline
from extractors.html import one_line
from extractors.jsonld import Node, article_node, json_ld_nodes, name_of, text_of, type_matches
from extractors.labels import find_keywords, find_section
from extractors.listing import language_code
from extractors.ownurl import own_url
from extractors.published import UNSEEN, Seen, find_dates
from extractors.records import DateClaim, Dated
from extractors.stated import stated_body
from extractors.urls import host_of, resolve

Meta = Mapping[str, Sequence[str]]

META_KEYS = {"property": "", "name": "", "http-equiv": "", "itemprop": "itemprop="}
TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "title")
SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
IMAGE_NAMES = (
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
    "itemprop=image",
)
LANGUAGE_NAMES = ("content-language", "language", "og:locale", "dc.language")

RELATIONS = frozenset({"canonical", "amphtml", "image_src"})
MOST_LINKS = 4
SITE_TYPES = re.compile(r"(?:^|[/:])(?:WebSite|NewsMediaOrganization)$")

VARIANT_LABELS = ("www.", "m.", "amp.", "mobile.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What one page states about itself; None or empty where it states nothing."""

    title: str
    authors: tuple[str, ...]
    organizations: tuple[str, ...]  # those of the authors that are outlets or agencies
    published: Dated | None
    modified: Dated | None
    dates: tuple[DateClaim, ...]  # all that was found, the surest first
    language: str | None  # as declared, ISO 639-1: often that of the template, not of the text
    url: str | None  # as the page gives its own address, absolute, if that can be trusted
    canonical_claim: str | None  # canonical; an address on another site that it names as its own
    site_name: str | None
    image: str | None  # absolute URL
    amp_url: str | None  # absolute
    section: str | None  # of the outlet: "World"
    keywords: tuple[str, ...]
    body: str  # articleBody of JSON-LD, as paragraphs separated by one blank line; "" when there is no whole one
    description: str
    nodes: tuple[Node, ...]  # all of its JSON-LD
    meta: Meta  # contents of its meta elements, by property, name, http-equiv or "itemprop=..."


def read_metadata(tree: HtmlElement, *, url: str, seen: Seen = UNSEEN) -> Metadata:
    """Read what a page states about itself.

    Args:
        tree: the page; left as it was.
        url: where it was found.
        seen: what is known of its time without it.
    """
    meta = _contents(tree)
    links = _links(tree, url)
    nodes = [*json_ld_nodes(tree)]
    node = article_node(nodes)
    publisher = name_of(node.get("publisher"), nodes)
    site_name = _first(meta, SITE_NAMES) or publisher or _site_of(nodes)
    headline = find_headline(tree, _titles(tree, node, meta), site_name=site_name)
    article_first = [node, *(each for each in nodes if each is not node)]
    dating = find_dates(tree, article_first, meta=meta, url=url, headline=headline, seen=seen)
    own = [name for name in (site_name, publisher, host_of(url).removeprefix("www.")) if name]
    credited = find_authors(tree, node, nodes=nodes, meta=meta, own=own, headline=headline)
    own_address = own_url(links.get("canonical", ()), resolve(url, _first(meta, ("og:url",))), url)
    return Metadata(
        title=headline,
        authors=credited.names,
        organizations=tuple(name for name in credited.names if name in credited.organizations),
        published=dating.published,
        modified=dating.modified,
        dates=dating.claims,
        language=_language(tree, node, meta),
        url=own_address.url,
        canonical_claim=own_address.claim,
        site_name=site_name or None,
        image=_image(node, meta, [*links.get("image_src", ())], url),
        amp_url=next(iter(links.get("amphtml", ())), None),
        section=find_section(tree, node, nodes=nodes, meta=meta, others=(*own, *_site(url).split("."), headline)),
        keywords=find_keywords(node, meta, headline=headline),
        body=stated_body(nodes),
        description=_first(meta, ("og:description", "description")),
        nodes=tuple(nodes),
        meta=meta,
    )


def _titles(tree: HtmlElement, node: Node, meta: Meta) -> Iterator[str]:
    """Yield what head and JSON-LD give as title, the most trusted first."""
    yield text_of(node.get("headline"))
    for name in TITLE_NAMES:
        yield from meta.get(name, ())[:1]
    title = tree.find(".//title")
    yield "" if title is None else title.text_content()


def _site_of(nodes: Iterable[Node]) -> str:
    return next((text_of(each.get("name")) for each in nodes if type_matches(each, SITE_TYPES)), "")


def _contents(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the meta elements in order, by property, name, http-equiv or "itemprop=..."."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content"))
        for attribute, value in element.items() if content else ():
            if attribute in META_KEYS:
                contents.setdefault(META_KEYS[attribute] + value.strip().lower(), []).append(content)
    return contents


def _first(meta: Meta, names: Sequence[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _language(tree: HtmlElement, node: Node, meta: Meta) -> str | None:
    html = next(tree.iter("html"), tree)
    declared = (html.get("lang"), html.get("xml:lang"), _first(meta, LANGUAGE_NAMES), text_of(node.get("inLanguage")))
    return next((code for each in declared if (code := language_code(each))), None)


def _links(tree: HtmlElement, url: str) -> dict[str, list[str]]:
    """Return the absolute addresses in link elements, by relation, the first few of each."""
    links: dict[str, list[str]] = {}
    for element in tree.iter("link"):
        for relation in (element.get("rel") or "").lower().split():
            known = links.setdefault(relation, []) if relation in RELATIONS else None
            if known is not None and len(known) < MOST_LINKS and (link := resolve(url, element.get("href") or "")):
                known.append(link)
    return links


def _site(url: str) -> str:
    host = host_of(url)
    for label in VARIANT_LABELS:
        host = host.removeprefix(label)
    return host


def _image(node: Node, meta: Meta, links: Iterable[str], url: str) -> str | None:
    value = node.get("image")
    first = next(iter(value), None) if isinstance(value, list) else value
    stated = (first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else first
    named = (meta[name][0] for name in IMAGE_NAMES if name in meta)
    return next((image for each in (*named, text_of(stated), *links) if each and (image := resolve(url, each))), None)
