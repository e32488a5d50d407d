"""The command that lists what outlets have changed in their articles, and which pages are no longer there."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from flows.commands.options import LARGEST, as_json, database, dates, open_given, print_json
from storage.edits import Edited, EditQuery, Vanished

SHOWN = 100  # characters of what stood before, and as many of what stands there now


@click.command(short_help="What outlets changed in their articles, and pages that vanished.")
@click.option("--significant", is_flag=True, help="Only changed numbers, names, quotes, denials, removed passages …")
@click.option("--vanished", is_flag=True, help="Instead: articles whose pages are no longer there.")
@click.option("--article", metavar="ID", type=click.IntRange(1, LARGEST), help="Of this article only.")
@click.option("--source", metavar="SLUG", help="Of this source only.")
@dates
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0: all.")
@database
@as_json
def edits(
    *, vanished: bool, limit: int, as_json: bool, since: datetime | None, until: datetime | None, **of: Any
) -> None:
    """List edits, the newest first: what stood there before, and what stands there now.

    Dates are those on which the edit was seen. With --json: one object a line.

    Example: scowatch edits --significant --since 2025-09-01
    """
    query = EditQuery(since=since, until=until, limit=min(limit, LARGEST) or None, **of)
    with open_given() as archive:
        found: Iterable[Edited | Vanished] = archive.vanished(query) if vanished else archive.edits(query)
        count = 0
        for count, each in enumerate(found, start=1):  # noqa: B007 the last number is the count
            if as_json:
                print_json(asdict(each))
            else:
                click.echo("\n".join(_vanished(each) if isinstance(each, Vanished) else _edited(each)))
    if count == 0:
        click.echo("nothing of the kind is known; fresh articles are looked at again by `scowatch ingest`", err=True)


def _vanished(page: Vanished) -> Iterator[str]:
    yield _line(page, page.vanished_at, page.status)


def _edited(edit: Edited) -> Iterator[str]:
    yield _line(edit, edit.replaced_at, edit.significance or "unclassified")
    yield from (f"        {line}" for line in change_lines(edit.changes))
    if edit.times > 1:
        yield f"        this text has been there {edit.times} times, last since {edit.seen_again_at:%Y-%m-%d %H:%M}"


def _line(of: Edited | Vanished, moment: datetime, what: str) -> str:
    return f"{of.article:>6}  {moment:%Y-%m-%d %H:%M}  {what:<12}  {of.source or '-':<20} {of.title or of.url}"


def change_lines(changes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write changes for people, a line each."""
    for each in changes:
        mark = "!" if each["significance"] == "significant" else " "
        before, after = (_short(each[side]["surface"]) for side in ("before", "after"))
        yield f"{mark} {each['kind']:<9} {before} → {after}"


def _short(surface: str) -> str:
    words = " ".join(surface.split())
    return f"“{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}”" if words else "(nothing)"
