"""The command that lists what outlets have changed in their articles, and which pages are no longer there."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from extractors.edits.records import Reading
from flows.commands.differences import difference_lines
from flows.commands.options import LARGEST, as_json, database, dates, open_given, print_json
from flows.commands.terminal import Run, say, screen, told
from storage import Archive
from storage.edits import Edited, EditQuery, Vanished

SHOWN = 100  # characters of what stood before, and as many of what stands there now
INDENT = "        "


@click.command(short_help="What outlets changed in their articles, and pages that vanished.")
@click.option("--significant", is_flag=True, help="Only changed numbers, names, quotes, denials, removed passages …")
@click.option("--vanished", is_flag=True, help="Instead: articles whose pages are no longer there.")
@click.option("--diff", "whole", is_flag=True, help="Show the paragraphs that changed, what went and what came marked.")
@click.option("--article", metavar="ID", type=click.IntRange(1, LARGEST), help="Of this article only.")
@click.option("--source", metavar="SLUG", help="Of this source only.")
@dates
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0: all.")
@database
@as_json
def edits(
    *, vanished: bool, whole: bool, limit: int, as_json: bool, since: datetime | None, until: datetime | None, **of: Any
) -> None:
    """List edits, the newest first: what stood there before, and what stands there now.

    Dates are those on which the edit was seen. With --json: one object a line. What --diff cannot colour stands in
    [-…-] if it went and in {+…+} if it came.

    Example: scowatch edits --significant --since 2025-09-01
    """
    query = EditQuery(since=since, until=until, limit=min(limit, LARGEST) or None, **of)
    with open_given() as archive:
        found: Iterable[Edited | Vanished] = archive.vanished(query) if vanished else archive.edits(query)
        count = 0
        for count, each in enumerate(found, start=1):  # noqa: B007 the last number is the count
            if as_json:
                print_json(asdict(each))
            elif isinstance(each, Vanished):
                _say(each, each.vanished_at, each.status)
            else:
                _edited(archive, each, whole=whole)
    if count == 0:
        click.echo("nothing of the kind is known; fresh articles are looked at again by `scowatch ingest`", err=True)


def _edited(archive: Archive, edit: Edited, *, whole: bool) -> None:
    _say(edit, edit.replaced_at, edit.significance or "unclassified")
    if whole:
        for line in _differences(archive, edit):
            click.echo(line)
    else:
        for runs in change_runs(edit.changes):
            say(*runs, indent=INDENT, hanging=f"{INDENT}            ")
    if edit.times > 1:
        again = f"this text has been there {edit.times} times, last since {edit.seen_again_at:%Y-%m-%d %H:%M}"
        say(again, indent=INDENT)


def _differences(archive: Archive, edit: Edited) -> Iterator[str]:
    found = archive.document(edit.article)
    readings = readings_of(found) if found else []
    keys = [each["id"] for each in found["versions"]] if found else []
    if edit.version in keys:
        at = keys.index(edit.version)
        yield from difference_lines(readings[at], readings[at + 1], screen(), INDENT)


def readings_of(found: dict[str, Any]) -> list[Reading]:
    """Give what an article said, the earliest first; the last is what it says now.

    Args:
        found: as Archive.document gives it.
    """
    return [Reading(title=each["title"], text=each["text"]) for each in (*found["versions"], found)]


def _say(of: Edited | Vanished, moment: datetime, what: str) -> None:
    what_it_is = Run(f"{what:<12}", "alarm" if what == "significant" else "")
    title = told(of.title or of.url, "title")
    say(f"{of.article:>6}  {moment:%Y-%m-%d %H:%M}  ", what_it_is, f"  {of.source or '-':<20} ", title, hanging=INDENT)


def change_runs(changes: Iterable[dict[str, Any]]) -> Iterator[list[Run]]:
    """Write changes for people, a line each."""
    for each in changes:
        important = each["significance"] == "significant"
        before, after = (_short(each[side]["surface"]) for side in ("before", "after"))
        first = Run(f"{'!' if important else ' '} {each['kind']:<9} ", "alarm" if important else "")
        yield [first, *_quoted(before, "removed"), Run(" → "), *_quoted(after, "added")]


def _quoted(words: str, style: str) -> list[Run]:
    return [Run("“"), told(words, style), Run("”")] if words else [Run("(nothing)", "quiet")]


def _short(surface: str) -> str:
    words = " ".join(surface.split())
    return f"{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"
