"""What a claim costs, by the size of the frontier: it must not grow with it.

    python tests/bench/claims.py [--urls 10000 1000000]

Two shapes on SQLite and PostgreSQL: URLs spread over 1,000 hosts, and nearly all of one host that another run holds,
with 1,000 small ones behind them. CPU of this process and wall time of a claim of 50, the median of 30.
"""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage import Archive, open_archive  # noqa: E402
from storage.tables import frontier  # noqa: E402
from tests.postgres import of_system, running  # noqa: E402

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
HOSTS, CLAIMS, BATCH = 1_000, 30, 50


def main() -> None:
    """Measure all and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--urls", type=int, nargs="+", default=[10_000, 1_000_000])
    print(f"{'engine':>10} {'shape':>7} {'URLs':>10} {'CPU ms':>8} {'wall ms':>8}")
    for number in parser.parse_args().urls:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            (Path(folder) / "postgres").mkdir()
            url = stack.enter_context(running(Path(folder) / "postgres", programs=of_system()))
            for engine, where in (("sqlite", f"sqlite:///{folder}/archive.db"), ("postgresql", str(url))):
                with open_archive(where, folder, create=True) as archive:
                    for shape in ("spread", "held"):
                        cpu, wall = measure(archive, number, shape)
                        print(f"{engine:>10} {shape:>7} {number:>10,} {cpu * 1e3:>8.1f} {wall * 1e3:>8.1f}", flush=True)


def measure(archive: Archive, number: int, shape: str) -> tuple[float, float]:
    """Fill an archive and claim from it; give the medians of CPU and wall seconds."""
    with archive.engine.execution_options(writes=True).begin() as connection:
        connection.execute(frontier.delete())
        plain = {"state": "pending", "next_try_at": NOW, "discovered_at": NOW}
        for begin in range(0, number, 10_000):
            rows = [
                {"url": f"https://{_host(each, number, shape)}/{each}", "fetch_url": "", "host": "",
                 "site": _host(each, number, shape), **plain}
                for each in range(begin, min(begin + 10_000, number))
            ]  # fmt: skip
            connection.execute(insert(frontier), rows)
    until = NOW + timedelta(hours=1)
    ours, other = (archive.begin_run("drain", owner, NOW, is_alive=lambda _: True) for owner in ("ours", "other"))
    if shape == "held":
        assert len(archive.claim(other, "other", now=NOW, until=until, limit=1)) == 1
    cpu, wall = [], []
    for _ in range(CLAIMS):
        began, used = time.perf_counter(), time.process_time()
        leases = archive.claim(ours, "ours", now=NOW, until=until, limit=BATCH)
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
        assert leases
    for key in (ours, other):
        archive.end_run(key, "completed", report={}, lines={}, now=NOW)
    return statistics.median(cpu), statistics.median(wall)


def _host(each: int, number: int, shape: str) -> str:
    return "large.example" if shape == "held" and each < number - HOSTS * 5 else f"host-{each % HOSTS}.example"


if __name__ == "__main__":
    main()
