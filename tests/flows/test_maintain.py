"""The round of maintenance: backups that do not pile up, and room given back where it is worth it."""

import pytest
from sqlalchemy import text

from config.settings import load_settings
from flows import maintain
from storage import open_archive
from storage.care.sizes import free_share
from storage.engine import writing


@pytest.fixture
def archive(tmp_path):
    with open_archive(tmp_path / "archive.db", create=True) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path, environment):
    return load_settings(data_dir=tmp_path, backup_dir=tmp_path / "backups", backup_count=2)


def test_a_backup_is_an_archive(archive, settings):
    assert maintain._back_up(archive, settings) == "backed up 0 articles"
    [made] = maintain.backups(settings.backup_dir)
    with open_archive(made) as copy:
        assert copy.latest_run("ingest") is None


def test_the_newest_are_kept_and_nothing_else_is_touched(archive, settings):
    settings.backup_dir.mkdir()
    old = [settings.backup_dir / f"archive-2025090{day}T030000Z.db" for day in (1, 2, 3)]
    foreign = settings.backup_dir / "archive-mine.db"
    for path in (*old, foreign):
        path.touch()
    maintain._back_up(archive, settings)
    kept = maintain.backups(settings.backup_dir)
    assert (len(kept), kept[0]) == (2, old[2])
    assert foreign.exists()


def test_without_a_folder_none_is_made(archive, tmp_path, environment):
    assert maintain._back_up(archive, load_settings(data_dir=tmp_path)) == ""


def test_room_is_given_back_where_a_tenth_is_free(archive, settings):
    assert maintain._vacuum(archive, settings) == ""
    with writing(archive.engine, "fill") as connection:
        connection.execute(text("CREATE TABLE filling AS SELECT zeroblob(2000000) AS filler"))
    with writing(archive.engine, "empty") as connection:
        connection.execute(text("DROP TABLE filling"))
    assert free_share(archive) > maintain.WORTH_IT
    assert maintain._vacuum(archive, settings).endswith(" after")
    assert free_share(archive) < maintain.WORTH_IT
