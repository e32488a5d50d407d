"""Looking again at pages: the schedule, edits that become versions, pages that vanish and return, and their listing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from extractors.records import NotModified, Unreadable
from storage.articles import Worked
from storage.care import check
from storage.edits import EditQuery
from storage.frontier import Listing
from storage.rechecks import ASK_AGAIN, NEVER, RecheckPolicy, born
from storage.tables import article, capture, frontier, run, version

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://a.example/bridge"
POLICY = RecheckPolicy(ages=tuple(HOUR * each for each in (1, 3, 9, 24, 72, 216, 648)))


def settle(newsroom, worked, moment, policy=POLICY):
    [settled] = newsroom.archive.settle([worked], newsroom.policy, moment, rechecks=policy)
    return settled


def bring(newsroom, url, text, title="News", *, policy=POLICY, **fields):
    """Take a page in as an ingest does, which sees to it that it is looked at again."""
    newsroom.discover(url)
    [lease] = newsroom.claim(url)
    return settle(newsroom, newsroom.worked(lease, text, title, **fields), newsroom.now, policy)


def due(newsroom, after, **given):
    return newsroom.claim(after=after, rechecks=True, **given)


def look(newsroom, after, text, title="News", **fields):
    """Look again at the only page that is due some time after now."""
    [lease] = due(newsroom, after)
    return settle(newsroom, newsroom.worked(lease, text, title, **fields), newsroom.now + after)


def fail(newsroom, after, ending, reason):
    [lease] = due(newsroom, after)
    return settle(newsroom, newsroom.failed(lease, ending, reason), newsroom.now + after)


def next_look(newsroom):
    [row] = newsroom.rows(frontier)
    return row.recheck_at and row.recheck_at - newsroom.now


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_the_schedule_thins_out_with_age_and_faster_where_nothing_changes():
    at = datetime(2025, 9, 1, 12, tzinfo=UTC)
    looks, now, unchanged = [], at, 0
    while (now := POLICY.next_check(at, now, unchanged=unchanged)) is not None:
        looks.append((now - at) / HOUR)
        unchanged += 1
    assert looks == [1, 3, 24, 216]


def test_what_changed_is_looked_at_sooner_but_never_more_often_than_the_shortest_age():
    at = datetime(2025, 9, 1, 12, tzinfo=UTC)
    assert POLICY.next_check(at, at + 9 * HOUR, changed=True) == at + 16.5 * HOUR
    assert POLICY.next_check(at, at + 2 * HOUR, changed=True) == at + 3 * HOUR
    looks, now = 0, at
    while (now := POLICY.next_check(at, now, changed=True)) is not None:
        looks += 1
    assert looks == 36


def test_old_articles_and_a_schedule_without_ages_are_never_looked_at_again():
    at = datetime(2025, 9, 1, 12, tzinfo=UTC)
    assert POLICY.next_check(at - 28 * DAY, at) is None
    assert NEVER.next_check(at, at) is None


@given(st.integers(0, 2_000), st.integers(0, 9), st.booleans())
def test_a_look_is_never_sooner_than_half_the_shortest_age(hours, unchanged, changed):
    at = datetime(2025, 9, 1, 12, tzinfo=UTC)
    now = at + hours * HOUR / 2
    then = POLICY.next_check(at, now, unchanged=unchanged, changed=changed)
    assert then is None or then - now >= POLICY.ages[0] / 2


def test_an_article_is_as_old_as_its_publication_or_else_its_first_sight():
    at = datetime(2025, 9, 1, 12, tzinfo=UTC)
    assert born(None, None, at) == at
    assert born(at - HOUR, "second", at) == at - HOUR
    assert born(at + HOUR, "second", at) == at
    assert born(at - 12 * HOUR, "day", at) == at
    assert born(at - 9 * DAY, "day", at) == at - 8 * DAY


def test_a_fresh_original_is_looked_at_again_and_nothing_else(newsroom, texts):
    old, name = newsroom.dated(newsroom.now - 90 * DAY), "Shanghai Cooperation Organization"
    bring(newsroom, URL, texts["bridge"])
    bring(newsroom, "https://copy.example/1", texts["bridge"])
    bring(newsroom, "https://old.example/1", texts["orchard"], published=old)
    tagged = newsroom.tagging("News", texts["summit"], name, level="central")
    bring(newsroom, "https://b.example/1", texts["summit"], tagging=tagged)
    bring(newsroom, "https://c.example/1", texts["summit"], tagging=tagged)
    assert due(newsroom, HOUR - timedelta(minutes=1)) == []
    leases = due(newsroom, HOUR)
    assert {each.url for each in leases} == {URL, "https://b.example/1", "https://c.example/1"}
    assert all(each.resumed and each.article and each.attempts == 0 for each in leases)
    assert due(newsroom, HOUR) == []


def test_what_was_taken_from_a_web_archive_is_not_looked_at_again(on_sqlite, texts):
    copy = "https://archive.example/web/2025/https://a.example/bridge"
    listing = Listing(how="wayback", origin="https://archive.example/cdx")
    entries, now = [on_sqlite.entry(URL)], on_sqlite.now
    on_sqlite.archive.discover(on_sqlite.run, entries, listing, now, captures={URL: copy})
    [lease] = on_sqlite.claim(URL)
    settle(on_sqlite, on_sqlite.worked(lease, texts["bridge"]), on_sqlite.now)
    assert next_look(on_sqlite) is None


def test_new_urls_go_before_looks_and_only_who_asks_for_looks_gets_them(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    newsroom.discover("https://b.example/new")
    assert newsroom.claim(after=2 * HOUR, urls=(URL,)) == []
    assert [each.url for each in due(newsroom, 2 * HOUR, limit=1)] == ["https://b.example/new"]
    assert due(newsroom, 2 * HOUR, source_ids=[]) == []
    assert [each.url for each in due(newsroom, 2 * HOUR, limit=1)] == [URL]


def test_a_look_takes_nothing_from_the_run_that_had_stored_the_page(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    other = newsroom.archive.begin_run("ingest", "other", newsroom.now, is_alive=lambda _: True)
    [lease] = due(newsroom, HOUR, run=other)
    assert lease.resumed
    assert [row.handed_over for row in newsroom.rows(run)] == [0, 0]
    [again] = due(newsroom, 2 * HOUR + timedelta(minutes=1), run=other)
    assert again.resumed is False, "a lease that ran out belongs to its run"


def test_a_look_is_conditional_but_each_third_and_those_after_a_failure_are_in_full(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    newsroom.change(capture.update().values(etag='"1"', last_modified="Mon"))
    seen = []
    for hours in (1, 3, 24, 216):
        [lease] = due(newsroom, hours * HOUR)
        seen.append((lease.etag, lease.last_modified, lease.unchanged))
        answer = NotModified(url=URL, final_url=URL, moved_permanently=False, fetched_at=newsroom.now)
        settled = settle(newsroom, Worked(lease=lease, fetched=answer, analysis=None), newsroom.now + hours * HOUR)
        assert (settled.outcome, settled.reason, settled.resumed) == ("unchanged", "not_modified", True)
    assert seen == [('"1"', "Mon", 0), ('"1"', "Mon", 1), (None, None, 2), ('"1"', "Mon", 3)]
    assert next_look(newsroom) is None
    assert len(newsroom.rows(capture)) == 1


# --- versions --------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_with_what_it_changed_and_the_page_is_looked_at_sooner(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    text = texts["bridge"].replace("two years", "four years")
    settled = look(newsroom, HOUR, text)
    assert (settled.outcome, settled.reason, settled.resumed) == ("updated", "", True)
    [kept] = newsroom.rows(version)
    assert (kept.text, kept.significance, kept.times, kept.seen_again_at) == (texts["bridge"], "significant", 1, None)
    [change] = kept.changes
    assert (change["kind"], change["before"]["surface"], change["after"]["surface"]) == ("number", "two", "four")
    assert kept.text[change["before"]["start"] : change["before"]["end"]] == "two"
    assert text[change["after"]["start"] : change["after"]["end"]] == "four"
    assert next_look(newsroom) == 2 * HOUR
    assert list(check(newsroom.archive)) == []


def test_a_boring_difference_makes_no_version_and_leaves_the_article_as_it_is(newsroom, texts):
    bring(newsroom, URL, texts["bridge"] + "\n\nViews: 12")
    before = newsroom.rows(article)
    settled = look(newsroom, HOUR, texts["bridge"] + "\n\nViews: 90\n\nUpdated 14:05")
    assert (settled.outcome, newsroom.rows(version), newsroom.rows(article)) == ("unchanged", [], before)
    assert len(newsroom.rows(capture)) == 2
    assert next_look(newsroom) == 3 * HOUR


def test_a_page_that_flaps_between_two_texts_has_one_version_of_each(newsroom, texts):
    one, other = texts["bridge"], texts["bridge"].replace("two years", "four years")
    bring(newsroom, URL, one)
    settled = []
    for number in range(6):
        settled.append(look(newsroom, (number + 1) * 30 * HOUR, (other, one)[number % 2]))
        newsroom.change(frontier.update().values(recheck_at=newsroom.now))
    assert [each.reason for each in settled] == ["", *["seen_before"] * 5]
    assert {each.outcome for each in settled} == {"updated"}
    [row] = newsroom.rows(article)
    assert (row.text, newsroom.urls(words="four years")) == (one, [])
    first, second = newsroom.rows(version)
    assert ({first.text, second.text}, first.times, second.times) == ({one, other}, 4, 3)
    assert (first.seen_again_at, second.replaced_at) == (newsroom.now + 180 * HOUR,) * 2


def test_a_text_that_comes_back_with_another_counter_is_the_same(on_sqlite, texts):
    one, other = texts["bridge"], texts["bridge"].replace("two years", "four years")
    bring(on_sqlite, URL, f"{one}\n\nViews: 1")
    look(on_sqlite, HOUR, f"{other}\n\nViews: 2")
    assert look(on_sqlite, 3 * HOUR, f"{one}\n\nViews: 3").reason == "seen_before"
    assert [row.times for row in on_sqlite.rows(version)] == [2, 1]
    assert on_sqlite.rows(article)[0].text.endswith("Views: 3")


def test_what_only_another_extractor_reads_is_no_edit(on_sqlite, texts):
    bring(on_sqlite, URL, texts["bridge"])
    more = texts["bridge"] + "\n\nThe 12 boats of Ivan Petrov wait in the harbour until the ice is gone."
    settled = look(on_sqlite, HOUR, more, extractor="next")
    [row] = on_sqlite.rows(article)
    assert (settled.outcome, on_sqlite.rows(version), row.text, row.extractor) == ("unchanged", [], more, "next")
    assert row.changed_at == on_sqlite.now
    edited = look(on_sqlite, 3 * HOUR, more.replace("12 boats", "14 boats"), extractor="third")
    assert edited.outcome == "updated"
    assert [(each.significance, each.reasons) for each in on_sqlite.rows(version)] == [
        ("significant", ["other_extractor"])
    ]


def test_the_same_bytes_are_no_edit_however_they_are_read(on_sqlite, texts):
    bring(on_sqlite, URL, texts["bridge"])
    [lease] = due(on_sqlite, HOUR)
    same = on_sqlite.worked(lease, texts["bridge"])
    read = on_sqlite.analysis(URL, texts["orchard"])
    assert settle(on_sqlite, replace(same, analysis=read), on_sqlite.now + HOUR).outcome == "unchanged"
    assert on_sqlite.rows(article)[0].text == texts["bridge"]


# --- pages that vanish -----------------------------------------------------------------------------------------------


def test_a_page_that_is_gone_has_vanished_and_its_text_stays(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    settled = fail(newsroom, HOUR, "gone", "http_410")
    assert (settled.outcome, settled.reason) == ("failed", "http_410")
    [row] = newsroom.rows(article)
    assert (row.text, row.vanished_at, row.vanished_status) == (texts["bridge"], newsroom.now + HOUR, "http_410")
    assert [(each.state, each.reason) for each in newsroom.rows(frontier)] == [("gone", "http_410")]
    assert newsroom.urls(words="zarafshan") == [URL]
    assert [each.article for each in newsroom.archive.vanished(EditQuery())] == [row.id]


def test_one_404_is_not_believed_and_a_second_is(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    fail(newsroom, HOUR, "gone", "http_404")
    [row] = newsroom.rows(article)
    assert (row.vanished_at, row.vanished_status) == (newsroom.now + HOUR, None)
    assert list(newsroom.archive.vanished(EditQuery())) == []
    assert next_look(newsroom) == HOUR + ASK_AGAIN
    fail(newsroom, HOUR + ASK_AGAIN, "gone", "http_404")
    [row] = newsroom.rows(article)
    assert (row.vanished_at, row.vanished_status) == (newsroom.now + HOUR, "http_404")
    [found] = newsroom.archive.vanished(EditQuery())
    assert (found.article, found.status, found.vanished_at) == (row.id, "http_404", newsroom.now + HOUR)


def test_two_answers_within_a_minute_are_one(on_sqlite, texts):
    bring(on_sqlite, URL, texts["bridge"])
    for minutes in (60, 61):
        on_sqlite.change(frontier.update().values(recheck_at=on_sqlite.now))
        fail(on_sqlite, timedelta(minutes=minutes), "gone", "http_404")
    assert list(on_sqlite.archive.vanished(EditQuery())) == []


def test_a_page_that_returns_is_there_again_and_that_is_noted(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    fail(newsroom, HOUR, "gone", "http_410")
    assert next_look(newsroom) == 3 * HOUR
    assert look(newsroom, 3 * HOUR, texts["bridge"]).outcome == "unchanged"
    [row] = newsroom.rows(article)
    assert (row.vanished_at, row.vanished_status, row.returned_at) == (None, None, newsroom.now + 3 * HOUR)
    assert [each.state for each in newsroom.rows(frontier)] == ["done"]


def test_a_404_that_was_a_mistake_leaves_no_trace(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    before = newsroom.rows(article)
    fail(newsroom, HOUR, "gone", "http_404")
    look(newsroom, HOUR + ASK_AGAIN, texts["bridge"])
    assert newsroom.rows(article) == before


@pytest.mark.parametrize(
    ("reason", "outcome"), [("soft_404", "refused"), ("paywall", "refused"), ("no_text", "failed")]
)
def test_a_page_that_is_no_article_any_more_does_not_touch_the_article(newsroom, texts, reason, outcome):
    bring(newsroom, URL, texts["bridge"])
    told = {"soft_404": [None, "soft_404"]}.get(reason, [None, None])
    for after, status in zip((HOUR, 30 * HOUR), told, strict=True):
        [lease] = due(newsroom, after)
        unreadable = Unreadable(reason=reason, detail="Another page.")
        worked = Worked(lease=lease, fetched=newsroom.page(URL, b"<p>oops"), analysis=unreadable)
        settled = settle(newsroom, worked, newsroom.now + after)
        assert (settled.outcome, settled.reason) == (outcome, reason)
        [row] = newsroom.rows(article)
        assert (row.text, row.vanished_status, newsroom.rows(version)) == (texts["bridge"], status, [])
        newsroom.change(frontier.update().values(recheck_at=newsroom.now))


def test_a_look_that_fails_leaves_the_page_to_the_next_one(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    assert fail(newsroom, HOUR, "failed", "http_403").outcome == "failed"
    [row] = newsroom.rows(frontier)
    assert (row.state, row.reason, next_look(newsroom)) == ("done", "http_403", 3 * HOUR)
    [lease] = due(newsroom, 3 * HOUR)
    assert settle(newsroom, newsroom.failed(lease), newsroom.now + 3 * HOUR).outcome == "pending"


def test_an_archive_does_not_replace_what_its_host_has_taken_down(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    fail(newsroom, HOUR, "gone", "http_410")
    newsroom.discover(URL, how="warc")
    assert newsroom.claim(after=DAY) == []
    assert [each.state for each in newsroom.rows(frontier)] == ["gone"]


# --- listing ---------------------------------------------------------------------------------------------------------


def test_edits_are_listed_the_newest_first_and_narrowed(newsroom, texts):
    one, two = newsroom.sources("one", "two")
    for source, url, text in ((one, URL, "bridge"), (two, "https://b.example/orchard", "orchard")):
        newsroom.discover(url, source_id=source.id)
        [lease] = newsroom.claim(url)
        settle(newsroom, newsroom.worked(lease, texts[text]), newsroom.now)
    [first, second] = due(newsroom, HOUR)
    settle(newsroom, newsroom.worked(first, texts["bridge"].replace("two", "six"), "Later"), newsroom.now + HOUR)
    settle(newsroom, newsroom.worked(second, texts["orchard"] + " All is well."), newsroom.now + 2 * HOUR)

    def asked(**query):
        return [each.article for each in newsroom.archive.edits(EditQuery(**query))]

    assert asked() == [2, 1]
    assert asked(significant=True) == asked(source="one") == asked(article=1) == [1]
    assert asked(story=newsroom.archive.story_of(1)) == [1]
    assert asked(since=newsroom.now + 2 * HOUR) == asked(limit=1) == [2]
    assert asked(until=newsroom.now + 2 * HOUR) == [1]
    with pytest.raises(InputError, match="no source 'three' is in the archive"):
        asked(source="three")
    edit = list(newsroom.archive.edits(EditQuery()))[1]
    assert (edit.url, edit.title, edit.source) == (URL, "Later", "one")
    assert {each["kind"] for each in edit.changes} == {"headline", "number"}


def test_versions_of_before_are_listed_as_not_classified(newsroom, texts):
    bring(newsroom, URL, texts["bridge"])
    look(newsroom, HOUR, texts["bridge"].replace("two", "six"))
    newsroom.change(version.update().values(significance=None, changes=None, reasons=None))
    [edit] = newsroom.archive.edits(EditQuery())
    assert (edit.significance, edit.changes, edit.reasons) == (None, [], [])
    assert list(newsroom.archive.edits(EditQuery(significant=True))) == []


def test_a_check_finds_changes_that_do_not_stand_where_they_say(on_sqlite, texts):
    bring(on_sqlite, URL, texts["bridge"])
    look(on_sqlite, HOUR, texts["bridge"].replace("two", "six"))
    [row] = on_sqlite.rows(version)
    row.changes[0]["before"]["start"] -= 1
    on_sqlite.change(version.update().values(changes=row.changes))
    assert [each for each in check(on_sqlite.archive) if "version 1" in str(each)]
