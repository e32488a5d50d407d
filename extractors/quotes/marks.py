"""Passages between quotation marks, in all the ways of writing them, and a copy of the text with these blotted out."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

# What closes what. 《》 are not here: they hold titles of works. Outlets mix curly and straight marks in one pair.
_CLOSES = {"«": "»", "“": '”"“', "„": '“”"', "「": "」", "『": "』", '"': '"”', "＂": "＂", "‘": "’"}
_MARK = re.compile(r"[«»“”„\"＂‘’「」『』\n]")
_WIDE = re.compile(r"[\u3400-\u9fff\u3041-\u30ff]")
_OPENING_BEFORE = " \t\n\u00a0([{—–-/:,;"
ENDS = ".!?…。！？"
_VERB_FOLLOWS = re.compile(r",\s*[-–—]\s+[^\W\d_]")
_FEWEST_WORDS, _FEWEST_HAN = 4, 7  # fewer are a title, a name or a word that the writer holds at arm's length
_SHORT, _LOOSE = 60, 1_000  # characters of a passage that a stray mark may lengthen, and by how many
_DASHED = re.compile(r"^[-–—][ \t\u00a0]+(?P<words>[^\n]{20,})$", re.MULTILINE)
BLOT = "\ue000"  # private use: in no text, and neither a letter nor punctuation for `re`


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands between two marks; `outer` takes in the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool = True  # False: its paragraph ends first


def passages(text: str) -> list[Passage]:
    """Give the outermost passages between quotation marks, in order; a passage ends with its paragraph at the latest.

    >>> [(each.start, each.end) for each in passages('«Первое „второе“» and "third"')]
    [(1, 16), (23, 28)]
    """
    return list(_Scanner(text).passages())


class _Scanner:
    """Reads the marks from left to right; one passage open at most, and how deep we are in it."""

    def __init__(self, text: str) -> None:
        self._text, self._open, self._depth = text, -1, 0

    def passages(self) -> Iterator[Passage]:
        last: Passage | None = None  # the last one of this paragraph, held back: a stray mark may belong to it
        for match in _MARK.finditer(self._text):
            at, mark = match.start(), match[0]
            found = self._line_end(at) if mark == "\n" else self._mark(at, mark)
            if found is None and mark != "\n" and self._open < 0 and last and _is_stray(self._text, at, last):
                last = Passage(last.start, at, last.outer_start, at + 1)
            if last and (found or mark == "\n"):
                yield last
                last = None
            last = found or last
        if last:
            yield last
        found = self._line_end(len(self._text))
        if found:
            yield found

    def _line_end(self, at: int) -> Passage | None:
        start, self._open, self._depth = self._open, -1, 0
        return Passage(start + 1, at, start, at, closed=False) if start >= 0 else None

    def _mark(self, at: int, mark: str) -> Passage | None:
        if self._open < 0:
            if mark in _CLOSES and _opens(self._text, at, mark):
                self._open, self._depth = at, 0
            return None
        opener = self._text[self._open]
        if mark in _CLOSES[opener] and not _goes_deeper(self._text, at, mark, opener):
            if self._depth:
                self._depth -= 1
                return None
            start, self._open = self._open, -1
            return Passage(start + 1, at, start, at + 1)
        if mark == opener:
            self._depth += 1
        return None


def _opens(text: str, at: int, mark: str) -> bool:
    if mark in "«„「『＂":
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "“":
        return not after.isspace() or not before.isalnum()
    return (before in _OPENING_BEFORE or bool(_WIDE.match(before)) or not before) and not after.isspace()


def _goes_deeper(text: str, at: int, mark: str, opener: str) -> bool:
    """Say whether a mark that could close opens a passage within the passage."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "’":
        return after.isalnum()  # an apostrophe
    if opener == mark == "“":  # often a closing mark that somebody's editor turned round
        return not (before.isspace() and after.islower()) and not before.isalnum()
    if mark == '"' == opener:
        return before in _OPENING_BEFORE[:-4] and before != "" and after.isalnum()
    return False


def _is_stray(text: str, at: int, last: Passage) -> bool:
    """Say whether a mark closes what *last* began: '"Dynamo" is a good club", he said' lacks its first mark."""
    if last.end - last.start > _SHORT or at - last.end > _LOOSE:
        return False
    closes = text[at] in '"”' and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
    return closes and text[at] in _CLOSES[text[last.outer_start]] and not is_speech(text, last)


def is_speech(text: str, passage: Passage) -> bool:
    """Say whether a passage is long enough to be somebody's words."""
    inner = text[passage.start : passage.end].strip()
    if _WIDE.search(inner[:20]):
        return len(inner) >= _FEWEST_HAN or inner[-1:] in ENDS
    words = inner.count(" ") + 1
    if words >= _FEWEST_WORDS or (inner[-1:] in ENDS and words > 1):
        return True
    return words > 1 and (inner[-1:] == "," or bool(_VERB_FOLLOWS.match(text, passage.outer_end)))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks and loose punctuation at both ends of a span."""
    while start < end and (text[start].isspace() or text[start] in ".!?…,;:،؛۔؟，；：。！？—–-)]”»’"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ',;:،؛，；：—–-“”"'):
        end -= 1
    return start, end


def with_dialogue(text: str, spoken: list[Passage]) -> list[Passage]:
    """Add the paragraphs that a dash begins: so speech is set, too. One with quotation marks speaks through these."""
    starts = [each.outer_start for each in spoken]
    dashed = [
        Passage(match.start("words"), match.end(), match.start(), match.end()) for match in _DASHED.finditer(text)
    ]
    free = [each for each in dashed if bisect_left(starts, each.start) == bisect_left(starts, each.end)]
    return sorted([*spoken, *free], key=lambda each: each.start)


def blotted(text: str, spoken: list[Passage]) -> str:
    """Give *text* with the passages blotted out, as long as before, so that their words mislead nobody."""
    if BLOT in text:
        text = text.replace(BLOT, " ")
    pieces, last = [], 0
    for each in spoken:
        pieces += [text[last : each.outer_start], BLOT * (each.outer_end - each.outer_start)]
        last = each.outer_end
    return "".join(pieces) + text[last:]
