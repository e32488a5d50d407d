"""A database that is gone for a while: who waits, what is done again, and how a COMMIT ended that nobody answered."""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config.errors import StorageError, UnavailableError
from storage import Archive, open_archive
from storage.engine import writing
from storage.patience import number_of, was_committed
from storage.tables import frontier
from tests.postgres import PostgresError, Server, restartable

LOCK = (1,)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL of our own, to be stopped and started."""
    try:
        with restartable(tmp_path_factory.mktemp("postgres")) as running:
            yield running
    except PostgresError as error:
        pytest.skip(str(error))


@pytest.fixture
def lasting(server: Server, tmp_path: Path) -> Iterator[Archive]:
    """An archive that waits for its server."""
    url = server.url.render_as_string(hide_password=False)
    with open_archive(url, tmp_path, create=True, patience_seconds=60) as archive:
        yield archive


def end_all_sessions(server: Server) -> None:
    server.stop("immediate")
    server.start()


def count(archive: Archive) -> int:
    with archive.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM frontier")).scalar_one())


def test_a_run_waits_for_a_server_that_is_gone_and_says_so(server, lasting, newsroom_of, heard):
    desk = newsroom_of(lasting)
    before = count(lasting)
    server.stop()
    late = threading.Timer(1.0, server.start)
    late.start()
    with heard.at_level(logging.WARNING, "scowatch"):
        assert desk.discover("https://a.example/while-it-was-gone").new == 1
    late.join()
    assert count(lasting) == before + 1
    waited, back = (record.getMessage() for record in heard.records)
    assert waited.startswith(f"{server.url.render_as_string()} cannot be used now (")
    assert waited.endswith("waiting for it, 60 s at most")
    assert back == f"{server.url.render_as_string()} is back; going on"


def test_a_transaction_in_which_the_server_was_lost_is_done_again_and_once(server, lasting, newsroom_of, texts):
    desk = newsroom_of(lasting)
    urls = [f"https://b.example/{number}" for number in range(3)]
    desk.discover(*urls)
    leases = desk.claim(*urls)
    tries = []

    class Interrupted(list):
        """Read by `settle` in the middle of its transaction, the first time after the server has crashed."""

        def __iter__(self):
            tries.append(len(tries))
            if len(tries) == 2:
                end_all_sessions(server)
            return super().__iter__()

    batch = Interrupted(desk.worked(lease, said) for lease, said in zip(leases, texts.values(), strict=False))
    assert [each.outcome for each in lasting.settle(batch, desk.policy, desk.now)] == ["stored"] * 3
    assert len(tries) >= 4, "read twice at least in each of two transactions"
    with lasting.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM article WHERE url LIKE '%b.example%'")).scalar_one() == 3
        assert connection.execute(text("SELECT count(*) FROM capture WHERE url LIKE '%b.example%'")).scalar_one() == 3


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_commit_that_was_never_answered_is_asked_after(server, lasting, newsroom_of, carried_out):
    """The connection is cut just before the COMMIT, or just after it, and before its answer."""
    desk = newsroom_of(lasting)
    url = f"https://c.example/{carried_out}"
    cut = threading.Event()

    def commit(connection):
        if carried_out or cut.is_set():
            real(connection)
        if not cut.is_set():
            cut.set()
            end_all_sessions(server)
            real(connection)

    real = lasting.engine.dialect.do_commit
    lasting.engine.dialect.do_commit = commit
    found = desk.discover(url)
    lasting.engine.dialect.do_commit = real
    assert (found.new, cut.is_set()) == (1, True), "counted as new, and not as known from a first try"
    assert [row.url for row in desk.rows(frontier) if row.url == url] == [url]


def test_the_server_knows_how_a_transaction_ended(server, lasting):
    with lasting.engine.connect() as connection:
        number = number_of(connection, LOCK)
        connection.commit()
        lost = number_of(connection, LOCK)
        connection.rollback()
    assert was_committed(lasting.engine, number)
    assert not was_committed(lasting.engine, lost)
    assert not was_committed(lasting.engine, replace(lost, xid=999_999_999)), "of another server that took its place"


def test_a_number_that_a_crashed_server_gave_anew_is_not_taken_for_ours(server, lasting):
    with suppress(OperationalError), lasting.engine.connect() as connection:
        kept = number_of(connection, LOCK)
        connection.execute(text("CREATE TABLE kept (x int)"))
        connection.commit()
        lost = number_of(connection, LOCK)  # of which nothing is written anywhere
        server.stop("immediate")
        server.start()
    with lasting.engine.connect() as connection:
        other = number_of(connection, LOCK)
        connection.execute(text("DROP TABLE kept"))
        connection.commit()
    assert other.xid == lost.xid, "else nothing is shown by this"
    assert was_committed(lasting.engine, other)
    assert not was_committed(lasting.engine, lost)
    assert was_committed(lasting.engine, kept)


def test_patience_ends_and_is_not_tried_again_for_each_thing(server, tmp_path, newsroom_of):
    url = server.url.render_as_string(hide_password=False)
    with open_archive(url, tmp_path, create=True, patience_seconds=0.3) as archive:
        desk = newsroom_of(archive)
        server.stop()
        try:
            with pytest.raises(UnavailableError, match=r"is out of reach .* nothing that was stored is lost") as told:
                desk.discover("https://d.example/1")
            assert "postgres@127.0.0.1" in str(told.value)
            begun = time.monotonic()
            for _ in range(20):
                with pytest.raises(UnavailableError):
                    desk.discover("https://d.example/1")
            assert time.monotonic() - begun < 20 * 0.3, "each has waited again"
        finally:
            server.start()
        assert desk.discover("https://d.example/1").new == 1


def test_who_only_asks_does_not_wait(server, tmp_path):
    url = server.url.render_as_string(hide_password=False)
    with open_archive(url, tmp_path, create=True) as archive:
        server.stop()
        try:
            with pytest.raises(UnavailableError, match="is out of reach"):
                archive.stats()
        finally:
            server.start()


# --- SQLite --------------------------------------------------------------------------------------------------------


def test_a_file_that_another_process_keeps_locked_is_waited_for(tmp_path, newsroom_of, monkeypatch, heard):
    monkeypatch.setattr("storage.engine.SQLITE_WAIT_SECONDS", 0.2)
    with open_archive(tmp_path / "archive.db", create=True, patience_seconds=60) as archive:
        desk = newsroom_of(archive)
        with closing(sqlite3.connect(tmp_path / "archive.db", check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            late = threading.Timer(1.0, other.rollback)
            late.start()
            with heard.at_level(logging.WARNING, "scowatch"):
                assert desk.discover("https://a.example/1").new == 1
            late.join()
    assert "cannot be used now (database is locked); waiting" in heard.text


def test_a_file_that_stays_locked_is_an_error_that_says_what_to_do(tmp_path, newsroom_of, monkeypatch):
    monkeypatch.setattr("storage.engine.SQLITE_WAIT_SECONDS", 0.1)
    with open_archive(tmp_path / "archive.db", create=True, patience_seconds=0.2) as archive:
        desk = newsroom_of(archive)
        with closing(sqlite3.connect(tmp_path / "archive.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnavailableError, match=r"another process keeps it locked .*; find out who"):
                desk.discover("https://a.example/1")


def test_what_is_wrong_with_the_work_itself_is_not_tried_again(tmp_path):
    tries = []
    with open_archive(tmp_path / "archive.db", create=True, patience_seconds=60) as archive:

        def work():
            tries.append(1)
            with writing(archive.engine, "try") as connection:
                connection.execute(text("SELECT * FROM nowhere"))

        with pytest.raises(StorageError, match="no such table") as told:
            work()
        assert (tries, type(told.value)) == ([1], StorageError)
