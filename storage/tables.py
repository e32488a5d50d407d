"""The tables of the archive, the same on SQLite and PostgreSQL; every column is explained in docs/archive.md.

Integer keys; times are aware UTC. The full-text index (`article_index`) is the one thing that differs by engine: see
storage.fulltext.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Key, UTCTime, key, link, published_columns
from storage.columns import metadata as metadata  # noqa: PLC0414 so that mypy takes it for a re-export

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
    Index("ix_frontier_due", "state", "next_try_at", "id"),
    Index("ix_frontier_run_id", "run_id", "state"),
    Index("ix_frontier_source_id", "source_id", "discovered_at"),
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
    *published_columns(),
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
    Index("ix_capture_frontier_id", "frontier_id"),
    Index("ix_capture_digest", "digest"),
)

story = Table(
    "story",
    metadata,
    key(),
    Column("origin_id", Key),  # no foreign key: story and article point at each other
    Column("size", Integer, nullable=False),
    Column("started_at", UTCTime, nullable=False),
)

article = Table(
    "article",
    metadata,
    key(),
    Column("url", Text, nullable=False, unique=True),
    link("frontier_id", "frontier"),
    link("capture_id", "capture"),
    link("source_id", "source", nullable=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    *published_columns(),
    Column("language", String(8)),
    Column("site_name", Text),
    Column("image", Text),
    Column("extractor", String(32), nullable=False),
    Column("text_hash", String(64), nullable=False),
    link("story_id", "story"),
    Column("kind", String(16), nullable=False),
    link("copy_of", "article", nullable=True),
    Column("score", Float, nullable=False),
    Column("level", String(8), nullable=False),
    Column("first_seen_at", UTCTime, nullable=False),
    Column("changed_at", UTCTime, nullable=False),
    Index("ix_article_frontier_id", "frontier_id"),
    Index("ix_article_story_id", "story_id"),
    Index("ix_article_published", "published"),
)

version = Table(
    "version",
    metadata,
    key(),
    link("article_id", "article"),
    link("capture_id", "capture"),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("seen_at", UTCTime, nullable=False),
    Column("replaced_at", UTCTime, nullable=False),
    Index("ix_version_article_id", "article_id"),
)

# Postings of the near-duplicate index: which stories hold a print. Stories, not articles, so that copies add few
# rows and the number of rows of a print is its document frequency.
sketch = Table(
    "sketch",
    metadata,
    Column("print", BigInteger, nullable=False),
    Column("story_id", Key, ForeignKey("story.id"), nullable=False),
    PrimaryKeyConstraint("print", "story_id"),
    sqlite_with_rowid=False,
)

fingerprint = Table(
    "fingerprint",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    link("story_id", "story"),
    Column("text_hash", String(64), nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("numbers", JSON, nullable=False),
    Column("tokens", Integer, nullable=False),
    Index("ix_fingerprint_story_id", "story_id", "article_id"),
    Index("ix_fingerprint_text_hash", "text_hash", "article_id"),
)

tag = Table(
    "tag",
    metadata,
    key(),
    link("article_id", "article"),
    Column("kind", String(16), nullable=False),
    Column("slug", String(64), nullable=False),
    Column("level", String(8), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("lexicon", String(32), nullable=False),
    UniqueConstraint("article_id", "kind", "slug"),
    Index("ix_tag_slug", "slug", "level"),
)

evidence = Table(
    "evidence",
    metadata,
    key(),
    link("tag_id", "tag"),
    Column("accepted", Boolean, nullable=False),
    Column("field", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("surface", Text, nullable=False),
    Column("entity", String(64)),
    Column("language", String(8)),
    Column("rule", String(64)),
    Column("confuser", String(64)),
    Column("cue", Text),
    Index("ix_evidence_tag_id", "tag_id"),
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
