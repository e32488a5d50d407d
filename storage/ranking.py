"""Which of the articles that answer a query answer it best: BM25 over title and text, the same on both engines.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). A term in the title counts as
several in the text (BM25F). The mean length of a text is a constant, and how rare a term is, is estimated from how far
back its newest articles reach; so the score of an article does not change with every other that is written.

An archive of a million articles has hundreds of thousands with a common word, and to score them all would take a
second. Scored are the newest that answer, and the newest that answer by their titles alone.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from sqlalchemy import ARRAY, BigInteger, Connection, Text, any_, bindparam, cast, func, select, text

from extractors.stemming import MARKS
from storage import places
from storage.filters import Wanted
from storage.fulltext import INDEX, cut_term
from storage.sortkey import article_of
from storage.tables import article
from storage.wording import Group, Term

CANDIDATES = 200  # newest that answer, that are scored
IN_TITLES = 100  # newest that answer by their titles, that are scored beside them
_K1, _B, _TITLE_WEIGHT, _MEAN_LENGTH = 1.2, 0.75, 4.0, 300.0


class Ranking:
    """How well articles answer the words of one question."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        assert wanted.group is not None
        self._connection, self._wanted, self._group = connection, wanted, wanted.group
        self._terms = [term for every in wanted.group for term in every if not term.excluded]
        self._scores: dict[int, float] = {}

    def best(self, most: int) -> list[int]:
        """Give the keys of the *most* articles that answer best, the best first, of equals the newest."""
        found = dict.fromkeys(places.newest(self._connection, self._wanted, CANDIDATES))
        if len(found) == CANDIDATES:
            titles = replace(self._wanted, group=_in_titles(self._group))
            found |= dict.fromkeys(places.newest(self._connection, titles, IN_TITLES))
        scored = self.scores(list(found))
        return [article_of(place) for place in sorted(scored, key=lambda place: (-scored[place], -place))[:most]]

    def scores(self, found: Sequence[int]) -> dict[int, float]:
        """Say how well the articles at these places answer; one that is not there any more is left out."""
        if unknown := [place for place in found if place not in self._scores]:
            count = _on_sqlite if self._connection.dialect.name == "sqlite" else _on_postgresql
            counted = count(self._connection, unknown, self._terms)
            self._scores |= {place: _score(*each, self._weights) for place, each in counted.items()}
        return {place: self._scores[place] for place in found if place in self._scores}

    @cached_property
    def _weights(self) -> list[float]:
        """The inverse document frequency of each term."""
        articles = self._connection.scalar(select(func.max(article.c.id))) or 1
        holding = (min(places.holding(self._connection, term), articles) for term in self._terms)
        return [math.log(1 + (articles - each + 0.5) / (each + 0.5)) for each in holding]


def _in_titles(group: Group) -> Group:
    return tuple(tuple(term if term.excluded else replace(term, field="title") for term in every) for every in group)


def _score(length: int, counts: Sequence[tuple[int, int]], weights: Sequence[float]) -> float:
    """Score an article of *length* terms by how often each term stands in title and text."""
    evened = _K1 * (1 - _B + _B * length / _MEAN_LENGTH)
    often = [_TITLE_WEIGHT * in_title + in_text for in_title, in_text in counts]
    return sum(weight * (_K1 + 1) * each / (each + evened) for each, weight in zip(often, weights, strict=True))


Counted = Mapping[int, tuple[int, Sequence[tuple[int, int]]]]  # by place: length, and by term: in title, in text


# The table in which FTS5 keeps the terms (sqlite.org/fts5.html, part 9) is read in half the time.
_KEPT = text("SELECT id, c0, c1 FROM article_index_content WHERE id IN (SELECT value FROM json_each(:places))")


def _on_sqlite(connection: Connection, found: Sequence[int], terms: Sequence[Term]) -> Counted:
    """Count in the terms that FTS5 keeps, with blanks between."""
    # By a letter that is not in most texts: stems end in the mark of their language.
    forms: dict[str, list[tuple[int, str]]] = {}
    for number, term in enumerate(terms):
        for words in term.variants:
            forms.setdefault(words[-1][-1], []).append((number, _spaced(words, prefix=term.prefix)))
    rows = connection.execute(_KEPT, {"places": json.dumps(found)}).all()
    return {place: _times(title, body, terms, forms) for place, title, body in rows}


def _spaced(words: Sequence[str], *, prefix: bool) -> str:
    form = f" {' '.join(map(cut_term, words))}"
    return form if prefix or form[-1] in MARKS else f"{form} "


def _times(
    title: str, body: str, terms: Sequence[Term], forms: Mapping[str, Sequence[tuple[int, str]]]
) -> tuple[int, list[tuple[int, int]]]:
    """Count the terms of an article, and how often each of *terms* stands in its title and in its text."""
    fields, length = (f" {title} ", f" {body} "), 0
    counts = [[0, 0] for _ in terms]
    for at, field in enumerate(fields):
        length += field.count(" ") - 1 if len(field) > 2 else 0
        for letter, some in forms.items():
            if letter in field:
                for number, form in some:
                    counts[number][at] += _count(field, form)
    counted = zip(terms, counts, strict=True)
    return length, [(0 if each.field == "text" else a, 0 if each.field == "title" else b) for each, (a, b) in counted]


def _count(field: str, form: str) -> int:
    count = field.count(form)
    if count and form[-1] == " " and form + form[1:] in field:  # twice in a row: each needs the blank between
        return field.replace(" ", "  ").count(f" {form.strip().replace(' ', '  ')} ")
    return count


# A tsvector as text is read three times as fast as its lexemes, one a row.
_HELD = (
    select(INDEX.c.rowid, article.c.length, cast(INDEX.c.terms, Text))
    .join_from(INDEX, article, article.c.sort_key == INDEX.c.rowid)
    .where(INDEX.c.rowid == any_(bindparam("places", type_=ARRAY(BigInteger))))
)


def _on_postgresql(connection: Connection, found: Sequence[int], terms: Sequence[Term]) -> Counted:
    """Count the positions that a tsvector keeps, with the field of each as its weight."""
    counters = [_single(term) if _is_single(term) else partial(_stands, term) for term in terms]
    rows = connection.execute(_HELD, {"places": found})
    return {place: (length, [count(held) for count in counters]) for place, length, held in rows}


def _is_single(term: Term) -> bool:
    return not term.prefix and all(len(words) == 1 for words in term.variants)


def _single(term: Term) -> Callable[[str], tuple[int, int]]:
    """Count a word that may stand anywhere, as nearly all do: its positions need not be read for that."""
    lexemes = [f"'{cut_term(words[0])}':" for words in term.variants]

    def count(held: str) -> tuple[int, int]:
        in_title = everywhere = 0
        for lexeme in lexemes:
            if written := _written(held, lexeme):
                in_title += written.count("A")
                everywhere += written.count(",") + 1
        return _in_field(term, in_title, everywhere - in_title)

    return count


def _in_field(term: Term, in_title: int, in_text: int) -> tuple[int, int]:
    return (0 if term.field == "text" else in_title), (0 if term.field == "title" else in_text)


def _written(held: str, lexeme: str) -> str:
    """Give the positions of *lexeme*, as a tsvector writes them ('word':1A,7)."""
    # By its last letter first: that of a stem is the mark of its language, which other texts do not have.
    start = held.find(lexeme) if lexeme[-3] in held else -1
    if start < 0:
        return ""
    end = held.find(" ", start)
    return held[start + len(lexeme) : end if end >= 0 else None]


def _spots(held: str, lexeme: str) -> list[tuple[int, str]]:
    """Read where *lexeme* stands: its positions, each with its weight."""
    written = _written(held, lexeme)
    every = written.split(",") if written else []
    return [(int(each[:-1]), each[-1]) if each[-1].isalpha() else (int(each), "") for each in every]


def _stands(term: Term, held: str) -> tuple[int, int]:
    """Say how often words in a row, or words that begin so, stand in title and text."""
    at = {word: _spots(held, f"'{word}':") for words in term.variants for word in map(cut_term, words)}
    if term.prefix:
        for start in {cut_term(words[-1]) for words in term.variants}:
            for match in re.finditer(f"'({re.escape(start)}[^']*)':", held):
                at[match[1]] = _spots(held, match[0])
    fields = {"title": 0, "text": 0}
    for words in term.variants:
        *before, last = map(cut_term, words)
        ends = [spot for word in at if word == last or (term.prefix and word.startswith(last)) for spot in at[word]]
        for position, weight in ends:
            starts = position - len(before)
            if all(any(spot == starts + n for spot, _ in at.get(word, ())) for n, word in enumerate(before)):
                fields["title" if weight == "A" else "text"] += 1
    return _in_field(term, fields["title"], fields["text"])
