"""An archive moves from one database to another and back, and is the same."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, func, inspect, null, select, text, update

from config.errors import InputError, StorageError
from storage import Query, fulltext, open_archive
from storage.care import check
from storage.copying import copy
from storage.engine import open_engine, parse_url
from storage.schedules import Schedule
from storage.schema import plan, upgrade
from storage.tables import article, discovery, fingerprint, host, metadata, robots, run, source, version
from storage.watches import NewWatch, Recipient
from tests.postgres import empty_database
from tests.storage.care.conftest import dump, fill

ROOT = Path(__file__).resolve().parents[2]


def nobody(_owner):
    return False


@pytest.fixture
def empty_postgres(postgres):
    """The URL of an empty database on PostgreSQL."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture
def strange(on_sqlite, texts):
    """An archive with values that are easily lost on the way."""
    room = fill(on_sqlite, texts)
    to = Recipient(url="json://hook.example/token", label="json://hook.example/…")
    asked = {"query": {"lang": "en"}, "schedule": Schedule(), "since": room.now - timedelta(days=1)}
    room.archive.add_watch(NewWatch(name="all", recipients=(to,), **asked), room.now)
    assert room.archive.decide_watch(room.archive.watch("all"), room.now)
    title = "“Ŝanĥaja” 上海 \U0001f4f0 " + "'; DROP TABLE article; --"
    room.bring("https://x.example/1", texts["orchard"], title)
    room.change(update(article).where(article.c.title == title).values(score=0.1 + 0.2, keywords=["a\x00b", None, 1.5]))
    room.change(update(version).values(changes=null(), reasons=JSON.NULL))
    room.change(
        update(source).values(rhythm={"z": [1, {"a": "ж"}], "a": 2**53 + 1}, full_from=room.now.replace(year=1))
    )
    room.change(robots.insert().values(origin="https://a.example", body=bytes(range(256)), fetched_at=room.now,
                                       expires_at=room.now.replace(year=9999, microsecond=999_999)))  # fmt: skip
    for key in ("b", "B", "ä", "a-b", "ab", "上", "\U0001f4f0"):
        room.change(host.insert().values(key=key, left_until=room.now))
    room.archive.end_run(
        room.run, "completed", report={"a": 1}, lines={("ä", "2025-09-01", "new", ""): 3}, now=room.now
    )
    return room


def test_from_sqlite_to_postgresql_and_back_nothing_is_lost(strange, empty_postgres, tmp_path):
    source = strange.archive
    there = copy(source.engine, empty_postgres, is_alive=nobody)
    assert there.rows["article"] == 4
    assert all(there.rows[name] for name in ("watch", "watch_target", "watch_message", "watch_told", "watch_delivery"))
    assert (there.before, there.replaced) == (0, 0)
    with open_archive(empty_postgres, tmp_path) as moved:
        assert list(check(moved, deep=True)) == []
        ours, theirs = (
            {name: rows for name, rows in dump(each).items() if not name.endswith("_index")} for each in (source, moved)
        )
        assert theirs == ours
        back = copy(moved.engine, f"sqlite:///{tmp_path}/back.db", is_alive=nobody)
    assert back.digests == there.digests
    with open_archive(f"sqlite:///{tmp_path}/back.db", tmp_path) as returned:
        assert dump(returned) == dump(source)
        assert list(check(returned, deep=True)) == []
        with source.engine.connect() as one, returned.engine.connect() as other:
            for table in metadata.sorted_tables:  # as it is written in the file, too
                plain = text(f"SELECT * FROM {table.name} ORDER BY 1, 2")
                assert one.execute(plain).all() == other.execute(plain).all()


def test_nothing_and_a_null_in_json_stay_what_they_are(strange, empty_postgres, tmp_path):
    copy(strange.archive.engine, empty_postgres, is_alive=nobody)
    with open_archive(empty_postgres, tmp_path) as moved, moved.engine.connect() as connection:
        found = connection.execute(text("SELECT changes IS NULL, CAST(reasons AS text) FROM version")).all()
    assert found == [(True, "null")]


def test_a_copy_takes_new_articles_under_new_keys(strange, empty_postgres, tmp_path, newsroom_of, texts):
    copy(strange.archive.engine, empty_postgres, is_alive=nobody)
    with open_archive(empty_postgres, tmp_path) as moved:
        room = newsroom_of(moved)
        assert room.run == 2
        assert room.bring("https://new.example/1", texts["orchard"] + " Later.").outcome == "duplicate"
        assert [row.id for row in room.rows(article)] == [1, 2, 3, 4, 5]
        assert list(check(moved)) == []
        assert [hit.id for hit in moved.search(Query(words="zarafshan"))]


def test_a_character_that_postgresql_cannot_hold_becomes_another_and_is_counted(strange, empty_postgres, tmp_path):
    strange.change(update(discovery).where(discovery.c.id == 1).values(title="a\x00b", summary="\x00"))
    assert copy(strange.archive.engine, empty_postgres, is_alive=nobody).replaced == 1
    with open_archive(empty_postgres, tmp_path) as moved, moved.engine.connect() as connection:
        row = connection.execute(select(discovery).where(discovery.c.id == 1)).one()
    assert (row.title, row.summary) == ("a\ufffdb", "\ufffd")


@pytest.mark.parametrize("kept", [False, True])
def test_a_target_that_holds_something_is_refused_and_stays_as_it_is(
    strange, database_url, tmp_path, newsroom_of, texts, kept
):
    if kept:
        with open_archive(database_url, tmp_path, create=True) as other:
            newsroom_of(other).bring("https://mine.example/1", texts["bridge"])
            before = dump(other)
    else:
        engine = open_engine(parse_url(database_url))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE article (mine INTEGER)"))
        engine.dispose()
    with pytest.raises(InputError, match="name an empty database") as caught:
        copy(strange.archive.engine, database_url, is_alive=nobody)
    assert "test_" in str(caught.value) or "archive.db" in str(caught.value)
    if kept:
        with open_archive(database_url, tmp_path) as other:
            assert dump(other) == before
    else:
        engine = open_engine(parse_url(database_url))
        assert inspect(engine).get_table_names() == ["article"]
        engine.dispose()


def test_an_archive_of_another_schema_and_the_source_itself_are_refused(strange, tmp_path):
    with pytest.raises(InputError, match="the same database"):
        copy(strange.archive.engine, strange.url, is_alive=nobody)
    url = f"sqlite:///{tmp_path}/old.db"
    open_archive(url, tmp_path, create=True).close()
    engine = open_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with pytest.raises(InputError, match="holds an archive of schema 0001"):
        copy(strange.archive.engine, url, is_alive=nobody)


def test_an_archive_that_a_run_is_writing_to_is_not_copied(on_sqlite, texts, tmp_path):
    fill(on_sqlite, texts)
    [running] = on_sqlite.rows(run)
    with pytest.raises(InputError, match=f"a run is at work in this archive \\({running.owner}\\)"):
        copy(on_sqlite.archive.engine, f"sqlite:///{tmp_path}/copy.db", is_alive=lambda owner: owner == running.owner)
    assert not (tmp_path / "copy.db").exists()


class StoppedError(Exception):
    """Stands for the end of a process."""


def stop_at(table):
    def note(what, _done, _of):
        if what == table:
            raise StoppedError

    return note


@pytest.mark.parametrize("at", ["frontier", "article", "fingerprint", "evidence", "article, compared", "article_index"])
def test_a_copy_that_was_stopped_is_no_archive_and_is_gone_on_with(strange, database_url, tmp_path, at):
    source = strange.archive
    with pytest.raises(StoppedError):
        copy(source.engine, database_url, is_alive=nobody, note=stop_at(at))
    for create in (False, True):
        with pytest.raises(StorageError, match="a copy that is not finished; run the same `scowatch copy` again"):
            open_archive(database_url, tmp_path, create=create)
    engine = open_engine(parse_url(database_url))
    for of in (plan, upgrade):
        with pytest.raises(StorageError, match="a copy that is not finished"):
            of(engine)
    engine.dispose()
    done = copy(source.engine, database_url, is_alive=nobody)
    assert done.before > 0
    with open_archive(database_url, tmp_path) as moved:
        assert list(check(moved, deep=True)) == []
        assert "unfinished_copy" not in inspect(moved.engine).get_table_names()
        if moved.engine.dialect.name == "sqlite":
            assert dump(moved) == dump(source)


def test_a_copy_of_what_changed_meanwhile_is_begun_anew(strange, database_url, tmp_path, newsroom_of, texts):
    with pytest.raises(StoppedError):
        copy(strange.archive.engine, database_url, is_alive=nobody, note=stop_at("evidence"))
    newsroom_of(strange.archive).bring("https://late.example/1", texts["bridge"] + " Late.")
    assert copy(strange.archive.engine, database_url, is_alive=nobody).before == 0
    with open_archive(database_url, tmp_path) as moved:
        assert moved.stats()["articles"] == 5
        assert list(check(moved, deep=True)) == []


def test_a_difference_is_found_in_the_end_and_the_next_run_begins_anew(strange, database_url, tmp_path):
    with pytest.raises(StoppedError):
        copy(strange.archive.engine, database_url, is_alive=nobody, note=stop_at("article, compared"))
    engine = open_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(update(fingerprint).where(fingerprint.c.article_id == 2).values(prints=b"87654321"))
    with pytest.raises(StorageError, match="could not copy fingerprint: a row before the 5th differs"):
        copy(strange.archive.engine, database_url, is_alive=nobody)
    engine.dispose()
    assert copy(strange.archive.engine, database_url, is_alive=nobody).before == 0
    with open_archive(database_url, tmp_path) as moved:
        assert list(check(moved, deep=True)) == []


def test_every_table_of_the_database_is_copied_or_made_anew(archive):
    known = {*metadata.tables, *fulltext.NAMES, "alembic_version"}
    shadows = {f"{name}_{part}" for name in fulltext.NAMES for part in
               ("config", "content", "data", "docsize", "idx")}  # fmt: skip
    assert set(inspect(archive.engine).get_table_names()) - shadows == known


KILLED = """
import sys
from storage import Query, open_archive
from storage.copying import copy
from pathlib import Path
with open_archive(sys.argv[1], Path(sys.argv[3])) as archive:
    copy(archive.engine, sys.argv[2], is_alive=lambda _: False, note=lambda *told: print(*told, flush=True))
"""


def test_a_copy_that_is_killed_half_way_is_gone_on_with(on_sqlite, database_url, tmp_path):
    room = on_sqlite
    rows = [
        {"frontier_id": 1, "how": "feed", "origin": f"https://o.example/{n}", "seen_at": room.now, "authors": []}
        for n in range(20_000)
    ]
    room.discover("https://a.example/1")
    room.change(discovery.insert().values({**rows[0], "origin": "first"}))
    with room.archive.engine.execution_options(writes=True).begin() as connection:
        connection.execute(discovery.insert(), rows)
    command = [sys.executable, "-c", KILLED, room.url, database_url, str(tmp_path)]
    kills, done = 0, -1
    for aim in (3_000, 9_000, 15_000):
        killed = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}
        )
        for line in killed.stdout:
            if line.startswith("discovery ") and int(line.split()[1]) >= aim:
                killed.send_signal(signal.SIGKILL)
                break
        killed.stdout.close()
        assert killed.wait() == -signal.SIGKILL
        engine = open_engine(parse_url(database_url))
        with engine.connect() as connection:
            before, done = done, connection.scalar(select(func.count()).select_from(discovery))
        engine.dispose()
        assert before < done
        assert done < 20_002
        kills += 1
    assert kills == 3
    finished = copy(room.archive.engine, database_url, is_alive=nobody)
    assert finished.before > 15_000
    assert finished.rows["discovery"] == 20_002
    with open_archive(database_url, tmp_path) as moved:
        assert list(check(moved)) == []
