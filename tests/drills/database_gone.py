"""PostgreSQL is stopped in the middle of a run and started again, crashes, has no room; SQLite is locked for long."""

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.drills.stage import Stage, Told, wait_until
from tests.postgres import Server, restartable
from tests.smalldisk import small_disk


def drill(folder: Path, *, seconds: float = 60.0) -> Told:
    """Play it; *seconds* is how long the database is gone. Raise AssertionError when it does not go as it should."""
    (folder / "server").mkdir(parents=True)
    told = Told()
    with restartable(folder / "server") as server:
        for play in (_gone, _without_room):
            stage = Stage(folder / play.__name__, pages=40)
            stage.variables["SCOWATCH_DATABASE_URL"] = server.url.render_as_string(hide_password=False)
            stage.told = told
            with stage.site:
                play(stage, server, folder, seconds)
    stage = Stage(folder / "sqlite", pages=20)
    stage.told = told
    with stage.site:
        _locked(stage, seconds)
    return told


def _slow_run(stage: Stage) -> "subprocess.Popen[str]":
    return stage.start("plain", SCOWATCH_HOST_CONCURRENCY="1", SCOWATCH_HOST_DELAY_SECONDS="0.1")


def _gone(stage: Stage, server: Server, _folder: Path, seconds: float) -> None:
    run = _slow_run(stage)
    wait_until(lambda: len(stage.fetched()) > 5, "the first pages", run)
    # While its worker processes start, a run asks nothing of the database, and would not see that it was gone.
    wait_until(lambda: stage.rows("SELECT count(*) FROM article") > [(0,)], "the first articles", run)
    stage.did(f"stopped PostgreSQL in the middle of a run, and started it again after {seconds:g} s")
    server.stop()
    time.sleep(seconds)
    server.start()
    wait_until(lambda: len(stage.fetched()) > 20 or run.poll() is not None, "the next pages")
    stage.did("crashed it (pg_ctl stop -m immediate), and started it again")
    server.stop("immediate")
    server.start()
    said = stage.end(run)
    assert said.count("waiting for it, 300 s at most") >= 1, said
    assert said.count("is back; going on") >= 1, said
    assert [state for state, _ in stage.reports()] == ["completed"]
    stage.audit()


def _without_room(stage: Stage, server: Server, folder: Path, _seconds: float) -> None:
    with small_disk(folder / "small", kilobytes=30_000) as disk:
        subprocess.run(["chown", "65534:65534", str(disk.folder)], check=True)
        for each in disk.folder.parents:
            if each.stat().st_uid == os.geteuid() and not each.stat().st_mode & 0o001:
                each.chmod(each.stat().st_mode | 0o011)  # PostgreSQL asks whether it may, as an ordinary user
        admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE TABLESPACE small LOCATION '{disk.folder}'"))
            connection.execute(text("CREATE DATABASE small TABLESPACE small"))
        url = server.url.set(database="small")
        stage.variables["SCOWATCH_DATABASE_URL"] = url.render_as_string(hide_password=False)
        run = _slow_run(stage)
        wait_until(lambda: len(stage.fetched()) > 5, "the first pages", run)
        stage.did("filled the disk of PostgreSQL's tables while a run was storing pages")
        with disk.full():
            said = stage.end(run, code=1)
        assert "the disk of the database server is full" in said, said
        stage.did("made room, and ran once more")
        stage.run("plain")
        stage.audit(fetched_once=False)
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE small WITH (FORCE)"))
            connection.execute(text("DROP TABLESPACE small"))
        admin.dispose()


def _locked(stage: Stage, seconds: float) -> None:
    run = _slow_run(stage)
    wait_until(lambda: len(stage.fetched()) > 5, "the first pages", run)
    stage.did(f"locked the SQLite file from another process for {seconds + 5:g} s")
    with closing(sqlite3.connect(stage.data / "archive.db", timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds + 5)
        other.rollback()
    stage.end(run)
    stage.audit()
