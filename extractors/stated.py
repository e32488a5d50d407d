"""The text of an article as a page states it for machines: JSON-LD articleBody, microdata articleBody.

Source: https://schema.org/articleBody. Measured on dev: a body of 500 letters stands on one modern page in six, and is
cut, stale or a soup of markup on enough of them to be a candidate for the judge, not a truth.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.html import one_line, select
from extractors.jsonld import ARTICLE_TYPES, PAGE_TYPES, Node, text_of, type_matches

BODY_LIMIT = 1_000_000  # characters
BODIES = 4  # of one page; more is a listing
BODY = XPath(f"(//*[contains(@itemprop, 'articleBody')])[position() <= {4 * BODIES}]")
BREAKS = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?ul|/?ol|/?blockquote|/?tr)\b[^<>]{0,500}/?>|[\n\r\u2028\u2029]+", re.IGNORECASE
)
SKIPPED = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,100000}</\1>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(\.\.\.\)|&hellip;|read more|подробнее|читать далее)\W{0,3}$", re.IGNORECASE
)
SOUP = re.compile(r"[<>{}]|\[/?[a-z]+[^\]]{0,200}\]|&[a-z]{2,8};|\bfunction\s*\(|=\"|\\[nrtu\"]")
SOUP_SHARE = 0.002  # of the letters: bits of markup that are left
SHORTEST = 200  # characters of a whole article
LONGER = 1.2  # times the description: what is no longer than that is the description
WORDS_SHARE = 0.7  # of the wordCount that goes with it
BLOCKS = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
ASIDE = frozenset({
    "script", "style", "noscript", "template", "figure", "figcaption", "aside", "nav", "form", "button", "select",
    "iframe", "svg", "video", "audio", "footer",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedBody:
    """One text that a page states as that of its article."""

    source: Literal["json-ld", "microdata"]
    text: str  # paragraphs separated by one blank line
    whole: bool  # it does not look cut, like a mere description, or full of markup
    element: HtmlElement | None  # that holds it; None for JSON-LD


def stated_bodies(tree: HtmlElement, nodes: Iterable[Node]) -> tuple[StatedBody, ...]:
    """Return what a page states as the text of its article, JSON-LD first, each text once.

    Args:
        tree: the page; left as it was.
        nodes: its JSON-LD nodes, of json_ld_nodes.
    """
    known = [*nodes]
    descriptions = [text_of(each.get("description")) for each in known if type_matches(each, PAGE_TYPES)]
    found: dict[str, StatedBody] = {}
    for node in known:
        if len(found) < BODIES and type_matches(node, ARTICLE_TYPES) and isinstance(node.get("articleBody"), str):
            text = _join(_written(node["articleBody"]))
            whole = looks_whole(text, [text_of(node.get("description")), *descriptions]) and _is_counted(text, node)
            if text:
                found.setdefault(text, StatedBody(source="json-ld", text=text, whole=whole, element=None))
    held: list[HtmlElement] = []
    for element in select(BODY, tree):
        if len(held) >= BODIES or any(each in element.iterancestors() for each in held):
            continue
        held.append(element)
        text = _join(_written(element.get("content") or "") if element.tag == "meta" else _paragraphs(element))
        if text:
            whole = looks_whole(text, descriptions)
            found.setdefault(text, StatedBody(source="microdata", text=text, whole=whole, element=element))
    return tuple(found.values())


def looks_whole(text: str, descriptions: Iterable[str] = ()) -> bool:
    """Say whether a stated text may be the whole article.

    >>> looks_whole("It rained. " * 40), looks_whole("It rained. " * 40 + "And then…")
    (True, False)
    """
    longest = max(map(len, descriptions), default=0)
    return (
        len(text) >= SHORTEST
        and len(text) >= LONGER * min(longest, len(text))
        and not _is_cut(text.rpartition("\n")[2])
        and len(SOUP.findall(text)) <= SOUP_SHARE * len(text)
    )


def _is_cut(paragraph: str) -> bool:
    """Say whether the last paragraph breaks off; "Read more" by itself is but a button."""
    end = CUT.search(paragraph[-40:])
    return end is not None and len(paragraph) > len(end[0])


def _is_counted(text: str, node: Node) -> bool:
    count = str(node.get("wordCount") or "")
    return not count.isdigit() or len(text.split()) >= WORDS_SHARE * int(count[:7]) or "\u3400" <= text[:1] <= "\u9fff"


def _written(body: str) -> Iterator[str]:
    """Yield the paragraphs of a body that was written as one string, with or without markup, escaped or not."""
    text = unescape(body[:BODY_LIMIT])
    if "&lt;" in text or "&amp;" in text or "&nbsp;" in text or "&quot;" in text:
        text = unescape(text)
    for part in BREAKS.split(SKIPPED.sub(" ", text)):
        yield TAG.sub(" ", part) if "<" in part else part


def _paragraphs(element: HtmlElement) -> Iterator[str]:
    """Yield the text of an element, cut where blocks begin and end; without scripts, captions, forms, asides."""
    part: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        each, done = stack.pop()
        block = each.tag in BLOCKS
        if not done and each.tag not in ASIDE:
            if block:
                yield "".join(part)
                part.clear()
            part.append(each.text or "")
            stack.append((each, True))
            stack += ((child, False) for child in reversed(each))
            continue
        if block:
            yield "".join(part)
            part.clear()
        if each is not element:
            part.append(each.tail or "")
    yield "".join(part)


def _join(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(line for each in paragraphs if (line := one_line(each)))
