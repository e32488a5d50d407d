"""One story as it is read from the archive, on both engines."""

from datetime import timedelta

from sqlalchemy import update

from extractors.lineage.records import Credited
from extractors.lineage.report import trace
from extractors.lineage.texts import MOST_CHARACTERS
from storage import stories
from storage.tables import article


def bring_story(newsroom, text):
    """One text in three outlets; the second cuts it, the third is no source of ours."""
    first, second = newsroom.sources("bell", "lantern")
    cut = ". ".join(text.split(". ")[:6]) + "."
    newsroom.bring("https://www.bell.example/1", text, "Summit", source_id=first.id, organizations=("Bell",))
    newsroom.bring("https://lantern.example/2", cut, "Summit, shorter", source_id=second.id, published=None)
    newsroom.bring("https://quay.example/3", text, "Summit", site_name="The Quay")
    rows = newsroom.rows(article)
    assert {row.story_id for row in rows} == {rows[0].story_id}
    return rows


def test_a_story_is_read_with_all_that_lineage_compares(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    found = newsroom.archive.story(rows[0].story_id)
    assert (found.key, found.size, found.started_at) == (rows[0].story_id, 3, newsroom.now)
    one, two, three = found.members
    assert [each.key for each in found.members] == [row.id for row in rows]
    assert (one.outlet, one.name, one.host) == ("bell", "bell", "bell.example")
    assert (three.outlet, three.name, three.host) == ("quay.example", "The Quay", "quay.example")
    assert (one.title, one.text, one.language) == ("Summit", texts["summit"], "en")
    assert (one.published, two.published) == (newsroom.dated(newsroom.now), None)
    assert (one.first_seen, one.url, one.canonical_claim) == (newsroom.now, rows[0].url, None)
    assert (one.credits, two.credits) == ((Credited(name="Bell"),), ())


def test_what_is_read_can_be_reported_on(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    lineage = trace(newsroom.archive.story(rows[0].story_id).members)
    kept = {each.member: each.kept for each in lineage.printings}
    assert kept[rows[0].id] == kept[rows[2].id] == 1.0
    assert 0.5 < kept[rows[1].id] < 0.9
    assert set(lineage.outlets) == {"bell", "lantern", "quay.example"}


def test_the_story_of_an_article_is_found(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    newsroom.bring("https://quay.example/9", texts["bridge"], "Bridge")
    other = newsroom.rows(article)[-1]
    assert newsroom.archive.story_of(rows[2].id) == rows[0].story_id
    assert newsroom.archive.story_of(other.id) == other.story_id != rows[0].story_id
    assert newsroom.archive.story_of(9_999) is None


def test_a_story_that_is_not_there_or_has_no_article_is_none(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    newsroom.bring("https://quay.example/9", texts["bridge"], "Bridge")
    emptied = newsroom.rows(article)[-1].story_id
    newsroom.change(update(article).values(story_id=rows[0].story_id))
    assert newsroom.archive.story(9_999) is None
    assert newsroom.archive.story(emptied) is None
    assert newsroom.archive.story(rows[0].story_id).size == 4


def test_of_a_very_long_text_the_beginning_is_read_and_known_to_be_one(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    newsroom.change(update(article).where(article.c.id == rows[0].id).values(text="沙" * (MOST_CHARACTERS + 9)))
    one, two, _ = newsroom.archive.story(rows[0].story_id).members
    assert (len(one.text), len(two.text) < 1_000) == (MOST_CHARACTERS + 1, True)
    [printing] = trace([one]).printings
    assert not printing.whole


def test_of_very_many_articles_those_seen_first_are_read(newsroom, texts):
    rows = bring_story(newsroom, texts["summit"])
    later = newsroom.now + timedelta(hours=1)
    newsroom.change(update(article).where(article.c.id == rows[0].id).values(first_seen_at=later))
    with newsroom.archive.engine.connect() as connection:
        found = stories.load(connection, rows[0].story_id, most=2)
    assert (found.size, [each.key for each in found.members]) == (3, [rows[1].id, rows[2].id])
