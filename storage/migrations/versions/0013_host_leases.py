"""Hosts are leased to one run at a time, so that several workers on one frontier are as polite as one."""

import sqlalchemy as sa
from alembic import op

from extractors.permalinks import site_of
from storage.columns import Key, UTCTime

revision = "0013"
down_revision = "0012"

ROWS = 10_000  # at a time, so that memory does not grow with the archive
WAITING = sa.text("state = 'pending'")

frontier = sa.table(
    "frontier", sa.column("id", Key), sa.column("fetch_url", sa.Text), sa.column("host", sa.Text),
    sa.column("site", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    """Add to what is there; of every known URL, say whom its request burdens."""
    op.create_table(
        "host_lease",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("held_until", UTCTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_host_lease_run_id_run")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_host_lease")),
    )
    op.create_index("ix_host_lease_run_id", "host_lease", ["run_id"])
    op.add_column("run", sa.Column("drains_until", UTCTime(), nullable=True))
    op.create_index("ix_run_drains_until", "run", ["drains_until"])
    op.add_column("frontier", sa.Column("site", sa.Text(), nullable=False, server_default=sa.text("''")))
    _fill_sites(op.get_bind())
    op.create_index(
        "ix_frontier_site",
        "frontier",
        ["state", "site", "next_try_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def _fill_sites(connection: sa.Connection) -> None:
    wanted = sa.select(frontier.c.id, frontier.c.fetch_url, frontier.c.host).order_by(frontier.c.id).limit(ROWS)
    fill = sa.update(frontier).where(frontier.c.id == sa.bindparam("key")).values(site=sa.bindparam("asked"))
    last = 0
    while rows := connection.execute(wanted.where(frontier.c.id > last)).all():
        connection.execute(fill, [{"key": row.id, "asked": site_of(row.fetch_url) or row.host} for row in rows])
        last = rows[-1].id
