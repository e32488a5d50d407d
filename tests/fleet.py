"""A real Prefect server on a real PostgreSQL, and real workers: what docs/scaling.md sets up, on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

ROOT = Path(__file__).resolve().parents[1]
APPLICATION = "flows.service.prefect_app:create_app"  # schedules fire under SQLAlchemy 2.1, too


@dataclass(frozen=True)
class Fleet:
    """A server, and what a process needs to know to work with it."""

    environment: dict[str, str]
    archive_url: str
    folder: Path

    def run(self, *command: str) -> str:
        """Run one of our or Prefect's commands to its end; give what it printed."""
        program = [sys.executable, "-m", *command]
        done = subprocess.run(program, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def worker(self, pool: str, name: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker of *pool*, which takes one run at a time."""
        command = ("prefect", "worker", "start", "--pool", pool, "--name", name, "--limit", "1")
        with _started(command, self.environment, self.folder / f"{name}.log") as process:
            yield process


@contextmanager
def fleet(server: URL, folder: Path, settings: dict[str, str]) -> Iterator[Fleet]:
    """A Prefect server with a database of its own on the PostgreSQL *server*, and one for an archive."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name in ("prefect", "news"):
            connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    archive_url = server.set(drivername="postgresql", database="news").render_as_string(hide_password=False)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SCOWATCH_"))}
    environment = {
        **known,
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": str(server.set(drivername="postgresql+asyncpg", database="prefect")),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
        "SCOWATCH_DATA_DIR": str(folder / "data"),
        "SCOWATCH_DATABASE_URL": archive_url,
        "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
        **settings,
    }
    command = (
        "uvicorn",
        "--factory",
        APPLICATION,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--log-level",
        "warning",
    )
    with _started(command, environment, folder / "server.log"):
        wait_until(lambda: _answers(port), "the Prefect server answers")
        yield Fleet(environment=environment, archive_url=archive_url, folder=folder)


@contextmanager
def _started(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        program = [sys.executable, "-m", *command]
        process = subprocess.Popen(program, env=environment, cwd=ROOT, stdout=output, stderr=output)
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started, with SIGKILL, as a power cut would."""
    if process.poll() is None:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        for each in family:
            each.kill()
        process.wait()
        psutil.wait_procs(family[1:], timeout=10)


def wait_until(happened: Callable[[], object], what: str, *, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"it never happened: {what}"
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        if probe.connect_ex(("127.0.0.1", port)) != 0:
            return False
        probe.sendall(b"GET /api/health HTTP/1.0\r\n\r\n")
        return b" 200 " in probe.recv(100)
