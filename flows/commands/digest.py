"""The command that prints a digest."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from config.errors import InputError
from config.settings import load_settings
from flows.commands.filters import as_words, filters, name_of
from flows.commands.options import database, dates, open_given, sources_file
from flows.commands.search import Asking
from flows.commands.slugs import refuse_unknown
from storage.digests import DigestQuery
from storage.watches import check_query

DAYS = 7


@click.command(cls=Asking, short_help="The stories of a time, by topic, for reading.")
@click.argument("words", nargs=-1)
@filters
@dates
@click.option(
    "--format", "form", type=click.Choice(["markdown", "html", "text"]), default="markdown", show_default=True
)  # fmt: skip
@sources_file
@database
def digest(*, words: tuple[str, ...], since: datetime | None, until: datetime | None, form: Any, **where: Any) -> None:
    """Print the stories that answer, by topic, with who said what, what was edited and what has vanished.

    WORDS, filters and dates are those of `scowatch search`; without dates: the last 7 days. Sources that were not
    heard of in that time are named, so that silence is not taken for peace.

    Example: scowatch digest --tag sco --since 2025-09-01 --until 2025-09-08 --format html
    """
    from flows.letters.compose import silent  # noqa: PLC0415 Jinja2 is no part of a query
    from flows.letters.write import Letter, Style, write  # noqa: PLC0415

    settings, moment = load_settings(), datetime.now(UTC)
    asked = as_words(words, where)
    query, until = check_query(asked), until or moment
    since = since or until - timedelta(days=DAYS)
    if since >= until:
        raise InputError(f"nothing lies between --since {since:%Y-%m-%d} and --until {until:%Y-%m-%d}")
    with open_given(settings) as archive:
        found = archive.digest(DigestQuery(query=query, since=since, until=until))
        if not found.stories:
            refuse_unknown(archive, query)
        unheard, partly = silent(archive, settings, moment, since=since, until=until, source=query.source)
    name = name_of(asked) or "all"
    letter = Letter(name=name, kind="digest", digest=found, query=asked, unheard=unheard, partly=partly)
    click.echo(write(letter, Style(form=form, has_title=False)), nl=False)
