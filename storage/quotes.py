"""Storing who said what, and finding it again: "what did Khakimov say about Afghanistan".

`quote_index` holds the terms of the speaker's name, of the quote, and of the paragraph around it: FTS5 on SQLite,
tsvector with GIN on PostgreSQL, cut as storage.fulltext cuts those of articles.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    RowMapping,
    Select,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy import table as light_table

from config.errors import InputError
from extractors.analyze import is_half, terms
from extractors.quotes.record import Quote, QuoteKind
from extractors.tagging.record import Tagging
from storage import fulltext, matching
from storage.queries import Order
from storage.slugs import check_source
from storage.tables import article, quote, source
from storage.wording import Group, Term, parse_words

_INDEX = light_table("quote_index", column("rowid", Integer), column("speaker"), column("terms"))
_NAME_BYTES, _WORDS_BYTES, _AROUND_BYTES = 2_000, 50_000, 50_000
_INFLECTED = 5  # letters of a name outside the Latin alphabet from which on an ending may follow: Путин, Путина
_WHEN = func.coalesce(article.c.published, article.c.first_seen_at, type_=article.c.published.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteQuery:
    """Which quotes are asked for; every field that is not None narrows the answer."""

    speaker: str | None = None  # parts of a name, in any spelling of capitals and accents; or the slug of an entity
    about: str | None = None  # words of the quote or its paragraph, in the language of storage.wording.parse_words
    kind: QuoteKind | None = None
    language: str | None = None  # of the article
    source: str | None = None  # slug
    article: int | None = None
    since: datetime | None = None  # published (or else first seen) at or after
    until: datetime | None = None  # before
    order: Order = "relevance"  # newest where nothing is asked about
    limit: int | None = 20  # None: all


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteHit:
    """One quote of an answer, and where it stands."""

    id: int
    article: int
    url: str
    title: str
    source: str | None
    language: str | None
    published: datetime | None
    first_seen: datetime
    field: str
    start: int
    end: int
    kind: str
    surface: str
    speaker: str
    entity: str | None
    verb: str
    score: float  # relevance; 0.0 where nothing is asked about


# --- storing -------------------------------------------------------------------------------------------------------


def put_quotes(
    connection: Connection, key: int, quotes: Sequence[Quote], texts: tuple[str, str], language: str | None = None
) -> None:
    """Replace the quotes of article *key*, given in their order: they point into *texts*, its title and its text."""
    _drop(connection, key)
    add_quotes(connection, key, quotes, texts, language)


def add_quotes(
    connection: Connection, key: int, quotes: Sequence[Quote], texts: tuple[str, str], language: str | None = None
) -> None:
    """Do what `put_quotes` does for an article that has none."""
    if not quotes:
        return
    rows = [{"article_id": key, "position": position, **asdict(each)} for position, each in enumerate(quotes)]
    connection.execute(insert(quote), rows)
    of_article = select(quote.c.id).where(quote.c.article_id == key).order_by(quote.c.position)
    ids = connection.execute(of_article).scalars().all()
    _index(connection, list(zip(ids, quotes, strict=True)), texts, language)


def index_all(connection: Connection) -> None:
    """Make the index of quotes anew, after the analyser has changed."""
    connection.execute(text("DELETE FROM quote_index"))
    keys = connection.scalars(select(quote.c.id).order_by(quote.c.id)).all()
    for at in range(0, len(keys), fulltext.AT_A_TIME):
        reindex(connection, keys[at : at + fulltext.AT_A_TIME])


def reindex(connection: Connection, keys: Sequence[int]) -> None:
    """Enter the quotes of these keys into the search index anew; those that are not there leave it."""
    _leave_index(connection, keys)
    of_them = select(quote, article.c.title, article.c.text, article.c.language).join(article)
    for row in connection.execute(of_them.where(quote.c.id.in_(keys)).order_by(quote.c.id)).mappings().all():
        _index(connection, [(row["id"], quote_of(row))], (row["title"], row["text"]), row["language"])


def quote_of(row: RowMapping) -> Quote:
    """Give the quote that a row of its table holds."""
    return Quote(**{name: row[name] for name in Quote.__dataclass_fields__})


def _index(
    connection: Connection, quotes: Sequence[tuple[int, Quote]], texts: tuple[str, str], language: str | None
) -> None:
    columns, values = "speaker, text, around", "VALUES (:rowid, :speaker, :text, :around)"
    if connection.dialect.name == "postgresql":
        columns, values = "speaker, terms", "VALUES (:rowid, CAST(:speaker AS tsvector), CAST(:terms AS tsvector))"
    connection.execute(
        text(f"INSERT INTO quote_index (rowid, {columns}) {values}"),
        [{"rowid": id_, **index_row(each, texts, language, connection.dialect)} for id_, each in quotes],
    )


def quote_again(
    connection: Connection, key: int, texts: tuple[str, str], language: str | None, taggings: Sequence[Tagging]
) -> None:
    """Say anew who the speakers in article *key* are, after it was tagged again; find them where nobody looked yet."""
    from extractors.quotes.attribution import attributed, quotes_of  # noqa: PLC0415 a search does not wait for them

    ids, known = _stored(connection, key)
    if not known:
        put_quotes(connection, key, quotes_of(*texts, language, taggings), texts, language)
    for id_, old, new in zip(ids, known, attributed(known, taggings), strict=True):
        if old.entity != new.entity:
            connection.execute(update(quote).where(quote.c.id == id_).values(entity=new.entity))


def _stored(connection: Connection, key: int) -> tuple[list[int], list[Quote]]:
    of_article = select(quote).where(quote.c.article_id == key).order_by(quote.c.position)
    rows = connection.execute(of_article).mappings().all()
    return [row["id"] for row in rows], [quote_of(row) for row in rows]


def _drop(connection: Connection, key: int) -> None:
    ids = connection.execute(select(quote.c.id).where(quote.c.article_id == key)).scalars().all()
    if ids:
        _leave_index(connection, ids)
        connection.execute(delete(quote).where(quote.c.article_id == key))


def _leave_index(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(
        delete(_INDEX).where(_INDEX.c.rowid == bindparam("id_", type_=Integer)), [{"id_": id_} for id_ in ids]
    )


def index_row(said: Quote, texts: tuple[str, str], language: str | None, dialect: Dialect) -> dict[str, str]:
    """Give the columns that `quote_index` holds of a quote in a text with these fields."""
    speaker = list(fulltext.usable(said.speaker, _NAME_BYTES))  # as it stands: _name() asks for it so
    words = list(fulltext.usable(said.surface, _WORDS_BYTES, language))
    around = list(fulltext.usable(_paragraph(said, texts[said.field == "text"]), _AROUND_BYTES, language))
    if dialect.name == "sqlite":
        return {"speaker": " ".join(speaker), "text": " ".join(words), "around": " ".join(around)}
    return {
        "speaker": fulltext.lexemes(("A", speaker)),
        "terms": fulltext.lexemes(("A", words), ("D", around)),
    }


def _paragraph(said: Quote, field: str) -> str:
    """What stands in the paragraph of a quote beside it."""
    start = field.rfind("\n", 0, said.start) + 1
    end = field.find("\n", said.end)
    return f"{field[start : said.start]} {field[said.end : len(field) if end < 0 else end]}"


# --- asking --------------------------------------------------------------------------------------------------------


def quotes(connection: Connection, query: QuoteQuery) -> Iterator[QuoteHit]:
    """Give the quotes that *query* asks for, best or newest first.

    Raises:
        InputError: there is no such source, or the words cannot be read.
    """
    if query.limit is not None and query.limit < 0:
        raise InputError(f"the limit {query.limit} is below zero; leave it out to have all")
    check_source(connection, query.source)
    about = parse_words(query.about, query.language) if query.about else None
    if any(term.field for every in about or () for term in every):
        raise InputError(f"quotes have neither title: nor text: ({query.about!r}); ask with words alone")
    statement = _filtered(_base(about, connection.dialect), query, connection.dialect)
    for row in connection.execute(_ordered(statement, query, about)):
        values = {name: value for name, value in row._mapping.items() if name != "score_"}  # noqa: SLF001
        yield QuoteHit(**values, score=float(row.score_))


def _base(about: Group | None, dialect: Dialect) -> Select[Any]:
    names = ("id", "field", "start", "end", "kind", "surface", "speaker", "entity", "verb")
    of_article = (
        article.c.id.label("article"),
        *(article.c[name] for name in ("url", "title", "language", "published")),
    )
    when = article.c.first_seen_at.label("first_seen")
    score: ColumnElement[float] = literal(0.0) if about is None else _relevance(about, dialect)
    columns = (*(quote.c[name] for name in names), *of_article, when, source.c.slug.label("source"))
    tables = quote.join(article, quote.c.article_id == article.c.id).outerjoin(
        source, article.c.source_id == source.c.id
    )
    if about is None:
        return select(*columns, score.label("score_")).select_from(tables)
    tables = tables.join(_INDEX, _INDEX.c.rowid == quote.c.id)
    return select(*columns, score.label("score_")).select_from(tables).where(_matches("about", about, dialect))


def _filtered(statement: Select[Any], query: QuoteQuery, dialect: Dialect) -> Select[Any]:
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "kind": lambda kind: quote.c.kind == kind,
        "language": lambda language: article.c.language == language,
        "source": lambda slug: source.c.slug == slug,
        "article": lambda key: quote.c.article_id == key,
        "since": lambda moment: moment <= _WHEN,
        "until": lambda moment: moment > _WHEN,
        "speaker": lambda name: or_(quote.c.entity == name, quote.c.id.in_(_spoken_by(name, dialect))),
    }
    for name, condition in conditions.items():
        value = getattr(query, name)
        if value is not None:
            statement = statement.where(condition(value))
    return statement


def _ordered(statement: Select[Any], query: QuoteQuery, about: Group | None) -> Select[Any]:
    if query.order == "oldest":
        return statement.order_by(_WHEN.asc(), quote.c.id.asc()).limit(query.limit)
    newest = (_WHEN.desc(), quote.c.id.asc())
    if query.order == "relevance" and about is not None:
        return statement.order_by(literal_column("score_").desc(), *newest).limit(query.limit)
    return statement.order_by(*newest).limit(query.limit)


def _spoken_by(name: str, dialect: Dialect) -> Select[Any]:
    found = _matches("speaker", _name(name), dialect)
    return select(_INDEX.c.rowid).select_from(_INDEX).where(found)


def _name(name: str) -> Group:
    """The parts of a name, which must all occur; a surname alone finds the full name."""
    parts = [tuple(terms(part)) for part in name.split()]
    wanted = tuple(
        Term(variants=(part,), prefix=_goes_on(part[-1]), excluded=False, field=None) for part in parts if part
    )
    if not wanted:
        raise InputError(f"{name!r} names nobody; give a name, or a part of one")
    return (wanted,)


def _goes_on(word: str) -> bool:
    """Say whether an ending may follow; of a Latin name it would make another: Martin, Martinez."""
    return is_half(word) or (not word.isascii() and len(word) >= _INFLECTED)


def _matches(what: str, group: Group, dialect: Dialect) -> ColumnElement[bool]:
    if dialect.name == "sqlite":
        columns = "speaker" if what == "speaker" else "{text around}"
        found = f"{columns} : ({matching.fts5(group)})"
        return literal_column("quote_index").op("MATCH", is_comparison=True)(found)
    terms_of = _INDEX.c.speaker if what == "speaker" else _INDEX.c.terms
    return terms_of.op("@@", is_comparison=True)(matching.tsquery(group))


def _relevance(group: Group, dialect: Dialect) -> ColumnElement[float]:
    """Larger where the words stand in the quote itself, not only in its paragraph."""
    if dialect.name == "sqlite":
        return literal_column("-bm25(quote_index, 0.0, 4.0, 1.0)", Float)
    weights: ColumnElement[Any] = literal_column("CAST('{0.25, 0.5, 0.75, 1.0}' AS real[])")  # of D, C, B, A
    return func.ts_rank_cd(weights, _INDEX.c.terms, matching.tsquery(group), type_=Float)
