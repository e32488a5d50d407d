"""The report of a run: its counts add up, and say so when they do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report import Report
from storage.articles import Settled
from storage.frontier import Discovered

TODAY = date(2025, 9, 1)
ENDED = ("stored", "duplicate", "updated", "unchanged", "failed", "refused")


def settled(outcome="stored", reason="", *, tagged=False, day="2025-08-30"):
    return Settled(source="post", day=day, outcome=outcome, reason=reason, tagged=tagged, resumed=False)


def listed(*, seen, known=0, unusable=0, edited=0):
    return Discovered(
        seen=seen, known=known, new=seen - known, unusable=unusable, edited=edited, first_listed=seen - known
    )


@pytest.fixture
def report():
    """A run that saw ten URLs: two known, one without an address, seven stored."""
    made = Report(TODAY)
    made.add_discovered("post", listed(seen=10, known=2, unusable=1))
    made.add_settled([settled() for _ in range(7)])
    return made


def test_a_run_in_which_every_url_ended_is_in_balance(report):
    assert report.imbalance == 0
    assert (report.total("seen"), report.total("known"), report.total("new")) == (10, 2, 8)
    assert report.reasons("refused") == {"no_usable_link": 1}


def test_what_was_forgotten_is_refused_and_counted(report):
    report.add_discovered("post", replace(listed(seen=3, known=1), forgotten=2))
    assert report.imbalance == 0
    assert report.reasons("refused") == {"no_usable_link": 1, "forgotten": 2}


@pytest.mark.parametrize(
    "lose",
    [
        lambda report: report.add_discovered("post", listed(seen=1)),
        lambda report: report.add_resumed("post", 1),
        lambda report: report.add_settled([settled()]),
        lambda report: report.add_settled([settled("failed", "http_500")]),
        lambda report: report.close(pending=1, handed_over=0, seconds=0),
        lambda report: report.add_discovered("post", listed(seen=2, known=2, edited=1)),
    ],
    ids=[
        "found, never ended",
        "resumed, never ended",
        "stored twice",
        "failed twice",
        "pending",
        "edited, never fetched",
    ],
)
def test_one_lost_or_doubled_url_is_noticed(report, lose: Callable[[Report], None]):
    lose(report)
    assert report.imbalance == 1


def test_two_mistakes_do_not_hide_each_other(report):
    report.lines["post", "2025-09-01", "known", ""] += 1  # seen no longer equals known + new
    report.add_settled([settled()])  # and one more ended than began
    assert report.imbalance == 2


@given(
    ends=st.lists(st.sampled_from([*ENDED, "pending", "handed_over"]), max_size=30),
    known=st.integers(0, 9),
    unusable=st.integers(0, 9),
    without_link=st.integers(0, 9),
    resumed=st.integers(0, 30),
)
def test_every_run_that_loses_nothing_is_in_balance(ends, known, unusable, without_link, resumed):
    resumed = min(resumed, len(ends))
    report = Report(TODAY)
    report.add_discovered("post", listed(seen=known + unusable + len(ends) - resumed, known=known, unusable=unusable))
    report.add_without_link("post", without_link)
    report.add_resumed("post", resumed)
    report.add_settled([settled(end, "timeout" if end == "pending" else "") for end in ends if end != "handed_over"])
    report.add_skipped("post", "outside_dates", 5)
    report.add_poll("post", "changed")
    report.close(pending=ends.count("pending"), handed_over=ends.count("handed_over"), seconds=1.5)
    assert report.imbalance == 0
    said = report.as_json()
    assert said["entries_seen"] == said["known"] + said["new"]
    counts = [said[name] for name in ("stored", "duplicates", "updated", "unchanged", "pending", "handed_over")]
    assert said["new"] + said["resumed"] == sum([*counts, *said["failed"].values(), *said["refused"].values()])


def test_an_article_counts_on_the_day_of_its_publication_and_a_retry_today(report):
    report.add_settled([settled("pending", "timeout", day="2025-08-01")])
    assert report.lines["post", "2025-08-30", "stored", ""] == 7
    assert report.lines["post", "2025-09-01", "retry", "timeout"] == 1
    assert report.as_json()["retrying"] == {"timeout": 1}


def test_reasons_come_with_the_most_frequent_first(report):
    report.add_settled([settled("failed", reason) for reason in ("timeout", "http_403", "http_403")])
    assert list(report.reasons("failed").items()) == [("http_403", 2), ("timeout", 1)]


def test_polls_and_tags_are_counted(report):
    for ended in ("changed", "unchanged", "changed", "dns"):
        report.add_poll("post", ended)
    report.add_settled([settled(tagged=True)])
    said = report.as_json()
    assert (said["sources"], said["polls"], said["tagged"]) == (4, {"changed": 2, "unchanged": 1, "dns": 1}, 1)


def test_what_did_not_happen_leaves_no_line():
    report = Report(TODAY)
    report.add_discovered("post", listed(seen=0))
    report.add_without_link("post", 0)
    report.add_skipped("post", "outside_dates", 0)
    assert report.lines == {}
    assert report.imbalance == 0


# --- for the counts of all runs ------------------------------------------------------------------------------------


def test_what_is_counted_for_all_runs_is_the_sum_of_the_lines_and_is_given_once(report):
    report.add_poll("post", "changed")
    report.add_settled([settled("pending", "timeout"), replace(settled("duplicate", "near"), level="central")])
    report.add_page()
    report.add_extraction(0.03)
    sums = {}
    for (_, _, outcome, reason), count in report.lines.items():
        sums[outcome, reason] = sums.get((outcome, reason), 0) + count
    others = {
        ("level", "central"): 1, ("page", ""): 1, ("extraction", "0.05"): 1, ("extraction_seconds", ""): 0.03,
    }  # fmt: skip
    assert report.take_counts() == {**sums, **others}
    assert report.take_counts() == {}


def test_what_could_not_be_stored_is_given_again_with_what_came_meanwhile(report):
    report.take_counts()
    report.add_page()
    taken = report.take_counts()
    report.add_page()
    report.give_back(taken)
    assert report.take_counts() == {("page", ""): 2}
