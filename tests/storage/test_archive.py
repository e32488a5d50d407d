"""The façade: one method, one transaction; made once, shared between threads and processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import StorageError
from storage import Query, open_archive
from storage.tables import article, story

HOUR = timedelta(hours=1)
URL = "https://a.example/bridge"


MAKE = """
import sys, time
from pathlib import Path
import storage.schema  # so that both are ready before the first begins
from storage import open_archive
url, folder, mine, other = sys.argv[1:]
Path(mine).touch()
while not Path(other).exists():
    time.sleep(0.005)
with open_archive(url, Path(folder), create=True) as archive:
    print(archive.stats()["articles"])
"""


def test_two_processes_that_make_the_archive_at_once_both_get_it(database_url, tmp_path):
    ready = [str(tmp_path / name) for name in ("one", "other")]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, database_url, str(tmp_path), *names],
            cwd=Path(__file__).parents[2], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for names in (ready, ready[::-1])
    ]  # fmt: skip
    assert [child.communicate(timeout=60) for child in started] == [("0\n", "")] * 2


def test_an_empty_archive_counts_nothing_and_finds_nothing(archive):
    stats = archive.stats()
    assert {name: stats[name] for name in ("articles", "stories", "versions", "captures", "sources")} == dict.fromkeys(
        ("articles", "stories", "versions", "captures", "sources"), 0
    )
    assert stats["first_published"] is stats["last_published"] is None
    assert list(archive.search(Query())) == list(archive.search(Query(words="anything"))) == []
    assert archive.document(1) is None
    assert list(archive.coverage(datetime(2025, 9, 1, tzinfo=UTC))) == []


def test_what_was_stored_is_there_when_the_archive_is_opened_again(newsroom, texts, tmp_path):
    newsroom.bring(URL, texts["bridge"], "Bridge closed")
    newsroom.archive.close()
    with open_archive(newsroom.url, tmp_path) as again:
        [hit] = again.search(Query(words="bridge"))
        assert (hit.url, hit.title, hit.published, hit.first_seen) == (URL, "Bridge closed", newsroom.now, newsroom.now)
        [raw] = again.raw_pages(0, 10)
        assert raw.page.body == f"<title>Bridge closed</title>{texts['bridge']}".encode()


def test_unfinished_counts_what_a_run_has_found_or_taken_up_and_not_ended(newsroom, texts):
    newsroom.discover("https://a.example/1", "https://a.example/2", "https://a.example/3")
    [lease] = newsroom.claim("https://a.example/1")
    assert newsroom.archive.unfinished(newsroom.run) == 3
    newsroom.settle(newsroom.worked(lease, texts["bridge"]))
    assert newsroom.archive.unfinished(newsroom.run) == 2
    later = newsroom.archive.begin_run("ingest", "next", newsroom.now, is_alive=lambda _: True)
    assert newsroom.archive.unfinished(later) == 0
    newsroom.claim("https://a.example/2", run=later)
    assert (newsroom.archive.unfinished(newsroom.run), newsroom.archive.unfinished(later)) == (1, 1)
    assert (newsroom.archive.handed_over(newsroom.run), newsroom.archive.handed_over(later)) == (1, 0)


def test_threads_that_settle_copies_at_once_make_one_story(newsroom, texts):
    newsroom.discover(*(f"https://{name}.example/x" for name in "abcdefgh"))
    batches = [newsroom.worked(lease, f"{texts['bridge']} By {lease.url}.") for lease in newsroom.claim()]
    with ThreadPoolExecutor(4) as pool:
        settled = [each for [each] in pool.map(newsroom.settle, batches)]
    assert sorted(each.outcome for each in settled) == ["duplicate"] * 7 + ["stored"]
    assert [row.size for row in newsroom.rows(story)] == [8]
    assert {row.kind for row in newsroom.rows(article)} == {"original", "near"}
    pages = newsroom.archive.raw_pages(0, 100)
    assert len(pages) == 8
    assert {raw.page.body for raw in pages} == {each.fetched.body for each in batches}


def test_a_document_holds_all_that_is_known_of_an_article(newsroom, texts):
    [state] = newsroom.sources("one")
    said = newsroom.tagging("SCO meets", texts["summit"], "Shanghai Cooperation Organization", level="mention")
    newsroom.bring(URL, texts["summit"], "SCO meets", source_id=state.id, tagging=said)
    newsroom.bring("https://b.example/copy", texts["summit"], "Copied")
    newsroom.settle(newsroom.worked(newsroom.claim_edited(URL), texts["summit"] + " It rained.", "SCO met"))
    [hit] = newsroom.archive.search(Query(source="one"))
    document = newsroom.archive.document(hit.id)
    assert (document["url"], document["title"], document["source"]) == (URL, "SCO met", "one")
    assert [(each["url"], each["kind"], each["copy_of"]) for each in document["copies"]] == [
        ("https://b.example/copy", "exact", hit.id)
    ]
    assert [each["title"] for each in document["versions"]] == ["SCO meets"]
    assert document["tags"] == []
    assert [each["revisit_of"] for each in document["captures"]] == [None, None]
    assert [each["origin"] for each in document["discoveries"]] == ["https://feed.example/rss"]
    [copy] = document["copies"]
    assert newsroom.archive.document(copy["id"])["copies"][0]["id"] == hit.id


def test_a_document_shows_its_tags_with_their_spans(on_sqlite, texts):
    said = on_sqlite.tagging("SCO meets", texts["summit"], "Shanghai Cooperation Organization", level="mention")
    on_sqlite.bring(URL, texts["summit"], "SCO meets", tagging=said)
    [shown] = on_sqlite.archive.document(1)["tags"]
    assert (shown["slug"], shown["level"]) == ("sco", "mention")
    assert [span["surface"] for span in shown["spans"]] == ["Shanghai Cooperation Organization"]


@pytest.mark.parametrize("key", [0, -1, 2**31])
def test_there_is_no_document_with_an_unknown_key(newsroom, key):
    assert newsroom.archive.document(key) is None


def test_a_key_that_no_database_holds_is_a_storage_error(archive):
    with pytest.raises(StorageError, match="read article 1000000000000000000000000"):
        archive.document(10**24)


def test_stats_count_what_is_there(newsroom, texts):
    newsroom.sources("one")
    said = newsroom.tagging("", texts["summit"], "Shanghai Cooperation Organization", level="central")
    newsroom.bring(URL, texts["bridge"])
    newsroom.bring("https://b.example/x", texts["bridge"], language=None)
    newsroom.bring("https://c.example/x", texts["summit"], tagging=said, published=newsroom.dated(newsroom.now - HOUR))
    newsroom.discover("https://d.example/x")
    newsroom.settle(*(newsroom.failed(each, "gone", "http_410") for each in newsroom.claim()))
    stats = newsroom.archive.stats()
    assert (stats["articles"], stats["stories"], stats["captures"], stats["sources"]) == (3, 2, 3, 1)
    assert (stats["first_published"], stats["last_published"]) == (newsroom.now - HOUR, newsroom.now)
    assert stats["by_kind"] == {"original": 2, "exact": 1}
    assert stats["by_level"] == {"none": 2, "central": 1}
    assert stats["by_language"] == {"en": 2, "unknown": 1}
    assert stats["frontier"] == {"done": 3, "gone": 1}
    assert stats["unfinished_reasons"] == {"http_410": 1}
