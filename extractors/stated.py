"""The text of an article as a page states it in JSON-LD. (Its articleBody in microdata is marked in the page itself.)

Source: https://schema.org/articleBody. Measured on 452 pages: a body of 500 letters stands on one modern page in six,
and is cut, stale or a soup of markup on enough of them to be a candidate for the judge, not a truth.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from extractors.html import one_line
from extractors.jsonld import ARTICLE_TYPES, PAGE_TYPES, Node, text_of, type_matches

BODY_LIMIT = 1_000_000  # characters
BODIES = 4  # looked at of one page; more is a listing
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


def stated_body(nodes: Iterable[Node]) -> str:
    """Return the first text that looks whole of those that a page states as its article, "" when there is none.

    Args:
        nodes: the JSON-LD nodes of the page.

    Returns:
        Paragraphs separated by one blank line.
    """
    known = [*nodes]
    descriptions = [text_of(each.get("description")) for each in known if type_matches(each, PAGE_TYPES)]
    articles = [
        each for each in known if type_matches(each, ARTICLE_TYPES) and isinstance(each.get("articleBody"), str)
    ]
    for node in articles[:BODIES]:
        text = _join(_written(node["articleBody"]))
        if looks_whole(text, [text_of(node.get("description")), *descriptions]) and _is_counted(text, node):
            return text
    return ""


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


def _join(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(line for each in paragraphs if (line := one_line(each)))
