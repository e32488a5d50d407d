"""The texts that an article had before: a version for each that really differed, however often they take turns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from extractors.edits.compare import compare
from extractors.edits.records import Edit, Reading, Spot
from extractors.records import Analysis
from storage import fulltext
from storage.tables import capture, version

LATEST = 5  # versions among which a text that comes back is looked for
SLACK, SLACK_CHARACTERS = 0.05, 300  # by how much the length of a text may differ from that of one it equals
SURFACE = 1_000  # characters of a change that are kept beside its place


def edit_of(connection: Connection, known: Row[Any], analysis: Analysis, digest: str) -> Edit:
    """Say what today's reading of a page has changed in the article that is stored.

    The same bytes are no edit, however they are read today. Where another extractor read the article, sentences taken
    in or left out may be its doing alone: they count only where something was put in the place of something else.
    """
    kept = select(capture.c.digest).where(capture.c.id == known.capture_id)
    if connection.execute(kept).scalar_one() == digest:
        return Edit(significance="boring", changes=(), reasons=("same_bytes",))
    record = analysis.article
    repeated = {*known.dropped, *record.dropped}
    edit = compare(reading_of(known), Reading(title=record.title, text=record.text), record.language, repeated=repeated)
    if not edit.is_real or known.extractor == record.extractor:
        return edit
    reasons = (*edit.reasons, "other_extractor")
    if any(each.before.surface and each.after.surface and each.kind != "headline" for each in edit.changes):
        return replace(edit, reasons=reasons)
    return replace(edit, significance="boring", reasons=reasons)


def reading_of(row: Row[Any]) -> Reading:
    """Give what an article or a version says."""
    return Reading(title=row.title, text=row.text)


def keep(connection: Connection, known: Row[Any], analysis: Analysis, edit: Edit, now: datetime) -> bool:
    """Keep the text of *known*, which is about to be replaced; say whether the text that replaces it was there before.

    A text is kept once: when it comes back, and goes again, that is noted with its version.
    """
    wanted = select(version).where(version.c.article_id == known.id).order_by(version.c.id.desc()).limit(LATEST)
    earlier = connection.execute(wanted).all()
    record = analysis.article
    mine = _equal(earlier, reading_of(known), record.language)
    back = _equal(earlier, Reading(title=record.title, text=record.text), record.language)
    if mine is None:
        _insert(connection, known, edit, now)
    else:
        connection.execute(update(version).where(version.c.id == mine).values(replaced_at=now))
    if back is not None:
        again = {"times": version.c.times + 1, "seen_again_at": now}
        connection.execute(update(version).where(version.c.id == back).values(again))
    return back is not None


def _insert(connection: Connection, known: Row[Any], edit: Edit, now: datetime) -> None:
    same = {name: getattr(known, name) for name in ("capture_id", "title", "text", "text_hash")}
    row = {
        "article_id": known.id,
        "seen_at": known.changed_at,
        "replaced_at": now,
        "significance": edit.significance,
        "changes": changes_json(edit),
        "reasons": list(edit.reasons),
    }
    key = connection.execute(insert(version).values(**row, **same).returning(version.c.id)).scalar_one()
    before = fulltext.cut(int(key), known.title, known.text, known.language, ())
    fulltext.put(connection, [before], fulltext.VERSIONS)


def _equal(earlier: Sequence[Row[Any]], reading: Reading, language: str | None) -> int | None:
    """The key of the version that says the same."""
    for row in earlier:
        if abs(len(row.text) - len(reading.text)) > SLACK * len(reading.text) + SLACK_CHARACTERS:
            continue
        if not compare(reading_of(row), reading, language).is_real:
            return int(row.id)
    return None


def changes_json(edit: Edit) -> list[dict[str, Any]]:
    """Give the changes of an edit as the archive holds them; of long passages the beginning."""
    return [
        {
            "kind": each.kind,
            "field": each.field,
            "significance": each.significance,
            "before": _spot(each.before),
            "after": _spot(each.after),
        }
        for each in edit.changes
    ]


def _spot(spot: Spot) -> dict[str, Any]:
    return {"start": spot.start, "end": spot.end, "surface": spot.surface[:SURFACE]}
