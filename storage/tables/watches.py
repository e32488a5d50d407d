"""Saved searches, whom they tell, and what they have told: see storage.watches and storage.outbox."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from storage.columns import Key, UTCTime, key, link, metadata

watch = Table(
    "watch",
    metadata,
    key(),
    Column("name", String(64), nullable=False, unique=True),
    Column("query", JSON, nullable=False),
    Column("every", String(8), nullable=False),
    Column("at", String(5), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("old", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("created_at", UTCTime, nullable=False),
    Column("since", UTCTime, nullable=False),
    Column("checked_at", UTCTime, nullable=False),
    Column("told_until", UTCTime, nullable=False),
    Column("next_at", UTCTime),
    Column("problem", Text),
)

watch_target = Table(
    "watch_target",
    metadata,
    key(),
    link("watch_id", "watch"),
    Column("url", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", UTCTime),
    Column("lease_owner", Text),
    Column("leased_until", UTCTime),
    Index("ix_watch_target_watch_id", "watch_id"),
)

watch_message = Table(
    "watch_message",
    metadata,
    key(),
    link("watch_id", "watch"),
    Column("kind", String(8), nullable=False),
    Column("decided_at", UTCTime, nullable=False),
    Column("since", UTCTime, nullable=False),
    Column("until", UTCTime, nullable=False),
    Column("articles", JSON, nullable=False),
    Column("old_articles", JSON, nullable=False),
    Index("ix_watch_message_watch_id", "watch_id"),
)

watch_told = Table(
    "watch_told",
    metadata,
    Column("watch_id", Key, ForeignKey("watch.id"), nullable=False),
    Column("article_id", Key, ForeignKey("article.id"), nullable=False),
    Column("state", String(8), nullable=False),
    link("message_id", "watch_message", nullable=True),
    Column("decided_at", UTCTime, nullable=False),
    PrimaryKeyConstraint("watch_id", "article_id"),
    sqlite_with_rowid=False,
)

watch_delivery = Table(
    "watch_delivery",
    metadata,
    key(),
    link("message_id", "watch_message"),
    link("target_id", "watch_target"),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("tried_at", UTCTime),
    Column("detail", Text),
    Index("ix_watch_delivery_target_id", "target_id", "state"),
    Index("ix_watch_delivery_message_id", "message_id"),
)
