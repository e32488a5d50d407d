"""From a question to a picture: what is asked of the archive, and what its values are called."""

from collections.abc import Callable, Collection
from datetime import datetime

from extractors.lineage.report import trace
from flows.web.charts.covering import coverage_picture
from flows.web.charts.crossing import matrix_picture
from flows.web.charts.look import Picture, Scheme
from flows.web.charts.telling import story_picture
from flows.web.charts.trending import trend_picture
from flows.web.pages import filters, names, wording
from storage import Archive, Query
from storage.periods import Step
from storage.trends import By


def trend_figure(
    archive: Archive, query: Query, now: datetime, scheme: Scheme = "light", *, by: By | None = None,
    step: Step | None = None, one_scale: bool = False,
) -> Picture:  # fmt: skip
    """Draw how many articles answer *query* over time; see storage.trends."""
    found = archive.trend(query, now, by=by, step=step)
    return trend_picture(found, scheme, namer(by), asked_for(query), one_scale=one_scale)


def matrix_figure(
    archive: Archive, query: Query, scheme: Scheme = "light", *, rows: By = "outlet", columns: By = "topic"
) -> Picture:
    """Draw how many articles that answer *query* have one value and another."""
    found = archive.matrix(query, rows, columns)
    return matrix_picture(found, scheme, (namer(rows), namer(columns)), asked_for(query))


def coverage_figure(
    archive: Archive, now: datetime, scheme: Scheme = "light", *, source: str | None = None,
    since: datetime | None = None, until: datetime | None = None, active: Collection[str] | None = None,
) -> Picture:  # fmt: skip
    """Draw what is known of each source, or of one, on each day; without dates, of the last days."""
    return coverage_picture(archive.coverage(now, source_slug=source, since=since, until=until, active=active), scheme)


def story_figure(archive: Archive, key: int, scheme: Scheme = "light") -> Picture | None:
    """Draw who printed a story when; None when there is none with that key."""
    found = archive.story(key)
    return story_picture(trace(found.members), scheme) if found else None


def namer(by: By | None) -> Callable[[str | None], str]:
    """Give what writes the values of a field."""
    if by == "language":
        return names.language
    if by == "country":
        return names.country
    if by in {"level", "kind"}:
        return lambda value: wording.in_words(str(by), value) if value else "unknown"
    return lambda value: value or ("no agency" if by == "agency" else "unknown")


def asked_for(query: Query) -> list[str]:
    """Write a question in a line; none where all is asked for."""
    words = [f"Words: {query.words}"] if query.words else []
    said = " · ".join([*words, *(chip.label for chip in filters.chips(query))])
    return [said] if said else []
