"""What a watch tells: each story once, in time, and to everybody, whatever happens in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from storage.outbox import HORIZON
from storage.retries import RetryPolicy
from storage.schedules import Schedule
from storage.tables import article, watch, watch_target, watch_told
from storage.watches import NewWatch, Recipient
from tests import prose

POLICY = RetryPolicy(attempts=3, delay_seconds=300, delay_limit_seconds=3_600)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ALIVE = {"is_alive": lambda _: True}


def story(number):
    """A text that has nothing in common with that of another number."""
    return prose.story(100 * number)


class Desk:
    """A newsroom with one watch."""

    def __init__(self, newsroom, *urls, query=None, **fields):
        self.newsroom, self.archive, self.now = newsroom, newsroom.archive, newsroom.now
        recipients = [Recipient(url=each, label=each) for each in urls or ("json://hook.example",)]
        kept = {"schedule": Schedule(), "since": newsroom.now, **fields}
        self.archive.add_watch(
            NewWatch(name="watch", query=query or {"lang": "en"}, recipients=recipients, **kept), self.now
        )

    def bring(self, number, text, **fields):
        """An article; give its key."""
        return self.newsroom.bring(f"https://a.example/{number}", text, f"Story {number}", **fields)

    def look(self, after=timedelta(0)):
        """Decide; give the articles that are told, from the archive last, or None."""
        before = {each.id for post in self.waiting() for each in post.messages}
        key = self.archive.decide_watch(self.archive.watch("watch"), self.now + after)
        if key is None:
            return None
        [message] = {
            each.id: each for post in self.waiting() for each in post.messages if each.id not in before
        }.values()
        assert message.id == key
        return (*message.articles, *message.old_articles)

    def waiting(self):
        """What waits for each target, whoever holds it."""
        moment = self.now + timedelta(days=4_000)
        asked = {"now": moment, "until": moment, "policy": POLICY, "is_alive": lambda _: False}
        posts = self.archive.claim_posts("look", **asked)
        self.archive.release_posts([each.target.id for each in posts], "look")
        return posts

    def claim(self, owner="one", after=timedelta(0), **given):
        moment = self.now + after
        asked = {"now": moment, "until": moment + 15 * MINUTE, "policy": POLICY, **ALIVE, **given}
        return self.archive.claim_posts(owner, **asked)

    def fail(self, post, after=timedelta(0), owner="one"):
        keys = [each.id for each in post.messages]
        told = {"owner": owner, "detail": "no answer", "policy": POLICY, "now": self.now + after}
        again = self.archive.note_not_sent(post.target, keys, **told)
        self.archive.release_posts([post.target.id], owner)
        return again

    def states(self):
        return {row.article_id: row.state for row in self.newsroom.rows(watch_told)}


def keys(newsroom):
    return [row.id for row in newsroom.rows(article)]


# --- once per story ---------------------------------------------------------------------------------------------------


def test_a_story_is_told_once_and_its_copies_are_not(newsroom):
    desk = Desk(newsroom)
    assert desk.look() is None
    desk.bring(1, story(1))
    desk.bring(2, story(1))  # its copy comes with it
    [first, copy] = keys(newsroom)
    assert desk.look(MINUTE) == (first,)
    assert desk.look(2 * MINUTE) is None
    desk.bring(3, story(1))
    assert desk.look(3 * MINUTE) is None
    desk.bring(4, story(4))
    [*_, late, other] = keys(newsroom)
    assert desk.look(4 * MINUTE) == (other,)
    assert desk.states() == {first: "told", copy: "told", late: "covered", other: "told"}


def test_the_newest_of_several_stories_goes_first_and_each_is_named_by_its_original(newsroom):
    desk = Desk(newsroom)
    for number, hours in ((1, 3), (2, 1), (3, 2)):
        moment = newsroom.dated(newsroom.now - timedelta(hours=hours))
        desk.bring(number, story(number), published=moment)
    desk.bring(4, story(2), published=newsroom.dated(newsroom.now - timedelta(hours=9)))
    [one, two, three, _] = keys(newsroom)
    assert desk.look() == (two, three, one)


def test_stories_that_are_made_anew_are_not_told_again(newsroom):
    desk = Desk(newsroom)
    for number in (1, 2, 3):
        desk.bring(number, story(number % 2))
    first = desk.look()
    assert len(first) == 2
    before = [row.story_id for row in newsroom.rows(article)]
    newsroom.archive.cluster_again()
    assert not set(before) & {row.story_id for row in newsroom.rows(article)}, "they have other keys now"
    assert desk.look(MINUTE) is None
    desk.bring(4, story(1))
    assert desk.look(2 * MINUTE) is None


def test_a_story_that_falls_apart_or_is_joined_to_another_is_not_told_again(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1))
    assert desk.look()
    desk.bring(2, story(1))
    assert desk.look(MINUTE) is None
    desk.bring(3, story(3))
    [first, copy, other] = keys(newsroom)
    apart = newsroom.rows(article)[2].story_id
    newsroom.change(update(article).where(article.c.id == copy).values(story_id=apart))
    assert desk.look(2 * MINUTE) is None, "the copy was covered, and takes its new story with it"
    assert desk.states() == {first: "told", copy: "covered", other: "covered"}


def test_a_story_told_by_an_article_that_answers_no_longer_stays_told(newsroom):
    desk = Desk(newsroom, query={"lang": "en", "originals": "1"})
    desk.bring(1, story(1))
    assert desk.look()
    newsroom.change(update(article).values(kind="near"))
    assert desk.look(MINUTE) is None
    newsroom.change(update(article).values(kind="original"))
    assert desk.look(2 * MINUTE) is None


def test_two_watches_tell_the_same_story_each_once(newsroom):
    desk = Desk(newsroom)
    kept = {"recipients": [Recipient(url="xml://b.example", label="b")], "schedule": Schedule(), "since": desk.now}
    desk.archive.add_watch(NewWatch(name="other", query={"lang": "en"}, **kept), desk.now)
    desk.bring(1, story(1))
    for expected in (True, False):
        for each in desk.archive.watches():
            assert (desk.archive.decide_watch(each, desk.now + MINUTE) is not None) is expected


# --- what is news -----------------------------------------------------------------------------------------------------


def test_what_was_there_before_the_watch_is_not_told_unless_asked_for(newsroom):
    newsroom.bring("https://a.example/0", story(0))
    later = newsroom.now + MINUTE
    assert Desk(newsroom, since=later).look() is None
    newsroom.archive.remove_watch("watch")
    assert Desk(newsroom, since=newsroom.now - DAY).look() == tuple(keys(newsroom))


def test_a_story_that_began_before_is_told_when_a_copy_comes(newsroom):
    newsroom.bring("https://a.example/0", story(1))
    desk = Desk(newsroom, since=newsroom.now + MINUTE)
    newsroom.discover("https://b.example/1", now=newsroom.now + 2 * MINUTE)
    [lease] = newsroom.claim("https://b.example/1", after=2 * MINUTE)
    newsroom.settle(newsroom.worked(lease, story(1)), now=newsroom.now + 2 * MINUTE)
    assert desk.look(3 * MINUTE) == (keys(newsroom)[1],)


def edit(newsroom, number, hours):
    """Let a page say something else."""
    lease = newsroom.claim_edited(f"https://a.example/{number}", hours)
    newsroom.settle(newsroom.worked(lease, f"{story(number)} A lighthouse was lit there.", f"Story {number}"))


def test_what_answers_only_later_is_news_then_but_not_for_ever(newsroom):
    desk = Desk(newsroom, query={"q": "lighthouse"})
    for number in (1, 2, 3):
        desk.bring(number, story(number))
    assert desk.look() is None
    [one, two, _] = keys(newsroom)
    edit(newsroom, 1, 1)
    assert desk.look(HORIZON - DAY) == (one,)
    edit(newsroom, 2, 2)
    assert desk.look(3 * HORIZON) == (two,), "nobody looked for so long: it counts from the last look"
    edit(newsroom, 3, 3)
    assert desk.look(6 * HORIZON) is None


def test_alerts_pass_over_what_a_backfill_brings_and_a_fresh_copy_of_it_is_news(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1), published=newsroom.dated(newsroom.now - timedelta(days=7, seconds=1)))
    desk.bring(2, story(2), published=newsroom.dated(newsroom.now - timedelta(days=7)))
    [old, fresh] = keys(newsroom)
    assert desk.look() == (fresh,)
    assert desk.states() == {old: "old", fresh: "told"}
    desk.bring(3, story(1))
    assert desk.look(MINUTE) == (keys(newsroom)[2],)


def test_a_page_from_a_web_archive_that_states_no_date_is_as_old_as_its_copy(newsroom):
    desk = Desk(newsroom)
    for number, days in ((1, 8), (2, 0)):
        url = f"https://a.example/{number}"
        newsroom.discover(newsroom.entry(url, published=None))
        [lease] = newsroom.claim(url)
        worked = newsroom.worked(lease, story(number), published=None)
        copy = replace(worked.fetched, fetched_at=newsroom.now - timedelta(days=days))
        newsroom.settle(replace(worked, fetched=copy))
    old, fresh = keys(newsroom)
    assert desk.look() == (fresh,)
    assert desk.states() == {old: "old", fresh: "told"}


def test_a_watch_from_a_day_in_the_past_reaches_back_to_it(newsroom):
    newsroom.bring("https://a.example/0", story(0))
    later = newsroom.now + 4 * HORIZON
    kept = {"recipients": [Recipient(url="json://a.example", label="a")], "schedule": Schedule()}
    for name, since in (("all", newsroom.now), ("new", newsroom.now + MINUTE)):
        newsroom.archive.add_watch(NewWatch(name=name, query={}, since=since, **kept), later)
    told = {each.name: newsroom.archive.decide_watch(each, later + MINUTE) for each in newsroom.archive.watches()}
    assert told == {"all": 1, "new": None}


def test_alerts_tell_what_is_old_where_that_is_asked_for(newsroom):
    desk = Desk(newsroom, old=True)
    desk.bring(1, story(1), published=newsroom.dated(newsroom.now - timedelta(days=700)))
    assert desk.look() == tuple(keys(newsroom))


def test_a_watch_that_cannot_be_asked_says_so_and_changes_nothing(newsroom):
    desk = Desk(newsroom, query={"source": "nobody"})
    with pytest.raises(Exception, match="no source 'nobody'"):
        desk.look()
    desk.archive.note_watch_problem(desk.archive.watch("watch"), "no source")
    assert desk.archive.watch("watch").problem == "no source"


# --- digests ----------------------------------------------------------------------------------------------------------


def test_a_digest_comes_at_its_time_and_covers_what_was_missed(newsroom):
    desk = Desk(newsroom, schedule=Schedule(every="daily", at="08:00"))  # it is noon
    desk.bring(1, story(1))
    desk.bring(2, story(2), published=newsroom.dated(newsroom.now - timedelta(days=90)))
    assert desk.look(timedelta(hours=19)) is None
    assert desk.look(timedelta(days=4)) == tuple(keys(newsroom))
    [post] = desk.waiting()
    [message] = post.messages
    assert (message.kind, message.since, message.until) == ("digest", desk.now, desk.now + 4 * DAY)
    assert message.old_articles == (keys(newsroom)[1],)
    assert desk.look(timedelta(days=4)) is None
    assert desk.look(timedelta(days=5)) == (), "a digest without stories is sent too"


def test_two_runs_that_know_of_the_same_digest_send_one(newsroom):
    desk = Desk(newsroom, schedule=Schedule(every="daily", at="08:00"))
    stale = desk.archive.watch("watch")
    assert desk.archive.decide_watch(stale, desk.now + DAY) is not None
    assert desk.archive.decide_watch(stale, desk.now + DAY) is None
    desk.archive.remove_watch("watch")
    assert desk.archive.decide_watch(stale, desk.now + 2 * DAY) is None


def test_a_clock_that_ran_ahead_for_a_while_does_not_silence_a_digest(newsroom):
    desk = Desk(newsroom, schedule=Schedule(every="daily", at="08:00"))
    assert desk.look(timedelta(days=3_650)) == ()
    desk.bring(1, story(1))
    assert desk.look() is None
    assert desk.archive.watch("watch").next_at == datetime(2025, 9, 2, 8, tzinfo=UTC)
    assert desk.look(DAY) == tuple(keys(newsroom))
    message = desk.waiting()[0].messages[-1]
    assert (message.since, message.until) == (desk.now, desk.now + DAY)


def test_a_watch_that_is_paused_looks_at_nothing_and_then_tells_what_came(newsroom):
    desk = Desk(newsroom)
    desk.archive.pause_watch("watch")
    desk.bring(1, story(1))
    assert desk.look() is None
    desk.archive.resume_watch("watch")
    assert desk.look(MINUTE) == tuple(keys(newsroom))


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_target_is_held_by_one_process_at_a_time(newsroom):
    desk = Desk(newsroom, "json://a.example", "json://b.example")
    desk.bring(1, story(1))
    desk.look()
    assert [each.target.url for each in desk.claim("one")] == ["json://a.example", "json://b.example"]
    assert desk.claim("two") == []
    assert len(desk.claim("two", is_alive=lambda owner: owner != "one")) == 2, "one was killed"
    assert desk.claim("three", after=14 * MINUTE) == []
    assert len(desk.claim("three", after=15 * MINUTE)) == 2, "two is on another machine, and not heard of"


def test_what_was_sent_is_not_sent_again(newsroom):
    desk = Desk(newsroom, "json://a.example", "json://b.example")
    desk.bring(1, story(1))
    desk.look()
    [first, _] = desk.claim()
    desk.archive.note_sent(first.target, [each.id for each in first.messages], "one", desk.now)
    assert [each.target.url for each in desk.waiting()] == ["json://b.example"]
    assert {line.label: line.state for line in desk.archive.watch_log()} == {
        "json://a.example": "sent", "json://b.example": "pending"
    }  # fmt: skip


def test_a_target_that_fails_is_tried_at_growing_intervals_then_given_up_until_resumed(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1))
    desk.look()
    [post] = desk.claim()
    assert desk.fail(post) == desk.now + 5 * MINUTE
    desk.bring(2, story(2))
    desk.look(MINUTE)
    assert desk.claim(after=4 * MINUTE) == [], "what is new waits with it"
    [post] = desk.claim(after=5 * MINUTE)
    assert len(post.messages) == 2
    assert desk.fail(post, 5 * MINUTE) == desk.now + 15 * MINUTE
    [post] = desk.claim(after=15 * MINUTE)
    assert desk.fail(post, 15 * MINUTE) == desk.now + 35 * MINUTE
    log = desk.archive.watch_log("watch")
    assert [(each.state, each.tries, each.detail) for each in log] == [
        ("pending", 2, "no answer"), ("failed", 3, "no answer")
    ]  # fmt: skip
    assert log[0].next_try_at == desk.now + 35 * MINUTE
    assert desk.archive.resume_watch("watch") == 2
    [post] = desk.claim(after=16 * MINUTE)
    assert (len(post.messages), post.target.failures) == (2, 0)


def test_a_target_that_answers_again_has_no_failures(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1))
    desk.look()
    [post] = desk.claim()
    desk.fail(post)
    [post] = desk.claim(after=5 * MINUTE)
    desk.archive.note_sent(post.target, [each.id for each in post.messages], "one", desk.now)
    [target] = newsroom.rows(watch_target)
    assert (target.failures, target.next_try_at) == (0, None)


def test_a_next_try_that_a_clock_gone_ahead_has_set_does_not_hold(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1))
    desk.look()
    [post] = desk.claim()
    desk.fail(post, timedelta(days=3_650))
    assert len(desk.claim(after=MINUTE)) == 1


def test_nothing_is_sent_for_a_watch_that_is_paused(newsroom):
    desk = Desk(newsroom)
    desk.bring(1, story(1))
    desk.look()
    desk.archive.pause_watch("watch")
    assert desk.claim() == []
    newsroom.change(update(watch).values(paused=False))
    assert len(desk.claim()) == 1


def test_the_log_is_of_one_watch_or_of_all_and_says_how_many_stories(newsroom):
    desk = Desk(newsroom)
    for number in (1, 2):
        desk.bring(number, story(number))
    desk.look()
    [line] = desk.archive.watch_log("watch")
    assert (line.watch, line.kind, line.stories, line.state, line.tries) == ("watch", "alert", 2, "pending", 0)
    assert desk.archive.watch_log("other") == []
    assert desk.archive.watch_log(limit=None) == [line]
