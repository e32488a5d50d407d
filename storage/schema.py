"""Which schema an archive has, and bringing it up to today's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from storage.engine import writing


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    """The revision that today's code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def upgrade(engine: Engine) -> None:
    """Apply what is missing, in one transaction; do nothing when the schema is today's."""
    config = _config()
    with writing(engine, "bring the archive's schema up to date") as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
