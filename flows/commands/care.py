"""Commands that care: init, db."""

from pathlib import Path

import click

from config.settings import SETTINGS_FILE, load_settings, render_settings
from config.sources import load_sources, render_sources
from flows.commands.options import database, open_given

SOURCES_FILE = "sources.toml"


@click.command(short_help="Write a commented settings file and a list of sources.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def init(*, folder: Path) -> None:
    """Write scowatch.env and sources.toml into FOLDER, to be edited; files that are there stay as they are.

    Example: scowatch init ~/sco-watch
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources_path = folder / SOURCES_FILE
    settings = render_settings().replace("#SCOWATCH_SOURCES=", f"SCOWATCH_SOURCES={SOURCES_FILE}")
    for path, content in ((folder / SETTINGS_FILE, settings), (sources_path, render_sources(load_sources(None)))):
        if path.exists():
            click.echo(f"{path} is there already; left as it is", err=True)
            continue
        path.write_text(content, "utf-8")
        click.echo(f"wrote {path}")
    click.echo(
        f"Now set SCOWATCH_CONTACT in {folder / SETTINGS_FILE}, then run `scowatch ingest` in {folder}.", err=True
    )


@click.group(short_help="The database: upgrade, check, back up.")
def db() -> None:
    """Care for the database of the archive.

    Example: scowatch db check
    """


@db.command(short_help="Bring the schema up to date.")
@database
def upgrade() -> None:
    """Make the archive, or bring its schema up to what this version needs; one transaction, nothing is lost.

    Example: scowatch db upgrade
    """
    from storage.engine import open_engine, parse_url  # noqa: PLC0415
    from storage.schema import upgrade as bring_up  # noqa: PLC0415 Alembic is slow to import

    engine = open_engine(parse_url(load_settings().archive_url))
    try:
        bring_up(engine)
    finally:
        engine.dispose()
    click.echo(f"{engine.url.render_as_string(hide_password=True)} has today's schema")


@db.command(short_help="Verify what must always hold.")
@database
def check() -> None:
    """Verify the archive: the database file, evidence against texts, counts, and that every kept page can be read.

    Example: scowatch db check
    """
    from storage.care import check as problems_of  # noqa: PLC0415

    with open_given() as archive:
        problems = 0
        for problems, problem in enumerate(problems_of(archive), start=1):  # noqa: B007 the last number is the count
            click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("all is well")


@db.command(short_help="Copy the database while it is in use.")
@click.argument("target", type=click.Path(path_type=Path))
@database
def backup(*, target: Path) -> None:
    """Copy the database (SQLite) to TARGET, consistent even while a run is writing; WARC files are copied by hand.

    Example: scowatch db backup archive-2025-09-01.db
    """
    from storage.care import backup as copy  # noqa: PLC0415

    with open_given() as archive:
        copy(archive, target)
    click.echo(f"wrote {target}; copy the folder {load_settings().data_dir / 'warc'} beside it")
