"""Fixtures for every test: where the measured data lies; and strict mode, in which nothing may be skipped."""

import os
from pathlib import Path

import pytest

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
