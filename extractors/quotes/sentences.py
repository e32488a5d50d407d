"""Cutting a text, its quoted passages blotted out, into sentences."""

import re
from collections.abc import Iterator

from extractors.quotes.marks import BLOT, ENDS

LONGEST = 2_000  # characters of a sentence that is read as one; more is no sentence
_END = re.compile(rf"[.!?…]+[\"”»’)\]]*(?=\s)|[。！？]+[”」』）\"]*|\n+|{BLOT}+(?=\s|{BLOT})?")
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Det|Const|Capt|Maj|Insp|Hon|Rev|Rep|Sen|Gov|Jr|Sr|St|No|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|"
    r"Aug|Sept|Sep|Oct|Nov|Dec|Govt|тыс|млн|млрд|руб|грн|им|ул|проф|акад|см|гг|стр|bzw|ca|Nr|Hr))\.$"
)
_BLANK = re.compile(r"\s*")
_GOES_ON = re.compile(r"\s*(?:[-–—]\s*)?[^\W\d_A-ZА-ЯЁ]")
_ASIDE = 80  # characters within which a speaker follows a quoted question: '"Why?" Smith asked.'


def sentences(text: str, masked: str) -> Iterator[tuple[int, int]]:
    """Give the sentences of *masked* as (start, end), in order; *text* tells how a quoted passage ends."""
    start = 0
    for match in _END.finditer(masked):
        end = match.end()
        if end <= start or not _is_end(text, masked, match):
            continue
        yield from _pieces(masked, start, end)
        start = end
    yield from _pieces(masked, start, len(masked))


def _pieces(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    blank = _BLANK.match(masked, start, end)
    start = blank.end() if blank else start
    while start < end:
        yield start, min(end, start + LONGEST)
        start += LONGEST


def _is_end(text: str, masked: str, match: re.Match[str]) -> bool:
    first = match[0][0]
    if first == "\n" or first in "。！？":
        return True
    after = masked[match.end() : match.end() + 3].lstrip()
    if first == BLOT:
        inner = text[match.start() : match.end()].rstrip("\"”»“’」』")
        if not inner or inner[-1] not in ENDS:
            return False
        if inner[-1] in "。！？":
            return True
        if inner[-1] in "?!…" and not after.startswith(BLOT):
            rest = masked[match.end() : match.end() + _ASIDE]
            return "." not in rest
    elif _ABBREVIATION.search(masked, max(0, match.start() - 6), match.end()):
        return after.startswith(BLOT)
    return not _GOES_ON.match(masked, match.end()) or not after
