"""What becomes of a fetched page: capture, article or version, story, tags, search index."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from warcio.archiveiterator import ArchiveIterator

from config.errors import StorageError
from extractors.credits.record import Credit
from extractors.records import Choice, DateClaim, Dated, Unreadable
from extractors.tagging.record import Rejected, Topic
from storage.articles import Worked
from storage.dated import dated_from
from storage.fulltext import INDEX
from storage.tables import (
    article,
    capture,
    evidence,
    fingerprint,
    frontier,
    metadata,
    sketch,
    story,
    tag,
    version,
)
from tests.prose import story as story_of

HOUR = timedelta(hours=1)
URL = "https://a.example/bridge"


def everything(newsroom):
    """Each row of each table, and how many texts are indexed."""
    rows = {table.name: newsroom.rows(table) for table in metadata.sorted_tables}
    with newsroom.archive.engine.connect() as connection:
        return rows, connection.execute(select(func.count()).select_from(INDEX)).scalar_one()


def warc_types(tmp_path):
    """The types of the records in the only WARC file, in order."""
    [path] = (tmp_path / "warc").glob("*.warc.gz*")
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file)]


def retouched(text):
    """A near copy: another name for the river, another sentence at the end."""
    return text.replace("old bridge", "ancient bridge").replace("in spring", "next spring")


def test_an_original_starts_a_story_and_leaves_a_row_everywhere(newsroom, texts):
    [source] = newsroom.sources("one")
    settled = newsroom.bring(URL, texts["bridge"], "Bridge closed", source_id=source.id)
    assert (settled.source, settled.outcome, settled.reason) == ("one", "stored", "")
    assert (settled.day, settled.tagged, settled.resumed) == ("2025-09-01", False, False)
    [kept] = newsroom.rows(capture)
    [row] = newsroom.rows(article)
    [begun] = newsroom.rows(story)
    assert (row.url, row.title, row.text) == (URL, "Bridge closed", texts["bridge"])
    assert (row.authors, row.published, row.language) == (["A. Writer"], newsroom.now, "en")
    assert (row.kind, row.copy_of, row.score, row.story_id) == ("original", None, 0.0, begun.id)
    assert (row.capture_id, row.source_id) == (kept.id, source.id)
    assert (begun.origin_id, begun.size, begun.started_at) == (row.id, 1, newsroom.now)
    assert [each.article_id for each in newsroom.rows(fingerprint)] == [row.id]
    assert {each.story_id for each in newsroom.rows(sketch)} == {begun.id}
    [ended] = newsroom.rows(frontier)
    assert (ended.state, ended.finished_at) == ("done", newsroom.now)
    assert newsroom.urls(words="zarafshan") == [URL]


def test_all_that_extraction_says_is_kept_with_the_article(newsroom, texts):
    published = Dated(value=newsroom.now, zone_known=True, precision="minute", place="json-ld", raw="2025-09-01T12:00Z")
    modified = Dated(
        value=newsroom.now + HOUR, zone_known=False, precision="day", place="microdata", raw="1 сентября 2025"
    )
    claims = (
        DateClaim(says="published", dated=published, spot="datePublished"),
        DateClaim(says="either", dated=modified, spot="itemprop"),
    )
    said = {
        "authors": ("A. Writer", "Meridian Wire"), "organizations": ("Meridian Wire",), "language": "zh",
        "script": "Hant", "dateline": "TESBULAK, September 1. /MW/", "section": "世界", "keywords": ("мост", "bridge"),
        "amp_url": "https://a.example/amp/bridge", "page_type": "live_blog",
    }  # fmt: skip
    choice = Choice(method="json-ld", reason="It is whole, and two methods agree with it.")
    credited = (
        Credit(agency="tass", surface="/TASS/", place="dateline", confidence=0.95),
        Credit(agency="ap", surface="AP", place="text", confidence=0.3),
    )
    newsroom.bring(
        URL, texts["bridge"], published=published, modified=modified, dates=claims, choice=choice, credits=credited,
        **said,
    )  # fmt: skip
    found = newsroom.archive.document(1)
    assert {
        name: tuple(found[name]) if isinstance(value, tuple) else found[name] for name, value in said.items()
    } == said
    assert (found["choice_method"], found["choice_reason"]) == ("json-ld", choice.reason)
    assert found["credits"] == [asdict(each) for each in credited]
    assert found["agency"] == "tass"
    [row] = newsroom.rows(article)
    assert (dated_from(row), dated_from(row, "modified")) == (published, modified)
    assert found["dates"] == [
        {
            "says": "published", "spot": "datePublished", "value": "2025-09-01T12:00:00+00:00", "zone_known": True,
            "precision": "minute", "place": "json-ld", "raw": "2025-09-01T12:00Z",
        },
        {
            "says": "either", "spot": "itemprop", "value": "2025-09-01T13:00:00+00:00", "zone_known": False,
            "precision": "day", "place": "microdata", "raw": "1 сентября 2025",
        },
    ]  # fmt: skip


def test_copies_join_the_story_of_the_text_they_copy(newsroom, texts):
    text = texts["bridge"]
    newsroom.bring(URL, text)
    told = {
        "exact": text.upper().replace(", ", " – "),
        "near": retouched(text),
        "syndicated": text + "\n\n" + texts["orchard"],
    }
    for kind, copy in told.items():
        settled = newsroom.bring(f"https://{kind}.example/x", copy)
        assert (settled.outcome, settled.reason) == ("duplicate", kind)
    other = newsroom.bring("https://b.example/summit", texts["summit"])
    assert other.outcome == "stored"
    original, *copies, unlike = newsroom.rows(article)
    assert [each.kind for each in copies] == list(told)
    assert {each.copy_of for each in copies} <= {row.id for row in (original, *copies)}
    assert [copies[0].copy_of, copies[0].score] == [original.id, 1.0]
    assert {each.story_id for each in (original, *copies)} == {original.story_id}
    assert unlike.story_id != original.story_id
    assert {each.id: (each.size, each.origin_id) for each in newsroom.rows(story)} == {
        original.story_id: (4, original.id),
        unlike.story_id: (1, unlike.id),
    }


def test_one_page_under_two_addresses_is_a_duplicate_of_itself(newsroom, texts):
    newsroom.bring(URL, texts["bridge"])
    newsroom.discover("https://a.example/print/bridge")
    [lease] = newsroom.claim()
    said = newsroom.analysis(URL, "Quite another text that must not replace the first.")
    [settled] = newsroom.settle(Worked(lease=lease, fetched=newsroom.page(lease.url, b"other"), analysis=said))
    assert (settled.outcome, settled.reason) == ("duplicate", "same_url")
    [row] = newsroom.rows(article)
    assert row.text == texts["bridge"]
    assert [each.state for each in newsroom.rows(frontier)] == ["done", "done"]
    assert len(newsroom.rows(capture)) == 2


def test_the_same_text_fetched_again_is_unchanged_and_leaves_a_revisit_record(newsroom, texts, tmp_path):
    newsroom.bring(URL, texts["bridge"])
    before = newsroom.rows(article)
    [settled] = newsroom.settle(
        newsroom.worked(newsroom.claim_edited(URL), texts["bridge"]), now=newsroom.now + HOUR
    )  # fmt: skip
    assert (settled.outcome, settled.reason) == ("unchanged", "")
    assert newsroom.rows(article) == before
    assert newsroom.rows(version) == []
    first, second = newsroom.rows(capture)
    assert (first.revisit_of, second.revisit_of) == (None, first.id)
    newsroom.settle(newsroom.worked(newsroom.claim_edited(URL, 2), texts["bridge"]))
    assert [row.revisit_of for row in newsroom.rows(capture)] == [None, first.id, first.id]
    assert warc_types(tmp_path) == ["warcinfo", "response", "revisit", "revisit"]


def test_another_text_at_the_same_url_becomes_today_s_and_the_old_one_a_version(newsroom, texts, tmp_path):
    newsroom.bring(URL, texts["bridge"], "Bridge closed")
    [old] = newsroom.rows(article)
    text = texts["bridge"].replace("Zarafshan", "Syrdarya").replace("two years", "four years")
    later = newsroom.now + HOUR
    [settled] = newsroom.settle(newsroom.worked(newsroom.claim_edited(URL), text, "Bridge gone"), now=later)
    assert (settled.outcome, settled.reason) == ("updated", "")
    [row] = newsroom.rows(article)
    assert (row.id, row.text, row.title, row.story_id) == (old.id, text, "Bridge gone", old.story_id)
    assert (row.first_seen_at, row.changed_at) == (newsroom.now, later)
    [kept] = newsroom.rows(version)
    assert (kept.article_id, kept.text, kept.title) == (row.id, texts["bridge"], "Bridge closed")
    assert (kept.capture_id, kept.seen_at, kept.replaced_at) == (old.capture_id, newsroom.now, later)
    assert warc_types(tmp_path) == ["warcinfo", "response", "response"]
    assert (newsroom.urls(words="syrdarya"), newsroom.urls(words="zarafshan")) == ([URL], [])
    copy = newsroom.bring("https://c.example/copy", text)
    assert (copy.outcome, copy.reason) == ("duplicate", "exact")


def test_a_new_title_alone_is_an_update_too(on_sqlite, texts):
    on_sqlite.bring(URL, texts["bridge"], "Bridge closed")
    [settled] = on_sqlite.settle(on_sqlite.worked(on_sqlite.claim_edited(URL), texts["bridge"], "Bridge open"))
    assert settled.outcome == "updated"
    assert [row.title for row in on_sqlite.rows(version)] == ["Bridge closed"]


def test_an_article_that_moves_to_another_canonical_url_stays_one_article(on_sqlite, texts):
    on_sqlite.bring(URL, texts["bridge"])
    lease = on_sqlite.claim_edited(URL)
    moved = on_sqlite.analysis("https://a.example/2025/bridge", texts["orchard"], stands_at=URL)
    [settled] = on_sqlite.settle(Worked(lease=lease, fetched=on_sqlite.page(URL, b"moved"), analysis=moved))
    assert settled.outcome == "updated"
    assert [row.url for row in on_sqlite.rows(article)] == ["https://a.example/2025/bridge"]


def test_tags_and_their_evidence_are_stored_and_replaced_with_the_text(newsroom, texts):
    title, text = "SCO meets", texts["summit"]
    decoy = Rejected(start=0, end=3, field="title", surface="SCO", confuser="no_company", cue="")
    topic = Topic(slug="transport", evidence=(newsroom.span(title, text, "rail links", "transport"),))
    said = newsroom.tagging(
        title, text, "Shanghai Cooperation Organization", level="central", rejected=(decoy,), topics=(topic,)
    )
    settled = newsroom.bring(URL, text, title, tagging=said)
    assert settled.tagged
    assert [(row.kind, row.slug, row.level, row.lexicon) for row in newsroom.rows(tag)] == [
        ("organization", "sco", "central", "test"),
        ("topic", "transport", "central", "test"),
    ]
    name, turned_down, rail = newsroom.rows(evidence)
    assert (name.surface, text[name.start : name.end], name.field) == (name.surface, name.surface, "text")
    assert (name.accepted, name.entity, name.rule, name.language, name.confuser) == (True, "sco", "name", "en", None)
    assert (turned_down.accepted, turned_down.confuser, turned_down.entity) == (False, "no_company", None)
    assert (rail.surface, rail.entity) == ("rail links", "transport")
    assert [row.level for row in newsroom.rows(article)] == ["central"]
    plain = newsroom.worked(newsroom.claim_edited(URL), texts["orchard"], "Apricots")
    [settled] = newsroom.settle(plain)
    assert not settled.tagged
    assert newsroom.rows(tag) == newsroom.rows(evidence) == []
    assert [row.level for row in newsroom.rows(article)] == ["none"]


@pytest.mark.parametrize(("reason", "outcome", "captures"), [("not_html", "refused", 0), ("no_text", "failed", 1)])
def test_a_page_without_a_text_is_kept_only_if_it_is_html(newsroom, reason, outcome, captures):
    newsroom.discover(URL)
    [lease] = newsroom.claim()
    unreadable = Unreadable(reason=reason, detail="What it is instead.")
    [settled] = newsroom.settle(Worked(lease=lease, fetched=newsroom.page(URL), analysis=unreadable))
    assert (settled.outcome, settled.reason, settled.tagged) == (outcome, reason, False)
    assert len(newsroom.rows(capture)) == captures
    assert newsroom.rows(article) == []
    [row] = newsroom.rows(frontier)
    assert (row.state, row.reason, row.detail) == (outcome, reason, "What it is instead.")


def test_an_article_without_a_date_counts_for_the_day_of_the_run(on_sqlite):
    settled = on_sqlite.bring(URL, "Short text.", published=None)
    assert settled.day == "2025-09-01"
    dated = on_sqlite.bring(
        f"{URL}2", "Other text.", published=on_sqlite.dated(datetime.fromisoformat("2024-02-29T12Z"))
    )
    assert dated.day == "2024-02-29"


@pytest.mark.parametrize("fault", ["naive", "unanalysed"])
def test_a_batch_that_fails_leaves_nothing_of_itself(newsroom, texts, fault):
    newsroom.bring("https://a.example/before", texts["orchard"])
    newsroom.discover(URL, f"{URL}2")
    good, bad = newsroom.claim()
    before = everything(newsroom)
    page = newsroom.page(bad.fetch_url, b"<p>")
    if fault == "naive":
        naive = newsroom.analysis(bad.url, "Text.", modified=newsroom.dated(newsroom.now.replace(tzinfo=None)))
        with pytest.raises(StorageError, match=r"^could not store a batch of pages: naive datetime .{,120}$"):
            newsroom.settle(newsroom.worked(good, texts["bridge"]), Worked(lease=bad, fetched=page, analysis=naive))
    else:
        with pytest.raises(AssertionError, match="a page without its analysis"):
            newsroom.settle(newsroom.worked(good, texts["bridge"]), Worked(lease=bad, fetched=page, analysis=None))
    assert everything(newsroom) == before
    settled = newsroom.settle(newsroom.worked(good, texts["bridge"]), newsroom.worked(bad, texts["summit"]))
    assert [each.outcome for each in settled] == ["stored", "stored"]


def test_a_text_with_more_words_than_postgresql_can_index_is_stored_and_found_by_its_beginning(newsroom):
    text = "overture " + " ".join(f"word{number}" for number in range(120_000))
    assert newsroom.bring(URL, text).outcome == "stored"
    assert newsroom.urls(words="overture word7") == [URL]
    assert newsroom.urls(words="word119999") == []


def test_texts_without_words_never_are_copies_of_each_other(on_sqlite):
    assert on_sqlite.bring(URL, "— … —", title="").outcome == "stored"
    assert on_sqlite.bring(f"{URL}2", "***", title="").outcome == "stored"
    assert len(on_sqlite.rows(story)) == 2


def test_a_live_blog_is_no_copy_of_what_stands_in_it_nor_the_other_way_round(newsroom):
    blog = f"{story_of(100)} {story_of(200, 6)}"
    newsroom.bring("https://a.example/wire", story_of(100))
    assert newsroom.bring("https://b.example/live", blog, page_type="live_blog").outcome == "stored"
    assert newsroom.bring("https://c.example/other", story_of(200, 6)).outcome == "stored"
    assert newsroom.bring("https://d.example/live", f"{blog} It goes on.", page_type="live_blog").reason == "near"
    assert newsroom.bring("https://e.example/page", f"{story_of(300)} {story_of(400, 6)}").outcome == "stored"
    assert newsroom.bring("https://f.example/cut", story_of(300)).reason == "syndicated"
    assert newsroom.archive.cluster_again() == {"unchanged": 6}
