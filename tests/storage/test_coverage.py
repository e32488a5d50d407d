"""Coverage: every URL on one day in one column, every day with a row, and silence told from blindness."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from storage.coverage import ENDINGS
from storage.gaps import note
from storage.tables import frontier, gap, source

DAY = timedelta(days=1)
TODAY = date(2025, 9, 1)  # a Monday, and the newsroom's


@pytest.fixture
def desk(newsroom):
    return Desk(newsroom)


class Desk:
    """Brings about what coverage is to tell of, in days before today."""

    def __init__(self, newsroom):
        self.newsroom, self.archive = newsroom, newsroom.archive
        self.now = newsroom.now

    def moment(self, days):
        return self.now - days * DAY

    def list(self, state, *names, seen=0, published="undated", origin=None):
        dated = None if published == "undated" else self.newsroom.dated(self.moment(published))
        host = state.source.slug if state else "other"
        entries = [self.newsroom.entry(f"https://{host}.example/{name}", published=dated) for name in names]
        where = origin or (state.source.url if state else "urls.txt")
        self.newsroom.discover(*entries, origin=where, source_id=state and state.id, now=self.moment(seen))

    def poll(self, slug, days=0, reason="unchanged", count=1):
        """A run of that day that polled, and came to its end."""
        moment = self.moment(days)
        run = self.archive.begin_run("ingest", f"desk-{days}", moment, is_alive=lambda _: True)
        lines = {(slug, moment.date().isoformat(), "polled", reason): count}
        self.archive.end_run(run, "completed", report={}, lines=lines, now=moment)

    def gap(self, state, since, until):
        with self.archive.engine.execution_options(writes=True).begin() as connection:
            note(connection, state.id, self.moment(since), self.moment(until), self.now)

    def rows(self, **asked):
        found = list(self.archive.coverage(self.now, **asked))
        for row in found:
            assert row.seen == sum(getattr(row, name) for name in ENDINGS) >= row.fetched
            for name, reasons in row.reasons.items():
                assert 0 < sum(reasons.values()) <= getattr(row, name)
        return found

    def states(self, **asked):
        return {(row.source, (TODAY - row.day).days): row.state for row in self.rows(**asked)}

    def day(self, days=0, **asked):
        [row] = [row for row in self.rows(**asked) if row.day == TODAY - days * DAY]
        return row


# --- what is counted, and where ---------------------------------------------------------------------------------------


def test_every_end_of_a_url_has_its_column_and_its_reason(desk, texts):
    newsroom = desk.newsroom
    [one] = newsroom.sources("one")
    newsroom.bring("https://one.example/1", texts["bridge"], source_id=one.id)
    newsroom.bring("https://one.example/2", texts["bridge"], source_id=one.id)
    desk.list(one, "waits", "late", "lost", "removed", "unwanted", "same")
    for name, state, reason in (
        ("late", "pending", "timeout"), ("lost", "failed", "dns"), ("removed", "gone", "http_410"),
        ("unwanted", "refused", "not_html"), ("same", "done", None),
    ):  # fmt: skip
        row = frontier.c.url == f"https://one.example/{name}"
        newsroom.change(update(frontier).where(row).values(state=state, reason=reason))
    row = desk.day()
    assert (row.seen, row.fetched) == (8, 2)
    assert {name: getattr(row, name) for name in ENDINGS} == {
        "stored": 1, "duplicate": 2, "failed": 2, "refused": 1, "pending": 2,
    }  # fmt: skip
    assert row.reasons == {
        "duplicate": {"exact": 1, "same_url": 1},
        "failed": {"dns": 1, "http_410": 1},
        "pending": {"timeout": 1},
        "refused": {"not_html": 1},
    }


def test_an_article_that_is_fetched_again_is_still_stored(desk, texts):
    desk.newsroom.bring("https://one.example/1", texts["bridge"])
    desk.newsroom.claim_edited("https://one.example/1")
    assert (desk.day().stored, desk.day().pending) == (1, 0)


def test_the_day_is_that_of_publication_as_the_listing_or_else_the_article_states_it(desk, texts):
    newsroom = desk.newsroom
    [one] = newsroom.sources("one")
    desk.list(one, "dated", published=3)
    desk.list(one, "undated", "by-page")
    [lease] = newsroom.claim("https://one.example/by-page")
    newsroom.settle(newsroom.worked(lease, texts["bridge"], published=newsroom.dated(desk.moment(5))))
    desk.list(one, "tomorrow", published=-1)
    assert {(TODAY - row.day).days: row.seen for row in desk.rows(since=desk.moment(7)) if row.seen} == {
        3: 1,
        0: 2,
        5: 1,
    }


def test_a_url_counts_once_for_each_source_that_lists_it(desk):
    one, two = desk.newsroom.sources("one", "two")
    desk.list(one, "a", published=2)
    desk.list(one, "a", published=1, origin="https://one.example/map.xml")
    desk.newsroom.discover("https://one.example/a", origin="https://two.example/rss", source_id=two.id)
    assert [(row.source, row.day, row.seen) for row in desk.rows() if row.seen] == [
        ("one", TODAY - 2 * DAY, 1), ("two", TODAY, 1),
    ]  # fmt: skip


def test_a_late_listing_without_a_date_doesnt_move_a_known_url_to_today(desk):
    [one] = desk.newsroom.sources("one")
    desk.list(one, "old", seen=60)
    desk.list(one, "old", origin="https://one.example/map.xml")
    assert sum(row.seen for row in desk.rows()) == 0
    assert desk.day(60, since=desk.moment(60)).seen == 1


def test_what_no_source_listed_has_rows_of_its_own_without_empty_ones(desk):
    desk.newsroom.sources("one")
    desk.list(None, "a", "b", published=4)
    desk.poll("https://other.example/map.xml", days=6, reason="changed")
    rows = [row for row in desk.rows() if row.source == ""]
    assert [((TODAY - row.day).days, row.seen, row.polls_ok, row.state) for row in rows] == [
        (6, 0, 1, "no_news"), (4, 2, 0, "ok"),
    ]  # fmt: skip
    assert {row.source for row in desk.rows(source_slug="one")} == {"one"}


def test_a_day_begins_and_ends_at_midnight_utc(desk):
    [one] = desk.newsroom.sources("one")
    midnight = desk.now.replace(hour=0)
    for name, moment in (("last", midnight - timedelta(microseconds=1)), ("first", midnight)):
        dated = desk.newsroom.dated(moment)
        entry = desk.newsroom.entry(f"https://one.example/{name}", published=dated)
        desk.newsroom.discover(entry, source_id=one.id)
    assert (desk.day(1, since=desk.moment(1)).seen, desk.day(0).seen) == (1, 1)


# --- polls ------------------------------------------------------------------------------------------------------------


def test_polls_of_all_runs_of_a_day_are_added_up(desk):
    desk.newsroom.sources("one")
    for reason, count in (("changed", 2), ("unchanged", 3), ("dns", 1), ("http_500", 4)):
        desk.poll("one", 1, reason, count)
    row = desk.day(1)
    assert (row.polls_ok, row.polls_failed) == (5, 5)
    assert row.reasons == {"polls_failed": {"dns": 1, "http_500": 4}}


def test_polls_of_runs_that_were_killed_are_known_by_their_traces(desk):
    one, two, three = desk.newsroom.sources("one", "two", "three")
    desk.list(one, "a", seen=5)
    desk.list(two, "b", seen=5, origin="https://two.example/map.xml")  # a backfill is no poll
    about = {"polled_at": desk.now, "succeeded_at": desk.moment(3)}
    desk.newsroom.change(update(source).where(source.c.id == three.id).values(about))
    found = {(row.source, (TODAY - row.day).days): (row.polls_ok, row.polls_failed) for row in desk.rows()}
    assert found["one", 5] == (1, 0)
    assert found["two", 5] == (0, 0)
    assert [found["three", days] for days in (3, 2, 1, 0)] == [(1, 0), (0, 0), (0, 0), (0, 1)]


# --- the word for a day -----------------------------------------------------------------------------------------------


def test_no_news_and_no_data_differ(desk):
    [one] = desk.newsroom.sources("one")
    desk.list(one, "a", seen=5, published=5)
    desk.poll("one", 3)
    desk.poll("one", 2, "timeout")
    desk.poll("one", 0)
    assert desk.states() == {
        ("one", 5): "ok", ("one", 4): "no_data", ("one", 3): "no_news", ("one", 2): "no_data",
        ("one", 1): "no_data", ("one", 0): "no_news",
    }  # fmt: skip


def test_a_source_of_which_nothing_is_known_has_a_row_today(desk):
    desk.newsroom.sources("one")
    assert desk.states() == {("one", 0): "no_data"}


def test_the_days_that_are_asked_for_are_all_there(desk):
    one, _ = desk.newsroom.sources("one", "two")
    desk.list(one, "a", published=4)
    asked = {"since": desk.moment(5), "until": desk.moment(2)}
    assert desk.states(**asked) == {
        ("one", 5): "no_data", ("one", 4): "ok", ("one", 3): "no_data",
        ("two", 5): "no_data", ("two", 4): "no_data", ("two", 3): "no_data",
    }  # fmt: skip
    assert set(desk.states(since=desk.moment(1), until=desk.moment(-9))) == {
        (slug, days) for slug in ("one", "two") for days in (1, 0)
    }
    assert desk.states(since=desk.moment(-3)) == desk.states(since=desk.moment(2), until=desk.moment(2)) == {}


def test_without_dates_thirty_days_are_shown(desk):
    [one] = desk.newsroom.sources("one")
    desk.list(one, "a", seen=200, published=200)
    assert len(desk.states()) == 30
    assert min(row.day for row in desk.rows()) == TODAY - 29 * DAY


def test_a_gap_shows_on_every_day_it_reaches_into_until_it_is_filled(desk):
    [one] = desk.newsroom.sources("one")
    desk.list(one, "a", seen=6, published=6)
    desk.list(one, "b", seen=2, published=2)
    desk.gap(one, 6, 2.5)
    assert desk.states() == {
        ("one", 6): "gap", ("one", 5): "gap", ("one", 4): "gap", ("one", 3): "gap", ("one", 2): "ok",
        ("one", 1): "no_data", ("one", 0): "no_data",
    }  # fmt: skip
    desk.newsroom.change(update(gap).values(state="filled", filled_by="sitemap"))
    assert [desk.states()["one", days] for days in (6, 5, 4, 3)] == ["ok", "no_news", "no_news", "no_news"]


def test_a_source_that_is_switched_off_is_off_since_its_last_poll(desk):
    one, _ = desk.newsroom.sources("one", "two")
    desk.list(one, "a", seen=4, published=4)
    desk.newsroom.change(update(source).where(source.c.id == one.id).values(polled_at=desk.moment(2)))
    assert desk.states(active={"two"}) == {
        ("one", 4): "ok", ("one", 3): "no_data", ("one", 2): "no_data", ("one", 1): "off", ("one", 0): "off",
        ("two", 0): "no_data",
    }  # fmt: skip


def test_what_to_expect_is_the_mean_of_the_same_weekday(desk):
    [one] = desk.newsroom.sources("one")
    for weeks, count in ((1, 6), (2, 12), (3, 3)):
        names = (f"{weeks}-{number}" for number in range(count))
        desk.list(one, *names, seen=7 * weeks + 1, published=7 * weeks + 1)
    assert desk.day(1).expected == 7.0
    assert desk.day(2).expected == 0.0
    assert desk.day(8).expected == 7.5
    assert (desk.day(15).expected, desk.day(22).expected) == (None, None)


def test_much_less_than_expected_is_low_but_not_before_the_day_is_over(desk):
    [one] = desk.newsroom.sources("one")
    for weeks in range(1, 5):
        for days in (0, 1, 2, 3):
            names = (f"{weeks}-{days}-{number}" for number in range(8))
            desk.list(one, *names, seen=7 * weeks + days, published=7 * weeks + days)
    desk.list(one, "a", seen=1, published=1)
    desk.list(one, "b", "c", seen=2, published=2)
    desk.poll("one", 0)
    desk.poll("one", 3)
    found = {(TODAY - row.day).days: (row.expected, row.seen, row.state) for row in desk.rows()}
    assert found[3] == (8.0, 0, "low")
    assert found[2] == (8.0, 2, "ok")
    assert found[1] == (8.0, 1, "low")
    assert found[0] == (8.0, 0, "no_news")
    assert found[4] == (0.0, 0, "no_data")


# --- at the edges -----------------------------------------------------------------------------------------------------


def test_impossible_dates_find_nothing_and_break_nothing(desk):
    desk.newsroom.sources("one")
    ancient, last = desk.now.replace(year=1), desk.now.replace(year=9999)
    assert desk.rows(until=ancient) == desk.rows(since=last) == []
    assert desk.rows(source_slug="nobody") == []
    assert desk.rows(since=ancient)[0].day == date(1970, 1, 1)


def test_a_row_is_plain_data(desk):
    desk.newsroom.sources("one")
    assert asdict(desk.day()) == {
        "source": "one", "day": TODAY, "state": "no_data", "polls_ok": 0, "polls_failed": 0, "expected": None,
        "seen": 0, "fetched": 0, "stored": 0, "duplicate": 0, "failed": 0, "refused": 0, "pending": 0, "reasons": {},
    }  # fmt: skip


def test_the_urls_of_sources_are_found_by_their_index(on_sqlite):
    """Without it, coverage of a month reads the discoveries of all years."""
    statements = []
    event.listen(
        on_sqlite.archive.engine,
        "before_cursor_execute",
        lambda _c, _k, sql, given, *_: statements.append((sql, given)),
    )
    on_sqlite.sources("one")
    list(on_sqlite.archive.coverage(on_sqlite.now))
    asking = [(sql, given) for sql, given in statements if sql.startswith("SELECT") and "discovery" in sql]
    with on_sqlite.archive.engine.connect() as connection:
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given))
            for sql, given in asking
        ]
    assert len(plans) == 4
    assert all("ix_discovery_source_id" in plan and "SCAN discovery" not in plan for plan in plans), plans
