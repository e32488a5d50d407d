"""The Source record, and the file that lists them."""

import difflib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from config.errors import ConfigError

SourceKind = Literal["feed", "sitemap", "section"]

SLUG_LIMIT = 64  # characters; the width of the column in storage.tables

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BLANK = re.compile(r"\s")
_BLOCK = re.compile(r"""[ \t]*\[\[[ \t]*(?:source|"source"|'source')[ \t]*\]\]""")
_SHOWN = 60  # characters of a wrong value that a message repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place that lists articles of one outlet."""

    slug: str  # a-z, 0-9 and -: how commands and tables name it
    name: str
    country: str | None  # ISO 3166-1 alpha-2, upper case; None: international
    language: str | None  # ISO 639-1, lower case; the pages may differ; None: several
    kind: SourceKind
    url: str
    active: bool = True  # False: kept in the list, never polled; `note` says why
    note: str | None = None
    archive: str | None = None  # address of the outlet's pages by day, with %Y, %m and perhaps %d in it; for backfill


def load_sources(path: Path | None) -> tuple[Source, ...]:
    """Read a file of `[[source]]` blocks.

    Args:
        path: the TOML file; None: config/sources.toml, the list that comes with scowatch.

    Raises:
        ConfigError: the file cannot be read or has faults; all of them are named, one a line.
    """
    subject = "the shipped sources.toml" if path is None else str(path)
    text = _read(path, subject)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a TOMLDecodeError is a ValueError and names the line
        raise ConfigError(subject, f"is not TOML: {error}") from error
    problems = find_problems(data, [n for n, line in enumerate(text.split("\n"), 1) if _BLOCK.match(line)])
    if problems:
        count = f"{len(problems)} problems\n  " if len(problems) > 1 else ""
        raise ConfigError(subject, count + "\n  ".join(problems))
    return tuple(Source(**{"country": None, "language": None, **block}) for block in data["source"])


def render_sources(sources: Iterable[Source]) -> str:
    """Write *sources* as a file that load_sources reads back; what is None or the default is left out."""
    return "\n".join(_render(each) for each in sources)


def add_sources(path: Path, sources: Iterable[Source]) -> None:
    """Append *sources* to the file at *path*, or begin one; what stands in it, comments too, stays as it is.

    The file is replaced in one step: whoever reads it sees it before or after, and a crash leaves the old one.

    Raises:
        ConfigError: the file cannot be read or has faults, or a slug or url would stand in it twice.
        OSError: the file cannot be written.
    """
    path = path.resolve()  # a link stays one
    text = _read(path, str(path)) if path.exists() else ""
    present = path.read_bytes() if text else b""
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    added = gap + render_sources(sources)
    try:
        problems = find_problems(tomllib.loads(text + added))
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(path), f"no source can be added to it: {error}") from error
    if problems:
        raise ConfigError(str(path), "\n  ".join(["no source can be added to it", *problems]))
    _replace(path, present + (added.replace("\n", "\r\n") if b"\r\n" in present else added).encode())


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside *path*, with the same rights, and put it in its place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def find_problems(data: Mapping[str, Any], lines: Sequence[int] = ()) -> list[str]:
    """Say, one sentence each, what is wrong with a parsed file of sources.

    Args:
        data: the parsed TOML.
        lines: the lines on which its `[[source]]` blocks begin; used only if there is one for each block.
    """
    problems = [unknown_field(key, ["source"]) for key in data if key != "source"]
    blocks = data.get("source", [])
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        return [*problems, "source: is not a list of [[source]] blocks"]
    if not blocks:
        return [*problems, "lists no source: write at least one [[source]] block"]
    known_lines = lines if len(lines) == len(blocks) else [None] * len(blocks)
    seen: dict[tuple[str, str], str] = {}
    for position, (line, block) in enumerate(zip(known_lines, blocks, strict=True), 1):
        slug = block.get("slug")
        name = f"source {json.dumps(slug, ensure_ascii=False) if usable_slug(slug) else position}"
        place = name if line is None else f"line {line}, {name}"
        problems += [f"{place}, {each}" for each in _block_problems(block)]
        problems += [f"{place}, {each}" for each in _repeats(block, seen, place)]
    return problems


def usable_url(value: object) -> bool:
    """Say whether *value* is an http(s) address with a host, and nothing that a URL may not hold."""
    if not isinstance(value, str) or _CONTROL.search(value) or _BLANK.search(value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def usable_slug(value: object) -> bool:
    """Say whether *value* may be the slug of a source."""
    return isinstance(value, str) and len(value) <= SLUG_LIMIT and bool(_SLUG.fullmatch(value))


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _CONTROL.search(value)


def _is_archive(value: object) -> bool:
    if not isinstance(value, str) or not usable_url(value.replace("%", "")):
        return False
    return {"Y", "m"} <= set(re.findall("%(.?)", value)) <= {"Y", "m", "d"}


def _matches(pattern: str) -> Callable[[object], bool]:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(form.fullmatch(value))


class _Rule(NamedTuple):
    """What a field of a block may hold."""

    allows: Callable[[object], bool]
    allowed: str


_KINDS = get_args(SourceKind)
_REQUIRED = ("slug", "name", "kind", "url")
_RULES = {
    "slug": _Rule(usable_slug, f"a-z and 0-9 with single - between, at most {SLUG_LIMIT} characters"),
    "name": _Rule(_is_line, "one line of text"),
    "country": _Rule(_matches("[A-Z]{2}"), 'two capital letters (ISO 3166-1), such as "KZ"'),
    "language": _Rule(_matches("[a-z]{2,3}"), 'two or three small letters (ISO 639), such as "kk"'),
    "kind": _Rule(lambda value: value in _KINDS, f"one of {', '.join(_KINDS)}"),
    "url": _Rule(usable_url, "an http or https address with a host"),
    "active": _Rule(lambda value: isinstance(value, bool), "true or false"),
    "note": _Rule(_is_line, "one line of text"),
    "archive": _Rule(_is_archive, "an http or https address with %Y, %m and perhaps %d in it"),
}
_TOML_NAMES = {bool: "a boolean", int: "an integer", float: "a float", list: "an array", dict: "a table"}


def _block_problems(block: Mapping[str, Any]) -> list[str]:
    problems = [unknown_field(key, list(_RULES)) for key in block if key not in _RULES]
    for field, rule in _RULES.items():
        if field in block and not rule.allows(block[field]):
            problems.append(f"{field}: {_show(block[field])} is not {rule.allowed}")
        elif field not in block and field in _REQUIRED:
            problems.append(f"{field}: is missing; it must be {rule.allowed}")
    return problems


def _repeats(block: Mapping[str, Any], seen: dict[tuple[str, str], str], place: str) -> list[str]:
    """Name the fields whose value an earlier block has; remember those of this one in *seen*."""
    given = [(field, block[field]) for field in ("slug", "url") if isinstance(block.get(field), str)]
    problems = [
        f"{field}: {_show(value)} is already used by {seen[field, value]}"
        for field, value in given
        if (field, value) in seen
    ]
    for each in given:
        seen.setdefault(each, place)
    return problems


def unknown_field(key: str, known: list[str]) -> str:
    """Say that *key* is not among the *known* fields of a TOML block, and which was perhaps meant."""
    nearest = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known: {', '.join(known)}"
    return f"{key}: is not a field ({hint})"


def _show(value: object) -> str:
    if not isinstance(value, str):
        return _TOML_NAMES.get(type(value), "a date or time")
    return json.dumps(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…", ensure_ascii=False)


def _read(path: Path | None, subject: str) -> str:
    try:
        return (files("config") / "sources.toml" if path is None else path).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(subject, f"is not UTF-8: {error.reason} at byte {error.start}") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(subject, f"cannot be read: {reason}") from error


def _render(source: Source) -> str:
    lines = ["[[source]]"]
    for field in fields(source):
        value = getattr(source, field.name)
        if value != field.default and value is not None:
            # A JSON string is a TOML string too, but for U+007F, which no field may hold.
            lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
