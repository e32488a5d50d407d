"""Saved searches, whom they tell, and what they have told."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key, UTCTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the five tables."""
    op.create_table(
        "watch",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("old", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCTime(), nullable=False),
        sa.Column("since", UTCTime(), nullable=False),
        sa.Column("checked_at", UTCTime(), nullable=False),
        sa.Column("told_until", UTCTime(), nullable=False),
        sa.Column("next_at", UTCTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watch"),
        sa.UniqueConstraint("name", name="uq_watch_name"),
    )
    op.create_table(
        "watch_target",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("watch_id", Key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("next_try_at", UTCTime(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("leased_until", UTCTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watch_target"),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name="fk_watch_target_watch_id_watch"),
    )
    op.create_index("ix_watch_target_watch_id", "watch_target", ["watch_id"])
    op.create_table(
        "watch_message",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("watch_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("decided_at", UTCTime(), nullable=False),
        sa.Column("since", UTCTime(), nullable=False),
        sa.Column("until", UTCTime(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("old_articles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watch_message"),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name="fk_watch_message_watch_id_watch"),
    )
    op.create_index("ix_watch_message_watch_id", "watch_message", ["watch_id"])
    op.create_table(
        "watch_told",
        sa.Column("watch_id", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("message_id", Key, nullable=True),
        sa.Column("decided_at", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("watch_id", "article_id", name="pk_watch_told"),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name="fk_watch_told_watch_id_watch"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_watch_told_article_id_article"),
        sa.ForeignKeyConstraint(["message_id"], ["watch_message.id"], name="fk_watch_told_message_id_watch_message"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watch_delivery",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("target_id", Key, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("tried_at", UTCTime(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watch_delivery"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["watch_message.id"], name="fk_watch_delivery_message_id_watch_message"
        ),
        sa.ForeignKeyConstraint(["target_id"], ["watch_target.id"], name="fk_watch_delivery_target_id_watch_target"),
    )
    op.create_index("ix_watch_delivery_target_id", "watch_delivery", ["target_id", "state"])
    op.create_index("ix_watch_delivery_message_id", "watch_delivery", ["message_id"])
