"""Tags as people read them: those of one article, and what tagging an archive again changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from flows.commands.terminal import Run, told

SHOWN = 12  # of each kind, what changed most
REASONS = {"no_company": "nothing nearby supports it", "undecided": "as much speaks for it as against it"}
KINDS = ("topic", "body", "format", "person", "summit", "document", "state", "related")


def tag_lines(tags: Sequence[dict[str, Any]]) -> Iterator[list[Run]]:
    """Write the tags of an article: each organization, then what of it is named, by kind, each with its evidence.

    Args:
        tags: rows of `tag` with their `spans`, as Archive.document gives them.
    """
    for organization in dict.fromkeys(tag["organization"] for tag in tags):
        of_it = [tag for tag in tags if tag["organization"] == organization]
        for tag in of_it:
            if tag["kind"] == "organization":
                versions = f" ({tag['confidence']:.2f}, lexicon {tag['lexicon']}, matcher {tag['matcher']})"
                yield [Run("organization "), Run(tag["slug"], "title"), Run(f": {tag['level']}{versions}")]
                yield from _spans(tag)
        for kind in KINDS:
            for tag in of_it:
                if tag["kind"] == kind:
                    yield [*_named(tag), *_said(tag)]
                    yield from _spans(tag)


def _named(tag: dict[str, Any]) -> list[Run]:
    how = ", by the lexicon of" if tag["kind"] == "related" else " of"
    return [Run(f"{tag['kind']} "), Run(tag["slug"], "title"), Run(f"{how} {tag['organization']}")]


def _said(tag: dict[str, Any]) -> list[Run]:
    judged = f"{tag['level']} ({tag['confidence']:.2f})" if tag["kind"] == "related" else ""
    said = ", ".join(filter(None, (tag["name"], tag["detail"], judged)))
    return [Run(": "), told(said)] if said else []


def _spans(tag: dict[str, Any]) -> Iterator[list[Run]]:
    for span in tag["spans"]:
        surface = [Run("    '"), told(span["surface"], style_of(tag, span)), Run("'")]
        place = f" ({span['field']} {span['start']}-{span['end']})"
        if span["accepted"]:
            yield [*surface, Run(f"{place}: {span['entity']}, {span['rule']}")]
        else:
            reason = REASONS.get(span["confuser"], span["confuser"])
            by = [Run(", by '"), told(span["cue"]), Run("'")] if span["cue"] else []
            yield [*surface, Run(f"{place} is not it: {reason}"), *by]


def style_of(tag: dict[str, Any], span: dict[str, Any]) -> str:
    """Name the style of a piece of evidence: see flows.commands.terminal."""
    if not span["accepted"]:
        return "rejected"
    return "topic" if tag["kind"] == "topic" else "accepted"


def reprocessed(result: dict[str, Any]) -> Iterator[str]:
    """Write what reprocessing changed, as the flow gives it."""
    changes = result["changes"]
    if not changes:
        yield "nothing to do: the archive is empty"
        return
    if result.get("dry_run"):
        yield "nothing was stored; this would change:"
    for change, count in sorted(changes.items(), key=lambda each: -each[1]):
        yield f"{change.replace('_', ' '):>24} {count:>7,}"
    for organization, counts in result.get("levels", {}).items():
        for change, count in counts.items():
            yield f"{organization + ': ' + change.replace('_', ' '):>32} {count:>7,}"
    for kind in ("topics", "entities", "related"):
        yield from _most(kind, result.get(kind, {}))


def _most(kind: str, counts: dict[str, dict[str, int]]) -> Iterator[str]:
    if counts:
        yield f"{kind:<40} {'added':>7} {'removed':>7}"
    for name, count in list(counts.items())[:SHOWN]:
        yield f"  {name:<38} {count['added']:>7,} {count['removed']:>7,}"
    if len(counts) > SHOWN:
        yield f"  and {len(counts) - SHOWN:,} more; --json gives all"
