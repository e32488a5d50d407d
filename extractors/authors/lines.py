"""Bylines without a mark, told by their words or by where they stand in the text."""

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath, _ElementUnicodeResult
from lxml.html import HtmlElement

from extractors.authors.bylines import is_elsewhere
from extractors.authors.names import clean_names, looks_like_name
from extractors.authors.organizations import is_known, is_organization
from extractors.authors.wording import LEAD_IN, OTHER_WORK, SOURCE
from extractors.headline import fold
from extractors.html import one_line

_RUNS = (
    "//body//text()[normalize-space()]"
    "[not(parent::script or parent::style or parent::option or parent::noscript or parent::template)]"
)
RUNS, PLACED_RUNS = XPath(_RUNS, smart_strings=False), XPath(_RUNS)
COLON = re.compile(r"[:：/／|｜]")
LONGEST = 120  # characters of a line that may be a byline
LONGEST_NAMES = 70  # of a line that is nothing but names
PARAGRAPH = 150  # characters of what is surely none, but text
NEAR = 25  # lines below the headline among which a byline needs no noun
BESIDE = 20  # lines below the headline among which a name may stand alone
MOST_LINES = 20_000
DATE = re.compile(
    r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\w{0,12},?\s*\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\s+\d{1,2},\s+\d{4})"
)
AFTER_SOURCE = re.compile(r"\s+(?:\d|[|/]|\S+[:：])")
PLACE = 25  # characters of ", MANILA"
INLINE = frozenset({"a", "span", "strong", "b", "em", "i", "u", "small", "font", "time", "address"})
INLINE_DEPTH = 6
HEADINGS = frozenset({"h1", "h2", "h3"})
# The commonest, borne by nine of ten in China.
SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇"
    "卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万段雷钱錢"
    "汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
EDGES = " |•·–—-,/"


class Lines:
    """The runs of visible text of a page, each on one line; "" stands for a paragraph, which is longer than a byline."""

    def __init__(self, tree: HtmlElement, headline: str) -> None:
        self._tree = tree
        self._places: list[HtmlElement] | None = None
        key = fold(headline)
        self.texts: list[str] = []
        self.below: list[int] = []  # how many lines each stands below the headline, counted anew where it stands again
        below = -1  # above it
        for run in cast("list[str]", RUNS(tree))[:MOST_LINES]:
            text = " ".join(run.split()) if len(run) <= 2 * PARAGRAPH else ""
            below += below >= 0
            if key and len(text) >= len(key) and fold(text) == key:
                below = 0
            self.texts.append(text if len(text) <= LONGEST else "")
            self.below.append(below)

    def element(self, place: int) -> HtmlElement:
        """Return the element that holds a line."""
        if self._places is None:  # strings that know their place cost three times as much
            runs = cast("list[_ElementUnicodeResult]", PLACED_RUNS(self._tree))[:MOST_LINES]
            self._places = [each.getparent().getparent() if each.is_tail else each.getparent() for each in runs]
        return self._places[place]

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
    for place, text, found in lines.led_by(LEAD_IN, near=NEAR):
        near = 0 < lines.below[place] <= NEAR
        if found["bare"] or OTHER_WORK.search(found[0]) or not (near or found["noun"]):
            continue
        names = clean_names([text])
        if names and all(map(looks_like_name, names)) and not is_elsewhere(lines.element(place)):
            return names
    return ()


def source_in_text(lines: Lines) -> tuple[str, ...]:
    """Return the outlet in the first line that says where the text was taken from: "Источник: ТАСС"."""
    for place, text, found in lines.led_by(SOURCE):
        names = clean_names([AFTER_SOURCE.split(text[found.end() :])[0]], whole=True)
        if names and not is_elsewhere(lines.element(place)):
            return names
    return ()


def standing_alone(lines: Lines) -> tuple[str, ...]:
    """Return the names that stand alone: between headline and date, as the paragraph before the text, set right below."""
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
            dated = DATE.search(text)
            head = text[: dated.start() if dated else None]
            if head.strip(EDGES):
                beside = _only_names(head)
                if beside and (own := _only_names(_paragraph(lines.element(place)))):
                    above, since = own, 0
            if dated and beside and not is_elsewhere(lines.element(place)):
                return beside
        ends = below > 0 and text and place and not lines.texts[place - 1]
        if ends and (names := _only_names(text)) and _is_set_right(lines.element(place)):
            return names
    return ()


def _only_names(text: str) -> tuple[str, ...]:
    """Return the people, or the agency, that a text consists of; () when it says anything else."""
    text = text.strip(EDGES)
    if not 2 <= len(text) <= LONGEST_NAMES or text[0].islower():
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
        return name[0] in SURNAMES and len(name) <= 3
    plain = name[0].isupper() and looks_like_name(name) and 2 <= len(name.split()) <= 3 and not is_organization(name)
    return plain and not (name.isupper() and name.lower() != name)


def _paragraph(element: HtmlElement) -> str:
    """Return the text of the block that a run stands in, on one line; "" when it is longer than a byline."""
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
    return "" if element.tag in INLINE | HEADINGS or is_elsewhere(element) else one_line(text)


def _is_set_right(element: HtmlElement) -> bool:
    above = element.getparent()
    return any(
        "right" in f"{each.get('align')}{each.get('style')}"
        for each in (element, above)
        if each is not None and each.tag in {"p", "div", "strong", "b", "em", "span"}
    )
