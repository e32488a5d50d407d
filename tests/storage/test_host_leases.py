"""Hosts are asked by one run at a time: who gets which, how they are handed on, and what a claim looks at for it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text, update

from extractors.records import Entry
from storage import open_archive
from storage.frontier import Listing
from storage.host_leases import share
from storage.tables import frontier, host_lease, run

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def pages(host, count, begin=0):
    return [f"https://{host}.example/{number}" for number in range(begin, begin + count)]


def begin(newsroom, owner):
    return newsroom.archive.begin_run("drain", owner, newsroom.now, is_alive=lambda _: True)


def hosts_of(leases):
    return {lease.url.split("/")[2].partition(".")[0] for lease in leases}


def test_what_one_run_holds_no_other_gets_until_it_has_done_with_it(newsroom, texts):
    other = begin(newsroom, "other")
    newsroom.discover(*pages("a", 3))
    first = newsroom.claim(limit=2)
    assert newsroom.claim(run=other, owner="other") == []
    assert newsroom.archive.are_due(newsroom.now)
    newsroom.settle(newsroom.worked(first[0], texts["bridge"]))
    newsroom.archive.keep_leases(newsroom.run, now=newsroom.now, until=newsroom.now + HOUR)
    assert newsroom.claim(run=other, owner="other") == [], "one is still under way"
    newsroom.settle(newsroom.failed(first[1], "gone"))
    still = newsroom.archive.keep_leases(newsroom.run, now=newsroom.now + MINUTE, until=newsroom.now + HOUR)
    assert still == set()
    [last] = newsroom.claim(run=other, owner="other", after=MINUTE)
    assert (last.site, last.asked_at) == ("a.example", newsroom.now + MINUTE)
    assert not newsroom.archive.are_due(newsroom.now)


def test_a_host_that_comes_back_to_the_same_run_was_asked_by_no_other(newsroom):
    newsroom.discover(*pages("a", 2))
    [first] = newsroom.claim(limit=1)
    newsroom.settle(newsroom.failed(first, "gone"))
    [second] = newsroom.claim(limit=1)
    assert (first.asked_at, second.asked_at) == (None, None)


def test_a_run_that_ends_or_leaves_frees_its_hosts(newsroom):
    newsroom.discover(*pages("a", 2), *pages("b", 2))
    leaving, ending = begin(newsroom, "leaving"), begin(newsroom, "ending")
    assert len(newsroom.claim(limit=1, run=leaving, owner="leaving")) == 1
    assert len(newsroom.claim(limit=1, run=ending, owner="ending")) == 1
    newsroom.archive.leave_hosts(leaving, newsroom.now)
    newsroom.archive.end_run(ending, "completed", report={}, lines={}, now=newsroom.now)
    assert hosts_of(newsroom.claim()) == {"a", "b"}
    assert {row.id: row.drains_until for row in newsroom.rows(run)} == {
        newsroom.run: newsroom.now + HOUR, leaving: None, ending: None
    }  # fmt: skip


def test_what_a_dead_run_held_is_free_at_once_and_waits_one_delay(newsroom):
    dead = begin(newsroom, "dead")
    newsroom.discover(*pages("a", 2))
    newsroom.claim(run=dead, owner="dead")
    assert newsroom.claim() == []
    newsroom.archive.recover(lambda owner: owner != "dead", newsroom.now + MINUTE)
    taken = newsroom.claim(after=MINUTE)
    assert {(each.url, each.asked_at, each.resumed) for each in taken} == {
        (url, newsroom.now + MINUTE, True) for url in pages("a", 2)
    }


def test_a_lease_that_is_not_renewed_runs_out_and_its_owner_learns_it(newsroom):
    slow = begin(newsroom, "slow")
    newsroom.discover(*pages("a", 2))
    lost = newsroom.claim(run=slow, owner="slow")
    assert newsroom.claim(after=59 * MINUTE) == []
    taken = newsroom.claim(after=HOUR, limit=1)
    assert [each.asked_at for each in taken] == [newsroom.now + HOUR], "it may have been asked until then"
    still = newsroom.archive.keep_leases(slow, now=newsroom.now + HOUR, until=newsroom.now + 2 * HOUR)
    assert still == set()
    newsroom.settle(*(newsroom.failed(each) for each in lost))
    [row] = [each for each in newsroom.rows(frontier) if each.id == taken[0].id]
    assert (row.state, row.run_id) == ("leased", newsroom.run), "a late failure does not take it away"


def test_a_lease_that_is_renewed_does_not_run_out_nor_does_one_that_nobody_wanted_meanwhile(newsroom):
    slow = begin(newsroom, "slow")
    newsroom.discover(*pages("a", 2))
    held = {each.id for each in newsroom.claim(run=slow, owner="slow", limit=1)}
    for hours in (1, 3):  # in time, and long after it ran out
        moment = newsroom.now + hours * HOUR
        assert newsroom.archive.keep_leases(slow, now=moment, until=moment + HOUR) == held
        assert newsroom.claim(after=(hours + 0.9) * HOUR) == []


def test_a_host_that_wants_to_be_left_alone_is_handed_on_with_that_wish(newsroom):
    newsroom.discover(*pages("a", 1), *pages("b", 1))
    told = begin(newsroom, "told")
    newsroom.claim(run=told, owner="told")
    newsroom.archive.keep_host_pauses({"a.example": newsroom.now + HOUR}, newsroom.now)
    newsroom.archive.end_run(told, "completed", report={}, lines={}, now=newsroom.now)
    found = {each.site: each.left_until for each in newsroom.claim()}
    assert found == {"a.example": newsroom.now + HOUR, "b.example": None}


def test_subdomains_are_one_host_and_copies_burden_the_archive_that_keeps_them(newsroom):
    other = begin(newsroom, "other")
    urls = ["https://one.a.example.com/1", "https://two.a.example.com/1"]
    newsroom.discover(*urls)
    entries = [Entry(url=url) for url in (*pages("b", 1), *pages("c", 1))]
    copies = {each.url: f"https://web.keeper.org/web/2025/{each.url}" for each in entries}
    where = Listing(how="wayback", origin="https://web.keeper.org/*")
    newsroom.archive.discover(newsroom.run, entries, where, newsroom.now, captures=copies)
    assert {each.site for each in newsroom.claim(limit=2)} == {"example.com", "keeper.org"}
    assert newsroom.claim(run=other, owner="other") == []


def test_pages_that_are_at_hand_ask_no_host(newsroom):
    other = begin(newsroom, "other")
    newsroom.discover(*pages("a", 2))
    newsroom.claim(limit=1)
    assert len(newsroom.claim(*pages("a", 2), run=other, owner="other")) == 1


def test_two_runs_get_half_of_the_hosts_each_also_when_one_had_them_all(newsroom):
    other = begin(newsroom, "other")
    newsroom.discover(*(url for host in "abcdef" for url in pages(host, 20)))
    held = newsroom.claim(limit=12)
    assert len(hosts_of(held)) == 6
    assert newsroom.claim(run=other, owner="other") == []
    again = newsroom.claim(limit=12)
    assert len(hosts_of(again)) == 3, "no more of what is beyond its half"
    kept = hosts_of(again)
    newsroom.settle(*(newsroom.failed(each, "gone") for each in held if hosts_of([each]) - kept))
    assert hosts_of(newsroom.claim(limit=12)) == kept
    assert hosts_of(newsroom.claim(limit=12, run=other, owner="other")) == set("abcdef") - kept


SITES = st.sampled_from("abcdefgh")


@given(st.lists(SITES, unique=True), st.dictionaries(SITES, st.integers(1, 3)), st.integers(1, 3), st.integers(1, 4))
def test_a_share_takes_nothing_from_others_and_is_no_larger_than_it_may(due, held, asking, drainers):
    mine = share(due, held, asking, drainers)
    assert not mine & {site for site, holder in held.items() if holder != asking}
    assert mine <= {*due, *held}
    most = -(-len({*due, *held}) // drainers)
    assert len(mine) <= most
    own = {site for site, holder in held.items() if holder == asking}
    assert len(mine & own) == min(len(own), most)
    if drainers == 1:
        assert mine == own | (set(due) - set(held)), "alone, it gets whatever is free"


def test_workers_who_claim_at_once_never_hold_one_host_together(newsroom, tmp_path):
    newsroom.discover(*(url for host in "abcdefgh" for url in pages(host, 15)))
    together = Barrier(3)

    def drain(owner):
        taken, key = [], begin(newsroom, owner)
        with open_archive(newsroom.url, tmp_path) as own:
            together.wait(60)
            while own.are_due(newsroom.now):
                leases = own.claim(key, owner, now=newsroom.now, until=newsroom.now + HOUR, limit=5)
                with own.engine.connect() as connection:
                    held = connection.execute(text("SELECT site, run_id FROM host_lease")).all()
                assert {each.site for each in leases} <= {row.site for row in held if row.run_id == key}
                own.settle([newsroom.failed(each, "gone") for each in leases], newsroom.policy, newsroom.now)
                taken += [each.url for each in leases]
            own.leave_hosts(key, newsroom.now)
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [url for found in pool.map(drain, ("x", "y", "z")) for url in found]
    assert Counter(taken) == Counter(dict.fromkeys((url for host in "abcdefgh" for url in pages(host, 15)), 1))


# --- what a claim costs --------------------------------------------------------------------------------------------


@pytest.fixture
def crowded(newsroom):
    """Two hosts with more due URLs than a claim looks at; one of them is held by another run; small ones behind."""
    newsroom.discover(*pages("held", 2_500))
    other = begin(newsroom, "other")
    newsroom.claim(limit=1, run=other, owner="other")
    newsroom.discover(*pages("fat", 2_500), *(url for host in ("small", "tiny") for url in pages(host, 1)))
    return newsroom


def test_small_hosts_do_not_wait_behind_a_large_one_that_another_run_holds(crowded):
    assert hosts_of(crowded.claim(limit=20)) == {"fat", "small"}, "half of the four"
    crowded.archive.leave_hosts(crowded.rows(run)[-1].id, crowded.now)
    assert hosts_of(crowded.claim(limit=20)) == {"fat", "held", "tiny"}


def test_nor_behind_a_large_one_of_the_same_run(on_sqlite):
    on_sqlite.discover(*pages("fat", 2_500), *pages("small", 1))
    assert hosts_of(on_sqlite.claim(limit=20)) == {"fat", "small"}


def test_every_query_of_a_claim_uses_an_index(crowded):
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    engine = crowded.archive.engine
    event.listen(engine, "before_cursor_execute", note)
    crowded.claim(limit=20, rechecks=True)
    event.remove(engine, "before_cursor_execute", note)
    if engine.dialect.name == "postgresql":  # small tables are read whole there, whatever indexes they have
        crowded.change(text("SET enable_seqscan = off"))
    for statement, parameters in asked:
        if "frontier" not in statement.split("WHERE")[0] or not statement.lstrip().startswith(("SELECT", "WITH")):
            continue
        explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET enable_seqscan = off")
            plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters))
        assert "SCAN frontier\n" not in plan + "\n", plan
        if "RECURSIVE" in statement:
            # PostgreSQL may take another index for the second part: to it the table is small.
            assert plan.count("ix_frontier_site") == 2 or engine.dialect.name == "postgresql", plan
        assert "Seq Scan on frontier" not in plan, plan


def test_hosts_that_were_not_asked_lately_are_forgotten(newsroom):
    newsroom.discover(*pages("a", 1))
    newsroom.claim()
    newsroom.change(update(frontier).values(state="done"))
    for minutes in (1, 2, 4):
        moment = newsroom.now + minutes * MINUTE
        newsroom.archive.keep_leases(newsroom.run, now=moment, until=moment + HOUR)
    assert newsroom.rows(host_lease) == []
