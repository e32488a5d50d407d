"""What an upgrade makes anew: what follows from the texts, where a migration says that it follows otherwise now.

A migration names it in ANEW. It is made in the transaction of the upgrade, with the tables as they are after the last
migration and by today's code; what several migrations name is made once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from storage import indexing, quotes, recluster

Name = Literal["prints", "index"]

_WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Pc'"
_LABELS = f"{_WORDS} tokenchars ':.-^'"  # storage.labels, fulltext.IN_TITLE
#: The search indexes, before they are filled. Migrations have each as it was then; a test compares the newest with it.
TABLES = {
    "sqlite": (
        f'CREATE VIRTUAL TABLE article_index USING fts5 (title, text, labels, tokenize = "{_LABELS}")',
        f'CREATE VIRTUAL TABLE version_index USING fts5 (title, text, labels, tokenize = "{_LABELS}")',
        f'CREATE VIRTUAL TABLE quote_index USING fts5 (speaker, text, around, tokenize = "{_WORDS}")',
    ),
    "postgresql": (
        "CREATE TABLE article_index (rowid BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
        "ALTER TABLE article_index SET (toast_tuple_target = 128)",
        "CREATE TABLE version_index (rowid BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
        "CREATE TABLE quote_index (rowid BIGINT PRIMARY KEY, speaker TSVECTOR NOT NULL, terms TSVECTOR NOT NULL)",
    ),
}
_FILLED = {  # on PostgreSQL it takes a tenth of the time to make these of what is there
    "sqlite": (),
    "postgresql": (
        "CREATE INDEX ix_article_index_terms ON article_index USING gin (terms)",
        "CREATE INDEX ix_version_index_terms ON version_index USING gin (terms)",
        "CREATE INDEX ix_quote_index_speaker ON quote_index USING gin (speaker)",
        "CREATE INDEX ix_quote_index_terms ON quote_index USING gin (terms)",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Something that follows from the texts, and what it costs to make it."""

    what: str  # for people; {} is the number of texts
    seconds: float  # a text of 250 words, on one core (docs/operations.md, Upgrading)
    bytes: int  # written for such a text
    make: Callable[[Connection, Callable[[int], None]], None]  # told how many texts are done


def _index(connection: Connection, done: Callable[[int], None]) -> None:
    """Make the tables of the index anew, too: to empty one takes FTS5 longer than to fill it."""
    for name in ("article_index", "version_index", "quote_index"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    engine = connection.dialect.name
    for statement in TABLES[engine]:
        connection.execute(text(statement))
    indexing.index_all(connection, done)
    quotes.index_all(connection)
    for statement in _FILLED[engine]:
        connection.execute(text(statement))


#: In the order in which they are made.
DERIVED: dict[Name, Derived] = {
    "prints": Derived(
        what="the fingerprints of {} texts, by which copies are recognised",
        seconds=0.002,
        bytes=3_500,
        make=recluster.enter_again,
    ),
    "index": Derived(
        what="the search index of {} texts",
        seconds=0.002,
        bytes=7_500,
        make=_index,
    ),
}


def wanted(named: Iterable[Name]) -> tuple[Derived, ...]:
    """Give what is to be made of what migrations name, in order."""
    names = set(named)
    return tuple(each for name, each in DERIVED.items() if name in names)
