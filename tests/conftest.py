"""Fixtures for every test: measured data, database engines, Prefect's home; and strict mode: nothing is skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from tests.postgres import PostgresError, empty_database, running
from tests.smalldisk import NOT_ALLOWED

collect_ignore = ["training"]  # it needs a library that nobody but a teacher has

os.environ.pop("COLUMNS", None)  # whose terminal this is, is no business of the tests

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
    """In strict mode a skipped test is a failed one: CI must measure everything, but what its rights forbid."""
    report = yield
    if STRICT and report.skipped and NOT_ALLOWED not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped, but SCOWATCH_TEST_STRICT=1 allows no skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that give all commands of a session one Prefect home: making its database costs ten seconds."""
    return {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A PostgreSQL of our own on loopback; or the one that SCOWATCH_TEST_POSTGRES_URL names."""
    given = os.environ.get("SCOWATCH_TEST_POSTGRES_URL")
    if given:
        yield make_url(given)
        return
    try:
        with running(tmp_path_factory.mktemp("postgres")) as url:
            yield url
    except PostgresError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'archive.db'}"
        return
    server: URL = request.getfixturevalue("postgres")
    with empty_database(server) as url:
        yield url
