"""Pages for people, rendered here; they work without JavaScript."""

from fastapi import APIRouter

from flows.web.pages import about, articles, changes, searching, sources, static, stories
from flows.web.pages.rendering import problem

__all__ = ["problem", "router"]

router = APIRouter(include_in_schema=False)
for each in (searching, articles, stories, changes, sources, about, static):
    router.include_router(each.router)
