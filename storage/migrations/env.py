"""Alembic's entry: run the migrations on the connection we are given, or on SCOWATCH_DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection

from config.settings import load_settings
from storage.engine import open_engine, parse_url, writing
from storage.tables import metadata


def run(connection: Connection) -> None:
    """Migrate on *connection*, in its transaction."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with writing(open_engine(parse_url(load_settings().archive_url)), "migrate the archive") as connection:
        run(connection)
