"""Bylines without a mark, told by their words or by where they stand in the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from lxml.etree import XPath, _ElementUnicodeResult
from lxml.html import HtmlElement

from extractors.authors.bylines import is_elsewhere
from extractors.authors.names import clean_names, is_chinese_name, looks_like_name
from extractors.authors.organizations import is_known, is_organization
from extractors.authors.wording import LEAD_IN, OTHER_WORK, SOURCE
from extractors.headline import fold
from extractors.html import one_line

MOST_RUNS = 12_000
_RUNS = (
    f"/html/body/descendant::text()[position() <= {MOST_RUNS}][normalize-space()]"
    "[not(parent::script or parent::style or parent::option or parent::noscript or parent::template)]"
)
RUNS, PLACED_RUNS = XPath(_RUNS, smart_strings=False), XPath(_RUNS)
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
        self._tree = tree
        self._placed: list[_ElementUnicodeResult] = []
        below, times = -1, 0  # above it
        for run in cast("list[str]", RUNS(tree)):
            text = " ".join(run.split()) if len(run) <= 2 * PARAGRAPH else ""
            below += below >= 0
            if key and len(text) >= len(key) and times < TIMES and fold(text) == key:
                below, times = 0, times + 1
            self.texts.append(text if len(text) <= LONGEST else "")
            self.below.append(below)

    def element(self, place: int) -> HtmlElement:
        """Return the element that holds a line."""
        if not self._placed:  # strings that know their place cost more, and few pages need them
            self._placed = cast("list[_ElementUnicodeResult]", PLACED_RUNS(self._tree))
        run = self._placed[place]
        beside = cast("HtmlElement", run.getparent())
        return cast("HtmlElement", beside.getparent()) if run.is_tail else beside

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
    for place, (text, below) in enumerate(zip(lines.texts, lines.below, strict=True)):
        names: tuple[str, ...] = ()
        if not 0 < below <= ENDING:
            continue
        if not text:
            names = _above(lines, place)
        elif below <= BESIDE + 1 and FIGURES.search(text) and (dated := DATE.search(text)):
            head = text[: dated.start()].strip(EDGES)
            names = _only_names(head or lines.texts[place - 1]) if head or below > 1 else ()
            names = () if names and lines.is_elsewhere(place) else names
        if not names and text and not lines.texts[place - 1] and (names := _only_names(text)):
            names = names if _is_set_right(lines.element(place)) else ()
        if names:
            return names
    return ()


def _above(lines: Lines, place: int) -> tuple[str, ...]:
    """Return the names in a paragraph of their own that stands one or two lines above a longer one."""
    for each in (place - 1, place - 2):
        if 0 < lines.below[each] <= min(BESIDE, lines.below[place]) and _only_names(lines.texts[each]):
            return _only_names(lines.paragraph(each))
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
