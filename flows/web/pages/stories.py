"""One story: whose text it is, who printed it when, and what each outlet made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Path, Response

from extractors.edits.marked import Piece, marked, side_by_side
from extractors.lineage.records import Delay, Lineage, Member, Printing
from extractors.lineage.report import trace
from flows.web.asked import Opened
from flows.web.pages import linking
from flows.web.pages.rendering import render

router = APIRouter()

LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL
Key = Path(ge=1, le=LARGEST)


@router.get("/stories/{key}")
def story(archive: Opened, key: int = Key) -> Response:
    """Show a story."""
    found = archive.story(key)
    if found is None:
        raise HTTPException(404, f"There is no story {key} in the archive.")
    lineage = trace(found.members)
    members = {each.key: each for each in found.members}
    return render(
        "story.html",
        found=found,
        lineage=lineage,
        members=members,
        reference=members[lineage.reference],
        printings=[_told(each, lineage, members) for each in lineage.printings],
        left_out=found.size - len(found.members),
        picture=linking.picture(f"story/{key}", {}),
    )


@router.get("/stories/{key}/compare")
def compare(archive: Opened, article: int, other: int | None = None, key: int = Key) -> Response:
    """Show an article of a story beside another of it: without *other*, beside that from which it was taken."""
    found = archive.story(key)
    members = {each.key: each for each in found.members} if found else {}
    if article not in members or (other is not None and other not in members):
        raise HTTPException(404, f"There is no story {key} with these articles in the archive.")
    if other is None:
        assert found is not None
        other = _beside(trace(found.members), article)
    before, after = members[other], members[article]
    return render(
        "compare.html",
        key=key,
        before=before,
        after=after,
        others=[each for each in members.values() if each.key not in {article, other}],
        title=marked(before.title, after.title),
        rows=side_by_side(before.text, after.text),
    )


def _beside(lineage: Lineage, article: int) -> int:
    """The parent where it is in the archive, or else the text that all are compared with."""
    [printing] = [each for each in lineage.printings if each.member == article]
    if printing.parent and printing.parent.member is not None:
        return printing.parent.member
    return lineage.reference


def _told(printing: Printing, lineage: Lineage, members: Mapping[int, Member]) -> dict[str, Any]:
    """What the page says of one printing."""
    parent = printing.parent
    source = None
    if parent:
        source = lineage.origin.name if parent.member is None else members[parent.member].name
    reference = members[lineage.reference]
    is_reference = printing.member == lineage.reference
    return {
        "printing": printing,
        "member": members[printing.member],
        "is_origin": printing.member == lineage.origin.member,
        "is_reference": is_reference,
        "parent": parent,
        "from": source,
        "delay": _delay(printing.delay) if printing.delay else "",
        "headline": _headline(reference.title, printing.title) if printing.title_kept is False else (),
        "own": max(0.0, 1 - printing.taken),
    }


def _headline(before: str, after: str) -> Sequence[Piece]:
    """Give what differs in a headline; nothing where the two have no word in common: it shows itself."""
    pieces = marked(before, after)
    return pieces if any(each.kind == "same" and each.text.strip() for each in pieces) else ()


def _delay(delay: Delay) -> str:
    """Write how much later, or earlier, it was printed."""
    if delay.seconds is not None:
        size = abs(delay.seconds)
        parts = [(size // 86_400, "d"), (size // 3_600 % 24, "h"), (size // 60 % 60, "min"), (size % 60, "s")]
        shown = " ".join([f"{count} {unit}" for count, unit in parts if count][:2])
        return f"{shown} {'earlier' if delay.seconds < 0 else 'later'}" if shown else "at the same time"
    if delay.days is None:
        return ""
    if delay.days == 0:
        return "the same day"
    return f"{abs(delay.days)} day{'s' * (abs(delay.days) > 1)} {'earlier' if delay.days < 0 else 'later'}"
