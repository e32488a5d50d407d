"""What a page states about itself: title, authors, time, language, address, site and image.

Read from head, JSON-LD and time elements of the tree before trafilatura prunes it, in a fraction of the time its own
metadata reader takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.bylines import find_authors
from extractors.headline import find_headline
from extractors.html import one_line
from extractors.jsonld import Node, article_node, json_ld_nodes, text_of
from extractors.listing import language_code
from extractors.published import UNSEEN, Seen, find_dates
from extractors.records import DateClaim, Dated
from extractors.urls import host_of, resolve

Meta = Mapping[str, Sequence[str]]

META_KEYS = (("property", ""), ("name", ""), ("http-equiv", ""), ("itemprop", "itemprop="))
TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "title")
SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
IMAGE_NAMES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
LANGUAGE_NAMES = ("content-language", "language", "og:locale", "dc.language")

VARIANT_LABELS = ("www.", "m.", "amp.", "mobile.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What one page states about itself; None or empty where it states nothing."""

    title: str
    authors: tuple[str, ...]
    published: Dated | None
    modified: Dated | None
    dates: tuple[DateClaim, ...]  # all that was found, the surest first
    language: str | None  # as declared, ISO 639-1: often that of the template, not of the text
    url: str | None  # as the page gives its own address, absolute, if that can be trusted
    site_name: str | None
    image: str | None  # absolute URL
    body: str  # articleBody of JSON-LD, "" when there is none
    description: str


def read_metadata(tree: HtmlElement, *, url: str, seen: Seen = UNSEEN) -> Metadata:
    """Read what a page states about itself.

    Args:
        tree: the page; left as it was.
        url: where it was found.
        seen: what is known of its time without it.
    """
    meta = _contents(tree)
    nodes = [*json_ld_nodes(tree)]
    node = article_node(nodes)
    site_name = _first(meta, SITE_NAMES) or text_of(node.get("publisher"))
    title = tree.find(".//title")
    claims = [
        text_of(node.get("headline")),
        *(text for name in TITLE_NAMES for text in meta.get(name, ())[:1]),
        "" if title is None else title.text_content(),
    ]
    headline = find_headline(tree, claims, site_name=site_name)
    article_first = [node, *(each for each in nodes if each is not node)]
    dating = find_dates(tree, article_first, meta=meta, url=url, headline=headline, seen=seen)
    return Metadata(
        title=headline,
        authors=find_authors(
            tree, node, nodes=nodes, meta=meta, site_names=(site_name, text_of(node.get("publisher")))
        ),
        published=dating.published,
        modified=dating.modified,
        dates=dating.claims,
        language=_language(tree, node, meta),
        url=_own_url(tree, meta, url),
        site_name=site_name or None,
        image=_image(node, meta, url),
        body=_body(node),
        description=_first(meta, ("og:description", "description")),
    )


def _contents(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the meta elements in order, by property, name, http-equiv or "itemprop=..."."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        if content := one_line(element.get("content")):
            for attribute, prefix in META_KEYS:
                if name := element.get(attribute):
                    contents.setdefault(prefix + name.strip().lower(), []).append(content)
    return contents


def _first(meta: Meta, names: Sequence[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _language(tree: HtmlElement, node: Node, meta: Meta) -> str | None:
    html = next(tree.iter("html"), tree)
    declared = (html.get("lang"), html.get("xml:lang"), _first(meta, LANGUAGE_NAMES), text_of(node.get("inLanguage")))
    return next((code for each in declared if (code := language_code(each))), None)


def _own_url(tree: HtmlElement, meta: Meta, url: str) -> str | None:
    """Return rel=canonical or og:url where it names a page of the same site, not its front page."""
    links = (each.get("href") for each in tree.iter("link") if (each.get("rel") or "").lower() == "canonical")
    for link in (*links, _first(meta, ("og:url",))):
        own = resolve(url, link) if link else None
        if own and _site(own) == _site(url) and (_path(own).strip("/") or not _path(url).strip("/")):
            return own
    return None


def _site(url: str) -> str:
    host = host_of(url)
    for label in VARIANT_LABELS:
        host = host.removeprefix(label)
    return host


def _path(url: str) -> str:
    """Return path and query; "" for an address that cannot be split."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _image(node: Node, meta: Meta, url: str) -> str | None:
    value = node.get("image")
    first = next(iter(value), None) if isinstance(value, list) else value
    stated = first.get("url") if isinstance(first, dict) else first
    link = _first(meta, IMAGE_NAMES) or text_of(stated)
    return resolve(url, link) if link else None


def _body(node: Node) -> str:
    body = node.get("articleBody")
    return body if isinstance(body, str) else ""
