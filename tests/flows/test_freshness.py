"""What headers say of time: believed within reason, and never able to do harm."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from flows.freshness import LONGEST, LONGEST_PAUSE, fresh_seconds, http_date, pause_seconds

NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
NOON, ONE = "Sat, 01 Nov 2025 12:00:00 GMT", "Sat, 01 Nov 2025 13:00:00 GMT"


def fresh(*headers: tuple[str, str]) -> int | None:
    return fresh_seconds(CIMultiDict(headers), NOW)


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=600", 600),
        ("public, MAX-AGE = 600", 600),
        ('max-age="600"', 600),
        ("s-maxage=9, max-age=600", 600),
        ("max-age=600, must-revalidate", 600),
        ("max-age=600, max-age=60", 60),
        ("max-age=600, no-cache", 0),
        ("no-store", 0),
        ('private="x, no-store", max-age=5', 5),
        ("max-age=-1", 0),
        ("max-age=soon", 0),
        ("max-age", 0),
        ("max-age=99999999999999999999999", LONGEST),
        ("must-revalidate", None),
        ("s-maxage=600", None),
        ("", None),
    ],
)
def test_cache_control_says_how_long_a_page_is_fresh(control, seconds):
    assert fresh(("Cache-Control", control)) == seconds


def test_several_cache_control_lines_are_read_as_one():
    assert fresh(("Cache-Control", "max-age=600"), ("Cache-Control", "no-cache")) == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("Expires", ONE), ("Date", NOON)], 3600),
        ([("Expires", ONE)], 3600),
        ([("Expires", ONE), ("Date", "yesterday")], 3600),
        ([("Expires", NOON), ("Date", ONE)], 0),
        ([("Expires", "0")], 0),
        ([("Expires", ONE), ("Cache-Control", "max-age=60")], 60),
        ([("Expires", ONE), ("Cache-Control", "s-maxage=60")], 3600),
        ([("Cache-Control", "max-age=600"), ("Age", "100")], 500),
        ([("Cache-Control", "max-age=600"), ("Age", "1000")], 0),
        ([("Cache-Control", "max-age=600"), ("Age", "-5")], 600),
        ([("Expires", ONE), ("Age", "600")], 3000),
        ([("Age", "600")], None),
    ],
)
def test_expires_and_age_count_where_they_should(headers, seconds):
    assert fresh(*headers) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("1.5", 1.5),
        (ONE, 3600),
        ("Saturday, 01-Nov-25 13:00:00 GMT", 3600),
        ("Sat Nov  1 13:00:00 2025", 3600),
        ("9" * 5000, LONGEST_PAUSE),
        ("Sat, 01 Nov 2125 12:00:00 GMT", LONGEST_PAUSE),
        *((junk, None) for junk in ("0", "-5", "1e400", "inf", "nan", "٣", "soon", "12 monkeys", NOON, "", None)),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(header, seconds):
    assert pause_seconds(header, NOW) == seconds


@pytest.mark.parametrize("header", ["Fri, 31 Dec 9999 23:59:59 -2359", "99" * 999])
def test_a_date_beyond_the_calendar_is_none(header):
    assert http_date(header) is None


PIECES = st.sampled_from(["max-age", "no-store", "=", '"', ",", " ", "9", "Sat, 01 Nov 2025", ":", "GMT", "+2359", "-"])
HEADERS = st.text(max_size=200) | st.lists(PIECES, max_size=60).map("".join)


@given(control=HEADERS, expires=HEADERS, date=HEADERS, age=HEADERS)
def test_no_headers_make_the_reading_fail(control, expires, date, age):
    seconds = fresh(("Cache-Control", control), ("Expires", expires), ("Date", date), ("Age", age))
    assert seconds is None or 0 <= seconds <= LONGEST
    pause = pause_seconds(expires, NOW)
    assert pause is None or 0 < pause <= LONGEST_PAUSE
