"""What is known of the sources: how each is doing, and on which days there was no news, or no data."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from config.errors import InputError
from flows.web.asked import COVERAGE, Opened, parameters, polled
from flows.web.pages import linking
from flows.web.pages.rendering import render
from storage import query_of
from storage.coverage import Covered, State
from storage.sources import SourceState

router = APIRouter()

STATES: tuple[str, ...] = get_args(State)
COUNTS = ("seen", "stored", "duplicate", "failed", "refused", "pending")


@router.get("/sources")
def sources(archive: Opened) -> Response:
    """Show how every source is doing."""
    now = datetime.now(UTC)
    health = archive.health(now)
    rows = [{"state": each, "word": _word(each), "health": health[each.source.slug]} for each in archive.sources()]
    counts = Counter(row["word"] for row in rows)
    return render("sources.html", rows=rows, counts=counts.most_common(), now=now)


def _word(state: SourceState) -> str:
    """How the polling of a source stands; as `scowatch sources list` has it."""
    return state.reason or ("silent" if state.silent_since else "ok" if state.succeeded_at else "new")


@router.get("/coverage")
def coverage(request: Request, archive: Opened) -> Response:
    """Show what is known of each source on each day."""
    given = dict(request.query_params)
    now = datetime.now(UTC)
    told: dict[str, Any] = {"days": [], "summary": [], "states": STATES, "picture": None}
    try:
        given = parameters(request, COVERAGE)
        asked = query_of(given)
        active = polled(request)
        found = archive.coverage(now, source_slug=asked.source, since=asked.since, until=asked.until, active=active)
        rows = list(found)
    except InputError as error:
        return render("coverage.html", status=400, error=str(error), given=given, **told)
    told |= {
        "days": rows[::-1] if asked.source else [],
        "summary": _summary(rows),
        "counts": COUNTS,
        "picture": linking.picture("coverage", given),
    }
    return render("coverage.html", error=None, given=given, **told)


def _summary(rows: Iterable[Covered]) -> list[dict[str, Any]]:
    """Add up the days of each source."""
    summed: dict[str, dict[str, Any]] = {}
    for row in rows:
        of = summed.setdefault(row.source, {"source": row.source, "days": Counter(), "counts": Counter()})
        of["days"][row.state] += 1
        of["counts"].update({name: getattr(row, name) for name in COUNTS})
    return list(summed.values())
