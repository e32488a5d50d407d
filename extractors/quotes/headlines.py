"""Who speaks in a headline, where a colon or a bare verb is enough."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.quotes.chinese import SINGLE
from extractors.quotes.marks import trimmed
from extractors.quotes.quoting import Draft
from extractors.quotes.wording import CAPITALS, Cue, Wording, cues_in

Span = tuple[int, int]

_COLON = re.compile(r"\s*[:：]\s*")
_RUBRICS = re.compile(
    r"(?:opinion|analysis|review|video|photos?|update|breaking|live|exclusive|interview|explainer|factbox|study|report|"
    r"survey|poll|research|news|editorial|comment|profile|timeline|видео|фото|интервью|мнение|обзор|опрос|исследование|"
    r"эксклюзив|аналитика|репортаж|спецпроект|视频|組圖|组图|图|快讯|社论|评论)$",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"\b(?:court|police|minist\w*|government|president|pm|envoy|official\w*|expert\w*|scientists|researchers|army|"
    r"министр|мид|президент|премьер|эксперт\w*|ученые|учёные|полиция|минобороны|кремль|посол|глава|суд|спикер)\b|"
    r"(?:部|局|厅|廳|委|委员会|院|部门|部門|总统|總統|大使|专家|專家|发言人|發言人|外长|外長|主席|总理|總理)$",
    re.IGNORECASE,
)
_HAN_SAYS = re.compile(f"(?:自称|自稱|表示|指出|强调|強調|认为|認為|回应|回應|{SINGLE.pattern})(?![为為号號])")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|\w+ed)\b")
_OPENS, _SHUTS = '«“"‘「„', '»”"’」“'
_MOST_WORDS = 5  # that name a speaker before a colon


def said_in_headline(title: str, wording: Wording, *, is_han: bool, speakers: Sequence[str]) -> list[Draft]:
    """Give what a headline lays in somebody's mouth: one quote or none.

    A colon speaks where what stands before or after it is somebody whom the text lets speak, or an office.
    """
    if not title.strip():
        return []
    found = _han_verb(title) if is_han else _verb(title, wording)
    found = found or _colon(title, wording, speakers)
    if found is None:
        return []
    start, end = trimmed(title, found.start, found.end)
    if start < end and title[start] in _OPENS and title.rstrip()[-1:] in _SHUTS:
        start += 1
    return [replace(found, start=start, end=end)] if end > start else []


def _colon(title: str, wording: Wording, speakers: Sequence[str]) -> Draft | None:
    match = _COLON.search(title)
    if match is None or not title[: match.start()].strip() or match.end() >= len(title):
        return None
    if title[match.start() - 1].isdigit() and title[match.end()].isdigit():
        return None  # a time of day, or a score
    first = max(title.rfind(" ", 0, match.start()) + 1, 0) if re.search("[\u4e00-\u9fff]", title) else 0
    before, after = (first, match.start()), (match.end(), len(title))
    if _can_speak(title[slice(*before)], wording, speakers):
        return Draft("reported", *after, before, None)
    if title.count(":") == 1 and _can_speak(title[slice(*after)], wording, speakers):
        return Draft("reported", 0, match.start(), after, None)
    return None


def _can_speak(words: str, wording: Wording, speakers: Sequence[str]) -> bool:
    words = words.strip()
    if not words or words.count(" ") >= _MOST_WORDS or len(words) > 60 or _RUBRICS.search(words):
        return False
    if _BODIES.search(words) or words.lower().startswith(wording.offices):
        return True
    last = words.split(" ")[-1]
    return (last[:1].isupper() or not last.isascii()) and any(last in each for each in speakers)


def _verb(title: str, wording: Wording) -> Draft | None:
    for cue in cues_in(title, wording):
        if cue.word not in wording.strong or cue.according:
            continue
        before, after = title[: cue.start].rstrip(), title[cue.end :].strip(" .")
        if not before or not after:
            continue
        if before.endswith(",") or (
            before.count(" ") >= 3 and after.count(" ") <= 3 and _is_name(after, title[cue.start])
        ):
            start = cue.end + len(title[cue.end :]) - len(title[cue.end :].lstrip())
            return Draft("reported", 0, len(before.rstrip(",")), (start, start + len(after)), cue)
        if before.count(" ") <= _MOST_WORDS and not _FINITE.search(before):
            start = cue.end + len(title[cue.end :]) - len(title[cue.end :].lstrip())
            return Draft("reported", start, len(title), (0, len(before)), cue)
    return None


def _is_name(words: str, verb: str) -> bool:
    return (
        verb.isupper() and all(re.match(rf"[{CAPITALS}]", each) for each in words.split()) and not _FINITE.search(words)
    )


def _han_verb(title: str) -> Draft | None:
    match = _HAN_SAYS.search(title)
    if match is None or _COLON.search(title, 0, match.start()):
        return None
    lead = title[: match.start()]
    end = match.end()
    colon = _COLON.search(title, end)
    if match[0] in ("回应", "回應"):
        if colon is None:
            return None
        end = colon.end()
    words = re.match(r"[^\s，,：:“”\"]{2,8}?(?=受|在|发|發|就|再|对|對|接|[\s，,“]|$)", lead)
    if words is None or match.start() == 0:
        return None
    return Draft("reported", end, len(title), words.span(), Cue(match.start(), match.end(), match[0]))
