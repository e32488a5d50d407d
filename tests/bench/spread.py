"""What a Dask cluster on this machine costs and gives: the backfill of WARC files with it against without it.

Run by name; `--tasks` measures what a chunk costs as a task of Prefect instead. Each round runs all ways in turn, so
read the ratios. "own" is what the run's own process needs for a page: the scheduler (which is in it here), reading the
files, and storing. It is the part that no worker takes off it, and says how many of them it can keep busy.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from config.settings import Settings  # noqa: E402
from flows.embedded import prepare  # noqa: E402
from flows.progress import Progress  # noqa: E402
from flows.session import session  # noqa: E402
from flows.sitemaps import Dates  # noqa: E402
from flows.spread import over_dask  # noqa: E402
from flows.warc_backfill import take_warcs  # noqa: E402
from tests.bench.warc import DATA, write_files  # noqa: E402

ROUNDS = 3
WAYS = {
    "1 process": (1, None),
    "2 processes": (2, None),
    "Dask, 1 worker": (1, "local:1"),
    "Dask, 2 workers": (1, "local:2"),
}
TASKS = 10


def cpu(processes: list[psutil.Process]) -> float:
    """CPU seconds of processes, and of those that they have started and seen end."""
    return sum(sum(each.cpu_times()[:4]) for each in processes if each.is_running())


async def backfill(paths: list[Path], folder: Path, workers: int, dask: str | None) -> dict[str, float]:
    """Run the backfill into a new archive; give what it cost, without the start of cluster and archive."""
    settings = Settings(data_dir=folder, workers=workers, dask=dask)
    me = psutil.Process()
    async with over_dask(settings) as spread, session(settings, "backfill") as opened:
        started, own = time.perf_counter(), time.process_time()
        await take_warcs(opened, paths, Dates(), Progress(None), spread)
        seconds, own = time.perf_counter() - started, time.process_time() - own
        family = me.children(recursive=True)
        held = [each.memory_info().rss / 1e6 for each in (me, *family)]
        pages = opened.report.total("new")
        return {
            "pages/s": pages / seconds,
            "own": own / pages * 1e3,
            "others": cpu(family) / pages * 1e3,
            "own MB": held[0],
            "all MB": sum(held),
        }


def compare() -> None:
    """Measure all ways, print ratios."""
    if not DATA.is_dir():
        sys.exit("no measured data: the folder ../shared/data/extraction-dev is absent")
    with tempfile.TemporaryDirectory() as name:
        paths = write_files(Path(name) / "given")
        for turn in range(ROUNDS):
            speeds: dict[str, float] = {}
            for number, (way, (workers, dask)) in enumerate(WAYS.items()):
                cost = asyncio.run(backfill(paths, Path(name) / f"{turn}-{number}", workers, dask))
                speeds[way] = cost["pages/s"]
                ratios = [f"{speeds[way] / speeds[base]:.2f} of {base}" for base in list(WAYS)[:2] if base in speeds]
                used = f"CPU ms a page: own {cost['own']:.1f}, others {cost['others']:.1f}"
                held = f"MB: own {cost['own MB']:.0f}, all {cost['all MB']:.0f}"
                print(f"{way:>16} {speeds[way]:6.1f} pages/s  {', '.join(ratios)}  {used}  {held}", flush=True)


def nothing(number: int) -> int:
    """The work of a chunk, without the work."""
    return number


async def chunks_as_tasks() -> None:
    """Print what a chunk costs: through Dask alone, with a Prefect task here that waits, as a Prefect task there."""
    from prefect import flow, task  # noqa: PLC0415
    from prefect_dask import DaskTaskRunner  # noqa: PLC0415

    from flows.orchestration import as_task  # noqa: PLC0415

    me = psutil.Process()

    def measured(name: str, before: tuple[float, float]) -> None:
        family = [me, *me.children(recursive=True)]
        wall, used = (time.perf_counter() - before[0]) / TASKS, (cpu(family) - before[1]) / TASKS
        print(f"{name:>28} {wall * 1e3:7.1f} ms   {used * 1e3:7.1f} ms CPU, all processes", flush=True)

    def begin() -> tuple[float, float]:
        return time.perf_counter(), cpu([me, *me.children(recursive=True)])

    runner = DaskTaskRunner(
        cluster_kwargs={"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    )
    there = task(name="there", persist_result=False)(nothing)

    @flow(name="overhead", task_runner=runner)
    async def overhead() -> None:
        client = __import__("prefect").context.FlowRunContext.get().task_runner.client
        for turn in range(2):  # the first warms up
            before = begin()
            for future in [client.submit(nothing, n, pure=False) for n in range(TASKS)]:
                future.result()
            measured(f"Dask alone, {turn}", before)
            before = begin()

            async def wait(number: int) -> int:
                return await asyncio.to_thread(client.submit(nothing, number, pure=False).result)

            await asyncio.gather(*(as_task("here", wait, n) for n in range(TASKS)))
            measured(f"Prefect here, {turn}", before)
            before = begin()
            futures = [there.submit(n) for n in range(TASKS)]
            for each in futures:
                await asyncio.to_thread(each.result)
            measured(f"Prefect in the workers, {turn}", before)

    await overhead()


if __name__ == "__main__":
    if "--tasks" in sys.argv:
        with tempfile.TemporaryDirectory() as home:
            prepare(Path(home))
            asyncio.run(chunks_as_tasks())
    else:
        compare()
