"""Find the forms of lexicon terms in a folded text: one pass for all of them, whole words only."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from config.lexicon import Term
from extractors.fold import Folded, fold

# First code points of the scripts whose letters we must tell apart; 0: no script of its own. Scripts that do not
# separate words by blanks, or glue particles to them (Han, Kana, Thai, Lao, Khmer, Hangul), have no word boundary.
_SCRIPTS = (
    (0x0000, "latin"), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew"),
    (0x0600, "arabic"), (0x0900, "indic"), (0x0E00, ""), (0x0F00, "tibetan"), (0x10A0, "georgian"), (0x1100, ""),
    (0x1200, "ethiopic"), (0x1780, ""), (0x1800, "mongolian"), (0x1E00, "latin"), (0x1F00, "greek"),
    (0x2000, ""), (0xFB50, "arabic"), (0xFE00, ""),
)  # fmt: skip
_FIRST = tuple(first for first, _ in _SCRIPTS)
_SAME_AS_CASED = re.compile(r"[^\W_]+(?:[.+&-][^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence of a form: text[start:end] of the original."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class _Target:
    term: Term
    rest: re.Pattern[str] | None  # what must follow when the form holds a *
    endings: re.Pattern[str] | None
    prefixes: tuple[str, ...]


class Matcher:
    """The forms of some terms, compiled; the same text gives the same hits in the order of the text."""

    def __init__(
        self, terms: Iterable[Term], endings: Mapping[str, tuple[str, ...]], prefixes: Mapping[str, tuple[str, ...]]
    ) -> None:
        patterns: tuple[dict[str, list[_Target]], ...] = (defaultdict(list), defaultdict(list))
        tails = {language: _tail(forms) for language, forms in endings.items()}
        heads = {language: tuple(fold(each).lower for each in forms) for language, forms in prefixes.items()}
        for term in terms:
            tail, head = tails.get(term.language or ""), heads.get(term.language or "", ())
            for form in term.forms:
                folded = fold(form)
                text = folded.kept if _cased(term, form) else folded.lower
                beginning, star, rest = text.partition("*")
                target = _Target(term, _stem(rest) if star else None, tail, head)
                patterns[not _cased(term, form)][beginning].append(target)
        self._targets = tuple(list(each.values()) for each in patterns)
        self._automata = tuple(
            AhoCorasick(list(each) or ["\0"], implementation=Implementation.ContiguousNFA) for each in patterns
        )

    def find(self, folded: Folded) -> list[Hit]:
        """Return every occurrence, also overlapping ones, in the order of their beginning."""
        hits = []
        for text, automaton, targets in zip((folded.kept, folded.lower), self._automata, self._targets, strict=True):
            for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
                for target in targets[index] if targets else ():
                    stop = _fit(text, start, end, target)
                    if stop:
                        hits.append(Hit(*folded.span(start, stop), target.term))
        return sorted(hits, key=lambda hit: (hit.start, -hit.end))


def _cased(term: Term, form: str) -> bool:
    """Say whether capitals count: in abbreviations, be they short forms or words all in capitals."""
    one_word = _SAME_AS_CASED.fullmatch(form) is not None
    return one_word and (form.isupper() or (term.role == "short" and form != form.lower()))


def _tail(endings: tuple[str, ...]) -> re.Pattern[str]:
    forms = sorted({fold(each).lower for each in endings}, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")


def _stem(rest: str) -> re.Pattern[str]:
    # Vowel signs of Indic scripts are no \w for `re`, but they are part of the word.
    return re.compile(r"[\w\u0900-\u0dff]*" + re.escape(rest).replace(r"\*", r"[\w\u0900-\u0dff]*"))


def _fit(text: str, start: int, end: int, target: _Target) -> int:
    """Return where the word at text[start:end] ends if it stands for *target*, else 0."""
    if start and _joined(text[start - 1], text[start]) and not _prefixed(text, start, target.prefixes):
        return 0
    if target.rest is not None:
        match = target.rest.match(text, end)
        if match is None:
            return 0
        end = match.end()
    if end < len(text) and _joined(text[end - 1], text[end]):
        match = target.endings.match(text, end) if target.endings else None
        return match.end() if match else 0
    return end


def _prefixed(text: str, start: int, prefixes: tuple[str, ...]) -> bool:
    for prefix in prefixes:
        begins = start - len(prefix)
        if begins >= 0 and text.startswith(prefix, begins) and (not begins or not _joined(text[begins - 1], prefix[0])):
            return True
    return False


def _joined(one: str, other: str) -> bool:
    """Say whether two neighbouring characters belong to one word."""
    if not (_of_word(one) and _of_word(other)):
        return False
    if one.isdigit() or other.isdigit():
        return one.isascii() and other.isascii()
    script = _script(one)
    return bool(script) and script == _script(other)


def _of_word(character: str) -> bool:
    return character.isalnum() or (character > "\u02ff" and unicodedata.category(character) in {"Mn", "Mc"})


def _script(character: str) -> str:
    return _SCRIPTS[bisect_right(_FIRST, ord(character)) - 1][1]
