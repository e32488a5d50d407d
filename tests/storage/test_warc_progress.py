"""How far a WARC file has been read, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.warc_progress import Asked

FILE = Asked(path="/data/a.warc.gz", size=5_000_000_000, since=datetime(2025, 9, 1, tzinfo=UTC), until=None)


def test_reading_goes_on_where_it_was_noted_last(newsroom):
    archive = newsroom.archive
    assert archive.warc_offset(FILE) == 0
    archive.note_warc(FILE, 100, newsroom.now, finished=False)
    archive.note_warc(FILE, 3_000_000_000, newsroom.now, finished=False)
    assert archive.warc_offset(FILE) == 3_000_000_000
    assert archive.warc_offset(replace(FILE, path="/data/b.warc.gz")) == 0


def test_a_finished_file_is_not_read_again_unless_it_or_the_dates_change(newsroom):
    archive = newsroom.archive
    archive.note_warc(FILE, FILE.size, newsroom.now, finished=True)
    assert archive.warc_offset(FILE) is None
    for other in (
        replace(FILE, size=FILE.size + 1),
        replace(FILE, since=None),
        replace(FILE, until=newsroom.now),
        replace(FILE, since=FILE.since - timedelta(days=1)),
    ):
        assert archive.warc_offset(other) == 0
    archive.note_warc(replace(FILE, since=None), 7, newsroom.now, finished=False)
    assert archive.warc_offset(FILE) == 0
