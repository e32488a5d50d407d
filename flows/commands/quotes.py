"""The command that asks who said what."""

import csv
import sys
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import click

from flows.commands.ask import Asking, cell
from flows.commands.options import LARGEST, database, dates, open_given, print_json
from flows.commands.terminal import line
from storage import QuoteHit, QuoteQuery

SHOWN = 300  # characters of a quote in the table; jsonl and csv give all


@click.command(cls=Asking, short_help="Who said what.")
@click.argument("words", nargs=-1)
@click.option("--speaker", metavar="NAME", help="Said by: a name, a part of one, or the slug of an entity.")
@click.option("--kind", type=click.Choice(["direct", "reported"]), help="Word for word, or as the writer puts it.")
@click.option("--lang", metavar="L", help="In articles of this language, such as ru.")
@click.option("--source", metavar="SLUG", help="In articles that this source listed.")
@dates
@click.option("--order", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0: all.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@database
def quotes(*, words: tuple[str, ...], lang: str | None, limit: int, form: str, **where: Any) -> None:
    """List who said what, with the words themselves and where they stand.

    WORDS, in the language of `scowatch search`, are looked for in the quote and in its paragraph; those in the quote
    weigh more. A surname alone finds the full name. Without words: the newest. Only articles that concern the SCO are
    read for quotes.

    Example: scowatch quotes afghanistan --speaker Khakimov --since 2021-09-01
    """
    query = QuoteQuery(about=" ".join(words) or None, language=lang, limit=min(limit, LARGEST) or None, **where)
    with open_given() as archive:
        {"table": _print_table, "jsonl": _print_lines, "csv": _print_csv}[form](archive.quotes(query))


def _print_lines(hits: Iterable[QuoteHit]) -> None:
    for hit in hits:
        print_json(asdict(hit))


def _print_csv(hits: Iterable[QuoteHit]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(QuoteHit)])
    for hit in hits:
        writer.writerow([cell(value) for value in asdict(hit).values()])


def _print_table(hits: Iterable[QuoteHit]) -> None:
    count = 0
    for count, hit in enumerate(hits, start=1):  # noqa: B007 the last number is the count
        day = (hit.published or hit.first_seen).date().isoformat()
        who = click.style(line(hit.speaker), bold=True) + (f" ({hit.entity})" if hit.entity else "")
        click.echo(f"{hit.article:>6}  {day}  {hit.language or '--':<3} {hit.source or '-':<20} {who}")
        click.echo(f"        {_said(hit)}" + (f"  [{line(hit.verb)}]" if hit.verb else ""))
    if count == 0:
        click.echo("nobody is quoted so; `scowatch search` looks through whole articles", err=True)


def _said(hit: QuoteHit) -> str:
    """The words on one line; quotation marks say that they are word for word."""
    words = " ".join(hit.surface.split())
    words = line(words if len(words) <= SHOWN else f"{words[:SHOWN]}…")
    return f"“{words}”" if hit.kind == "direct" else words
