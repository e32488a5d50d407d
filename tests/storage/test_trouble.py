"""What the operator is told when an archive cannot be written: the thing, what is lost, and what to do."""

import os
from pathlib import Path

import pytest
from sqlalchemy import event, text

from config.errors import StorageError, UnavailableError
from storage import open_archive
from storage.care import backup, check
from storage.engine import writing
from storage.tables import frontier
from tests.smalldisk import SmallDisk, small_disk


@pytest.fixture
def disk(tmp_path: Path):
    with small_disk(tmp_path / "small", kilobytes=4_000) as mounted:
        yield mounted


NOTHING_LOST = "nothing that was stored is lost; make room there, and run the same command again"


def test_a_full_disk_under_the_database_is_named(disk: SmallDisk, newsroom_of):
    with open_archive(disk.folder / "archive.db", create=True) as archive:
        desk = newsroom_of(archive)
        desk.discover("https://a.example/before")
        with disk.full(), pytest.raises(UnavailableError, match="could not store the entries of") as told:
            desk.discover(*(f"https://a.example/{number}/{'x' * 900}" for number in range(500)))
        assert str(told.value).endswith(
            f"the disk of {disk.folder}/archive.db is full (database or disk is full); {NOTHING_LOST}"
        )
        assert desk.discover("https://a.example/after", "https://a.example/before").new == 1
        assert list(check(archive, deep=True)) == []


def test_a_database_that_cannot_even_be_opened_for_want_of_room_says_so(disk: SmallDisk):
    open_archive(disk.folder / "archive.db", create=True).close()
    with disk.full(), pytest.raises(UnavailableError, match=rf"the disk of {disk.folder}/archive\.db is full"):
        open_archive(disk.folder / "archive.db")


def test_a_full_disk_under_the_kept_pages_is_named_and_leaves_their_rows_whole(disk: SmallDisk, tmp_path, newsroom_of):
    """The database lies on another disk: a batch whose pages find no room is not stored at all."""
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}", disk.folder, create=True) as archive:
        desk = newsroom_of(archive)
        desk.bring(
            "https://a.example/before", "It was dry in the valley, and the river stood low for the time of year."
        )
        desk.discover("https://a.example/large")
        [lease] = desk.claim()
        large = desk.worked(lease, os.urandom(3_000_000).hex())
        with disk.full(but=500_000), pytest.raises(UnavailableError) as told:
            desk.settle(large)
        assert f"could not write to {disk.folder}/warc: the disk of {disk.folder}/warc is full" in str(told.value)
        assert NOTHING_LOST in str(told.value)
        assert [(row.state, row.attempts) for row in desk.rows(frontier)] == [("done", 0), ("leased", 0)]
        assert list(check(archive, deep=True)) == []
        [settled] = desk.settle(large)
        assert settled.outcome == "stored"
        assert list(check(archive, deep=True)) == []


def test_a_backup_that_finds_no_room_leaves_nothing(disk: SmallDisk, tmp_path, newsroom_of):
    with open_archive(tmp_path / "archive.db", create=True) as archive:
        newsroom_of(archive).bring("https://a.example/1", "The council met in the harbour town and said nothing.")
        with disk.full(), pytest.raises(StorageError, match=r"are to be written, and .* are free there"):
            backup(archive, disk.folder / "copy", pages=True)
    assert [path.name for path in disk.folder.iterdir()] == []


READ_ONLY = "may not be written to .* nothing that was stored is lost; let this user write there"


def test_a_database_that_may_not_be_written_any_more_is_named(tmp_path, newsroom_of):
    with open_archive(tmp_path / "archive.db", create=True) as archive:
        desk = newsroom_of(archive)
        event.listen(archive.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON"))
        with pytest.raises(UnavailableError, match=rf"archive\.db: attempt to write .*{READ_ONLY[24:]}"):
            desk.discover("https://a.example/1")


def test_a_database_on_a_read_only_disk_says_what_to_do(disk: SmallDisk, newsroom_of):
    with open_archive(disk.folder / "archive.db", create=True) as archive:
        newsroom_of(archive)
    with disk.read_only(), pytest.raises(UnavailableError, match=READ_ONLY):
        open_archive(disk.folder / "archive.db", create=True).begin_run("ingest", "desk", None, is_alive=bool)


def test_kept_pages_on_a_read_only_disk_are_named(disk: SmallDisk, tmp_path, newsroom_of):
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_archive(url, disk.folder, create=True) as archive:
        newsroom_of(archive).bring("https://a.example/1", "The council met in the harbour town and said nothing.")
    with disk.read_only(), open_archive(url, disk.folder) as archive:
        with pytest.raises(UnavailableError, match=rf"could not recover {disk.folder}/warc: it {READ_ONLY}"):
            newsroom_of(archive)
        assert list(check(archive, deep=True)) == []


def test_a_database_that_reached_its_largest_size_is_full(tmp_path, newsroom_of):
    """Where no disk can be mounted, this is how SQLite finds no room."""
    with open_archive(tmp_path / "archive.db", create=True) as archive:
        desk = newsroom_of(archive)

        def fill():
            with writing(archive.engine, "fill it") as connection:
                connection.execute(text("PRAGMA max_page_count = 1"))
                connection.execute(text("CREATE TABLE more AS SELECT randomblob(10000000) AS bytes"))

        with pytest.raises(UnavailableError, match="is full"):
            fill()
        assert desk.discover("https://a.example/1").new == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_may_only_be_read_is_named(database_url, tmp_path, newsroom_of):
    with open_archive(database_url, tmp_path, create=True) as archive:
        desk = newsroom_of(archive)
        name = archive.engine.url.database
        with archive.engine.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
            connection.commit()
        archive.engine.dispose()  # what is connected keeps its settings
        with pytest.raises(UnavailableError, match=r"may only be read: a standby, or set so .*SCOWATCH_DATABASE_URL"):
            desk.discover("https://a.example/1")
        assert list(archive.search("anything")) == []


def test_damage_is_no_trouble_that_passes(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"SQLite format 3\0" + bytes(5_000))
    with pytest.raises(StorageError) as told:
        open_archive(tmp_path / "archive.db")
    assert type(told.value) is StorageError
