"""How much article lies below each element of a page: text that is dense, and differs from page to page of a host.

Text over links tells articles from lists (Kohlschütter et al., "Boilerplate detection using shallow text features",
WSDM 2010), and what several pages of one host repeat is their template (Bar-Yossef and Rajagopalan, "Template
detection via data mining", WWW 2002).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.headline import fold
from extractors.maintext.blocks import Blocks, read_blocks
from extractors.siterules import ASIDE

LINK_PENALTY = 3.0  # a letter of a link speaks against an article as much as so many letters of text speak for one
LINE = 100  # letters; a shorter block may be of a menu or a teaser, and counts for less
NEARLY = 0.85  # of the best score: narrower and nearly as good is good enough; .8 to .95 make no great difference
ROOTS = frozenset({"html", "body"})
COMMENTS = re.compile(r"comment(?!ary)|kom+entar|comentari|yorum|disqus", re.IGNORECASE)


@dataclass(slots=True)
class Weight:
    """What lies below one element, in letters."""

    score: float = 0.0  # for an article, less what speaks against one
    letters: float = 0.0
    varying: float = 0.0  # those that no other page has, and that are no link


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One page, with the weight of each of its elements."""

    tree: HtmlElement
    weights: dict[HtmlElement, Weight]
    best: float  # the highest score of an element
    narrow: float  # letters of the narrowest element with nearly that score


def weigh(trees: Sequence[HtmlElement]) -> list[Weighed]:
    """Weigh every element of pages of one host; what stands on two of them or more is taken for their template."""
    parts = [read_blocks(tree, without=ASIDE) for tree in trees]
    pages_with = Counter(key for page in parts for key in {fold(block.text) for block in page.blocks})
    return [_weighed(tree, page, pages_with) for tree, page in zip(trees, parts, strict=True)]


def _weighed(tree: HtmlElement, parts: Blocks, pages_with: Counter[str]) -> Weighed:
    elements = [*tree.iter()]
    weights = {element: Weight() for element in elements}
    comments = _comments(elements)
    for block in parts.blocks:
        element, size, linked = parts.containers[block.container].element, block.size, block.linked
        weight = weights[element]
        template = pages_with[fold(block.text)] > 1 or element in comments
        weight.letters += size
        weight.varying += 0 if template else size - linked
        weight.score += -size if template else (size - linked) * min(1.0, size / LINE) - LINK_PENALTY * linked
    for element in reversed(elements):
        if (above := weights.get(element.getparent())) is not None:
            below = weights[element]
            above.score += below.score
            above.letters += below.letters
            above.varying += below.varying
    best = max(each.score for each in weights.values())
    narrow = min(each.letters for each in weights.values() if each.score >= min(best, NEARLY * best))
    return Weighed(tree=tree, weights=weights, best=best, narrow=narrow)


def _comments(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Return the elements, given parents first, that are named as readers' comments, and all below them."""
    found: set[HtmlElement] = set()
    for element in elements:
        named = f"{element.get('id', '')} {element.get('class', '')}"
        if element.getparent() in found or (element.tag not in ROOTS and COMMENTS.search(named)):
            found.add(element)
    return found
