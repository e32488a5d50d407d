"""How large an archive is, and giving back what it does not use."""

import shutil

import pytest
from sqlalchemy import delete, text

from config.errors import InputError, StorageError
from storage import Query, fulltext
from storage.care import check, sizes, vacuum
from storage.tables import evidence, metadata, run
from tests.storage.care.conftest import dump


def test_what_is_measured_adds_up(filled, tmp_path):
    found = sizes(filled.archive)
    assert {each["name"] for each in found["tables"]} == {*metadata.tables, *fulltext.NAMES}
    by_name = {each["name"]: each for each in found["tables"]}
    for table in metadata.sorted_tables:
        assert by_name[table.name]["rows"] == len(filled.rows(table))
    assert by_name["article_index"]["rows"] == by_name["article"]["rows"] == found["articles"] == 3
    assert by_name["version_index"]["rows"] == by_name["version"]["rows"] == 1
    assert by_name["version_index"]["bytes"] > 0
    held = [each["bytes"] for each in found["tables"]]
    assert held == sorted(held, reverse=True)
    assert 0 < sum(held) + sum(each["index_bytes"] for each in found["tables"]) <= found["database"]["bytes"]
    files = list((tmp_path / "warc").glob("*.warc.gz*"))
    assert found["pages"]["files"] == len(files) == 1
    assert found["pages"]["bytes"] == files[0].stat().st_size
    assert found["bytes_per_article"] == round((found["database"]["bytes"] + found["pages"]["bytes"]) / 3)
    [month] = found["months"]
    assert (month["month"], month["articles"], month["pages"]) == ("2025-09", 3, 5)


def test_an_archive_without_an_article_is_measured(archive):
    found = sizes(archive)
    assert (found["articles"], found["bytes_per_article"], found["months"]) == (0, None, [])
    assert found["pages"] == {"files": 0, "bytes": 0, "unpacked_bytes": 0}


def test_vacuum_changes_nothing_that_is_kept_and_gives_room_back(filled, texts):
    for number in range(40):
        filled.bring(f"https://v.example/{number}", f"{texts['orchard']} Lot {number}.")
    filled.change(delete(evidence))
    filled.change(text("CREATE TABLE padding AS SELECT text FROM article, (VALUES (1), (2), (3), (4)) AS times"))
    filled.change(text("DROP TABLE padding"))
    before, found = dump(filled.archive), filled.urls(words="lot")
    size, after = vacuum(filled.archive, is_alive=lambda _: False)
    assert dump(filled.archive) == before
    assert filled.urls(words="lot") == found != []
    assert list(check(filled.archive, deep=True)) == []
    if filled.archive.engine.dialect.name == "sqlite":
        assert after < size
        assert sizes(filled.archive)["database"]["free_bytes"] == 0


def test_vacuum_goes_on_while_others_read(filled):
    hits = iter(filled.archive.search(Query(words="samarkand OR zarafshan")))
    first = next(hits)
    vacuum(filled.archive, is_alive=lambda _: False)
    assert len({first.id, *(hit.id for hit in hits)}) == len({*filled.urls(words="samarkand OR zarafshan")})


def test_vacuum_on_sqlite_waits_for_no_run_and_needs_room(on_file, monkeypatch):
    [running] = on_file.rows(run)
    with pytest.raises(InputError, match=f"a run is at work in this archive \\({running.owner}\\)"):
        vacuum(on_file.archive, is_alive=lambda owner: owner == running.owner)
    full = shutil.disk_usage(".")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(StorageError, match="1,000 are free there"):
        vacuum(on_file.archive, is_alive=lambda _: False)
