"""A session: what one run shares, and that it leaves its report however it ends."""

import asyncio
import json
import sqlite3
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import ConfigError, UnavailableError
from config.settings import Settings, load_settings
from extractors.records import Failed, Fetched
from flows.owner import this_process
from flows.session import fetch_limits, session
from tests.servers import HostileServer, reply


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


def test_a_clock_that_is_wrong_beyond_doubt_begins_no_run(settings, monkeypatch):
    monkeypatch.setattr("flows.session.now", lambda: datetime(1970, 1, 1, 0, 3, tzinfo=UTC))
    with pytest.raises(ConfigError, match=r"the clock of this machine: says 1970-01-01 00:03 UTC, .* set it"):
        work(settings, "ingest")
    assert not settings.data_dir.exists()


def test_a_run_that_ends_for_a_full_disk_says_that_and_not_what_follows_from_it(settings, monkeypatch):
    def nothing_can_be_stored(*_, **__):
        raise UnavailableError("end a run", "the disk is full")

    monkeypatch.setattr("storage.runs.end", nothing_can_be_stored)
    with pytest.raises(LookupError, match="in the middle"):
        work(settings, "ingest", fails=True)
    with pytest.raises(UnavailableError, match="could not end a run"):
        work(settings, "ingest")


# --- hosts that want to be left alone --------------------------------------------------------------------------------


def get(settings: Settings, url: str, *, fails: bool = False) -> Fetched:
    """Get *url* in a session of its own; with *fails*, the session ends by an error after it."""
    outcomes: list[Fetched] = []

    async def run() -> None:
        async with session(settings, "ingest") as opened:
            outcomes.append(await opened.fetcher.get(url))
            if fails:
                raise LookupError("in the middle")

    asyncio.run(run())
    return outcomes[0]


@pytest.fixture
def on_loopback(settings: Settings) -> Settings:
    return settings.model_copy(update={"allow_private_addresses": True, "host_delay_seconds": 0.0})


@pytest.mark.parametrize("fails", [False, True])
def test_the_next_run_leaves_a_host_alone_for_as_long_as_it_asked(on_loopback, server: HostileServer, fails):
    server.answers |= {"/busy": reply(429, Retry_After="3600"), "/page": reply(body=b"news")}
    before = datetime.now(UTC)
    with pytest.raises(LookupError) if fails else nullcontext():
        get(on_loopback, server.url("/busy"), fails=fails)
    asked = server.paths()
    for _ in range(2):  # what the second run was told by the archive, the third must be told too
        outcome = get(on_loopback, server.url("/page"))
        assert isinstance(outcome, Failed)
        assert (outcome.reason, outcome.ending, outcome.attempted) == ("host_paused", "retry", False)
        assert before + timedelta(hours=1) <= outcome.retry_at <= datetime.now(UTC) + timedelta(hours=1)
    assert server.paths() == asked


def test_a_host_is_asked_again_when_its_time_is_over(on_loopback, server: HostileServer):
    server.answers |= {"/busy": reply(503, Retry_After="3600"), "/page": reply(body=b"news")}
    get(on_loopback, server.url("/busy"))
    with closing(sqlite3.connect(on_loopback.data_dir / "archive.db")) as connection, connection:
        connection.execute("UPDATE host SET left_until = datetime(left_until, '-2 hours')")
    assert get(on_loopback, server.url("/page")).body == b"news"
    with closing(sqlite3.connect(on_loopback.data_dir / "archive.db")) as connection:
        assert connection.execute("SELECT * FROM host").fetchall() == []


# --- the counts of all runs ------------------------------------------------------------------------------------------


def counted(settings: Settings) -> dict[tuple[str, str], float]:
    with closing(sqlite3.connect(settings.data_dir / "archive.db")) as connection:
        return {(name, label): value for name, label, value in connection.execute("SELECT * FROM counter")}


@pytest.mark.parametrize("fails", [False, True])
def test_what_runs_did_is_counted_up_however_they_end(settings, fails):
    work(settings, "ingest")
    with pytest.raises(LookupError) if fails else nullcontext():
        work(settings, "ingest", fails=fails)
    ends = {("run", "ingest completed"): 1, ("run", "ingest failed"): 1} if fails else {("run", "ingest completed"): 2}
    assert counted(settings) == {("polled", "changed"): 2, **ends}


def test_a_long_run_is_counted_while_it_is_at_work_and_nothing_twice(settings, monkeypatch):
    monkeypatch.setattr("flows.session.COUNT_SECONDS", 0.0)

    async def run() -> None:
        async with session(settings, "ingest") as opened:
            opened.report.add_poll("post", "changed")
            await opened.count_up()
            assert counted(settings) == {("polled", "changed"): 1}
            opened.report.add_poll("post", "dns")
            with closing(sqlite3.connect(settings.data_dir / "archive.db")) as connection:
                connection.execute("ALTER TABLE counter RENAME TO elsewhere")
                await opened.count_up()  # it can't be stored, and that is no reason to fail
                connection.execute("ALTER TABLE elsewhere RENAME TO counter")
            await asyncio.gather(*(opened.count_up() for _ in range(3)))
            assert counted(settings) == {("polled", "changed"): 1, ("polled", "dns"): 1}

    asyncio.run(run())
    assert counted(settings) == {("polled", "changed"): 1, ("polled", "dns"): 1, ("run", "ingest completed"): 1}


def test_between_two_additions_there_is_some_time(settings):
    async def run() -> None:
        async with session(settings, "ingest") as opened:
            opened.report.add_poll("post", "changed")
            await opened.count_up()
            assert counted(settings) == {}

    asyncio.run(run())
