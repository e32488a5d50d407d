"""A session: what one run shares, and that it leaves its report however it ends."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from flows.owner import this_process
from flows.session import fetch_limits, session


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load_settings(contact="desk@example.org", host_delay_seconds=0.25, attempts=2)


def runs(settings: Settings) -> list[tuple[str, str, str, dict[str, object]]]:
    with closing(sqlite3.connect(settings.data_dir / "archive.db")) as connection:
        rows = connection.execute("SELECT flow, owner, state, report FROM run ORDER BY id").fetchall()
    return [(flow, owner, state, json.loads(report)) for flow, owner, state, report in rows]


def work(settings: Settings, flow: str, *, fails: bool = False) -> None:
    async def run() -> None:
        async with session(settings, flow) as opened:
            opened.report.add_poll("post", "changed")
            if fails:
                raise LookupError("in the middle")

    asyncio.run(run())


def test_a_run_leaves_its_report(settings):
    work(settings, "ingest")
    ((flow, owner, state, report),) = runs(settings)
    assert (flow, owner, state) == ("ingest", this_process(), "completed")
    assert (report["sources"], report["polls"], report["pending"]) == (1, {"changed": 1}, 0)


def test_a_run_that_fails_leaves_its_report_and_its_error(settings):
    with pytest.raises(LookupError, match="in the middle"):
        work(settings, "backfill", fails=True)
    work(settings, "ingest")
    assert [(flow, state) for flow, _, state, _ in runs(settings)] == [("backfill", "failed"), ("ingest", "completed")]
    assert runs(settings)[0][3]["polls"] == {"changed": 1}


def test_a_publisher_is_told_who_asks_and_whom_to_turn_to(settings):
    limits = fetch_limits(settings)
    assert limits.user_agent.startswith("scowatch/0.1.0 ")
    assert "desk@example.org" in limits.user_agent
    assert limits.host_delay_seconds == 0.25
    assert not limits.allow_private_addresses
