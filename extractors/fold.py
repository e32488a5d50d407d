"""Fold text for matching, with a way back: spellings that readers take for the same become the same."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.codepoints import Codes, Table, codes_of, text_of
from extractors.han import SIMPLIFIED

# Invisible (soft hyphen, ZWNJ, ZWJ, marks of direction, BOM) or optional: Arabic tatweel and harakat, Hebrew points,
# the dot under Devanagari letters of foreign sounds.
_DROPPED = (
    "\u00ad\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u093c"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
)
_DROP = re.compile(f"[{_DROPPED}]")
# Part of the letter before: accents, second halves of Hangul syllables, voiced marks of Kana.
_COMBINING = re.compile("[\u0300-\u036f\u1161-\u1175\u11a8-\u11c2\u3099\u309a]")
# What composition leaves of them goes too: stress marks on Cyrillic letters have no letter of their own.
_LEFT_OVER = re.compile(f"[{_DROPPED}\u0300-\u036f]+")

_SOFT_HYPHEN, _LINE_END = 0xAD, 0x0A

_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_APOSTROPHES = dict.fromkeys("ʻʼ‘’`´′ʹʽ՚＇", "'")
_ARABIC = dict(zip("يىےېۍئكڪګةۀہھەۂأإآٱؤ", "ییییییکککههههههاااا" + "و", strict=True))
_BLANKS = dict.fromkeys("\n\r\t\v\f\0", " ")
_CHANGED = _DASHES | _APOSTROPHES | _ARABIC | _BLANKS | {"İ": "I", "ँ": "ं"}
_ASCII_CHANGED = str.maketrans({old: new for old, new in _CHANGED.items() if old.isascii()})

_CYRILLIC = "АВСЕНІКМОРТХУасеіорху"
_LATIN = "ABCEHIKMOPTXYaceiopxy"
_GREEK_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧακνοριυχ", "ABEZHIKMNOPTYXakvopiux", strict=True))
_GREEK_CYRILLIC = dict(zip("ΑΒΕΗΙΚΜΟΡΤΧΥΓΠαεκορτχνπ", "АВЕНІКМОРТХУГПаекортхип", strict=True))
_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC + "ЅЈѕј", _LATIN + "SJsj", strict=True)) | _GREEK_LATIN)
_TO_CYRILLIC = str.maketrans(dict(zip(_LATIN + "kmt", _CYRILLIC + "кмт", strict=True)) | _GREEK_CYRILLIC)
_TO_GREEK = str.maketrans({latin: greek for greek, latin in _GREEK_LATIN.items()})
_LATIN_LETTER = re.compile("[A-Za-z]")
_GREEK_LETTER = re.compile("[\u0370-\u03ff]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")

# Above the 21 bits of a code point: the alphabet, and what changes the number of characters.
_CODE = np.uint32(0x1FFFFF)
_IS_LATIN, _IS_GREEK, _IS_CYRILLIC = 1 << 21, 1 << 22, 1 << 23
_ALPHABETS = _IS_LATIN | _IS_GREEK | _IS_CYRILLIC
_IS_DROPPED, _IS_COMPOSED = 1 << 24, 1 << 25


def _kept(character: str) -> int:
    """Give what stands for *character* in the text with capitals, with its marks."""
    if _DROP.match(character):
        return _IS_DROPPED
    plain = unicodedata.normalize("NFKC", character)
    if _COMBINING.match(character) or (len(plain) > 1 and character.isalpha() and _is_letters(plain)):
        return _IS_COMPOSED | ord(character)
    kept = _CHANGED.get(plain) or (plain if len(plain) == 1 else character)
    alphabet = (
        _IS_LATIN * bool(_LATIN_LETTER.match(kept))
        | _IS_GREEK * bool(_GREEK_LETTER.match(kept))
        | _IS_CYRILLIC * bool(_CYRILLIC_LETTER.match(kept))
    )
    return ord(kept) | alphabet


def _is_letters(text: str) -> bool:
    return all(each.isalpha() or unicodedata.category(each)[0] == "M" for each in text)


def _caseless(kept: str) -> int:
    """Give what stands for a character of the text with capitals in the caseless one."""
    lower = kept.lower() if len(kept.lower()) == 1 else kept
    plain = {"ı": "i", "ё": "е", "ς": "σ"}.get(lower) or SIMPLIFIED.get(ord(lower), lower)
    base = unicodedata.normalize("NFD", plain)[0]
    latin_or_greek = base.isascii() or "\u0370" <= base <= "\u03ff"
    return ord(base if latin_or_greek else plain)


_KEPT, _CASELESS = Table(_kept), Table(_caseless)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Folded:
    """A text as it is matched, twice, character by character the same length, and the way back to the original."""

    kept: str  # with its capitals
    lower: str  # caseless and without the accents of Latin and Greek letters
    # For each character, where that of the original begins for which it stands, and where it ends. None: the same.
    starts: NDArray[np.intp] | None = None
    ends: NDArray[np.intp] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where [start, end) of the folded text, which must not be empty, stands in the text itself."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])

    def without(self, start: int, end: int, gaps: Iterable[tuple[int, int]]) -> "Folded":
        """Return [start, end) of the folded text without the *gaps* in it, which are in order.

        >>> part = fold("the Coop-eration").without(4, 16, [(8, 9)])
        >>> part.lower, part.span(0, 11)
        ('cooperation', (4, 16))
        """
        borders = [start, *(border for gap in gaps for border in gap), end]
        pieces = list(zip(borders[::2], borders[1::2], strict=True))
        places = np.concatenate([np.arange(first, last) for first, last in pieces])
        return Folded(
            kept="".join(self.kept[first:last] for first, last in pieces),
            lower="".join(self.lower[first:last] for first, last in pieces),
            starts=places if self.starts is None else self.starts[places],
            ends=places + 1 if self.ends is None else self.ends[places],
        )


def fold(text: str) -> Folded:
    """Fold *text*.

    NFKC (UAX 15) where it keeps the number of characters, and for letters; blanks, dashes and apostrophes to one;
    ZWNJ, ZWJ, soft hyphens, stress marks and optional Arabic, Hebrew and Devanagari signs out; Arabic to Persian
    letters (ي ك to ی ک); within one word, look-alikes of another alphabet (UTS 39) to the alphabet of the rest.

    >>> folded = fold("ШОC — Co\\u00adoperation")
    >>> folded.lower, folded.span(6, 17)
    ('шос - cooperation', (6, 18))
    """
    if text.isascii():
        kept = text.translate(_ASCII_CHANGED)
        return Folded(kept=kept, lower=kept.lower())
    codes = codes_of(text)
    found = _KEPT.of(codes)
    starts = ends = None
    highest = int(found.max())
    if highest >= _IS_DROPPED:
        found, starts, ends = _shortened(codes, found)
        highest = int(found.max(initial=0))
    plain = found & _CODE
    if highest >= _IS_GREEK:
        _unspin(found, plain)
    return Folded(kept=text_of(plain), lower=text_of(_CASELESS.of(plain)), starts=starts, ends=ends)


def _shortened(codes: Codes, found: Codes) -> tuple[Codes, NDArray[np.intp], NDArray[np.intp]]:
    """Drop and compose; return what stays, and where each of it begins and ends in the original."""
    stays = found != _IS_DROPPED
    stays[1:] &= (codes[:-1] != _SOFT_HYPHEN) | (codes[1:] != _LINE_END)  # a word broken at the end of a line
    starts = np.flatnonzero(stays)
    codes, found = codes[starts], found[starts]
    ends = starts + 1
    composed = np.flatnonzero(found & _IS_COMPOSED)
    if not composed.size:
        return found, starts, ends
    text = text_of(codes)
    pieces, origins, closes, done = [], [], [], 0
    for first, last in _runs(composed.tolist()):
        begin = first - 1 if first > done and _COMBINING.match(text[first]) else first
        letters = _LEFT_OVER.sub("", unicodedata.normalize("NFKC", text[begin:last]))
        pieces += [text[done:begin], letters]
        origins += [starts[done:begin], np.full(len(letters), starts[begin])]
        closes += [ends[done:begin], np.full(len(letters), ends[last - 1])]
        done = last
    codes = codes_of("".join(pieces) + text[done:])
    return _KEPT.of(codes), np.concatenate([*origins, starts[done:]]), np.concatenate([*closes, ends[done:]])


def _runs(places: list[int]) -> Iterable[tuple[int, int]]:
    """Give [first, last) of the numbers that follow each other."""
    first = before = places[0]
    for place in places[1:]:
        if place != before + 1:
            yield first, before + 1
            first = place
        before = place
    yield first, before + 1


def _unspin(found: Codes, plain: Codes) -> None:
    """Write each word of *plain* that mixes alphabets with look-alikes in one alphabet."""
    change = (found[1:] ^ found[:-1]) & _ALPHABETS
    seams = np.flatnonzero(change & (change - 1))  # more than one bit: two letters of different alphabets
    if not seams.size:
        return
    text, done = text_of(plain), 0
    for seam in seams.tolist():
        if seam < done:
            continue
        start = seam
        while start > done and text[start - 1].isalpha():
            start -= 1
        word = _WORD.match(text, start)
        if word is not None:
            done = word.end()
            plain[start:done] = codes_of(_one_alphabet(word[0]))


def _one_alphabet(word: str) -> str:
    # The alphabet is that of the letters that look like no other; "СО" could be either, and most words are not Latin.
    if not _CYRILLIC_LETTER.search(word):
        latin, greek = word.translate(_TO_LATIN), word.translate(_TO_GREEK)
        return greek if not _LATIN_LETTER.search(greek) else word if _GREEK_LETTER.search(latin) else latin
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not (_LATIN_LETTER.search(cyrillic) or _GREEK_LETTER.search(cyrillic)):
        return cyrillic
    return word if _CYRILLIC_LETTER.search(latin) else latin
