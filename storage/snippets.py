"""Where an article answers the words of a query: spans to highlight, and the passage that answers best."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.analyze import Sought, border_before, spans_of_terms
from storage.queries import Snippet, Span
from storage.wording import Field, Group

LENGTH = 240  # characters of a passage
_BEFORE = 80  # the most of them before the first word found
_SEARCHED = 200_000  # characters of a text; what is found behind them is not shown
_MOST_FOUND = 2_000
_SENTENCE_END = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*\s+|[。！？]+[”’」』）]*|\n+")

# A term found: where it stands, and which term of the query it is.
_Found = tuple[int, int, int]


def snippet_of(title: str, text: str, language: str | None, group: Group | None) -> Snippet:
    """Show where an article answers *group*.

    Args:
        title: as it is stored.
        text: as it is stored.
        language: of the article: that its terms in the index are of.
        group: what is asked for; None: nothing in particular.

    Returns:
        Spans of the title, and of a passage of about LENGTH characters: the one with the most of the words that are
        asked for, or the beginning of the text.
    """
    found = _found(text[:_SEARCHED], language, _wanted(group, "text"))
    first, last = _best(found)
    start, end = _passage(text, first, last)
    inside = [(max(a, start), min(b, end)) for a, b, _ in found if a < end and b > start]
    shift = ("…" if start and text[:start].strip() else "", "…" if text[end:].strip() else "")
    moved = len(shift[0]) - start
    return Snippet(
        title=spans_in(title, language, group, "title"),
        text=shift[0] + text[start:end] + shift[1],
        spans=tuple((a + moved, b + moved) for a, b in _merged(inside)),
    )


def spans_in(text: str, language: str | None, group: Group | None, field: Field = "text") -> tuple[Span, ...]:
    """Give the spans of *text*, the title or the text of an article, that answer *group*, in order and apart."""
    return tuple(_merged((start, end) for start, end, _ in _found(text, language, _wanted(group, field))))


class _Wanted:
    """The terms of the index that are asked for in one field, ready to be looked up."""

    def __init__(self, group: Group | None, field: Field) -> None:
        every = dict.fromkeys(
            term for terms in group or () for term in terms if not term.excluded and term.field in (None, field)
        )
        self.rows: dict[str, list[tuple[tuple[str, ...], bool, int]]] = {}  # by their first terms
        self.starts: dict[str, int] = {}  # of single terms that may go on
        words: set[str] = set()
        starts: set[str] = set()
        for number, term in enumerate(every):
            for row in term.variants:
                if term.prefix:
                    starts.add(row[-1])
                if term.prefix and len(row) == 1:
                    self.starts.setdefault(row[0], number)
                else:
                    self.rows.setdefault(row[0], []).append((row, term.prefix, number))
                    words.update(row)
        self.prefixes = tuple(self.starts)
        self.sought = Sought(words, starts)

    def number(self, term: str) -> int:
        """Say which of the query's terms *term* goes on from; it does from one."""
        return next(number for start, number in self.starts.items() if term.startswith(start))


_wanted = lru_cache(maxsize=32)(_Wanted)  # a page asks forty times for the same


def _found(text: str, language: str | None, wanted: _Wanted) -> list[_Found]:
    """All places of *text* that answer, in order; they may overlap."""
    found: list[_Found] = []
    every = list(spans_of_terms(text, language, wanted.sought)) if wanted.rows or wanted.starts else []
    for at, (_, term, start, end) in enumerate(every):
        for row, prefix, number in wanted.rows.get(term, ()):
            if _is_there(row, every[at : at + len(row)], prefix=prefix):
                found.append((start, every[at + len(row) - 1][3], number))
        if wanted.prefixes and term.startswith(wanted.prefixes):
            found.append((start, end, wanted.number(term)))
    return found


def _is_there(row: Sequence[str], every: Sequence[tuple[int, str, int, int]], *, prefix: bool) -> bool:
    if len(every) < len(row) or every[-1][0] - every[0][0] != len(row) - 1:
        return False
    *before, last = (term for _, term, _, _ in every)
    return tuple(before) == row[:-1] and (last.startswith(row[-1]) if prefix else last == row[-1])


def _best(found: Sequence[_Found]) -> Span:
    """Where the passage must reach from and to: the most of the query's words, then the most of them, then early."""
    best, score = (0, 0), (0, 0)
    inside: Counter[int] = Counter()
    first = 0
    for start, end, number in found[:_MOST_FOUND]:
        inside[number] += 1
        while found[first][0] < start and end - found[first][0] > LENGTH - _BEFORE // 2:
            inside[found[first][2]] -= 1
            first += 1
        now = (len(+inside), inside.total())
        if now > score:
            best, score = (found[first][0], end), now
    return best


def _passage(text: str, first: int, last: int) -> Span:
    """Cut about LENGTH characters around [first, last): where sentences or words begin and end, or characters."""
    if last > first + LENGTH:
        last = border_before(text, first + LENGTH)
    room = max(0, LENGTH - (last - first))
    start = _begin(text, max(0, first - min(room // 2, _BEFORE)), first)
    end = _end(text, last, min(len(text), start + LENGTH))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return border_before(text, start), border_before(text, end)


def _begin(text: str, earliest: int, first: int) -> int:
    if earliest == 0:
        return 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first)]
    if ends:
        return ends[-1]
    blank = _blank(text, earliest, first)
    return border_before(text, earliest) if blank is None else blank + 1


def _end(text: str, last: int, latest: int) -> int:
    if latest == len(text):
        return latest
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(last, latest - LENGTH // 3), latest)]
    if ends:
        return ends[-1]
    blanks = [at for at in range(max(last, latest - LENGTH // 4), latest + 1) if text[at].isspace()]
    return blanks[-1] if blanks else max(last, border_before(text, latest))


def _blank(text: str, start: int, end: int) -> int | None:
    return next((at for at in range(start, end) if text[at].isspace()), None)


def _merged(spans: Iterator[Span] | Sequence[Span]) -> Iterator[Span]:
    """Join spans, in the order of their starts, that overlap or touch."""
    start = end = -1
    for first, last in spans:
        if first > end:
            if end > start:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > start:
        yield start, end
