"""What the full-text index holds of a text: the same terms at write and at query time, on every engine."""

import re
import unicodedata
from collections.abc import Iterator

# Scripts written without blanks between words (Han, Kana, Thai, Lao). Each run is cut into overlapping pairs of
# characters, the usual unit of CJK retrieval (Nie et al., "On the use of words and n-grams for Chinese IR", 2000).
_UNSPACED = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0eff"
)
# Vowel signs of Indic scripts are no word characters for `re`.
_VOWELS = "".join(each for each in map(chr, range(0x0900, 0x10A0)) if unicodedata.category(each).startswith("M"))
_RUN = re.compile(f"([{_UNSPACED}]+)|((?:(?![{_UNSPACED}])[\\w{_VOWELS}])+)")
_SINGLE = re.compile(f"[{_UNSPACED}]")
_INDIC = ("\u0900", "\u109f")
_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ı": "i", "\u0640": None, "\u00ad": None})
_JOINERS = re.compile("[\u200b-\u200f\u2060\ufeff]")


def fold(text: str) -> str:
    """Bring together spellings that a reader takes for the same: case, accents, Arabic and Persian letter forms.

    >>> fold("Ёлка ＳＣＯ Şanghay")
    'елка sco sanghay'
    """
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text).casefold()  # in this order, or "№" would become "No"
    # Marks are optional in most scripts; in Indic ones they are vowels and stay.
    kept = "".join(c for c in apart if not unicodedata.combining(c) or _INDIC[0] <= c <= _INDIC[1])
    return unicodedata.normalize("NFKC", _JOINERS.sub("", kept)).translate(_ALIKE)


def terms(text: str, language: str | None = None) -> Iterator[str]:  # noqa: ARG001 interim
    """Give the index terms of *text* in order: folded words, and pairs of characters where words are not spaced.

    >>> list(terms("ШОС: 25 лет"))
    ['шос', '25', 'лет']
    >>> list(terms("上合组织峰会"))
    ['上合', '合组', '组织', '织峰', '峰会']
    """
    for match in _RUN.finditer(fold(text)):
        unspaced, word = match.groups()
        if word:
            yield word
        elif len(unspaced) == 1:
            yield unspaced
        else:
            yield from (unspaced[at : at + 2] for at in range(len(unspaced) - 1))


def is_half(term: str) -> bool:
    """Say whether *term* is a single character of a script that is indexed in pairs."""
    return len(term) == 1 and bool(_SINGLE.match(term))
