"""Words that a line break of print has left in two, made whole where the whole word is attested.

"Sep-tember" and "Rus-sian" are scars, "anti-tank" and "Алма-Ата" are words. Nothing in a single word tells the two
apart, so the joined word must stand elsewhere: in the same text, among the caller's words, among months and weekdays.
"""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from extractors.cleaning.lines import SOFT_HYPHEN
from extractors.months import MONTHS

# A hyphen between letters, perhaps with the blank that a line break became. The hyphen comes first, as it is rare.
SEAM = re.compile(r"[-‐](?<=[^\W\d_][-‐])\s?(?P<right>[^\W\d_]{2,20})(?![\w-])")
LEFT = re.compile(r"(?<![\w-])[^\W\d_]{2,20}$")
# What is written with a hyphen on purpose, whatever else stands in the text.
_PREFIXES = """
co anti vice ex non pre re self semi sub un pro post multi inter intra counter cross mid mini neo over ultra micro on in
e off by well so to up out down out al el bin abu
вице экс анти контр обер унтер кто что где как какой чей куда по во кое из за лже нео пост про супер мини макро микро
видео авиа веб интернет онлайн пресс бизнес медиа
"""
_SUFFIXES = "то либо нибудь ка таки де с та ки би less like up off out in on by ed und oder and or et y e и или"
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday понедельник вторник четверг пятница суббота воскресенье среду
пятницу субботу montag dienstag mittwoch donnerstag freitag samstag sonntag
"""
PREFIXES, SUFFIXES, WEEKDAYS = (frozenset(words.split()) for words in (_PREFIXES, _SUFFIXES, _WEEKDAYS))
SEAMS_LOOKED_AT, TEXT_LOOKED_AT = 200, 200_000  # a text with more is no prose; characters where a word may be attested
SHORTEST = 5  # letters of a whole word; "e-mail" is none, nor is "us-ed"


def heal(paragraphs: Sequence[str], *, title: str = "", attested: Collection[str] = ()) -> list[str]:
    """Join broken words, and take out the hyphens that show only at the end of a line.

    Args:
        paragraphs: the text.
        title: words in it count as attested, too.
        attested: words in lower case that are known to exist.

    >>> heal(["The Rus-sian side spoke for Rus-sia in Sep-tember.", "Russian anti-tank weapons"])
    ['The Russian side spoke for Rus-sia in September.', 'Russian anti-tank weapons']
    """
    texts = [each.replace(SOFT_HYPHEN, "") if SOFT_HYPHEN in each else each for each in paragraphs]
    seams = [[*islice(SEAM.finditer(text), SEAMS_LOOKED_AT)] if "-" in text or "‐" in text else [] for text in texts]
    if not 0 < sum(map(len, seams)) <= SEAMS_LOOKED_AT:
        return texts
    everything = " ".join((title, *texts))[:TEXT_LOOKED_AT].casefold()
    return [_healed(text, found, everything, attested) for text, found in zip(texts, seams, strict=True)]


def _healed(text: str, seams: Sequence[re.Match[str]], everything: str, attested: Collection[str]) -> str:
    pieces, done = [], 0
    for seam in seams:
        left = LEFT.search(text, max(done, seam.start() - 21), seam.start())
        if left and _is_scar(left[0], seam["right"], everything, attested):
            pieces += [text[done : seam.start()], seam["right"]]
            done = seam.end()
    return "".join(pieces) + text[done:]


def _is_scar(left: str, right: str, everything: str, attested: Collection[str]) -> bool:
    first, whole = left.casefold(), (left + right).casefold()
    if len(whole) < SHORTEST or not right.islower() or first in PREFIXES or right in SUFFIXES:
        return False
    if whole in attested or whole in MONTHS or whole in WEEKDAYS:
        return True
    # Both halves being words, or the hyphen being the rule, speak for a compound.
    if whole not in everything or not (times := _count(whole, everything)):
        return False
    halves = _count(first, everything, joined=False) and _count(right, everything, joined=False)
    return not halves and everything.count(f"{first}-{right}") <= times


def _count(word: str, text: str, *, joined: bool = True) -> int:
    """Count *word* in *text* where no letter touches it, nor a hyphen unless *joined*."""
    beside = r"\w" if joined else r"\w‐-"
    return len(re.findall(rf"(?<![{beside}]){word}(?![{beside}])", text))
