"""What an article costs, for the sizes in docs/scaling.md: CPU, bytes of database and WARC, memory, connections.

The real pages of extraction-dev (needs ../shared) go through the whole pipeline but Prefect, with one process that
extracts, into a PostgreSQL of our own. CPU is that of the processes: a busy machine makes it grow, wall time even more.

    python tests/bench/sizing.py
"""

import asyncio
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, create_engine, text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage import open_archive  # noqa: E402
from storage.archive import Archive  # noqa: E402
from tests.loopback import real_site, sources_toml  # noqa: E402
from tests.plain import ingest  # noqa: E402
from tests.postgres import of_system, running  # noqa: E402


def main() -> None:
    """Ingest, measure, print."""
    shared = ROOT.parent / "shared/data/extraction-dev"
    with tempfile.TemporaryDirectory() as name, real_site(shared) as site:
        folder = Path(name)
        (folder / "postgres").mkdir()
        (folder / "sources.toml").write_text(sources_toml(site))
        with running(folder / "postgres", programs=of_system()) as url:
            os.environ.update(
                SCOWATCH_DATA_DIR=str(folder / "data"),
                SCOWATCH_SOURCES=str(folder / "sources.toml"),
                SCOWATCH_DATABASE_URL=str(url.set(drivername="postgresql")),
                SCOWATCH_ALLOW_PRIVATE_ADDRESSES="true",
                SCOWATCH_HOST_DELAY_SECONDS="0",
                SCOWATCH_HOST_CONCURRENCY="16",
                SCOWATCH_WORKERS="1",
                SCOWATCH_PAGE_SECONDS="60",
            )
            open_archive(os.environ["SCOWATCH_DATABASE_URL"], folder / "data", create=True).close()
            report_on(create_engine(url), folder)


def report_on(engine: Engine, folder: Path) -> None:
    """Run the pipeline and print what it took."""
    empty, spent = _bytes(engine), _timed()
    watch = _Watch(engine)
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    asyncio.run(ingest(batches_under_way=3))
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    watch.stop()
    used = [b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True)]
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM FULL"))
        articles = connection.execute(text("SELECT count(*) FROM article")).scalar_one()
        pages, raw = connection.execute(text("SELECT count(*), avg(length) FROM capture")).one()
        tables = connection.execute(
            text("SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables ORDER BY 2 DESC LIMIT 6")
        ).all()
    warc = sum(each.stat().st_size for each in (folder / "data/warc").iterdir())
    print(f"{pages:,} pages of {raw:,.0f} bytes, {articles:,} articles")
    print(f"CPU a page, ms: {1e3 * used[0] / pages:.0f} in the main process, {1e3 * used[1] / pages:.0f} extracting")
    storing, claiming = (1e3 * spent[what] / pages for what in ("settle", "claim"))
    print(f"of it, storing in the turn of writers: {storing:.0f}; claiming: {claiming:.1f}")
    print(
        f"bytes an article: {(_bytes(engine) - empty) / articles:,.0f} of database, {warc / pages:,.0f} of WARC files"
    )
    print("of the database: " + ", ".join(f"{table} {size / articles:,.0f}" for table, size in tables))
    print(f"at most {watch.memory / 1e6:,.0f} MB and {watch.connections} connections")


def _bytes(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _timed() -> dict[str, float]:
    """Sum up the CPU time of the thread that stores and claims."""
    spent = {"settle": 0.0, "claim": 0.0}
    for name in spent:
        setattr(Archive, name, _summing(getattr(Archive, name), spent, name))
    return spent


def _summing(work: Any, spent: dict[str, float], name: str) -> Any:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.thread_time()
        try:
            return work(*args, **kwargs)
        finally:
            spent[name] += time.thread_time() - began

    return timed


class _Watch:
    """Looks each second at the memory of this process and its children, and at the connections."""

    def __init__(self, engine: Engine) -> None:
        self.memory = self.connections = 0
        self._engine, self._stopped = engine, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        ours = psutil.Process()
        while not self._stopped.wait(1.0):
            family = [each for each in [ours, *ours.children(recursive=True)] if each.name() != "postgres"]
            self.memory = max(self.memory, sum(each.memory_full_info().uss for each in family))
            with self._engine.connect() as connection:
                mine = "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
                self.connections = max(self.connections, connection.execute(text(mine)).scalar_one())


if __name__ == "__main__":
    main()
