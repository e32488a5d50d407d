"""Counters of what all runs did, and an index that finds the runs under way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# What was done before they were kept: as far as the ledger, the captures and the articles know.
COUNTED = (
    "SELECT outcome, reason, SUM(count) FROM run_source GROUP BY outcome, reason",
    "SELECT 'run', flow || ' ' || state, COUNT(*) FROM run WHERE state <> 'running' GROUP BY flow, state",
    "SELECT 'level', level, COUNT(*) FROM article GROUP BY level",
    "SELECT 'page', '', COUNT(*) FROM capture HAVING COUNT(*) > 0",
)


def upgrade() -> None:
    """Make the table and the index, and count what is there."""
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "label", name="pk_counter"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_run_state", "run", ["state", "flow", "finished_at"])
    for counted in COUNTED:
        op.execute(f"INSERT INTO counter (name, label, value) {counted}")
