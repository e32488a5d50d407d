"""Which kind of page this is: an article, or something whose text must not be taken for one.

Conservative: whatever has the running text of an article, or says that it is one, is an article. The others say so
in JSON-LD (https://schema.org), in og:type (https://ogp.me) or in their address, and have little text to contradict it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.cleaning.lines import weigh
from extractors.html import select
from extractors.jsonld import ARTICLE_TYPES, Node, as_list, type_matches
from extractors.records import PageType

LIVE = re.compile(r"(?:^|[/:])LiveBlogPosting$")
VIDEO = re.compile(r"(?:^|[/:])(?:VideoObject|Movie|TVEpisode|Clip|BroadcastEvent)$")
GALLERY = re.compile(r"(?:^|[/:])(?:ImageGallery|MediaGallery|VideoGallery)$")
SECTION = re.compile(r"(?:^|[/:])(?:CollectionPage|SearchResultsPage|CategoryPage)$")
LIVE_PATH = re.compile(
    r"[/_-](?:live-?blog|live-?ticker|live-?updates?|newsblog|onlain-translyaciya|live|en-direct|canli-anlatim)(?=[/_.-]|$)"
)
VIDEO_PATH = re.compile(r"/(?:videos?|video-news|multimedia/video|videolar|watch|tv|видео|视频|فیلم|فيديو)/")
GALLERY_PATH = re.compile(
    r"/(?:galler(?:y|ies)|photos?|photo-?galler(?:y|ies)|pictures|slideshows?|photo-?report|photo-?essay|fotos?"
    r"|fotogalerie|bildergalerie|galeri|galeria|photostory|фото|图片|عکس|صور)/"
)
HEADLINES = XPath(
    "//a[@href][string-length(normalize-space()) > 24][not(ancestor::nav or ancestor::footer or ancestor::aside)]"
)
PICTURES = XPath("//figure//img | //*[contains(@class, 'gallery') or contains(@class, 'slide')]//img")
TIMES = XPath("//time | //*[@itemprop = 'liveBlogUpdate']")
CLOCK = re.compile(r"(?<![\d:])[0-2]?\d[:.][0-5]\d(?!\d)")
RUNNING = 700  # weight of prose that makes an article of a page that says nothing of itself
SENTENCES = 80  # weight from which on a paragraph is prose and no teaser's headline
LITTLE = 400  # weight of prose below which an address is believed
TIMES_LOOKED_AT = 100
MANY_TEASERS, MANY_PICTURES, MANY_TIMES = 20, 5, 5


def page_type(
    tree: HtmlElement,
    *,
    nodes: Iterable[Node],
    meta: Mapping[str, Sequence[str]],
    paragraphs: Sequence[str],
    url: str,
) -> PageType:
    """Tell what kind of page this is.

    Args:
        tree: the page; left as it was.
        nodes: its JSON-LD nodes.
        meta: contents of its meta elements by name or property.
        paragraphs: its main text, as found.
        url: its address.

    Returns:
        "live_blog" where JSON-LD says so, or the address does and there are many times of day. "video", "gallery"
        and "section" only where the page does not say that it is an article and has little prose. Else "article".
    """
    known = [*nodes]
    prose = sum(weight for each in paragraphs if (weight := weigh(each)) >= SENTENCES)
    path = unquote(url.partition("?")[0]).lower().partition("://")[2].partition("/")[2]
    if _any(known, LIVE) or (LIVE_PATH.search(f"/{path}") and _times_of_day(tree) >= MANY_TIMES):
        return "live_blog"
    og_type = next(iter(meta.get("og:type", ())), "").lower()
    if _any(known, ARTICLE_TYPES) or prose >= RUNNING:
        return "article"
    stated = _stated(known, og_type)
    if stated and prose < LITTLE:
        return stated
    if og_type == "article" or meta.get("article:published_time") or prose >= LITTLE:
        return "article"
    return _by_looks(tree, f"/{path}")


def _times_of_day(tree: HtmlElement) -> int:
    return sum(bool(CLOCK.search(each.text_content())) for each in select(TIMES, tree)[:TIMES_LOOKED_AT])


def _stated(nodes: Sequence[Node], og_type: str) -> PageType | None:
    if _any(nodes, GALLERY):
        return "gallery"
    if og_type.startswith("video") or (_any(nodes, VIDEO) and not _any(nodes, SECTION)):
        return "video"
    return "section" if _any(nodes, SECTION) else None


def _by_looks(tree: HtmlElement, path: str) -> PageType:
    """Judge a page with little text that does not say what it is."""
    if VIDEO_PATH.search(path) and tree.find(".//video") is not None:
        return "video"
    if GALLERY_PATH.search(path) and len(select(PICTURES, tree)) >= MANY_PICTURES:
        return "gallery"
    return "section" if len(select(HEADLINES, tree)) >= MANY_TEASERS else "article"


def _any(nodes: Sequence[Node], pattern: re.Pattern[str]) -> bool:
    return any(type_matches(node, pattern) for node in nodes if as_list(node.get("@type")))
