"""The words of a text as copies share them: what retyping, typesetting and transliteration change is folded away."""

import re
import unicodedata
from functools import lru_cache

from extractors.han import SIMPLIFIED

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Thai and Lao, Kana, Han
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a"
_INVISIBLE = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_APOSTROPHES = "'`\u00b4\u2018-\u201b\u02b9-\u02bc\u2032"
_DROPPED = re.compile(f"[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]")
# Each begins with what it is about: a pattern that begins by looking back is tried at every character.
_HYPHEN = re.compile(r"[-\u2010\u2011](?<=[^\W\d_].)\s?(?=[^\W\d_])")
_THOUSANDS = re.compile(r"\d{1,3}([,. ])\d{3}(?:\1\d{3})*(?!\d)")
# 6-1/16 is one number: its parts would agree with those of 6-1/4.
_NUMBER = r"(?:\d+-)?\d+[/\u2044]\d+|\d+(?:[.,]\d+)?"
_UNSPACED_TOKEN = re.compile(f"[{_UNSPACED}]")
# The same thrice, for the plainer a set of letters is, the faster it is searched.
_ASCII_TOKENS = re.compile(f"[a-z]+|{_NUMBER}")
_SPACED_TOKENS = re.compile(rf"[^\W\d_]+|{_NUMBER}")
_TOKENS = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+|{_NUMBER}")

# What Unicode does not decompose and copies exchange all the same: Arabic yeh and kaf for the Persian ones, the
# dotless i, crossed letters, Arabic and Persian digits.
_FOLDED = str.maketrans("يكıøłđ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "یکiold01234567890123456789")
_FOLDABLE = re.compile("[" + "".join(map(chr, _FOLDED)) + "]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")

# House styles differ in which small numbers they spell out. Left out: what is another word in another language
# (Spanish "once", Italian "due" and "sei", Turkish "on", French "sept"), and "one", which mostly counts nothing.
_SPELLED = """
two three four five six seven eight nine ten eleven twelve
zwei drei vier funf sechs sieben _ neun zehn elf zwolf
deux trois quatre cinq six _ huit _ dix onze douze
dos tres cuatro cinco seis siete ocho nueve diez _ doce
_ tre quattro cinque _ sette _ nove dieci undici dodici
dois tres quatro cinco seis sete oito nove dez onze doze
два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
две трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати
dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie
iki uc dort bes alti yedi sekiz dokuz _ _ _
"""
_NUMBER_WORDS = {
    word: str(number)
    for row in _SPELLED.strip().splitlines()
    for number, word in enumerate(row.split(), start=2)
    if word != "_"
}


def normalise(text: str) -> str:
    r"""Fold away what differs between copies: case, accents, hyphenation, apostrophes, digits, Chinese script.

    >>> normalise("It’s 1,000 km to Samar-\nqand – CAFÉ 上海合作組織")
    'its 1000 km to samarqand – cafe 上海合作组织'
    """
    if text.isascii():
        text = text.lower().replace("'", "").replace("`", "")  # all of _DROPPED that is ASCII
    else:
        text = unicodedata.normalize("NFKD", text)
        if _FOLDABLE.search(text):
            text = text.translate(_FOLDED)
        if _HAN.search(text):
            text = text.translate(SIMPLIFIED)
        text = _DROPPED.sub("", text.casefold())
    return _THOUSANDS.sub(_without_separator, _HYPHEN.sub("", text))


def _without_separator(number: re.Match[str]) -> str:
    inside = number.start() > 0 and number.string[number.start() - 1].isdecimal()  # of a longer run of digits
    return number[0] if inside else number[0].replace(number[1], "")


def tokens_of(text: str) -> list[str]:
    """Give the normalised words of *text*, or its characters where words are not spaced; small numbers in digits.

    >>> tokens_of("Three envoys met at 6-1/2.")
    ['3', 'envoys', 'met', 'at', '6-1/2']
    """
    folded = normalise(text)
    pattern = _ASCII_TOKENS if folded.isascii() else _TOKENS if _UNSPACED_TOKEN.search(folded) else _SPACED_TOKENS
    return [_NUMBER_WORDS.get(token, token) for token in pattern.findall(folded)]


def tokens_of_paragraphs(text: str) -> list[str]:
    """Give the same of a text whose paragraphs are separated by blank lines; no token reaches over one."""
    return [token for paragraph in text.split("\n\n") for token in tokens_of_paragraph(paragraph)]


@lru_cache(maxsize=256)
def tokens_of_paragraph(paragraph: str) -> tuple[str, ...]:
    """Give the same of one paragraph, whose words are asked for more than once while its page is at hand."""
    return tuple(tokens_of(paragraph))


def is_unspaced(joined: str, tokens: int) -> bool:
    """Say whether most of so many *tokens*, given joined, are characters of a script that does not space words."""
    return not joined.isascii() and 2 * len(_UNSPACED_TOKEN.findall(joined)) > tokens
