"""Who said what, what outlets changed in their articles, and which pages have vanished."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response

from config.errors import InputError
from flows.web.asked import Opened
from flows.web.pages import linking
from flows.web.pages.rendering import render
from storage import Query, QuoteQuery, query_of
from storage.edits import EditQuery

router = APIRouter()

FIRST, MOST = 50, 800  # shown at first, and at most; then dates narrow the question
SPOKEN = ("about", "speaker", "kind", "lang", "source", "since", "until", "order")
EDITED = ("significant", "vanished", "source", "since", "until")

Asked = TypeVar("Asked", QuoteQuery, EditQuery)


@router.get("/quotes")
def quotes(request: Request, archive: Opened) -> Response:
    """Show who said what."""
    given = _given(request)
    try:
        _check(given, SPOKEN)
        kind = given.get("kind")
        if kind not in {None, "direct", "reported"}:
            raise InputError(f"kind: {kind!r} is neither direct nor reported")
        plain = _plain(given, "lang", "source", "since", "until", "order")
        query = QuoteQuery(
            about=given.get("about"), speaker=given.get("speaker"), kind=kind, language=plain.language,
            source=plain.source, since=plain.since, until=plain.until, order=plain.order, limit=_limit(given),
        )  # fmt: skip
        found, is_more = _some(archive.quotes, query)
    except InputError as error:
        return render("quotes.html", status=400, error=str(error), given=given, found=[], more=None, is_more=False)
    return render("quotes.html", error=None, given=given, found=found, **_more("/quotes", given, is_more=is_more))


@router.get("/edits")
def edits(request: Request, archive: Opened) -> Response:
    """Show what was edited, or what has vanished."""
    given = _given(request)
    is_vanished = given.get("vanished") == "1"
    try:
        _check(given, EDITED)
        plain = _plain(given, "source", "since", "until")
        query = EditQuery(
            source=plain.source, since=plain.since, until=plain.until, significant=given.get("significant") == "1",
            limit=_limit(given),
        )  # fmt: skip
        found, is_more = _some(archive.vanished if is_vanished else archive.edits, query)
    except InputError as error:
        told = {"error": str(error), "found": [], "more": None, "is_more": False}
        return render("edits.html", status=400, given=given, is_vanished=is_vanished, **told)
    told = {"error": None, "found": found, **_more("/edits", given, is_more=is_more)}
    return render("edits.html", given=given, is_vanished=is_vanished, **told)


def _given(request: Request) -> dict[str, str]:
    return {name: value.strip() for name, value in request.query_params.items() if value.strip()}


def _check(given: Mapping[str, str], names: tuple[str, ...]) -> None:
    for name in given:
        if name not in {*names, "limit"}:
            raise InputError(f"{name!r} is not something to ask for here; there are {', '.join(sorted(names))}")


def _plain(given: Mapping[str, str], *names: str) -> Query:
    """Read what is asked for as everywhere."""
    return query_of({name: given[name] for name in names if name in given})


def _limit(given: Mapping[str, str]) -> int:
    limit = query_of({"limit": given.get("limit", str(FIRST))}).limit
    return min(limit or MOST, MOST)


def _some(ask: Callable[[Asked], Iterator[Any]], query: Asked) -> tuple[list[Any], bool]:
    """Give what is shown, and whether there is more."""
    limit = query.limit or MOST
    found = list(islice(ask(replace(query, limit=limit + 1)), limit + 1))
    return found[:limit], len(found) > limit


def _more(path: str, given: Mapping[str, str], *, is_more: bool) -> dict[str, Any]:
    """Give the address that shows more; None where dates must narrow the question first."""
    limit = _limit(given)
    wider = linking.address(path, {**given, "limit": str(min(limit * 4, MOST))}) if limit < MOST else None
    return {"is_more": is_more, "more": wider if is_more else None}
