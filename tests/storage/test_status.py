"""How the archive is doing: runs, polls, the queue, delay, room; on both engines."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update

from extractors.records import Failed
from storage import status as module
from storage.engine import writing
from storage.gaps import note
from storage.sources import Planned, Polled
from storage.tables import frontier, source, watch, watch_target

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def look(newsroom, **given):
    return newsroom.archive.status(newsroom.now, **given)


def poll(newsroom, state, *, at, next_at, failed=None, silent_since=None):
    told = None
    if failed is not None:
        told = Failed(url=state.source.url, reason=failed, detail=f"It was {failed}.", ending="retry", fetched_at=at)
    plan = Planned(next_poll_at=next_at, full_from=next_at, silent_since=silent_since, rhythm={})
    polled = Polled(state=state, at=at, failed=told)
    newsroom.archive.note_polls(newsroom.run, [(polled, lambda _noted, _rhythm: plan)])


def test_an_archive_in_which_nothing_has_happened_says_so(archive, now):
    told = archive.status(now)
    assert (told.runs, told.running, told.ended, told.counted) == ([], [], {}, {})
    assert (told.polling.sources, told.polling.oldest_due_at, told.polling.newest_poll_at) == (0, None, None)
    assert (told.queue.due, told.queue.later, told.queue.oldest_due_at) == (0, 0, None)
    assert (told.newest_article_at, told.delay.articles, told.delay.median_seconds) == (None, 0, None)
    assert told.space.database_bytes > 10_000
    assert (told.space.page_files, told.space.page_bytes) == (0, 0)


def test_runs_are_told_the_newest_first_and_with_what_they_brought(newsroom):
    archive, now = newsroom.archive, newsroom.now
    for number in range(12):
        key = archive.begin_run("backfill", "b", now, is_alive=lambda _: True)
        state = "failed" if number == 3 else "completed"
        archive.end_run(key, state, report={"stored": number}, lines={}, now=now + number * MINUTE)
    told = look(newsroom)
    assert [each.report["stored"] for each in told.runs] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert [(each.flow, each.state, each.owner, each.report) for each in told.running] == [
        ("ingest", "running", "desk", None)
    ]
    assert told.ended == {("backfill", "completed"): now + 11 * MINUTE, ("backfill", "failed"): now + 3 * MINUTE}


def test_sources_are_counted_by_how_they_are_doing(newsroom):
    now = newsroom.now
    well, late, broken, quiet, _new, off = newsroom.sources("well", "late", "broken", "quiet", "new", "off")
    poll(newsroom, well, at=now - HOUR, next_at=now + HOUR)
    poll(newsroom, late, at=now - 5 * HOUR, next_at=now - 2 * HOUR)
    poll(newsroom, broken, at=now - 2 * DAY, next_at=now)
    poll(newsroom, replace(broken, succeeded_at=now - 2 * DAY), at=now - MINUTE, next_at=now + 3 * HOUR, failed="dns")
    poll(newsroom, quiet, at=now - HOUR, next_at=now + 2 * HOUR, silent_since=now - 9 * DAY)
    poll(newsroom, off, at=now - 90 * DAY, next_at=now - 89 * DAY, failed="http_410")
    told = look(newsroom, active={"well", "late", "broken", "quiet", "new", "not yet in the archive"}).polling
    assert (told.sources, told.new, told.failing, told.silent, told.due) == (5, 1, 1, 1, 2)
    assert (told.oldest_due_at, told.newest_poll_at) == (now - 2 * HOUR, now - MINUTE)
    assert told.newest_success_at == now - HOUR
    assert told.next == [("well", now + HOUR), ("quiet", now + 2 * HOUR), ("broken", now + 3 * HOUR)]
    assert [(each.slug, each.word, each.since, each.failures) for each in told.troubled] == [
        ("broken", "dns", now - 2 * DAY, 1),
        ("quiet", "silent", now - 9 * DAY, 0),
    ]
    everything = look(newsroom).polling
    assert (everything.sources, everything.failing, everything.oldest_due_at) == (6, 2, now - 89 * DAY)
    assert everything.troubled[0].slug == "off"  # it never had a success


def test_a_source_with_a_gap_is_in_trouble_until_it_is_filled(newsroom):
    now = newsroom.now
    one, two = newsroom.sources("one", "two")
    for each in (one, two):
        poll(newsroom, each, at=now, next_at=now + HOUR)
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        note(connection, two.id, now - DAY, now - HOUR, now)
    told = look(newsroom).polling
    assert told.open_gaps == 1
    assert [(each.slug, each.word, each.open_gaps) for each in told.troubled] == [("two", "gap", 1)]
    [gap] = newsroom.archive.due_gaps(now)
    newsroom.archive.note_try(gap, brought=0, filled_by="sitemap", detail="", next_try_at=now)
    told = look(newsroom).polling
    assert (told.open_gaps, told.troubled) == (0, [])


def test_the_queue_is_counted_by_what_it_waits_for(newsroom):
    now = newsroom.now
    newsroom.discover("https://a.example/1", "https://a.example/2", now=now - HOUR)
    newsroom.discover("https://a.example/3", "https://a.example/4", "https://a.example/5")
    newsroom.claim("https://a.example/1")
    [lease] = newsroom.claim("https://a.example/3")
    newsroom.settle(newsroom.failed(lease))
    newsroom.change(update(frontier).where(frontier.c.url == "https://a.example/1").values(recheck_at=now))
    told = look(newsroom).queue
    assert (told.due, told.later, told.leased, told.rechecks) == (3, 1, 1, 1)
    assert told.oldest_due_at == now - HOUR


def test_a_queue_that_is_too_long_is_counted_as_far_as_it_costs_little(newsroom, monkeypatch):
    monkeypatch.setattr(module, "MOST_QUEUED", 3)
    newsroom.discover(*(f"https://a.example/{number}" for number in range(5)))
    assert look(newsroom).queue.due == 3


def test_the_delay_is_that_of_news_and_of_exact_dates(newsroom, texts):
    now, words = newsroom.now, list(texts.values())
    day = replace(newsroom.dated(now - 2 * HOUR), precision="day")
    ages = [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, -HOUR, 9 * DAY, None, day]
    for number, age in enumerate(ages):
        published = newsroom.dated(now - age) if isinstance(age, timedelta) else age
        newsroom.bring(f"https://a.example/{number}", words[number % len(words)], published=published)
    told = look(newsroom)
    assert told.delay.articles == 4  # one of them of the future, which came at once
    assert (told.delay.median_seconds, told.delay.p90_seconds) == (20 * 60, 40 * 60)
    assert told.newest_article_at == now


def test_kept_pages_are_measured_while_they_are_written(newsroom, texts):
    newsroom.bring("https://a.example/1", texts["bridge"])
    told = look(newsroom).space
    assert told.page_files == 1
    assert told.page_bytes > 500
    assert told.disk_bytes > told.disk_free_bytes > 0


def test_targets_that_cannot_be_reached_are_counted(newsroom):
    now = newsroom.now
    row = {
        "name": "w", "query": {}, "every": "now", "at": "08:00", "weekday": 0, "zone": "UTC", "old": False,
        "paused": False, "created_at": now, "since": now, "checked_at": now, "told_until": now,
    }  # fmt: skip
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        key = connection.execute(insert(watch).values(row).returning(watch.c.id)).scalar_one()
        for failures in (0, 3):
            connection.execute(insert(watch_target).values(watch_id=key, url="json://a", label="a", failures=failures))
    assert look(newsroom).targets_failing == 1


def test_it_waits_for_no_writer_and_tells_what_is_committed(newsroom):
    newsroom.sources("one")
    with writing(newsroom.archive.engine, "be slow") as connection:
        connection.execute(update(source).values(reason="dns"))
        assert look(newsroom).polling.failing == 0
    assert look(newsroom).polling.failing == 1
