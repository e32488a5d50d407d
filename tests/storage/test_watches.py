"""Saved searches: kept, changed, let rest, forgotten."""

from datetime import timedelta

import pytest

from config.errors import InputError
from storage.schedules import Schedule
from storage.tables import watch as watch_table
from storage.tables import watch_delivery, watch_message, watch_target, watch_told
from storage.watches import NewWatch, Recipient, check_query

MAIL = Recipient(url="mailto://me:secret@mail.example", label="mailto://me:****@mail.example")
HOOK = Recipient(url="json://hook.example/token", label="json://hook.example/…")


def make(newsroom, name="energy", *recipients, query=None, **fields):
    kept = {"schedule": Schedule(), "since": newsroom.now, **fields}
    new = NewWatch(name=name, query=query or {"q": "energy"}, recipients=recipients or (MAIL,), **kept)
    newsroom.archive.add_watch(new, newsroom.now)
    return newsroom.archive.watch(name)


def test_a_watch_is_given_back_as_it_was_made(newsroom):
    schedule = Schedule(every="weekly", at="17:00", weekday=4, zone="Asia/Tashkent")
    made = make(newsroom, "energy", MAIL, HOOK, query={"q": "energy club", "tag": "sco"}, schedule=schedule, old=True)
    assert (made.name, made.query, made.schedule) == ("energy", {"q": "energy club", "tag": "sco"}, schedule)
    assert [(each.url, each.label) for each in made.targets] == [(each.url, each.label) for each in (MAIL, HOOK)]
    assert (made.old, made.paused, made.problem) == (True, False, None)
    assert (made.created_at, made.since, made.next_at) == (
        newsroom.now,
        newsroom.now,
        schedule.next_after(newsroom.now),
    )
    assert newsroom.archive.watches() == [made]


def test_watches_have_different_names_and_an_unknown_one_names_near_ones(newsroom):
    make(newsroom)
    with pytest.raises(InputError, match="there is a watch 'energy' already"):
        make(newsroom)
    with pytest.raises(InputError, match="no watch 'enrgy'; did you mean energy"):
        newsroom.archive.watch("enrgy")
    for act in ("pause_watch", "resume_watch", "remove_watch"):
        with pytest.raises(InputError, match="no watch"):
            getattr(newsroom.archive, act)("elsewhere")


def test_whether_there_are_watches_counts_those_that_are_awake(newsroom):
    assert not newsroom.archive.has_watches()
    make(newsroom)
    assert newsroom.archive.has_watches()
    newsroom.archive.pause_watch("energy")
    assert not newsroom.archive.has_watches()
    newsroom.archive.resume_watch("energy")
    assert newsroom.archive.has_watches()


def test_a_watch_that_is_removed_leaves_nothing_and_takes_nothing_of_others(newsroom, texts):
    for name in ("one", "two"):
        make(newsroom, name, query={"lang": "en"})
    newsroom.bring("https://a.example/1", texts["bridge"] if "bridge" in texts else next(iter(texts.values())))
    for each in newsroom.archive.watches():
        assert newsroom.archive.decide_watch(each, newsroom.now)
    newsroom.archive.remove_watch("one")
    assert [row.name for row in newsroom.rows(watch_table)] == ["two"]
    for table in (watch_target, watch_message, watch_told, watch_delivery):
        assert len(newsroom.rows(table)) == 1


def test_other_targets_keep_those_that_stay_and_drop_what_waits_for_the_rest(newsroom, texts):
    made = make(newsroom, "energy", MAIL, HOOK, query={"lang": "en"})
    newsroom.bring("https://a.example/1", next(iter(texts.values())))
    newsroom.archive.decide_watch(made, newsroom.now)
    new = Recipient(url="xml://new.example", label="xml://new.example")
    schedule = Schedule(every="daily", at="09:00")
    later = newsroom.now + timedelta(days=3)
    newsroom.archive.change_watch("energy", later, query={"tag": "sco"}, schedule=schedule, recipients=[HOOK, new])
    changed = newsroom.archive.watch("energy")
    assert [each.url for each in changed.targets] == [HOOK.url, new.url]
    assert changed.targets[0].id == made.targets[1].id
    assert (changed.query, changed.schedule, changed.next_at) == ({"tag": "sco"}, schedule, schedule.next_after(later))
    assert [row.target_id for row in newsroom.rows(watch_delivery)] == [made.targets[1].id]


@pytest.mark.parametrize("name", ["limit", "order", "as_of", "until", "snippets", "seen_until"])
def test_a_watch_looks_at_what_is_new_and_can_have_no_end_or_order(name):
    with pytest.raises(InputError, match=f"a watch can't have '{name}'"):
        check_query({"q": "energy", name: "1"})


def test_a_search_that_cannot_be_read_is_refused():
    with pytest.raises(InputError, match="'colour' is not something to ask for"):
        check_query({"colour": "red"})
