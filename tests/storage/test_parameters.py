"""A Query as plain words, and back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from storage import Query, parameters_of, query_of
from storage.parameters import fields_of

WORDS = st.text(min_size=1).filter(lambda each: each == each.strip())
LOWER = WORDS.map(str.lower)
MOMENTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.integers(0, 2**63 - 1)
QUERIES = st.builds(
    Query,
    words=st.none() | WORDS, tag=st.none() | WORDS, topic=st.none() | WORDS, entity=st.none() | WORDS,
    level=st.none() | st.sampled_from(["central", "mention", "abstain", "none"]), language=st.none() | LOWER,
    source=st.none() | WORDS, country=st.none() | WORDS.map(str.upper), outlet=st.none() | LOWER,
    story=st.none() | NUMBERS,
    agency=st.none() | LOWER, since=st.none() | MOMENTS, until=st.none() | MOMENTS, seen_since=st.none() | MOMENTS,
    seen_until=st.none() | MOMENTS, has_versions=st.booleans(), originals=st.booleans(), copies=st.booleans(),
    as_of=st.none() | MOMENTS, order=st.sampled_from(["relevance", "newest", "oldest"]), snippets=st.booleans(),
    limit=st.none() | NUMBERS,
)  # fmt: skip


@given(QUERIES)
def test_a_query_comes_back_from_its_words(query):
    assert query_of(parameters_of(query)) == query


def test_words_are_read():
    asked = query_of({"q": "energy club", "lang": "", "since": "2025-09-01", "edited": "1", "limit": "5"}, tag="sco")
    since = datetime(2025, 9, 1, tzinfo=UTC)
    assert asked == Query(words="energy club", tag="sco", since=since, has_versions=True, limit=5)


def test_codes_are_spelled_as_the_archive_has_them():
    meant = Query(language="ru", country="UZ", outlet="tass.com", agency="tass", source="Kept As It Is", limit=3)
    written = {"lang": "RU", "country": "uz", "outlet": "TASS.com", "agency": " Tass ", "source": "Kept As It Is"}
    assert query_of({**written, "limit": "3"}) == meant
    assert Query(**fields_of({**written, "limit": 3, "edited": False})) == meant


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("colour", "red", "'colour' is not something to ask for"),
        ("since", "yesterday", "since: 'yesterday' is not a date"),
        ("limit", "-1", "limit: '-1' is not a number"),
        ("story", "9" * 30, "story: "),
        ("level", "high", "level: 'high' is not one of central"),
        ("originals", "maybe", "originals: 'maybe' is neither"),
    ],
)
def test_what_cannot_be_read_is_named(name, value, says):
    with pytest.raises(InputError, match=says):
        query_of({name: value})
