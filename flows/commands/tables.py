"""Tables for people: columns that hold in every script. What is harmless to a terminal: flows.commands.terminal."""

from collections.abc import Iterable
from datetime import datetime

import click

from flows.commands.terminal import Run, line, screen
from storage import Hit, Snippet

_LEAST = 24  # columns of a title, however narrow the terminal


def columns(text: str) -> int:
    """Count the columns that *text* takes in a terminal: two for a Han character, none for a mark above a letter."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 what is in ASCII does without

    return cell_len(text)


def fit(text: str, width: int) -> str:
    """Give *text* in exactly *width* columns: cut with "…", or filled up with spaces."""
    taken = columns(text)
    if taken > width:
        from rich.cells import set_cell_size  # noqa: PLC0415

        text = set_cell_size(text, width - 1).rstrip() + "…"
        taken = columns(text)
    return line(text) + " " * (width - taken)


def row(number: int, moment: datetime, language: str | None, source: str | None, rest: str) -> str:
    """Begin a row: number, day, language and source of an article, each in its column."""
    return f"{number:>6}  {moment.date().isoformat()}  {language or '--':<3} {fit(source or '-', 20)} {rest}"


def print_hits(hits: Iterable[Hit]) -> None:
    """Print hits, a line each; of those that have a snippet, a second."""
    count = 0
    width = screen().width
    for count, hit in enumerate(hits, start=1):  # noqa: B007 the last number is the count
        marks = " ".join(filter(None, [hit.level if hit.level != "none" else "", _copy_mark(hit)]))
        click.echo(row(hit.id, hit.published or hit.first_seen, hit.language, hit.source, _title(hit, marks, width)))
        if hit.snippet is not None and hit.snippet.text:
            click.echo(f"{'':8}{_marked(hit.snippet)}")
    if count == 0:
        click.echo("no article answers this; `scowatch stats` says what there is", err=True)


def _copy_mark(hit: Hit) -> str:
    return "" if hit.kind == "original" else f"{hit.kind} copy"


def _title(hit: Hit, marks: str, width: int | None) -> str:
    title, end = " ".join((hit.title or hit.url).split()), f"  [{marks}]" if marks else ""
    before = len(row(0, hit.first_seen, None, None, ""))
    most = None if width is None else max(_LEAST, width - before - len(end))
    title = fit(title, most) if most is not None and columns(title) > most else line(title)
    return title + click.style(end, dim=True) if end else title.rstrip()


def _marked(snippet: Snippet) -> str:
    """The passage, with the words that were asked for in bold."""
    runs, at = [], 0
    for start, end in snippet.spans:
        runs += [Run(snippet.text[at:start]), Run(snippet.text[start:end], "hit")]
        at = end
    flat = [run._replace(text=run.text.replace("\n", " ")) for run in (*runs, Run(snippet.text[at:]))]
    return "".join(screen().lines(flat, wrap=False))
