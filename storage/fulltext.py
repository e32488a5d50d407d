"""The full-text index `article_index`: FTS5 on SQLite, tsvector with GIN on PostgreSQL, fed with the same terms.

Both engines get terms cut by extractors.analyze, never raw text, so that they agree on what a word is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    cast,
    column,
    func,
    literal_column,
    text,
)
from sqlalchemy import table as light_table
from sqlalchemy.types import UserDefinedType

from extractors.analyze import terms
from storage.wording import Group, Term


class TSQuery(UserDefinedType[str]):
    """PostgreSQL's type, without its dialect, which is slow to import where it is not spoken."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name it."""
        return "TSQUERY"


INDEX = light_table("article_index", column("rowid", Integer), column("title"), column("text"), column("terms"))

_TITLE_WEIGHT = 4.0  # a hit in the title counts as so many in the text
_MOST_POSITION = 16383  # of a lexeme in a tsvector (PostgreSQL manual, 8.11)
_LONGEST_TERM = 100  # characters; longer ones are not words
# Together less than the 1,048,575 that a tsvector may take (PostgreSQL manual, 12.11); counted as PostgreSQL does.
_TITLE_BYTES, _TEXT_BYTES = 100_000, 900_000


def put(connection: Connection, article: int, title: str, body: str) -> None:
    """Index *article* anew."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM article_index WHERE rowid = :id"), {"id": article})
        connection.execute(
            text("INSERT INTO article_index (rowid, title, text) VALUES (:id, :title, :text)"),
            {"id": article, "title": " ".join(_title(title)), "text": " ".join(_text(body))},
        )
        return
    connection.execute(
        text(
            "INSERT INTO article_index (rowid, terms) VALUES (:id, CAST(:terms AS tsvector)) "
            "ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms"
        ),
        {"id": article, "terms": lexemes(("A", _title(title)), ("D", _text(body)))},
    )


def _title(title: str) -> Iterator[str]:
    return usable(title, _TITLE_BYTES)


def _text(body: str) -> Iterator[str]:
    return usable(body, _TEXT_BYTES)


def usable(field: str, room: int) -> Iterator[str]:
    """The terms of *field*, each cut to what is a word, up to the end of the *room* in bytes."""
    seen = set()
    for term in map(_cut, terms(field)):
        room -= 2 if term in seen else len(term.encode()) + 5  # a position; alignment, count and first position
        if room < 0:
            return
        seen.add(term)
        yield term


def _cut(term: str) -> str:
    return term[:_LONGEST_TERM]


def lexemes(*fields: tuple[str, Iterable[str]]) -> str:
    """The tsvector's text form of fields, each with its weight; a gap between them keeps phrases from reaching over."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight, field in fields:
        for term in field:
            at += 1
            places.setdefault(term, []).append(f"{min(at, _MOST_POSITION)}{weight}")
        at += 1
    return " ".join(f"'{term}':{','.join(found[:255])}" for term, found in places.items())


def matches(group: Group, dialect: Dialect) -> ColumnElement[bool]:
    """The condition on INDEX that finds what *group* asks for."""
    if dialect.name == "sqlite":
        return literal_column("article_index").op("MATCH", is_comparison=True)(fts5(group))
    return INDEX.c.terms.op("@@", is_comparison=True)(tsquery(group))


def relevance(group: Group, dialect: Dialect) -> ColumnElement[float]:
    """A score for ordering, larger for a better match; only comparable within one query."""
    if dialect.name == "sqlite":
        return literal_column(f"-bm25(article_index, {_TITLE_WEIGHT}, 1.0)", Float)
    weights: ColumnElement[Any] = literal_column(
        f"CAST('{{{1 / _TITLE_WEIGHT}, 0.5, 0.75, 1.0}}' AS real[])"
    )  # of D, C, B, A
    return func.ts_rank_cd(weights, INDEX.c.terms, tsquery(group), type_=Float)


def fts5(group: Group) -> str:
    """Write *group* in the query language of FTS5."""
    return " OR ".join(f"({_fts5_all(each)})" for each in group)


def _fts5_all(every: Sequence[Term]) -> str:
    wanted = " AND ".join(_fts5_term(term) for term in every if not term.excluded)
    # One NOT, or each would go a level deeper: SQLite crashes on a tree of many levels.
    excluded = " OR ".join(_fts5_term(term) for term in every if term.excluded)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _fts5_term(term: Term) -> str:
    any_of = " OR ".join(f'"{" ".join(map(_cut, each))}"' + ("*" if term.prefix else "") for each in term.variants)
    return f"{term.field}:({any_of})" if term.field else f"({any_of})"


def tsquery(group: Group) -> ColumnElement[Any]:
    """Write *group* as a tsquery."""
    return cast(" | ".join("(" + " & ".join(map(_ts, every)) + ")" for every in group), TSQuery)


def _ts(term: Term) -> str:
    any_of = " | ".join(f"({_phrase(each, term)})" for each in term.variants)
    return f"!({any_of})" if term.excluded else f"({any_of})"


def _phrase(words: Sequence[str], term: Term) -> str:
    where = {"title": "A", "text": "D", None: ""}[term.field]
    last = len(words) - 1
    marks = [("*" if term.prefix and at == last else "") + where for at in range(len(words))]
    return " <-> ".join(
        f"'{_cut(word)}'" + (f":{mark}" if mark else "") for word, mark in zip(words, marks, strict=True)
    )
