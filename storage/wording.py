"""The language of the words of a query: how they are read, and what they ask the full-text index for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from config.errors import InputError
from extractors.analyze import begun, is_half, stemmed, terms
from extractors.stemming import LANGUAGES

Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or words in a row."""

    variants: tuple[tuple[str, ...], ...]  # index terms in a row; any of these will do, none is empty
    prefix: bool  # the last of each may go on
    excluded: bool  # articles with it are left out
    field: Field | None  # where it must stand; None: anywhere


Group = tuple[tuple[Term, ...], ...]  # any of these; within each, all

_MOST_WORDS = 1_000
_MOST_TERMS = 8_000  # of the index; PostgreSQL's parser knows no more than some ten thousand
_TOKEN = re.compile(r'\s*(?P<not>-)?(?:"(?P<phrase>[^"]*)"(?P<phrase_more>\*)?|(?P<word>[^\s"]+))')


def parse_words(asked: str, language: str | None = None) -> Group:
    """Read the query language: words (all must occur), "phrases", -excluded, prefix*, and OR between alternatives.

    Args:
        asked: the words.
        language: of the articles that are asked for; None: of any.

    Raises:
        InputError: a quotation mark is left open, nothing is asked for, or too much.

    >>> [[term.variants for term in every] for every in parse_words('summits "three evils" OR саммит', "en")]
    [[(('summits',), ('summitᵉ',)), (('three', 'evils'), ('threᵉ', 'evilᵉ'))], [(('саммит',),)]]
    """
    if asked.count('"') % 2:
        raise InputError(f'the query {asked!r} has a quotation mark that is not closed; write "like this"')
    languages = LANGUAGES if language is None else tuple(filter(None, [stemmed(language)]))
    groups: list[list[Term]] = [[]]
    for match in _TOKEN.finditer(asked):
        if match["word"] == "OR" and not match["not"]:
            groups.append([])
        else:
            groups[-1].extend(_term(match, languages))
    if not all(any(not term.excluded for term in every) for every in groups):
        raise InputError(
            f"the query {asked!r} asks for nothing; give a word to look for"
            + (" on each side of OR" if len(groups) > 1 else "")
        )
    _check_size([term for every in groups for term in every])
    return tuple(tuple(every) for every in groups)


def variants_of(words: str, languages: Sequence[str], *, prefix: bool) -> tuple[tuple[str, ...], ...]:
    """Give what stands for *words* in the index, in a text of no known language and in those of *languages*."""
    plain = tuple(terms(words))
    found = dict.fromkeys([plain] if plain else [])
    for each in languages:
        row = tuple(terms(words, each))
        if row == plain:
            continue
        if not prefix:
            found[row] = None
            continue
        last = tuple(terms(words))[-1]
        for start in (last, *begun(last, each)):
            found[*row[:-1], start] = None
    return tuple(found)


def _check_size(every: Sequence[Term]) -> None:
    words = sum(len(term.variants[0]) for term in every)
    if words > _MOST_WORDS:
        raise InputError(f"the query has more than {_MOST_WORDS:,} words; ask for fewer at once")
    if sum(len(row) for term in every for row in term.variants) > _MOST_TERMS:
        raise InputError(f"the query has too many words ({words:,}); ask for fewer at once, or in one language")


def _term(match: re.Match[str], languages: Sequence[str]) -> Iterator[Term]:
    raw = match["phrase"] if match["phrase"] is not None else match["word"]
    words = tuple(terms(raw))
    if not words:
        return
    # One Han character alone is half of an index term: look for the pairs that begin with it.
    prefix = bool(match["phrase_more"]) or (match["word"] or "").endswith("*") or is_half(words[-1])
    variants = variants_of(raw, languages, prefix=prefix)
    yield Term(variants=variants, prefix=prefix, excluded=bool(match["not"]), field=None)
