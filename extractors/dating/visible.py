"""Dates that a reader sees: the dateline beside the headline, and labelled dates elsewhere on the page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from lxml.html import HtmlElement

from extractors.dates import parse_date
from extractors.dating.claims import beginning_of, claims_of_element, opens_foreign, says_of
from extractors.dating.labels import label_of
from extractors.dating.relative import parse_relative
from extractors.headline import HIDDEN, fold
from extractors.html import one_line
from extractors.records import DateClaim, Dated

BESIDE, ABOVE, BELOW = "beside the headline", "above the headline", "below the headline"
ELSEWHERE = "elsewhere"
DATELINE = 120  # letters of the longest line taken for a dateline
REACH_ABOVE = 40  # letters between a dateline and the headline below it
REACH_BELOW = 400  # letters between the headline and what still stands beside it
REACH_ALL = 200_000  # letters looked at when the whole page is
RUN_LIMIT = 40  # runs of text above the headline
CLAIM_LIMIT, TRY_LIMIT = 4, 500  # claims of one spot, and lines and time elements looked at for them
RAW_DATELINE = 10 * DATELINE  # letters of such a line with all its blanks
YEAR = re.compile(r"\d{4}|\d[./]\d\d?[./]\d\d")
FIGURE = re.compile(r"\d")
CLOCK = re.compile(r"^\W*\d{1,2}[:.]\d\d\b")
WORD = r"[^\W\d_][^\s\d,;:()|/]*"
SPAN = re.compile(
    r"(?<![\d./-])(?<!\d:)(?:\d{4}\s?[年년./-]\s?\d{1,2}\s?[月월./-]\s?\d{1,2}(?!\d)\s?[日일]?"
    r"|\d{1,2}\s?([./-])\s?\d{1,2}\s?\1\s?(?:\d{4}|\d\d)(?!\d)"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th|º|\.|-)?\s?(?:de\s|of\s)?{WORD},?\s(?:del?\s)?\d{{4}}(?!\d)"
    rf"|{WORD}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}(?!\d)"
    rf"|\d{{4}}\.?\s(?:[^\W\d_]+\.?\s)?{WORD}\s\d{{1,2}}(?!\d)"
    r"|\d{1,2}\stháng\s\d{1,2},?\s(?:năm\s)?\d{4}|\d{4}\sоны\s\d{1,2}\S{0,3}\s\S+\s\d{1,2}(?!\d))"
    r"(?:[\s,|T/–-]*(?:at|в|о|à|um|o|kl\.?|klo)?\s?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?![\d.:])(?:\s?[ap]\.?m\b)?"
    r"(?:\s?(?:[A-Z]{3,4}\b|МСК|мск|[+-]\d\d:?\d\d))?)?"
)
SENTENCE_ENDS = (".", "!", "?", "。", "؟", "।")
PROSE = 30  # letters around a date; a dateline that ends with a full stop has fewer
LABEL_REACH = 40  # letters before a date that may be its label
LONGEST_CLOCK, LONGEST_YEAR = 14, 10  # letters of a line that is but a time, or a year
SKIPPED = HIDDEN | {"select", "textarea", "iframe", "svg"}
HEADING_LIMIT = 500  # headings looked at
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

Run = tuple[HtmlElement | None, str]  # a time element or None, and the text that follows


def claims_of_text(tree: HtmlElement, headline: str, *, fetched_at: datetime | None) -> Iterator[DateClaim]:
    """Yield the dates below the headline, then those right above it, each with what its label says.

    What stands further up is mostly the day of the visit, in the head of the portal.
    """
    heading = _find_heading(tree, fold(headline))
    if heading is None:
        return
    yield from chain.from_iterable(_claims(_within(REACH_BELOW, _after(heading)), BESIDE, fetched_at))
    above = [*_within(REACH_ABOVE, _before(heading))][::-1]
    yield from chain.from_iterable(reversed([*_claims(above[-RUN_LIMIT:], ABOVE, fetched_at)]))


def claims_elsewhere(tree: HtmlElement, headline: str) -> Iterator[DateClaim]:
    """Yield the dates far below the headline, then those of the whole page: for one that has none in a better place."""
    body = tree.find("body")
    heading = _find_heading(tree, fold(headline))
    below = () if heading is None else _after(heading)
    for runs, spot in ((below, BELOW), (_walk(tree if body is None else body), ELSEWHERE)):
        yield from chain.from_iterable(_claims(_within(REACH_ALL, runs), spot, None))


def _find_heading(tree: HtmlElement, title: str) -> HtmlElement | None:
    """Return the heading that is the headline, else the first element whose text it is, or after which it stands."""
    if not title:
        return None
    headings = islice(tree.iter(*HEADINGS), HEADING_LIMIT)
    if found := [each for each in headings if fold(beginning_of(each, joint="")) == title]:
        return min(found, key=lambda each: each.tag)
    first = title.partition(" ")[0]
    for element in tree.iter():
        if element.tag in HIDDEN:
            continue
        for run in (element.text, element.tail):
            if run and first in run.casefold() and fold(run) == title:
                return element
    return None


def _claims(runs: Iterable[Run], spot: str, fetched_at: datetime | None) -> Iterator[list[DateClaim]]:
    """Yield the claims of each run that makes some."""
    last: list[str] = []
    found = tried = 0
    for element, text in runs:
        claims: list[DateClaim] = []
        if element is not None:
            tried += 1
            claims += claims_of_element(element, says_of(element), "time", spot)
        if text and not text.isspace():
            last = [*last[-2:], text[:RAW_DATELINE]]
            if len(text) < RAW_DATELINE and (fetched_at or FIGURE.search(text)):
                tried += 1
                claims += (replace(claim, spot=spot) for claim in _read(last, fetched_at))
        if claims:
            yield claims
        found += len(claims)
        if found >= CLAIM_LIMIT or tried >= TRY_LIMIT:
            return


def _read(lines: list[str], fetched_at: datetime | None) -> Iterator[DateClaim]:
    """Read the last of *lines*, with what stood before it where that makes it whole."""
    line = one_line(lines[-1])
    if len(line) > DATELINE:
        return
    lines = [*map(one_line, lines[:-1]), line]
    before = lines[-2] if len(lines) > 1 else ""
    if YEAR.search(line) and (len(line) > LONGEST_YEAR or parse_date(line, place="text")):
        yield from _dateline(line, before if len(before) <= LABEL_REACH else "")
    elif YEAR.search(line) and "(" not in before:
        # "2", "September", "2025": a leaf of a calendar; but "(2)", "September 2025" counts what an archive holds.
        leaves = (parse_date(" ".join(lines[-count:]), place="text") for count in (2, 3))
        yield from _claim("", next(filter(None, leaves), None))
    elif CLOCK.match(line) and len(line) <= LONGEST_CLOCK and YEAR.search(before):
        # "2 September 2025" and "15:07" in elements of their own.
        yield from _claim(before, parse_date(f"{before} {line}", place="text"))
    elif fetched_at:
        yield from _claim(line, parse_relative(line, fetched_at=fetched_at))


def _dateline(line: str, label: str) -> Iterator[DateClaim]:
    """Read a line that is a date, or holds some; *label* stood before it."""
    end, whole = 0, parse_date(line, place="text")
    for found in SPAN.finditer(line):
        said, rest = line[end : found.start()] or label, line[found.end() :]
        if len(rest) <= LABEL_REACH and not label_of(said) and not FIGURE.search(rest):
            said = rest
        if not _is_prose(line, found):
            yield from _claim(said, whole or parse_date(found[0], place="text"))
        end, label = found.end(), ""
        if whole:
            return
    if not end:
        yield from _claim(line if label_of(line) else label, whole)


def _is_prose(line: str, found: re.Match[str]) -> bool:
    """Say whether a date stands in a sentence, which tells of another event."""
    around = len(line) - len(found[0])
    return line.endswith(SENTENCE_ENDS) and around > PROSE and label_of(line[: found.start()]) is None


def _claim(said: str, dated: Dated | None) -> Iterator[DateClaim]:
    """Yield the claim of *dated*, unless what is said with it tells that it is of something else."""
    label = label_of(said)
    if dated and label != "other":
        yield DateClaim(says=label or "either", dated=dated, spot="")


def _within(reach: int, runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs as long as those before them have no more than *reach* letters in all."""
    passed = 0
    for element, text in runs:
        yield element, text
        passed += len(text.strip())
        if passed > reach:
            return


def _after(element: HtmlElement) -> Iterator[Run]:
    """Yield the runs of text that follow *element* in the document."""
    current: HtmlElement | None = element
    while current is not None and current.tag != "body":
        yield None, current.tail or ""
        for sibling in current.itersiblings():
            yield from _walk(sibling)
            yield None, sibling.tail or ""
        current = current.getparent()


def _before(element: HtmlElement) -> Iterator[Run]:
    """Yield the runs of text that precede *element*, the nearest first; menus keep apart, so none is left out."""
    current: HtmlElement | None = element
    while current is not None and current.tag != "body":
        for sibling in current.itersiblings(preceding=True):
            yield None, sibling.tail or ""
            yield from _walk_back(sibling)
        current = current.getparent()
        if current is not None:
            yield None, current.text or ""


def _walk_back(element: HtmlElement) -> Iterator[Run]:
    """Yield the runs of text in *element*, the last first."""
    stack: list[tuple[HtmlElement, str]] = [(element, "open")]
    while stack:
        node, part = stack.pop()
        if part == "tail":
            yield None, node.tail or ""
        elif part == "text":
            yield (node if node.tag == "time" else None), node.text or ""
        elif node.tag not in HIDDEN:
            stack.append((node, "text"))
            for child in node:
                stack += ((child, "open"), (child, "tail"))


def _walk(element: HtmlElement) -> Iterator[Run]:
    """Yield the runs of text in *element*, in order, less those of menus and other articles."""
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        node, left = stack.pop()
        if left:
            yield None, node.tail or ""
        elif node.tag not in SKIPPED and not opens_foreign(node):
            yield (node if node.tag == "time" else None), node.text or ""
            for child in reversed(node):
                stack += ((child, True), (child, False))
