"""JSON for programs, described by OpenAPI."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.exceptions import HTTPException

from config.errors import InputError
from extractors.lineage.report import trace
from flows.commands.sources import standing
from flows.web import asked, shapes
from flows.web.asked import (
    ArticlesAsked,
    EditsAsked,
    Opened,
    QuotesAsked,
    TrendAsked,
    VanishedAsked,
    nothing,
    parameters,
    turned,
)
from flows.web.document import Document
from flows.web.problems import PROBLEMS
from flows.web.vocabulary import LARGEST, described
from storage import QuoteQuery, query_of
from storage.edits import EditQuery
from storage.facets import Facets
from storage.health import Health
from storage.sources import SourceState

MOST_COUNTED = 10_000
MOST_DAYS = 10_000  # rows of the coverage

router = APIRouter(prefix="/api/v1", tags=["archive"], responses=PROBLEMS)

Number = Annotated[int, Path(ge=1, le=LARGEST)]
Asks = TypeVar("Asks", EditQuery, QuoteQuery)
Each = TypeVar("Each")


@router.get("/search", summary="Articles", openapi_extra=described(asked.SEARCH))
def search(query: ArticlesAsked, archive: Opened, request: Request, response: Response) -> shapes.Articles:
    """Give the articles that answer a question, with a passage of each; the first page says how many there are."""
    after = parameters(request).get("after")
    page = archive.page(query, after)
    count = None
    if after is None:
        number = archive.count(query, MOST_COUNTED)
        count = shapes.Count(number=number, at_least=number == MOST_COUNTED)
    return shapes.Articles(hits=page.hits, next=_next(request, response, page.after), count=count)


@router.get("/facets", summary="What the articles have in common", openapi_extra=described(asked.FILTERS))
def facets(archive: Opened, request: Request) -> Facets:
    """Count the languages, outlets, topics and so on of the articles that answer a question."""
    return archive.facets(query_of(parameters(request, asked.FILTERS)))


@router.get("/trends", summary="Articles over time", openapi_extra=described(asked.TRENDS))
def trends(given: TrendAsked, archive: Opened) -> shapes.Trends:
    """Count the articles that answer a question in each day, week, month or year, by the values of a field."""
    query, by, step = given
    trend = archive.trend(query, datetime.now(UTC), by=by, step=step)
    told: dict[str, Any] = {field.name: getattr(trend, field.name) for field in fields(trend)}
    return shapes.Trends(**{**told, "no_data": sorted(trend.no_data)})  # in an order, or the ETag would change


@router.get("/articles/{number}", summary="One article", dependencies=[Depends(nothing)])
def article(number: Number, archive: Opened) -> Document:
    """Give all that is known of an article: text, tags with their evidence, earlier versions, copies, provenance."""
    document: Any = archive.document(number)
    if document is None:
        raise HTTPException(404, f"There is no article {number}.")
    return document  # type: ignore[no-any-return] # FastAPI makes the record of it


@router.get("/stories/{number}", summary="One story", dependencies=[Depends(nothing)])
def story(number: Number, archive: Opened) -> shapes.StoryAnswer:
    """Give the articles that are one text: whose it is, who copied whom, what each kept, cut and added."""
    found = archive.story(number)
    if found is None:
        raise HTTPException(404, f"There is no story {number}.")
    lineage = trace(found.members)
    told = {field.name: getattr(lineage, field.name) for field in fields(lineage)}
    return shapes.StoryAnswer(story=found.key, size=found.size, started_at=found.started_at, **told)


@router.get("/quotes", summary="Who said what", openapi_extra=described(asked.QUOTES))
def quotes(given: QuotesAsked, archive: Opened, request: Request, response: Response) -> shapes.Quotes:
    """Give quotes, with the words themselves and where they stand; without words, the newest."""
    found, after = _part(given, archive.quotes)
    return shapes.Quotes(quotes=found, next=_next(request, response, after))


@router.get("/edits", summary="What outlets changed", openapi_extra=described(asked.EDITS))
def edits(given: EditsAsked, archive: Opened, request: Request, response: Response) -> shapes.Edits:
    """Give edits, the newest first: what stood there before, and what stands there now. Dates are those of the edit."""
    found, after = _part(given, archive.edits)
    return shapes.Edits(edits=found, next=_next(request, response, after))


@router.get("/vanished", summary="Pages that are gone", openapi_extra=described(asked.VANISHED))
def vanished(given: VanishedAsked, archive: Opened, request: Request, response: Response) -> shapes.VanishedPages:
    """Give the articles whose pages are no longer there, the latest first. Dates are those of the first miss."""
    found, after = _part(given, archive.vanished)
    return shapes.VanishedPages(vanished=found, next=_next(request, response, after))


@router.get("/coverage", summary="Each source, day by day", openapi_extra=described(asked.COVERAGE))
def coverage(archive: Opened, request: Request) -> shapes.Coverage:
    """Say of each source and day (UTC) what is known, so that "no news" and "no data" differ; the last 30 days."""
    query = query_of(parameters(request, asked.COVERAGE))
    if query.source and query.source not in {each.source.slug for each in archive.sources()}:
        raise InputError(f"source: there is none called {query.source!r}; {router.prefix}/sources names them")
    now = datetime.now(UTC)
    active = asked.polled(request)
    rows = archive.coverage(now, source_slug=query.source, since=query.since, until=query.until, active=active)
    days = list(islice(rows, MOST_DAYS + 1))
    if len(days) > MOST_DAYS:
        raise InputError(f"that is more than {MOST_DAYS:,} rows; ask for fewer days, or for one source")
    return shapes.Coverage(days=days)


@router.get("/sources", summary="Sources and their health", dependencies=[Depends(nothing)])
def sources(archive: Opened) -> shapes.Sources:
    """Give every source: how its polling stands, and what it has brought of late."""
    listed = archive.sources()
    health = archive.health(datetime.now(UTC))  # after them: it knows those that came meanwhile
    return shapes.Sources(sources=[_source(each, health[each.source.slug]) for each in listed])


@router.get("/stats", summary="The archive in numbers", dependencies=[Depends(nothing)])
def stats(archive: Opened) -> shapes.Stats:
    """Count what the archive holds, by language, level, topic and state of work."""
    return shapes.Stats(stats=archive.stats())


def _next(request: Request, response: Response, after: str | None) -> str | None:
    """Give the address of the next page, and say it in the header too (RFC 8288)."""
    address = turned(request, after)
    if address is not None:
        response.headers["Link"] = f'<{address}>; rel="next"'
    return address


def _part(given: tuple[Asks, int], find: Callable[[Asks], Iterable[Each]]) -> tuple[list[Each], str | None]:
    """Give the part of an answer that begins at a number, and the number of the part after it, if any."""
    query, start = given
    assert query.limit is not None
    end = start + query.limit
    found = list(islice(find(replace(query, limit=end + 1)), start, None))
    return found[: query.limit], str(end) if len(found) > query.limit else None


def _source(state: SourceState, health: Health) -> shapes.SourceStanding:
    about = {name: getattr(state.source, name) for name in ("slug", "name", "country", "language", "kind", "url")}
    return shapes.SourceStanding(**about, **standing(state), **asdict(health))
