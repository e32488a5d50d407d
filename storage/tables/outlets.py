"""What is known of sources and hosts: the state of listings, gaps, robots rules, pauses, WARC files under way."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from storage.columns import UTCTime, key, link, metadata

source = Table(
    "source",
    metadata,
    key(),
    Column("slug", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("country", String(2)),
    Column("language", String(8)),
    Column("kind", String(8), nullable=False),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", String(64)),
    Column("polled_at", UTCTime),
    Column("succeeded_at", UTCTime),
    Column("next_poll_at", UTCTime),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("reason", String(64)),
    Column("detail", Text),
    Column("moved_to", Text),
    Column("moved_by", String(16)),
    Column("moved_at", UTCTime),
    Column("claimed_url", Text),
    Column("silent_since", UTCTime),
    Column("full_from", UTCTime),
    Column("rhythm", JSON),
)

gap = Table(
    "gap",
    metadata,
    key(),
    link("source_id", "source"),
    Column("since", UTCTime, nullable=False),
    Column("until", UTCTime, nullable=False),
    Column("found_at", UTCTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", UTCTime, nullable=False),
    Column("filled_by", String(8)),
    Column("brought", Integer, nullable=False, server_default=text("0")),
    Column("detail", Text),
    Index("ix_gap_source_id", "source_id", "state"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", String(300), primary_key=True),
    Column("status", Integer),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", UTCTime, nullable=False),
    Column("expires_at", UTCTime, nullable=False),
)

host = Table(
    "host",
    metadata,
    Column("key", Text, primary_key=True),
    Column("left_until", UTCTime, nullable=False),
)

warc_import = Table(
    "warc_import",
    metadata,
    key(),
    Column("path", Text, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("since", UTCTime),
    Column("until", UTCTime),
    Column("offset", BigInteger, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("changed_at", UTCTime, nullable=False),
)
