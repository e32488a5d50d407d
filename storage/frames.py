"""Records as Arrow: one typed schema per record class, batches for streams of any length, Parquet files.

Arrow is imported where it is used: it is slow to, and a query in a shell does without. The columns of a record class
are its fields, in their order, so that no export forgets one:

    datetime             timestamp[us, tz=UTC]
    X | None             nullable X; any other column has no nulls
    tuple[X, ...]        list<X>
    a pair of places     struct<start, end>
    a dataclass          struct
    a mapping, Any       string that holds JSON
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from config.errors import InputError, StorageError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

ROWS = 10_000  # of a batch, which is a row group of a Parquet file, at most ...
CHARACTERS = 4_000_000  # ... and of its texts, so that a batch of whole articles is no larger than one of titles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    type: "pa.DataType"
    nullable: bool
    convert: Callable[[Any], Any] | None  # None: Arrow understands the value as it is


def schema(record: type, about: Mapping[str, Any] | None = None) -> "pa.Schema":
    """Give the schema of a record class; *about*, the question that was asked, goes along as metadata, as JSON."""
    import pyarrow as pa  # noqa: PLC0415

    columns = [pa.field(each.name, each.type, nullable=each.nullable) for each in _columns(record)]
    said = {"record": record.__name__, "question": about or {}}
    return pa.schema(columns, metadata={"scowatch": json.dumps(said, ensure_ascii=False, default=str)})


def batches(
    record: type, records: Iterable[Any], about: Mapping[str, Any] | None = None, *, rows: int = ROWS
) -> Iterator["pa.RecordBatch"]:
    """Give *records* in batches of *rows* at most, and fewer where their texts are long; no more is held at a time."""
    import pyarrow as pa  # noqa: PLC0415

    wanted, columns = schema(record, about), _columns(record)
    texts = [each.name for each in columns if each.type == pa.string()]
    for chunk in _chunks(records, rows, texts):
        yield pa.record_batch([_array(each, chunk) for each in columns], schema=wanted)


def to_arrow(record: type, records: Iterable[Any], about: Mapping[str, Any] | None = None) -> "pa.Table":
    """Give all of *records* as a table."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.Table.from_batches(batches(record, records, about), schema=schema(record, about))


def reader(record: type, records: Iterable[Any], about: Mapping[str, Any] | None = None) -> "pa.RecordBatchReader":
    """Give *records* as a stream of batches, which can be read once."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.RecordBatchReader.from_batches(schema(record, about), batches(record, records, about))


def to_polars(table: "pa.Table") -> "pl.DataFrame":
    """Give a table to polars; the memory is shared.

    Raises:
        InputError: polars is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415 an extra
    except ImportError as error:
        raise _absent("polars") from error
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame), "a table has columns"
    return frame


def to_pandas(table: "pa.Table") -> "pd.DataFrame":
    """Give a table to pandas. Whole numbers stay whole where one is missing (Int64); lists become arrays of NumPy.

    Raises:
        InputError: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 an extra
    except ImportError as error:
        raise _absent("pandas") from error
    import pyarrow as pa  # noqa: PLC0415

    return table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)


def write_parquet(wanted: "pa.Schema", stream: Iterable["pa.RecordBatch"], target: Any) -> int:
    """Write batches as a Parquet file, a row group each; give the number of rows.

    Args:
        wanted: schema of the batches.
        stream: read as it is written.
        target: a path, or what has a binary `write`; it need not be able to seek.

    Raises:
        StorageError: Arrow cannot write it; a full disk is an OSError.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    count = 0
    try:
        with pq.ParquetWriter(target, wanted, compression="zstd") as writer:
            for batch in stream:
                writer.write_batch(batch)
                count += batch.num_rows
    except pa.ArrowException as error:
        raise StorageError("write Parquet", str(error)) from error
    return count


def _absent(name: str) -> InputError:
    return InputError(f"{name} is not installed; `pip install scowatch[frames]` brings it, or {name} alone will do")


def _chunks(records: Iterable[Any], rows: int, texts: Sequence[str]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    characters = 0
    for each in records:
        chunk.append(each)
        characters += sum(len(getattr(each, name) or "") for name in texts)
        if len(chunk) >= rows or characters >= CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _array(column: _Column, records: Sequence[Any]) -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415

    values = [getattr(each, column.name) for each in records]
    if column.convert is not None:
        values = [None if value is None else column.convert(value) for value in values]
    return pa.array(values, type=column.type)


@lru_cache
def _columns(record: type) -> tuple[_Column, ...]:
    said = get_type_hints(record)
    return tuple(_column(each.name, said[each.name]) for each in fields(record))


def _column(name: str, annotation: Any) -> _Column:
    nullable = False
    if get_origin(annotation) in {Union, UnionType}:
        parts = [each for each in get_args(annotation) if each is not NoneType]
        nullable, annotation = len(parts) < len(get_args(annotation)), parts[0]
    of, convert = _arrow(annotation)
    return _Column(name=name, type=of, nullable=nullable, convert=convert)


def _arrow(annotation: Any) -> tuple["pa.DataType", Callable[[Any], Any] | None]:
    """The type of Arrow, and how a value becomes what Arrow understands."""
    import pyarrow as pa  # noqa: PLC0415

    scalars = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string(), date: pa.date32()}
    scalars[datetime] = pa.timestamp("us", tz="UTC")
    if annotation in scalars or get_origin(annotation) is Literal:
        return scalars.get(annotation, pa.string()), None
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation == tuple[int, int]:
        return pa.struct([("start", pa.int64()), ("end", pa.int64())]), lambda pair: {"start": pair[0], "end": pair[1]}
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _struct(_columns(annotation))
    if origin in {tuple, Sequence, list} and get_origin(inner[0]) is not dict:
        of, convert = _arrow(inner[0])
        return pa.list_(of), list if convert is None else lambda values: [convert(each) for each in values]
    return pa.string(), lambda value: json.dumps(value, ensure_ascii=False, default=str)


def _struct(columns: Sequence[_Column]) -> tuple["pa.DataType", Callable[[Any], Any]]:
    import pyarrow as pa  # noqa: PLC0415

    def convert(value: Any) -> dict[str, Any]:
        given = ((each, getattr(value, each.name)) for each in columns)
        return {each.name: each.convert(of) if each.convert and of is not None else of for each, of in given}

    return pa.struct([pa.field(each.name, each.type, nullable=each.nullable) for each in columns]), convert
