"""Making anew what is derived: pages read back, texts extracted, tagged and put into stories again."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import inspect, text, update

from extractors.credits.record import Credit
from extractors.records import Unreadable
from storage.articles import Worked
from storage.care import check
from storage.tables import article, capture, fingerprint, frontier, sketch, story, tag, version

HOUR = timedelta(hours=1)
URL = "https://a.example/bridge"


def pages_of(newsroom, limit=100):
    return newsroom.archive.raw_pages(0, limit)


def revise(newsroom, *pairs):
    return newsroom.archive.revise(pairs, newsroom.policy, newsroom.now + HOUR)


def partition(newsroom):
    """Which articles stand together, whatever the stories' keys, and as what."""
    rows = newsroom.rows(article)
    together = {frozenset(each.id for each in rows if each.story_id == one.story_id) for one in rows}
    return together, {row.id: (row.kind, row.copy_of, row.score) for row in rows}


def test_kept_pages_come_back_as_they_were_fetched_in_batches(newsroom, texts):
    [state] = newsroom.sources("one")
    urls = [f"https://a.example/{number}" for number in range(5)]
    newsroom.discover(*urls, source_id=state.id)
    leases = newsroom.claim()
    batch = [newsroom.worked(lease, f"Text {lease.url}") for lease in leases]
    newsroom.settle(*batch)
    seen, after = [], 0
    while found := newsroom.archive.raw_pages(after, 2):
        assert len(found) <= 2
        seen += found
        after = found[-1].capture
    assert [raw.capture for raw in seen] == [row.id for row in newsroom.rows(capture)]
    fetched = {worked.lease.url: worked for worked in batch}
    assert [raw.page for raw in seen] == [fetched[raw.lease.url].fetched for raw in seen]
    for raw in seen:
        lease = fetched[raw.lease.url].lease
        assert (raw.lease.id, raw.lease.source, raw.lease.entry) == (lease.id, "one", lease.entry)


def test_the_newest_pages_of_one_source_come_newest_first(newsroom):
    one, two = newsroom.sources("one", "two")
    newsroom.discover(*(f"https://a.example/{number}" for number in range(3)), source_id=one.id)
    newsroom.discover("https://b.example/1", source_id=two.id)
    for lease in newsroom.claim():
        newsroom.settle(newsroom.worked(lease, f"Text {lease.url}"))
    found = newsroom.archive.newest_pages("one", 2)
    assert {raw.lease.source for raw in found} == {"one"}
    captures = [raw.capture for raw in newsroom.archive.newest_pages("one", 10)]
    assert captures == sorted(captures, reverse=True)
    assert ([raw.capture for raw in found], len(captures)) == (captures[:2], 3)
    assert newsroom.archive.newest_pages("three", 2) == []


def test_of_a_url_fetched_often_only_the_newest_page_counts_also_where_it_repeats_an_older_one(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    newsroom.settle(newsroom.worked(newsroom.claim_edited(URL, 1), texts["orchard"]))
    [raw] = pages_of(newsroom)
    assert texts["orchard"].encode() in raw.page.body
    newsroom.settle(newsroom.worked(newsroom.claim_edited(URL, 2), texts["bridge"]))
    [raw] = pages_of(newsroom)
    first, _, third = newsroom.rows(capture)
    assert (raw.capture, third.revisit_of) == (third.id, first.id)
    assert texts["bridge"].encode() in raw.page.body


def test_a_page_that_says_what_it_said_is_unchanged(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    newsroom.settle(newsroom.worked(newsroom.claim_edited(URL), texts["bridge"]))
    before = newsroom.rows(article), newsroom.rows(fingerprint)
    [raw] = pages_of(newsroom)
    assert revise(newsroom, (raw, newsroom.analysis(URL, texts["bridge"]))) == ["unchanged"]
    assert (newsroom.rows(article), newsroom.rows(fingerprint)) == before


def test_a_page_from_which_more_is_read_today_changes_its_article_and_leaves_no_version(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    [old] = newsroom.rows(article)
    [raw] = pages_of(newsroom)
    said = newsroom.tagging("", texts["summit"], "Shanghai Cooperation Organization", level="central")
    today = newsroom.analysis(URL, texts["summit"], "Summit", extractor="2", tagging=said, language="ru")
    assert revise(newsroom, (raw, today)) == ["changed"]
    [row] = newsroom.rows(article)
    assert (row.text, row.title, row.extractor, row.language, row.level) == (
        texts["summit"],
        "Summit",
        "2",
        "ru",
        "central",
    )
    assert (row.id, row.first_seen_at, row.changed_at) == (old.id, newsroom.now, newsroom.now)
    assert newsroom.rows(version) == []
    assert [each.slug for each in newsroom.rows(tag)] == ["sco"]
    assert (newsroom.urls(words="samarkand"), newsroom.urls(words="zarafshan")) == ([URL], [])
    assert revise(newsroom, (raw, today)) == ["unchanged"]
    assert list(check(newsroom.archive)) == []


def test_a_page_that_can_be_read_only_today_adds_its_article(newsroom, texts):
    newsroom.discover(URL)
    [lease] = newsroom.claim()
    unreadable = Unreadable(reason="no_text", detail="No text.")
    newsroom.settle(Worked(lease=lease, fetched=newsroom.page(URL, b"<p>odd"), analysis=unreadable))
    [raw] = pages_of(newsroom)
    assert raw.page.body == b"<p>odd"
    assert revise(newsroom, (raw, newsroom.analysis(URL, texts["bridge"]))) == ["added"]
    [row] = newsroom.rows(article)
    assert (row.url, row.capture_id, row.kind) == (URL, raw.capture, "original")
    assert [(each.state, each.reason) for each in newsroom.rows(frontier)] == [("done", None)]


def test_another_address_of_a_known_article_adds_nothing(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    newsroom.discover("https://a.example/print")
    [lease] = newsroom.claim()
    same = newsroom.analysis(URL, texts["bridge"])
    newsroom.settle(Worked(lease=lease, fetched=newsroom.page(lease.url, b"print"), analysis=same))
    _, other = pages_of(newsroom)
    assert revise(newsroom, (other, newsroom.analysis(URL, texts["orchard"]))) == ["same_url"]
    assert [row.text for row in newsroom.rows(article)] == [texts["bridge"]]


def bring_many(newsroom, texts):
    """Ten articles in four stories."""
    for name, body in texts.items():
        newsroom.bring(f"https://{name}.example/1", body)
        newsroom.bring(f"https://{name}.example/2", body.lower())
        newsroom.bring(f"https://{name}.example/3", body.replace(" the ", " that ", 1))
    newsroom.bring("https://a.example/1", "A few words only.")


def test_clustering_again_finds_the_same_stories(newsroom, texts):
    bring_many(newsroom, texts)
    before, sketches = partition(newsroom), len(newsroom.rows(sketch))
    assert Counter(kind for kind, _, _ in before[1].values()) >= Counter(original=4, exact=3, near=1)
    assert newsroom.archive.cluster_again() == {"unchanged": 10}
    assert partition(newsroom) == before
    assert sorted(row.size for row in newsroom.rows(story)) == [1, 3, 3, 3]
    assert len(newsroom.rows(sketch)) == sketches
    assert list(check(newsroom.archive)) == []
    assert newsroom.bring("https://late.example/1", texts["bridge"]).reason == "exact"
    indexes = {index["name"] for index in inspect(newsroom.archive.engine).get_indexes("sketch")}
    assert "ix_sketch_of_story" not in indexes


def test_clustering_again_mends_stories_that_are_wrong(newsroom, texts):
    bring_many(newsroom, texts)
    right = partition(newsroom)
    newsroom.change(update(article).values(story_id=1, kind="original", copy_of=None, score=0.0))
    newsroom.change(text("DELETE FROM fingerprint"))
    newsroom.change(text("DELETE FROM sketch"))
    copies = Counter(f"original_to_{kind}" for kind, _, _ in right[1].values() if kind != "original")
    assert newsroom.archive.cluster_again() == {"unchanged": 4, "stories_split": 1, **copies}
    assert partition(newsroom) == right
    assert len(newsroom.rows(story)) == 4
    assert {row.origin_id for row in newsroom.rows(story)} == {
        key for key, (kind, _, _) in right[1].items() if kind == "original"
    }
    assert list(check(newsroom.archive)) == []


def test_clustering_an_empty_archive_changes_nothing(archive):
    assert archive.cluster_again() == {}


def test_an_article_stored_before_credits_were_read_gets_them_when_it_is_read_again(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    [raw] = pages_of(newsroom)
    credited = (Credit(agency="uza", surface="ЎзА", place="byline", confidence=0.9),)
    today = newsroom.analysis(URL, texts["bridge"], credits=credited)
    assert revise(newsroom, (raw, today)) == ["changed"]
    [row] = newsroom.rows(article)
    assert (row.agency, row.credits) == ("uza", [asdict(credited[0])])
    assert revise(newsroom, (raw, today)) == ["unchanged"]
