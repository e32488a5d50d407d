"""What several commands share: options, reading lines, printing for people and for machines."""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from config.errors import InputError
from config.settings import Settings, load_settings
from storage import Archive, open_archive

Command = TypeVar("Command", bound=Callable[..., Any])

LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL
_SURROGATE = re.compile("[\ud800-\udfff]")


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
lexicon = click.option(
    "--lexicon",
    metavar="NAME",
    expose_value=False,
    callback=_set_variable("SCOWATCH_LEXICON"),
    help="Lexicon, or folder or TOML file of one, instead of SCOWATCH_LEXICON.",
)
sites_folder = click.option(
    "--sites",
    metavar="FOLDER",
    expose_value=False,
    callback=_set_variable("SCOWATCH_SITES"),
    help="Further site rules, instead of SCOWATCH_SITES.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Day(click.ParamType[datetime]):
    """A day or moment; without a zone it is UTC."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read ISO 8601: 2025-09-01 or 2025-09-01T10:00+08:00."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):  # the latter: before the year 1 or after 9999 in UTC
            self.fail(f"{value!r} is not a date; write 2025-09-01", param, ctx)


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


def read_json_lines(source: str, *texts: str, needed: Sequence[str] = ("id",)) -> Iterator[dict[str, Any]]:
    """Read JSON objects, one a line; "-" is standard input.

    Args:
        source: name of a file in UTF-8, or "-".
        texts: fields that hold text, or null, where they are given. A lone surrogate in them, which JSON can
            write, becomes U+FFFD, which leaves all characters at their place.
        needed: fields that every object has, and not null.

    Raises:
        InputError: the file cannot be read, or a line is not as it should be; names the line.
    """
    for number, line in enumerate(_lines(source), start=1):
        if line.strip():
            try:
                yield _object(line, texts, needed)
            except ValueError as error:
                raise InputError(f"{_named(source)}, line {number}: {error}") from error


def _object(line: str, texts: Sequence[str], needed: Sequence[str]) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON ({error.msg})") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if not isinstance(value, dict):
        value = {}
    for name in needed:
        if value.get(name) is None:
            raise ValueError(f'has no {name}; give an object such as {{"{name}": "1", …}}')
    for name in texts:
        text = value.get(name)
        if text is not None and not isinstance(text, str):
            raise ValueError(f"{name} is no text")
        value[name] = text and _SURROGATE.sub("\ufffd", text)
    return value


def _lines(source: str) -> Iterator[str]:
    try:
        with click.open_file(source, encoding="utf-8-sig") as file:
            yield from file
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{_named(source)}: cannot be read ({reason})") from error


def _named(source: str) -> str:
    return "standard input" if source == "-" else source
