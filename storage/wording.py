"""The language of the words of a query: how they are read, and what they ask the full-text index for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from config.errors import InputError
from extractors.analyze import is_half, terms

Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or words in a row."""

    variants: tuple[tuple[str, ...], ...]  # index terms in a row; any of these will do, none is empty
    prefix: bool  # the last of each may go on
    excluded: bool  # articles with it are left out
    field: Field | None  # where it must stand; None: anywhere


Group = tuple[tuple[Term, ...], ...]  # any of these; within each, all

_MOST_WORDS = 1_000  # index terms of one query; PostgreSQL's parser knows no more than some ten thousand
_TOKEN = re.compile(r'\s*(?P<not>-)?(?:"(?P<phrase>[^"]*)"(?P<phrase_more>\*)?|(?P<word>[^\s"]+))')


def parse_words(asked: str, language: str | None = None) -> Group:  # noqa: ARG001 interim
    """Read the query language: words (all must occur), "phrases", -excluded, prefix*, and OR between alternatives.

    Raises:
        InputError: a quotation mark is left open, nothing is asked for, or too much.

    >>> [[term.variants for term in every] for every in parse_words('summit "three evils" OR саммит')]
    [[(('summit',),), (('three', 'evils'),)], [(('саммит',),)]]
    """
    if asked.count('"') % 2:
        raise InputError(f'the query {asked!r} has a quotation mark that is not closed; write "like this"')
    groups: list[list[Term]] = [[]]
    for match in _TOKEN.finditer(asked):
        if match["word"] == "OR" and not match["not"]:
            groups.append([])
        else:
            groups[-1].extend(_term(match))
    if not all(any(not term.excluded for term in every) for every in groups):
        raise InputError(
            f"the query {asked!r} asks for nothing; give a word to look for"
            + (" on each side of OR" if len(groups) > 1 else "")
        )
    if sum(len(words) for every in groups for term in every for words in term.variants) > _MOST_WORDS:
        raise InputError(f"the query has more than {_MOST_WORDS:,} words; ask for fewer at once")
    return tuple(tuple(every) for every in groups)


def _term(match: re.Match[str]) -> Iterator[Term]:
    raw = match["phrase"] if match["phrase"] is not None else match["word"]
    words = tuple(terms(raw))
    if not words:
        return
    # One Han character alone is half of an index term: look for the pairs that begin with it.
    prefix = bool(match["phrase_more"]) or (match["word"] or "").endswith("*") or is_half(words[-1])
    yield Term(variants=(words,), prefix=prefix, excluded=bool(match["not"]), field=None)
