"""What can be asked of the archive: the Query record, and the query language of its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.errors import InputError
from extractors.analyze import is_half, terms
from extractors.tagging.record import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or words in a row."""

    words: tuple[str, ...]  # index terms, never empty
    prefix: bool  # the last word may go on
    excluded: bool  # articles with it are left out


Group = tuple[tuple[Term, ...], ...]  # any of these; within each, all

_MOST_WORDS = 1_000  # index terms of one query; PostgreSQL's parser knows no more than some ten thousand
_TOKEN = re.compile(r'\s*(?P<not>-)?(?:"(?P<phrase>[^"]*)"(?P<phrase_more>\*)?|(?P<word>[^\s"]+))')


def parse_words(asked: str) -> Group:
    """Read the query language: words (all must occur), "phrases", -excluded, prefix*, and OR between alternatives.

    Raises:
        InputError: a quotation mark is left open, nothing is asked for, or too much.

    >>> [[term.words for term in every] for every in parse_words('summit "three evils" OR саммит')]
    [[('summit',), ('three', 'evils')], [('саммит',)]]
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
    if sum(len(term.words) for every in groups for term in every) > _MOST_WORDS:
        raise InputError(f"the query has more than {_MOST_WORDS:,} words; ask for fewer at once")
    return tuple(tuple(every) for every in groups)


def _term(match: re.Match[str]) -> Iterator[Term]:
    raw = match["phrase"] if match["phrase"] is not None else match["word"]
    words = tuple(terms(raw))
    if not words:
        return
    # One Han character alone is half of an index term: look for the pairs that begin with it.
    prefix = bool(match["phrase_more"]) or (match["word"] or "").endswith("*") or is_half(words[-1])
    yield Term(words=words, prefix=prefix, excluded=bool(match["not"]))


Order = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question to the archive; every field that is not None narrows the answer."""

    words: str | None = None  # in the language of parse_words
    tag: str | None = None  # slug of an organization, such as "sco": of a lexicon, or named beside it
    topic: str | None = None  # slug; with `tag`, of that organization where a lexicon is of it
    entity: str | None = None  # slug of a body, format, person, summit, document or state; with `tag` as `topic`
    level: Level | None = None  # how much it concerns `tag`, or else the subject of the archive, the first lexicon's
    language: str | None = None
    source: str | None = None  # slug
    since: datetime | None = None  # published (or else first seen) at or after
    until: datetime | None = None  # before
    originals: bool = False  # leave out copies
    order: Order = "relevance"  # newest where there are no words
    limit: int | None = 20  # None: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article of an answer."""

    id: int
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    language: str | None
    source: str | None
    level: Level  # under the first lexicon
    kind: str
    story: int
    score: float  # relevance; 0.0 where there are no words
