"""The language of the words of a query: how they are read, and what they ask the full-text index for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from config.errors import InputError
from extractors.analyze import begun, is_half, stemmed, terms, unstemmed
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
_MOST_ALTERNATIVES = 100  # that come of parentheses
_LONGEST = 50_000  # characters
_DEEPEST = 20  # parentheses in parentheses
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("„“”‟«»〝〞〟＂「」『』", '"') | {"（": "(", "）": ")"})
_TOKEN = re.compile(
    r"(?P<close>\))|(?P<not>-(?=[^\s)])|NOT(?=[\s(]))?\s*(?P<field>(?i:title|text):)?"
    r'(?:(?P<open>\()|"(?P<phrase>[^"]*)"(?P<more>\*)?|(?P<word>[^\s"()]+))?'
)
_Alternatives = list[tuple[Term, ...]]  # any of these; within each, all


def parse_words(asked: str, language: str | None = None, spoken: Sequence[str] = LANGUAGES) -> Group:
    """Read the query language.

    Words, which must all occur; "phrases"; -excluded; OR between alternatives; prefix*; title:word and text:word;
    parentheses.

    Args:
        asked: the words.
        language: of the articles that are asked for; None: of any.
        spoken: where they may be of any, those of LANGUAGES that there are.

    Raises:
        InputError: it cannot be read, asks for nothing or for too much.

    >>> [[term.variants for term in every] for every in parse_words('summits "three evils" OR саммит', "en")]
    [[(('summits',), ('summitᵉ',)), (('three', 'evils'), ('threeᵉ', 'evilᵉ'))], [(('саммит',),)]]
    """
    if len(asked) > _LONGEST:
        raise InputError(f"the query has {len(asked):,} characters; {_LONGEST:,} are the most")
    languages = spoken if language is None else tuple(filter(None, [stemmed(language)]))
    group = _Reader(asked, languages).read()
    if not all(any(not term.excluded for term in every) for every in group):
        raise InputError(
            f"the query {_shown(asked)} asks for nothing; give a word to look for"
            + (" on each side of OR" if len(group) > 1 else "")
        )
    if sum(len(row) for every in group for term in every for row in term.variants) > _MOST_TERMS:
        raise InputError("the query has too many words for any language; ask for fewer at once, or in one language")
    return tuple(group)


def variants_of(words: str, languages: Sequence[str], *, prefix: bool) -> tuple[tuple[str, ...], ...]:
    """Give what stands for *words* in the index: in a text of no known language, and in those of *languages*.

    Args:
        words: one, or some in a row.
        languages: ISO 639-1, of those that have stems.
        prefix: the last of the words may go on.

    Returns:
        Rows of terms, the words as they are first; nothing where there are none.
    """
    plain = tuple(terms(words))
    found = dict.fromkeys([plain] if plain else [])
    for each in languages:
        row = tuple(terms(words, each))
        if row == plain:
            continue
        if prefix:
            # As far as it is written it is no word yet, and has no stem.
            last = tuple(unstemmed(words, each))[-1]
            found.update(dict.fromkeys((*row[:-1], start) for start in (last, *begun(last, each))))
        else:
            found[row] = None
    return tuple(found)


class _Reader:
    """Reads one query; what it has read of it are alternatives."""

    def __init__(self, asked: str, languages: Sequence[str]) -> None:
        self._asked, self._languages = asked, languages
        self._text = asked.translate(_QUOTATION_MARKS)
        self._at = self._words = 0

    def read(self) -> _Alternatives:
        found = self._alternatives(None, 0)
        if self._at < len(self._text):
            raise self._error('a ")" that nothing opens; put the words into "quotation marks"')
        return found

    def _alternatives(self, field: Field | None, depth: int) -> _Alternatives:
        """Read up to the end, or to the parenthesis that closes."""
        found: _Alternatives = []
        every: _Alternatives = [()]
        while match := self._next():
            if match["word"] == "OR" and not match["not"] and not match["field"]:
                found += every
                every = [()]
            elif match["word"] != "AND" or match["not"] or match["field"]:
                every = self._both(every, self._item(match, field, depth))
        return [*found, *every]

    def _next(self) -> re.Match[str] | None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        match = _TOKEN.match(self._text, self._at)
        if match is None or match["close"] or self._at == len(self._text):
            return None
        self._at = match.end()
        if self._text.startswith('"', match.end()) and not (match["open"] or match["phrase"] or match["word"]):
            raise self._error('a quotation mark that is not closed; write "like this"')
        if match["field"] and match.end() == match.end("field"):
            raise self._error(
                f'nothing after {match["field"]!r}; write {match["field"]}word or {match["field"]}"words"'
            )
        return match

    def _item(self, match: re.Match[str], field: Field | None, depth: int) -> _Alternatives:
        """A word, a phrase, or what stands in parentheses."""
        within: Field | None = {"title:": "title", "text:": "text", "": field}[(match["field"] or "").lower()]
        if match["open"]:
            if depth == _DEEPEST:
                raise self._error(f"more than {_DEEPEST} parentheses in each other")
            found = self._alternatives(within, depth + 1)
            if not self._text.startswith(")", self._at):
                raise self._error('a "(" that nothing closes; put the words into "quotation marks"')
            self._at += 1
        else:
            found = [tuple(self._terms(match, within))]
        return self._turned(found) if match["not"] else found

    def _terms(self, match: re.Match[str], field: Field | None) -> Iterator[Term]:
        raw = match["phrase"] if match["phrase"] is not None else match["word"] or ""
        words = tuple(terms(raw))
        if not words:
            return
        self._words += len(words)
        if self._words > _MOST_WORDS:
            raise InputError(f"the query has more than {_MOST_WORDS:,} words; ask for fewer at once")
        # One Han character alone is half of an index term: look for the pairs that begin with it.
        prefix = bool(match["more"]) or (match["word"] or "").endswith("*") or is_half(words[-1])
        variants = variants_of(raw, self._languages, prefix=prefix)
        yield Term(variants=variants, prefix=prefix, excluded=False, field=field)

    def _both(self, one: _Alternatives, other: _Alternatives) -> _Alternatives:
        if len(one) * len(other) > max(len(one), len(other), _MOST_ALTERNATIVES):
            raise self._error("too many alternatives in its parentheses; ask for fewer at once")
        return [(*each, *more) for each in one for more in other]

    def _turned(self, found: _Alternatives) -> _Alternatives:
        """Not any of these: of each, one that does not hold (De Morgan)."""
        turned: _Alternatives = [()]
        for every in filter(None, found):
            turned = self._both(turned, [(replace(term, excluded=not term.excluded),) for term in every])
        return turned

    def _error(self, what: str) -> InputError:
        return InputError(f"the query {_shown(self._asked)} has {what}")


def _shown(asked: str) -> str:
    return repr(asked if len(asked) <= 80 else asked[:79] + "…")
