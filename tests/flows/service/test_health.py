"""How a service is: what is wrong with it, in sentences, and the endpoint that says so."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import load_settings
from flows.owner import is_alive, this_process
from flows.service import health
from flows.service.health import PATH, Health, router
from flows.web.app import make_app
from flows.web.security import Access
from storage import open_archive
from tests.flows.web.conftest import serving

TOKEN = "0123456789abcdef"


@pytest.fixture
def archive(database_url, tmp_path):
    with open_archive(database_url, tmp_path, create=True) as opened:
        yield opened


@pytest.fixture
def watching(archive, tmp_path):
    """Of a service whose schedules run."""
    made = Health(load_settings(data_dir=tmp_path, ingest_seconds=60), archive)
    made.schedules = None
    return made


def run(archive, state: str, *, at: datetime, owner: str = "") -> None:
    key = archive.begin_run("ingest", owner or this_process(), at, is_alive=is_alive)
    if state != "running":
        archive.end_run(key, state, report={}, lines={}, now=at)


def problems(watching, now: datetime) -> list[str]:
    return asyncio.run(watching.problems(now))[0]


def test_all_is_well_before_the_first_run_and_while_runs_end_in_time(watching, archive):
    assert problems(watching, watching.began) == []
    later = watching.began + timedelta(hours=1)
    run(archive, "completed", at=later)
    assert problems(watching, later + timedelta(minutes=3)) == []


def test_no_run_for_a_long_time_is_trouble(watching, archive):
    [said] = problems(watching, watching.began + timedelta(minutes=6))
    assert said.startswith("No run has ended since ")
    later = watching.began + timedelta(hours=1)
    run(archive, "completed", at=later)
    assert len(problems(watching, later + timedelta(minutes=6))) == 1


def test_a_run_that_takes_long_is_none(watching, archive):
    run(archive, "running", at=watching.began)
    assert problems(watching, watching.began + timedelta(days=1)) == []


def test_a_run_whose_process_is_gone_is_trouble(watching, archive):
    host = this_process().split(":")[0]
    run(archive, "running", at=watching.began, owner=f"{host}:999999999:1.00")
    [said] = problems(watching, watching.began)
    assert said.endswith("was interrupted.")


def test_a_run_that_failed_is_trouble_until_the_next(watching, archive):
    run(archive, "failed", at=watching.began)
    [said] = problems(watching, watching.began)
    assert said.endswith("failed.")
    run(archive, "completed", at=watching.began)
    assert problems(watching, watching.began) == []


def test_a_full_disk_is_trouble(watching, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    [said] = problems(watching, watching.began)
    assert said.startswith("The disk of the data folder has ")


def test_the_endpoint_asks_for_no_token_and_says_nothing_else(watching, archive):
    app = make_app(archive, Access(token=TOKEN, open_paths=frozenset({PATH})))
    app.state.health = watching
    app.include_router(router)
    with serving(app) as site:
        assert site("/").status == 401
        well = site(PATH)
        assert (well.status, well.json["status"], well.json["last_run"]) == (200, "well", None)
        watching.schedules = "The Prefect server does not answer."
        run(archive, "completed", at=datetime.now(UTC))
        wrong = site(PATH)
        assert (wrong.status, wrong.json["problems"]) == (503, ["The Prefect server does not answer."])
        assert wrong.json["last_run"]["state"] == "completed"
        assert wrong["Cache-Control"] == "no-store"
    assert PATH not in app.openapi()["paths"]
