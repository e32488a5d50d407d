"""Commands that care: init, sources, db."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from config.errors import InputError
from config.settings import SETTINGS_FILE, load_settings, render_settings
from config.sources import load_sources, render_sources
from extractors.records import Unreadable
from flows.commands.options import as_json, database, open_given, print_json, sources_file
from storage.sources import SourceState

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


@click.group(short_help="The list of sources: show, check, bring in, give out.")
def sources() -> None:
    """Look at the list of sources, and exchange it with feed readers.

    Example: scowatch sources list
    """


@sources.command("list", short_help="Every source, and how its polling stands.")
@database
@sources_file
@as_json
def list_sources(*, as_json: bool) -> None:
    """List the sources with their state; one that was never polled is "new".

    Example: scowatch sources list --json
    """
    settings = load_settings()
    listed = load_sources(settings.sources)
    with open_given(settings, create=True) as archive:
        states = {state.source.slug: state for state in archive.sync_sources(listed)}
    rows = [{**asdict(each), **_standing(states[each.slug])} for each in listed]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        last = row["succeeded_at"].isoformat(timespec="minutes") if row["succeeded_at"] else "never"
        place = f"{row['country'] or '--':<3} {row['language'] or '--':<3}"
        click.echo(f"{row['slug']:<24} {place} {row['state']:<12} {last:<25} {row['url']}")


def _standing(state: SourceState) -> dict[str, Any]:
    """How the polling of a source stands: "off", "new", "ok", or the reason of its last failure."""
    word = state.reason or ("ok" if state.succeeded_at else "new")
    times = {name: getattr(state, name) for name in ("polled_at", "succeeded_at", "next_poll_at")}
    return {
        "state": word if state.source.active else "off",
        "failures": state.failures,
        "detail": state.detail,
        **times,
    }


@sources.command("check", short_help="Is the list of sources valid?")
@sources_file
def check_sources() -> None:
    """Read the list of sources and name everything that is wrong with it; fetches nothing.

    Example: scowatch sources check --sources my-sources.toml
    """
    listed = load_sources(load_settings().sources)
    active = sum(each.active for each in listed)
    click.echo(
        f"{len(listed)} sources, {active} of them active, in {len({each.language for each in listed})} languages"
    )


@sources.command("import", short_help="From OPML to a list of sources.")
@click.argument("opml", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), required=True, help="TOML file to write.")
def import_sources(*, opml: Path, output: Path) -> None:
    """Turn the subscriptions of a feed reader (OPML) into a list of sources.

    Example: scowatch sources import reader.opml --output sources.toml
    """
    from extractors.opml import parse_opml  # noqa: PLC0415 lxml is slow to import

    try:
        read = parse_opml(opml.read_bytes())
    except OSError as error:
        raise InputError(f"{opml}: cannot be read ({error.strerror})") from error
    if isinstance(read, Unreadable):
        raise InputError(f"{opml}: {read.detail}")
    if not read.sources:
        raise InputError(f"{opml}: lists no feed")
    if output.exists():
        raise InputError(f"{output}: is there already; name a file that is not")
    output.write_text(render_sources(read.sources), "utf-8")
    click.echo(f"wrote {len(read.sources)} sources to {output}; {read.unusable} outlines have no usable feed address")


@sources.command("export", short_help="From the list of sources to OPML.")
@sources_file
def export_sources() -> None:
    """Print the list of sources as OPML, for a feed reader.

    Example: scowatch sources export > sources.opml
    """
    from extractors.opml import render_opml  # noqa: PLC0415 lxml is slow to import

    click.echo(render_opml(load_sources(load_settings().sources), title="scowatch").decode("utf-8"), nl=False)


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
