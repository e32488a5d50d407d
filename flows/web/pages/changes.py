"""Who said what, what outlets changed in their articles, and which pages have vanished."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response

from config.errors import InputError
from extractors.quotes.record import QuoteKind
from flows.web.asked import Opened, parameters
from flows.web.pages import linking
from flows.web.pages.rendering import render
from storage import Query, QuoteQuery, query_of
from storage.edits import EditQuery

router = APIRouter()

FIRST, MOST = 50, 800  # shown at first, and at most; then dates narrow the question
SPOKEN = ("about", "speaker", "kind", "lang", "source", "since", "until", "order", "limit")
EDITED = ("significant", "vanished", "source", "since", "until", "limit")

Asked = TypeVar("Asked", QuoteQuery, EditQuery)


@router.get("/quotes")
def quotes(request: Request, archive: Opened) -> Response:
    """Show who said what."""
    try:
        given = parameters(request, SPOKEN)
        found, is_more = _some(archive.quotes, _spoken(given))
    except InputError as error:
        return render("quotes.html", status=400, **_refused(request, error))
    return render("quotes.html", error=None, given=given, found=found, **_more("/quotes", given, is_more=is_more))


def _spoken(given: Mapping[str, str]) -> QuoteQuery:
    plain = _plain(given, "lang", "source", "since", "until", "order", "limit")
    return QuoteQuery(
        about=given.get("about"),
        speaker=given.get("speaker"),
        kind=_kind(given.get("kind")),
        language=plain.language,
        source=plain.source,
        since=plain.since,
        until=plain.until,
        order=plain.order,
        limit=_limit(given),
    )


def _kind(asked: str | None) -> QuoteKind | None:
    match asked:
        case None | "direct" | "reported":
            return asked
    raise InputError(f"kind: {asked!r} is neither direct nor reported")


@router.get("/edits")
def edits(request: Request, archive: Opened) -> Response:
    """Show what was edited, or what has vanished."""
    is_vanished = request.query_params.get("vanished") == "1"
    try:
        given = parameters(request, EDITED)
        found, is_more = _some(archive.vanished if is_vanished else archive.edits, _edited(given))
    except InputError as error:
        return render("edits.html", status=400, is_vanished=is_vanished, **_refused(request, error))
    more = _more("/edits", given, is_more=is_more)
    return render("edits.html", error=None, given=given, found=found, is_vanished=is_vanished, **more)


def _edited(given: Mapping[str, str]) -> EditQuery:
    plain = _plain(given, "source", "since", "until")
    is_significant = given.get("significant") == "1"
    return EditQuery(
        source=plain.source,
        since=plain.since,
        until=plain.until,
        significant=is_significant,
        limit=_limit(given),
    )


def _refused(request: Request, error: InputError) -> dict[str, Any]:
    """What the page of a question that cannot be read says; what was typed stays in its form."""
    return {"error": str(error), "given": dict(request.query_params), "found": [], "more": None, "is_more": False}


def _plain(given: Mapping[str, str], *names: str) -> Query:
    """Read what is asked for as everywhere."""
    return query_of({name: given[name] for name in names if name in given})


def _limit(given: Mapping[str, str]) -> int:
    limit = query_of({"limit": given.get("limit", str(FIRST))}).limit
    return min(limit or MOST, MOST)


def _some(ask: Callable[[Asked], Iterable[Any]], query: Asked) -> tuple[list[Any], bool]:
    """Give what is shown, and whether there is more."""
    limit = query.limit or MOST
    found = list(islice(ask(replace(query, limit=limit + 1)), limit + 1))
    return found[:limit], len(found) > limit


def _more(path: str, given: Mapping[str, str], *, is_more: bool) -> dict[str, Any]:
    """Give the address that shows more; None where dates must narrow the question first."""
    limit = _limit(given)
    wider = linking.address(path, {**given, "limit": str(min(limit * 4, MOST))}) if limit < MOST else None
    return {"is_more": is_more, "more": wider if is_more else None}
