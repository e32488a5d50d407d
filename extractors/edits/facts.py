"""Numbers, names, negations and quotes among words: what can be checked, and is worth an alarm when it changes.

Names are known by their capital letter where the script has two cases, inside a sentence; at its beginning only where
the same word has a capital elsewhere, or another follows. German gives every noun one, so there only two in a row make
a name. In scripts of one case a name is seen only beside a title such as "президент" has in them (رئيس, 总统, मंत्री), or
in title marks (《》): most changes of a name there come as "wording". A name in another case of its declension is the
same name, as far as an ending of up to three letters tells: Нигер and Нигерия are not told apart.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from extractors.edits.tokens import Token
from extractors.edits.wording import HAN_NUMBERS, HAN_TITLES, NEGATIONS, NUMBERS, TITLES, is_month

Quotes = Sequence[tuple[int, int, bool]]  # start, end, and whether it is a name rather than a quote; in order

_QUOTE = re.compile(
    r"“[^“”\n]{2,1000}”|«[^«»\n]{2,1000}»|„[^„“”\n]{2,1000}[“”]|「[^「」\n]{2,1000}」|『[^『』\n]{2,1000}』"
    r'|"[^"\n]{2,1000}"|《[^《》\n]{1,100}》'
)
_MANY, _MANY_CHARACTERS = 2, 5  # words in quotation marks that make a quote; fewer are a name or a way of speaking
ENDING, STEM = 3, 4  # letters
NEAR_TITLE = 4  # characters of Han between a name and the title
_INFLECTED = re.compile("[\u0400-\u04ff]")
_WITHOUT_CASES = frozenset({"en", "zh", "fa", "ar", "ur", "hi", "vi", "id", "fr", "es", "it", "pt", "nl", "de"})


def quotes_in(text: str) -> Quotes:
    """Give the places of what stands in quotation marks, and whether it is a name rather than a quote."""
    return [(each.start(), each.end(), _is_title(each[0])) for each in _QUOTE.finditer(text)]


def _is_title(quoted: str) -> bool:
    words = quoted[1:-1].split()
    spaced = not any("\u3040" <= each <= "\u9fff" for each in quoted)
    return quoted[0] == "《" or (len(words) <= _MANY if spaced else len(quoted) - 2 <= _MANY_CHARACTERS)


class Words:
    """The words of some sentences of one reading, and what is known of them."""

    def __init__(self, text: str, tokens: Sequence[Token], known_names: frozenset[str], language: str | None) -> None:
        self.text, self.tokens = text, tokens
        self._known, self._language = known_names, language

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at]

    def surface(self, at: int) -> str:
        """Give a word as it is written."""
        return self.text[self.tokens[at].start : self.tokens[at].end]

    def number(self, at: int) -> str | None:
        """Give the value of a number in figures or words; None: it is none."""
        token = self.tokens[at]
        if token.is_number:
            return token.key
        return token.key if token.key in HAN_NUMBERS else NUMBERS.get(token.key)

    def is_name(self, at: int) -> bool:
        """Say whether a word is a name, or a part of one."""
        if not self._is_capital(at):
            return False
        token, surface = self.tokens[at], self.surface(at)
        near = [each for each in (at - 1, at + 1) if self._is_capital(each)]
        beside = any(not (token.initial and self.tokens[each].initial) for each in near)
        if self._language == "de":
            return beside
        return not token.initial or token.key in self._known or (len(surface) > 1 and surface.isupper()) or beside

    def _is_capital(self, at: int) -> bool:
        if not 0 <= at < len(self.tokens):
            return False
        return self.text[self.tokens[at].start].isupper() and not is_month(self.tokens[at].key)

    def are_beside(self, at: int) -> bool:
        """Say whether a word and the next have nothing but a blank between them."""
        return self.text[self.tokens[at].end : self.tokens[at + 1].start] == " "

    def is_negation(self, at: int) -> bool:
        """Say whether a word denies."""
        return self.tokens[at].key in NEGATIONS

    def is_titled(self, start: int, end: int) -> bool:
        """Say whether the words from *start* to *end*, in a script of one case, stand beside the title of a person."""
        if any(each.key in TITLES for each in self.tokens[max(0, start - 2) : end + 1]):
            return not any(map(self._is_capital, range(start, end)))
        if end == start or not self.tokens[start].is_character:
            return False
        before = "".join(each.key for each in self.tokens[max(0, start - 3) : start])
        after = "".join(each.key for each in self.tokens[start : end + NEAR_TITLE])
        return before.endswith(HAN_TITLES) or any(title in after for title in HAN_TITLES)

    def is_dated(self, at: int) -> bool:
        """Say whether a number is one of a date or a time of day."""
        if self.tokens[at].key.count(":") or self.tokens[at].key.count(".") == 2:
            return True
        return any(is_month(self.tokens[near].key) for near in (at - 1, at + 1) if 0 <= near < len(self.tokens))


def names_inside(words: Iterable[Words]) -> frozenset[str]:
    """Give the words that have a capital letter inside a sentence."""
    return frozenset(
        each.tokens[at].key
        for each in words
        for at in range(len(each.tokens))
        if not each.tokens[at].initial and each.text[each.tokens[at].start].isupper()
    )


def has_fact(words: Words, places: Iterable[int]) -> bool:
    """Say whether there is a number, a name or a denial among some words."""
    return any(words[at].is_number or words.is_name(at) or words.is_negation(at) for at in places)


def only_in(
    old: Sequence[int], new: Sequence[int], key: Callable[[int], str], other: Callable[[int], str]
) -> tuple[list[int], list[int]]:
    """Give of two lists of places those whose key the other list has not, each as often as it is more."""
    return _surplus([key(at) for at in old], old, [other(at) for at in new]), _surplus(
        [other(at) for at in new], new, [key(at) for at in old]
    )


def _surplus(keys: Sequence[str], places: Sequence[int], others: Sequence[str]) -> list[int]:
    left = Counter(others)
    found = []
    for key, at in zip(keys, places, strict=True):
        if left[key] > 0:
            left[key] -= 1
        else:
            found.append(at)
    return found


def is_same_name(one: str, other: str, language: str | None) -> bool:
    """Say whether two folded names differ in no more than an ending.

    >>> is_same_name("петров", "петрову", "ru"), is_same_name("iran", "iraq", "en"), is_same_name("asia", "asias", "en")
    (True, False, True)
    """
    if one.removesuffix("s") == other.removesuffix("s"):
        return True
    if language in _WITHOUT_CASES and not _INFLECTED.search(one):
        return False
    common = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        common += 1
    return common >= STEM and max(len(one), len(other)) - common <= ENDING
