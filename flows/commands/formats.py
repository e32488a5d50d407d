"""The forms in which commands give what they list: a table for people, JSON lines, CSV and Parquet for programs.

Every form is written as the records come, whatever their number; a file appears under its name once it is whole.
"""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from io import TextIOWrapper
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import Any, BinaryIO, TypeVar

import click

from flows.commands.options import LARGEST, Command
from storage import Answer

T = TypeVar("T")

SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
FORMS = ("table", "jsonl", "csv", "parquet")
IN_A_TABLE = 20  # rows, where no limit is given
_SIMPLE = (str, int, float, NoneType)
# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a command is to give what it lists."""

    name: str  # of FORMS
    output: Path | None  # None: standard output

    def limit(self, given: int | None) -> int | None:
        """Give the most to ask for, of what was given: 0 is all, and so is nothing, but in a table."""
        if given is None:
            return IN_A_TABLE if self.name == "table" else None
        return min(given, LARGEST) or None


def formats(command: Command) -> Command:
    """Add --format and --output; the command takes them as one `form`, and gives it to `write`."""
    command = click.option(
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_note_output,
        help="Write to FILE, replacing it once all is written; its ending may say the format.",
    )(command)
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        callback=_form,
        help="Default: by the ending of --output, or else table.",
    )(command)


limited = click.option(
    "--limit", type=click.IntRange(0), help=f"At most so many; 0: all. Default: {IN_A_TABLE} in a table, else all."
)


def _note_output(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    context.meta["output"] = value


def _form(context: click.Context, _parameter: click.Parameter, value: str | None) -> Form:
    output: Path | None = context.meta["output"]
    name = value or (SUFFIXES.get(output.suffix.lower(), "table") if output else "table")
    if name == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for the eye: give --output FILE, or send it through a pipe.")
    return Form(name=name, output=output)


def write(
    answer: Answer[T], form: Form, table: Callable[[Iterable[T]], None], *, records: Iterable[T] | None = None
) -> int:
    """Write an answer; give the number of its records.

    Args:
        answer: what is written, or what says so of *records*.
        form: as the user asked for it.
        table: prints records for people; it is told of no record, too.
        records: instead of those of *answer*.
    """
    rest = iter(answer if records is None else records)
    counted = _Counted(chain(list(islice(rest, 1)), rest))  # nothing is written before the question was understood
    if form.output is None:
        _write(answer, form.name, counted, table)
        return counted.count
    with whole(form.output) as target:
        text = TextIOWrapper(target, "utf-8", "backslashreplace")
        with redirect_stdout(text):
            _write(answer, form.name, counted, table)
        text.detach()  # flushes
    click.echo(f"{form.output}: {counted.count:,} written", err=True)
    return counted.count


def _write(answer: Answer[T], name: str, records: Iterable[T], table: Callable[[Iterable[T]], None]) -> None:
    if name == "table":
        table(records)
    elif name == "parquet":
        answer.to_parquet(sys.stdout.buffer, records)
    else:
        names = [field.name for field in fields(answer.record)]  # type: ignore[arg-type]
        {"jsonl": _json_lines, "csv": _csv}[name](names, map(attrgetter(*names), records))


def _json_lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_json) + "\n")


def _csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(map(cell, row))


class _Counted(Iterable[T]):
    def __init__(self, records: Iterable[T]) -> None:
        self._records, self.count = records, 0

    def __iter__(self) -> Iterator[T]:
        for each in self._records:
            self.count += 1
            yield each


def _json(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def cell(value: Any) -> Any:
    """Give what a CSV file may hold for *value*: lists of words with "; " between, all else that has parts as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        value = "; ".join(value)
    elif not isinstance(value, _SIMPLE):
        value = json.dumps(value, ensure_ascii=False, default=_json)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Write a file that has its name only once it is whole; what stood there before stays until then.

    A device or pipe of that name is written to as it is.

    Raises:
        OSError: it cannot be written; names the file that was asked for.
    """
    asked, path = path, path.resolve()  # a link stays one
    if path.exists() and not path.is_file():
        with path.open("wb") as target:
            yield target
        return
    part = path.with_name(f".scowatch-{os.getpid()}.part")
    try:
        with part.open("wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as error:
        if error.filename not in {None, str(part)}:
            raise
        raise OSError(error.errno, error.strerror, str(asked)) from error  # a disk that is full has no name of its own
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
