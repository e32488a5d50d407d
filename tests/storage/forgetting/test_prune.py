"""Old raw pages go, file by file; the articles stay, and what a later capture needs stays with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import open_archive
from storage.care import backup, check
from storage.engine import writing
from storage.forgetting import Limits, prune
from storage.forgetting.erasing import ask, erase
from storage.forgetting.prune import page_files
from storage.tables import capture, erasure
from tests.storage.forgetting.conftest import plain, secret, text_of

OLD, FRESH = "scowatch-20250901-0000.warc.gz", "scowatch-20250911-0000.warc.gz"


@pytest.fixture
def days(room):
    """Nine pages of the 1st, one of the 11th; one of the former was fetched again then, and was the same."""
    later = room.now + timedelta(days=10)
    lease = room.claim_edited("https://outlet1.example/news/4")
    room.settle(room.worked(lease, text_of(4), secret(4)), now=later)
    room.discover("https://outlet0.example/news/12")
    [lease] = room.claim("https://outlet0.example/news/12")
    room.settle(room.worked(lease, text_of(12), secret(12)), now=later)
    room.archive.pages.close()
    return room


def problems(room, **how):
    return [plain(each.name) for each in check(room.archive, deep=True, **how)]


def test_files_beyond_the_age_go_and_what_a_later_capture_needs_stays(days):
    at = days.now + timedelta(days=20)
    told = prune(days.archive, Limits(days=15), at, dry_run=True)
    assert ([plain(each.name) for each in told.files], told.captures) == ([OLD], 9)
    assert any(plain(each.name) == OLD for each in page_files(days.archive))
    done = prune(days.archive, Limits(days=15), at)
    assert ([plain(each.name) for each in done.files], done.captures, done.moved) == ([OLD], 9, 1)
    assert [plain(each.name) for each in page_files(days.archive)] == [FRESH, "scowatch-20250921-0000.warc.gz"]
    assert problems(days) == []
    assert days.archive.stats()["articles"] == 10
    assert days.archive.pruned_pages() == 8
    kept = {raw.lease.url: raw.page.body for raw in days.archive.raw_pages(0, 100)}
    assert set(kept) == {"https://outlet1.example/news/4", "https://outlet0.example/news/12"}
    assert secret(4).encode() in kept["https://outlet1.example/news/4"]
    assert prune(days.archive, Limits(days=15), at).files == ()


def test_files_beyond_the_size_go_the_oldest_first(days):
    sizes = {each.name: each.bytes for each in page_files(days.archive)}
    at = days.now + timedelta(days=20)
    assert prune(days.archive, Limits(bytes=sum(sizes.values())), at).files == ()
    assert [plain(each.name) for each in prune(days.archive, Limits(bytes=sum(sizes.values()) - 1), at).files] == [OLD]
    assert problems(days) == []


def test_files_of_today_and_open_ones_stay(room):
    assert prune(room.archive, Limits(days=1, bytes=1), room.now).files == ()
    with open_archive(room.url, Path(str(room.archive.pages)).parent) as other:
        assert prune(other, Limits(days=1, bytes=1), room.now + timedelta(days=9)).files == (), "it is being written"
    room.archive.pages.close()
    assert len(prune(room.archive, Limits(days=1, bytes=1), room.now + timedelta(days=9)).files) == 1


def test_a_page_whose_bytes_were_pruned_is_kept_whole_when_it_comes_again(days):
    prune(days.archive, Limits(bytes=1), days.now + timedelta(days=20))
    lease = days.claim_edited("https://outlet1.example/news/1", hours=9)
    days.settle(days.worked(lease, text_of(1), secret(1)), now=days.now + timedelta(days=20))
    newest = [row for row in days.rows(capture) if row.url.endswith("/1")][-1]
    assert (newest.revisit_of, newest.pruned_at) == (None, None)
    assert problems(days) == []


def test_a_backup_made_before_still_restores(on_file, tmp_path):
    lease = on_file.claim_edited("https://outlet1.example/news/4")
    later = on_file.now + timedelta(days=10)
    on_file.settle(on_file.worked(lease, text_of(4), secret(4)), now=later)
    on_file.archive.pages.close()
    made = backup(on_file.archive, tmp_path / "before", pages=True)
    assert made.linked == 1
    prune(on_file.archive, Limits(days=1), later + timedelta(days=9))
    after = backup(on_file.archive, tmp_path / "after", pages=True)
    assert after.missing == ()
    for name, count in (("before", 9), ("after", 1)):
        with open_archive(tmp_path / name) as copy:
            assert list(check(copy)) == []
            assert len(copy.raw_pages(0, 100)) == count or name == "after"
            assert copy.stats()["articles"] == 9


def test_the_database_says_what_is_left_to_do(days):
    """As it is after a kill: said to be pruned, and still there."""
    with writing(days.archive.engine, "be killed") as connection:
        days_old = select(func.count()).select_from(erasure)
        ask(connection, {"scowatch-20250901-0007.warc.gz": None}, days.now)
        assert connection.execute(days_old).scalar_one() == 1
    assert problems(days) == ["erasures"]
    erase(days.archive, days.now)
    assert problems(days) == []
