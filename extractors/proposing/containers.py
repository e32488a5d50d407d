"""Where the articles of one host lie on its pages, and what in there all of them repeat, as CSS selectors."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from lxml.html import HtmlElement

from extractors.proposing.density import Weighed, Weight
from extractors.proposing.descriptors import describe
from extractors.siterules import matches, outermost

CANDIDATE_LIMIT = 150  # selectors tried for one field
HALF = 0.5  # of the score of the best element: what has less holds no article
COVERED = 0.3  # of the best score: with less, a selector does not find the article of this page
ALIKE = 0.98  # of the worth of the best selector: among those the shortest is taken
BODY_LIMIT, DROP_LIMIT = 3, 8
DROP_LETTERS = 20  # a page; less is not worth a selector
DROP_VARYING = 0.1  # share of letters that may differ from page to page in what is dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One selector, and why it is proposed."""

    css: str
    evidence: str  # a sentence for the operator


def propose_body(pages: Sequence[Weighed]) -> Iterator[Proposed]:
    """Yield selectors of the article, the best first, until every page is covered or none helps."""
    left = [page for page in pages if page.best > 0]
    tried = _candidates(left, _containers)
    for _ in range(BODY_LIMIT):
        worth = {css: fmean(_fit(css, page) for page in left) for css in tried} if left else {}
        best = max(worth.values(), default=0.0)
        if best <= COVERED / len(pages):
            return
        good = [css for css, value in worth.items() if value >= ALIKE * best]
        chosen = min(good, key=lambda css: (len(css), css))
        yield Proposed(css=chosen, evidence=_evidence(chosen, pages))
        left = [page for page in left if not matches(chosen, page.tree)]


def _containers(page: Weighed) -> Iterator[HtmlElement]:
    """Yield what may hold an article: large parts of the page, and the paragraphs right below them."""
    for element, weight in page.weights.items():
        if weight.score >= HALF * page.best:
            yield element
            yield from element.iterchildren("p")


def _fit(css: str, page: Weighed) -> float:
    """Say how well a selector finds the article of a page, -1 to 1.

    That is the square of the share of the best score which lies below it, less where it is wider than the narrowest
    element with nearly that score, for the widest holds teasers too, which differ from page to page. Squared, so that
    one selector for each of two layouts is worth more than a wide one for both. Below 0: it finds something else,
    and would keep the selectors after it from being tried.
    """
    found = [page.weights[each] for each in _found(css, page)]
    letters = sum(each.letters for each in found)
    if not letters:
        return 0.0
    share = sum(each.score for each in found) / page.best
    return share * share * min(1.0, page.narrow / letters) if share >= COVERED else -1.0


def propose_drop(pages: Sequence[Weighed], body: Sequence[str]) -> Iterator[Proposed]:
    """Yield selectors of what repeats, or is nothing but links, inside the article; what costs most letters first."""
    tops = {page.tree: [element for css in body for element in _found(css, page)] for page in pages}
    inside = {tree: [each for top in of for each in top.iterdescendants()] for tree, of in tops.items()}
    tried = _candidates(pages, lambda page: [each for each in inside[page.tree] if page.weights[each].score < 0])
    scoped = [f"{css} {each}" for each in tried for css in body]
    costs = {css: -_total(css, pages).score for css in scoped if _is_template(css, pages)}
    gone: set[HtmlElement] = set()
    proposed = 0
    for css in sorted(costs, key=lambda css: (-costs[css], len(css), css)):
        found = {each for page in pages for each in _found(css, page)}
        if proposed < DROP_LIMIT and costs[css] > DROP_LETTERS * len(pages) and not found <= gone:
            gone.update(below for each in found for below in each.iter())
            proposed += 1
            yield Proposed(css=css, evidence=_evidence(css, pages))


def _candidates(pages: Iterable[Weighed], wanted: Callable[[Weighed], Iterable[HtmlElement]]) -> list[str]:
    """Return the selectors that describe *wanted* elements on most pages."""
    counts = Counter(css for page in pages for css in {css for each in wanted(page) for css in describe(each)})
    return [css for css, _ in counts.most_common(CANDIDATE_LIMIT)]


def _found(css: str, page: Weighed) -> list[HtmlElement]:
    return [*outermost(matches(css, page.tree))]


def _total(css: str, pages: Iterable[Weighed]) -> Weight:
    """Add up what lies below a selector on all pages."""
    found = [page.weights[each] for page in pages for each in _found(css, page)]
    return Weight(
        score=sum(each.score for each in found),
        letters=sum(each.letters for each in found),
        varying=sum(each.varying for each in found),
    )


def _is_template(css: str, pages: Sequence[Weighed]) -> bool:
    """Say whether what a selector finds stands on several pages, and hardly differs from one to the other."""
    total = _total(css, pages)
    return _count(css, pages) > 1 and total.varying <= DROP_VARYING * total.letters


def _count(css: str, pages: Iterable[Weighed]) -> int:
    return sum(bool(matches(css, page.tree)) for page in pages)


def _evidence(css: str, pages: Sequence[Weighed]) -> str:
    total = _total(css, pages)
    share = f"{total.varying / total.letters:.0%}" if total.letters else "none"
    return f"matches {_count(css, pages)} of {len(pages)} pages; {share} of the text below it differs between pages"
