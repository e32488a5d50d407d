"""The headline of a page: what its head claims, confirmed by what its body shows.

A <title> or og:title mixes the headline with names of site and section, in any order and between any marks. The
headline is the part of such a claim that also stands on the page by itself, best as a heading. So no list of
separators or site names decides, but the page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.html import one_line, select

JOINTS = re.compile(r"\s*[-–—|｜·•»«›:：/_~,]+\s*|[.!?。]\s*|\s+(?=[\u3400-\u9fff])")
WORDS = re.compile(r"\w+")
HIDDEN = frozenset({"script", "style", "title", "option", "noscript", "template"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TITLED_LOOKED_AT = 500
TITLED = XPath(
    "(//*[@class[contains(., 'itle') or contains(., 'eadline')] or @id[contains(., 'itle') or contains(., 'eadline')]"
    f" or @itemprop = 'headline'])[position() <= {TITLED_LOOKED_AT}]"
)
HEADINGS_LOOKED_AT = 1_000
RUNS_LOOKED_AT = 8_000  # of text
ELEMENTS_OF_HEADING = 40
LONGEST = 300  # characters of a headline
CLAIM_LIMIT = 1_000  # characters of a claim looked at: the headline and all it is mixed with
SEGMENT_LIMIT = 24  # a claim with more segments is a list of keywords; the rest is not looked at
LEAST_SHARE = 0.3  # of a claim: what is shorter names a section or the site, or the claim goes on and on
LEAST_SHARE_AT_ITS_HEAD = 0.1  # of a claim that begins with it
LEAST_WORDS, LEAST_HAN = 3, 6  # of a short part at the head of a claim
CUT_CLAIM = 25  # letters of a claim that was cut short, enough to know the headline by
LIKENESS = 0.75  # of the pairs of letters in two texts, of which one is then a variant of the other
VARIANT_SHARE = 0.5  # of a claim: the least that such a heading has
VARIANT = 12  # pairs of letters in a text that may be a variant
WHOLE = 0.75  # of a claim: a heading that says less may head a part of the text
ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)$")


def find_headline(tree: HtmlElement, claims: Iterable[str], *, site_name: str | None = None) -> str:
    """Return the headline of the page, "" when nothing looks like one.

    Args:
        tree: the page.
        claims: what head and JSON-LD give as title, the most trusted first.
        site_name: as the page states it; never taken for a headline.

    Returns:
        The first there is of: the longest part of a claim that is a heading on the page, or the heading that a cut
        claim begins; the beginning of a claim that is a heading or marked as title; a heading that is nearly a claim;
        the only <h1>; the longest part of a claim that is a text on the page; the first claim; the first <h1>.
        In the spelling of the page.
    """
    site = fold(site_name or "")
    known = [_without(line, site) for claim in claims if (line := one_line(unescape(claim[:CLAIM_LIMIT])))]
    parts = [_parts(claim) for claim in known]
    h1s = dict.fromkeys(text for each in _headings(tree, "h1") if (text := _text(each)))
    if plain := _says_all(h1s, known):
        return plain
    headings = _folded(
        text for each in _headings(tree, *HEADINGS) for text in (_text(each), *(_pieces(each) if len(each) else ()))
    )
    only = next(iter(h1s), "") if len(h1s) == 1 else ""
    if len(only) > LONGEST or any(fold(only) in lesser for _, lesser in parts) or fold(only) == site:
        only = ""
    return (
        _stands_among(headings, parts, only)
        or _begins(known, headings, site)
        or _marked(tree, known, parts, site)
        or _nearly(known, headings)
        or only
        or _stands_among(_folded(islice(runs_of_text(tree), RUNS_LOOKED_AT)), parts)
        or _whole(known)
        or next((text for text in h1s if len(text) <= LONGEST), "")
    )


def fold(text: str) -> str:
    """Bring together what differs in case, marks or blanks only.

    >>> fold("“Rain” – again!")
    'rain again'
    """
    return " ".join(WORDS.findall(text.casefold()))


def runs_of_text(element: HtmlElement) -> Iterator[str]:
    """Yield each run of visible text below *element*, in document order, as it stands."""
    for each in element.iter():
        if each.text and each.tag not in HIDDEN:
            yield each.text
        if each.tail and each is not element:
            yield each.tail


def _headings(tree: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    for each in islice(tree.iter(*tags), HEADINGS_LOOKED_AT):
        if not _is_inner(each) and not _is_logo(each):
            yield each


def _says_all(h1s: Iterable[str], claims: Sequence[str]) -> str:
    """Return the <h1> that is the whole first claim; on most pages that is all there is to see."""
    key = fold(next(iter(claims), ""))
    same = (text for text in h1s if key and len(text) <= LONGEST and not text.isupper() and fold(text) == key)
    return next(same, "")


def _pieces(heading: HtmlElement) -> list[str]:
    """Return the visible runs of text in a heading."""
    runs: list[str] = []
    for each in islice(heading.iter(), ELEMENTS_OF_HEADING):
        if each.text and each.tag not in HIDDEN:
            runs.append(each.text)
        if each.tail and each is not heading:
            runs.append(each.tail)
    return runs


def _text(heading: HtmlElement) -> str:
    """Return the text of a heading on one line; where a line breaks, words end."""
    runs = islice(heading.itertext(), ELEMENTS_OF_HEADING)
    return one_line((" " if heading.find("br") is not None else "").join(runs))


def _is_inner(heading: HtmlElement) -> bool:
    """Say whether a heading stands in another, which was never closed."""
    return any(each.tag in HEADINGS for each in islice(heading.iterancestors(), 3))


def _is_logo(heading: HtmlElement) -> bool:
    """Say whether a heading is but a link to the front page."""
    return any((link.get("href") or "").strip() in {"/", "./", "/#"} for link in heading.findall("a"))


def _folded(texts: Iterable[str]) -> dict[str, str]:
    """Return texts that are short enough for a headline by what they fold to, the first of each."""
    found: dict[str, str] = {}
    for text in texts:
        if len(text) <= 2 * CLAIM_LIMIT and len(line := one_line(text)) <= LONGEST:
            found.setdefault(fold(line), line)
    found.pop("", None)
    return found


def _parts(claim: str) -> tuple[dict[str, str], set[str]]:
    """Cut a claim into every run of whole segments: those fit for a headline by what they fold to, and the rest."""
    joints = [match.span() for match in JOINTS.finditer(claim)][:SEGMENT_LIMIT]
    starts = [0, *(end for _, end in joints)]
    ends = [*(start for start, _ in joints), len(claim)]
    large: dict[str, str] = {}
    lesser: set[str] = set()
    for first, start in enumerate(starts):
        for end in ends[first:]:
            if end - start >= LEAST_SHARE * len(claim):
                large[fold(claim[start:end])] = claim[start:end]
            else:
                lesser.add(fold(claim[start:end]))
    large.pop("", None)
    return large, lesser


def _stands_among(texts: Mapping[str, str], parts: Sequence[tuple[dict[str, str], set[str]]], only: str = "") -> str:
    """Return the text that is the longest part of the first claim that has any part among *texts*.

    Where that is a mere part and the *only* <h1> is nearly the whole claim, it heads a section: the <h1> is returned.
    """
    for large, _ in parts:
        if standing := large.keys() & texts.keys():
            best = max(standing, key=lambda part: (len(large[part]), part))
            whole = max(large, key=len)
            h1 = fold(only)
            part = best not in h1 and len(h1) > len(best) and len(best) < WHOLE * len(whole)
            if part and _likeness(_pairs(h1), _pairs(whole)) >= LIKENESS:
                return only
            return large[best] if texts[best].isupper() and not large[best].isupper() else texts[best]
    return ""


def _begins(claims: Sequence[str], texts: Mapping[str, str], site: str) -> str:
    """Return the text that begins a claim which goes on with keywords, or that a claim cut short begins."""
    for claim in claims:
        key = fold(ELLIPSIS.sub("", claim))
        if len(key) >= CUT_CLAIM and (longer := [each for each in texts if each.startswith(key)]):
            return texts[min(longer, key=len)]
        shorter = [each for each in texts if _heads(each, key) and each != site]
        if shorter:
            return texts[max(shorter, key=len)]
    return ""


def _heads(part: str, claim: str) -> bool:
    han = sum("\u3400" <= letter <= "\u9fff" for letter in part)
    return (
        claim.startswith(f"{part} ")
        and len(part) >= LEAST_SHARE_AT_ITS_HEAD * len(claim)
        and (part.count(" ") + 1 >= LEAST_WORDS or han >= LEAST_HAN)
    )


def _marked(
    tree: HtmlElement, claims: Sequence[str], parts: Sequence[tuple[dict[str, str], set[str]]], site: str
) -> str:
    """Return the part of a claim that stands in an element whose class, id or itemprop calls it a title."""
    elements = (each for each in select(TITLED, tree) if each.tag not in HIDDEN)
    texts = _folded(text for each in elements if len(each) <= 5 for text in (_text(each),))
    return _stands_among(texts, parts) or _begins(claims, texts, site)


def _nearly(claims: Sequence[str], texts: Mapping[str, str]) -> str:
    """Return the heading that is nearly a claim or a large part of it: a word more, a number mended."""
    pairs = {each: _pairs(each) for each in texts if len(each) >= VARIANT} if claims else {}
    for claim in claims:
        key, known = fold(claim), _pairs(fold(claim))
        large = [each for each in pairs if len(each) >= VARIANT_SHARE * len(key)]
        likely = [each for each in large if _likeness(pairs[each], known) >= LIKENESS]
        if likely:
            return texts[max(likely, key=lambda each: (len(pairs[each] & known), -len(each)))]
    return ""


def _likeness(one: set[str], other: set[str]) -> float:
    """Return how many of the pairs of letters in the poorer of two texts are in the other too; 0 for short texts."""
    least = min(len(one), len(other))
    return len(one & other) / least if least >= VARIANT else 0.0


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _whole(claims: Sequence[str]) -> str:
    """Return the first claim or, where it was cut short, a later one that goes on."""
    first = next(iter(claims), "")
    stem = ELLIPSIS.sub("", first)
    if stem == first:
        return first
    return next((each for each in claims if each.startswith(stem) and not ELLIPSIS.search(each)), first)


def _without(claim: str, site: str) -> str:
    """Strip the name of the site from either end of a claim."""
    for joint in JOINTS.finditer(claim):
        before, after = claim[: joint.start()], claim[joint.end() :]
        if site and before and fold(after) == site:
            return before
        if site and after and fold(before) == site:
            return after
    return claim
