"""The command that finds articles."""

import csv
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from itertools import chain, islice
from typing import Any

import click

from flows.commands.options import LARGEST, database, dates, open_given, print_json
from flows.commands.slugs import refuse_unknown
from flows.commands.terminal import line
from storage import Hit, Query

# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Asking(click.Command):
    """Takes -word as a word of the query, which it is; options of one letter have no place here but -h."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a space, which no query minds, before what would be read as an option."""
        return super().parse_args(ctx, [f" {each}" if re.match(r"-[^-].", each) else each for each in args])


@click.command(cls=Asking, short_help="Find articles.")
@click.argument("words", nargs=-1)
@click.option("--tag", metavar="T", help="Tagged with this organization, such as sco.")
@click.option("--topic", metavar="T", help="With this topic, such as energy.")
@click.option("--entity", metavar="E", help="Naming this person, body, state …, such as rats.")
@click.option(
    "--level",
    type=click.Choice(["central", "mention", "abstain", "none"]),
    help="How much it concerns the archive's subject, or --tag; abstain: not decided.",
)
@click.option("--lang", metavar="L", help="In this language, such as ru.")
@click.option("--source", metavar="SLUG", help="Listed by this source.")
@dates
@click.option("--originals", is_flag=True, help="Leave out copies.")
@click.option("--order", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0: all.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@database
def search(*, words: tuple[str, ...], lang: str | None, limit: int, form: str, **where: Any) -> None:
    """Find articles by words, tags and dates.

    WORDS must all occur; "a phrase" in quotation marks, -word to leave out, begin* for a beginning, OR between
    alternatives. Without words: the newest. Dates are those of publication, or else of the first sight.

    Example: scowatch search '"energy club" OR энергоклуб' --level central --since 2025-09-01
    """
    query = Query(words=" ".join(words) or None, language=lang, limit=min(limit, LARGEST) or None, **where)
    with open_given() as archive:
        hits = archive.search(query)
        first = list(islice(hits, 1))
        if not first:
            refuse_unknown(archive, query)
        {"table": print_table, "jsonl": _print_lines, "csv": _print_csv}[form](chain(first, hits))


def _print_lines(hits: Iterable[Hit]) -> None:
    for hit in hits:
        print_json(asdict(hit))


def _print_csv(hits: Iterable[Hit]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(Hit)])
    for hit in hits:
        writer.writerow([cell(value) for value in asdict(hit).values()])


def cell(value: Any) -> Any:
    """Give what a CSV file may hold for *value*."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value.isoformat() if isinstance(value, datetime) else value


def print_table(hits: Iterable[Hit]) -> None:
    """Print hits for people, a line each."""
    count = 0
    for count, hit in enumerate(hits, start=1):  # noqa: B007 the last number is the count
        day = (hit.published or hit.first_seen).date().isoformat()
        marks = " ".join(filter(None, [hit.level if hit.level != "none" else "", _copy_mark(hit)]))
        click.echo(
            f"{hit.id:>6}  {day}  {hit.language or '--':<3} {hit.source or '-':<20} {line(hit.title or hit.url)}",
            nl=False,
        )
        click.echo(f"  [{marks}]" if marks else "")
    if count == 0:
        click.echo("no article answers this; `scowatch stats` says what there is", err=True)


def _copy_mark(hit: Hit) -> str:
    return "" if hit.kind == "original" else f"{hit.kind} copy"
