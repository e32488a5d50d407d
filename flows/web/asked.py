"""What a request brings: the archive it asks, and the question in its parameters."""

from collections import Counter
from typing import Annotated

from fastapi import Depends, Request

from config.errors import InputError
from storage import Archive, Query, query_of


async def _archive(request: Request) -> Archive:
    archive: Archive = request.app.state.archive
    return archive


def parameters(request: Request) -> dict[str, str]:
    """Give the parameters of the URL; raise InputError when one is given twice, or cannot be stored as text."""
    given = request.query_params.multi_items()
    for name, times in Counter(name for name, _ in given).items():
        if times > 1:
            raise InputError(f"{name!r} is given {times} times; give it once")
    for name, value in given:
        if "\0" in value:
            raise InputError(f"{name}: there is a NUL in it")
    return dict(given)


async def _query(request: Request) -> Query:
    """The Query in the parameters of the URL; `after`, which turns the page, is none of it."""
    return query_of({name: value for name, value in parameters(request).items() if name != "after"}, snippets=True)


Opened = Annotated[Archive, Depends(_archive)]
Asked = Annotated[Query, Depends(_query)]
