"""The command that counts what the archive holds."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from flows.commands.options import as_json, database, open_given, print_json
from flows.commands.terminal import Run, harmless, say

SHOWN = 15  # of each kind; --json gives all
NARROW = 16  # characters of a name, at the least


@click.command(short_help="What the archive holds, in numbers.")
@database
@as_json
def stats(*, as_json: bool) -> None:
    """Count what the archive holds, by language, level, topic and state of work.

    Example: scowatch stats --json
    """
    with open_given() as archive:
        counted = archive.stats()
    if as_json:
        print_json(counted)
        return
    for line in _lines(counted):
        say(*line)


def _lines(counted: Mapping[str, Any]) -> Iterator[list[Run]]:
    groups = {name: value for name, value in counted.items() if isinstance(value, dict)}
    plain = {_label(name): _value(value) for name, value in counted.items() if name not in groups}
    wide = max(map(len, plain.values()))
    yield from ([Run(f"{name:<{NARROW}}  {value:>{wide}}")] for name, value in plain.items())
    of_all = counted["articles"]
    for name, group in groups.items():
        yield []
        yield [Run(_label(name), "heading"), *([] if group else [Run("  none", "quiet")])]
        yield from _group(group, of_all if name.startswith("by_") else None)


def _group(group: Mapping[str, int], of_all: int | None) -> Iterator[list[Run]]:
    """The largest first, with their shares of all articles where each is a number of articles."""
    shown = [(harmless(name), count) for name, count in group.items()][:SHOWN]
    longest = max((len(name) for name, _ in shown), default=0)
    widest = max((len(f"{count:,}") for _, count in shown), default=0)
    for name, count in shown:
        share = f"  {count / of_all:>5.1%}" if of_all else ""
        yield [Run(f"  {name:<{max(longest, NARROW - 2)}}  {count:>{widest},}"), Run(share, "quiet")]
    if len(group) > SHOWN:
        yield [Run(f"  and {len(group) - SHOWN:,} more; --json gives all", "quiet")]


def _label(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"{value:,}" if isinstance(value, int) else str(value or "-")
