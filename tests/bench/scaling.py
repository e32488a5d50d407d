"""What more workers bring: the drain rate of 1, 2, ... real workers on one frontier, and what bounds it.

Workers are those of docs/scaling.md: a Prefect server and an archive on PostgreSQL, `prefect worker start`, a `drain`
run each. Pages are short and hosts slow, so that not the processors of one machine are the limit but what one worker
may have under way (SCOWATCH_CONCURRENCY): there two workers must bring 1.7 times what one does, or this ends with 1.
Against few hosts, the delay of each is the limit of all workers together, and more of them bring nothing: that is
shown, too.

    python tests/bench/scaling.py [--workers 1 2 4] [--latency 6]
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from sqlalchemy import create_engine, func, make_url, select, text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.records import Entry  # noqa: E402
from flows.session import now  # noqa: E402
from storage import open_archive  # noqa: E402
from storage.frontier import Listing  # noqa: E402
from storage.tables import capture, frontier, host_lease  # noqa: E402
from tests.fleet import Fleet, fleet, wait_until  # noqa: E402
from tests.postgres import of_system, running  # noqa: E402
from tests.recorder import Recorder, busiest, earliest  # noqa: E402

MUST = 1.7
SECONDS = 45  # that one worker has work for
MIDDLE = 0.1, 0.8  # the part of the pages that is measured: neither the start nor the end, when few hosts are left


@dataclass(frozen=True)
class Case:
    """What bounds the rate."""

    name: str
    hosts: int
    latency: float  # seconds until a page is answered
    delay: float  # seconds between two requests to a host
    concurrency: int  # of one worker, over all hosts

    def bound(self, workers: int) -> float:
        """The most pages a second that the limits allow."""
        return min(workers * self.concurrency / self.latency, self.hosts / max(self.delay, self.latency / 2))


CASES = (
    Case("slow hosts: what a worker may have under way", hosts=60, latency=1.5, delay=0.5, concurrency=3),
    Case("few hosts: the delay of each", hosts=3, latency=0.1, delay=1.0, concurrency=3),
)


@dataclass(frozen=True)
class Measured:
    """What some workers did together."""

    rate: float  # pages a second
    cpu: float  # seconds a page, of all workers
    memory: int  # bytes of one worker with all its processes, the most seen (unique set size)
    connections: int  # to PostgreSQL, per worker, the most seen
    worst: str


def main() -> None:
    """Measure all, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--latency", type=float, help="seconds of the slow hosts, on a machine that has other work")
    parser.add_argument("--cases", type=int, default=len(CASES), help="only so many of the cases")
    given = parser.parse_args()
    numbers, cases = given.workers, list(CASES)[: given.cases]
    if given.latency:
        cases[0] = replace(cases[0], latency=given.latency)
    print(
        f"{'workers':>8} {'pages/s':>8} {'of one':>7} {'allowed':>8} {'CPU s/page':>11} {'MB':>6} {'connections':>12}"
    )
    kept = True
    for case in cases:
        print(case.name)
        first = 0.0
        for number in numbers:
            found = measure(case, number)
            first = first or found.rate / number
            gain = found.rate / first
            print(
                f"{number:>8} {found.rate:>8.2f} {gain:>7.2f} {case.bound(number):>8.2f} {found.cpu:>11.4f} "
                f"{found.memory / 1e6:>6.0f} {found.connections:>12}   {found.worst}",
                flush=True,
            )
            if case is cases[0] and number == 2:
                kept = gain >= MUST
    print(f"two workers bring {MUST} times as much where one may have no more under way: {'yes' if kept else 'NO'}")
    raise SystemExit(not kept)


def measure(case: Case, number: int) -> Measured:
    """Let so many workers drain a frontier of their own."""
    settings = {
        "SCOWATCH_HOST_DELAY_SECONDS": str(case.delay), "SCOWATCH_HOST_CONCURRENCY": "2",
        "SCOWATCH_CONCURRENCY": str(case.concurrency), "SCOWATCH_BATCH_PAGES": "20", "SCOWATCH_WORKERS": "1",
        "SCOWATCH_PAGE_SECONDS": "60",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = stack.enter_context(running(_made(folder, "postgres"), programs=of_system()))
        site = stack.enter_context(Recorder(hosts=case.hosts, latency_seconds=case.latency))
        started = stack.enter_context(fleet(url, _made(folder, "fleet"), settings))
        pages = max(round(case.bound(number) * SECONDS), 80 * number)
        _fill(started, site.urls(pages))
        started.run("flows", "deploy", "--pool", "news", "--drains", "0")
        with ThreadPoolExecutor() as commands:
            asked = [commands.submit(started.run, "prefect", "deployment", "run", "drain/news") for _ in range(number)]
        assert all(each.result() for each in asked)
        workers = [stack.enter_context(started.worker("news", f"worker-{each}")) for each in range(number)]
        watch = _Watch([psutil.Process(each.pid) for each in workers], str(url))
        # They begin one after the other; what is measured begins when all do.
        with open_archive(started.archive_url, started.folder / "data") as archive:
            holders, most = host_lease.c.run_id.distinct(), min(number, case.hosts)
            wait_until(lambda: _count(archive, holders, host_lease.c.held_until > now()) >= most, "all drain")
            begin = len(site.pages())
            wait_until(lambda: watch() and _count(archive, frontier.c.id, frontier.c.state != "done") == 0,
                       "all pages are stored", seconds=3_600)  # fmt: skip
            sizes = _sizes(archive, started.archive_url, started.folder)
    moments = [each.began for each in site.pages()]
    left = pages - begin
    low, high = begin + int(left * MIDDLE[0]), begin + int(left * MIDDLE[1])
    rate = (high - low) / (moments[high - 1] - moments[low])
    hosts = site.by_host().values()
    early = max(earliest(each, case.delay) for each in hosts)
    worst = f"at most {max(map(busiest, hosts))} at once at a host, {early:.2f} s early; {sizes}"
    return Measured(
        rate=rate, cpu=watch.cpu / pages, memory=watch.memory, connections=-(-watch.connections // number), worst=worst
    )


def _made(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


def _fill(started: Fleet, urls: list[str]) -> None:
    with open_archive(started.archive_url, started.folder / "data", create=True) as archive:
        key = archive.begin_run("backfill", "bench:1:1", now(), is_alive=lambda _: True)
        archive.discover(key, [Entry(url=url) for url in urls], Listing(how="urls", origin="bench"), now())
        archive.end_run(key, "completed", report={}, lines={}, now=now())


def _count(archive, what, *where) -> int:
    with archive.engine.connect() as connection:
        return connection.execute(select(func.count(what)).where(*where)).scalar_one()


def _sizes(archive, url: str, folder: Path) -> str:
    """Bytes of database and WARC files, per page."""
    pages = _count(archive, capture.c.id)
    with archive.engine.connect() as connection:
        database = connection.execute(
            text("SELECT pg_database_size(:name)"), {"name": make_url(url).database}
        ).scalar_one()
    files = sum(each.stat().st_size for each in (folder / "data/warc").iterdir())
    return f"{database / pages:,.0f} bytes of database and {files / pages:,.0f} of WARC a page"


class _Watch:
    """Looks now and then at what the workers use; the last look at a process is what it used."""

    def __init__(self, workers: list[psutil.Process], url: str) -> None:
        self._workers = workers
        self._engine = create_engine(url)
        self._cpu: dict[tuple[int, float], float] = {}
        self.memory = self.connections = 0

    @property
    def cpu(self) -> float:
        return sum(self._cpu.values())

    def __call__(self) -> bool:
        for worker in self._workers:
            used = 0
            for each in [worker, *worker.children(recursive=True)]:
                try:
                    times = each.cpu_times()
                    self._cpu[each.pid, each.create_time()] = times.user + times.system
                    used += each.memory_full_info().uss
                except psutil.Error:
                    continue
            self.memory = max(self.memory, used)
        with self._engine.connect() as connection:
            news = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'news'"
            self.connections = max(self.connections, connection.execute(text(news)).scalar_one())
        return True


if __name__ == "__main__":
    main()
