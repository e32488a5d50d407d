"""The command that finds articles, and takes them elsewhere."""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

import click

from config.errors import InputError
from flows.commands.filters import filters
from flows.commands.formats import Form, formats, limited, write
from flows.commands.options import LARGEST, Day, database, dates, open_given
from flows.commands.slugs import refuse_unknown
from flows.commands.tables import print_hits
from storage import Answer, Archive, Query
from storage.parameters import fields_of

T = TypeVar("T")


class Asking(click.Command):
    """Takes -word as a word of the query, which it is; options of one letter have no place here but -h."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a space, which no query minds, before what would be read as an option."""
        return super().parse_args(ctx, [f" {each}" if re.match(r"-[^-].", each) else each for each in args])


@click.command(cls=Asking, short_help="Find articles.")
@click.argument("words", nargs=-1)
@filters
@click.option("--story", metavar="ID", type=click.IntRange(1, LARGEST), help="Of this story.")
@dates
@click.option("--seen-since", type=Day(), metavar="DATE", help="First seen on this day or later.")
@click.option("--seen-until", type=Day(), metavar="DATE", help="First seen before this day.")
@click.option("--copies", is_flag=True, help="Leave out originals.")
@click.option("--as-of", type=Day(), metavar="DATE", help="As the archive knew it at this moment.")
@click.option("--order", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--snippets", is_flag=True, help="With the passage of each that answers the words.")
@click.option("--full", is_flag=True, help="Whole articles: texts, authors, tags; not as a table.")
@limited
@formats
@database
def search(*, words: tuple[str, ...], limit: int | None, form: Form, full: bool, **where: Any) -> None:
    """Find articles by words, tags, places and dates.

    WORDS must all occur; "a phrase" in quotation marks, -word to leave out, begin* for a beginning, OR between
    alternatives. Without words: the newest. Dates are those of publication, or else of the first sight; a day
    begins at midnight UTC.

    Example: scowatch search '"energy club" OR энергоклуб' --level central --since 2025-09-01
    """
    if full and form.name == "table":
        raise click.UsageError("--full is for jsonl, csv and parquet; `scowatch show` prints an article.")
    if where["originals"] and where["copies"]:
        raise click.UsageError("--originals leaves out copies, and --copies originals; nothing would be left.")
    query = Query(words=" ".join(words) or None, limit=form.limit(limit), **fields_of(where))
    with open_given() as archive:
        if full:
            articles = archive.articles(query)
            write(articles, form, _no_table, records=_or_refused(archive, articles))
        else:
            hits = archive.search(query)
            write(hits, form, print_hits, records=_or_refused(archive, hits))


def _or_refused(archive: Archive, answer: Answer[T]) -> Iterator[T]:
    """Give what was found; where that is nothing, refuse names that nobody knows."""
    empty = True
    for each in answer:
        empty = False
        yield each
    if empty:
        refuse_unknown(archive, answer.question)


def _no_table(_: object) -> None:
    raise InputError("whole articles have no table")  # the command has refused that
