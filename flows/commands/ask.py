"""Commands that ask the archive: search, show, stats."""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from itertools import chain, islice
from typing import Any

import click

from config.errors import InputError
from flows.commands.edits import change_lines
from flows.commands.options import LARGEST, as_json, database, dates, open_given, plain, print_json
from flows.commands.slugs import refuse_unknown
from flows.commands.tags import tag_lines
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
            f"{hit.id:>6}  {day}  {hit.language or '--':<3} {hit.source or '-':<20} {hit.title or hit.url}", nl=False
        )
        click.echo(f"  [{marks}]" if marks else "")
    if count == 0:
        click.echo("no article answers this; `scowatch stats` says what there is", err=True)


def _copy_mark(hit: Hit) -> str:
    return "" if hit.kind == "original" else f"{hit.kind} copy"


@click.command(short_help="One article, with copies, versions and evidence.")
@click.argument("key", metavar="ID", type=click.IntRange(1, LARGEST))
@database
@as_json
def show(*, key: int, as_json: bool) -> None:
    """Show article ID: its text, why it is tagged, its copies and versions, and where it came from.

    Example: scowatch show 17
    """
    with open_given() as archive:
        found = archive.document(key)
    if found is None:
        raise InputError(f"there is no article {key}; `scowatch search` gives the numbers")
    if as_json:
        print_json(found)
        return
    for line in _document(found):
        click.echo(line)


def _document(found: dict[str, Any]) -> Iterator[str]:
    yield click.style(found["title"] or "(no title)", bold=True)
    yield found["url"]
    yield f"published {_moment(found, 'published') or 'unknown'} · {found['language'] or '--'}"
    yield f"source {found['source'] or '-'} · by {', '.join(found['authors']) or 'unknown'}"
    yield from _about(found)
    yield ""
    yield found["text"]
    yield ""
    yield from _origin(found)
    yield from tag_lines(found["tags"])
    yield f"story {found['story_id']}: {found['kind']}" + (f" of {found['copy_of']}" if found["copy_of"] else "")
    for copy in found["copies"]:
        yield f"    {copy['id']:>6} {copy['kind']:<10} {copy['source'] or '-'}: {copy['title']}"
    yield from _versions(found)
    for listing in found["discoveries"]:
        yield f"listed by {listing['how']} {listing['origin']} at {plain(listing['seen_at'])}"
    for capture in found["captures"]:
        yield f"kept in {capture['warc_file']} at byte {capture['warc_offset']}, fetched {plain(capture['fetched_at'])}"


def _versions(found: dict[str, Any]) -> Iterator[str]:
    for version in found["versions"]:
        again = f", there {version['times']} times" if version["times"] > 1 else ""
        weighs = f" ({version['significance']} edit{again})" if version["significance"] else ""
        yield f"earlier version, until {plain(version['replaced_at'])}{weighs}: {version['title']}"
        yield from (f"    {line}" for line in change_lines(version["changes"] or ()))
    if found["vanished_status"]:
        yield f"its page has vanished: {found['vanished_status']} since {plain(found['vanished_at'])}"
    if found["returned_at"]:
        yield f"its page had vanished, and returned: {plain(found['returned_at'])}"


def _moment(found: dict[str, Any], name: str) -> str:
    """A day where the page states no more."""
    moment: datetime | None = found[name]
    if moment is None:
        return ""
    return moment.date().isoformat() if found[f"{name}_precision"] == "day" else moment.isoformat()


def _about(found: dict[str, Any]) -> Iterator[str]:
    """What the page says beside its text, a line for each thing it says."""
    said = {
        "changed": _moment(found, "modified"),
        "page type": found["page_type"] if found["page_type"] != "article" else "",
        "section": found["section"],
        "keywords": ", ".join(found["keywords"]),
        "agencies and outlets": ", ".join(found["organizations"]),
        "dateline": found["dateline"],
        "agency": found["agency"],
    }
    yield from (f"{name}: {value}" for name, value in said.items() if value)


def _origin(found: dict[str, Any]) -> Iterator[str]:
    """Where the text and the dates come from."""
    if found["choice_method"]:
        yield f"text by {found['choice_method']}: {found['choice_reason']}"
    for paragraph in found["dropped"]:
        yield f"left out, as the outlet repeats it: {paragraph!r}"
    for credit in found["credits"]:
        yield f"credited to {credit['agency']} ({credit['confidence']:.2f}) by {credit['place']}: {credit['surface']!r}"
    for claim in found["dates"]:
        exact = f"to the {claim['precision']}" + ("" if claim["zone_known"] else ", no zone")
        yield f"{claim['says']} {claim['value']} ({exact}) by {claim['place']} {claim['spot']}: {claim['raw']!r}"


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
    for name, value in counted.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            click.echo(f"{label}: " + (", ".join(f"{each} {count:,}" for each, count in value.items()) or "none"))
        else:
            click.echo(f"{label}: {plain(value) if isinstance(value, datetime) else value}")
