"""Extraction over a real Dask cluster: the same archive as without, whoever dies; and no riddles for who sets it up."""

import asyncio
import gzip
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from distributed import Client
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from config.errors import ConfigError, ScowatchError
from config.settings import Settings
from config.sites import load_site_rules
from flows import spread, warc_backfill
from flows.chunks import AtHand, Chunk, InFile, Recipe, versions
from flows.progress import Progress
from flows.rereading import reread
from flows.session import session
from flows.sitemaps import Dates
from flows.spread import Spread, over_dask
from flows.warc_backfill import take_warcs
from flows.workers import page_limits
from storage import open_archive
from storage.care import check
from tests.dask_cluster import ROOT, running
from tests.prose import story

HOSTS = ("post.example", "herald.example", "wire.example")
SUBJECTS = (
    "The Shanghai Cooperation Organization met in Tashkent, where the SCO Secretariat spoke of water for case {}.",
    "The council of the town met about bridge {}.",
)
KEPT = "SELECT count(*), count(DISTINCT url) FROM capture WHERE revisit_of IS NULL"
CALL = "The council of the old town has kept its archive in the house by the river for three hundred years and more."
PROGRAM = """
import asyncio, sys
from pathlib import Path
from config.settings import load_settings
from flows import warc_backfill
from flows.progress import Progress
from flows.session import session
from flows.sitemaps import Dates
from flows.spread import over_dask

async def main():
    warc_backfill.CHUNK_PAGES = 20
    settings = load_settings()
    async with over_dask(settings) as spread, session(settings, "backfill") as opened:
        await warc_backfill.take_warcs(opened, [Path(each) for each in sys.argv[1:]], Dates(), Progress(None), spread)
    assert opened.report.imbalance == 0

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture(autouse=True)
def short_ways(environment, monkeypatch):
    """None of the settings of this machine, and chunks so small that there are many."""
    monkeypatch.setattr(warc_backfill, "CHUNK_PAGES", 20)


def page(number):
    """An article; of four one is a copy of the one that came eleven before it, printed the day before or after."""
    told = number - 11 if number % 4 == 3 and number > 11 else number
    day = 10 + (number % 5 - 2 if told != number else 0)
    lead = SUBJECTS[told % len(SUBJECTS)].format(told)
    body = "".join(f"<p>{each}</p>" for each in (lead, story(20 * told, 7), story(20 * told + 7, 7)))
    head = f"<title>Story {told}</title><meta property='article:published_time' content='2025-09-{day}T08:00:00Z'>"
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>Story {told}</h1>{body}<p>{CALL}</p></article>".encode()
    )


def record(number):
    body = page(number) if number % 13 else b"<html><title>Nothing</title><body></body></html>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://{HOSTS[number % len(HOSTS)]}/{number}\r\n"
    head += f"WARC-Date: 2025-09-20T12:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def write(path, numbers, *, together=False):
    """Write pages into a WARC file, each a gzip member of its own or all *together* in one."""
    records = [record(number) for number in numbers]
    path.write_bytes(gzip.compress(b"".join(records)) if together else b"".join(map(gzip.compress, records)))
    return path


def settings_of(folder, url=None, dask=None, **more):
    return Settings(
        **{
            "data_dir": folder,
            "database_url": url,
            "dask": dask,
            "workers": 1,
            "batch_pages": 8,
            "page_seconds": 300,
            **more,
        }
    )


def take(settings, *paths):
    """Run the backfill of *paths*; give its report without its duration."""

    async def run():
        async with over_dask(settings) as over, session(settings, "backfill") as opened:
            await take_warcs(opened, paths, Dates(), Progress(None), over)
        assert opened.report.imbalance == 0
        return {name: value for name, value in opened.report.as_json().items() if name != "seconds"}

    return asyncio.run(run())


def again(settings):
    async def run():
        async with over_dask(settings) as over, session(settings, "reprocess") as opened:
            return await reread(opened, Progress(None), over)

    return asyncio.run(run())


def rows(url, query):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with closing(engine.connect()) as connection:
        found = [tuple(row) for row in connection.execute(text(query))] if query.startswith("SELECT") else []
        if not found:
            connection.execute(text(query))
            connection.commit()
    engine.dispose()
    return found


def contents(url):
    """What pages came to, without moments of today; keys are counted, for those of PostgreSQL may leave some out."""
    told = "url, title, text, kind, level, language, substr(CAST(published AS TEXT), 1, 10)"
    place = {table: f"(SELECT count(*) FROM {table} p WHERE p.id <= {{}})" for table in ("article", "story")}
    copy, member = place["article"].format("a.copy_of"), place["story"].format("a.story_id")
    tagged, begun = place["article"].format("t.article_id"), place["article"].format("s.origin_id")
    queries = (
        f"SELECT {told}, {copy}, {member} FROM article a ORDER BY id",
        f"SELECT {tagged}, kind, slug, organization, level FROM tag t ORDER BY 1, 2, 3, 4",
        f"SELECT size, {begun} FROM story s ORDER BY id",
        "SELECT url, state, reason FROM frontier ORDER BY id",
        "SELECT url, digest FROM capture ORDER BY id",
        "SELECT host, digest, pages, last_page FROM block ORDER BY 1, 2",
    )
    return [rows(url, query) for query in queries]


# --- the same archive ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """WARC files, what a run without Dask says of them, and the URL of its archive."""
    folder = tmp_path_factory.mktemp("plain")
    files = [write(folder / f"{at}.warc.gz", range(at, 54, 2)) for at in range(2)]
    files.append(write(folder / "together.warc.gz", range(54, 72), together=True))
    return files, take(settings_of(folder), *files), f"sqlite:///{folder / 'archive.db'}"


def test_the_archive_is_the_same_as_without(tmp_path, database_url, cluster, plain):
    files, expected, url = plain
    told = settings_of(tmp_path / "spread", database_url, cluster.address)
    assert take(told, *files) == expected
    assert contents(database_url) == contents(url)
    assert expected["failed"] == {"no_text": 6}
    for outcome in ("stored", "duplicates", "tagged"):
        assert expected[outcome] > 10, "else little was compared"
    assert 0 < sum(CALL in each for (each,) in rows(database_url, "SELECT text FROM article")) < 30, (
        "learned on the way"
    )
    before, *_ = contents(database_url)
    rows(database_url, "UPDATE article SET text = 'as an older extractor read it' WHERE id > 40")
    assert again(told)["unreadable"] == 6
    after, *_ = contents(database_url)
    learned = [CALL in each[2] for each in before]
    assert not any(CALL in each[2] for each in after)
    assert [new for new, known in zip(after, learned, strict=True) if not known] == [
        old for old, known in zip(before, learned, strict=True) if not known
    ]
    with open_archive(database_url, tmp_path / "spread") as archive:
        assert list(check(archive)) == []


# --- who dies --------------------------------------------------------------------------------------------------


def stored(url):
    try:
        return rows(url, "SELECT count(*) FROM article")[0][0]
    except OperationalError:  # the archive is being made
        return 0


def when_stored(url, count, goes_on):
    """Wait until so many articles are stored."""
    deadline = time.monotonic() + 300
    while stored(url) < count:
        assert goes_on(), "it came to an end before"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_workers_and_a_run_that_are_killed_lose_nothing_and_repeat_nothing(tmp_path, cluster):
    pages = 130
    path = write(tmp_path / "a.warc.gz", range(pages))
    url = f"sqlite:///{tmp_path / 'data' / 'archive.db'}"
    (tmp_path / "program.py").write_text(PROGRAM)
    ours = {
        "DATA_DIR": str(tmp_path / "data"), "DASK": cluster.address, "BATCH_PAGES": "8", "WORKERS": "1",
        "PAGE_SECONDS": "300",
    }  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **{f"SCOWATCH_{name}": each for name, each in ours.items()}}
    command = [sys.executable, str(tmp_path / "program.py"), str(path)]
    with subprocess.Popen(command, env=environment) as run:
        when_stored(url, 10, lambda: run.poll() is None)
        cluster.workers()[0].kill()
        when_stored(url, 50, lambda: run.poll() is None)
        run.kill()
    assert 50 <= stored(url) < 100
    with subprocess.Popen(command, env=environment) as run:
        when_stored(url, 70, lambda: run.poll() is None)
        cluster.workers()[1].kill()
    assert run.returncode == 0
    assert rows(url, KEPT) == [(pages, pages)]
    assert rows(url, "SELECT state, count(*) FROM frontier GROUP BY state ORDER BY state") == [
        ("done", pages - 10),
        ("failed", 10),
    ]
    assert rows(url, 'SELECT "offset", finished FROM warc_import') == [(path.stat().st_size, 1)]
    with open_archive(url, tmp_path / "data") as archive:
        assert list(check(archive)) == []


def test_without_its_scheduler_a_run_ends_with_a_sentence_and_the_next_goes_on(tmp_path):
    pages = 100
    path = write(tmp_path / "a.warc.gz", range(pages))
    url = f"sqlite:///{tmp_path / 'data' / 'archive.db'}"

    def kill():
        when_stored(url, 5, lambda: True)
        fragile.scheduler.kill()

    with running(tmp_path, workers=1) as fragile:
        killer = Thread(target=kill)
        killer.start()
        with pytest.raises(ExceptionGroup) as caught:
            take(settings_of(tmp_path / "data", dask=fragile.address), path)
        killer.join()
    assert "the Dask scheduler is gone; all that was stored is kept" in str(caught.value.exceptions[0])
    reached = stored(url)
    assert 5 <= reached < pages
    report = take(settings_of(tmp_path / "data"), path)
    assert rows(url, KEPT) == [(pages, pages)]
    assert report["entries_seen"] <= pages - reached + 16, "no more than two batches were looked at twice"


# --- limits and refusals ---------------------------------------------------------------------------------------


def test_limits_hold_in_the_workers_and_what_breaks_them_is_a_value(tmp_path, cluster):
    path = write(tmp_path / "a.warc.gz", range(1, 4))
    report = take(settings_of(tmp_path, dask=cluster.address, page_seconds=0.001), path)
    assert report["failed"] == {"extractor_timeout": 3}


def extract(cluster, chunk, **other):
    """Have *chunk* extracted by a recipe that is as it should be but for *other*."""
    usual = settings_of(Path())
    recipe = {
        "lexicon": usual.lexicon, "rules": load_site_rules(None), "limits": page_limits(usual),
        "versions": versions(usual.lexicon), **other,
    }  # fmt: skip
    with Client(cluster.address, set_as_default=False) as client:
        return asyncio.run(Spread(client, Recipe(**recipe)).extract(chunk))


def test_a_worker_that_would_read_otherwise_refuses(cluster):
    nothing = Chunk(where=AtHand(held=()), known=())
    assert extract(cluster, nothing) == []
    with pytest.raises(ConfigError, match=r"Dask worker on .* has extractor \d+, .*install the same scowatch"):
        extract(cluster, nothing, versions="extractor 0")


def test_a_worker_that_cannot_see_the_files_says_which_and_what_to_do(cluster):
    there = InFile(path="/only/there.warc.gz", start=0, wanted=(), limit_bytes=1_000)
    with pytest.raises(ScowatchError, match=r"Dask worker on .*/only/there\.warc\.gz.*same files under the same paths"):
        extract(cluster, Chunk(where=there, known=()))


def opened(address):
    async def run():
        async with over_dask(Settings(dask=address)):
            pass

    asyncio.run(run())


def test_an_address_without_a_scheduler_and_a_scheduler_without_workers_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "CONNECT_SECONDS", 1.0)
    monkeypatch.setattr(spread, "FIRST_WORKER_SECONDS", 0.5)
    with pytest.raises(ConfigError, match=r"^SCOWATCH_DASK: no Dask scheduler answers at tcp://127.*`dask scheduler`"):
        opened("tcp://127.0.0.1:9")
    with running(tmp_path, workers=0) as idle:
        match = rf"^SCOWATCH_DASK: the Dask scheduler at {idle.address} has no workers: start some with `dask worker"
        with pytest.raises(ConfigError, match=match):
            opened(idle.address)


@pytest.mark.parametrize("wrong", ["", "local", "local:0", "127.0.0.1:8786", "tcp://", "http://a.example:80"])
def test_what_is_no_address_is_refused_with_the_remedy(user, wrong):
    said = user.refuses("reprocess", code=2, dask=wrong)
    assert "SCOWATCH_DASK: value error, give local:N for N workers on this machine, or" in said


def test_without_prefect_dask_commands_say_how_to_get_it(filled, monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect_dask", None)  # as Python has it where it is not installed
    said = filled.refuses("reprocess", code=2, dask="local:2", contact="us@a.example")
    assert "SCOWATCH_DASK: needs prefect-dask, which is not installed: `pip install 'scowatch[dask]'`" in said


def test_commands_find_a_cluster_by_the_setting_alone(tmp_path, prefect_home):
    path = write(tmp_path / "a.warc.gz", range(1, 13))
    ours = {"SCOWATCH_DATA_DIR": str(tmp_path / "data"), "SCOWATCH_DASK": "local:2", "SCOWATCH_WORKERS": "1"}
    environment = {**os.environ, **prefect_home, **ours, "SCOWATCH_PAGE_SECONDS": "300", "PYTHONPATH": str(ROOT)}
    for arguments in (["backfill", "--warc", str(path)], ["reprocess"]):
        command = [sys.executable, "-m", "flows", *arguments, "--json"]
        ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        report = json.loads(ended.stdout)
        assert report.get("stored", 0) + report.get("duplicates", 0) == 12 or report["changes"] == {"unchanged": 12}
