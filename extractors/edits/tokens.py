"""A text cut into sentences and words that keep their places, compared without case, accents, hyphens and quotes.

extractors.fingerprint.tokens_of gives words without their places, and without the vowel signs of Indic scripts.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractors.tokens import normalise

# Scripts without blanks between words, whose words here are single characters: Thai, Lao, Burmese, Khmer, Kana, Han.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Marks that stand within words and are no word characters for `re`: of Latin, Hebrew, Arabic and the Indic scripts.
_VOWELS = "".join(each for each in map(chr, range(0x900, 0xE00)) if unicodedata.category(each).startswith("M"))
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed" + _VOWELS
_LETTER = rf"(?:[^\W\d_{UNSPACED}]|[{_MARKS}])"
_JOINT = r"(?:[-\u2010\u2011]\n?|['`\u00b4\u2018\u2019\u02b9-\u02bc\u2032\u00ad\u200c\u200d])"
_NUMBER = (
    r"(?:(?<![\w.,])[-\u2212](?=\d))?"
    r"(?:\d{1,3}(?:[,.'\u2019\u066c \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,:/\u066b]\d+)*"
)
_TOKEN = re.compile(rf"{_NUMBER}|[{UNSPACED}]|{_LETTER}(?:{_LETTER}|{_JOINT}(?={_LETTER}))*")
_SPACELESS = re.compile(f"[{UNSPACED}]")
_LINE = re.compile(r"(?:[^\n]|(?<=[-\u2010\u2011])\n(?=[^\W\d_]))+")
# After a word of one or two letters a full stop is rather that of an initial or a title: "J. Smith", "Mr. Smith".
_END = re.compile(
    r"(?:(?<!\b[^\W\d_])(?<!\b[^\W\d_]{2})\.|[!?…؟۔।॥։።])[.!?…]{0,9}[\"'“”’»)\]]{0,3}(?=\s)|[。！？][。！？]{0,9}[”’」』）]{0,3}"
)
_THOUSANDS = re.compile(r"(\d{1,3})((?:([,.'’\u066c \u00a0\u202f])\d{3})(?:\3\d{3})*)(?!\d)")
_SEPARATORS = re.compile(r"[,.'’\u066c \u00a0\u202f]")


class Token(NamedTuple):
    """One word, number, or character of a script without blanks."""

    start: int  # in characters of the text
    end: int
    key: str  # folded: equal for what a reader takes for the same; of a number its value
    initial: bool  # it begins a sentence, where a capital letter says nothing

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits, of whatever script."""
        return self.key.lstrip("-")[:1].isdigit()

    @property
    def is_character(self) -> bool:
        """Whether it is of a script without blanks."""
        return bool(_SPACELESS.match(self.key))


class Sentence(NamedTuple):
    """A sentence, or what stands on a line of its own without being one; it holds a token at least."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    key: str  # equal for sentences of the same words
    alone: bool  # it is the whole line


def sentences_of(text: str) -> list[Sentence]:
    """Cut *text* into sentences, in its order.

    >>> [each.key for each in sentences_of("It’s Mr. Ma’s 1,000th. «Да!» 今日晴。明日雨。")]
    ['its mr mas 1000 th', 'да', '今 日 晴', '明 日 雨']
    """
    return [each for line in _LINE.finditer(text) for each in _sentences_on(text, line.start(), line.end())]


def _sentences_on(text: str, begin: int, end: int) -> list[Sentence]:
    cuts = [begin, *(each.end() for each in _END.finditer(text, begin, end)), end]
    found = []
    for start, stop in pairwise(cuts):
        if tokens := tokens_in(text, start, stop):
            bare = text[start:stop]
            first = start + len(bare) - len(bare.lstrip())
            key = " ".join(each.key for each in tokens)
            found.append(Sentence(first, start + len(bare.rstrip()), tokens, key, alone=False))
    return [each._replace(alone=True) for each in found] if len(found) == 1 else found


def tokens_in(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Give the tokens of one sentence, which lies from *start* to *end* of *text*.

    >>> [token.key for token in tokens_in("Sino-Russian trade: −5,5 % of ۱٬۲۳۴")]
    ['sinorussian', 'trade', '-5.5', 'of', '1234']
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        if key := _key(match[0]):
            found.append(Token(match.start(), match.end(), key, initial=not found))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _key(surface: str) -> str:
    if any(map(str.isdecimal, surface)):
        return _value(surface)
    return normalise(surface.replace("\n", "")).replace("-", "")


def _value(surface: str) -> str:
    digits = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in surface)
    digits = _THOUSANDS.sub(lambda number: number[1] + _SEPARATORS.sub("", number[2]), digits, count=1)
    digits = digits.replace("\u2212", "-").replace("\u066b", ".").replace(",", ".")
    sign = "-" if digits.startswith("-") else ""
    return sign + (digits.lstrip("-0") or "0" if digits.lstrip("-").isdecimal() else digits.lstrip("-"))
