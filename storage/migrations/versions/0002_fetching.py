"""What polling remembers, gaps and their repair, robots rules, hosts to be left alone, WARC files under way."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key, UTCTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add to what is there; nothing stored changes."""
    for column in (
        sa.Column("moved_by", sa.String(length=16), nullable=True),
        sa.Column("moved_at", UTCTime(), nullable=True),
        sa.Column("claimed_url", sa.Text(), nullable=True),
        sa.Column("silent_since", UTCTime(), nullable=True),
        sa.Column("full_from", UTCTime(), nullable=True),
        sa.Column("rhythm", sa.JSON(), nullable=True),
    ):
        op.add_column("source", column)
    op.add_column("run", sa.Column("handed_over", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_frontier_source_id", "frontier", ["source_id", "discovered_at"])
    op.create_index("ix_discovery_source_id", "discovery", ["source_id", "seen_at"])
    op.create_table(
        "gap",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("source_id", Key, nullable=False),
        sa.Column("since", UTCTime(), nullable=False),
        sa.Column("until", UTCTime(), nullable=False),
        sa.Column("found_at", UTCTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", UTCTime(), nullable=False),
        sa.Column("filled_by", sa.String(length=8), nullable=True),
        sa.Column("brought", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_gap_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index("ix_gap_source_id", "gap", ["source_id", "state"])
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", UTCTime(), nullable=False),
        sa.Column("expires_at", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "host",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("left_until", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_host")),
    )
    op.create_table(
        "warc_import",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("since", UTCTime(), nullable=True),
        sa.Column("until", UTCTime(), nullable=True),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warc_import")),
        sa.UniqueConstraint("path", name=op.f("uq_warc_import_path")),
    )
