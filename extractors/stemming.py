"""Words of one meaning under one stem: summit and summits, саммит and саммита, мемлекет and мемлекеттер.

A stem is the word without its ending (extractors.endings). Where stems change, too (making, running, countries), it is
what Snowball says (Porter, "Snowball: a language for stemming algorithms", 2001), if that is as long or a letter
shorter: what Snowball takes off beyond that makes one word of several (government and govern, security and secure).

Each stem bears the mark of its language: else a French ending taken off "care" would find every English "car" where the
language of the words that are asked for is not known.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property

import Stemmer

from extractors.endings import ARTICLES, endings_of, place_of

_LATIN, _CYRILLIC, _ARABIC, _DEVANAGARI = "a-zß-ɏ", "а-ԯ", "ء-ۿ", "ऀ-ॿ"
# Small raised letters: no text holds them, since Unicode folds them to plain ones (NFKC).
_LANGUAGES = {
    "ar": ("ᵃ", _ARABIC), "az": ("ᶻ", _LATIN), "be": ("ᵇ", _CYRILLIC), "de": ("ᵈ", _LATIN), "en": ("ᵉ", _LATIN),
    "es": ("ˢ", _LATIN), "fa": ("ᵖ", _ARABIC), "fr": ("ᶠ", _LATIN), "hi": ("ʰ", _DEVANAGARI), "id": ("ⁿ", _LATIN),
    "it": ("ⁱ", _LATIN), "kk": ("ᵏ", _CYRILLIC), "ky": ("ʸ", _CYRILLIC), "mn": ("ᵐ", _CYRILLIC), "pt": ("ᵒ", _LATIN),
    "ru": ("ʳ", _CYRILLIC), "tg": ("ʲ", _CYRILLIC), "tr": ("ᵗ", _LATIN), "uk": ("ᵛ", _CYRILLIC), "ur": ("ʷ", _ARABIC),
    "uz": ("ᵘ", _LATIN + _CYRILLIC),
}  # fmt: skip
#: With what the stems of a language end, and no other word.
MARKS = frozenset(mark for mark, _ in _LANGUAGES.values())
#: All that have stems, ISO 639-1.
LANGUAGES = tuple(_LANGUAGES)
_SNOWBALL = {"de": "german", "en": "english"}
_LEAST = 3  # letters of a stem
_MOST = 40  # letters of a word
_WHOLE = ("стан", "stan", "turkiye", "казах", "شانگهای")  # names that end as inflected words do
_NAMES = ("azerbaycan",)  # those that go on as words with another ending do


class Stems:
    """The stems of one language."""

    def __init__(self, language: str) -> None:
        """Take one of LANGUAGES."""
        self._language = language
        self._mark, letters = _LANGUAGES[language]
        self._words = re.compile(f"[{letters}]{{1,{_MOST}}}")
        self._place = place_of(language)
        self._articles = ARTICLES if language == "ar" else ()
        # Its own cache is no use behind ours.
        self._says = Stemmer.Stemmer(_SNOWBALL[language], 0).stemWord if language in _SNOWBALL else None

    # Made when a word is met that is written as those of the language are: a query asks all languages.
    @cached_property
    def _endings(self) -> frozenset[str]:
        return endings_of(self._language)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._endings))

    @cached_property
    def _begun(self) -> frozenset[str]:
        return frozenset(each[:length] for each in self._endings for length in range(1, len(each) + 1))

    def of(self, word: str) -> str:
        """Give the stem of a folded *word*; the word itself where it is not written as those of this language are."""
        if not self._words.fullmatch(word):
            return word
        return self._stem(self._without_article(word, _LEAST)) + self._mark

    def begun(self, start: str) -> Iterator[str]:
        """Give what stands in the index for words that begin with *start*, where that itself does not begin so.

        Whole terms, or (after the article of Arabic) how they begin.

        >>> sorted(set(Stems("en").begun("countrie")))
        ['countriᵉ']
        """
        if not self._words.fullmatch(start):
            return
        inner = self._without_article(start, 2)
        if inner != start:
            yield inner
        for taken in range(max(0, min(self._longest, len(inner) - _LEAST)) + 1):
            stem, ending = inner[: len(inner) - taken], inner[len(inner) - taken :]
            if ending and ending not in self._begun:
                continue
            if self._says is None:
                if not stem.startswith(start):
                    yield stem + self._mark
                continue
            for each in ("", *self._endings):
                if each.startswith(ending):
                    found = self._stem(stem + each)
                    if not found.startswith(start):
                        yield found + self._mark

    def _without_article(self, word: str, least: int) -> str:
        for each in self._articles:
            if word.startswith(each) and len(word) >= len(each) + least:
                return word[len(each) :]
        return word

    def _stem(self, word: str) -> str:
        stem = self._without_ending(word)
        if self._says is None:
            return stem
        said = self._says(word)
        # Only so far from the stem that begun() finds it again.
        return said if said.startswith(stem) or stem[:-1] == said else stem

    def _without_ending(self, word: str) -> str:
        if word.endswith(_WHOLE):
            return word
        for name in _NAMES:
            if word.startswith(name) and word[len(name) :] in self._endings:
                return name
        for length in range(min(self._longest, len(word) - _LEAST), 0, -1):
            if word[-length:] in self._endings and word[-length - 1] in self._place.get(word[-length], word):
                return word[:-length]
        return word


@cache
def stems_of(language: str) -> Stems:
    """The stems of *language*, one of LANGUAGES."""
    return Stems(language)
