"""Many scheduled runs in a row, time compressed: what `scowatch serve` and Prefect's database grow to.

    python tests/bench/soak.py --runs 1000 --every 3

A small news site on loopback, one new story in ten runs, and a real service whose runs are due every few seconds. Every
fifty runs a line: resident memory of the service and of its Prefect server, threads and open files of the service, size
of Prefect's database and of the archive. With --age the ended runs and events in Prefect's database are dated back by
so many hours every fifty runs, so that what years of pruning do happens within the soak.
"""

import argparse
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.loopback import Site, rss, sources_toml  # noqa: E402

LOOK = 50  # runs between two lines
FEEDS = 3


def story(number: int) -> bytes:
    words = " ".join(f"word{(number * 7 + n * 13) % 997}" for n in range(200))
    return f"<html lang=en><title>Story {number}</title><article><h1>Story {number}</h1><p>{words}</p>".encode()


def publish(site: Site, number: int) -> None:
    site.pages[f"/story/{number}"] = ("text/html", story(number))
    links = [f"{site.url}/story/{n}" for n in range(max(0, number - 20), number + 1)]
    for feed in range(FEEDS):
        site.pages[f"/feed-{feed}.xml"] = ("application/rss+xml", rss(links[feed::FEEDS]))


@contextmanager
def service(site: Site, folder: Path, every: float):
    (folder / "sources.toml").write_text(sources_toml(site), "utf-8")
    settings = {
        "DATA_DIR": folder / "data", "SOURCES": folder / "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true",
        "HOST_DELAY_SECONDS": 0, "POLL_SHORTEST_SECONDS": 0.5, "POLL_LONGEST_SECONDS": 1, "WORKERS": 1,
        "INGEST_SECONDS": every, "PREFECT_DAYS": 0.0001,
    }  # fmt: skip
    given = {f"SCOWATCH_{name}": str(value) for name, value in settings.items()}
    given |= {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "60", "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "PT1H"}
    given |= {"PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "30"}  # not a hundred ahead
    command = [sys.executable, "-m", "flows", "serve", "--port", "0", "--prefect-port", "0"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **given}, stderr=log, stdout=log)
    try:
        yield psutil.Process(running.pid)
    finally:
        running.send_signal(signal.SIGTERM)
        print("ended with", running.wait(120), flush=True)


def runs_of(archive: Path) -> int:
    try:
        with closing(sqlite3.connect(archive, timeout=60)) as connection:
            return connection.execute("SELECT count(*) FROM run WHERE state = 'completed'").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def age(database: Path, hours: float) -> None:
    """Date back what has ended; times are text, and compared as such."""
    back = f"-{hours} hours"
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        for table, column, ended in (
            ("flow_run", "end_time", "WHERE end_time IS NOT NULL"),
            ("events", "occurred", ""),
            ("event_resources", "occurred", ""),
        ):
            form = "strftime('%Y-%m-%d %H:%M:%f000', {}, ?)"
            connection.execute(f"UPDATE {table} SET {column} = {form.format(column)} {ended}", (back,))


def rows(database: Path) -> str:
    tables = ("flow_run", "task_run", "events", "artifact", "log")
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables]
        free = connection.execute("PRAGMA freelist_count").fetchone()[0] * 4096
    return (
        f"{' '.join(f'{name} {count:,}' for name, count in zip(tables, counts, strict=True))} free {free / 1e6:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--every", type=float, default=3.0, help="seconds from one run to the next")
    parser.add_argument("--hours", type=float, default=12.0, help="give up after so long")
    parser.add_argument("--age", type=float, default=0.0, help="hours by which history is dated back every fifty runs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as name, Site({}) as site:
        folder, began, next_look, stories = Path(name), time.monotonic(), 1, 0
        publish(site, 0)
        archive, prefect = folder / "data/archive.db", folder / "data/prefect/prefect.db"
        with service(site, folder, given.every) as process:
            while (done := runs_of(archive)) < given.runs and time.monotonic() - began < given.hours * 3600:
                if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                    sys.exit((folder / "log").read_text()[-4000:])
                if done // 10 > stories:
                    stories = done // 10
                    publish(site, stories)
                if done >= next_look:
                    report(process, done, time.monotonic() - began, archive, prefect)
                    if given.age:
                        age(prefect, given.age)
                    next_look = done // LOOK * LOOK + LOOK
                time.sleep(1)
            report(process, done, time.monotonic() - began, archive, prefect)
        print((folder / "log").read_text()[-2000:])


def report(process: psutil.Process, done: int, seconds: float, archive: Path, prefect: Path) -> None:
    [server] = [each for each in process.children() if re.search("uvicorn", " ".join(each.cmdline()))]
    size = sum(path.stat().st_size for path in prefect.parent.glob("prefect.db*"))
    print(
        f"run {done:>5} {seconds:>7.0f} s  serve {process.memory_info().rss / 1e6:6.1f} MB "
        f"{process.num_threads()} threads {process.num_fds()} files  server {server.memory_info().rss / 1e6:6.1f} MB  "
        f"prefect {size / 1e6:6.1f} MB  archive {archive.stat().st_size / 1e6:.1f} MB  {rows(prefect)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
