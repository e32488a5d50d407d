"""The tables of the archive, the same on SQLite and PostgreSQL; every column is explained in docs/archive.md.

Integer keys; times are aware UTC. The full-text index (`article_index`) is the one thing that differs by engine: see
storage.fulltext.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts keys by itself only in a column whose type is exactly INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


class UTCTime(TypeDecorator[datetime]):
    """An aware UTC datetime; gives back the zone that SQLite drops."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: the archive stores aware times only")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Restore the zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _key() -> Column[int]:
    return Column("id", Key, primary_key=True, autoincrement=True)


def _link(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Key, ForeignKey(f"{target}.id"), nullable=nullable)


def _published() -> list[Column[Any]]:
    """Columns of an optional extractors.records.Dated."""
    return [
        Column("published", UTCTime),
        Column("published_zone_known", Boolean),
        Column("published_precision", String(8)),
        Column("published_place", String(8)),
        Column("published_raw", Text),
    ]


source = Table(
    "source",
    metadata,
    _key(),
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
)

frontier = Table(
    "frontier",
    metadata,
    _key(),
    Column("url", Text, nullable=False, unique=True),
    Column("fetch_url", Text, nullable=False),
    Column("host", Text, nullable=False),
    _link("source_id", "source", nullable=True),
    Column("state", String(8), nullable=False),
    Column("reason", String(64)),
    Column("detail", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", UTCTime, nullable=False),
    Column("listed_update", UTCTime),
    _link("run_id", "run", nullable=True),
    Column("lease_owner", Text),
    Column("leased_until", UTCTime),
    Column("discovered_at", UTCTime, nullable=False),
    Column("finished_at", UTCTime),
    Index("ix_frontier_due", "state", "next_try_at", "id"),
    Index("ix_frontier_run_id", "run_id", "state"),
)

discovery = Table(
    "discovery",
    metadata,
    _key(),
    _link("frontier_id", "frontier"),
    _link("source_id", "source", nullable=True),
    Column("how", String(8), nullable=False),
    Column("origin", Text, nullable=False),
    Column("seen_at", UTCTime, nullable=False),
    Column("guid", Text),
    Column("title", Text),
    Column("summary", Text),
    Column("authors", JSON, nullable=False),
    *_published(),
    Column("language", String(8)),
    UniqueConstraint("frontier_id", "how", "origin"),
)

capture = Table(
    "capture",
    metadata,
    _key(),
    _link("frontier_id", "frontier"),
    Column("url", Text, nullable=False),
    Column("fetched_at", UTCTime, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("charset", Text),
    Column("digest", String(64), nullable=False),
    Column("length", Integer, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    _link("revisit_of", "capture", nullable=True),
    Index("ix_capture_frontier_id", "frontier_id"),
    Index("ix_capture_digest", "digest"),
)

story = Table(
    "story",
    metadata,
    _key(),
    Column("origin_id", Key),  # no foreign key: story and article point at each other
    Column("size", Integer, nullable=False),
    Column("started_at", UTCTime, nullable=False),
)

article = Table(
    "article",
    metadata,
    _key(),
    Column("url", Text, nullable=False, unique=True),
    _link("frontier_id", "frontier"),
    _link("capture_id", "capture"),
    _link("source_id", "source", nullable=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    *_published(),
    Column("language", String(8)),
    Column("site_name", Text),
    Column("image", Text),
    Column("extractor", String(32), nullable=False),
    Column("text_hash", String(64), nullable=False),
    _link("story_id", "story"),
    Column("kind", String(16), nullable=False),
    _link("copy_of", "article", nullable=True),
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
    _key(),
    _link("article_id", "article"),
    _link("capture_id", "capture"),
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
    _link("story_id", "story"),
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
    _key(),
    _link("article_id", "article"),
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
    _key(),
    _link("tag_id", "tag"),
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
    _key(),
    Column("flow", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", UTCTime, nullable=False),
    Column("finished_at", UTCTime),
    Column("report", JSON),
)

run_source = Table(
    "run_source",
    metadata,
    _link("run_id", "run"),
    Column("source", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("run_id", "source", "day", "outcome", "reason"),
)
