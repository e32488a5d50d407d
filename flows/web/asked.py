"""What a request brings: the archive it asks, and the question in its parameters."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request

from config.errors import InputError
from flows.web.vocabulary import LARGEST, LONGEST, MOST_HITS, PARAMETERS
from storage import Archive, Query, QuoteQuery, query_of
from storage.edits import EditQuery
from storage.periods import Step
from storage.trends import By

_DEPTH = 10_000  # so far are pages turned that are counted from the beginning

FEED_HITS = 50  # readers ask for the first page only: what comes between two visits should be on it
PAGING = ("limit", "after")
_OTHERS = frozenset({"speaker", "kind", "article", "significant", "by", "step"})  # not of a question for articles
SEARCH = tuple(name for name in PARAMETERS if name not in _OTHERS)
FILTERS = tuple(name for name in SEARCH if name not in {"order", *PAGING})
FEED = (*FILTERS, *PAGING)
TRENDS = (*FILTERS, "by", "step")
QUOTES = ("q", "speaker", "kind", "lang", "source", "article", "since", "until", "order", *PAGING)
EDITS = ("significant", "article", "source", "since", "until", *PAGING)
VANISHED = EDITS[1:]
COVERAGE = ("source", "since", "until")


async def _archive(request: Request) -> Archive:
    archive: Archive = request.app.state.archive
    return archive


def polled(request: Request) -> Collection[str] | None:
    """Give the slugs of the sources that are polled; None: all are."""
    active: Callable[[], frozenset[str] | None] | None = request.app.state.active
    return active() if active else None


def parameters(request: Request, known: Collection[str] | None = None) -> dict[str, str]:
    """Give the parameters of the URL, without those that are empty.

    Args:
        request: what was asked.
        known: the names that there are; None: whoever reads them knows.

    Raises:
        InputError: one is not known, given twice, too long, or cannot be stored as text; names it.
    """
    given = request.query_params.multi_items()
    for name, times in Counter(name for name, _ in given).items():
        if times > 1:
            raise InputError(f"{name!r} is given {times} times; give it once")
        if known is not None and name not in known:
            there_are = f"there are {', '.join(sorted(known))}" if known else "nothing can be asked here"
            raise InputError(f"{name!r} is not something to ask for; {there_are}")
    for name, value in given:
        if len(value) > LONGEST:
            raise InputError(f"{name} is longer than {LONGEST} characters")
        if "\0" in value:
            raise InputError(f"{name}: there is a NUL in it")
    return {name: value for name, value in given if value.strip()}


def turned(request: Request, after: str | None) -> str | None:
    """Give the address of the page after this one, without the host; None when there is none."""
    if after is None:
        return None
    return f"{request.url.path}?{urlencode({**parameters(request), 'after': after})}"


async def _query(request: Request) -> Query:
    """The Query in the parameters of the URL; `after`, which turns the page, is none of it."""
    return query_of({name: value for name, value in parameters(request).items() if name != "after"}, snippets=True)


async def _search(request: Request) -> Query:
    given = parameters(request, SEARCH)
    given.pop("after", None)
    return bounded(query_of(given, snippets=True))


async def _feed(request: Request) -> Query:
    given = parameters(request, FEED)
    given.pop("after", None)
    return bounded(query_of({"limit": str(FEED_HITS), **given}, order="newest", snippets=True))


async def nothing(request: Request) -> None:
    """Refuse parameters."""
    parameters(request, ())


def bounded(query: Query) -> Query:
    """Give *query*; raise InputError when it asks for too much at once."""
    if query.limit is None or not 1 <= query.limit <= MOST_HITS:
        raise InputError(f"limit: from 1 to {MOST_HITS} at once; `after` turns the page")
    return query


async def _quotes(request: Request) -> tuple[QuoteQuery, int]:
    given = parameters(request, QUOTES)
    about = _common(given, "speaker", "kind", "article")
    start = _start(given)
    query = QuoteQuery(
        about=about.words,
        speaker=given.get("speaker"),
        kind=_choice("kind", given),
        language=about.language,
        source=about.source,
        article=_number("article", given),
        since=about.since,
        until=about.until,
        order=about.order,
        limit=about.limit,
    )
    return query, start


async def _trend(request: Request) -> tuple[Query, By | None, Step | None]:
    given = parameters(request, TRENDS)
    query = query_of({name: value for name, value in given.items() if name in FILTERS})
    return query, _choice("by", given), _choice("step", given)


async def _edits(request: Request) -> tuple[EditQuery, int]:
    return _edit_query(parameters(request, EDITS))


async def _vanished(request: Request) -> tuple[EditQuery, int]:
    return _edit_query(parameters(request, VANISHED))


def _edit_query(given: Mapping[str, str]) -> tuple[EditQuery, int]:
    about = _common(given, "significant", "article")
    query = EditQuery(
        source=about.source,
        article=_number("article", given),
        significant=_flag("significant", given),
        since=about.since,
        until=about.until,
        limit=about.limit,
    )
    return query, _start(given)


def _common(given: Mapping[str, str], *own: str) -> Query:
    """What a question has in common with one for articles."""
    return bounded(query_of({name: value for name, value in given.items() if name not in {*own, "after"}}))


def _start(given: Mapping[str, str]) -> int:
    start = _number("after", given) or 0
    if start > _DEPTH:
        raise InputError(f"after: pages end at {_DEPTH:,}; narrow the question by its dates")
    return start


def _number(name: str, given: Mapping[str, str]) -> int | None:
    value = given.get(name, "").strip()
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= LARGEST:
        raise InputError(f"{name}: {value!r} is not a number; write {name}=20")
    return int(value)


def _flag(name: str, given: Mapping[str, str]) -> bool:
    value = given.get(name, "0").strip()
    if value not in {"1", "0", "true", "false", "on"}:
        raise InputError(f"{name}: {value!r} is neither 1 nor 0")
    return value in {"1", "true", "on"}


def _choice(name: str, given: Mapping[str, str]) -> Any:
    value, choices = given.get(name), PARAMETERS[name][0]["enum"]
    if value is not None and value not in choices:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(choices)}")
    return value


Opened = Annotated[Archive, Depends(_archive)]
Asked = Annotated[Query, Depends(_query)]
ArticlesAsked = Annotated[Query, Depends(_search)]
FeedAsked = Annotated[Query, Depends(_feed)]
QuotesAsked = Annotated[tuple[QuoteQuery, int], Depends(_quotes)]
EditsAsked = Annotated[tuple[EditQuery, int], Depends(_edits)]
TrendAsked = Annotated[tuple[Query, By | None, Step | None], Depends(_trend)]
VanishedAsked = Annotated[tuple[EditQuery, int], Depends(_vanished)]
