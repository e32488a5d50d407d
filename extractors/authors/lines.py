"""Bylines without a mark, told by their words or by where they stand in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.authors.bylines import HIDDEN, is_elsewhere
from extractors.authors.names import clean_names, looks_like_name
from extractors.authors.organizations import is_known, is_organization
from extractors.authors.wording import LEAD_IN, OTHER_WORK, SOURCE
from extractors.headline import fold
from extractors.html import one_line

LONGEST = 120  # characters of a line that may be a byline
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


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text, and how many lines it stands below the headline; -1: above it."""

    element: HtmlElement  # that holds it
    text: str  # "" for a paragraph
    below: int


def lines_of(tree: HtmlElement, headline: str) -> list[Line]:
    """Return the runs of visible text in order; the headline may stand several times, and each time is counted anew."""
    key = fold(headline)
    lines: list[Line] = []
    below = -1
    for element in tree.iter():
        hidden = element.tag in HIDDEN
        for place, run in ((element, "" if hidden else element.text), (element.getparent(), element.tail)):
            if not run or place is None:
                continue
            text = one_line(run) if len(run) <= 2 * PARAGRAPH else ""
            if len(run) <= LONGEST and not text:
                continue
            if key and len(text) >= len(key) and fold(text) == key:
                below = 0
            elif below >= 0:
                below += 1
            lines.append(Line(place, text if len(text) <= LONGEST else "", below))
        if len(lines) > MOST_LINES:
            break
    return lines


def credited_in_text(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the names in the first line that begins as bylines do.

    "By Ann Lee" counts only in the lines below the headline, "Автор: Анна Ли" anywhere.
    """
    lead = ""
    for line in lines:
        text, lead = f"{lead} {line.text}".strip(), ""
        found = LEAD_IN.match(text)
        near = 0 < line.below <= NEAR
        if not found or found["bare"] or OTHER_WORK.search(found[0]) or not (near or found["noun"]):
            continue
        if found.end() == len(text):
            lead = text
            continue
        names = clean_names([text])
        if names and all(map(looks_like_name, names)) and not is_elsewhere(line.element):
            return names
    return ()


def standing_alone(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the names that stand alone: between headline and date, as the paragraph before the text, set right below.

    >>> standing_alone([])
    ()
    """
    beside: tuple[str, ...] = ()  # in the line before, less what is no word
    above: tuple[str, ...] = ()  # in a paragraph of its own, one or two lines before
    since = 0
    for place, line in enumerate(lines):
        since += 1
        if line.below == 0:
            beside = above = ()
        elif line.below > 0 and not line.text:
            if above and since <= 2:
                return above
        elif 0 < line.below <= BESIDE:
            dated = DATE.search(line.text)
            start = dated.start() if dated else len(line.text)
            if line.text[:start].strip(EDGES):
                beside = _only_names(line.element, line.text[:start])
                if own := _only_names(line.element, _paragraph(line.element)):
                    above, since = own, 0
            if dated and beside:
                return beside
        if line.below > 0 and line.text and not lines[place - 1].text and _is_set_right(line.element):
            if names := _only_names(line.element, _paragraph(line.element)):
                return names
    return ()


def source_in_text(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the outlet in the first line that says where the text was taken from: "Источник: ТАСС"."""
    lead = ""
    for line in lines:
        text, lead = f"{lead} {line.text}".strip(), ""
        found = SOURCE.match(text)
        if found and found.end() == len(text):
            lead = text
        elif found and not is_elsewhere(line.element):
            names = clean_names([AFTER_SOURCE.split(text[found.end() :])[0]], whole=True)
            if names:
                return names
    return ()


def _only_names(element: HtmlElement, text: str) -> tuple[str, ...]:
    """Return the people, or the agency, that a text consists of; () when it says anything else."""
    text = text.strip(EDGES)
    if not text or len(text) > LONGEST:
        return ()
    names = clean_names([text])
    if not names or len(names) > 3:
        return ()
    if is_known(names[0]) and len(text) <= len(names[0]) + PLACE:
        return names[:1] if not is_elsewhere(element) else ()
    fit = all(map(_is_person, names)) and sum(map(len, names)) + 5 * len(names) >= len(text)
    return names if fit and not is_elsewhere(element) else ()


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
    return "" if element.tag in INLINE or element.tag in HEADINGS else one_line(text)


def _is_set_right(element: HtmlElement) -> bool:
    above = element.getparent()
    return any(
        "right" in f"{each.get('align')}{each.get('style')}"
        for each in (element, above)
        if each is not None and each.tag in {"p", "div", "strong", "b", "em", "span"}
    )
