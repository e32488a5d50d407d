"""Writing what is asked for in the query languages of the two full-text indexes; they find the same."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, Dialect, TableClause, cast, literal_column, text
from sqlalchemy.types import UserDefinedType

from storage.fulltext import IN_TITLE, INDEX, cut_term
from storage.wording import Group, Term

Labels = Sequence[Sequence[str]]  # of each any, of all one


class TSQuery(UserDefinedType[str]):
    """PostgreSQL's type, without its dialect, which is slow to import where it is not spoken."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name it."""
        return "TSQUERY"


class TSVector(UserDefinedType[str]):
    """The other of its types, likewise."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name it."""
        return "TSVECTOR"


def matches(group: Group | None, labels: Labels, dialect: Dialect, index: TableClause = INDEX) -> ColumnElement[bool]:
    """The condition on *index* that finds what *group* asks for, with these labels; one of both is given."""
    if dialect.name == "sqlite":
        return literal_column(index.name).op("MATCH", is_comparison=True)(fts5(group, labels))
    return index.c.terms.op("@@", is_comparison=True)(tsquery(group, labels))


def estimate(connection: Connection, group: Group | None, labels: Labels = ()) -> float:
    """Say about how many articles answer, as the planner of PostgreSQL guesses it."""
    found = connection.execute(_EXPLAIN, {"asked": tsquery_text(group, labels)}).scalar_one()
    return float(found[0]["Plan"]["Plan Rows"])


def rows(connection: Connection) -> float:
    """Say about how many articles there are, likewise."""
    return float(connection.execute(_ROWS).scalar_one())


_EXPLAIN = text("EXPLAIN (FORMAT JSON) SELECT FROM article_index WHERE terms @@ CAST(:asked AS tsquery)")
_ROWS = text("SELECT reltuples FROM pg_class WHERE oid = 'article_index'::regclass")


@contextmanager
def by_terms(connection: Connection) -> Iterator[None]:
    """Have PostgreSQL find articles by their terms and not try row after row; elsewhere nothing is done."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.execute(_PLANS, {"may": "off"})
    yield
    connection.execute(_PLANS, {"may": "on"})  # after an error the transaction is at its end in any case


# Nor is anything compiled for it: the planner thinks such questions dearer than they are.
_PLANS = text(
    "SELECT set_config('enable_seqscan', :may, true), set_config('enable_indexscan', :may, true),"
    " set_config('jit', 'off', true)"
)


def fts5(group: Group | None, labels: Labels = ()) -> str:
    """Write the query for FTS5 (sqlite.org/fts5.html, part 3)."""
    parts = [" OR ".join(f'"{each}"' for each in any_of) for any_of in labels]
    if group is not None:
        parts.insert(0, " OR ".join(f"({_fts5_all(each)})" for each in group))
    return " AND ".join(f"({part})" for part in parts)


def _fts5_all(every: Sequence[Term]) -> str:
    wanted = " AND ".join(_fts5_term(term) for term in every if not term.excluded)
    # One NOT, or each would go a level deeper: SQLite crashes on a tree of many levels.
    excluded = " OR ".join(_fts5_term(term) for term in every if term.excluded)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _fts5_term(term: Term) -> str:
    before = IN_TITLE if term.field == "title" else ""
    rows = (" ".join(f"{before}{cut_term(word)}" for word in each) for each in term.variants)
    any_of = " OR ".join(f'"{row}"' + ("*" if term.prefix else "") for row in rows)
    return f"text : ({any_of})" if term.field == "text" else f"({any_of})"


def tsquery(group: Group | None, labels: Labels = ()) -> ColumnElement[str]:
    """Write the query for PostgreSQL."""
    return cast(tsquery_text(group, labels), TSQuery)


def tsquery_text(group: Group | None, labels: Labels = ()) -> str:
    """Write the text form of a tsquery (manual, 8.11.2)."""
    parts = [" | ".join(f"'{each}'" for each in any_of) for any_of in labels]
    if group is not None:
        parts.insert(0, " | ".join("(" + " & ".join(map(_ts, every)) + ")" for every in group))
    return " & ".join(f"({part})" for part in parts)


def _ts(term: Term) -> str:
    any_of = " | ".join(f"({_phrase(each, term)})" for each in term.variants)
    return f"!({any_of})" if term.excluded else f"({any_of})"


def _phrase(words: Sequence[str], term: Term) -> str:
    before = IN_TITLE if term.field == "title" else ""
    weight = "D" if term.field == "text" else ""
    marks = [weight] * (len(words) - 1) + [weight + ("*" if term.prefix else "")]
    each = zip((f"'{before}{cut_term(word)}'" for word in words), marks, strict=True)
    return " <-> ".join(f"{word}:{mark}" if mark else word for word, mark in each)
