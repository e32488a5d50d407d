"""Copies of an archive that can be trusted, made while others write."""

import fcntl
import os
import resource
import shutil
import threading
from datetime import timedelta

import pytest

from config.errors import InputError, StorageError
from storage import Query, open_archive
from storage.care import backup, check
from storage.tables import capture
from storage.warc import WarcFolder
from tests.storage.care.conftest import dump


@pytest.fixture
def at_work(on_file, texts):
    """The archive, with a thread that stores page after page in it; and what that has brought."""
    stop, brought = threading.Event(), []

    def work():
        while not stop.is_set():
            number = len(brought)
            brought.append(on_file.bring(f"https://busy.example/{number}", f"{texts['orchard']} Lot {number}."))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield on_file, brought
    finally:
        stop.set()
        worker.join()
    assert len(brought) > 4
    assert list(check(on_file.archive)) == []


def test_a_backup_during_a_run_opens_and_passes_the_check(at_work, tmp_path):
    room, brought = at_work
    for number in range(3):
        seen = len(brought)
        made = backup(room.archive, tmp_path / f"backup{number}.db")
        with open_archive(f"sqlite:///{tmp_path}/backup{number}.db", tmp_path) as copy:
            assert list(check(copy)) == []
            assert seen + 3 <= copy.stats()["articles"] == made.articles <= len(brought) + 4
            assert len(list(copy.search(Query(words="zarafshan")))) == 2


def test_a_backup_with_its_pages_during_a_run_is_an_archive_of_its_own(at_work, tmp_path):
    room, brought = at_work
    for number in range(3):
        target = tmp_path / f"backup{number}"
        seen = len(brought)
        made = backup(room.archive, target, pages=True)
        assert sorted(path.name for path in target.iterdir()) == ["archive.db", "warc"]
        assert all(path.name.endswith(".warc.gz") for path in (target / "warc").iterdir()), "a file was left open"
        with open_archive(f"sqlite:///{target}/archive.db", target) as copy:
            assert list(check(copy, deep=True)) == []
            assert copy.stats()["articles"] >= seen + 3
        assert made.read_back > 0
    assert not list(tmp_path.glob("*.part"))


def test_files_of_earlier_days_are_shared_and_that_of_today_is_not(on_file, texts, tmp_path):
    on_file.bring("https://later.example/1", texts["orchard"])
    on_file.settle(
        on_file.worked(on_file.claim_edited("https://later.example/1", hours=72), texts["orchard"][::-1]),
        now=on_file.now + timedelta(days=1),
    )
    made = backup(on_file.archive, tmp_path / "copy", pages=True)
    assert (made.files, made.linked, made.missing) == (2, 1, ())
    old, new = sorted((tmp_path / "copy" / "warc").iterdir())
    assert old.samefile(tmp_path / "warc" / old.name)
    assert new.stat().st_nlink == 1
    on_file.bring("https://later.example/2", texts["summit"])
    with open_archive(f"sqlite:///{tmp_path}/copy/archive.db", tmp_path / "copy") as copy:
        assert list(check(copy)) == []


def test_half_a_record_at_the_end_of_a_file_is_left_out(on_file, tmp_path):
    [path] = (tmp_path / "warc").glob("*.open")
    with path.open("ab") as file:
        file.write(path.read_bytes()[:100])
    backup(on_file.archive, tmp_path / "copy", pages=True)
    [copied] = (tmp_path / "copy" / "warc").iterdir()
    assert copied.read_bytes() == path.read_bytes()[:-100]


def test_a_file_that_the_archive_has_lost_is_told_and_the_rest_is_backed_up(on_file, tmp_path):
    [path] = (tmp_path / "warc").glob("*.open")
    path.unlink()
    made = backup(on_file.archive, tmp_path / "copy", pages=True)
    assert (made.missing, made.files, made.read_back) == ((path.name.removesuffix(".open"),), 0, 0)
    assert (tmp_path / "copy" / "archive.db").exists()


def test_a_damaged_page_is_told_and_one_that_only_the_copy_has_not_makes_it_none(on_file, tmp_path, monkeypatch):
    on_file.change(capture.update().where(capture.c.id == 1).values(digest="0"))
    made = backup(on_file.archive, tmp_path / "copy", pages=True)
    assert (made.unreadable, made.read_back) == (1, len(on_file.rows(capture)) - 2), "one is a revisit"
    monkeypatch.setattr(WarcFolder, "copy", lambda _self, _file, target: target.write_bytes(b""))
    with pytest.raises(StorageError, match=r"what is kept at byte \d+ of scowatch-.* cannot be read in the copy"):
        backup(on_file.archive, tmp_path / "other", pages=True)
    assert not (tmp_path / "other").exists()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("pages", [False, True])
def test_a_backup_touches_nothing_that_is_there(on_file, tmp_path, pages):
    target = tmp_path / "there.db"
    target.write_bytes(b"mine")
    for taken in (target, tmp_path, tmp_path / "sqlite.db"):
        with pytest.raises(InputError, match=f"{taken}: is there already"):
            backup(on_file.archive, taken, pages=pages)
    assert target.read_bytes() == b"mine"


def test_what_a_killed_backup_left_is_begun_anew_and_one_at_work_is_left_alone(on_file, tmp_path):
    left = tmp_path / "copy.part"
    (left / "warc").mkdir(parents=True)
    (left / "archive.db").write_bytes(b"half")
    held = os.open(left, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(InputError, match=r"copy\.part: another backup is at work there"):
        backup(on_file.archive, tmp_path / "copy", pages=True)
    assert (left / "archive.db").read_bytes() == b"half"
    os.close(held)
    backup(on_file.archive, tmp_path / "copy", pages=True)
    assert not left.exists()
    with open_archive(f"sqlite:///{tmp_path}/copy/archive.db", tmp_path / "copy") as copy:
        assert dump(copy) == dump(on_file.archive)


def test_a_backup_that_fails_leaves_no_half_of_itself(on_file, tmp_path, monkeypatch):
    with pytest.raises(StorageError, match=r"could not back the archive up to .*nowhere"):
        backup(on_file.archive, tmp_path / "nowhere" / "backup.db")
    target, limits = tmp_path / "backup.db", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(StorageError, match=f"could not back the archive up to {target}: "):
            backup(on_file.archive, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    full = shutil.disk_usage(tmp_path)._replace(free=1_000)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: full)
        with pytest.raises(StorageError, match=r"bytes are to be written, and 1,000 are free"):
            backup(on_file.archive, target)
    assert sorted(path.name for path in tmp_path.glob("backup*")) == []
    backup(on_file.archive, target)
    shutil.copy(target, tmp_path / "copy.db")
    with open_archive(f"sqlite:///{tmp_path}/copy.db", tmp_path) as copy:
        assert list(check(copy)) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_backup_of_postgresql_is_left_to_its_own_tools(archive, tmp_path):
    with pytest.raises(InputError, match="pg_dump"):
        backup(archive, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()
