"""The frontier: what a listing brings, who gets which URL, and how the work on it ends."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from extractors.records import Entry
from storage import open_archive
from storage.frontier import Listing
from storage.tables import discovery, frontier, run

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def states(newsroom):
    return {row.url: (row.state, row.reason) for row in newsroom.rows(frontier)}


def test_a_listing_is_counted_whole_and_discovering_it_again_adds_nothing(newsroom):
    listed = [
        "https://a.example/1",
        "https://a.example/2",
        "http://www.a.example/2?utm_source=rss",  # the second once more
        "mailto:desk@a.example",
        "ftp://a.example/3",
    ]
    first = newsroom.discover(*listed)
    assert (first.seen, first.known, first.new, first.unusable, first.edited) == (5, 1, 4, 2, 0)
    before = newsroom.rows(frontier), newsroom.rows(discovery)
    again = newsroom.discover(*listed, now=newsroom.now + HOUR)
    assert (again.seen, again.known, again.new, again.unusable, again.edited) == (5, 3, 2, 2, 0)
    assert (newsroom.rows(frontier), newsroom.rows(discovery)) == before
    assert {row.url for row in before[0]} == {"https://a.example/1", "https://a.example/2"}
    assert len(before[0]) == len(before[1]) == 2


def test_two_listings_of_one_url_leave_two_discoveries_and_one_frontier_row(newsroom):
    newsroom.discover(newsroom.entry("https://a.example/1", title="First words"), origin="https://one.example/rss")
    newsroom.discover(newsroom.entry("https://www.a.example/1#top", title="Others"), origin="https://two.example/rss")
    [row] = newsroom.rows(frontier)
    found = newsroom.rows(discovery)
    assert [(each.frontier_id, each.origin) for each in found] == [
        (row.id, "https://one.example/rss"),
        (row.id, "https://two.example/rss"),
    ]
    [lease] = newsroom.claim()
    assert lease.entry.title == "First words"
    assert lease.fetch_url == "https://a.example/1"


def test_of_a_url_that_is_listed_twice_in_one_listing_the_first_words_count(on_sqlite):
    twice = [on_sqlite.entry("https://a.example/1", title=title) for title in ("First", "Second")]
    assert on_sqlite.discover(*twice).known == 1
    [lease] = on_sqlite.claim()
    assert lease.entry.title == "First"


def test_a_listing_longer_than_one_statement_comes_in_whole(on_sqlite):
    found = on_sqlite.discover(*(f"https://a.example/{number}" for number in range(1_201)))
    assert (found.seen, found.known, found.new) == (1_201, 0, 1_201)
    assert len(on_sqlite.rows(frontier)) == len(on_sqlite.rows(discovery)) == 1_201


def test_what_a_listing_says_of_a_url_comes_back_with_its_lease(newsroom):
    said = newsroom.entry(
        "https://a.example/1", guid="g", title="Title", summary="Short.", authors=("A", "B"), language="ru"
    )
    newsroom.discover(said)
    [lease] = newsroom.claim()
    assert lease.entry == said


def test_a_claim_spreads_over_hosts_and_never_gives_a_url_twice(newsroom):
    urls = [f"https://busy.example/{number}" for number in range(6)]
    newsroom.discover(*urls)
    newsroom.discover("https://calm.example/1", "https://still.example/1")
    first = newsroom.claim(limit=3)
    oldest = newsroom.rows(frontier)[0].url
    assert {lease.url for lease in first} == {oldest, "https://calm.example/1", "https://still.example/1"}
    rest = newsroom.claim()
    assert len(first) + len(rest) == 8
    assert len({lease.url for lease in (*first, *rest)}) == 8
    assert newsroom.claim() == []


def test_a_claim_takes_only_the_sources_and_urls_that_are_asked_for(newsroom):
    one, two = newsroom.sources("one", "two")
    newsroom.discover("https://a.example/1", source_id=one.id)
    newsroom.discover("https://a.example/2", source_id=two.id)
    newsroom.discover("https://a.example/3")
    assert newsroom.claim(source_ids=[]) == []
    [lease] = newsroom.claim(source_ids=[two.id])
    assert (lease.url, lease.source, lease.source_id) == ("https://a.example/2", "two", two.id)
    [lease] = newsroom.claim("https://a.example/2", "https://a.example/3")
    assert (lease.url, lease.source, lease.source_id) == ("https://a.example/3", "", None)


def test_two_owners_who_claim_at_once_share_the_urls(newsroom, tmp_path):
    newsroom.discover(*(f"https://{host}.example/{number}" for host in "abc" for number in range(40)))

    def claim_all(owner):
        taken = []
        with open_archive(newsroom.url, tmp_path) as own:
            while found := own.claim(
                newsroom.run, owner, now=newsroom.now, until=newsroom.now + HOUR, limit=5
            ):  # fmt: skip
                taken += [lease.url for lease in found]
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [url for found in pool.map(claim_all, ("x", "y", "z")) for url in found]
    assert len(taken) == 120
    assert set(Counter(taken).values()) == {1}


def test_an_expired_lease_is_claimed_again_and_a_running_one_is_not(newsroom):
    newsroom.discover("https://a.example/1")
    [lease] = newsroom.claim()
    assert not lease.resumed
    assert not lease.taken_over
    assert newsroom.claim(after=59 * MINUTE, owner="other") == []
    later = newsroom.archive.begin_run("ingest", "other", newsroom.now + HOUR, is_alive=lambda _: True)
    [again] = newsroom.claim(after=HOUR, owner="other", run=later)
    assert again.id == lease.id
    assert again.resumed
    assert again.taken_over
    [row] = newsroom.rows(frontier)
    assert (row.lease_owner, row.run_id) == ("other", later)


def test_a_new_run_frees_only_what_dead_owners_held_and_marks_their_runs(newsroom):
    newsroom.discover("https://a.example/1", "https://a.example/2")
    newsroom.claim("https://a.example/1", owner="desk")
    lost = newsroom.archive.begin_run("ingest", "gone", newsroom.now, is_alive=lambda _: True)
    newsroom.claim("https://a.example/2", owner="gone", run=lost)
    third = newsroom.archive.begin_run("ingest", "third", newsroom.now + MINUTE, is_alive=lambda owner: owner != "gone")
    rows = {row.id: row for row in newsroom.rows(run)}
    assert [rows[each].state for each in (newsroom.run, lost, third)] == ["running", "interrupted", "running"]
    assert rows[lost].finished_at == newsroom.now + MINUTE
    assert rows[newsroom.run].finished_at is None
    [free] = newsroom.claim(run=third, owner="third")
    assert (free.url, free.resumed) == ("https://a.example/2", True)


def test_an_edited_listing_queues_a_done_url_again(newsroom, texts):
    newsroom.bring("https://a.example/1", texts["bridge"])
    same = newsroom.discover("https://a.example/1", now=newsroom.now + HOUR)
    assert same.edited == 0
    edited = newsroom.discover(newsroom.entry("https://a.example/1", updated=newsroom.dated(newsroom.now + HOUR)))
    assert (edited.known, edited.edited) == (1, 1)
    [row] = newsroom.rows(frontier)
    assert (row.state, row.reason, row.finished_at, row.attempts) == ("pending", "edited", None, 0)
    known = newsroom.discover(newsroom.entry("https://a.example/1", updated=newsroom.dated(newsroom.now + HOUR)))
    assert known.edited == 0
    assert len(newsroom.claim()) == 1


def test_a_url_that_is_still_waiting_or_has_failed_is_not_edited(newsroom):
    newsroom.discover("https://a.example/1", "https://a.example/2")
    newsroom.settle(*(newsroom.failed(each, "gone") for each in newsroom.claim("https://a.example/1")))
    later = [newsroom.entry(f"https://a.example/{n}", updated=newsroom.dated(newsroom.now + HOUR)) for n in (1, 2)]
    assert newsroom.discover(*later).edited == 0
    assert {state for state, _ in states(newsroom).values()} == {"gone", "pending"}


@pytest.mark.parametrize("done", [8, 4])
def test_a_feed_that_dates_everything_anew_is_not_believed(on_sqlite, texts, done):
    urls = [f"https://a.example/{number}" for number in range(8)]
    on_sqlite.discover(*urls)
    leases = on_sqlite.claim()
    on_sqlite.settle(*(on_sqlite.worked(each, texts["bridge"]) for each in leases[:done]))
    anew = [on_sqlite.entry(url, published=on_sqlite.dated(on_sqlite.now + HOUR)) for url in urls]
    assert on_sqlite.discover(*anew).edited == 0
    assert Counter(state for state, _ in states(on_sqlite).values())["done"] == done
    honest = [on_sqlite.entry(url) for url in urls[1:]]
    edited = on_sqlite.entry(leases[0].url, updated=on_sqlite.dated(on_sqlite.now + HOUR))
    assert on_sqlite.discover(edited, *(each for each in honest if each.url != edited.url)).edited == 1


def test_a_failed_get_is_tried_later_and_fails_at_the_last_attempt(newsroom):
    newsroom.discover("https://a.example/1")
    waited = timedelta(0)
    for attempt, wait in enumerate((60, 120)):
        [lease] = newsroom.claim(after=waited)
        assert lease.attempts == attempt
        [settled] = newsroom.settle(newsroom.failed(lease), now=newsroom.now + waited)
        assert (settled.outcome, settled.reason) == ("pending", "timeout")
        assert states(newsroom)[lease.url] == ("pending", "timeout")
        waited += timedelta(seconds=wait)
        assert newsroom.claim(after=waited - timedelta(seconds=1)) == []
    [lease] = newsroom.claim(after=waited)
    [settled] = newsroom.settle(newsroom.failed(lease), now=newsroom.now + waited)
    assert (settled.outcome, settled.reason) == ("failed", "timeout")
    [row] = newsroom.rows(frontier)
    assert (row.state, row.reason, row.detail) == ("failed", "timeout", "It ended as timeout.")
    assert (row.finished_at, row.lease_owner, row.leased_until) == (newsroom.now + waited, None, None)
    assert newsroom.claim(after=100 * HOUR) == []


@pytest.mark.parametrize("ending", ["retry", "gone"])
def test_a_late_failure_does_not_undo_what_another_run_finished_meanwhile(newsroom, texts, ending):
    newsroom.discover("https://a.example/1")
    [slow] = newsroom.claim()
    [taken_over] = newsroom.claim(after=HOUR, owner="other")
    newsroom.settle(newsroom.worked(taken_over, texts["bridge"]))
    newsroom.settle(newsroom.failed(slow, ending))
    assert states(newsroom) == {"https://a.example/1": ("done", None)}


@pytest.mark.parametrize(
    ("ending", "reason", "outcome"),
    [("gone", "http_410", "failed"), ("refused", "private_address", "refused"), ("failed", "http_403", "failed")],
)
def test_a_get_that_will_never_work_ends_at_once(on_sqlite, ending, reason, outcome):
    on_sqlite.discover("https://a.example/1")
    [settled] = on_sqlite.settle(*(on_sqlite.failed(each, ending, reason) for each in on_sqlite.claim()))
    assert (settled.outcome, settled.reason) == (outcome, reason)
    assert states(on_sqlite) == {"https://a.example/1": (ending, reason)}
    assert on_sqlite.claim(after=100 * HOUR) == []


def test_success_after_a_failure_leaves_no_reason(on_sqlite, texts):
    on_sqlite.discover("https://a.example/1")
    on_sqlite.settle(*(on_sqlite.failed(each) for each in on_sqlite.claim()))
    on_sqlite.settle(*(on_sqlite.worked(each, texts["bridge"]) for each in on_sqlite.claim(after=HOUR)))
    assert states(on_sqlite) == {"https://a.example/1": ("done", None)}


# --- copies in archives -------------------------------------------------------------------------------------------


def test_a_copy_in_a_web_archive_is_fetched_in_place_of_a_page_that_is_new_or_lost(newsroom):
    urls = [f"https://a.example/{n}" for n in (1, 2, 3)]
    newsroom.discover(*urls[:2])
    [lease] = newsroom.claim(urls[0])
    newsroom.settle(newsroom.failed(lease, "gone", "http_410"))
    copies = {url: f"https://archive.example/web/20250901000000id_/{url}" for url in urls}
    listing = Listing(how="wayback", origin="https://archive.example/web/*/a.example/*")
    entries = [Entry(url=url) for url in urls]
    found = newsroom.archive.discover(newsroom.run, entries, listing, newsroom.now, captures=copies)
    assert (found.new, found.known, found.edited) == (1, 2, 1)
    where = {row.url: row.fetch_url for row in newsroom.rows(frontier)}
    assert where == {urls[0]: copies[urls[0]], urls[1]: urls[1], urls[2]: copies[urls[2]]}
    assert {lease.url for lease in newsroom.claim()} == set(urls)


def test_a_page_in_a_warc_file_is_taken_at_once_also_when_its_host_failed(newsroom):
    url = "https://a.example/1"
    newsroom.discover(url)
    [lease] = newsroom.claim(url)
    newsroom.settle(newsroom.failed(lease))
    assert newsroom.claim(url) == []
    found = newsroom.discover(url, how="warc", origin="crawl.warc.gz")
    assert (found.new, found.edited) == (0, 0)
    assert [each.url for each in newsroom.claim(url)] == [url]


def test_a_page_that_was_put_off_before_it_was_asked_for_has_used_up_no_try(newsroom):
    newsroom.discover("https://a.example/1")
    for _ in range(5):
        [lease] = newsroom.claim("https://a.example/1", after=timedelta(hours=2))
        worked = newsroom.failed(lease, reason="host_paused")
        put_off = replace(worked.fetched, attempted=False, retry_at=newsroom.now + timedelta(hours=1))
        newsroom.settle(replace(worked, fetched=put_off))
        [row] = newsroom.rows(frontier)
        assert (row.state, row.attempts) == ("pending", 0)
        assert row.next_try_at >= newsroom.now + timedelta(hours=1)
