"""What the archive holds, in numbers; and how to ask it."""

from fastapi import APIRouter, Response

from flows.web.asked import Opened
from flows.web.pages.filters import GROUPS
from flows.web.pages.rendering import render

router = APIRouter()


@router.get("/stats")
def stats(archive: Opened) -> Response:
    """Show what the archive holds."""
    counted = archive.stats()
    plain = {name: value for name, value in counted.items() if not isinstance(value, dict)}
    tables = {name: value for name, value in counted.items() if isinstance(value, dict)}
    return render("stats.html", plain=plain, tables=tables)


@router.get("/about")
def about() -> Response:
    """Show how to ask."""
    return render("about.html", groups=GROUPS)
