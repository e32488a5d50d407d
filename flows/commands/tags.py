"""Tags as people read them: those of one article, and what tagging an archive again changed."""

from collections.abc import Iterator, Sequence
from typing import Any

SHOWN = 12  # of each kind, what changed most
REASONS = {"no_company": "nothing nearby supports it", "undecided": "as much speaks for it as against it"}
KINDS = ("topic", "body", "format", "person", "summit", "document", "state", "related")


def tag_lines(tags: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write the tags of an article: each organization, then what of it is named, by kind, each with its evidence.

    Args:
        tags: rows of `tag` with their `spans`, as Archive.document gives them.
    """
    for organization in dict.fromkeys(tag["organization"] for tag in tags):
        of_it = [tag for tag in tags if tag["organization"] == organization]
        for tag in of_it:
            if tag["kind"] == "organization":
                versions = f"lexicon {tag['lexicon']}, matcher {tag['matcher']}"
                yield f"organization {tag['slug']}: {tag['level']} ({tag['confidence']:.2f}, {versions})"
                yield from _spans(tag)
        for kind in KINDS:
            for tag in of_it:
                if tag["kind"] == kind:
                    yield f"{_named(tag)}{_said(tag)}"
                    yield from _spans(tag)


def _named(tag: dict[str, Any]) -> str:
    how = ", by the lexicon of" if tag["kind"] == "related" else " of"
    return f"{tag['kind']} {tag['slug']}{how} {tag['organization']}"


def _said(tag: dict[str, Any]) -> str:
    judged = f"{tag['level']} ({tag['confidence']:.2f})" if tag["kind"] == "related" else ""
    said = ", ".join(filter(None, (tag["name"], tag["detail"], judged)))
    return f": {said}" if said else ""


def _spans(tag: dict[str, Any]) -> Iterator[str]:
    for span in tag["spans"]:
        place = f"{span['field']} {span['start']}-{span['end']}"
        if span["accepted"]:
            yield f"    {span['surface']!r} ({place}): {span['entity']}, {span['rule']}"
        else:
            reason = REASONS.get(span["confuser"], span["confuser"])
            by = f", by {span['cue']!r}" if span["cue"] else ""
            yield f"    {span['surface']!r} ({place}) is not it: {reason}{by}"


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
