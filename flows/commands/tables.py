"""Tables for people: columns that hold in every script, nothing that could command the terminal."""

import re
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime

import click

from storage import Hit, Snippet

# Control characters, and those that turn the direction of what follows (UAX #9): a title has no say in that.
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ISOLATE, _POP = "\u2068", "\u2069"  # first strong isolate, and its end
_LEAST = 24  # columns of a title, however narrow the terminal


def safe(text: str) -> str:
    """Give *text* on one line, without what could command a terminal."""
    return " ".join(_COMMANDS.sub(" ", text).split())


def room() -> int | None:
    """Give the columns of the terminal that is written to; None: it is none, and nothing need be cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


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
    return isolated(text) + " " * (width - taken)


def isolated(text: str) -> str:
    """Keep right-to-left *text* from turning the order of what stands around it, in a terminal that knows how to."""
    return f"{_ISOLATE}{text}{_POP}" if sys.stdout.isatty() and _RIGHT_TO_LEFT.search(text) else text


def line(number: int, moment: datetime, language: str | None, source: str | None, rest: str) -> str:
    """Begin a row: number, day, language and source of an article, each in its column."""
    return f"{number:>6}  {moment.date().isoformat()}  {language or '--':<3} {fit(source or '-', 20)} {rest}"


def print_hits(hits: Iterable[Hit]) -> None:
    """Print hits, a line each; of those that have a snippet, a second."""
    count = 0
    width = room()
    for count, hit in enumerate(hits, start=1):  # noqa: B007 the last number is the count
        marks = " ".join(filter(None, [hit.level if hit.level != "none" else "", _copy_mark(hit)]))
        click.echo(line(hit.id, hit.published or hit.first_seen, hit.language, hit.source, _title(hit, marks, width)))
        if hit.snippet is not None and hit.snippet.text:
            click.echo(f"{'':8}{_marked(hit.snippet)}")
    if count == 0:
        click.echo("no article answers this; `scowatch stats` says what there is", err=True)


def _copy_mark(hit: Hit) -> str:
    return "" if hit.kind == "original" else f"{hit.kind} copy"


def _title(hit: Hit, marks: str, width: int | None) -> str:
    title, end = safe(hit.title) or hit.url, f"  [{marks}]" if marks else ""
    before = len(line(0, hit.first_seen, None, None, ""))
    most = None if width is None else max(_LEAST, width - before - len(end))
    title = fit(title, most) if most is not None and columns(title) > most else isolated(title)
    return title + click.style(end, dim=True) if end else title.rstrip()


def _marked(snippet: Snippet) -> str:
    """The passage, with the words that were asked for in bold."""
    parts, at = [], 0
    for start, end in snippet.spans:
        parts += [snippet.text[at:start], click.style(snippet.text[start:end], bold=True)]
        at = end
    words = [_COMMANDS.sub(" ", each) if index % 2 == 0 else each for index, each in enumerate(parts)]
    return isolated("".join([*words, _COMMANDS.sub(" ", snippet.text[at:])]))
