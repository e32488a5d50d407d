"""Cutting a paragraph, its quoted passages blotted out, into sentences."""

import re
from collections.abc import Iterator

from extractors.quotes.marks import BLOT, ENDS

LONGEST = 2_000  # characters of a sentence that is read as one; more is no sentence
_END = re.compile(rf"[.!?…。！？۔؟।]+[\"”»’)\]」』）]*|{BLOT}+")
_WIDE_ENDS = "。！？"
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Det|Const|Capt|Maj|Insp|Hon|Rev|Rep|Sen|Gov|Jr|Sr|St|No|vs|"
    r"Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Govt|тыс|млн|млрд|руб|грн|им|ул|проф|акад|см|гг|стр|bzw|"
    r"ca|Nr|Hr))\.$"
)
_GOES_ON = re.compile(r"\s*(?:[-–—]\s*)?([^\W\d_])")
_HAN_SPEAKER = re.compile("[^。！？，：:\n“「]{2,25}?(?:说|說|表示|指出|称|稱|强调|強調|道)[，。]")  # “……。”张明说。
_ASIDE = 80  # characters within which a speaker follows a quoted question: '"Why?" Smith asked.'


def sentences(text: str, masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the sentences of a paragraph as (start, end), in order.

    Args:
        text: tells how a quoted passage ends.
        masked: the same with such passages blotted out.
        start: of the paragraph in both.
        end: of the paragraph in both.
    """
    at = start
    for match in _END.finditer(masked, start, end):
        if _is_end(text, masked, match, end):
            yield from _pieces(masked, at, match.end())
            at = match.end()
    yield from _pieces(masked, at, end)


def _pieces(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and masked[start].isspace():
        start += 1
    while start < end:
        yield start, min(end, start + LONGEST)
        start += LONGEST


def _is_end(text: str, masked: str, match: re.Match[str], end: int) -> bool:
    at = match.end()
    if at >= end:
        return True
    after = masked[at]
    last = match[0].rstrip('"”»’)]」』）')[-1]
    if last in _WIDE_ENDS:
        return True
    if last == BLOT:
        return _ends_with_passage(text, masked, match, end)
    if not (after.isspace() or after == BLOT):
        return False
    if last == "." and _ABBREVIATION.search(masked, max(0, at - 7), at):
        return masked[at : at + 2].lstrip().startswith(BLOT)
    return not _goes_on(masked, at)


def _goes_on(masked: str, at: int) -> bool:
    """Say whether a small letter follows, in scripts that have them, or a Chinese character."""
    match = _GOES_ON.match(masked, at)
    return match is not None and (match[1].islower() or match[1] >= "\u3041")


def _ends_with_passage(text: str, masked: str, match: re.Match[str], end: int) -> bool:
    at = match.end()
    inner = text[match.start() : at].rstrip('"”»“’」』')
    if not inner or inner[-1] not in ENDS:
        return False
    if inner[-1] in _WIDE_ENDS:
        return not _HAN_SPEAKER.match(masked, at, end)
    if not masked[at].isspace():
        return False
    rest = masked[at : min(end, at + _ASIDE)]
    if inner[-1] in "?!…" and not rest.lstrip().startswith(BLOT):
        return "." not in rest
    return not _goes_on(masked, at)
