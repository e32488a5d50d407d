"""The command that tells where the text of a story comes from, who printed it, and what each made of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

import click

from config.errors import InputError
from extractors.edits.records import Reading
from extractors.lineage.records import Delay, Evidence, Lineage, Origin, Parent, Passage, Printing
from extractors.lineage.report import trace
from extractors.records import Dated
from flows.commands.differences import difference_lines
from flows.commands.edits import change_runs
from flows.commands.options import LARGEST, as_json, database, open_given, print_json
from flows.commands.terminal import Run, say, screen, told
from storage import Archive, Story
from storage.edits import Edited, EditQuery, Vanished

_PASSAGES, _CHARACTERS = 3, 200  # shown of what one outlet added or left out; --json gives all
_CHANGES = 3  # shown of one edit
_WORDS = ((0.9, "almost certainly"), (0.7, "probably"), (0.4, "perhaps"), (0.0, "hardly more than a guess:"))
_INDENT, _DEEPER = "    ", "        "


class _Event(NamedTuple):
    """A line of the timeline."""

    moment: datetime  # that it is sorted by
    when: str
    delay: str
    outlet: str
    article: int
    what: list[Run]
    more: list[list[Run]]  # lines below it


@click.command(short_help="Where a text comes from, who printed it when, and what they changed.")
@click.argument("key", metavar="[ID]", type=click.IntRange(1, LARGEST), required=False)
@click.option("--of", "article", metavar="ARTICLE", type=click.IntRange(1, LARGEST), help="The story of this article.")
@click.option("--diff", is_flag=True, help="Also every paragraph that is not as in the origin, word by word.")
@database
@as_json
def story(*, key: int | None, article: int | None, diff: bool, as_json: bool) -> None:
    """Show story ID: the articles that are one text, whose it is, who copied whom, what each kept, cut and added.

    A story has a number of its own; `scowatch show` names it. With --of, give the number of an article instead.

    Each judgement comes with its confidence, 0 to 1, and its reasons. Delays are shown only between dates that
    state time and zone; the order of days is not the order within a day. Times are UTC. Without colours, --diff has
    [-…-] around what an outlet left out and {+…+} around what it put in.

    Example: scowatch story --of 17
    """
    with open_given() as archive:
        found = _find(archive, key, article)
        of_it = EditQuery(story=found.key, limit=None)
        edits, vanished = list(archive.edits(of_it)), list(archive.vanished(of_it))
    lineage = trace(found.members)
    if as_json:
        print_json({"story": found.key, "size": found.size, "started_at": found.started_at, **asdict(lineage)})
        return
    _head(found, lineage)
    say(Run("\ntimeline", "heading"))
    _timeline(lineage, edits, vanished)
    for printing in lineage.printings:
        _printing(printing, lineage, brief=not diff)
        if diff and printing.member != lineage.reference:
            _difference(found, lineage.reference, printing.member)


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


def _head(found: Story, lineage: Lineage) -> None:
    outlets = len(lineage.outlets)
    left_out = found.size - len(found.members)
    [title] = [each.title or each.url for each in found.members if each.key == lineage.reference]
    say(Run(title, "title"))
    say(
        f"story {found.key}: {found.size:,} article{'s' * (found.size > 1)}, {outlets:,} outlet{'s' * (outlets > 1)}"
        + (f"; {left_out:,} seen later are left out here" if left_out else "")
    )
    origin = lineage.origin
    where = f", article {origin.member}" if origin.member is not None else ""
    say(f"origin: {_sure(origin.confidence)} ", told(origin.name), f"{where} ({origin.confidence:.2f})")
    _reasons(origin.evidence, _INDENT)
    if origin.member is None:
        say(f"compared with article {lineage.reference}, which has most of what the outlets share", indent=_INDENT)


def _timeline(lineage: Lineage, edits: Sequence[Edited], vanished: Sequence[Vanished]) -> None:
    """Who printed it when, under what headline, and what was edited or taken down afterwards."""
    outlets = {each.member: each.outlet for each in lineage.printings}
    events = [_printed(each, lineage) for each in lineage.printings]
    events += [_edited(each, outlets[each.article]) for each in edits if each.article in outlets]
    events += [
        _Event(each.vanished_at, _minute(each.vanished_at), "", outlets[each.article], each.article,
               [Run(f"vanished: {each.status}", "alarm")], [])
        for each in vanished if each.article in outlets
    ]  # fmt: skip
    widths = [max(len(str(each[at])) for each in events) for at in range(1, 5)]
    for each in sorted(events, key=lambda each: each.moment):
        columns = (each.when, each.delay, each.outlet)
        place = "  ".join(f"{value:<{width}}" for value, width in zip(columns, widths, strict=False) if width)
        say(f"{place}  {each.article:>{widths[3]}}  ", *each.what, indent=_INDENT, hanging=_DEEPER)
        for runs in each.more:
            say(*runs, indent=_DEEPER, hanging=_DEEPER + _INDENT)


def _printed(printing: Printing, lineage: Lineage) -> _Event:
    moment = printing.published.value if printing.published else printing.first_seen
    when = _when(printing.published) or f"seen {_minute(printing.first_seen)}"
    delay = _delay(printing.delay) if printing.delay else ""
    is_reference = printing.member == lineage.reference
    title = told(
        printing.title or printing.url, "title" if is_reference else "" if printing.title_kept is False else "quiet"
    )
    changed = [Run(" (another headline)", "quiet")] if printing.title_kept is False else []
    return _Event(moment, when, delay, printing.outlet, printing.member, [title, *changed], [])


def _edited(edit: Edited, outlet: str) -> _Event:
    significance = edit.significance or "unclassified"
    what = [Run("edited: "), Run(significance, "alarm" if significance == "significant" else "")]
    # Headlines first: they are what others saw.
    changes = sorted(edit.changes, key=lambda each: each["kind"] != "headline")
    more = [*change_runs(changes[:_CHANGES])]
    if len(changes) > _CHANGES:
        more.append([Run(f"and {len(changes) - _CHANGES:,} more: scowatch show {edit.article} --diff", "quiet")])
    return _Event(edit.replaced_at, _minute(edit.replaced_at), "", outlet, edit.article, what, more)


def _printing(printing: Printing, lineage: Lineage, *, brief: bool) -> None:
    if printing.member == lineage.reference and not printing.parent and printing.whole:
        return
    say(f"\n{printing.outlet}, article {printing.member}")
    if printing.parent:
        _parent(printing.parent, lineage.origin)
    if printing.member != lineage.reference:
        of = f"article {lineage.reference}"
        own = max(0.0, 1 - printing.taken)
        say(f"has {printing.kept:.0%} of {of}; {own:.0%} of its own text is not from there", indent=_INDENT)
        if brief:
            _passages("+", "added", printing.added)
            _passages("-", "removed", printing.removed)
    if not printing.whole:
        say("only the beginning was compared: the text is very long", indent=_INDENT)


def _parent(parent: Parent, origin: Origin) -> None:
    source = told(origin.name) if parent.member is None else Run(f"article {parent.member}")
    say(f"{_sure(parent.confidence)} from ", source, f" ({parent.confidence:.2f})", indent=_INDENT)
    _reasons(parent.evidence, _DEEPER)


def _reasons(evidence: Sequence[Evidence], indent: str) -> None:
    for each in evidence:
        say(told(each.says), indent=indent)


def _passages(sign: str, style: str, passages: Sequence[Passage]) -> None:
    for each in passages[:_PASSAGES]:
        text = " ".join(each.text.split())
        cut = "" if len(text) <= _CHARACTERS else "…"
        say(f"{sign} ", told(text[:_CHARACTERS], style), cut, indent=_INDENT, hanging=f"{_INDENT}  ")
    if len(passages) > _PASSAGES:
        say(Run(f"{sign} and {len(passages) - _PASSAGES:,} more {style}; --diff shows all", "quiet"), indent=_INDENT)


def _difference(found: Story, reference: int, member: int) -> None:
    texts = {each.key: Reading(title=each.title, text=each.text) for each in found.members}
    for line in difference_lines(texts[reference], texts[member], screen(), _INDENT):
        click.echo(line)


def _sure(confidence: float) -> str:
    return next(words for least, words in _WORDS if confidence >= least)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _when(dated: Dated | None) -> str:
    """A day where the page states no more."""
    if dated is None:
        return ""
    if dated.precision == "day":
        return dated.value.date().isoformat()
    return _minute(dated.value) + ("" if dated.zone_known else " (no zone stated)")


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
