"""Which schema an archive has, and bringing it up to today's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from config.errors import StorageError
from storage import indexing, recluster
from storage.engine import writing


def _config() -> Config:
    config = Config()
    here = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", here.replace("%", "%%"))
    return config


def newest() -> str:
    """The revision that today's code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def upgrade(engine: Engine) -> None:
    """Apply what is missing, in one transaction; do nothing when the schema is today's.

    Raises:
        StorageError: it cannot be written, or a newer scowatch made it.
    """
    config, action = _config(), "bring the archive's schema up to date"
    with writing(engine, action) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(action, f"{error}; a newer scowatch has made it, so use that one") from error
        recluster.enter_again(connection)
        indexing.catch_up(connection)
