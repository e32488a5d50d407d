"""What a question gives: Answer, lazy and asked anew each time; and how people put questions in Python.

with open_archive() as archive:
    hits = archive.search("energy club", tag="sco", since="2025-09-01")
    for hit in hits: ...       # streams, in bounded memory at any size
    frame = hits.to_polars()   # or to_pandas, to_arrow, to_parquet
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Protocol, TypedDict, TypeVar

from sqlalchemy import Connection, Engine

from config.errors import InputError
from extractors.tagging.record import Level
from storage.engine import reading, streaming
from storage.parameters import NAMES, parameters_of, query_of
from storage.queries import Order, Query

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Moment = datetime | date | str  # without a zone: UTC; a day is its beginning
_SHOWN = 20  # rows in a notebook


class Limited(Protocol):
    """A question that says how much is wanted."""

    @property
    def limit(self) -> int | None:
        """Give the most that is wanted; None: all."""


class Narrowed(TypedDict, total=False):
    """What a search takes beside words: the fields of Query, dates also as text."""

    tag: str | None
    topic: str | None
    entity: str | None
    level: Level | None
    language: str | None
    source: str | None
    country: str | None
    outlet: str | None
    story: int | None
    agency: str | None
    since: Moment | None
    until: Moment | None
    seen_since: Moment | None
    seen_until: Moment | None
    has_versions: bool
    originals: bool
    copies: bool
    as_of: Moment | None
    order: Order
    snippets: bool
    limit: int | None


T = TypeVar("T")
Q = TypeVar("Q", bound=Limited)


class Answer(Generic[T]):
    """The records that answer a question.

    Nothing is asked until it is used, and each use asks again, of the archive as it is then: an answer can be
    iterated, shown and turned into a frame one after the other. Iterating streams; a transaction for reading stays
    open until its end. Anything that reads Arrow streams (`__arrow_c_stream__`) takes it as it is: polars.DataFrame,
    pyarrow.table, DuckDB.

    Raises, once it is used:
        InputError: the question cannot be read.
        StorageError: the archive cannot be.
    """

    def __init__(self, record: type[T], question: Any, ask: Callable[[Any], Iterator[T]]) -> None:
        self.record, self.question, self._ask = record, question, ask

    def __iter__(self) -> Iterator[T]:
        return self._ask(self.question)

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.head(1))

    def __repr__(self) -> str:
        return f"<Answer of {self.record.__name__}, asked when it is used: {self.question!r}>"

    def head(self, count: int = 5) -> list[T]:
        """Give the first *count* records, without asking for more."""
        most = self.question.limit
        return list(self._ask(replace(self.question, limit=count if most is None else min(count, most))))

    def batches(self, rows: int | None = None) -> Iterator["pa.RecordBatch"]:
        """Give it in batches of Arrow, each of *rows* records at most: for what is larger than memory."""
        from storage import frames  # noqa: PLC0415 brings Arrow, which is slow to import; so below

        return frames.batches(self.record, self, self._about(), rows=rows or frames.ROWS)

    def to_arrow(self) -> "pa.Table":
        """Give it as a table of Arrow; storage.frames says which type each field has."""
        from storage import frames  # noqa: PLC0415

        return frames.to_arrow(self.record, self, self._about())

    def to_polars(self) -> "pl.DataFrame":
        """Give it as a data frame of polars; raise InputError when that is not installed."""
        from storage import frames  # noqa: PLC0415

        return frames.to_polars(self.to_arrow())

    def to_pandas(self) -> "pd.DataFrame":
        """Give it as a data frame of pandas; raise InputError when that is not installed."""
        from storage import frames  # noqa: PLC0415

        return frames.to_pandas(self.to_arrow())

    def to_parquet(self, target: str | PathLike[str] | BinaryIO, records: Iterable[T] | None = None) -> int:
        """Write it as a Parquet file, batch by batch; give the number of rows. What was there is overwritten.

        Args:
            target: a path, or a binary file, which need not be able to seek.
            records: written instead of what the archive answers, where a caller has begun to read that.
        """
        from storage import frames  # noqa: PLC0415

        about = self._about()
        stream = frames.batches(self.record, self if records is None else records, about)
        return frames.write_parquet(frames.schema(self.record, about), stream, target)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give it as the Arrow PyCapsule interface asks."""
        from storage import frames  # noqa: PLC0415

        stream: object = frames.reader(self.record, self, self._about()).__arrow_c_stream__(requested_schema)
        return stream

    def _repr_html_(self) -> str:
        """Show its beginning in a notebook."""
        from storage import notebook  # noqa: PLC0415

        return notebook.table(self.record, self.head(_SHOWN + 1), most=_SHOWN)

    def _about(self) -> Mapping[str, Any]:
        """The question, as it goes along with files."""
        if isinstance(self.question, Query):
            return parameters_of(self.question)
        return {name: value for name, value in asdict(self.question).items() if value is not None}


def answer(
    engine: Engine, action: str, record: type[T], question: Q, ask: Callable[[Connection, Q], Iterator[T]], *,
    in_parts: bool = False,
) -> Answer[T]:  # fmt: skip
    """Make the answer to *question* out of a function that reads it from a connection.

    Args:
        engine: of the archive.
        action: what is attempted, for errors.
        record: class of the records.
        question: what is asked.
        ask: reads the records.
        in_parts: it reads a few rows at a time by itself, and none of its statements need be streamed.
    """
    opened = reading if in_parts else streaming

    def read(asked: Q) -> Iterator[T]:
        with opened(engine, action) as connection:
            yield from ask(connection, asked)

    return Answer(record, question, read)


def query_from(question: Query | str | None, narrowed: Mapping[str, Any]) -> Query:
    """Give the Query that words and keywords mean; of a Query, one that is narrowed further.

    A Query has a limit of its own; words alone ask for all.

    Raises:
        InputError: there is no such keyword, or its value cannot be read.
    """
    given = {NAMES.get(name, name): _plain(name, value) for name, value in narrowed.items()}
    if not isinstance(question, Query):
        return query_of({"q": question or "", "limit": "all", **given})
    read = query_of(given)
    of = {NAMES.get(each.name, each.name): each.name for each in fields(Query)}
    return replace(question, **{of[name]: getattr(read, of[name]) for name in given})


def narrowed_by(question: Q, narrowed: Mapping[str, Any]) -> Q:
    """Give *question* with the fields that *narrowed* names; dates may be text, as for query_from."""
    known = {each.name for each in fields(question)}  # type: ignore[arg-type]
    for name in narrowed:
        if name not in known:
            raise InputError(f"{name!r} is not something to ask for; there are {', '.join(sorted(known))}")
    read = {
        name: getattr(query_from(None, {name: value}), name) if name in {"since", "until"} else value
        for name, value in narrowed.items()
    }
    return replace(question, **read)  # type: ignore[type-var]


def _plain(name: str, value: Any) -> str:
    """Write a value as storage.parameters reads it."""
    if value is None:
        return "all" if name == "limit" else ""
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
