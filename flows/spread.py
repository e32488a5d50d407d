"""Extraction spread over a Dask cluster: chunks of keys go out, what pages say comes back, this process alone stores.

So a cluster that loses a worker repeats a chunk, and one that loses its scheduler ends the run as any error does: what
was not stored is claimed again by the next. SQLite will do, workers need no password, and what is decided by the order
in which pages arrive (which copy is the original) does not depend on who was ready first.

Prefect's runner opens the cluster, and each chunk is a task of Prefect; but the task runs here and waits. Handed over
to Dask it would cost each worker Prefect itself, a way to its server, and in embedded mode a server of its own.
"""

import asyncio
import logging
import pickle
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from config.errors import ConfigError, ScowatchError
from config.settings import Settings
from config.sites import load_site_rules
from extractors.records import Analysis, Unreadable
from flows.chunks import Chunk, Recipe, extract_chunk, versions
from flows.workers import page_limits

if TYPE_CHECKING:
    from distributed import Client, Future

SETTING = "SCOWATCH_DASK"
CONNECT_SECONDS = 30.0
FIRST_WORKER_SECONDS = 60.0
NO_WORKER_SECONDS = 60.0  # without any worker a run gives up: it holds leases that others wait for
MOST_AT_A_TIME = 24  # chunks: their pages are kept until they are stored, 16 MB each at the most
CHUNK_PAGES = 150  # three seconds of one processor or so: Dask takes 10 ms a task, and who is killed repeats little
CHUNK_BYTES = 16_000_000  # of bodies

Extracted = Sequence[Analysis | Unreadable]
Wrap = Callable[..., Awaitable[Extracted]]  # as flows.orchestration.as_task


async def _plain(_name: str, work: Callable[[Chunk], Awaitable[Extracted]], chunk: Chunk) -> Extracted:
    return await work(chunk)


class Spread:
    """A Dask cluster that extracts chunks of pages."""

    def __init__(self, client: "Client", recipe: Recipe, wrap: Wrap = _plain) -> None:
        self._client, self._recipe, self._wrap = client, pickle.dumps(recipe), wrap

    async def at_a_time(self) -> int:
        """Say how many chunks are to be under way: each thread of the cluster works on one, and has one waiting."""
        return min(max(2, 2 * await self._threads()), MOST_AT_A_TIME)

    async def extract(self, chunk: Chunk) -> Extracted:
        """Say what the pages of *chunk* say, in their order.

        Raises:
            ScowatchError: of `extract_chunk`; or the cluster is gone.
        """
        return await self._wrap("chunk", self._extract, chunk)

    async def _extract(self, chunk: Chunk) -> Extracted:
        with _said_in_a_line():
            future = self._client.submit(extract_chunk, self._recipe, chunk, pure=False)
            await self._until_done(future)
            said: Extracted = await asyncio.to_thread(future.result)
            return said

    async def _until_done(self, future: "Future[Extracted]") -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def tell(_future: object) -> None:
            with suppress(RuntimeError):  # the run is over
                loop.call_soon_threadsafe(done.set)

        future.add_done_callback(tell)  # type: ignore[no-untyped-call]
        seen = time.monotonic()
        while not done.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), NO_WORKER_SECONDS / 4)
            if done.is_set() or await self._threads():
                seen = time.monotonic()
            elif time.monotonic() - seen > NO_WORKER_SECONDS:
                raise ScowatchError(f"{SETTING}: the Dask cluster has lost all its workers; {_AGAIN}")

    async def _threads(self) -> int:
        try:
            return sum((await asyncio.to_thread(self._client.nthreads)).values())
        except (OSError, RuntimeError, TimeoutError):  # the scheduler is gone, and those who wait will hear of it
            return 0


_AGAIN = "all that was stored is kept: start the cluster, and run the same command again to go on"


@contextmanager
def _said_in_a_line() -> Iterator[None]:
    """Say what the cluster could not do, and what to do about it."""
    from distributed import KilledWorker  # noqa: PLC0415 an extra
    from distributed.client import ClosedClientError  # noqa: PLC0415

    try:
        yield
    except (CancelledError, ClosedClientError, OSError) as error:
        raise ScowatchError(f"{SETTING}: the Dask scheduler is gone; {_AGAIN}") from error
    except KilledWorker as error:
        raise ScowatchError(f"{SETTING}: Dask workers die of the same work ({error}); {_AGAIN}") from error
    except (ImportError, RuntimeError) as error:  # the latter: the scheduler could not unpack what it was sent
        cause = " ".join(str(error).split())
        remedy = "install the same scowatch for scheduler and workers as here"
        raise ScowatchError(f"{SETTING}: the Dask cluster cannot do our work ({cause}); {remedy}") from error


@asynccontextmanager
async def over_dask(settings: Settings | None, wrap: Wrap = _plain) -> AsyncIterator[Spread | None]:
    """Open the cluster that the settings name; None where they name none.

    Args:
        settings: of the run; None: it has nothing to spread.
        wrap: makes a task of each chunk.

    Raises:
        ConfigError: prefect-dask is not installed, the cluster cannot be reached, or has no workers.
    """
    if settings is None or settings.dask is None:
        yield None
        return
    check_installed(settings)
    recipe = Recipe(
        lexicon=settings.lexicon,
        rules=load_site_rules(settings.sites),
        limits=page_limits(settings),
        versions=versions(settings.lexicon),
    )
    with ExitStack() as stack:
        client = await asyncio.to_thread(_connect, settings.dask, stack)
        try:
            yield Spread(client, recipe, wrap)
        finally:
            await asyncio.to_thread(stack.close)


def check_installed(settings: Settings) -> None:
    """Raise ConfigError when a cluster is wanted and what speaks to it is not installed."""
    from importlib.util import find_spec  # noqa: PLC0415

    if settings.dask is not None and find_spec("prefect_dask") is None:
        remedy = "`pip install 'scowatch[dask]'`, or unset the setting"
        raise ConfigError(SETTING, f"needs prefect-dask, which is not installed: {remedy}")


def _connect(where: str, stack: ExitStack) -> "Client":
    """Give the client of a cluster that has a worker; *stack* closes it."""
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415 an extra, and slow to import

    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it has to say at length, we say in a line
    runner = stack.enter_context(DaskTaskRunner(**_arguments(where)))
    try:
        client: Client = runner.client
    except (OSError, ValueError) as error:
        start = f"start one with `dask scheduler`, then workers with `dask worker {where}`, or unset the setting"
        raise ConfigError(SETTING, f"no Dask scheduler answers at {where}: {start}") from error
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
    except TimeoutError as error:
        start = f"start some with `dask worker {where}`"
        raise ConfigError(SETTING, f"the Dask scheduler at {where} has no workers: {start}") from error
    return client


def _arguments(where: str) -> dict[str, Any]:
    if not where.startswith("local:"):
        return {"address": where, "client_kwargs": {"timeout": CONNECT_SECONDS}}
    count = int(where.removeprefix("local:"))
    cluster = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": logging.ERROR}
    return {"cluster_kwargs": cluster}
