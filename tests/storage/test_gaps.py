"""Gaps: noted once, tried again and again, open until they are proved filled."""

from datetime import timedelta

import pytest

from storage import gaps
from storage.tables import frontier, gap

HOUR = timedelta(hours=1)


@pytest.fixture
def note(newsroom):
    """Note a gap of the source "one", in hours from now; give its key."""
    [state] = newsroom.sources("one")

    def noted(since, until, source_id=state.id, now=newsroom.now):
        with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
            return gaps.note(connection, source_id, newsroom.now + since * HOUR, newsroom.now + until * HOUR, now)

    return noted


def ends(newsroom):
    """The gaps there are, in hours from now."""
    return [((row.since - newsroom.now) / HOUR, (row.until - newsroom.now) / HOUR) for row in newsroom.rows(gap)]


def try_to_fill(newsroom, tried, **told):
    plain = {"brought": 0, "filled_by": None, "detail": "Nothing seen.", "next_try_at": newsroom.now + 5 * HOUR}
    return newsroom.archive.note_try(tried, **{**plain, **told})


def test_a_gap_is_open_and_due_at_once(newsroom, note):
    key = note(-9, -2)
    [found] = newsroom.archive.due_gaps(newsroom.now)
    assert (found.id, found.slug, found.state, found.tries, found.brought) == (key, "one", "open", 0, 0)
    assert (found.since, found.until) == (newsroom.now - 9 * HOUR, newsroom.now - 2 * HOUR)
    assert (found.found_at, found.filled_by, found.detail) == (newsroom.now, None, None)
    assert newsroom.archive.open_gaps() == {"one": [found]}


@pytest.mark.parametrize("until", [-9, -10])
def test_where_no_time_lies_between_there_is_no_gap(newsroom, note, until):
    assert note(-9, until) is None
    assert ends(newsroom) == []


def test_gaps_that_meet_become_one_and_others_stay(newsroom, note):
    first = note(-30, -20)
    apart = note(-9, -8)
    assert note(-20, -15) == note(-32, -31) - 2 == first
    assert ends(newsroom) == [(-30, -15), (-9, -8), (-32, -31)]
    assert note(-31, -9) == first
    assert ends(newsroom) == [(-32, -8)]
    assert apart != first


def test_gaps_of_different_sources_never_meet(newsroom, note):
    _, two = newsroom.sources("one", "two")
    assert note(-9, -2) != note(-9, -2, source_id=two.id)
    assert len(ends(newsroom)) == 2
    assert [each.slug for each in newsroom.archive.due_gaps(newsroom.now, [two.id])] == ["two"]
    assert newsroom.archive.due_gaps(newsroom.now, []) == []


def test_a_try_in_vain_leaves_the_gap_open_and_it_comes_back_when_it_is_due(newsroom, note):
    note(-9, -2)
    [found] = newsroom.archive.due_gaps(newsroom.now)
    assert try_to_fill(newsroom, found, brought=3, detail="The sitemap ends too early.") == "open"
    assert newsroom.archive.due_gaps(newsroom.now) == []
    [again] = newsroom.archive.due_gaps(newsroom.now + 5 * HOUR)
    assert (again.tries, again.brought, again.detail) == (1, 3, "The sitemap ends too early.")
    try_to_fill(newsroom, again, brought=2)
    [again] = newsroom.archive.open_gaps()["one"]
    assert (again.tries, again.brought) == (2, 5)


def test_a_filled_gap_is_not_due_and_a_new_one_beside_it_is_another(newsroom, note):
    note(-9, -2)
    [found] = newsroom.archive.due_gaps(newsroom.now)
    assert try_to_fill(newsroom, found, filled_by="sitemap", brought=4) == "filled"
    assert newsroom.archive.due_gaps(newsroom.now + 100 * HOUR) == []
    assert newsroom.archive.open_gaps() == {}
    note(-5, -1)
    assert [(row.state, row.filled_by) for row in newsroom.rows(gap)] == [("filled", "sitemap"), ("open", None)]


def test_a_gap_that_grew_while_it_was_filled_stays_open(newsroom, note):
    note(-9, -2)
    [found] = newsroom.archive.due_gaps(newsroom.now)
    note(-3, -1)
    assert try_to_fill(newsroom, found, filled_by="sitemap") == "open"
    [still] = newsroom.archive.open_gaps()["one"]
    assert (still.since, still.until, still.filled_by) == (found.since, newsroom.now - HOUR, None)


def test_a_gap_that_grows_is_not_due_any_sooner(newsroom, note):
    note(-9, -2)
    [found] = newsroom.archive.due_gaps(newsroom.now)
    try_to_fill(newsroom, found)
    note(-3, 1, now=newsroom.now + HOUR)
    assert newsroom.archive.due_gaps(newsroom.now + HOUR) == []
    [still] = newsroom.archive.due_gaps(newsroom.now + 5 * HOUR)
    assert (still.tries, still.found_at) == (1, newsroom.now)


def test_what_polls_found_is_known_in_every_form_of_its_address(newsroom):
    one, two = newsroom.sources("one", "two")

    def discover(name, state=one, **fields):
        entry = newsroom.entry(f"https://one.example/{name}", published=fields.pop("published", None))
        fields = {"origin": state.source.url, "source_id": state.id, **fields}
        newsroom.discover(entry, now=newsroom.now - HOUR, **fields)

    discover("dated", published=newsroom.dated(newsroom.now - 9 * HOUR))
    discover("undated")
    discover("of-another", two)
    discover("of-a-sitemap", origin="https://one.example/map.xml", how="sitemap")
    discover("of-an-older-page", how="archive")
    discover("of-nobody", source_id=None)
    asked = [f"https://one.example/{row.url.rpartition('/')[2]}" for row in newsroom.rows(frontier)]
    asked += ["http://www.one.example/dated?utm_source=x", "mailto:desk@one.example"]
    asked += [f"https://one.example/{number}" for number in range(600)]
    assert newsroom.archive.listed_by(one.id, asked) == {
        "https://one.example/dated": newsroom.now - 9 * HOUR,
        "http://www.one.example/dated?utm_source=x": newsroom.now - 9 * HOUR,
        "https://one.example/undated": newsroom.now - HOUR,
    }
    assert newsroom.archive.listed_by(one.id, []) == {}
