"""Bylines without a mark, told by their words or by where they stand in the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from lxml.html import HtmlElement

from extractors.authors.bylines import HIDDEN, is_elsewhere
from extractors.authors.names import clean_names, is_chinese_name, looks_like_name
from extractors.authors.organizations import is_known, is_organization
from extractors.authors.wording import LEAD_IN, OTHER_WORK, SOURCE
from extractors.headline import fold
from extractors.html import one_line

MOST_ELEMENTS = 15_000
COLON = re.compile(r"[:：/／|｜]")
LONGEST = 120  # characters of a line that may be a byline
LONGEST_NAMES = 70  # of a line that is nothing but names
PARAGRAPH = 150  # characters of what is surely none, but text
NEAR = 25  # lines below the headline among which a byline needs no noun
BESIDE = 20  # lines below the headline among which a name may stand alone
ENDING = 400  # lines below the headline within which the text ends
TIMES = 8  # the headline may stand on its page
TRIES = 100  # lines with a lead-in
DATE = re.compile(
    r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\w{0,12},?\s*\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\s+\d{1,2},\s+\d{4})"
)
FIGURES = re.compile(r"\d{4}|\d[./-]\d")
AFTER_SOURCE = re.compile(r"\s+(?:\d|[|/]|\S+[:：])")
MOST_WORDS = 10  # of such a line
NO_NAMES = re.compile(r"[\d?!:;…%#@«»“”\"()]|\.$")
PLACE = 25  # characters of ", MANILA"
INLINE = frozenset({"a", "span", "strong", "b", "em", "i", "u", "small", "font", "time", "address"})
INLINE_DEPTH = 6
HEADINGS = frozenset({"h1", "h2", "h3"})
EDGES = " |•·–—-,/"


class Lines:
    """The runs of visible text of a page, each on one line; "" stands for what is longer than a byline."""

    def __init__(self, tree: HtmlElement, headline: str, around: Sequence[HtmlElement]) -> None:
        key = fold(headline)
        self._around = around
        self.texts: list[str] = []
        self.below: list[int] = []  # how many lines each stands below the headline, counted anew where it stands again
        self._places: list[tuple[HtmlElement, bool]] = []  # and whether the line stands behind the element
        below, times = -1, 0  # above it
        for place, run in _runs(tree):
            text = " ".join(run.split()) if len(run) <= 2 * PARAGRAPH else ""
            below += below >= 0
            if key and len(text) >= len(key) and times < TIMES and fold(text) == key:
                below, times = 0, times + 1
            self.texts.append(text if len(text) <= LONGEST else "")
            self.below.append(below)
            self._places.append(place)

    def element(self, place: int) -> HtmlElement:
        """Return the element that holds a line."""
        element, behind = self._places[place]
        return cast("HtmlElement", element.getparent()) if behind else element

    def is_elsewhere(self, place: int) -> bool:
        """Say whether a line stands among comments, teasers or menus."""
        return is_elsewhere(self.element(place), self._around)

    def paragraph(self, place: int) -> str:
        """Return the text of the block that a line stands in; "" when it is longer than a byline, or elsewhere."""
        element = self.element(place)
        for _ in range(INLINE_DEPTH):
            above = element.getparent()
            if element.tag not in INLINE or above is None:
                break
            element = above
        text = ""
        for run in element.itertext():
            text += f" {run}"
            if len(text) > 2 * PARAGRAPH:
                return ""
        unfit = element.tag in INLINE | HEADINGS or is_elsewhere(element, self._around)
        return "" if unfit else one_line(text)

    def led_by(self, lead_in: re.Pattern[str], *, near: int = 0) -> Iterator[tuple[int, str, re.Match[str]]]:
        """Yield place, text and match of each line that begins with *lead_in* and has a colon, or is near the headline.

        A line that is nothing but a lead-in is put before the next.
        """
        before = ""
        for place, line in enumerate(self.texts):
            text, before = (f"{before} {line}", "") if before else (line, "")
            if not 0 < self.below[place] <= near and not COLON.search(text):
                continue
            found = lead_in.match(text)
            if found and found.end() == len(text):
                before = text
            elif found:
                yield place, text, found


def _runs(tree: HtmlElement) -> Iterator[tuple[tuple[HtmlElement, bool], str]]:
    """Yield each run of visible text that is not blank, with the element it stands in or, True, behind."""
    behind: list[tuple[HtmlElement | None, HtmlElement, str]] = []  # what follows an element, and from where on
    for element in islice(tree.iter(), MOST_ELEMENTS):
        while behind and behind[-1][0] is element:
            _, above, tail = behind.pop()
            yield (above, True), tail
        if (text := element.text) and element.tag not in HIDDEN and not text.isspace():
            yield (element, False), text
        if (tail := element.tail) and not tail.isspace():
            if len(element):
                behind.append((_following(element), element, tail))
            else:
                yield (element, True), tail
    yield from (((above, True), tail) for _, above, tail in reversed(behind))


def _following(element: HtmlElement | None) -> HtmlElement | None:
    """Return the next element that does not stand in this one."""
    while element is not None and element.getnext() is None:
        element = element.getparent()
    return None if element is None else element.getnext()


def credited_in_text(lines: Lines) -> tuple[str, ...]:
    """Return the names in the first line that begins as bylines do.

    "By Ann Lee" counts only in the lines below the headline, "Автор: Анна Ли" anywhere.
    """
    for place, text, found in islice(lines.led_by(LEAD_IN, near=NEAR), TRIES):
        near = 0 < lines.below[place] <= NEAR
        if found["bare"] or OTHER_WORK.search(found[0]) or not (near or found["noun"]):
            continue
        names = clean_names([text])
        if names and all(map(looks_like_name, names)) and not lines.is_elsewhere(place):
            return names
    return ()


def source_in_text(lines: Lines) -> tuple[str, ...]:
    """Return the outlet in the first line that says where the text was taken from: "Источник: ТАСС"."""
    for place, text, found in islice(lines.led_by(SOURCE), TRIES):
        names = clean_names([AFTER_SOURCE.split(text[found.end() :])[0]], whole=True)
        if names and not lines.is_elsewhere(place):
            return names
    return ()


def standing_alone(lines: Lines) -> tuple[str, ...]:
    """Return the names that stand alone: before the date, as a paragraph above the text, set right below it."""
    beside: tuple[str, ...] = ()  # in the line before, less what is no word
    above: tuple[str, ...] = ()  # in a paragraph of its own, one or two lines before
    since = 0
    for place, (text, below) in enumerate(zip(lines.texts, lines.below, strict=True)):
        since += 1
        if below == 0:
            beside = above = ()
        elif below > 0 and not text:
            if above and since <= 2:
                return above
        elif 0 < below <= BESIDE:
            dated = DATE.search(text) if FIGURES.search(text) else None
            head = text[: dated.start() if dated else None]
            if head.strip(EDGES):
                beside = _only_names(head)
                if beside and (own := _only_names(lines.paragraph(place))):
                    above, since = own, 0
            if dated and beside and not lines.is_elsewhere(place):
                return beside
        ends = 0 < below <= ENDING and text and not lines.texts[place - 1]
        if ends and (names := _only_names(text)) and _is_set_right(lines.element(place)):
            return names
    return ()


def _only_names(text: str) -> tuple[str, ...]:
    """Return the people, or the agency, that a text consists of; () when it says anything else."""
    text = text.strip(EDGES)
    if not 2 <= len(text) <= LONGEST_NAMES or text[0].islower() or NO_NAMES.search(text):
        return ()
    words = text.split()
    if len(words) > MOST_WORDS or 2 * sum(word[0].islower() for word in words) > len(words):
        return ()
    names = clean_names([text])
    if not names or len(names) > 3:
        return ()
    if is_known(names[0]) and len(text) <= len(names[0]) + PLACE:
        return names[:1]
    fit = all(map(_is_person, names)) and sum(map(len, names)) + 5 * len(names) >= len(text)
    return names if fit else ()


def _is_person(name: str) -> bool:
    """Say whether a text that nothing marks as a byline can hardly be anything but a person's name."""
    if "\u3400" <= name[0] <= "\u9fff":
        return is_chinese_name(name)
    plain = name[0].isupper() and looks_like_name(name) and 2 <= len(name.split()) <= 3 and not is_organization(name)
    return plain and not (name.isupper() and name.lower() != name)


def _is_set_right(element: HtmlElement) -> bool:
    above = element.getparent()
    return any(
        "right" in f"{each.get('align')}{each.get('style')}"
        for each in (element, above)
        if each is not None and each.tag in {"p", "div", "strong", "b", "em", "span"}
    )
