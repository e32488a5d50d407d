"""The command that tells where the text of a story comes from, who printed it, and what each made of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from config.errors import InputError
from extractors.lineage.records import Delay, Evidence, Lineage, Origin, Parent, Passage, Printing
from extractors.lineage.report import trace
from extractors.records import Dated
from flows.commands.options import LARGEST, as_json, database, open_given, print_json
from storage import Archive, Story

_PASSAGES, _CHARACTERS = 3, 100  # shown of what one outlet added or left out; --json gives all
_WORDS = ((0.9, "almost certainly"), (0.7, "probably"), (0.4, "perhaps"), (0.0, "hardly more than a guess:"))


@click.command(short_help="Where a text comes from, who printed it when, and what they changed.")
@click.argument("key", metavar="[ID]", type=click.IntRange(1, LARGEST), required=False)
@click.option("--of", "article", metavar="ARTICLE", type=click.IntRange(1, LARGEST), help="The story of this article.")
@database
@as_json
def story(*, key: int | None, article: int | None, as_json: bool) -> None:
    """Show story ID: the articles that are one text, whose it is, who copied whom, what each kept, cut and added.

    A story has a number of its own; `scowatch show` names it. With --of, give the number of an article instead.

    Each judgement comes with its confidence, 0 to 1, and its reasons. Delays are shown only between dates that
    state time and zone; the order of days is not the order within a day.

    Example: scowatch story --of 17
    """
    with open_given() as archive:
        found = _find(archive, key, article)
    lineage = trace(found.members)
    if as_json:
        print_json({"story": found.key, "size": found.size, "started_at": found.started_at, **asdict(lineage)})
        return
    for line in _report(found, lineage):
        click.echo(line)


def _find(archive: Archive, key: int | None, article: int | None) -> Story:
    if (key is None) == (article is None):
        raise InputError("give the number of a story, or --of and the number of an article")
    if article is not None:
        key = archive.story_of(article)
        if key is None:
            raise InputError(f"there is no article {article}; `scowatch search` gives the numbers")
    assert key is not None
    found = archive.story(key)
    if found is None:
        raise InputError(f"there is no story {key}; for that of an article, say `scowatch story --of ARTICLE`")
    return found


def _report(found: Story, lineage: Lineage) -> Iterator[str]:
    outlets = len(lineage.outlets)
    left_out = found.size - len(found.members)
    yield click.style(_title(found, lineage), bold=True)
    yield (
        f"story {found.key}: {found.size:,} article{'s' * (found.size > 1)}, {outlets:,} outlet{'s' * (outlets > 1)}"
        + (f"; {left_out:,} seen later are left out here" if left_out else "")
    )
    yield from _origin(lineage.origin, lineage.reference)
    for printing in lineage.printings:
        yield ""
        yield from _printing(printing, lineage)


def _title(found: Story, lineage: Lineage) -> str:
    [title] = [each.title or each.url for each in found.members if each.key == lineage.reference]
    return title


def _origin(origin: Origin, reference: int) -> Iterator[str]:
    where = f", article {origin.member}" if origin.member is not None else ""
    yield f"origin: {_sure(origin.confidence)} {origin.name}{where} ({origin.confidence:.2f})"
    yield from _reasons(origin.evidence, "    ")
    if origin.member is None:
        yield f"    compared with article {reference}, which has most of what the outlets share"


def _printing(printing: Printing, lineage: Lineage) -> Iterator[str]:
    when = _when(printing.published) or f"seen {printing.first_seen.isoformat()}"
    delay = f"  {_delay(printing.delay)}" if printing.delay else ""
    yield f"{printing.member:>6}  {printing.outlet}  {when}{delay}"
    changed = " (another headline)" if printing.title_kept is False else ""
    yield f"        {printing.title or printing.url}{changed}"
    if printing.parent:
        yield from _parent(printing.parent, lineage.origin)
    if printing.member != lineage.reference:
        of = f"article {lineage.reference}"
        own = max(0.0, 1 - printing.taken)
        yield f"        has {printing.kept:.0%} of {of}; {own:.0%} of its own text is not from there"
        yield from _passages("+", "added", printing.added)
        yield from _passages("-", "left out", printing.removed)
    if not printing.whole:
        yield "        only the beginning was compared: the text is very long"


def _parent(parent: Parent, origin: Origin) -> Iterator[str]:
    source = origin.name if parent.member is None else f"article {parent.member}"
    yield f"        {_sure(parent.confidence)} from {source} ({parent.confidence:.2f})"
    yield from _reasons(parent.evidence, "            ")


def _reasons(evidence: Sequence[Evidence], indent: str) -> Iterator[str]:
    yield from (f"{indent}{each.says}" for each in evidence)


def _passages(sign: str, what: str, passages: Sequence[Passage]) -> Iterator[str]:
    for each in passages[:_PASSAGES]:
        yield f"        {sign} {_short(each.text)!r}"
    if len(passages) > _PASSAGES:
        yield f"        {sign} and {len(passages) - _PASSAGES:,} more {what}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"


def _sure(confidence: float) -> str:
    return next(words for least, words in _WORDS if confidence >= least)


def _when(dated: Dated | None) -> str:
    """A day where the page states no more."""
    if dated is None:
        return ""
    if dated.precision == "day":
        return dated.value.date().isoformat()
    return dated.value.isoformat() + ("" if dated.zone_known else " (no zone stated)")


def _delay(delay: Delay) -> str:
    if delay.seconds is not None:
        sign, seconds = "-" if delay.seconds < 0 else "+", abs(delay.seconds)
        days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
        parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")]
        shown = [f"{count} {unit}" for count, unit in parts if count][:2]
        return f"{sign}{' '.join(shown) or '0 s'}"
    if delay.days is None:
        return ""
    return "the same day" if delay.days == 0 else f"{delay.days:+} d, to the day"
