"""One article: its text with the evidence marked, why it is tagged, where it comes from, what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Response
from fastapi import Query as Parameter

from extractors.edits.marked import marked, side_by_side
from flows.web.asked import Opened
from flows.web.pages import marking
from flows.web.pages.rendering import render
from storage import Archive, QuoteHit, QuoteQuery

router = APIRouter()

LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL
COPIES = 20  # shown; the page of the story has all
QUOTES = 200  # shown
NOW = "now"  # names the text as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the article said at one time."""

    name: str  # key of the version, or "now"
    title: str
    text: str
    seen_at: datetime
    row: dict[str, Any] | None  # of the version; None: it says so now


Key = Path(ge=1, le=LARGEST)


@router.get("/articles/{key}")
def article(archive: Opened, key: int = Key) -> Response:
    """Show an article."""
    found = _find(archive, key)
    quotes = list(archive.quotes(QuoteQuery(article=key, order="oldest", limit=QUOTES)))
    quotes.sort(key=lambda each: (each.field != "title", each.start))
    fields = {
        name: marking.runs(found[name], [*marking.evidence_marks(found["tags"], name), *_quoted(quotes, name)])
        for name in ("title", "text")
    }
    return render(
        "article.html",
        found=found,
        title=fields["title"],
        paragraphs=marking.in_paragraphs(fields["text"]),
        quotes=quotes,
        organizations=_organizations(found["tags"]),
        copies=found["copies"][:COPIES],
        more_copies=max(0, len(found["copies"]) - COPIES),
        readings=_readings(found),
    )


@router.get("/articles/{key}/versions")
def versions(
    archive: Opened,
    key: int = Key,
    start: Annotated[str | None, Parameter(alias="from")] = None,
    to: str = NOW,
    view: Literal["inline", "side"] = "inline",
) -> Response:
    """Show what an article said before, and how two of its texts differ."""
    found = _find(archive, key)
    readings = _readings(found)
    before, after = _chosen(readings, start, to)
    return render(
        "versions.html",
        found=found,
        readings=readings,
        before=before,
        after=after,
        view=view,
        title=marked(before.title, after.title) if before else (),
        body=marked(before.text, after.text) if before and view == "inline" else (),
        rows=side_by_side(before.text, after.text) if before and view == "side" else (),
    )


def _chosen(readings: Sequence[Reading], start: str | None, to: str) -> tuple[Reading | None, Reading]:
    """Give the two texts to compare; the first is None where there is but one text."""
    by_name = {each.name: each for each in readings}
    if to not in by_name or (start is not None and start not in by_name):
        raise HTTPException(404, "The article has no such version; this address is of one that was never there.")
    after = by_name[to]
    if start is not None:
        return by_name[start], after
    place = readings.index(after) + 1
    return (readings[place] if place < len(readings) else None), after


def _find(archive: Archive, key: int) -> dict[str, Any]:
    found = archive.document(key)
    if found is None:
        raise HTTPException(404, f"There is no article {key} in the archive.")
    return found


def _quoted(quotes: Sequence[QuoteHit], field: str) -> list[marking.Marked]:
    return [
        marking.Marked(name=f"q{each.id}", start=each.start, end=each.end, state="quote", note=f"says {each.speaker}")
        for each in quotes
        if each.field == field
    ]


def _organizations(tags: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the tags by the organization whose lexicon gave them: it first, then what of it is named."""
    return [
        {
            "slug": slug,
            "itself": next(
                (tag for tag in tags if tag["organization"] == slug and tag["kind"] == "organization"), None
            ),
            "topics": [tag for tag in tags if tag["organization"] == slug and tag["kind"] == "topic"],
            "related": [tag for tag in tags if tag["organization"] == slug and tag["kind"] == "related"],
            "entities": [
                tag
                for tag in tags
                if tag["organization"] == slug and tag["kind"] not in {"organization", "topic", "related"}
            ],
        }
        for slug in dict.fromkeys(tag["organization"] for tag in tags)
    ]


def _readings(found: dict[str, Any]) -> list[Reading]:
    """Everything the article said, the latest first."""
    earlier = sorted(found["versions"], key=lambda row: (row["seen_at"], row["id"]), reverse=True)
    now = Reading(name=NOW, title=found["title"], text=found["text"], seen_at=found["changed_at"], row=None)
    return [
        now,
        *(
            Reading(name=str(row["id"]), title=row["title"], text=row["text"], seen_at=row["seen_at"], row=row)
            for row in earlier
        ),
    ]
