"""Hosts that want to be left alone: kept from run to run for as long as they asked, and no longer."""

from datetime import timedelta

import pytest

from storage.tables import host

HOUR = timedelta(hours=1)


def test_a_new_archive_knows_of_no_pause(newsroom):
    assert newsroom.archive.host_pauses(newsroom.now) == {}


def test_pauses_are_kept_until_they_are_over(newsroom):
    now, archive = newsroom.now, newsroom.archive
    archive.keep_host_pauses({"b.example": now + 2 * HOUR, "a.example": now + HOUR}, now)
    assert archive.host_pauses(now) == {"a.example": now + HOUR, "b.example": now + 2 * HOUR}
    assert archive.host_pauses(now + HOUR) == {"b.example": now + 2 * HOUR}
    assert len(newsroom.rows(host)) == 2


def test_what_is_over_is_deleted_with_the_next_save(newsroom):
    now, archive = newsroom.now, newsroom.archive
    archive.keep_host_pauses({"a.example": now + HOUR, "b.example": now + 2 * HOUR, "c.example": now}, now)
    assert [row.key for row in newsroom.rows(host)] == ["a.example", "b.example"]
    archive.keep_host_pauses({}, now + HOUR)
    assert [row.key for row in newsroom.rows(host)] == ["b.example"]


@pytest.mark.parametrize("first", [1, 3])
def test_of_two_runs_the_one_that_was_told_the_longer_pause_is_believed(newsroom, first):
    now, archive = newsroom.now, newsroom.archive
    for hours in (first, 4 - first):
        archive.keep_host_pauses({"a.example": now + hours * HOUR}, now)
    assert archive.host_pauses(now) == {"a.example": now + 3 * HOUR}


def test_many_hosts_are_saved_at_once(newsroom):
    now, archive = newsroom.now, newsroom.archive
    pauses = {f"{number}.example": now + HOUR for number in range(2_000)}
    archive.keep_host_pauses(pauses, now)
    archive.keep_host_pauses(pauses, now)
    assert archive.host_pauses(now) == pauses
