"""What alerts and digests say of stories: taken from the archive as it is when they are written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from storage import Query
from storage.digests import MOST, DigestQuery
from storage.outbox import Message
from storage.schedules import Schedule
from storage.tables import article, quote, version
from storage.watches import NewWatch, Recipient
from tests import prose

HOUR = timedelta(hours=1)


def story(number):
    return prose.story(100 * number)


def a_watch(newsroom, **query):
    kept = {"recipients": [Recipient(url="json://a.example", label="a")], "schedule": Schedule()}
    new = NewWatch(name="watch", query=query or {"lang": "en"}, since=newsroom.now, **kept)
    newsroom.archive.add_watch(new, newsroom.now)
    return newsroom.archive.watch("watch")


def message(newsroom, *articles, kind="alert", old=(), number=1):
    about = {"id": number, "watch": 1, "kind": kind, "decided_at": newsroom.now}
    between = {"since": newsroom.now - HOUR, "until": newsroom.now + HOUR}
    return Message(**about, **between, articles=articles, old_articles=old)


def told(newsroom, watch, *articles, **fields):
    return newsroom.archive.digest_of(watch, [message(newsroom, *articles, **fields)])


def bring(newsroom, number, text, **fields):
    newsroom.bring(f"https://outlet-{number}.example/a", text, f"Story {number}", **fields)
    return newsroom.rows(article)[-1].id


def test_a_story_is_told_with_its_outlets_languages_and_number_of_articles(newsroom):
    [source] = newsroom.sources("gazette")
    first = bring(newsroom, 1, story(1), source_id=source.id)
    bring(newsroom, 2, story(1), site_name="The Post", language="ru")
    bring(newsroom, 3, story(1))
    other = bring(newsroom, 4, story(4))
    digest = told(newsroom, a_watch(newsroom), other, first)
    assert [each.article for each in digest.stories] == [other, first]
    line = digest.stories[1]
    assert (line.title, line.outlet, line.articles) == ("Story 1", "gazette", 3)
    assert line.outlets == ("gazette", "The Post", "outlet-3.example")
    assert line.languages == ("en", "ru")
    assert (digest.more, digest.quotes, digest.edited, digest.vanished) == (0, (), (), ())


def test_why_is_the_evidence_of_what_was_asked_for(newsroom):
    text = f"The SCO met in Tashkent. {story(1)}"
    tagging = newsroom.tagging("Story 1", text, "SCO", level="central")
    key = bring(newsroom, 1, text, tagging=tagging)
    [line] = told(newsroom, a_watch(newsroom, tag="sco"), key).stories
    assert (line.why, line.level) == (("SCO",), "central")
    [line] = told(newsroom, replace(newsroom.archive.watch("watch"), query={"lang": "en"}), key).stories
    assert line.why == ("SCO",)
    [line] = told(newsroom, replace(newsroom.archive.watch("watch"), query={"tag": "brics"}), key).stories
    assert line.why == ()


def test_why_is_a_passage_of_the_article_where_words_were_asked_for(newsroom):
    key = bring(newsroom, 1, f"A lighthouse was lit. {story(1)}")
    bring(newsroom, 2, f"A lighthouse was lit. {story(1)}")
    [line] = told(newsroom, a_watch(newsroom, q="lighthouse"), key).stories
    assert len(line.why) == 1
    assert "lighthouse" in line.why[0]


def replaced(newsroom, key, title):
    """An earlier version of an article under this headline."""
    now = newsroom.rows(article)[0].title
    change = {"kind": "headline", "field": "title", "significance": "significant"}
    spots = {"before": {"start": 0, "end": 3, "surface": title}, "after": {"start": 0, "end": 7, "surface": now}}
    moment = {"seen_at": newsroom.now, "replaced_at": newsroom.now, "reasons": []}
    old = {"article_id": key, "capture_id": 1, "text": "", "text_hash": "", "significance": "significant"}
    newsroom.change(insert(version).values(**old, **moment, title=title, changes=[{**change, **spots}]))


def test_earlier_headlines_of_the_story_are_told(newsroom):
    key, copy = bring(newsroom, 1, story(1)), bring(newsroom, 2, story(1))
    replaced(newsroom, key, "Old")
    replaced(newsroom, copy, "Story 2")  # only its text was edited
    watch = a_watch(newsroom)
    assert told(newsroom, watch, key).stories[0].headlines == ("Old",)
    edits = told(newsroom, watch, key, kind="digest").edited
    assert [(each.title, each.changes) for each in edits] == [
        ("Story 2", (("Story 2", "Story 1"),)), ("Story 1", (("Old", "Story 1"),))
    ]  # fmt: skip


@pytest.mark.parametrize(("hours", "is_told"), [(-1, True), (-2, False), (1, False)])
def test_what_vanished_is_told_in_its_time(newsroom, hours, is_told):
    key = bring(newsroom, 1, story(1))
    gone = {"vanished_at": newsroom.now + hours * HOUR, "vanished_status": "http_410"}
    newsroom.change(update(article).values(gone))
    digest = told(newsroom, a_watch(newsroom), key, kind="digest")
    assert [(each.title, each.status) for each in digest.vanished] == [("Story 1", "http_410")] * is_told
    watch = replace(newsroom.archive.watch("watch"), query={"lang": "ru"})
    assert told(newsroom, watch, key, kind="digest").vanished == (), "it does not answer"


def test_what_was_said_is_told_once_and_known_speakers_go_first(newsroom):
    key = bring(newsroom, 1, story(1))
    plain = {"article_id": key, "field": "text", "start": 0, "end": 1, "speaker_start": 0, "speaker_end": 1, "verb": ""}
    for position, (kind, speaker, entity, surface) in enumerate(
        [
            ("direct", "a passer-by", None, "Rain."),
            ("reported", "K", "khakimov", "Snow."),
            ("direct", "Khakimov", "khakimov", "Sun."),
            ("direct", "Khakimov", "khakimov", "Sun."),
        ]
    ):
        said = {"position": position, "kind": kind, "speaker": speaker, "entity": entity, "surface": surface}
        newsroom.change(insert(quote).values(**plain, **said))
    digest = told(newsroom, a_watch(newsroom), key, kind="digest")
    assert [(each.speaker, each.words) for each in digest.quotes] == [("Khakimov", "Sun."), ("a passer-by", "Rain.")]
    assert told(newsroom, newsroom.archive.watch("watch"), key).quotes == ()


def test_more_stories_than_are_listed_are_counted_and_the_newest_messages_go_first(newsroom):
    keys = [bring(newsroom, number, story(number)) for number in range(MOST["alert"] + 3)]
    watch = a_watch(newsroom)
    messages = [message(newsroom, *keys[:2]), message(newsroom, *reversed(keys[2:]), number=2)]
    digest = newsroom.archive.digest_of(watch, messages)
    assert [each.article for each in digest.stories] == list(reversed(keys[3:]))
    assert digest.more == 3


def test_what_is_from_the_archive_is_marked(newsroom):
    new, old = bring(newsroom, 1, story(1)), bring(newsroom, 2, story(2))
    digest = told(newsroom, a_watch(newsroom), new, old=(old,), kind="digest")
    assert [(each.article, each.is_old) for each in digest.stories] == [(new, False), (old, True)]


def test_a_digest_of_a_query_names_each_story_of_its_time_once(newsroom):
    for number, days, text in ((1, 0, 1), (2, 1, 2), (3, 1, 2), (4, 9, 4)):
        bring(newsroom, number, story(text), published=newsroom.dated(newsroom.now - timedelta(days=days)))
    between = {"since": newsroom.now - timedelta(days=7), "until": newsroom.now + HOUR}
    digest = newsroom.archive.digest(DigestQuery(query=Query(), **between))
    assert [each.title for each in digest.stories] == ["Story 1", "Story 2"]
    assert newsroom.archive.digest(DigestQuery(query=Query(language="ru"), **between)).stories == ()
