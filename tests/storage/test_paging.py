"""Pages of an answer: whole, without repetition, and not disturbed by what is written meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from config.errors import InputError
from storage import Query, cursors, recent, search
from storage.cursors import Cursor
from storage.sortkey import article_of, first_key, sort_key

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(4000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 see timezones
KEYS = st.integers(1, 2**27 - 1)


def pages(archive, query):
    """The pages of an answer, each as the keys of its articles."""
    after, turned = None, 0
    while turned < 100:
        page = archive.page(query, after)
        yield [hit.id for hit in page.hits]
        after, turned = page.after, turned + 1
        if after is None:
            return
    raise AssertionError("the answer does not end")


@pytest.fixture
def filled(newsroom, texts):
    """Thirty articles an hour apart, each with a word that all have; the fifth time by five in the title."""
    for number in range(30):
        moment = newsroom.now - timedelta(hours=number)
        title = f"Bridge {number}" if number % 5 == 0 else f"News {number}"
        text = f"{number} the bridge of {number} stands. " + "and the bridge " * (number % 3)
        newsroom.bring(f"https://a.example/{number}", text, title, published=newsroom.dated(moment))
    return newsroom


@pytest.mark.parametrize("best", [200, 7, 0])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_pages_together_are_the_answer(filled, monkeypatch, order, best):
    monkeypatch.setattr(search, "BEST", best)
    query = Query(words="bridge", order=order, limit=4)
    whole = [hit.id for hit in filled.archive.search(replace(query, limit=None))]
    assert sorted(whole) == list(range(1, 31))
    turned = list(pages(filled.archive, query))
    assert [key for page in turned for key in page] == whole
    assert [len(page) for page in turned] == [4] * 7 + [2]
    assert [len(page) for page in pages(filled.archive, replace(query, limit=30))] == [30]


@pytest.mark.parametrize("tried", [0, 1, 4, 29, 30])
@pytest.mark.parametrize("common", [0.0, 1.1])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_an_answer_is_the_same_however_it_is_looked_for(filled, monkeypatch, order, common, tried):
    monkeypatch.setattr(recent, "_COMMON", common)  # PostgreSQL: row by row, or by terms
    monkeypatch.setattr(recent, "_SCANNED", tried)
    monkeypatch.setattr(recent, "_ROOM", tried)
    if filled.archive.engine.dialect.name == "postgresql":
        with filled.archive.engine.begin() as connection:
            connection.execute(text("ANALYZE article_index"))
    ago = filled.now - timedelta(hours=20, minutes=30)
    for query, count in (
        (Query(words="bridge"), 30),
        (Query(words="title:bridge"), 6),
        (Query(words="bridge", since=ago), 21),
        (Query(words="bridge", until=ago), 9),
        (Query(words="bridge", language="en", since=ago, until=filled.now - timedelta(minutes=30)), 20),
    ):
        found = [key for page in pages(filled.archive, replace(query, order=order, limit=4)) for key in page]
        assert len(found) == count
        if order != "relevance":
            assert found == sorted(found, reverse=order == "oldest")


@pytest.mark.parametrize("best", [200, 7])
def test_what_is_written_meanwhile_neither_repeats_nor_hides_anything(filled, monkeypatch, best):
    monkeypatch.setattr(search, "BEST", best)
    query, seen, after = Query(words="bridge", limit=6), [], None
    for number in range(5):
        page = filled.archive.page(query, after)
        seen += [hit.id for hit in page.hits]
        after = page.after
        published = filled.dated(filled.now + timedelta(days=number - 2))
        filled.bring(f"https://b.example/{number}", f"bridge bridge {number}", "Bridge", published=published)
    assert len(seen) == len(set(seen)) == 30
    assert set(range(1, 31)) - set(seen) == set() or best == 7
    rest = [key for page in list(pages_from(filled.archive, query, after)) for key in page]
    assert not set(rest) & set(seen)
    assert set(range(1, 31)) <= {*seen, *rest}


def pages_from(archive, query, after):
    while after is not None:
        page = archive.page(query, after)
        yield [hit.id for hit in page.hits]
        after = page.after


def test_later_pages_know_their_scores(filled):
    whole = {hit.id: hit.score for hit in filled.archive.search(Query(words="bridge", limit=None))}
    page = filled.archive.page(
        Query(words="bridge", limit=10), filled.archive.page(Query(words="bridge", limit=10)).after
    )
    assert [hit.score for hit in page.hits] == pytest.approx([whole[hit.id] for hit in page.hits])
    assert min(whole.values()) > 0


def test_both_engines_score_alike(filled):
    titles = [hit.title for hit in filled.archive.search(Query(words="bridge", limit=6))]
    assert titles == ["Bridge 5", "Bridge 20", "Bridge 10", "Bridge 25", "Bridge 0", "Bridge 15"]


def test_a_page_says_when_it_is_the_last(filled):
    assert filled.archive.page(Query(words="bridge", limit=30)).after is None
    assert filled.archive.page(Query(words="nothing-of-the-kind")).after is None
    assert filled.archive.page(Query(limit=0)).after is None


@pytest.mark.parametrize("after", ["1", "Aé", "AAAA", "*", "A" * 99, "AQAAAAAAAAAAAAAAAA", "AQABAAAAAAAAAAA"])
def test_what_no_page_gave_is_an_input_error(on_sqlite, after):
    with pytest.raises(InputError, match="after: "):
        on_sqlite.archive.page(Query(), after)


@given(best=st.lists(KEYS, max_size=200), shown=st.integers(0, 200), place=st.none() | st.integers(0, 2**63 - 1))
def test_a_cursor_comes_back(best, shown, place):
    cursor = Cursor(best=tuple(best), shown=min(shown, len(best)), place=place)
    assert cursors.read(cursors.written(cursor)) == cursor


@given(MOMENTS, KEYS, MOMENTS, KEYS)
def test_places_are_in_the_order_of_time_and_lead_back(moment, key, other, other_key):
    place, second = sort_key(moment, key), sort_key(other, other_key)
    assert article_of(place) == key
    assert 0 < place < 2**63
    if moment.replace(microsecond=0) != other.replace(microsecond=0):
        assert (place < second) == (moment < other)
    assert (place >= first_key(other.replace(microsecond=0))) == (
        moment.replace(microsecond=0) >= other.replace(microsecond=0)
    )


def test_an_archive_that_is_full_says_so():
    with pytest.raises(OverflowError, match="beyond the 134,217,728"):
        sort_key(datetime(2025, 1, 1, tzinfo=UTC), 2**27)
