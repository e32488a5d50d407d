"""Charts, rendered here as SVG, and the pages that show them with their numbers."""

import logging
from datetime import UTC, datetime
from typing import cast, get_args

from fastapi import APIRouter, HTTPException, Path, Request, Response

from config.errors import InputError
from flows.web.asked import COVERAGE, FILTERS, Opened, parameters, polled
from flows.web.charts import figures
from flows.web.charts.drawing import NotDrawnError, studio
from flows.web.charts.look import Picture, Scheme
from flows.web.pages import linking
from flows.web.pages.rendering import render
from flows.web.problems import RETRY_SECONDS
from storage import Archive, query_of
from storage.periods import Step
from storage.trends import By

router = APIRouter(prefix="/pictures", include_in_schema=False)

LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL
_NOT_DRAWN = (
    "The picture cannot be drawn just now, or not in time. The page of the same name without .svg has its numbers."
)
_log = logging.getLogger(__name__)
_LOOK = ("scheme",)
_TREND = ("by", "step", "scale")
_MATRIX = ("rows", "columns")
#: Those of the gallery: path, own parameters, and a heading.
GALLERY: tuple[tuple[str, dict[str, str], str], ...] = (
    ("trend", {}, "Over time"),
    ("trend", {"by": "language"}, "By language"),
    ("trend", {"by": "outlet"}, "By outlet"),
    ("trend", {"by": "topic"}, "By topic"),
    ("matrix", {}, "Who writes on what"),
)


@router.get("/trend.svg")
def trend_svg(request: Request, archive: Opened) -> Response:
    """Draw how many articles answer a question over time."""
    return _svg(_trend(request, archive))


@router.get("/matrix.svg")
def matrix_svg(request: Request, archive: Opened) -> Response:
    """Draw one field against another."""
    return _svg(_matrix(request, archive))


@router.get("/coverage.svg")
def coverage_svg(request: Request, archive: Opened) -> Response:
    """Draw what is known of each source on each day."""
    return _svg(_coverage(request, archive))


@router.get("/story/{key}.svg")
def story_svg(request: Request, archive: Opened, key: int = Path(ge=1, le=LARGEST)) -> Response:
    """Draw a story on a line of time."""
    return _svg(_story(request, archive, key))


@router.get("")
def gallery(request: Request) -> Response:
    """Show the pictures of one question. They load as they come into sight: nothing is counted for the page."""
    given = parameters(request, FILTERS)
    query = query_of(given)
    shown = [{"title": title, **linking.picture(name, {**given, **own})} for name, own, title in GALLERY]
    return render("pictures.html", shown=shown, asked=figures.asked_for(query), back=linking.address("/", given))


@router.get("/trend")
def trend(request: Request, archive: Opened) -> Response:
    """Show a trend and its numbers."""
    return _page(request, "trend", _trend(request, archive))


@router.get("/matrix")
def matrix(request: Request, archive: Opened) -> Response:
    """Show a table and its numbers."""
    return _page(request, "matrix", _matrix(request, archive))


@router.get("/coverage")
def coverage(request: Request, archive: Opened) -> Response:
    """Show coverage and its numbers."""
    return _page(request, "coverage", _coverage(request, archive))


@router.get("/story/{key}")
def story(request: Request, archive: Opened, key: int = Path(ge=1, le=LARGEST)) -> Response:
    """Show the times of a story and its numbers."""
    return _page(request, f"story/{key}", _story(request, archive, key))


def _trend(request: Request, archive: Archive) -> Picture:
    given = parameters(request, (*FILTERS, *_TREND, *_LOOK))
    scheme, by = _scheme(given), _by(given, "by")
    step, scale = cast("Step | None", _choice(given, "step", get_args(Step))), _choice(given, "scale", ("own", "same"))
    return figures.trend_figure(archive, query_of(given), _now(), scheme, by=by, step=step, one_scale=scale == "same")


def _matrix(request: Request, archive: Archive) -> Picture:
    given = parameters(request, (*FILTERS, *_MATRIX, *_LOOK))
    scheme = _scheme(given)
    rows, columns = _by(given, "rows") or "outlet", _by(given, "columns") or "topic"
    return figures.matrix_figure(archive, query_of(given), scheme, rows=rows, columns=columns)


def _coverage(request: Request, archive: Archive) -> Picture:
    given = parameters(request, (*COVERAGE, *_LOOK))
    scheme, query = _scheme(given), query_of(given)
    return figures.coverage_figure(
        archive, _now(), scheme,
        source=query.source, since=query.since, until=query.until, active=polled(request),
    )  # fmt: skip


def _story(request: Request, archive: Archive, key: int) -> Picture:
    found = figures.story_figure(archive, key, _scheme(parameters(request, _LOOK)))
    if found is None:
        raise HTTPException(404, f"There is no story {key} in the archive.")
    return found


def _svg(picture: Picture) -> Response:
    try:
        svg = studio().draw(picture.spec, picture.title, picture.says)
    except NotDrawnError as error:
        _log.error("%s", error)
        raise HTTPException(503, _NOT_DRAWN, {"Retry-After": str(RETRY_SECONDS)}) from error
    return Response(svg, media_type="image/svg+xml")


def _page(request: Request, name: str, picture: Picture) -> Response:
    given = {each: value for each, value in parameters(request).items() if each not in _LOOK}
    return render("picture.html", picture=picture, each=linking.picture(name, given))


def _scheme(given: dict[str, str]) -> Scheme:
    """Take the scheme out of *given*: the rest is the question."""
    return cast("Scheme", _choice(given, "scheme", get_args(Scheme)) or "light")


def _by(given: dict[str, str], name: str) -> By | None:
    return cast("By | None", _choice(given, name, get_args(By)))


def _choice(given: dict[str, str], name: str, known: tuple[str, ...]) -> str | None:
    value = given.pop(name, None)
    if value is not None and value not in known:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(known)}")
    return value


def _now() -> datetime:
    return datetime.now(UTC)
