"""What the full-text index holds of a text: the same terms at write and at query time, on every engine."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, chain, islice
from operator import add

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
# Where a chunk may hold a word that begins otherwise: scripts without blanks, letters that are folded to more than one
# word (U+FDFA to four), and jamo and half-width Kana, which grow together.
_MANIFOLD = re.compile(
    f"[{_UNSPACED}\u013f\u0140\u037a\u1100-\u11ff\ufc5e-\ufc63\ufdfa\ufdfb\ufe70-\ufe7f\uff66-\uff9f\uffa1-\uffdc]"
)
_VOICED = (0x3099, 0x309A)  # marks of Kana


class _Letters(dict[int, int | str | None]):
    """For str.translate: what is written for a character, worked out when it is first met."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        digit = unicodedata.decimal(letter, None)
        # Marks are optional in most scripts; in Indic ones they are vowels, in Kana they make other letters, and stay.
        is_mark = unicodedata.combining(letter) and not 0x0900 <= code <= 0x109F and code not in _VOICED
        self[code] = None if is_mark else code if digit is None else str(digit)
        return self[code]


_ALIKE = _Letters(SIMPLIFIED)
# Arabic letters to those of Persian, the signs over and under them having gone before.
_ALIKE.update(str.maketrans("يىكڪةہھۀەٱګıँ", "ییککهههههاگiं"))
# Letters that have no accent to lose, as Latin-ASCII of CLDR writes them.
_ALIKE.update({ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"})
_ALIKE.update(str.maketrans("øđðłħŋə", "oddlhne"))
# Out: joiners, the modifier letters that Uzbek and Tatar write as apostrophes, the dot under Devanagari letters of
# foreign sounds.
_ALIKE.update(dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD, 0x0640, 0x02BB, 0x02BC, 0x093C)))

# What no word goes over: read and kept one by one, most of a text is known from before.
_CHUNK = re.compile("[^\x00-/:-@\\[-^`{-\x7f\\s–—―«»“”„‘’…،؛؟۔。，、：；！？（）《》「」।]+")
_LONGEST_KEPT, _MOST_KEPT = 24, 40_000  # characters, chunks
_ONE_FOR_ONE = re.compile("[\u3400-\u4dbf\u4e00-\u9fffa-zA-Z0-9]+")
# A flag is two letters of a set of their own; of so many before, an even number, the rest is told by.
_FLAG, _FLAGS_AT_END, _MOST_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]"), re.compile("[\U0001f1e6-\U0001f1ff]+$"), 64
# What goes with the character before, beside all marks: jamo, invisible joiners, shades and tags of pictures.
_GOES_ALONG = re.compile("[\u00ad\u1160-\u11ff\u200b-\u200f\u2060\ufeff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_MARKS = "\u0300"  # the first character that goes with one before
_ANOTHER = ("",)  # in place of a term that nobody looks for
_HAN = re.compile("[\u4e00-\u9fff]{2,}")  # most of a Chinese text; nothing to fold but each by itself
# A dot after a letter that stands alone, before another. It begins with what it is about, to be fast.
_ABBREVIATED = re.compile(r"\.(?<=(?<!\w)[^\W\d_]\.)(?=[^\W\d_](?!\w))")
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
    return chain.from_iterable(map(_known_in(language).__getitem__, _CHUNK.findall(_joined(text, language))))


def unstemmed(text: str, language: str) -> Iterator[str]:
    """Give the terms of *text*, cut where those of a text in *language* are; its words are not stemmed."""
    return terms(_joined(text, language))


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


class Sought:
    """Terms that are looked for in texts, and which chunks of a text need not be read for them."""

    def __init__(self, words: Collection[str], starts: Collection[str] = ()) -> None:
        """Take whole terms, and what further terms begin with."""
        self._words, self._starts = frozenset(words), tuple(starts)
        self._may_begin = _MayBegin(each[0] for each in (*words, *starts))

    def among(self, terms: set[str]) -> set[str]:
        """Give those of *terms* that are looked for."""
        found = terms & self._words
        if self._starts:
            found |= {term for term in terms if term.startswith(self._starts)}
        return found

    def terms(self, text: str, language: str | None) -> list[tuple[str, ...]]:
        """Give the terms of each chunk of *text*; of words that begin as none that is looked for, another term."""
        known, may_begin, chunks = _known_in(language), self._may_begin, _CHUNK.findall(text)
        if language == "ar" or _MANIFOLD.search(text):  # its stems are without the article
            return list(map(known.__getitem__, chunks))
        return [known[each] if may_begin[each[0]] or not each.isalpha() else _ANOTHER for each in chunks]


class _MayBegin(dict[str, bool]):
    """Whether a word that begins with a character may be a term that begins as one of those that are given."""

    def __init__(self, beginnings: Iterable[str]) -> None:
        super().__init__()
        self._beginnings = frozenset(beginnings)

    def __missing__(self, letter: str) -> bool:
        folded = fold(letter)
        self[letter] = len(folded) != 1 or folded in self._beginnings
        return self[letter]


def spans_of_terms(
    text: str, language: str | None = None, sought: Sought | None = None
) -> Iterator[tuple[int, str, int, int]]:
    """Give the terms of *text* and where each stands in it.

    Args:
        text: any.
        language: as for terms().
        sought: what is looked for; other terms may be left out. None: all are given.

    Yields:
        Number, term, start, end in characters; terms that follow each other have numbers that do.

    >>> list(spans_of_terms("Die Länder", "de"))
    [(1, 'dieᵈ', 0, 3), (2, 'landᵈ', 4, 10)]
    """
    language = stemmed(language)
    text = _joined(text, language)
    known = _known_in(language)
    every = sought.terms(text, language) if sought else list(map(known.__getitem__, _CHUNK.findall(text)))
    wanted = set(chain.from_iterable(every))
    if sought is not None:
        wanted = sought.among(wanted)
    numbers = list(accumulate(map(len, every), initial=1))
    matches, passed = _CHUNK.finditer(text), 0
    for at in [at for at, some in enumerate(every) if not wanted.isdisjoint(some)]:
        match = next(islice(matches, at - passed, None))
        passed = at + 1
        for number, (term, first, last) in enumerate(_located(match[0], every[at]), start=numbers[at]):
            start = match.start() + first
            is_plain = first > 0 or text[start] < _MARKS
            yield number, term, start if is_plain else border_before(text, start), match.start() + last


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
    before = text[max(0, at - _MOST_FLAGS) : at]
    in_flag = _FLAG.match(text, at) and (len(before) - len(_FLAGS_AT_END.sub("", before))) % 2 == 1
    joined = text[at - 1] == "\u200d" and unicodedata.category(text[at]) == "So"
    return bool(in_flag) or joined or text[at - 1 : at + 1] == "\r\n"


class _Known(dict[str, tuple[str, ...]]):
    """The terms of chunks in one language, worked out when a chunk is first met."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if _HAN.fullmatch(chunk):
            plain = chunk.translate(_ALIKE)
            return tuple(map(add, plain, plain[1:]))
        found = _cut(fold(chunk), self._language)
        if len(chunk) <= _LONGEST_KEPT and chunk < "\u2e80":  # Han and Hangul seldom come again
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[chunk] = found
        return found


_known_in = cache(_Known)


def _cut(folded: str, language: str | None) -> tuple[str, ...]:
    found: list[str] = []
    for match in _RUN.finditer(folded):
        unspaced, word = match.groups()
        if word:
            found.append(stems_of(language).of(word) if language else word)
        elif len(unspaced) == 1:
            found.append(unspaced)
        else:
            found += map(add, unspaced, unspaced[1:])
    return tuple(found)


def _places(folded: str) -> Iterator[tuple[int, int]]:
    """Give where the terms that _cut() makes of it stand."""
    for match in _RUN.finditer(folded):
        start, end = match.span()
        if match[2] or end == start + 1:
            yield start, end
        else:
            yield from ((at, at + 2) for at in range(start, end - 1))


@lru_cache(maxsize=4_096)  # common words come again and again
def _located(chunk: str, every: tuple[str, ...]) -> tuple[tuple[str, int, int], ...]:
    """Say where in *chunk* each of its terms stands."""
    folded = fold(chunk)
    borders = [(at, at + 1) for at in range(len(chunk))]
    if not (chunk.isascii() or _ONE_FOR_ONE.fullmatch(chunk)):
        starts = [0, *(at for at in range(1, len(chunk)) if not _is_inside(chunk, at))]
        clusters = list(zip(starts, [*starts[1:], len(chunk)], strict=True))
        pieces = [fold(chunk[start:end]) for start, end in clusters]
        if "".join(pieces) != folded:  # characters that grow together, as the jamo of Hangul
            return tuple((term, 0, len(chunk)) for term in every)
        borders = [border for border, piece in zip(clusters, pieces, strict=True) for _ in piece]
    places = ((borders[first][0], borders[last - 1][1]) for first, last in _places(folded))
    return tuple((term, start, end) for term, (start, end) in zip(every, places, strict=True))


def _joined(text: str, language: str | None) -> str:
    """Write U.S. as US and, in Uzbek, o' and g' as one letter, of the same length: as words that nothing cuts."""
    text = _ABBREVIATED.sub("\u2060", text)
    return _UZBEK.sub("\u02bb", text) if language == "uz" else text
