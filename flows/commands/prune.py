"""The command that lets old raw pages go."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from config.errors import InputError
from config.settings import load_settings
from flows.commands.options import as_json, database, open_given, print_json
from flows.commands.talk import talking


@click.command(short_help="Remove the oldest raw pages; the articles stay.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@database
@as_json
def prune(*, dry_run: bool, as_json: bool) -> None:
    """Remove whole files of raw pages that SCOWATCH_WARC_KEEP_DAYS and SCOWATCH_WARC_KEEP_BYTES do not keep.

    Articles, versions and tags stay; what went can't be read anew by `scowatch reprocess`. A run may be at work:
    files of today stay in any case. Killed, the next call or run finishes it.

    Example: scowatch db prune --dry-run
    """
    from storage.forgetting import Limits  # noqa: PLC0415
    from storage.forgetting import prune as let_go  # noqa: PLC0415

    settings = load_settings()
    limits = Limits(days=settings.warc_keep_days, bytes=settings.warc_keep_bytes)
    if limits == Limits():
        raise InputError("raw pages are kept for ever; set SCOWATCH_WARC_KEEP_DAYS or SCOWATCH_WARC_KEEP_BYTES")
    with open_given(settings) as archive, talking() as talk:
        pruned = let_go(archive, limits, datetime.now(UTC), dry_run=dry_run, note=talk)
    if as_json:
        print_json({"dry_run": dry_run, **asdict(pruned), "files": [_file(each) for each in asdict(pruned)["files"]]})
        return
    for each in pruned.files:
        click.echo(f"{each.name}  {each.bytes:>15,} bytes")
    freed = sum(each.bytes for each in pruned.files)
    would = "would go" if dry_run else "went"
    click.echo(f"{len(pruned.files):,} files of {freed:,} bytes {would}, with {pruned.captures:,} captures")
    if pruned.moved:
        click.echo(f"{pruned.moved:,} pages are kept on for a later capture that is the same")
    for file in pruned.erased.waiting:
        click.echo(f"{file} is being written by a run; it goes when that has ended", err=True)


def _file(row: dict[str, object]) -> dict[str, object]:
    return {**row, "day": str(row["day"])}
