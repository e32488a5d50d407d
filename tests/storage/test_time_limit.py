"""What takes too long is ended, and what comes after it is answered."""

import pytest
from sqlalchemy import text

from config.errors import StorageError
from storage.engine import reading

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def test_what_takes_too_long_is_ended(newsroom):
    archive = newsroom.archive
    newsroom.bring("https://a.example/1", "A text.")
    archive.limit_time(0.3)
    for _ in range(2):
        told = pytest.raises(StorageError, match=r"could not count: .*(interrupted|timeout)")
        with told, reading(archive.engine, "count") as connection:
            connection.execute(text(ENDLESS[connection.dialect.name]))
        assert newsroom.urls() == ["https://a.example/1"]
