"""The work on URLs, from first sight to the kept page, and the runs that did it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Key, UTCTime, dated, key, link, metadata

WAITING = text("state = 'pending'")  # what lets the engines use ix_frontier_site: the same words, not a parameter

frontier = Table(
    "frontier",
    metadata,
    key(),
    Column("url", Text, nullable=False, unique=True),
    Column("fetch_url", Text, nullable=False),
    Column("host", Text, nullable=False),
    link("source_id", "source", nullable=True),
    Column("state", String(8), nullable=False),
    Column("reason", String(64)),
    Column("detail", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", UTCTime, nullable=False),
    Column("listed_update", UTCTime),
    link("run_id", "run", nullable=True),
    Column("lease_owner", Text),
    Column("leased_until", UTCTime),
    Column("discovered_at", UTCTime, nullable=False),
    Column("finished_at", UTCTime),
    Column("article_id", Key),  # no foreign key: frontier and article point at each other
    Column("recheck_at", UTCTime),
    Column("unchanged", Integer, nullable=False, server_default=text("0")),
    Column("site", Text, nullable=False, server_default=text("''")),
    Index("ix_frontier_due", "state", "next_try_at", "id"),
    Index("ix_frontier_run_id", "run_id", "state"),
    Index("ix_frontier_source_id", "source_id", "discovered_at"),
    Index("ix_frontier_recheck_at", "recheck_at"),
    # Only what waits; its state stands in it all the same, or SQLite would rather take the index before. On PostgreSQL
    # too, as the migration says: to say so here would import its dialect.
    Index("ix_frontier_site", "state", "site", "next_try_at", "id", sqlite_where=WAITING),
)

discovery = Table(
    "discovery",
    metadata,
    key(),
    link("frontier_id", "frontier"),
    link("source_id", "source", nullable=True),
    Column("how", String(8), nullable=False),
    Column("origin", Text, nullable=False),
    Column("seen_at", UTCTime, nullable=False),
    Column("guid", Text),
    Column("title", Text),
    Column("summary", Text),
    Column("authors", JSON, nullable=False),
    *dated("published"),
    Column("language", String(8)),
    UniqueConstraint("frontier_id", "how", "origin"),
    Index("ix_discovery_source_id", "source_id", "seen_at"),
)

capture = Table(
    "capture",
    metadata,
    key(),
    link("frontier_id", "frontier"),
    Column("url", Text, nullable=False),
    Column("fetched_at", UTCTime, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("charset", Text),
    Column("digest", String(64), nullable=False),
    Column("length", Integer, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    link("revisit_of", "capture", nullable=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("pruned_at", UTCTime),
    Index("ix_capture_frontier_id", "frontier_id"),
    Index("ix_capture_digest", "digest"),
)

run = Table(
    "run",
    metadata,
    key(),
    Column("flow", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", UTCTime, nullable=False),
    Column("finished_at", UTCTime),
    Column("report", JSON),
    Column("handed_over", Integer, nullable=False, server_default=text("0")),
    Column("drains_until", UTCTime),
    Index("ix_run_drains_until", "drains_until"),
    Index("ix_run_state", "state", "flow", "finished_at"),
)

host_lease = Table(
    "host_lease",
    metadata,
    Column("site", Text, primary_key=True),
    link("run_id", "run"),
    Column("held_until", UTCTime, nullable=False),
    Index("ix_host_lease_run_id", "run_id"),
)

run_source = Table(
    "run_source",
    metadata,
    link("run_id", "run"),
    Column("source", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("run_id", "source", "day", "outcome", "reason"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(32), nullable=False),
    Column("label", String(64), nullable=False),
    Column("value", Float, nullable=False),
    PrimaryKeyConstraint("name", "label"),
    sqlite_with_rowid=False,
)
