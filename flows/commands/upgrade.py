"""The command that brings an archive to today's schema: it says what it will do, then does it whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.settings import load_settings
from flows.commands.options import database
from flows.commands.talk import talking
from storage import open_archive

if TYPE_CHECKING:
    from storage.schema import Plan


@click.command(short_help="Bring the schema up to date.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--backup",
    "copy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Copy the database to FILE first, as `db backup` does (SQLite).",
)
@click.option("--force", is_flag=True, help="Also where a run seems to be at work; none must be.")
@database
def upgrade(*, dry_run: bool, copy: Path | None, force: bool) -> None:
    """Make the archive, or bring its schema up to what this version needs.

    Says what it will do and roughly how long it takes, asks nothing, and does it in one transaction: when it is killed,
    fails or finds the disk full, the archive is what it was. There is no way back to an older schema but a backup.
    Stop scheduled runs and the web page first.

    Example: scowatch db upgrade --dry-run
    """
    from flows.owner import is_alive  # noqa: PLC0415 psutil, which a query never needs
    from storage.engine import is_missing_file, open_engine, parse_url  # noqa: PLC0415
    from storage.schema import check, plan  # noqa: PLC0415 Alembic is slow to import
    from storage.schema import upgrade as bring_up  # noqa: PLC0415

    url = parse_url(load_settings().archive_url)
    where = url.render_as_string(hide_password=True)
    if dry_run and is_missing_file(url):
        click.echo(f"{where} is not there; it would be made")
        return
    engine = open_engine(url)
    try:
        alive = (lambda _: False) if force else is_alive
        planned = plan(engine, alive)
        if not dry_run:
            check(engine, planned)
        for line in _said(planned, where):
            click.echo(line, err=not dry_run)
        if planned.steps and not dry_run:
            if copy is not None and planned.found is not None:
                _back_up(copy)
            with talking() as talk:
                bring_up(engine, is_alive=alive, note=talk)
    finally:
        engine.dispose()
    if not (dry_run and planned.steps):
        click.echo(f"{where} has today's schema")


def _said(planned: "Plan", where: str) -> Iterator[str]:
    """What it will do, a line for each thing; nothing about an archive that is new or of today."""
    if planned.found is None or not planned.steps:
        return
    by = f" of scowatch {planned.made_by}" if planned.made_by else ""
    yield f"{where} has schema {planned.found}{by}; this version needs {planned.steps[-1].revision}"
    for step in planned.steps:
        yield f"{step.revision}  {step.does}"
    for each in planned.anew:
        yield f"then  {each.what.format(f'{planned.texts:,}')}, anew"
    yield (
        f"in one transaction: roughly {_duration(planned.seconds)}, {_size(planned.bytes)} more in the database"
        f"{' and as much again meanwhile' if where.startswith('sqlite') else ''}; until then it is as it was"
    )
    for owner in planned.at_work:
        yield f"not while a run is at work: {owner}"


def _duration(seconds: float) -> str:
    for unit, length in (("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{max(seconds, 1):,.0f} s"


def _size(count: int) -> str:
    for unit, length in (("GB", 10**9), ("MB", 10**6)):
        if count >= 2 * length:
            return f"{count / length:,.0f} {unit}"
    return f"{max(count // 1_000, 1):,} kB"


def _back_up(copy: Path) -> None:
    from storage.care import backup  # noqa: PLC0415

    settings = load_settings()
    with open_archive(settings.archive_url, settings.data_dir, any_schema=True) as archive, talking() as talk:
        backup(archive, copy, note=talk)
    click.echo(f"wrote {copy}", err=True)
