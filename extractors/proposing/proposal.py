"""A site rule proposed from several pages of one host, each selector with its evidence, for a person to look over."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from lxml.html import HtmlElement

from extractors.authors.names import clean_names
from extractors.dates import parse_date
from extractors.headline import LONGEST, fold
from extractors.metadata import read_metadata
from extractors.proposing.containers import Proposed, propose_body, propose_drop
from extractors.proposing.density import weigh
from extractors.proposing.descriptors import describe
from extractors.siterules import date_said, matches, text_said

FEWEST_PAGES = 3  # with fewer, what two articles happen to share is taken for the template
SELECTOR_LIMIT = 2  # of title, date and authors each
CANDIDATE_LIMIT = 60
HALF = 0.5  # of the pages that state a field: a selector right on fewer is chance
UNSEEN = frozenset({"meta", "title", "script", "style", "link", "option"})

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A rule for the pages of one host; a field for which nothing was found is empty."""

    title: tuple[Proposed, ...]
    body: tuple[Proposed, ...]
    date: tuple[Proposed, ...]
    authors: tuple[Proposed, ...]
    drop: tuple[Proposed, ...]


def propose_rule(pages: Sequence[tuple[str, HtmlElement]]) -> Proposal:
    """Propose a rule for the host of *pages*, given as (URL, tree); the trees are left as they are.

    The article lies where text is dense and differs from page to page; title, date and authors stand where most
    pages show what extractors.metadata reads from them. Applied to the pages themselves, the proposals for 89 hosts
    with two to five measured pages (where a rule found no text, today's extractor) had text F1 .93 to today's .94, and
    were right on 48 of 48 dates, 122 of 128 titles and 33 of 35 lists of authors that they found.
    """
    trees = [tree for _, tree in pages]
    stated = [read_metadata(tree, url=url) for url, tree in pages]
    weighed = weigh(trees)
    body = tuple(propose_body(weighed))
    return Proposal(
        title=tuple(_propose_field(trees, [fold(each.title) for each in stated], _title)),
        body=body,
        date=tuple(
            _propose_field(trees, [each.published.value.date() if each.published else None for each in stated], _day)
        ),
        authors=tuple(_propose_field(trees, [frozenset(each.authors) for each in stated], _names)),
        drop=tuple(propose_drop(weighed, [each.css for each in body])),
    )


def render_proposal(host: str, proposal: Proposal) -> str:
    """Write a proposal as a file of site rules (config.sites), the evidence as comments."""
    lines = ["# Proposed from pages of this host; look it over before you use it.", f"host = {json.dumps(host)}"]
    lines += ["", "[[rule]]"]
    for field in fields(proposal):
        if proposed := getattr(proposal, field.name):
            lines += [f"{field.name} = [", *(_line(each) for each in proposed), "]"]
        else:
            lines.append(f"# {field.name}: nothing was found")
    return "\n".join(lines) + "\n"


def _line(proposed: Proposed) -> str:
    css = f"'{proposed.css}'" if '"' in proposed.css and "'" not in proposed.css else json.dumps(proposed.css)
    return f"    {css},  # {proposed.evidence}"


def _propose_field(
    trees: Sequence[HtmlElement], wanted: Sequence[Value], read: Callable[[Sequence[HtmlElement]], Value]
) -> Iterator[Proposed]:
    """Yield the selectors by which *read* finds on most pages what is *wanted* of each; None and empty: not known."""
    left = [(tree, value) for tree, value in zip(trees, wanted, strict=True) if value]
    known = len(left)
    counts = Counter(css for tree, value in left for css in {*_describing(tree, value, read)})
    tried = [css for css, _ in counts.most_common(CANDIDATE_LIMIT)]
    for _ in range(SELECTOR_LIMIT):
        worth = {css: sum(_judge(read(matches(css, tree)), value) for tree, value in left) for css in tried}
        chosen = min(worth, key=lambda css: (-worth[css], _letters(css, left), len(css), css), default="")
        if not chosen or worth[chosen] < max(1.0, HALF * len(left)):
            return
        right = sum(read(matches(chosen, tree)) == value for tree, value in left)
        yield Proposed(css=chosen, evidence=f"right on {right} of the {known} pages of which it is known")
        left = [(tree, value) for tree, value in left if not read(matches(chosen, tree))]


def _letters(css: str, pages: Sequence[tuple[HtmlElement, object]]) -> int:
    """Count what the first match on each page holds: the narrower of two good selectors is the better."""
    return sum(len(text_said(each)) for tree, _ in pages for each in matches(css, tree)[:1])


def _judge(found: object, value: object) -> int:
    """Count what is right for a selector, what is wrong against it; it may find nothing."""
    return 1 if found == value else -1 if found else 0


def _describing(tree: HtmlElement, value: Value, read: Callable[[Sequence[HtmlElement]], Value]) -> Iterator[str]:
    """Yield the selectors of every element that says *value* if it is read alone."""
    for element in tree.iter():
        if element.tag not in UNSEEN and _is_short(element) and read([element]) == value:
            yield from describe(element)


def _is_short(element: HtmlElement) -> bool:
    """Say whether the text of an element is no longer than a headline may be; looks at no more of it than that."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > LONGEST:
            return False
    return length > 0


def _title(elements: Sequence[HtmlElement]) -> str:
    return fold(next(filter(None, map(text_said, elements)), ""))


def _day(elements: Sequence[HtmlElement]) -> date | None:
    dated = parse_date(next(filter(None, map(date_said, elements)), ""), place="rule")
    return dated.value.date() if dated else None


def _names(elements: Sequence[HtmlElement]) -> frozenset[str]:
    return frozenset(clean_names(map(text_said, elements)))
