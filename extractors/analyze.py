"""What the full-text index holds of a text: the same terms at write and at query time, on every engine."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from extractors.han import SIMPLIFIED
from extractors.stemming import LANGUAGES, stems_of

#: Goes up when the same text gives other terms: the index must then be made anew.
ANALYSER = "2"

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
_DIGITS = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, 0x20000)
    if unicodedata.decimal(chr(code), None) is not None
}
# Arabic letters to those of Persian, the signs over and under them having gone before; the modifier letters that Uzbek
# and Tatar write as apostrophes, the dot under Devanagari letters of foreign sounds out.
_ALIKE = (
    SIMPLIFIED
    | _DIGITS
    | str.maketrans("يىكڪةہھۀەٱګıँ", "ییککهههههاگiं")
    | str.maketrans("", "", "\u0640\u00ad\u093c\u02bb\u02bc")
)
_JOINERS = re.compile("[\u200b-\u200f\u2060\ufeff]")
# What no word goes over: read and kept one by one, most of a text is known from before.
_CHUNK = re.compile("[^\x00-/:-@\\[-^`{-\x7f\\s–—―«»“”„‘’…،؛؟۔。，、：；！？（）《》「」।]+")
_LONGEST_KEPT = 24  # characters
_UZBEK = re.compile("(?<=[oOgG])['‘’`´](?=[A-Za-z])")


def fold(text: str) -> str:
    """Bring together spellings that a reader takes for the same: case, accents, letter forms, digits, Han characters.

    >>> fold("Ёлка ＳＣＯ Şanghay й ۲۵ 經濟")
    'елка sco sanghay й 25 经济'
    """
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text).casefold()  # in this order, or "№" would become "No"
    apart = apart.replace("и\u0306", "й")  # no accent, another letter: endings have it
    # Marks are optional in most scripts; in Indic ones they are vowels and stay.
    kept = "".join(c for c in apart if not unicodedata.combining(c) or _INDIC[0] <= c <= _INDIC[1])
    return unicodedata.normalize("NFKC", _JOINERS.sub("", kept)).translate(_ALIKE)


def terms(text: str, language: str | None = None) -> Iterator[str]:
    """Give the index terms of *text* in order: stems of words, and pairs of characters where words are not spaced.

    Args:
        text: any.
        language: of the text, ISO 639-1; None, or one whose stems we do not know: words are only folded.

    >>> list(terms("ШОС: 25 лет"))
    ['шос', '25', 'лет']
    >>> list(terms("上合组织峰会"))
    ['上合', '合组', '组织', '织峰', '峰会']
    >>> list(terms("Summits", "en")), list(terms("summit", "en"))
    (['summitᵉ'], ['summitᵉ'])
    """
    language = stemmed(language)
    for chunk in _CHUNK.findall(_uzbek(text) if language == "uz" else text):
        if len(chunk) > _LONGEST_KEPT or chunk >= "\u2e80":
            yield from _read(chunk, language)
        else:
            yield from _kept(chunk, language)


def stemmed(language: str | None) -> str | None:
    """Give the *language* in whose stems a text is indexed; None: its words are indexed as they are."""
    plain = language.split("-")[0] if language else None
    return plain if plain in LANGUAGES else None


def begun(start: str, language: str) -> Iterator[str]:
    """Give the terms of words that begin with the folded *start* and do not begin so themselves, in LANGUAGES."""
    return stems_of(language).begun(start)


def is_half(term: str) -> bool:
    """Say whether *term* is a single character of a script that is indexed in pairs."""
    return len(term) == 1 and bool(_SINGLE.match(term))


def _read(chunk: str, language: str | None) -> tuple[str, ...]:
    found: list[str] = []
    for match in _RUN.finditer(fold(chunk)):
        unspaced, word = match.groups()
        if word:
            found.append(stems_of(language).of(word) if language else word)
        elif len(unspaced) == 1:
            found.append(unspaced)
        else:
            found += (unspaced[at : at + 2] for at in range(len(unspaced) - 1))
    return tuple(found)


_kept = lru_cache(maxsize=50_000)(_read)


def _uzbek(text: str) -> str:
    """Write oʻ and gʻ in one way, of the same length; an apostrophe would cut the word."""
    return _UZBEK.sub("\u02bb", text)
