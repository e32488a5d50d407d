"""The command that shows one article, and all that is known of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

import click

from config.errors import InputError
from extractors.edits.records import Reading
from flows.commands.differences import difference_lines
from flows.commands.edits import change_runs, readings_of
from flows.commands.options import LARGEST, as_json, database, open_given, print_json
from flows.commands.tags import style_of, tag_lines
from flows.commands.terminal import Run, say, screen, told
from storage import QuoteHit, QuoteQuery
from storage.snippets import spans_in
from storage.wording import Group, parse_words

Lines = Iterator[list[Run]]
ALL = 0  # of --diff: every one
_FIRST = ("hit", "accepted", "rejected", "topic")  # of several marks on a stretch, the first is shown
_INDENT, _HANGING = "    ", "        "


@click.command(short_help="One article, with copies, versions and evidence.")
@click.argument("key", metavar="ID", type=click.IntRange(1, LARGEST))
@click.option("--marks", is_flag=True, help="Put marks around evidence, colours or not.")
@click.option("--query", metavar="WORDS", help="Highlight what answers these words, as `scowatch search` reads them.")
@click.option("--version", metavar="N", type=click.IntRange(1), help="Only title and text, as they were at first (1) …")
@click.option(
    "--diff",
    metavar="[N]",
    type=click.IntRange(ALL),
    is_flag=False,
    flag_value=ALL,
    help="Only what the edits changed, or edit N.",
)
@database
@as_json
def show(*, key: int, query: str | None, marks: bool, version: int | None, diff: int | None, as_json: bool) -> None:
    """Show article ID: its text, why it is tagged, its copies and versions, and where it came from.

    Evidence is coloured in the text. --marks writes [[…]] around what names an organization or what belongs to it,
    [(…)] around a word of a topic, [~…~] around what looked like evidence and is none, and <<…>> around a word of
    --query. Without colours, --diff has [-…-] around what went and {+…+} around what came.

    Example: scowatch show 17 --diff
    """
    group = parse_words(query) if query else None
    with open_given() as archive:
        found = archive.document(key)
        if found is None:
            raise InputError(f"there is no article {key}; `scowatch search` gives the numbers")
        quotes = list(archive.quotes(QuoteQuery(article=key, order="oldest", limit=None)))
    if as_json:
        print_json(found)
    elif diff is not None:
        _differences(found, diff)
    elif version is not None:
        reading = _reading(found, version)
        say(Run(reading.title or "(no title)", "title"))
        say("\n", reading.text)
    else:
        _document(found, quotes, group, marks=marks)


def _reading(found: dict[str, Any], number: int) -> Reading:
    readings = readings_of(found)
    if number > len(readings):
        raise InputError(f"article {found['id']} has {_count(len(readings), 'version')}, of which the last is today's")
    return readings[number - 1]


def _differences(found: dict[str, Any], number: int) -> None:
    readings, versions = readings_of(found), found["versions"]
    if number > len(versions) or not versions:
        raise InputError(f"article {found['id']} has {_count(len(versions), 'known edit')}")
    for at in range(len(versions)) if number == ALL else [number - 1]:
        say(*_edit(at, versions[at]))
        for line in difference_lines(readings[at], readings[at + 1], screen(), _INDENT):
            click.echo(line)


def _edit(at: int, version: dict[str, Any]) -> list[Run]:
    what = version["significance"] or "unclassified"
    again = f", there {version['times']} times" if version["times"] > 1 else ""
    run = Run(what, "alarm" if what == "significant" else "")
    return [Run(f"edit {at + 1}, seen {_seen(version['replaced_at'])}: "), run, Run(again)]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _document(found: dict[str, Any], quotes: Sequence[QuoteHit], group: Group | None, *, marks: bool) -> None:
    for each in screen().lines(_highlighted(found, "title", group) or [Run("(no title)")], marks=marks):
        click.echo(each)
    for facts in _facts(found):
        say(*facts)
    click.echo()
    for each in screen().lines(_highlighted(found, "text", group), marks=marks):
        click.echo(each)
    sections = {
        "quotes": _quotes(quotes),
        "tags": tag_lines(found["tags"]),
        "story": _story(found),
        "edits": _edits(found),
        "provenance": _provenance(found),
    }
    for heading, lines in sections.items():
        for at, line in enumerate(lines):
            if at == 0:
                say(Run(f"\n{heading}", "heading"))
            say(*line, hanging=_HANGING)


def _highlighted(found: dict[str, Any], field: Literal["title", "text"], group: Group | None) -> list[Run]:
    from extractors.highlights import Mark, pieces  # noqa: PLC0415 a search does not wait for it

    marks = [Mark(start, end, "hit") for start, end in spans_in(found[field], found["language"], group, field)]
    marks += (
        Mark(span["start"], span["end"], style_of(tag, span))
        for tag in found["tags"]
        for span in tag["spans"]
        if span["field"] == field
    )
    plain = "title" if field == "title" else ""
    return [
        Run(piece.text, next((each for each in _FIRST if each in piece.labels), plain))
        for piece in pieces(found[field], marks)
    ]


def _facts(found: dict[str, Any]) -> Lines:
    """What the page says beside its text, a line for each thing it says."""
    yield [Run(found["url"])]
    yield [Run(f"published {_moment(found, 'published') or 'unknown'} · {found['language'] or '--'}")]
    outlet = [Run(" · "), told(found["site_name"])] if found["site_name"] else []
    yield [
        Run(f"source {found['source'] or '-'}"),
        *outlet,
        Run(" · by "),
        told(", ".join(found["authors"]) or "unknown"),
    ]
    said = {
        "changed": _moment(found, "modified"),
        "page type": found["page_type"] if found["page_type"] != "article" else "",
        "section": found["section"],
        "keywords": ", ".join(found["keywords"]),
        "agencies and outlets": ", ".join(found["organizations"]),
        "dateline": found["dateline"],
        "agency": found["agency"],
    }
    yield from ([Run(f"{name}: "), told(value)] for name, value in said.items() if value)
    if found["vanished_status"]:
        gone = f"its page has vanished: {found['vanished_status']} since {_seen(found['vanished_at'])}"
        yield [Run(gone, "alarm")]
    if found["returned_at"]:
        yield [Run(f"its page had vanished, and returned: {_seen(found['returned_at'])}")]


def _moment(found: dict[str, Any], name: str) -> str:
    """A day where the page states no more, and how exactly the page says it."""
    if found[name] is None:
        return ""
    precision = found[f"{name}_precision"]
    moment = found[name].date().isoformat() if precision == "day" else found[name].isoformat()
    return f"{moment} ({_exact(precision, zone_known=found[f'{name}_zone_known'])}) by {found[f'{name}_place']}"


def _seen(moment: datetime) -> str:
    """A moment of our own clock; what is less than a second tells nobody anything."""
    return moment.isoformat(timespec="seconds")


def _exact(precision: str | None, *, zone_known: bool | None) -> str:
    return f"to the {precision}" + ("" if zone_known else ", no zone")


def _quotes(quotes: Iterable[QuoteHit]) -> Lines:
    for each in quotes:
        words = told(each.surface)
        said = [Run("“"), words, Run("”")] if each.kind == "direct" else [words]
        who = f" ({each.entity})" if each.entity else ""
        verb = [Run(" ["), told(each.verb), Run("]")] if each.verb else []
        yield [told(each.speaker, "title"), Run(f"{who}: "), *said, *verb]


def _story(found: dict[str, Any]) -> Lines:
    of = f" of {found['copy_of']}" if found["copy_of"] else ""
    yield [Run(f"story {found['story_id']}: {found['kind']}{of}")]
    for copy in found["copies"]:
        yield [
            Run(f"    {copy['id']:>6} {copy['kind']:<10} {copy['source'] or '-'}: "),
            told(copy["title"] or copy["url"]),
        ]


def _edits(found: dict[str, Any]) -> Lines:
    for at, version in enumerate(found["versions"]):
        before = [Run("; before: "), told(version["title"])] if version["title"] != found["title"] else []
        yield [*_edit(at, version), *before]
        yield from ([Run(_INDENT), *runs] for runs in change_runs(version["changes"] or ()))


def _provenance(found: dict[str, Any]) -> Lines:
    """Where the text and the dates come from."""
    for listing in found["discoveries"]:
        yield [Run(f"listed by {listing['how']} {listing['origin']} at {_seen(listing['seen_at'])}")]
    for capture in found["captures"]:
        here = "; the text is from here" if capture["id"] == found["capture_id"] else ""
        kept = f"kept in {capture['warc_file']} at byte {capture['warc_offset']}"
        if capture["pruned_at"]:
            kept = f"its raw page was pruned {_seen(capture['pruned_at'])}"
        yield [Run(f"{kept}, fetched {_seen(capture['fetched_at'])}{here}")]
    if found["choice_method"]:
        yield [Run(f"text by {found['choice_method']}: {found['choice_reason']}")]
    yield [Run(f"read by extractor {found['extractor']}")]
    for paragraph in found["dropped"]:
        yield [Run("left out, as the outlet repeats it: '"), told(paragraph), Run("'")]
    for credit in found["credits"]:
        by = f"credited to {credit['agency']} ({credit['confidence']:.2f}) by {credit['place']}: '"
        yield [Run(by), told(credit["surface"]), Run("'")]
    for claim in found["dates"]:
        exact = _exact(claim["precision"], zone_known=claim["zone_known"])
        dated = f"{claim['says']} {claim['value']} ({exact}) by {claim['place']} "
        yield [Run(dated), told(claim["spot"]), Run(": '"), told(claim["raw"]), Run("'")]
