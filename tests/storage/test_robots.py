"""The rules of an origin in the archive: one row each, the newest, byte for byte."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from storage import robots
from storage.robots import StoredRobots
from storage.tables import metadata

NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
FIRST = StoredRobots(
    origin="https://news.example",
    status=200,
    body=b"User-agent: *\nDisallow: /\x00\xff",
    fetched_at=NOW,
    expires_at=NOW + timedelta(hours=24),
)
SECOND = StoredRobots(
    origin="https://news.example", status=None, body=b"", fetched_at=NOW + timedelta(days=1), expires_at=NOW
)


def test_what_was_saved_last_is_loaded(database_url):
    url = make_url(database_url)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        metadata.create_all(connection, tables=[metadata.tables["robots"]])
        assert robots.load(connection, "https://news.example") is None
        robots.save(connection, FIRST)
        assert robots.load(connection, "https://news.example") == FIRST
        robots.save(connection, SECOND)
        assert robots.load(connection, "https://news.example") == SECOND
        assert robots.load(connection, "http://news.example") is None
