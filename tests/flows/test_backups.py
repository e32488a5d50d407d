"""A backup taken while a run is at work restores to a consistent archive, and the run loses nothing."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from storage import open_archive
from storage.care import backup, check
from tests.flows.test_crash import PAGES, ROOT, environment, ingest, rows, site  # noqa: F401 a fixture


def stored(folder):
    path = folder / "data" / "archive.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT count(*) FROM article").fetchone()[0]
    except sqlite3.OperationalError:  # it is being made
        return 0


@pytest.fixture(scope="module")
def during(site, tmp_path_factory):  # noqa: F811 it
    """Backups of an archive, made again and again while a run was filling it."""
    folder = tmp_path_factory.mktemp("busy")
    run = ingest(environment(site, folder))
    deadline = time.monotonic() + 120
    while stored(folder) < 20:
        assert run.poll() is None, "it ended before anything was stored"
        assert time.monotonic() < deadline, "nothing was stored"
        time.sleep(0.05)
    made = []
    while run.poll() is None and len(made) < 50:
        target = folder / f"backup{len(made)}"
        with open_archive(f"sqlite:///{folder}/data/archive.db", folder / "data") as archive:
            made.append((target, backup(archive, target, pages=True)))
    assert run.wait() == 0
    return folder, made


def test_every_backup_taken_during_a_run_is_a_consistent_archive(during):
    _, made = during
    halfway = [each for _, each in made if each.articles < PAGES]
    assert halfway, "no backup was taken while pages were being stored"
    for target, told in made:
        with open_archive(f"sqlite:///{target}/archive.db", target) as copy:
            assert list(check(copy, deep=True)) == []
            assert copy.stats()["articles"] == told.articles


def test_the_run_lost_nothing(during):
    folder, _ = during
    assert rows(folder, "SELECT count(*), count(DISTINCT url) FROM article") == [(PAGES, PAGES)]
    assert rows(folder, "SELECT DISTINCT state FROM frontier") == [("done",)]
    with open_archive(f"sqlite:///{folder}/data/archive.db", folder / "data") as archive:
        assert list(check(archive, deep=True)) == []


def test_a_run_goes_on_in_what_was_restored(during, site, tmp_path):  # noqa: F811 it
    _, made = during
    shutil.copytree(made[0][0], tmp_path / "data")
    variables = environment(site, tmp_path)
    assert ingest(variables).wait() == 0
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT url) FROM article") == [(PAGES, PAGES)]
    command = [sys.executable, "-m", "flows", "db", "check", "--deep"]
    checked = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "all is well\n")
