"""Fold text for matching, with a way back: spellings that readers take for the same become the same."""

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.han import SIMPLIFIED

# Invisible (soft hyphen, ZWNJ, ZWJ, marks of direction, BOM) or optional in Arabic script (tatweel, harakat).
_DROPPED = "\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_DROP = re.compile(f"[{_DROPPED}]+")
# What changes the number of characters: the dropped, a letter's separate accents, ligatures.
_SPOT = re.compile(f"[{_DROPPED}\u0300-\u036f\ufb00-\ufb06]+")
# A line broken in the middle of a word by a hyphen that the page kept: Sep-tember, Coop-eration.
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
# Beyond so many different characters one pass over all of them is faster than one pass for each (measured).
_MANY = 40

_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_APOSTROPHES = dict.fromkeys("ʻʼ‘’`´′ʹʽ՚＇", "'")
_ARABIC = dict(zip("يىےېۍئكڪګةۀہھەۂأإآٱؤ", "ییییییکککههههههاااا" + "و", strict=True))
_CHANGED = _DASHES | _APOSTROPHES | _ARABIC | dict.fromkeys("\n\r\t\v\f", " ") | {"İ": "I"}

_CYRILLIC = "АВСЕНІКМОРТХУасеіорху"
_LATIN = "ABCEHIKMOPTXYaceiopxy"
_GREEK_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧακνοριυχ", "ABEZHIKMNOPTYXakvopiux", strict=True))
_GREEK_CYRILLIC = dict(zip("ΑΒΕΗΙΚΜΟΡΤΧΥΓΠαεκορτχνπ", "АВЕНІКМОРТХУГПаекортхип", strict=True))
_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC + "ЅЈѕј", _LATIN + "SJsj", strict=True)) | _GREEK_LATIN)
_TO_CYRILLIC = str.maketrans(dict(zip(_LATIN + "kmt", _CYRILLIC + "кмт", strict=True)) | _GREEK_CYRILLIC)
_FOREIGN_RUN = re.compile("[A-Za-z\u0370-\u03ff]+")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")


class _Kept(dict[str, str]):
    """What stands for each character in the text with capitals; learns it when it first meets it."""

    def __missing__(self, character: str) -> str:
        plain = unicodedata.normalize("NFKC", character)
        kept = _CHANGED.get(plain) or (plain if len(plain) == 1 else character)
        return self.setdefault(character, kept)


class _Caseless(dict[str, str]):
    """What stands for each lower-case character in the caseless text; learns it when it first meets it."""

    def __missing__(self, character: str) -> str:
        plain = {"ı": "i", "ё": "е", "ς": "σ"}.get(character) or SIMPLIFIED.get(ord(character), character)
        base = unicodedata.normalize("NFD", plain)[0]
        latin_or_greek = base.isascii() or "\u0370" <= base <= "\u03ff"
        return self.setdefault(character, base if latin_or_greek else plain)


_kept, _caseless = _Kept(), _Caseless()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text as it is matched, twice, character by character the same length, and the way back to the original."""

    kept: str  # with its capitals
    lower: str  # caseless and without the accents of Latin and Greek letters
    # Pieces in order: where each begins here, and where it begins and ends in the original. Within a piece one
    # character here is one there. No pieces: the whole text is one.
    starts: tuple[int, ...] = ()
    origins: tuple[tuple[int, int], ...] = ()
    original: "Folded | None" = None  # what the pieces were taken from; None: the text itself

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where [start, end) of the folded text, which must not be empty, stands in the text itself."""
        if self.starts:
            start, end = self._origin(start), self._origin_end(end)
        return (start, end) if self.original is None else self.original.span(start, end)

    def _origin(self, place: int) -> int:
        piece = bisect_right(self.starts, place) - 1
        begins, ends = self.origins[piece]
        return min(begins + place - self.starts[piece], ends - 1)

    def _origin_end(self, place: int) -> int:
        piece = bisect_right(self.starts, place - 1) - 1
        begins, ends = self.origins[piece]
        if piece + 1 < len(self.starts) and self.starts[piece + 1] == place:
            return ends
        return min(begins + place - self.starts[piece], ends)


def fold(text: str) -> Folded:
    """Fold *text*.

    NFKC (UAX 15) where it keeps the number of characters; blanks, dashes and apostrophes to one; ZWNJ, ZWJ, soft
    hyphens and optional Arabic signs out; Arabic to Persian letters (ي ك to ی ک); within one word, Latin and Greek
    look-alikes of Cyrillic letters (UTS 39) to the alphabet of the rest.

    >>> folded = fold("ШОC — Co\\u00adoperation")
    >>> folded.lower, folded.span(6, 17)
    ('шос - cooperation', (6, 18))
    """
    if text.isascii():
        kept = _replaced(text, [(each, " ") for each in "\n\r\t\v\f"])
        return Folded(kept=kept, lower=kept.lower())
    letters = set(text)
    pieces = _pieces(text) if any(map(_SPOT.match, letters)) else []
    if pieces:
        text = "".join(piece for piece, _, _ in pieces)
        letters = set(text)
    kept = _replaced(text, [(each, _kept[each]) for each in letters])
    if any(map(_CYRILLIC_LETTER.match, letters)) and any(map(_FOREIGN_RUN.match, letters)):
        kept = _unspin(kept)
    lower = kept.lower()
    return _folded(kept, _replaced(lower, [(each, _caseless[each]) for each in set(lower)]), pieces)


def _replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    changes = [(old, new) for old, new in pairs if old != new]
    if len(changes) > _MANY:
        return text.translate({ord(old): new for old, new in pairs})
    for old, new in changes:
        text = text.replace(old, new)
    return text


def join(folded: Folded) -> Folded | None:
    """Return *folded* without the hyphens inside words, or None when it has none.

    A second reading, for names only: it finds `Coop-eration`, but it also glues words that belong apart.

    >>> join(fold("Coop-eration")).lower
    'cooperation'
    """
    text, pieces, last = folded.lower, [], 0
    for match in _HYPHEN.finditer(text):
        pieces.append((text[last : match.start()], last, match.start()))
        last = match.end()
    if not pieces:
        return None
    pieces.append((text[last:], last, len(text)))
    kept = "".join(folded.kept[start:end] for _, start, end in pieces)
    return _folded(kept, "".join(piece for piece, _, _ in pieces), pieces, folded)


def _folded(kept: str, lower: str, pieces: list[tuple[str, int, int]], original: Folded | None = None) -> Folded:
    starts = itertools.accumulate((len(piece) for piece, _, _ in pieces[:-1]), initial=0) if pieces else ()
    origins = tuple((start, end) for _, start, end in pieces)
    return Folded(kept=kept, lower=lower, starts=tuple(starts), origins=origins, original=original)


def _pieces(text: str) -> list[tuple[str, int, int]]:
    """Cut *text* where folding changes its length: (folded piece, start and end in *text*); [] if nowhere."""
    pieces, last = [], 0
    for match in _SPOT.finditer(text):
        start, end = match.span()
        if "\u0300" <= text[start] <= "\u036f" and start > last:
            start -= 1
        spot = unicodedata.normalize("NFKC", _DROP.sub("", text[start:end]))
        pieces += [(text[last:start], last, start), (spot, start, end)]
        last = end
    if pieces:
        pieces.append((text[last:], last, len(text)))
    return [piece for piece in pieces if piece[0]]


def _unspin(text: str) -> str:
    """Write each word that mixes Cyrillic with look-alikes in one alphabet."""
    pieces, done = [], 0
    for seam in _seams(text):
        if seam < done:
            continue
        start = seam
        while start > done and text[start - 1].isalpha():
            start -= 1
        word = _WORD.match(text, start)
        if word is not None:
            pieces += [text[done:start], _one_alphabet(word[0])]
            done = word.end()
    return "".join(pieces) + text[done:]


def _seams(text: str) -> Iterator[int]:
    """Give the places where a Latin or Greek letter touches a Cyrillic one."""
    for match in _FOREIGN_RUN.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if _CYRILLIC_LETTER.match(before) or _CYRILLIC_LETTER.match(after):
            yield match.start()


def _one_alphabet(word: str) -> str:
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    # The alphabet is that of the letters that look like no other; "СО" could be either, and most words are not Latin.
    if not _FOREIGN_RUN.search(cyrillic):
        return cyrillic
    return word if _CYRILLIC_LETTER.search(latin) else latin
