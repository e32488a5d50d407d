"""What the full-text index holds of a text: the same terms at write and at query time, on every engine."""

import re
import unicodedata
from collections.abc import Callable, Iterator
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


class _Letters(dict[int, int | str | None]):
    """For str.translate: what is written for a character, worked out when it is first met."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        digit = unicodedata.decimal(letter, None)
        # Marks are optional in most scripts; in Indic ones they are vowels and stay.
        is_mark = unicodedata.combining(letter) and not 0x0900 <= code <= 0x109F
        self[code] = None if is_mark else code if digit is None else str(digit)
        return self[code]


# Arabic letters to those of Persian, the signs over and under them having gone before. Out: joiners, the modifier
# letters that Uzbek and Tatar write as apostrophes, the dot under Devanagari letters of foreign sounds.
_ALIKE = _Letters(SIMPLIFIED)
_ALIKE |= str.maketrans("يىكڪةہھۀەٱګıँ", "ییککهههههاگiं")
_ALIKE |= dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD, 0x0640, 0x02BB, 0x02BC, 0x093C))
# What no word goes over: read and kept one by one, most of a text is known from before.
_CHUNK = re.compile("[^\x00-/:-@\\[-^`{-\x7f\\s–—―«»“”„‘’…،؛؟۔。，、：；！？（）《》「」।]+")
_LONGEST_KEPT = 24  # characters
_ONE_FOR_ONE = re.compile("[\u3400-\u4dbf\u4e00-\u9fffa-zA-Z0-9]+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
# What goes with the character before, beside all marks: jamo, invisible joiners, shades and tags of pictures.
_GOES_ALONG = re.compile("[\u00ad\u1160-\u11ff\u200b-\u200f\u2060\ufeff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
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
    return unicodedata.normalize("NFKC", apart.translate(_ALIKE))


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
        yield from _terms_of(chunk, language)


def unstemmed(text: str, language: str) -> Iterator[str]:
    """Give the terms of *text*, cut where those of a text in *language* are; its words are not stemmed."""
    return terms(_uzbek(text) if language == "uz" else text)


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


def spans_of_terms(
    text: str, language: str | None = None, is_wanted: Callable[[str], bool] | None = None
) -> Iterator[tuple[int, str, int, int]]:
    """Give the terms of *text* and where each stands in it.

    Args:
        text: any.
        language: as for terms().
        is_wanted: says which terms are looked for; others may be left out. None: all are given.

    Yields:
        Number, term, start, end in characters; terms that follow each other have numbers that do.

    >>> list(spans_of_terms("Die Länder", "de"))
    [(1, 'dieᵈ', 0, 3), (2, 'landᵈ', 4, 10)]
    """
    language = stemmed(language)
    known: dict[str, tuple[int, tuple[tuple[str, int, int], ...]]] = {}
    number = 0
    for match in _CHUNK.finditer(_uzbek(text) if language == "uz" else text):
        chunk = match[0]
        if chunk not in known:
            every = _terms_of(chunk, language)
            wanted = is_wanted is None or any(map(is_wanted, every))
            known[chunk] = (len(every), _located(chunk, language) if wanted else ())
        count, found = known[chunk]
        for ahead, (term, first, last) in enumerate(found, start=1):
            yield number + ahead, term, match.start() + first, match.start() + last
        number += count


def border_before(text: str, at: int) -> int:
    """Go back from *at* to where no character is cut from its marks, nor a flag or a joined picture in two.

    Near enough to the grapheme clusters of UAX 29.
    """
    while 0 < at < len(text) and _is_inside(text, at):
        at -= 1
    return at


def _is_inside(text: str, at: int) -> bool:
    if unicodedata.category(text[at])[0] == "M" or _GOES_ALONG.match(text, at):
        return True
    first = at
    while first and _FLAG.match(text, first - 1):
        first -= 1
    in_flag = (at - first) % 2 == 1 and _FLAG.match(text, at)
    return bool(in_flag) or text[at - 1] == "\u200d" or text[at - 1 : at + 1] == "\r\n"


def _terms_of(chunk: str, language: str | None) -> tuple[str, ...]:
    if len(chunk) > _LONGEST_KEPT or chunk >= "\u2e80":
        return _read(chunk, language)
    return _kept(chunk, language)


def _read(chunk: str, language: str | None) -> tuple[str, ...]:
    return tuple([term for term, _, _ in _cut(fold(chunk), language)])


_kept = lru_cache(maxsize=50_000)(_read)


def _cut(folded: str, language: str | None) -> Iterator[tuple[str, int, int]]:
    for match in _RUN.finditer(folded):
        unspaced, word = match.groups()
        start, end = match.span()
        if word:
            yield stems_of(language).of(word) if language else word, start, end
        elif len(unspaced) == 1:
            yield unspaced, start, end
        else:
            yield from ((folded[at : at + 2], at, at + 2) for at in range(start, end - 1))


def _located(chunk: str, language: str | None) -> tuple[tuple[str, int, int], ...]:
    folded = fold(chunk)
    if chunk.isascii() or _ONE_FOR_ONE.fullmatch(chunk):
        return tuple(_cut(folded, language))
    starts = [at for at in range(len(chunk)) if not _is_inside(chunk, at)] if len(chunk) > 1 else [0]
    borders = list(zip(starts, [*starts[1:], len(chunk)], strict=True))
    pieces = [fold(chunk[start:end]) for start, end in borders]
    if "".join(pieces) != folded:  # characters that grow together, as the jamo of Hangul
        return tuple((term, 0, len(chunk)) for term, _, _ in _cut(folded, language))
    places = [border for border, piece in zip(borders, pieces, strict=True) for _ in piece]
    return tuple((term, places[first][0], places[last - 1][1]) for term, first, last in _cut(folded, language))


def _uzbek(text: str) -> str:
    """Write oʻ and gʻ in one way, of the same length; an apostrophe would cut the word."""
    return _UZBEK.sub("\u02bb", text)
