"""Bylines that a page marks as such by rel, class, id, itemprop or a link to the author's page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from extractors.authors.names import clean_names, looks_like_name
from extractors.authors.wording import LEAD_IN
from extractors.headline import fold
from extractors.html import one_line

CANDIDATES = 60  # marked elements looked at; a listing has more
MARK = re.compile(
    r"(?<![a-z])(?:authors?|by-?lines?|autor(?:e[ns]?|i|a|in)?|auteurs?|writers?|reporters?|contributors?|vcard)(?![a-z])"
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A part of a byline that is not the name, by the words of its class.
NOT_THE_NAME = re.compile(
    r"(?<![a-z])(?:comment\w*|photo\w*|image|img|avatar|picture|thumb\w*|bio\w*|about|desc\w*|role|job|position|occupation|"
    r"date|time|social|follow\w*|share|email|count\w*|more|related|caption|signup|newsletter|filter)(?![a-z])"
)
# Not "has-sidebar", which the whole page is called, and not the widgets that a page builder makes everything of.
ELSEWHERE = re.compile(
    r"(?<![a-z])(?<!has-)(?<!with-)(?<!no-)(?<!elementor-)(?:comments?|commentlist|respond|related|recommend\w*|sidebar|widget|teasers?|promo\w*|popular|trending|"
    r"most-?read|more-?(?:from|news|stories)|footer|nav\w*|menu|carousel|newsletter|latest|feed|breadcrumbs?|"
    r"captions?|gallery|(?:pull|block)?quotes?)(?![a-z])"
)
ELSEWHERE_TAGS = frozenset(
    {"nav", "footer", "aside", "select", "noscript", "template", "figure", "figcaption", "blockquote", "q"}
)
HIDDEN = frozenset({"script", "style", "title", "option", "noscript", "template", "head"})
CLIMB = 25  # elements above a byline that are asked where it stands
TEASERS = 2  # bylines equally near to the headline that may be of one article though they stand apart
LONGEST = 200  # characters of a byline
DESCENDANTS = 400  # starts and ends of elements in a byline looked at
PIECES = 40  # runs of text in one byline
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|avtor\w*|people|profiles?|journalist\w*)/[^/?#]+/?(?:[?#].*)?$"
)


def _marked(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that may be marked as bylines; an XPath takes three times as long."""
    for element in tree.iter("*"):
        for attribute, value in element.items():
            if _may_mark(attribute, value) or (element.tag == "a" and _leads_to_author(attribute, value)):
                yield element
                break


def _may_mark(attribute: str, value: str) -> bool:
    """Tell by words whose first letters, which may be capitals, are left out; what else they are in MARK sees to."""
    if attribute == "class":
        return "utor" in value or "uthor" in value or "yline" in value or "riter" in value or "eporter" in value
    return attribute == "itemprop" and "author" in value


def _leads_to_author(attribute: str, value: str) -> bool:
    if attribute == "rel":
        return "author" in value
    return attribute == "href" and ("/author" in value or "/autor" in value)


def marked_bylines(tree: HtmlElement, around: Sequence[HtmlElement]) -> tuple[str, ...]:
    """Return the names in the byline nearest to the headline, of those marked as such; () when none is.

    Nearest is what shares the innermost element with it; of several, the first. Many that are equally near, and not
    beside each other, are those of other articles.

    Args:
        tree: the page.
        around: the elements that hold the headline, the innermost first.
    """
    found: dict[HtmlElement, tuple[str, ...]] = {}
    outer: list[HtmlElement] = []
    for element in islice(_marked(tree), CANDIDATES):
        mark = _mark(element)
        if mark and not is_elsewhere(element, around):
            outer.append(element)
            if names := _names(element, sure=mark == "sure"):
                for above in element.iterancestors():
                    found.pop(above, None)
                found[element] = names
    if not found:
        return ()
    depths = {each: -depth for depth, each in enumerate(around)}
    near = [
        next((depths[each] for each in element.iterancestors() if each in depths), -len(depths)) for element in found
    ]
    nearest = [element for element, depth in zip(found, near, strict=True) if depth == max(near)]
    names = _group(nearest[0], found, outer)
    apart = len({found[each] for each in nearest})
    return () if apart > TEASERS and 2 * len(names) < apart else names


def around_headline(tree: HtmlElement, headline: str) -> list[HtmlElement]:
    """Return the elements that hold the heading that is the headline, the innermost first."""
    key = fold(headline)
    headings = islice(tree.iter("h1", "h2", "h3"), CANDIDATES)
    found = (each for each in headings if key and fold("".join(islice(each.itertext(), PIECES))) == key)
    return next(([*each.iterancestors()] for each in found), [])


def _group(
    first: HtmlElement, found: Mapping[HtmlElement, tuple[str, ...]], outer: Sequence[HtmlElement]
) -> tuple[str, ...]:
    """Return the names of the first byline and of those that share its container."""
    above = {first, *first.iterancestors()}
    container = next((each for each in outer if each in above), first)
    beside = first.getparent() if container is first else container
    together = [name for each, those in found.items() if beside in (each, *each.iterancestors()) for name in those]
    whole = _names(container, sure=False)
    if {name.casefold() for name in together} < {name.casefold() for name in whole}:
        return whole
    return clean_names(together or found[first], whole=True)


def _mark(element: HtmlElement) -> str:
    """Say how surely an element is marked as a byline: "sure", "maybe" or ""."""
    if element.tag in HIDDEN or element.tag in {"img", "input", "meta", "link", "svg", "button", "body"}:
        return ""
    marks = CAMEL.sub("-", " ".join(element.get(name) or "" for name in ("class", "id"))).lower()
    if "author" in (element.get("itemprop") or "").split():
        return "sure"
    if "author" in (element.get("rel") or "").split():
        return "sure"
    by_mark = MARK.search(marks.replace("_", "-"))
    if by_mark and (not NOT_THE_NAME.search(marks.replace("_", "-")) or "name" in marks):
        return "maybe"
    return "maybe" if AUTHOR_PAGE.search(element.get("href") or "") else ""


def is_elsewhere(element: HtmlElement, around: Sequence[HtmlElement]) -> bool:
    """Say whether an element stands among comments, teasers or menus; where the headline stands too, it does not."""
    for _, each in zip(range(CLIMB), (element, *element.iterancestors()), strict=False):
        if each in around or each.tag in {"body", "main"}:
            break
        if each.tag in ELSEWHERE_TAGS:
            return True
        marks = f"{each.get('class') or ''} {each.get('id') or ''}"
        if len(marks) > 1 and ELSEWHERE.search(CAMEL.sub("-", marks).lower().replace("_", "-")):
            return True
        if each.tag == "article":
            break
    return False


def _names(element: HtmlElement, *, sure: bool) -> tuple[str, ...]:
    named = element.find(".//*[@itemprop='name']") if sure else None
    line = _line(element if named is None else named) or one_line((element if named is None else named).get("content"))
    if not line:
        return ()
    names = clean_names([line])
    if sure or (len(names) == 1 and LEAD_IN.match(line) and len(line.split()) == 2):  # "by annlee"
        return names
    return tuple(name for name in names if looks_like_name(name))


def _line(element: HtmlElement) -> str:
    """Return the text of a byline with "|" where one element ends and the next begins; "" for more than a byline."""
    line = ""
    for number, (run, joined) in enumerate(_runs(element)):
        if number >= PIECES or len(line) > LONGEST:
            return ""
        if text := one_line(run):
            lead = LEAD_IN.match(line)
            goes_on = joined or not line or (lead and lead.end() == len(line))
            line = f"{line}{' ' if goes_on else ' | '}{text}".strip()
    return line if len(line) <= LONGEST else ""


def _runs(element: HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yield each run of text, and whether it goes on in the same line as the one before."""
    joined = True
    for number, (event, each) in enumerate(iterwalk(element, events=("start", "end"))):
        if number > DESCENDANTS:
            break
        run = (each.text if each.tag not in HIDDEN else "") if event == "start" else each.tail
        if run and not run.isspace() and (event == "start" or each is not element):
            yield run, joined or event == "end"
            joined = event == "end"
