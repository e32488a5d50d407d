"""Short CSS selectors that describe an element in words that will still be there tomorrow: no digits, no positions."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

STABLE = re.compile(r"[A-Za-z][A-Za-z_-]{1,39}")  # a digit is a column, a number of an article, or a hash of a build
# "fUISmk", "jtqpft": names that a build makes up have capitals at random, or no vowel.
MADE_UP = re.compile(r"[a-z][A-Z]|\w*[A-Z][a-z]?[A-Z][a-z]?[A-Z]|[b-df-hj-np-tv-xz]{5,}$")
TAG = re.compile(r"[a-z][a-z0-9]*")
TELLING = frozenset({"article", "main", "h1", "time", "address"})  # tags that need no name
ATTRIBUTES = ("itemprop", "role", "rel", "property", "name", "data-testid", "data-component", "data-type", "data-role")
CLASS_LIMIT = 6


def describe(element: HtmlElement) -> list[str]:
    """Return selectors that fit *element*, the simplest first: by itself, below its nearest named parents, as child.

    >>> from lxml.html import fragment_fromstring
    >>> describe(fragment_fromstring('<div id="a1" class="story col-8"><p>Text</p></div>'))
    ['div.story']
    """
    own = [*_own(element)]
    above = [*_named_above(element)]
    return [*own, *(f"{parent} {each}" for each in own for parent in above), *_as_child(element)]


def _own(element: HtmlElement) -> Iterator[str]:
    """Yield what describes an element by its own names."""
    tag = element.tag
    if not isinstance(tag, str) or not TAG.fullmatch(tag):
        return
    if _is_stable(element.get("id", "")):
        yield f"{tag}#{element.get('id')}"
    for token in [each for each in element.get("class", "").split() if _is_stable(each)][:CLASS_LIMIT]:
        yield f"{tag}.{token}"
    for name in ATTRIBUTES:
        if STABLE.fullmatch((value := element.get(name, "")).replace(":", "-")):
            yield f'{tag}[{name}="{value}"]'
    if tag in TELLING:
        yield tag


def _is_stable(token: str) -> bool:
    return bool(STABLE.fullmatch(token)) and not MADE_UP.match(token)


def _named_above(element: HtmlElement) -> Iterator[str]:
    """Yield the first name of each of the two nearest parents that have one."""
    left = 2
    for above in element.iterancestors():
        if name := next(_own(above), ""):
            yield name
            left -= 1
        if not left:
            return


def _as_child(element: HtmlElement) -> Iterator[str]:
    """Yield the way down to a nameless element from a parent that has a name, over at most two that have none."""
    steps = [element.tag]
    for above, _ in zip(element.iterancestors(), range(3), strict=False):
        if not all(isinstance(each, str) and TAG.fullmatch(each) for each in steps):
            return
        if names := [*_own(above)][:2]:
            yield from (" > ".join([name, *steps]) for name in names)
            return
        steps.insert(0, above.tag)
