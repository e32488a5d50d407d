"""Find the forms of lexicon terms in a folded text: one pass for all of them, whole words only."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from config.lexicon import Term
from extractors.fold import Folded, fold
from extractors.tagging.words import glue, in_address

_NAMES = frozenset({"name", "short", "related"})
_BY_LANGUAGE = frozenset({"name", "short", "topic"})  # what the language of a form decides about
_SAME_AS_CASED = re.compile(r"[^\W_]+(?:[.+&-][^\W_]*)*")
_BORDER = "\x1f"  # between texts that are folded together; stands in no form
# Vowel signs of Indic scripts are no \w for `re`, but they are part of the word.
_INSIDE = r"[\w\u0900-\u0dff]*"
# A line broken in the middle of a word by a hyphen that the page kept: Sep-tember, Coop- eration.
_BREAK = re.compile(r"- {0,2}(?=[^\W\d_]{2})")
_FEWEST, _MOST = 2, 3  # letters that a break leaves on either side; by so many we know one that may be in a name
_SIDES = tuple(product((_MOST, _FEWEST), repeat=2))
_MARGIN = 20  # characters for what is attached to a name
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


class Hit(NamedTuple):
    """One occurrence of a form: text[start:end] of the original."""

    start: int
    end: int
    term: Term


class _Target(NamedTuple):
    term: Term
    said: tuple[str, str] | None  # role and slug, where it is no matter in which language the form says so
    plain: bool  # it fits wherever it stands as a word of its own
    cased: str | None  # how it must stand in the text with capitals, if they count
    rest: re.Pattern[str] | None  # what must follow when the form holds a *; None: nothing
    stem: bool  # the form ends with *
    endings: frozenset[str]
    prefixes: tuple[str, ...]


def _compiled(
    term: Term, cased: str | None, lower: str, attached: tuple[frozenset[str], tuple[str, ...]], *, apart: bool
) -> tuple[str, _Target]:
    """Cut a folded form into what the automaton looks for, and what must hold where it is found."""
    beginning, star, rest = lower.partition("*")
    inner = _rest(rest.removesuffix("*")) if star and (rest or not beginning[-1].isalnum()) else None
    return beginning, _Target(
        term=term,
        said=None if apart or term.role in _BY_LANGUAGE else (term.role, term.slug),
        plain=cased is None and inner is None,
        cased=cased,
        rest=inner,
        stem=(star + rest).endswith("*"),
        endings=attached[0],
        prefixes=attached[1],
    )


def _order(target: _Target) -> tuple[bool, tuple[str, str], bool]:
    return target.cased is None, target.said or ("", ""), not target.plain


class Matcher:
    """The forms of some terms, compiled; the same text gives the same hits in the order of the text."""

    def __init__(
        self,
        terms: Iterable[Term],
        endings: Mapping[str, tuple[str, ...]],
        prefixes: Mapping[str, tuple[str, ...]],
        *,
        apart: bool = True,
    ) -> None:
        """Compile *terms* and what languages glue to their forms; not *apart*: one hit for all languages that agree."""
        tails = {language: frozenset(lower for _, lower in _folded(forms)) for language, forms in endings.items()}
        heads = {language: tuple(lower for _, lower in _folded(forms)) for language, forms in prefixes.items()}
        targets: defaultdict[str, list[_Target]] = defaultdict(list)
        pairs = [(term, form) for term in terms for form in term.forms]
        names = set()
        for (term, form), (kept, lower) in zip(pairs, _folded(form for _, form in pairs), strict=True):
            language = term.language or ""
            attached = tails.get(language, frozenset()), heads.get(language, ())
            beginning, target = _compiled(term, kept if _cased(term, form) else None, lower, attached, apart=apart)
            targets[beginning].append(target)
            if term.role in _NAMES:
                names.add(beginning)
                if "*" not in lower and "-" in form:  # also written as one word
                    names.add(whole := _HYPHEN.sub("", beginning))
                    if whole != beginning and target.cased is None:
                        targets[whole].append(target)
        self._targets = [sorted(each, key=_order) for each in targets.values()]
        # Patterns that no attachment can save where the text goes on with letters of the same word.
        self._strict_start = bytes(not any(target.prefixes for target in each) for each in self._targets)
        self._strict_end = bytes(
            not any(target.rest or target.stem or target.endings for target in each) for each in self._targets
        )
        self._automaton = AhoCorasick(list(targets) or ["\0"], implementation=Implementation.ContiguousNFA)
        words = {word for name in names for word in name.split()}
        self._joints = {joint for word in words for joint in _joints(word)}
        self._reach = max(map(len, names), default=0) + _MARGIN

    def find(self, folded: Folded) -> list[Hit]:
        """Return every occurrence, also overlapping ones, in the order of their beginning.

        Names are also found across the hyphen of a broken line.
        """
        hits = self._find(folded)
        if self._joints and "-" in folded.lower:
            hits += self._across_lines(folded)
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        return hits

    def _find(self, folded: Folded, seams: Sequence[int] = ()) -> list[Hit]:
        """Return the occurrences in any order; if there are *seams*, only those of names that hold one."""
        matches = self._matches(folded.lower, seams)
        if not matches:
            return []
        glued, strict_start, strict_end = glue(folded), self._strict_start, self._strict_end
        hits = []
        for pattern, start, end in matches:
            before, after = glued[start], glued[end]
            if (before and strict_start[pattern]) or (after and strict_end[pattern]):
                continue
            said = None
            for target in self._targets[pattern]:
                if target.said is not None and target.said == said:
                    continue  # Kazakhstan is the same state in ten languages
                stop = end if target.plain and not before and not after else _fit(folded, glued, start, end, target)
                if stop and (not seams or target.term.role in _NAMES):
                    said = target.said
                    hits.append(Hit(*folded.span(start, stop), target.term))
        return hits

    def _matches(self, text: str, seams: Sequence[int] = ()) -> list[tuple[int, int, int]]:
        matches: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not seams:
            return matches
        return [each for each in matches if bisect_right(seams, each[1]) < bisect_left(seams, each[2])]

    def _across_lines(self, folded: Folded) -> Iterator[Hit]:
        """Give the names that a broken line has cut."""
        text = folded.lower
        for gaps in self._gaps(text):
            first, last = max(0, gaps[0][0] - self._reach), min(len(text), gaps[-1][1] + self._reach)
            starts, ends = [first, *(end for _, end in gaps)], [*(start for start, _ in gaps), last]
            pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
            seams = list(accumulate(map(len, pieces[:-1])))
            if self._matches("".join(pieces), seams):  # few hyphens come so far
                yield from self._find(folded.without(first, last, gaps), seams)

    def _gaps(self, text: str) -> Iterator[list[tuple[int, int]]]:
        """Give the hyphens (start, end) that may stand within a name, those together that the same name may hold."""
        near: list[tuple[int, int]] = []
        for match in _BREAK.finditer(text):
            start, end = match.span()
            if any(text[start - one : start] + "-" + text[end : end + other] in self._joints for one, other in _SIDES):
                if near and start - near[-1][1] > self._reach:
                    yield near
                    near = []
                near.append((start, end))
        if near:
            yield near


def _joints(word: str) -> Iterator[str]:
    """Give what stands around each place in which a line may break *word*."""
    for cut in range(_FEWEST, len(word) - _FEWEST + 1):
        yield word[max(0, cut - _MOST) : cut] + "-" + word[cut : cut + _MOST]


def _folded(forms: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Fold many short texts at once, each with capitals and caseless."""
    together = fold(_BORDER.join(forms))
    if not together.lower:
        return iter(())
    return zip(together.kept.split(_BORDER), together.lower.split(_BORDER), strict=True)


def _cased(term: Term, form: str) -> bool:
    """Say whether capitals count: in abbreviations, be they short forms or words all in capitals."""
    capitals = form.isupper() or (term.role == "short" and form != form.lower())
    return capitals and _SAME_AS_CASED.fullmatch(form) is not None


@cache
def _rest(form: str) -> re.Pattern[str]:
    return re.compile(_INSIDE + re.escape(form).replace(r"\*", _INSIDE))


def _fit(folded: Folded, glued: bytes, start: int, end: int, target: _Target) -> int:
    """Return where the word at [start, end) ends if it stands for *target*, else 0."""
    if target.cased is not None and not (
        folded.kept.startswith(target.cased, start) and not in_address(folded.kept, start, end)
    ):
        return 0
    if glued[start] and not _prefixed(folded.lower, glued, start, target.prefixes):
        return 0
    if target.rest is not None:
        match = target.rest.match(folded.lower, end)
        if match is None:
            return 0
        end = match.end()
    if not glued[end]:
        return end
    stop = glued.index(0, end)
    if target.stem:
        return stop
    ending = folded.kept[end:stop]
    small = target.cased is None or ending == ending.lower()  # SCOUT is no SCO with an ending
    return stop if small and folded.lower[end:stop] in target.endings else 0


def _prefixed(text: str, glued: bytes, start: int, prefixes: Collection[str]) -> bool:
    return any(
        text.startswith(each, start - len(each)) and not glued[start - len(each)]
        for each in prefixes
        if len(each) <= start
    )
