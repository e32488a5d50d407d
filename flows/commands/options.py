"""What several commands share: options, reading lines, printing for people and for machines."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from config.errors import InputError
from config.settings import Settings, load_settings
from storage import Archive, open_archive

Command = TypeVar("Command", bound=Callable[..., Any])


def _set_variable(name: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    """An option that stands for a setting goes into the environment, where worker processes find it too."""

    def note(_context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            os.environ[name] = value

    return note


database = click.option(
    "--database",
    metavar="URL",
    expose_value=False,
    callback=_set_variable("SCOWATCH_DATABASE_URL"),
    help="Archive to work on, instead of SCOWATCH_DATABASE_URL.",
)
sources_file = click.option(
    "--sources",
    "sources_file",
    metavar="FILE",
    expose_value=False,
    callback=_set_variable("SCOWATCH_SOURCES"),
    help="List of sources, instead of SCOWATCH_SOURCES.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Day(click.ParamType[datetime]):
    """A day or moment; without a zone it is UTC."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read ISO 8601: 2025-09-01 or 2025-09-01T10:00+08:00."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write 2025-09-01", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def dates(command: Command) -> Command:
    """Add --since and --until."""
    command = click.option("--until", type=Day(), metavar="DATE", help="Leave out what is of this day or later.")(
        command
    )
    return click.option("--since", type=Day(), metavar="DATE", help="Leave out what is earlier than this day.")(command)


def open_given(settings: Settings | None = None, *, create: bool = False) -> Archive:
    """Open the archive that the settings name."""
    settings = settings or load_settings()
    return open_archive(settings.archive_url, settings.data_dir, create=create)


def plain(value: Any) -> Any:
    """What json cannot write by itself."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print *value* as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, default=plain, indent=indent))


def read_json_lines(source: str) -> Iterator[dict[str, Any]]:
    """Read JSON objects, one a line; "-" is standard input.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object; names the line.
    """
    for number, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{source}, line {number}: is no JSON ({error.msg})") from error
        if not isinstance(value, dict) or "id" not in value:
            raise InputError(f'{source}, line {number}: give an object with an id, such as {{"id": "1", …}}')
        yield value


def _lines(source: str) -> Iterable[str]:
    try:
        if source == "-":
            yield from sys.stdin
        else:
            with Path(source).open(encoding="utf-8") as file:
                yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{source}: cannot be read ({error})") from error
