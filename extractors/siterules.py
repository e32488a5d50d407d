"""What a site rule (config.sites) says of a page: which rule holds, and what its selectors find there."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from config.sites import SiteRule, SiteRules
from extractors.authors.names import clean_names
from extractors.html import one_line, select
from extractors.maintext.blocks import read_blocks
from extractors.maintext.paragraphs import paragraphs_of
from extractors.urls import host_of

# What is no text of the article wherever it stands.
ASIDE = frozenset({"nav", "aside", "figcaption"})
NEVER_DROPPED = frozenset({"html", "head", "body"})
SHOWN = 80  # characters of a dropped element that an explanation shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One part of a page that was left out of its text."""

    text: str  # its beginning, on one line
    reason: str  # a sentence for the analyst


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReading:
    """What the selectors of one rule found on one page; empty where they found nothing."""

    rule: SiteRule
    title: str
    paragraphs: tuple[str, ...]
    date: str  # as the page writes it
    authors: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    missed: tuple[str, ...]  # the fields for which the rule has selectors, and none of them found anything

    @property
    def complaint(self) -> str:
        """A sentence on what the rule did not find: it may no longer fit. "" when all was found."""
        return f"rule {self.rule.name} found no {', no '.join(self.missed)}" if self.missed else ""


def choose_rule(rules: SiteRules, url: str, fetched_at: datetime | None = None) -> SiteRule | None:
    """Say which rule holds for a page.

    Args:
        rules: by host.
        url: where the page was found.
        fetched_at: when it was fetched; None: now, that is, the newest layout.

    Returns:
        Of the rules of the longest host that is the page's or a parent of it, and that has one for its path and day,
        the one with the longest path, then the one valid from the latest day. None: there is none.
    """
    labels = host_of(url).partition(":")[0].split(".")
    path = _path(url)
    day = fetched_at.astimezone(UTC).date() if fetched_at else date.max
    for host in (".".join(labels[at:]) for at in range(len(labels))):
        fitting = [rule for rule in rules.get(host, ()) if _holds_on(rule, day) and _pattern(rule.path).match(path)]
        if fitting:
            return max(fitting, key=lambda rule: (len(rule.path), rule.valid_from or date.min))
    return None


def apply_rule(tree: HtmlElement, rule: SiteRule) -> RuleReading:
    """Read a page by a rule, and empty what the rule drops, for every other reader of *tree* too.

    Title, date and authors are read first: they may stand in what is dropped.

    Args:
        tree: the page; changed.
        rule: the one that holds for it.
    """
    title = next(iter(_first_said(tree, rule.title, text_said)), "")
    stated = next(iter(_first_said(tree, rule.date, date_said)), "")
    authors = clean_names(_first_said(tree, rule.authors, text_said))
    dropped = tuple(_drop(tree, rule))
    paragraphs = tuple(read_body(tree, rule.body))
    found = {"title": title, "body": paragraphs, "date": stated, "authors": authors}
    return RuleReading(
        rule=rule,
        title=title,
        paragraphs=paragraphs,
        date=stated,
        authors=authors,
        dropped=dropped,
        missed=tuple(field for field, value in found.items() if getattr(rule, field) and not value),
    )


def read_body(tree: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """Return the paragraphs below all that the first matching of *selectors* finds, in the order of the page."""
    for css in selectors:
        below = (read_blocks(element, without=ASIDE) for element in outermost(matches(css, tree)))
        if found := [text for each in below for text in paragraphs_of(each, range(len(each.blocks)))]:
            return found
    return []


def text_said(element: HtmlElement) -> str:
    """Return the text of an element on one line; of a meta element, its content."""
    return one_line(element.get("content") if element.tag == "meta" else element.text_content())


def date_said(element: HtmlElement) -> str:
    """Return the date of an element as it is written: for machines if that is there, else for people."""
    return one_line(element.get("datetime") or element.get("content") or element.text_content())


def matches(css: str, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements that a CSS selector finds, in the order of the page."""
    return select(_compiled(css), tree)


def outermost(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield those of *elements* that lie in no other of them, in their order."""
    given = list(elements)
    among = set(given)
    below: dict[HtmlElement, bool] = {}  # of elements passed on the way up, so that none is passed twice
    for element in given:
        passed = []
        inside = False
        for above in element.iterancestors():
            if above in among or above in below:
                inside = above in among or below[above]
                break
            passed.append(above)
        below.update(dict.fromkeys(passed, inside))
        if not inside:
            yield element


@lru_cache(maxsize=4_096)
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


@lru_cache(maxsize=4_096)
def _pattern(path: str) -> re.Pattern[str]:
    """Compile a path; each part between two * is taken where it first fits, so that no path costs more than a look."""
    first, *rest = path.split("*")
    return re.compile(re.escape(first) + "".join(f"(?>.*?{re.escape(part)})" for part in rest), re.DOTALL)


def _holds_on(rule: SiteRule, day: date) -> bool:
    return (rule.valid_from or date.min) <= day <= (rule.valid_until or date.max)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def _first_said(tree: HtmlElement, selectors: Iterable[str], say: Callable[[HtmlElement], str]) -> list[str]:
    """Return what all elements say that the first selector finds of which any says something."""
    said = ([text for element in matches(css, tree) if (text := say(element))] for css in selectors)
    return next(filter(None, said), [])


def _drop(tree: HtmlElement, rule: SiteRule) -> Iterator[Dropped]:
    """Empty elements in their place: to take them out would cost a page of many of them quadratic time."""
    for css in rule.drop:
        for element in outermost(matches(css, tree)):
            if element.tag not in NEVER_DROPPED:
                text = one_line(element.text_content())[:SHOWN]
                element.clear(keep_tail=True)
                if text:
                    yield Dropped(text=text, reason=f"rule {rule.name} drops {css}")
