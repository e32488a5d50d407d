"""The search page: a form that is a question, the articles that answer it, and what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from config.errors import InputError
from flows.web.asked import SEARCH, Opened, bounded, parameters
from flows.web.pages import linking, marking
from flows.web.pages.filters import Chip, chips, fieldsets
from flows.web.pages.narrowing import groups, options
from flows.web.pages.rendering import render
from storage import Archive, Query, query_of

router = APIRouter()

MOST = 10_000  # articles that are counted
_PLAIN = Query()
ORDERS = {"relevance": "Best match", "newest": "Newest", "oldest": "Oldest"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """A way out of an answer without articles."""

    label: str
    url: str
    count: int  # articles, MOST at most


@router.get("/")
def search(request: Request, archive: Opened) -> Response:
    """Show the articles that answer the question in the address."""
    typed = dict(request.query_params)
    try:
        given = parameters(request, SEARCH)
        if len(given) < len(typed):  # a form sends what was left empty, too: the address to keep is shorter
            return RedirectResponse(linking.address("/", given), status_code=303)
        after = given.pop("after", None)
        return _answer(archive, bounded(query_of(given, snippets=True)), given, after)
    except InputError as error:
        return render("search.html", status=400, error=str(error), **_form(typed, {}))


def _answer(archive: Archive, query: Query, given: Mapping[str, str], after: str | None) -> Response:
    page = archive.page(query, after)
    count = archive.count(query, MOST + 1)
    facets = archive.facets(query) if count else None
    active = chips(query)
    return render(
        "search.html",
        error=None,
        hits=[_shown(hit) for hit in page.hits],
        count=min(count, MOST),
        more=count > MOST,
        is_plain=not active and not query.words,
        chips=active,
        facets=groups(query, facets) if facets else [],
        looked_at=facets.looked_at if facets and facets.capped else None,
        orders=_orders(query),
        first=linking.search_url(query) if after else None,
        following=linking.search_url(query, after=page.after) if page.after else None,
        feed=linking.search_url(query, "/feeds/search.atom", order="relevance", limit=_PLAIN.limit),
        as_json=linking.search_url(query, "/api/v1/search"),
        pictures=linking.search_url(query, "/pictures", order="relevance", limit=_PLAIN.limit),
        **({} if count else _nothing(archive, query, active)),
        **_form(given, options(facets) if facets else {}),
    )


def _form(given: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in given.items() if name in {"order", "limit"}}
    return {"words": given.get("q", ""), "fieldsets": fieldsets(given, known), "kept": kept}


def _shown(hit: Any) -> dict[str, Any]:
    snippet = hit.snippet
    return {
        "hit": hit,
        "title": marking.hits(hit.title[:400], snippet.title if snippet else ()),
        "is_cut": len(hit.title) > 400,
        "snippet": marking.hits(snippet.text, snippet.spans) if snippet else (),
    }


def _orders(query: Query) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is the order shown, of each order."""
    shown = query.order if query.words or query.order != "relevance" else "newest"
    offered = {slug: name for slug, name in ORDERS.items() if query.words or slug != "relevance"}
    return [(name, linking.search_url(query, order=slug), slug == shown) for slug, name in offered.items()]


def _nothing(archive: Archive, query: Query, active: list[Chip]) -> dict[str, Any]:
    """Say why nothing is found: the archive is empty, or something in the question excludes all; and the ways out."""
    if not archive.count(Query(), 1):
        return {"is_empty": True}
    ways = [Widening(label=f"Without “{chip.label}”", url=chip.without, count=0) for chip in active]
    plain = Query(words=query.words)
    if len(active) > 1:
        ways.append(Widening(label="Without any filter", url=linking.search_url(plain), count=0))
    if query.words and active:
        ways.append(Widening(label="Without the words", url=linking.search_url(replace(query, words=None)), count=0))
    counted = [replace(way, count=_count(archive, way.url)) for way in ways]
    days = Query(since=query.since, until=query.until)
    shown = {
        "widenings": [way for way in counted if way.count],
        "coverage": linking.search_url(days, "/coverage", source=query.source),
    }
    return {"is_empty": False, **shown}


def _count(archive: Archive, url: str) -> int:
    return archive.count(query_of(linking.parameters(url)), MOST)
