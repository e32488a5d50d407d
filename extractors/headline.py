"""The headline of a page: what its head claims, confirmed by what its body shows.

A <title> or og:title mixes the headline with names of site and section, in any order and between any marks. The
headline is the part of such a claim that also stands on the page by itself, best as a heading. So no list of
separators or site names decides, but the page.
"""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from extractors.html import one_line

JOINTS = re.compile(r"\s*[-–—|｜·•»«›:：/_~,]+\s*|[.!?。]\s*|\s+(?=[\u3400-\u9fff])")
WORDS = re.compile(r"\w+")
HIDDEN = frozenset({"script", "style", "title", "option", "noscript", "template"})
LONGEST = 300  # characters of a headline
CLAIM_LIMIT = 1_000  # characters of a claim looked at: the headline and all it is mixed with
SEGMENT_LIMIT = 24  # a claim with more segments is a list of keywords; the rest is not looked at
LEAST_SHARE = 0.3  # of a claim: what is shorter names a section or the site, and the headline is elsewhere


def find_headline(tree: HtmlElement, claims: Iterable[str], *, site_name: str | None = None) -> str:
    """Return the headline of the page, "" when nothing looks like one.

    Args:
        tree: the page.
        claims: what head and JSON-LD give as title, the most trusted first.
        site_name: as the page states it; never taken for a headline.

    Returns:
        The first there is of: the longest part of a claim that is a heading on the page; the only <h1>; the longest
        part of a claim that is a text on the page; the first claim; the first <h1>. In the spelling of the page.
    """
    site = fold(site_name or "")
    known = [_without(line, site) for claim in claims if (line := one_line(claim[:CLAIM_LIMIT]))]
    parts = [_parts(claim) for claim in known]
    h1s = dict.fromkeys(text for each in tree.iter("h1") if (text := one_line(each.text_content())))
    only = next(iter(h1s), "") if len(h1s) == 1 else ""
    if len(only) > LONGEST or any(fold(only) in lesser for _, lesser in parts) or fold(only) == site:
        only = ""
    headings = (
        text
        for each in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")
        for text in (each.text_content(), *runs_of_text(each))
    )
    return (
        _stands_among(headings, parts)
        or only
        or _stands_among(runs_of_text(tree), parts)
        or next(iter(known), "")
        or next((text for text in h1s if len(text) <= LONGEST), "")
    )


def fold(text: str) -> str:
    """Bring together what differs in case, marks or blanks only.

    >>> fold("“Rain” – again!")
    'rain again'
    """
    return " ".join(WORDS.findall(text.casefold()))


def _parts(claim: str) -> tuple[dict[str, int], set[str]]:
    """Cut a claim into every run of whole segments: those fit for a headline with their length, and the rest."""
    joints = [match.span() for match in JOINTS.finditer(claim)][:SEGMENT_LIMIT]
    starts = [0, *(end for _, end in joints)]
    ends = [*(start for start, _ in joints), len(claim)]
    large: dict[str, int] = {}
    lesser: set[str] = set()
    for first, start in enumerate(starts):
        for end in ends[first:]:
            if end - start >= LEAST_SHARE * len(claim):
                large[fold(claim[start:end])] = end - start
            else:
                lesser.add(fold(claim[start:end]))
    large.pop("", None)
    return large, lesser


def _stands_among(texts: Iterable[str], parts: list[tuple[dict[str, int], set[str]]]) -> str:
    """Return the text that is the longest part of the first claim that has any part among *texts*."""
    found: dict[str, str] = {}
    for text in texts:
        if len(line := one_line(text)) <= LONGEST:
            found.setdefault(fold(line), line)
    for large, _ in parts:
        if standing := large.keys() & found.keys():
            return found[max(standing, key=lambda part: (large[part], part))]
    return ""


def runs_of_text(element: HtmlElement) -> Iterator[str]:
    """Yield each run of visible text below *element*, in document order, as it stands."""
    for each in element.iter():
        if each.text and each.tag not in HIDDEN:
            yield each.text
        if each.tail and each is not element:
            yield each.tail


def _without(claim: str, site: str) -> str:
    """Strip the name of the site from either end of a claim."""
    for joint in JOINTS.finditer(claim):
        before, after = claim[: joint.start()], claim[joint.end() :]
        if site and before and fold(after) == site:
            return before
        if site and after and fold(before) == site:
            return after
    return claim
