"""The command that lists what outlets have changed in their articles, and which pages are no longer there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import click

from flows.commands.formats import Form, formats, limited, write
from flows.commands.options import LARGEST, database, dates, open_given
from flows.commands.tables import fit, isolated, safe
from storage.edits import Edited, EditQuery, Vanished

T = TypeVar("T")

SHOWN = 100  # characters of what stood before, and as many of what stands there now


@click.command(short_help="What outlets changed in their articles, and pages that vanished.")
@click.option("--significant", is_flag=True, help="Only changed numbers, names, quotes, denials, removed passages …")
@click.option("--vanished", is_flag=True, help="Instead: articles whose pages are no longer there.")
@click.option("--article", metavar="ID", type=click.IntRange(1, LARGEST), help="Of this article only.")
@click.option("--source", metavar="SLUG", help="Of this source only.")
@dates
@limited
@formats
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@database
def edits(
    *, vanished: bool, limit: int | None, form: Form, as_json: bool, since: datetime | None, until: datetime | None,
    **of: Any,
) -> None:  # fmt: skip
    """List edits, the newest first: what stood there before, and what stands there now.

    Dates are those on which the edit was seen.

    Example: scowatch edits --significant --since 2025-09-01
    """
    form = replace(form, name="jsonl") if as_json else form
    query = EditQuery(since=since, until=until, limit=form.limit(limit), **of)
    with open_given() as archive:
        if vanished:
            write(archive.vanished(query), form, partial(_print_table, _vanished))
        else:
            write(archive.edits(query), form, partial(_print_table, _edited))


def _print_table(lines: Callable[[T], Iterator[str]], found: Iterable[T]) -> None:
    count = 0
    for count, each in enumerate(found, start=1):  # noqa: B007 the last number is the count
        click.echo("\n".join(lines(each)))
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
    title = isolated(safe(of.title) or of.url)
    return f"{of.article:>6}  {moment:%Y-%m-%d %H:%M}  {what:<12}  {fit(of.source or '-', 20)} {title}"


def change_lines(changes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write changes for people, a line each."""
    for each in changes:
        mark = "!" if each["significance"] == "significant" else " "
        before, after = (_short(each[side]["surface"]) for side in ("before", "after"))
        yield f"{mark} {each['kind']:<9} {before} → {after}"


def _short(surface: str) -> str:
    words = safe(surface)
    return f"“{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}”" if words else "(nothing)"
