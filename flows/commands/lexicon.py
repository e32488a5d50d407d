"""The commands around lexicons: check, diff."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from config.errors import ConfigError, InputError
from config.settings import load_settings
from flows.commands.options import as_json, database, open_given, print_json, read_json_lines
from flows.commands.terminal import harmless

if TYPE_CHECKING:
    from config.lexicon import Lexicon
    from config.lexicon.changes import Change
    from config.lexicon.facts import Finding
    from extractors.tagging.comparing import Difference
    from extractors.tagging.record import Tagging
    from storage.retagging import Text

TEXTS_AT_A_TIME = 500
_ARROW = {"added": "+", "removed": "-"}
_SLUGS = ("topics", "entities", "related")
_Compared = tuple[dict[str, Any], "Difference | None"]  # what the text is called by, and what differs


@click.group(short_help="What is looked for in texts: check, diff.")
def lexicon() -> None:
    """Look at lexicons (names, people, confusers, topics of an organization) before they are used.

    Example: scowatch lexicon check
    """


@lexicon.command(short_help="Is a lexicon valid, and does it find what it lists?")
@click.argument("name", required=False, metavar="[NAME_OR_PATH]")
@click.option("--strict", is_flag=True, help="Warnings, too, end with exit status 1.")
@as_json
def check(*, name: str | None, strict: bool, as_json: bool) -> None:
    """Read a lexicon, or else those of SCOWATCH_LEXICON, and try every form in it.

    An entry that is wrong is an error (exit 1). Warned of is what loads and does harm: forms that are not found, that
    mean two things, repeat or hide each other; stems that are too short; facts that have aged; periods that do not
    fit; languages without a short form. Then the forms are counted.

    Example: scowatch lexicon check my-lexicon/ --strict
    """
    from config.lexicon import load_lexicons, without_shared  # noqa: PLC0415 a second, which no other command needs
    from config.lexicon.facts import check_facts  # noqa: PLC0415
    from extractors.tagging.forms import check_forms, counts  # noqa: PLC0415

    try:
        lexicons = load_lexicons(name or load_settings().lexicon)
    except ConfigError as error:
        click.echo(f"scowatch: {error}", err=True)
        raise SystemExit(1) from error
    warned = 0
    for each in map(without_shared, lexicons):
        findings = (*check_facts(each, datetime.now(UTC).date()), *check_forms(each))
        warned += len(findings)
        _show_check(each, findings, counts(each), as_json=as_json)
    if warned and strict:
        raise SystemExit(1)


def _show_check(
    lexicon: "Lexicon", findings: Sequence["Finding"], counts: dict[str, dict[str, int]], *, as_json: bool
) -> None:
    if as_json:
        about = {"tag": lexicon.tag, "version": lexicon.version, "entities": len(lexicon.entities)}
        print_json({**about, "warnings": [asdict(each) for each in findings], "forms": counts})
        return
    for each in findings:
        click.echo(f"{each.kind}: {_entry(each.table, each.slug, each.language)}: {each.said}")
    total = sum(counts["roles"].values())
    click.echo(f"{lexicon.tag} {lexicon.version}: {total} forms, {len(lexicon.entities)} entities")
    for title, by in counts.items():
        click.echo(f"  {title}: " + ", ".join(f"{what} {count}" for what, count in by.items()))
    kinds = Counter(each.kind for each in findings)
    click.echo("  warnings: " + (", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"))


def _entry(table: str, slug: str, language: str | None) -> str:
    return f"[[{table}]] {slug}".rstrip() + (f" ({language})" if language else "")


@lexicon.command(short_help="What a change of a lexicon does, to its entries and to texts.")
@click.argument("lexicons", nargs=-1, metavar="[OLD] NEW")
@click.option("--archive", is_flag=True, help="Also tag all stored texts by both, and say what differs; store nothing.")
@click.option(
    "--jsonl", metavar="FILE", help='The same for lines {"id", "title", "text", "lang"?}; - is standard input.'
)
@database
@as_json
def diff(*, lexicons: tuple[str, ...], archive: bool, jsonl: str | None, as_json: bool) -> None:
    """Compare two lexicons, each a name or a path. OLD is by default the one in use for the same organization.

    Entries and forms that came or went, weights, periods, confusers; with --archive or --jsonl also which texts
    change their level, topics, entities or evidence: text by text, and in sum. --json prints one object a line.

    Example: scowatch lexicon diff my-lexicon/ --archive
    """
    if len(lexicons) not in {1, 2}:
        raise click.UsageError("Give the new lexicon, or the old and the new one.")
    if archive and jsonl:
        raise click.UsageError("Give --archive or --jsonl FILE, not both.")
    from config.lexicon.changes import changes  # noqa: PLC0415

    old, new = _two(lexicons)
    found = changes(old, new)
    for each in found:
        print_json(asdict(each)) if as_json else click.echo(_change(each))
    if not as_json:
        click.echo(f"{new.tag} {old.version} -> {new.version}: {_sum(Counter(each.what for each in found))}")
    if archive or jsonl:
        _show_texts(_of_archive(old, new) if archive else _of_lines(old, new, jsonl or "-"), as_json=as_json)


def _two(names: Sequence[str]) -> tuple["Lexicon", "Lexicon"]:
    from config.lexicon import load_lexicon, load_lexicons  # noqa: PLC0415

    new = load_lexicon(names[-1])
    if len(names) == 2:
        return load_lexicon(names[0]), new
    used = load_settings().lexicon
    for each in load_lexicons(used):
        if each.tag == new.tag:
            return each, new
    raise InputError(f"{names[-1]} is about {new.tag}, for which {used} has no lexicon: name the old one before it")


def _change(change: "Change") -> str:
    entry = _entry(change.table, change.slug, change.language)
    if change.field == "forms":
        parts = [f"+ {', '.join(change.after)}"] * bool(change.after) + [f"- {', '.join(change.before)}"] * bool(
            change.before
        )
        return f"{entry}: {'  '.join(parts)}"
    return f"{entry}: {change.field}: {'; '.join(change.before) or 'none'} -> {'; '.join(change.after) or 'none'}"


def _sum(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "no difference"


def _comparing(old: "Lexicon", new: "Lexicon") -> Callable[..., tuple["Tagging", "Difference | None"]]:
    from extractors.analysis import taggings_of  # noqa: PLC0415
    from extractors.tagging.comparing import compare  # noqa: PLC0415
    from extractors.tagging.tagger import Tagger  # noqa: PLC0415

    taggers = Tagger(old), Tagger(new)

    def both(
        title: str, text: str, *, language: str | None, url: str = "", published: datetime | None = None
    ) -> tuple["Tagging", "Difference | None"]:
        before, after = taggings_of(taggers, title, text, language=language, url=url, published=published)
        return after, compare(before, after)

    return both


def _of_lines(old: "Lexicon", new: "Lexicon", jsonl: str) -> Iterator[_Compared]:
    both = _comparing(old, new)
    for line in read_json_lines(jsonl, "title", "text", "lang"):
        title = line.get("title") or ""
        _, difference = both(title, line.get("text") or "", language=line.get("lang"))
        yield {"id": line["id"], "title": title}, difference


def _of_archive(old: "Lexicon", new: "Lexicon") -> Iterator[_Compared]:
    both = _comparing(old, new)
    batch: list[_Compared] = []

    def tag(stored: "Text") -> tuple["Tagging"]:
        said, difference = both(
            stored.title, stored.text, language=stored.language, url=stored.url, published=stored.published
        )
        batch.append(({"id": stored.id, "url": stored.url, "title": stored.title}, difference))
        return (said,)

    with open_given() as archive:
        last = 0
        # Tagging again without storing: it hands us every stored text.
        while (last := archive.retag(tag, lambda _: None, last, TEXTS_AT_A_TIME, store=False)) != 0:
            yield from batch
            batch.clear()


def _show_texts(compared: Iterator[_Compared], *, as_json: bool) -> None:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("texts", "levels", *_SLUGS, "evidence", "rejected")}
    for about, difference in compared:
        counts["texts"].update(["compared"])
        if difference is None:
            continue
        counts["texts"].update(["different"])
        if difference.level_before != difference.level_after:
            counts["levels"][f"{difference.level_before}_to_{difference.level_after}"] += 1
        for kind, label, _ in _signed(difference):
            counts[kind][label] += 1
        print_json({**about, **asdict(difference)}) if as_json else click.echo(_text(about, difference))
    if as_json:
        print_json({kind: dict(count.most_common()) for kind, count in counts.items()})
        return
    for kind, count in counts.items():
        click.echo(f"{kind}: " + (", ".join(f"{what} {number}" for what, number in count.most_common()) or "none"))


def _signed(difference: "Difference") -> Iterator[tuple[str, str, str]]:
    """Give all that came and went: its kind, what it is counted as, and the words of the text, if any."""
    for what, sign in _ARROW.items():
        for kind in _SLUGS:
            yield from ((kind, f"{sign}{slug}", "") for slug in getattr(difference, f"{kind}_{what}"))
        for each in getattr(difference, f"evidence_{what}"):
            yield "evidence", f"{sign}{each.entity} {each.rule}", each.surface
        for each in getattr(difference, f"rejected_{what}"):
            yield "rejected", f"{sign}{each.confuser}", f"{each.surface}: {each.cue}" if each.cue else each.surface


def _text(about: dict[str, Any], difference: "Difference") -> str:
    before, after = difference.level_before, difference.level_after
    parts: dict[str, list[str]] = {}
    for kind, label, words in _signed(difference):
        parts.setdefault(kind, []).append(f'{label} "{words}"' if words else label)
    level = before if before == after else f"{before} -> {after}"
    said = "; ".join([level, *(f"{kind} {', '.join(labels)}" for kind, labels in parts.items())])
    return harmless(f"{about['id']} {about.get('url') or about['title']}: {said}")
