"""Where words begin and end, in any script."""

import re
import unicodedata
from bisect import bisect_right

from extractors.codepoints import Table, codes_of
from extractors.fold import Folded

# First code points of the scripts whose letters we must tell apart; "": no script of its own. Scripts that do not
# separate words by blanks, or glue particles to them (Han, Kana, Thai, Lao, Khmer, Hangul), have no word boundary.
_SCRIPTS = (
    (0x0000, "latin"), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew"),
    (0x0600, "arabic"), (0x0900, "indic"), (0x0E00, ""), (0x0F00, "tibetan"), (0x1000, ""), (0x10A0, "georgian"),
    (0x1100, ""), (0x1200, "ethiopic"), (0x1780, ""), (0x1800, "mongolian"), (0x1C80, "cyrillic"),
    (0x1C90, "georgian"), (0x1CC0, ""), (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""), (0x2C60, "latin"),
    (0x2C80, ""), (0xA640, "cyrillic"), (0xA6A0, ""), (0xA720, "latin"), (0xA800, ""), (0xFB50, "arabic"),
    (0xFE00, ""),
)  # fmt: skip
_FIRST = tuple(first for first, _ in _SCRIPTS)
_BITS = {script: 4 << number for number, script in enumerate(sorted({script for _, script in _SCRIPTS} - {""}))}
_KNOWN, _ASCII = 1, 2  # bits: no letter of any word; digits join with ASCII only

_HASHTAG = re.compile(r"#(\w+)")
# A page, a machine or an account is called so; the text does not say it: sco.org/SCO, info@SCO.org, @SCO_news.
_ADDRESS = re.compile(r"://|(?<![a-z\d])www\.|@[^\W\d_]", re.IGNORECASE)
_ADDRESS_REACH = 100  # characters in which we look for where an address begins


def _words(character: str) -> int:
    """Give the bits of which two neighbours in one word share one."""
    if not (character.isalnum() or (character > "\u02ff" and unicodedata.category(character) in {"Mn", "Mc"})):
        return _KNOWN
    script = _SCRIPTS[bisect_right(_FIRST, ord(character)) - 1][1]
    letter = 0 if character.isdigit() else _BITS.get(script, 0)
    return _KNOWN | letter | _ASCII * character.isascii()


_WORDS = Table(_words)


def glue(folded: Folded) -> bytes:
    """Say for each place between characters, from before the first to after the last, if both sides are one word.

    >>> from extractors.fold import fold
    >>> list(glue(fold("ab2 上合SCO")))
    [0, 1, 1, 0, 0, 0, 0, 1, 1, 0]
    """
    words = _WORDS.of(codes_of(folded.lower))
    inside = (words[1:] & words[:-1]) > _KNOWN
    glued = b"\0" + inside.tobytes() + b"\0"
    return _cut_hashtags(folded.kept, glued) if "#" in folded.kept else glued


def in_address(text: str, start: int, end: int) -> bool:
    """Say whether text[start:end], in ASCII, is part of a web or mail address or the name of an account."""
    around = text[max(0, start - _ADDRESS_REACH) : end + _ADDRESS_REACH]
    if "@" not in around and "://" not in around and "www." not in around:
        return False
    first, last = start, end
    while first > max(0, start - _ADDRESS_REACH) and "!" <= text[first - 1] <= "~":
        first -= 1
    while last < min(len(text), end + _ADDRESS_REACH) and "!" <= text[last] <= "~":
        last += 1
    return _ADDRESS.search(text, first, last) is not None


def _cut_hashtags(text: str, glued: bytes) -> bytes:
    """Cut hashtags into words by their capitals and digits: #SCOSummit2025, #СаммитШОС."""
    cut = bytearray(glued)
    for tag in _HASHTAG.finditer(text):
        first, last = tag.span(1)
        for place in range(first + 1, last):
            before, after, next_ = text[place - 1], text[place], text[place + 1 : place + 2]
            capital = after.isupper() and (before.islower() or (before.isupper() and next_.islower()))
            if capital or before.isdigit() != after.isdigit():
                cut[place] = 0
    return bytes(cut)
