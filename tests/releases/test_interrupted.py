"""An upgrade that is killed, fails, loses its database or finds the disk full leaves the archive as it was."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text

from config.errors import InputError, StorageError
from storage import open_archive
from storage.engine import open_engine, parse_url, writing
from storage.schema import plan, upgrade
from tests.releases.kept import everything, unpacked

ROOT = Path(__file__).resolve().parents[2]
POINTS = 5  # of interruption, spread over the statements of an upgrade


@pytest.fixture
def old(database_url, tmp_path):
    """An archive of the first release."""
    return unpacked("0001", database_url, tmp_path)


def interrupted(url, how, number):
    command = [sys.executable, "-m", "tests.releases.interrupted", url, how, str(number)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def state(url):
    engine = open_engine(parse_url(url))
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            return everything(connection)
    finally:
        engine.dispose()


@contextmanager
def at_statement(engine, number, do):
    """Have *do* called with the connection before the statement of this number; give what counts them."""
    seen = []

    def count(connection, *_):
        seen.append(connection)
        if len(seen) == number:
            do(connection)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def statements(old):
    """How many an upgrade takes; it is taken back."""
    engine = old.engine()

    def refuse(_connection):
        raise StorageError("upgrade", "not this time")

    event.listen(engine, "commit", refuse)
    with at_statement(engine, 0, print) as seen, pytest.raises(StorageError, match="not this time"):
        upgrade(engine)
    engine.dispose()
    return len(seen)


def test_an_upgrade_that_is_killed_anywhere_leaves_the_archive_as_it_was(old):
    before = state(old.url)
    count = statements(old)
    assert state(old.url) == before
    assert count > 100
    for how, number in [*(("kill", 2 + (count - 2) * at // POINTS) for at in range(1, POINTS + 1)), ("commit", 0)]:
        assert interrupted(old.url, how, number).returncode == -signal.SIGKILL
        assert state(old.url) == before, f"{how} {number}"
    engine = old.engine()
    assert plan(engine).found == "0001"
    upgrade(engine)
    engine.dispose()
    open_archive(old.url, old.folder).close()


def test_an_upgrade_that_fails_anywhere_leaves_the_archive_as_it_was(old):
    before = state(old.url)
    count = statements(old)
    engine = old.engine()

    def fail(connection):
        connection.exec_driver_sql("SELECT * FROM there_is_none")

    def cut_off(connection):
        admin = open_engine(engine.url)
        with admin.connect() as other:
            mine = connection.connection.driver_connection.info.backend_pid
            other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        admin.dispose()

    for at in range(1, POINTS + 1):
        for do in (fail, cut_off) if engine.dialect.name == "postgresql" else (fail,):
            with at_statement(engine, 2 + (count - 2) * at // POINTS, do), pytest.raises(StorageError):
                upgrade(engine)
            assert state(old.url) == before
    upgrade(engine)
    engine.dispose()


def test_a_disk_that_gets_full_leaves_the_archive_as_it_was(tmp_path):
    old = unpacked("0001", f"sqlite:///{tmp_path / 'archive.db'}", tmp_path)
    before = state(old.url)
    for room in (0, 100_000):
        done = interrupted(old.url, "full", (tmp_path / "archive.db").stat().st_size // 2 + room)
        assert done.returncode == 1, done.stderr
        assert "could not bring the archive's schema up to date" in done.stderr
        assert state(old.url) == before
    engine = old.engine()
    upgrade(engine)
    engine.dispose()


def test_an_upgrade_waits_for_no_run_but_refuses(old):
    before = state(old.url)
    engine = old.engine()
    with pytest.raises(InputError, match=r"a run is at work in this archive \(.*\); upgrade it when that has ended"):
        upgrade(engine, is_alive=lambda _: True)
    assert state(old.url) == before
    upgrade(engine, is_alive=lambda _: False)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM run WHERE state = 'running'")) == 1
    assert upgrade(engine, is_alive=lambda _: True).steps == (), "of today: a run at work is no matter"
    engine.dispose()


def test_an_upgrade_to_which_nothing_is_left_writes_nothing(old):
    engine = old.engine()
    upgrade(engine)
    after = state(old.url)
    with writing(engine, "hold all writers up"):
        assert upgrade(engine).steps == ()
    assert state(old.url) == after
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_asks_what_an_upgrade_would_do_holds_none_up(old):
    """It waits for one that another is at, and holds nothing meanwhile that this one needs."""
    engine = old.engine()
    with ThreadPoolExecutor() as threads, engine.connect() as at_work:
        at_work.execute(text("LOCK TABLE run IN ACCESS EXCLUSIVE MODE"))
        asked = threads.submit(plan, engine)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'run'::regclass")
        deadline = time.monotonic() + 60
        while not at_work.scalar(waiting):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.05)
        at_work.execute(text("SET LOCAL lock_timeout = 5000"))
        at_work.execute(text("LOCK TABLE article, version, alembic_version IN ACCESS EXCLUSIVE MODE"))
        at_work.rollback()
        assert asked.result(60).steps
    engine.dispose()


def test_two_upgrades_at_once_are_one(old):
    """The second waits for the first, and finds nothing left to do."""
    engine = old.engine()
    command = [sys.executable, "-m", "tests.releases.interrupted", old.url, "full", str(1 << 40)]
    both = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [each.wait(300) for each in both] == [0, 0]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    assert plan(engine).steps == ()
    engine.dispose()
