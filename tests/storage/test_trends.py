"""Counts over time: the numbers against counting by hand, and what is not known against what did not happen."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.errors import InputError
from storage import Query
from storage.periods import first_day
from storage.trends import LARGEST, OTHER
from tests.chance import QUERIES, fill

NOW = datetime(2025, 9, 3, 12, tzinfo=UTC)
OF_HIT = ("language", "outlet", "source", "country", "kind", "agency")


def hits(newsroom, query):
    return list(newsroom.archive.search(replace(query, limit=None)))


def day(hit):
    return (hit.published or hit.first_seen).date()


def topics(newsroom, hit, of):
    """Those that a filter finds: NATO, named only, has no lexicon whose topics it could ask for."""
    found = [each for each in newsroom.archive.document(hit.id)["tags"] if each["kind"] == "topic"]
    return {each["slug"] for each in found if of in {None, "nato", each["organization"]}}


def counted(found):
    return Counter({(each.period, each.value): each.count for each in found.points if each.count})


@pytest.mark.parametrize("step", ["day", "week", "month", "year"])
def test_the_points_are_what_counting_the_hits_gives(newsroom, step):
    fill(newsroom)
    for query in QUERIES:
        every = hits(newsroom, query)
        for by in (None, *OF_HIT):
            expected = Counter((first_day(day(hit), step), OTHER if by is None else getattr(hit, by)) for hit in every)
            assert counted(newsroom.archive.trend(query, NOW, by=by, step=step)) == expected, (query, by)


def test_each_topic_of_an_article_counts_once(newsroom):
    fill(newsroom)
    for query in QUERIES:
        expected = Counter(
            (first_day(day(hit), "month"), topic)
            for hit in hits(newsroom, query)
            for topic in topics(newsroom, hit, query.tag)
        )
        assert counted(newsroom.archive.trend(query, NOW, by="topic", step="month")) == expected, query


def test_the_level_is_that_of_the_tag_that_is_asked_for(newsroom):
    fill(newsroom)
    for tag in ("sco", "brics"):
        found = newsroom.archive.trend(Query(tag=tag), NOW, by="level", step="year")
        for level in ("central", "mention"):
            number = sum(each.count for each in found.points if each.value == level)
            assert number == newsroom.archive.count(Query(tag=tag, level=level)) > 0


def test_a_matrix_is_what_counting_the_hits_gives(newsroom):
    fill(newsroom)
    for query in QUERIES:
        expected = Counter(
            (hit.outlet, topic) for hit in hits(newsroom, query) for topic in topics(newsroom, hit, query.tag)
        )
        found = newsroom.archive.matrix(query)
        cells = {
            (row, column): count
            for row, counts in zip(found.rows, found.counts, strict=True)
            for column, count in zip(found.columns, counts, strict=True)
            if count
        }
        assert cells == expected, query
        assert (found.more_rows, found.more_columns) == (0, 0)


def test_the_rest_is_summed_up(on_sqlite):
    for number in range(LARGEST + 3):
        for copy in range(2 if number < LARGEST else 1):
            on_sqlite.bring(f"https://outlet{number}.example/{copy}-an-article", f"Text {number} {copy} of some words.")
    found = on_sqlite.archive.trend(Query(), NOW, by="outlet")
    assert found.values == (*(f"outlet{number}.example" for number in range(LARGEST)), OTHER)
    assert [each.count for each in found.points] == [2] * LARGEST + [3]


def bring_on(newsroom, *days, source_id=None):
    for each in days:
        published = newsroom.dated(datetime.fromisoformat(f"{each}T12:00+00:00"))
        newsroom.bring(
            f"https://h.example/{each}-an-article", f"Words of {each}.", published=published, source_id=source_id
        )


def test_periods_have_no_hole_and_follow_the_dates_of_the_query(newsroom):
    bring_on(newsroom, "2025-08-28", "2025-08-31")
    ask = newsroom.archive.trend
    assert [each.day for each in ask(Query(), NOW).periods] == [28, 29, 30, 31]
    since, until = datetime(2025, 8, 27, tzinfo=UTC), datetime(2025, 9, 2, tzinfo=UTC)
    asked = ask(Query(since=since, until=until), NOW)
    assert [each.day for each in asked.periods] == [27, 28, 29, 30, 31, 1]
    assert [each.count for each in asked.points] == [0, 1, 0, 0, 1, 0]
    late = ask(Query(until=datetime(2099, 1, 1, tzinfo=UTC)), NOW)
    assert (late.periods[-1], late.step) == (NOW.date(), "day"), "nothing is known of what is to come"


def polled(newsroom, slug, day):
    """A run of that day that polled the source and found nothing new."""
    moment = datetime.fromisoformat(f"{day}T12:00+00:00")
    run = newsroom.archive.begin_run("ingest", f"desk-{day}", moment, is_alive=lambda _: True)
    lines = {(slug, day, "polled", "unchanged"): 1}
    newsroom.archive.end_run(run, "completed", report={}, lines=lines, now=moment)


def test_a_day_without_news_differs_from_a_day_without_data(newsroom):
    one, _ = newsroom.sources("one", "two")
    bring_on(newsroom, "2025-09-01", source_id=one.id)
    polled(newsroom, "one", "2025-08-30")
    polled(newsroom, "two", "2025-08-29")
    window = {"since": datetime(2025, 8, 28, tzinfo=UTC), "until": datetime(2025, 9, 4, tzinfo=UTC)}
    unknown = {
        slug: sorted(each.isoformat()[5:] for each in newsroom.archive.trend(Query(source=slug, **window), NOW).no_data)
        for slug in (None, "one", "two")
    }
    assert unknown == {
        None: ["08-28", "08-31", "09-02", "09-03"],
        "one": ["08-28", "08-29", "08-31", "09-02", "09-03"],
        "two": ["08-28", "08-30", "08-31", "09-01", "09-02", "09-03"],
    }
    weeks = newsroom.archive.trend(Query(words="nowhere OR words", **window), NOW, step="week")
    assert not weeks.no_data


def test_many_years_make_few_periods_and_too_short_a_step_is_refused(newsroom):
    bring_on(newsroom, "2015-01-01", "2025-01-01")
    assert newsroom.archive.trend(Query(), NOW).step == "month"
    with pytest.raises(InputError, match="too short a step"):
        newsroom.archive.trend(Query(), NOW, step="day")


def test_nothing_makes_no_periods(newsroom):
    found = newsroom.archive.trend(Query(), NOW, by="language")
    assert (found.periods, found.points) == ((), ())
    assert newsroom.archive.matrix(Query()).counts == ()


def test_a_field_against_itself_is_refused(on_sqlite):
    with pytest.raises(InputError, match="against itself"):
        on_sqlite.archive.matrix(Query(), "topic", "topic")
