"""A real Dask cluster on loopback, as an operator would start it: a scheduler, and workers with their nannies."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    nannies: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def workers(self) -> list[psutil.Process]:
        """The processes that work, one a nanny; not those that they start."""
        families = [psutil.Process(each.pid).children() for each in self.nannies]
        return [each for family in families for each in family if "spawn_main" in " ".join(each.cmdline())]


@contextmanager
def running(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start a cluster; its logs go into *folder*."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as stack, (folder / "dask.log").open("wb") as log:

        def start(*arguments: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments], env=environment, cwd=folder, stdout=log, stderr=log
            )
            stack.callback(_end, process)
            return process

        where = folder / "scheduler.json"
        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show", "--no-dashboard",
                          "--scheduler-file", str(where))  # fmt: skip
        _wait_for(where, scheduler)
        cluster = Cluster(json.loads(where.read_text())["address"], scheduler)
        for number in range(workers):
            cluster.nannies.append(
                start("worker", cluster.address, "--nthreads", "1", "--name", f"worker-{number}", "--no-dashboard",
                      "--local-directory", str(folder), "--death-timeout", "60")
            )  # fmt: skip
        yield cluster


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (path.exists() and path.read_text().rstrip().endswith("}")):
        assert process.poll() is None, "the scheduler did not start; see its log"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
