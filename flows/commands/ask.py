"""Commands that ask the archive: show, stats. To search: flows.commands.search."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from config.errors import InputError
from flows.commands.edits import change_lines
from flows.commands.options import LARGEST, as_json, database, open_given, plain, print_json
from flows.commands.tags import tag_lines


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
