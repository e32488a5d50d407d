"""The health of a source: what it brings, and what becomes of it."""

from datetime import timedelta

from sqlalchemy import update

from storage.gaps import note
from storage.tables import frontier

DAY = timedelta(days=1)


def list_urls(newsroom, state, *names, days=0, dated=None, origin=None, how="feed"):
    """The source lists URLs so many days from now, dated likewise; by default on the day it lists them."""
    moment = newsroom.now + days * DAY
    published = None if dated == "undated" else newsroom.dated(moment if dated is None else newsroom.now + dated * DAY)
    entries = [newsroom.entry(f"https://{state.source.slug}.example/{name}", published=published) for name in names]
    newsroom.discover(*entries, origin=origin or state.source.url, source_id=state.id, how=how, now=moment)


def end(newsroom, url, state):
    newsroom.change(update(frontier).where(frontier.c.url == url).values(state=state))


def test_a_source_that_brought_nothing_has_no_health_to_speak_of(newsroom):
    newsroom.sources("one")
    healths = newsroom.archive.health(newsroom.now)
    told = healths["one"]
    assert list(healths) == ["one"]
    assert (told.entries_per_week, told.article_share, told.last_entry_at, told.open_gaps) == (0.0, None, None, 0)


def test_entries_are_counted_over_four_weeks(newsroom):
    one, two = newsroom.sources("one", "two")
    list_urls(newsroom, one, "old", days=-40)
    for day in range(20):
        list_urls(newsroom, one, f"{day}-a", f"{day}-b", days=-day)
    list_urls(newsroom, two, "x", days=-35)
    told = newsroom.archive.health(newsroom.now)
    assert (told["one"].entries_per_week, told["one"].last_entry_at) == (10.0, newsroom.now)
    assert (told["two"].entries_per_week, told["two"].last_entry_at) == (0.0, newsroom.now - 35 * DAY)


def test_a_young_source_is_measured_by_its_age_and_never_by_less_than_a_week(newsroom):
    young, new = newsroom.sources("young", "new")
    list_urls(newsroom, young, "a", "b", days=-14)
    list_urls(newsroom, young, "c", "d", days=-1)
    list_urls(newsroom, new, "a", "b", "c")
    told = newsroom.archive.health(newsroom.now)
    assert (told["young"].entries_per_week, told["new"].entries_per_week) == (2.0, 3.0)


def test_history_is_no_sign_of_health_but_what_fills_a_gap_is(newsroom):
    [one] = newsroom.sources("one")
    sitemap = {"origin": "https://one.example/map.xml", "how": "sitemap"}
    list_urls(newsroom, one, "first", days=-28)
    list_urls(newsroom, one, "from-2020", dated=-2000)
    list_urls(newsroom, one, "from-2019", dated=-2400, **sitemap)
    list_urls(newsroom, one, "some-time", dated="undated", **sitemap)
    list_urls(newsroom, one, "missed", dated=-3, **sitemap)
    list_urls(newsroom, one, "news", dated="undated")
    told = newsroom.archive.health(newsroom.now)["one"]
    assert told.entries_per_week == 3 / 4  # first, missed, news
    later = newsroom.archive.health(newsroom.now + 7 * DAY)["one"]
    assert later.entries_per_week == 2 / 4


def test_a_url_counts_once_and_only_when_it_is_new(newsroom):
    [one] = newsroom.sources("one")
    list_urls(newsroom, one, "known", days=-100)
    list_urls(newsroom, one, "known", "a", origin="https://one.example/map.xml", how="sitemap", dated=-1)
    list_urls(newsroom, one, "a")
    assert newsroom.archive.health(newsroom.now)["one"].entries_per_week == 1 / 4


def test_the_share_of_articles_is_of_what_has_ended(newsroom, texts):
    [one] = newsroom.sources("one")
    newsroom.bring("https://one.example/good", texts["bridge"], source_id=one.id)
    list_urls(newsroom, one, "bad", "gone", "waits")
    end(newsroom, "https://one.example/bad", "failed")
    end(newsroom, "https://one.example/gone", "gone")
    assert newsroom.archive.health(newsroom.now)["one"].article_share == 1 / 3


def test_open_gaps_are_counted_and_filled_ones_are_not(newsroom):
    one, _ = newsroom.sources("one", "two")
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        for days in (10, 5):
            note(connection, one.id, newsroom.now - days * DAY, newsroom.now - (days - 1) * DAY, newsroom.now)
    [first, _] = newsroom.archive.due_gaps(newsroom.now)
    assert {slug: each.open_gaps for slug, each in newsroom.archive.health(newsroom.now).items()} == {
        "one": 2,
        "two": 0,
    }
    newsroom.archive.note_try(first, brought=0, filled_by="sitemap", detail="", next_try_at=newsroom.now)
    assert newsroom.archive.health(newsroom.now)["one"].open_gaps == 1
