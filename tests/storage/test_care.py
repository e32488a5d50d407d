"""Whether an archive holds what it says, and copies of it that can be trusted."""

import resource
import shutil
import threading

import pytest
from sqlalchemy import delete, insert, text, update

from config.errors import InputError, StorageError
from storage import Query, open_archive
from storage.care import backup, check
from storage.tables import article, capture, evidence, fingerprint, story


@pytest.fixture
def filled(newsroom, texts):
    """Three articles in two stories, one of them tagged, one fetched twice."""
    return fill(newsroom, texts)


def fill(newsroom, texts):
    said = newsroom.tagging("SCO meets", texts["summit"], "Shanghai Cooperation Organization", "SCO", level="central")
    newsroom.bring("https://a.example/1", texts["summit"], "SCO meets", tagging=said)
    newsroom.bring("https://b.example/2", texts["bridge"])
    newsroom.bring("https://c.example/3", texts["bridge"])
    newsroom.settle(newsroom.worked(newsroom.claim_edited("https://b.example/2"), texts["bridge"]))
    return newsroom


def found(archive):
    return list(check(archive))


def test_a_whole_archive_has_nothing_to_say(filled):
    assert found(filled.archive) == []


@pytest.mark.parametrize("change", [{"start": evidence.c.start + 1}, {"end": evidence.c.end - 1}, {"surface": "ШОС"}])
def test_evidence_that_is_not_where_it_says_is_found(filled, change):
    filled.change(update(evidence).where(evidence.c.field == "text").values(change))
    [sentence] = found(filled.archive)
    assert "article 1: the evidence " in sentence
    assert " of its text" in sentence


def test_a_changed_text_no_longer_bears_its_evidence(filled):
    filled.change(update(article).where(article.c.id == 1).values(title="Nothing", text="Nothing."))
    assert len(found(filled.archive)) == 2


def test_counts_that_are_wrong_are_found(filled):
    filled.change(update(story).where(story.c.id == 1).values(size=2))
    filled.change(insert(story).values(size=1, started_at=filled.now))
    filled.change(delete(fingerprint).where(fingerprint.c.article_id == 2))
    filled.change(text("DELETE FROM article_index WHERE rowid = 3"))
    assert found(filled.archive) == [
        "1 articles have no fingerprint",
        "1 articles are not in the search index",
        "2 stories count their articles wrongly",
    ]


def test_pages_that_are_lost_cut_off_or_exchanged_are_found(filled, tmp_path):
    first, second, third, again = filled.rows(capture)
    assert again.revisit_of == second.id
    swapped = {"warc_offset": third.warc_offset}
    filled.change(update(capture).where(capture.c.id == first.id).values(swapped))
    assert found(filled.archive) == ["capture 1 of https://a.example/1: another page is kept at its place"]
    filled.archive.pages.close()
    [path] = (tmp_path / "warc").glob("*.gz")
    path.write_bytes(path.read_bytes()[: third.warc_offset + 200])
    cut = found(filled.archive)
    assert [sentence.split(" of ")[0] for sentence in cut] == ["capture 1", "capture 3"]
    assert all(path.name in sentence for sentence in cut)
    path.unlink()
    lost = found(filled.archive)
    assert [sentence.split(",")[:2] for sentence in lost] == [[path.name, " with 4 kept pages"]]


def test_a_link_that_leads_nowhere_is_found_on_sqlite(on_sqlite, texts):
    fill(on_sqlite, texts)
    with on_sqlite.archive.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM story WHERE id = 1")
        raw.execute("PRAGMA foreign_keys=ON")
    damage = found(on_sqlite.archive)
    assert damage
    assert all("the database file is damaged (foreign_key_check)" in sentence for sentence in damage)


def test_a_damaged_database_file_is_found_wherever_the_damage_is(on_sqlite, texts, tmp_path):
    fill(on_sqlite, texts)
    on_sqlite.archive.close()
    whole = (tmp_path / "sqlite.db").read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    told = []
    for page in range(1, len(whole) // size, 4):
        path = tmp_path / f"damaged{page}.db"
        path.write_bytes(whole[: page * size] + b"\xff" * 64 + whole[page * size + 64 :])
        try:
            with open_archive(f"sqlite:///{path}", tmp_path) as damaged:
                told += found(damaged)[:1] or pytest.fail(f"nothing was found of the damage to page {page}")
        except StorageError as error:
            told.append(str(error))
    assert len(told) > 10
    assert sum("the database file is damaged (integrity_check)" in each for each in told) > len(told) // 2


def test_a_backup_during_a_run_opens_and_passes_the_check(on_sqlite, texts, tmp_path):
    fill(on_sqlite, texts)
    stop, brought = threading.Event(), []

    def work():
        while not stop.is_set():
            number = len(brought)
            brought.append(on_sqlite.bring(f"https://busy.example/{number}", f"{texts['orchard']} Lot {number}."))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(4):
            seen = len(brought)
            backup(on_sqlite.archive, tmp_path / f"backup{number}.db")
            with open_archive(f"sqlite:///{tmp_path}/backup{number}.db", tmp_path) as copy:
                assert found(copy) == []
                assert seen + 3 <= copy.stats()["articles"] <= len(brought) + 4
                assert len(list(copy.search(Query(words="zarafshan")))) == 2
    finally:
        stop.set()
        worker.join()
    assert len(brought) > 4
    assert found(on_sqlite.archive) == []


def test_a_backup_touches_nothing_that_is_there(on_sqlite, tmp_path):
    target = tmp_path / "there.db"
    target.write_bytes(b"mine")
    for taken in (target, tmp_path, tmp_path / "sqlite.db"):
        with pytest.raises(InputError, match=f"{taken}: is there already"):
            backup(on_sqlite.archive, taken)
    assert target.read_bytes() == b"mine"


def test_a_backup_that_fails_leaves_no_half_of_itself(on_sqlite, texts, tmp_path):
    fill(on_sqlite, texts)
    with pytest.raises(StorageError, match=r"could not back the archive up to .*nowhere"):
        backup(on_sqlite.archive, tmp_path / "nowhere" / "backup.db")
    target, limits = tmp_path / "backup.db", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(StorageError, match=f"could not back the archive up to {target}: "):
            backup(on_sqlite.archive, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not target.exists()
    backup(on_sqlite.archive, target)
    shutil.copy(target, tmp_path / "copy.db")
    with open_archive(f"sqlite:///{tmp_path}/copy.db", tmp_path) as copy:
        assert found(copy) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_backup_of_postgresql_is_left_to_its_own_tools(archive, tmp_path):
    with pytest.raises(InputError, match="pg_dump"):
        backup(archive, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()
