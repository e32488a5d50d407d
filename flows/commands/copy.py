"""The command that moves an archive to another database."""

import click

from flows.commands.options import as_json, database, open_given, print_json
from flows.commands.talk import talking


@click.command(short_help="Move the archive to another database: SQLite, PostgreSQL, either way.")
@click.option("--to", "target", required=True, metavar="URL", help="Empty database that is to hold it.")
@database
@as_json
def copy(*, target: str, as_json: bool) -> None:
    """Copy the whole archive to the database at --to, and compare both sides row by row.

    A copy that was killed goes on with the same command. The files of kept pages stay where they are. To work with
    the copy from then on, set SCOWATCH_DATABASE_URL to it.

    Example: scowatch copy --to postgresql://news:secret@db.example/archive
    """
    from flows.owner import is_alive  # noqa: PLC0415 psutil, which a query never needs
    from storage.copying import copy as copy_archive  # noqa: PLC0415

    with open_given() as archive, talking() as talk:
        copied = copy_archive(
            archive.engine, target, is_alive=is_alive, note=lambda what, done, of: talk(f"{what}: {done:,} of {of:,}")
        )
    if as_json:
        print_json({
            "rows": copied.rows, "digests": copied.digests, "before": copied.before, "replaced": copied.replaced
        })  # fmt: skip
        return
    click.echo(f"copied {sum(copied.rows.values()):,} rows of {len(copied.rows)} tables; both sides are equal")
    if copied.before:
        click.echo(f"{copied.before:,} of them had been copied before")
    if copied.replaced:
        click.echo(f"in {copied.replaced:,} rows U+0000, which PostgreSQL cannot hold, became U+FFFD")
