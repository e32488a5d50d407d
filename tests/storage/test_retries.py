"""The waits between tries."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from storage.retries import RetryPolicy

NOW = datetime(2025, 9, 1, tzinfo=UTC)


def test_the_wait_doubles_up_to_its_limit():
    policy = RetryPolicy(attempts=9, delay_seconds=60, delay_limit_seconds=3_600)
    waits = [(policy.next_try(failures, NOW) - NOW).total_seconds() for failures in range(1, 9)]
    assert waits == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]


@given(st.floats(0.001, 1e5), st.floats(0.001, 1e7), st.integers(1, 10**9))
def test_the_wait_never_shrinks_and_stays_within_its_bounds(delay, limit, failures):
    policy = RetryPolicy(attempts=3, delay_seconds=delay, delay_limit_seconds=limit)
    waits = [policy.next_try(each, NOW) - NOW for each in (1, failures, failures + 1, 10**12)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[0] >= timedelta(seconds=min(delay, limit)) - timedelta(microseconds=1)
    assert waits[-1] <= timedelta(seconds=limit) + timedelta(microseconds=1)


def test_a_feed_that_has_failed_a_million_times_waits_as_long_as_the_limit():
    policy = RetryPolicy(attempts=1, delay_seconds=0.5, delay_limit_seconds=86_400)
    assert policy.next_try(1_000_000, NOW) == NOW + timedelta(days=1)
