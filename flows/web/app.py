"""The application: every route, and what holds for all of them."""

from fastapi import FastAPI

from flows.web import api, feeds, pages, pictures
from storage import Archive


def make_app(archive: Archive) -> FastAPI:
    """Make the application that answers from *archive*, which stays open as long as it runs."""
    app = FastAPI(title="scowatch", description="Read-only access to a scowatch archive.")
    app.state.archive = archive
    for each in (api, feeds, pages, pictures):
        app.include_router(each.router)
    return app
