"""Kept pages can be pruned; what is forgotten leaves a tombstone, and a note of what is to go out of the files."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key, UTCTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add a column and two tables."""
    op.add_column("capture", sa.Column("pruned_at", UTCTime(), nullable=True))
    op.create_table(
        "tombstone",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("twin", sa.String(length=64), nullable=True),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("forgotten_at", UTCTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("kind", "digest", "host", name="uq_tombstone_kind_digest_host"),
    )
    op.create_index("ix_tombstone_twin", "tombstone", ["twin"])
    op.create_index("ix_tombstone_page", "tombstone", ["page"])
    op.create_table(
        "erasure",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("warc_file", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_warc_file", "erasure", ["warc_file"])
