"""The capitalised words of a text, and what stands beside them: given names, initials, patronymics, openers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from extractors.tagging.record import Field

_CAPITALS = "".join(
    chr(code) for first, last in ((0x41, 0x250), (0x400, 0x530), (0x1E00, 0x1F00)) for code in range(first, last)
    if chr(code).isupper()
)  # fmt: skip
WORD = re.compile(f"[{_CAPITALS}][\\w\u00ad\u0300-\u036f\u200b-\u200d]*")
_SMALL = re.compile(r"\b[^\W\d_]+")
# A full stop that ends no initial, or a sign after which no blank is needed.
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।\n]+(?<!\b\w\.)(?:[\"'»”’)]*\s+|(?<=[。！？؟۔।\n]))")
_OPENING = re.compile(r"(?:^|[.!?…:][\"'»”’)]*\s+|\n)[ \u00a0\"'«“„‘(—-]*$")
_PATRONYMIC = re.compile(
    "(?:v[iy]t?ch|witsch|wicz|vič|[ou]vna|evna|ogl[iuy]|qizi|uly|uulu"
    "|[вьм]ич(?:а|у|ем|е)?|[ое]вн(?:а|ы|е|у|ой)|оглы|ўғли|қизи|[уұ]лы|уулу|кызы|қызы)$"
)
_PLACE_OR_TIME = re.compile("(?:^|\\W)(?:in|on|at|since|im|am|en|à|em|в|во|на|с)[ \u00a0]$", re.IGNORECASE)
# Words that may stand with a capital before a surname and are no given names, mostly as the first of a sentence.
_OPENERS = (
    "mr mrs ms dr prof sir comrade mister according to however but and also meanwhile earlier later then today"
    " yesterday tomorrow as for by from with when while after before since that this if asked answering speaking"
    " addressing commenting citing quoting in on at the monday tuesday wednesday thursday friday saturday sunday"
    " january february march april may june july august september october november december says said"
    " herr frau laut nach auch m monsieur selon señor sr según senhor segundo sayın janob cənab pan pana"
    " г господин господина товарищ по как также ранее позже затем однако но и а при этом сегодня вчера завтра кроме"
    " отвечая комментируя говоря для у о об от с к в на что если когда ныне мырза жаноб сам"
    " president minister chairman director ambassador professor general colonel doctor senator deputy diplomat"
    " президент министр премьер председатель директор посол профессор генерал полковник доктор депутат дипломат"
)
_NO_GIVEN_NAME = frozenset(_OPENERS.split())
_TITLES = {"Mr", "Ms", "Dr", "Sr", "Pr", "St"}
_GAP = {" ", "\u00a0", "\u202f", "\t", "\n", "  "}
_INITIAL_GAP = {".", ". ", ".\u00a0", ".\u202f"}
_BEFORE = _GAP | {"."}
_REACH = 80  # characters in which the rest of a name is looked for
_NEAR = 300  # characters on both sides in which a sentence counts as near
_JOINTS = "-‐‑@/\\_#"


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word: text[start:end] of its field."""

    start: int
    end: int
    text: str
    initial: bool  # one or two letters before a full stop: "B.", "Kh."


class Line:
    """One field, and the capitalised words around a place in it."""

    def __init__(self, field: Field, text: str) -> None:
        self.field, self.text = field, text

    def words(self, among: Iterable[str]) -> list[Word]:
        """Return the capitalised words that are *among* some, in order."""
        found = []
        for each in among:
            place = self.text.find(each)
            while place >= 0:
                match = WORD.match(self.text, place)
                if match is not None and match[0] == each:
                    found.append(self._word(match))
                place = self.text.find(each, place + len(each))
        return sorted(found, key=lambda word: word.start)

    def before(self, word: Word) -> list[Word]:
        """Return up to three words right before *word*, the nearest first."""
        found: list[Word] = []
        if self.text[word.start - 1 : word.start] not in _BEFORE:
            return found
        for match in reversed(list(WORD.finditer(self.text, max(0, word.start - _REACH), word.start))):
            each = self._word(match)
            if len(found) == 3 or not self._adjacent(each, word):
                break
            found.append(each)
            word = each
        return found

    def after(self, word: Word) -> list[Word]:
        """Return up to two words right after *word*, the nearest first."""
        found: list[Word] = []
        if self.text[word.end : word.end + 1] not in _GAP:
            return found
        for match in WORD.finditer(self.text, word.end, word.end + _REACH):
            each = self._word(match)
            if len(found) == 2 or not self._adjacent(word, each):
                break
            found.append(each)
            word = each
        return found

    def _word(self, match: re.Match[str]) -> Word:
        start, end = match.span()
        short = end - start <= 2 and match[0] not in _TITLES
        return Word(start, end, match[0], short and self.text[end : end + 1] == ".")

    def part(self, word: Word) -> bool:
        """Say whether *word* is only a part of a longer one: Nur-Khakimov, Norov-Petrov, @Norov."""
        before, after = self.text[word.start - 1 : word.start], self.text[word.end : word.end + 2]
        return (
            (bool(before) and (before in _JOINTS or before.isalnum()))
            or after[:1] == "@"
            or (len(after) == 2 and after[0] in _JOINTS and after[1].isupper())
        )

    def monsieur(self, word: Word) -> bool:
        """Say whether *word* is the M. of French texts, which looks like an initial."""
        return word.text == "M" and {"les", "des"} <= self._written_small

    def near(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence of [start, end) begins and ends; nothing farther than 300 characters is near."""
        first, last = max(0, start - _NEAR), min(len(self.text), end + _NEAR)
        begins = [match.end() for match in _SENTENCE_END.finditer(self.text, first, start)]
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text, end, last)]
        return (
            begins[-1] if begins else first,
            ends[0] if ends else last,
        )

    def given(self, word: Word, surname: Word) -> bool:
        """Say whether *word*, right before *surname*, looks like somebody's given name rather than any other word."""
        acronym = word.text.isupper() and not surname.text.isupper()
        lower = word.text.lower()
        if acronym or lower in _NO_GIVEN_NAME or "\n" in self.text[word.end : surname.start]:
            return False
        if _PLACE_OR_TIME.search(self.text, max(0, word.start - 8), word.start):
            return False
        first = _OPENING.search(self.text, max(0, word.start - 12), word.start)
        return not (first and lower in self._written_small)

    @cached_property
    def _written_small(self) -> frozenset[str]:
        return frozenset(_SMALL.findall(self.text))

    def _adjacent(self, one: Word, other: Word) -> bool:
        gap = self.text[one.end : other.start] if other.start - one.end < 3 else ""
        return gap in (_INITIAL_GAP if one.initial else _GAP)


def patronymic(word: str) -> bool:
    """Say whether *word* looks like a patronymic, which may stand between given name and surname."""
    return _PATRONYMIC.search(word.lower()) is not None
