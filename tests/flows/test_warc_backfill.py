"""WARC files through the pipeline: every page once, nothing lost, wherever it is stopped and however it is packed."""

import asyncio
import gzip
import io
import os
import random
import sqlite3
import subprocess
import sys
import time
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from rich.console import Console
from rich.progress import Progress as Bar

from config.errors import InputError
from config.settings import Settings
from flows.progress import Progress
from flows.session import session
from flows.sitemaps import Dates
from flows.warc_backfill import expand, take_warcs
from storage import open_archive

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import asyncio, sys
from pathlib import Path
from config.settings import load_settings
from flows.progress import Progress
from flows.session import session
from flows.sitemaps import Dates
from flows.warc_backfill import take_warcs

async def main():
    async with session(load_settings(), "backfill") as opened:
        await take_warcs(opened, [Path(each) for each in sys.argv[1:]], Dates(), Progress(None))

if __name__ == "__main__":
    asyncio.run(main())
"""
WORDS = ("river", "council", "school", "bridge", "market", "winter", "letter", "garden", "engine", "harvest", "museum")


def html(number):
    """An article that no other resembles: its words are drawn by its number."""
    draw = random.Random(number)
    sentences = [" ".join(draw.choices(WORDS, k=12)) + f" {number}-{n}." for n in range(20)]
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in range(0, 20, 4))
    return f"<html lang=en><title>Story {number}</title><body><article><h1>Story {number}</h1>{paragraphs}".encode()


def record(number, *, day=1, status="200 OK", body=None, **headers):
    body = html(number) if body is None else body
    told = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    http = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/{number}\r\n"
    head += f"WARC-Date: 2025-09-{day:02}T12:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def write(path, *records):
    path.write_bytes(b"".join(map(gzip.compress, records)))
    return path


def take(folder, *paths, dates=None, shown=None, **settings):
    """Run the backfill of *paths* into the archive in *folder*; give its report."""
    told = Settings(data_dir=folder / "data", **{"workers": 1, **settings})

    async def run():
        async with session(told, "backfill") as opened:
            await take_warcs(opened, paths, dates or Dates(), shown or Progress(None))
        assert opened.report.imbalance == 0
        return opened.report.as_json()

    return asyncio.run(run())


def rows(folder, query):
    with closing(sqlite3.connect(folder / "data" / "archive.db")) as connection:
        found = connection.execute(query).fetchall()
        connection.commit()
        return found


def titles(folder):
    return [int(title.removeprefix("Story ")) for (title,) in rows(folder, "SELECT title FROM article ORDER BY id")]


def place(path):
    return f"SELECT offset, finished FROM warc_import WHERE path = '{path.resolve()}'"


@pytest.fixture(autouse=True)
def no_settings(environment):
    """None of the settings of this machine."""


# --- what is taken ---------------------------------------------------------------------------------------------


def test_pages_are_stored_however_a_file_and_its_bodies_are_packed(tmp_path):
    plain = tmp_path / "a.warc"
    bodies = {
        "gzip": gzip.compress(html(1)),
        "deflate": zlib.compress(html(2)),
        "br": brotli.compress(html(3)),
        "zstd": zstandard.compress(html(4)),
        "br, gzip": gzip.compress(brotli.compress(html(5))),
        "identity": html(6),
    }
    coded = [record(n, body=body, Content_Encoding=name) for n, (name, body) in enumerate(bodies.items(), 1)]
    left_over = [record(7, Content_Encoding="br"), record(8, Content_Encoding="gzip", Transfer_Encoding="chunked")]
    plain.write_bytes(b"".join([*coded, *left_over]))
    packed = write(tmp_path / "b.warc.gz", record(9), record(10, status="404 Not Found"))
    frames = tmp_path / "c.warc.zst"
    frames.write_bytes(zstandard.compress(record(11)) + zstandard.compress(record(12, Content_Type="image/png")))
    report = take(tmp_path, plain, packed, frames)
    assert sorted(titles(tmp_path)) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert report["stored"] == 10
    assert report["skipped"] == {"not_200": 1, "not_html": 1}
    [(fetched_at,)] = rows(tmp_path, "SELECT DISTINCT fetched_at FROM capture")
    assert fetched_at.startswith("2025-09-01 12:00:00"), "the time of capture, not of today"
    assert rows(tmp_path, "SELECT DISTINCT how, origin FROM discovery ORDER BY origin") == [
        ("warc", "a.warc"),
        ("warc", "b.warc.gz"),
        ("warc", "c.warc.zst"),
    ]


def test_bodies_that_cannot_be_unpacked_or_unpack_to_too_much_are_counted(tmp_path):
    bombs = {
        "gzip": gzip.compress(bytes(5_000_000)),
        "br": brotli.compress(bytes(5_000_000)),
        "zstd": zstandard.compress(bytes(5_000_000)),
    }
    coded = [record(n, body=body, Content_Encoding=name) for n, (name, body) in enumerate(bombs.items())]
    cut = record(7, body=gzip.compress(html(7))[:-30], Content_Encoding="gzip")
    odd = [record(8, body=b"\xff" * 9, Content_Encoding="br"), record(9, body=b"x", Content_Encoding="compress")]
    report = take(tmp_path, write(tmp_path / "a.warc.gz", *coded, cut, *odd), body_limit_bytes=100_000)
    assert report["skipped"] == {"too_large": 3, "bad_encoding": 2, "truncated": 1}
    assert report["entries_seen"] == 0


def test_a_damaged_record_is_counted_and_the_others_are_stored(tmp_path):
    one, two, three = (gzip.compress(record(number)) for number in range(3))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(one + two[:90] + b"\xff" * 9 + two[99:] + three + three[:50])
    report = take(tmp_path, path)
    assert sorted(titles(tmp_path)) == [0, 2]
    assert report["skipped"] == {"broken_record": 1, "truncated": 1}


def test_dates_choose_by_the_time_of_capture(tmp_path):
    path = write(tmp_path / "a.warc.gz", *(record(day, day=day) for day in range(1, 7)))
    wanted = Dates(since=datetime(2025, 9, 2, tzinfo=UTC), until=datetime(2025, 9, 4, tzinfo=UTC))
    report = take(tmp_path, path, dates=wanted)
    assert sorted(titles(tmp_path)) == [2, 3]
    assert report["skipped"] == {"outside_dates": 4}
    report = take(tmp_path, path)
    assert sorted(titles(tmp_path)) == [1, 2, 3, 4, 5, 6]
    assert (report["stored"], report["known"], report["skipped"]) == (4, 2, {})


def test_nothing_is_done_twice(tmp_path):
    first = write(tmp_path / "a.warc.gz", *(record(number) for number in range(6)))
    second = write(tmp_path / "b.warc.gz", *(record(number) for number in range(3, 9)), record(8))
    report = take(tmp_path, first, second, first)
    assert (report["stored"], report["new"], report["known"]) == (9, 9, 4)
    again = take(tmp_path, first, second)
    assert (again["entries_seen"], again["skipped"]) == (0, {"file_done": 2})
    assert rows(tmp_path, "SELECT count(*) FROM capture") == [(9,)]


def test_a_file_that_has_grown_is_read_again_without_repeating_its_pages(tmp_path):
    path = write(tmp_path / "a.warc.gz", record(1))
    take(tmp_path, path)
    write(path, record(1), record(2))
    report = take(tmp_path, path)
    assert (report["stored"], report["known"]) == (1, 1)
    assert rows(tmp_path, place(path)) == [(path.stat().st_size, 1)]


def test_the_bar_knows_all_bytes_and_reaches_its_end(tmp_path):
    first = write(tmp_path / "a.warc.gz", *(record(number) for number in range(9)))
    second = write(tmp_path / "b.warc.gz", *(record(number, status="404 No") for number in range(9)))
    bar = Bar(console=Console(file=io.StringIO()))
    take(tmp_path, first, second, shown=Progress(bar), batch_pages=2)
    size = first.stat().st_size + second.stat().st_size
    assert (bar.tasks[0].total, bar.tasks[0].completed) == (size, size)


def test_a_file_that_is_no_warc_file_does_not_stop_the_others(tmp_path):
    good, bad = write(tmp_path / "b.warc.gz", record(1)), tmp_path / "a.warc.gz"
    bad.write_bytes(b"hello")
    assert take(tmp_path, bad, good)["skipped"] == {"not_warc": 1}
    assert rows(tmp_path, "SELECT count(*) FROM article") == [(1,)]


def test_when_none_is_a_warc_file_nothing_begins(tmp_path):
    for name in ("a.warc.gz", "b.warc.gz"):
        (tmp_path / name).write_bytes(b"hello")
    with pytest.raises(InputError, match="is no WARC file"):
        take(tmp_path, tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    assert rows(tmp_path, "SELECT count(*) FROM frontier") == [(0,)]


# --- stopped and started ---------------------------------------------------------------------------------------


def program(folder, *paths, batch):
    """How to start the backfill as a process of its own."""
    (folder / "program.py").write_text(PROGRAM)
    ours = {"SCOWATCH_DATA_DIR": str(folder / "data"), "SCOWATCH_BATCH_PAGES": str(batch), "SCOWATCH_WORKERS": "1"}
    command = [sys.executable, str(folder / "program.py"), *map(str, paths)]
    return {"args": command, "env": {**os.environ, **ours, "PYTHONPATH": str(ROOT)}}


def test_a_place_is_noted_only_when_all_before_it_is_stored(tmp_path):
    records = [gzip.compress(record(number)) for number in range(40)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(records))
    take(tmp_path, write(tmp_path / "empty.warc.gz", record(99, status="404 No")))
    trap = "WHEN NEW.title = 'Story 20' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    rows(tmp_path, f"CREATE TRIGGER trap BEFORE INSERT ON article {trap}")
    with pytest.raises(ExceptionGroup, match="unhandled errors"):
        take(tmp_path, path, batch_pages=4)
    noted = rows(tmp_path, place(path))
    for offset, finished in noted:
        assert not finished
        assert offset <= len(b"".join(records[:20]))
    rows(tmp_path, "DROP TRIGGER trap")
    with open_archive(f"sqlite:///{tmp_path / 'data/archive.db'}", tmp_path / "data") as archive:
        archive.begin_run("test", "desk:1:0", datetime.now(UTC), is_alive=lambda _: False)  # its process is gone
    report = take(tmp_path, path, batch_pages=4)
    assert sorted(titles(tmp_path)) == list(range(40))
    assert report["entries_seen"] <= 40 - sum(len(b"".join(records[:n])) <= noted[0][0] for n in range(1, 41) if noted)
    assert rows(tmp_path, place(path)) == [(path.stat().st_size, 1)]


def test_a_run_that_is_killed_again_and_again_loses_nothing_and_repeats_little(tmp_path):
    pages, kills = 60, 2
    paths = [write(tmp_path / f"{at}.warc.gz", *(record(n) for n in range(at, pages, 2))) for at in range(2)]
    command = program(tmp_path, *paths, batch=5)
    for kill in range(1, kills + 1):
        with subprocess.Popen(**command) as running:
            deadline = time.monotonic() + 60
            while stored(tmp_path) < kill * pages // (kills + 2):  # at another moment of the work each time
                assert running.poll() is None, "it came to an end before it was killed"
                assert time.monotonic() < deadline
                time.sleep(0.01)
            running.kill()
    assert stored(tmp_path) < pages
    noted = rows(tmp_path, "SELECT path, offset, finished FROM warc_import")
    assert any(offset > 0 for _, offset, _ in noted)
    assert subprocess.run(**command).returncode == 0
    assert sorted(titles(tmp_path)) == list(range(pages))
    assert rows(tmp_path, "SELECT count(*) FROM frontier WHERE state <> 'done'") == [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM capture") == [(pages,)]
    [(last,)] = rows(tmp_path, "SELECT json_extract(report, '$.entries_seen') FROM run ORDER BY id DESC LIMIT 1")
    assert last < pages, "it went on where the killed run was"
    assert [finished for (finished,) in rows(tmp_path, "SELECT finished FROM warc_import")] == [1, 1]


def stored(folder):
    try:
        return rows(folder, "SELECT count(*) FROM article")[0][0]
    except sqlite3.OperationalError:  # the archive is being made
        return 0


# --- which files -----------------------------------------------------------------------------------------------


def test_patterns_name_each_file_once_and_in_order(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("b.warc.gz", "a.warc.gz", "c.warc", "deep/d.warc.gz", "e[1].warc", "e1.warc"):
        (tmp_path / name).touch()

    def named(*patterns):
        return [str(path.relative_to(tmp_path)) for path in expand(f"{tmp_path}/{each}" for each in patterns)]

    assert named("*.warc.gz") == ["a.warc.gz", "b.warc.gz"]
    assert named("c.warc", "?.warc*") == ["c.warc", "a.warc.gz", "b.warc.gz"]
    assert named("**/*.gz") == ["a.warc.gz", "b.warc.gz", "deep/d.warc.gz"]
    assert named("e[1].warc") == ["e[1].warc"], "a file of that very name goes before a pattern"
    assert named("[a]*", "e1.warc") == ["a.warc.gz", "e1.warc"]


@pytest.mark.parametrize("pattern", ["missing.warc", "*.arc", "dee*", "", "\0", "x" * 9_000])
def test_a_pattern_that_matches_no_file_is_an_input_error(tmp_path, monkeypatch, pattern):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deep").mkdir()
    with pytest.raises(InputError, match="there is no such file"):
        expand([pattern])
