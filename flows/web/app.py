"""The application: every route, and what holds for all of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBasic, HTTPBearer
from starlette.middleware.gzip import GZipMiddleware

from flows.web import api, feeds, metrics, pages, pictures
from flows.web.caching import Revalidation
from flows.web.problems import handle_problems
from flows.web.security import Access, Guard
from storage import Archive

THREADS = 10  # requests that ask the archive at a time; fewer than the connections that its pool has, 15


def make_app(
    archive: Archive, access: Access | None = None, active: Callable[[], frozenset[str] | None] | None = None
) -> FastAPI:  # fmt: skip
    """Make the application that answers from *archive*, which stays open as long as it runs.

    It answers to the name "localhost", to addresses, and to the names of *access*. *active* says which sources are
    switched on, see flows.active; without it, all that the archive knows count.
    """
    app = FastAPI(
        title="scowatch",
        version=version("scowatch"),
        description="Read-only access to a scowatch archive.",
        docs_url=None,  # these load their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.archive, app.state.active = archive, active
    app.state.error_page = pages.problem
    # Only to describe them; flows.web.security asks for the token.
    schemes = [Depends(HTTPBearer(auto_error=False)), Depends(HTTPBasic(auto_error=False))]
    for each in (api, feeds, metrics, pages, pictures):
        app.include_router(each.router, dependencies=schemes if access and access.token else None)
    handle_problems(app)
    # The last one is the outermost.
    app.add_middleware(Revalidation)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Guard, access=access or Access())
    return app


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
