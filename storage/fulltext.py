"""The full-text index `article_index`: FTS5 on SQLite, tsvector with GIN on PostgreSQL, fed with the same terms.

Both engines get terms cut by extractors.analyze, never raw text, so that they agree on what a word is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Dialect, TableClause, column, text
from sqlalchemy import table as light_table

from extractors.analyze import terms

INDEX = light_table("article_index", column("rowid", BigInteger), column("terms"))
#: Earlier texts of articles, each at the key of its version, without labels: for what the archive knew at a time.
VERSIONS = light_table("version_index", column("rowid", BigInteger), column("terms"))

#: All full-text indexes: what is in them follows from the tables.
NAMES = (INDEX.name, VERSIONS.name, "quote_index")
AT_A_TIME = 500  # texts in memory while an index is made

#: Terms of a title stand in the index a second time, with this before them, so that who asks for a title need not look
#: through all that have the word in their texts (GIN knows no weights, either). No word begins so.
IN_TITLE = "^"

_MOST_POSITION = 16383  # of a lexeme in a tsvector (PostgreSQL manual, 8.11)
_LONGEST_TERM = 100  # characters; longer ones are not words
_MOST_BYTES = 16  # that a character can come to: half of two pairs, each a term of its own
# Together less than the 1,048,575 that a tsvector may take (PostgreSQL manual, 12.11); counted as PostgreSQL does.
_TITLE_BYTES, _TEXT_BYTES = 50_000, 800_000  # a title counts twice; labels need little


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index holds of an article, or of an earlier text of one."""

    place: int  # its sort key, or the key of the version
    title: Sequence[str]  # index terms
    text: Sequence[str]
    labels: Sequence[str]  # see storage.labels

    @property
    def length(self) -> int:
        """Index terms in all."""
        return len(self.title) + len(self.text)


def cut(place: int, title: str, text: str, language: str | None, labels: Iterable[str]) -> Indexed:
    """Cut an article into what the index holds of it."""
    return Indexed(
        place=place,
        title=tuple(usable(title, _TITLE_BYTES, language)),
        text=tuple(usable(text, _TEXT_BYTES, language)),
        labels=tuple(dict.fromkeys(labels)),
    )


def columns(indexed: Indexed, dialect: Dialect) -> dict[str, str]:
    """Give what the columns of an index hold of an article, beside its place."""
    in_title = [f"{IN_TITLE}{term}" for term in indexed.title]
    if dialect.name == "sqlite":
        held = {"title": indexed.title, "text": indexed.text, "labels": [*in_title, *indexed.labels]}
        return {name: " ".join(field) for name, field in held.items()}
    terms_ = lexemes(("A", indexed.title), ("", in_title), ("D", indexed.text))
    return {"terms": " ".join([terms_, *(f"'{each}'" for each in indexed.labels)])}


def put(connection: Connection, every: Sequence[Indexed], index: TableClause = INDEX) -> None:
    """Add articles, or to VERSIONS earlier texts; their places must be free.

    FTS5 takes rows in the order of their places, and begins a new segment for one that comes late.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    named, values = (
        ("title, text, labels", ":title, :text, :labels") if on_sqlite else ("terms", "CAST(:terms AS tsvector)")
    )
    statement = f"INSERT INTO {index.name} (rowid, {named}) VALUES (:id, {values})"  # noqa: S608 ours
    in_order = sorted(every, key=lambda each: each.place)
    if rows := [{"id": each.place, **columns(each, connection.dialect)} for each in in_order]:
        connection.execute(text(statement), rows)


def withdraw(connection: Connection, places: Iterable[int], index: TableClause = INDEX) -> None:
    """Take out what stands at *places*, where anything does."""
    if rows := [{"id": place} for place in places]:
        connection.execute(text(f"DELETE FROM {index.name} WHERE rowid = :id"), rows)  # noqa: S608 ours


def usable(field: str, room: int, language: str | None = None) -> Iterable[str]:
    """The terms of *field*, each cut to what is a word, up to the end of the *room* in bytes."""
    if len(field) * _MOST_BYTES >= room:
        return _within(room, field, language)
    found = list(terms(field, language))  # no need to count
    return found if max(map(len, found), default=0) <= _LONGEST_TERM else map(cut_term, found)


def _within(room: int, field: str, language: str | None) -> Iterator[str]:
    seen = set()
    for term in map(cut_term, terms(field, language)):
        room -= 2 if term in seen else len(term.encode()) + 5  # a position; alignment, count and first position
        if room < 0:
            return
        seen.add(term)
        yield term


def cut_term(term: str) -> str:
    """Give what is kept of a term: longer ones are not words."""
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
