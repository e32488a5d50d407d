"""What a request brings: the archive it asks, and the question in its parameters."""

from typing import Annotated

from fastapi import Depends, Request

from storage import Archive, Query, query_of


def _archive(request: Request) -> Archive:
    archive: Archive = request.app.state.archive
    return archive


def _query(request: Request) -> Query:
    """The Query in the parameters of the URL; `after`, which turns the page, is none of it."""
    return query_of({name: value for name, value in request.query_params.items() if name != "after"}, snippets=True)


Opened = Annotated[Archive, Depends(_archive)]
Asked = Annotated[Query, Depends(_query)]
